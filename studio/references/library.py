"""Reference library: a visitor's input images, uploaded or made here."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from models.caps import Inputs
from providers.errors import Damaged
from studio.canvas.cropping import Crop
from studio.errors import NotFound
from studio.images import files as pictures
from studio.images.prepare import PreparedImage
from studio.memory.costs import Cost
from studio.memory.probe import probe_file
from studio.references.edit_mask import is_masked
from studio.references.outgoing import prepare_input
from studio.references.shape import ShapedEdit
from studio.references.upload import cost_of_upload, crop_and_ingest, from_picture, ingest_upload, save_view
from studio.services import Services, disk_errors
from studio.types import InputImage, Picture

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceLibrary:
    """Input images of visitors.

    Everything is asked for by a visitor; what is another's is NotFound. `find_picture` finds a picture of a run.
    """

    services: Services
    find_picture: Callable[[str, str], Awaitable[Picture]]

    @property
    def incoming(self) -> Path:
        """The folder for files on their way in."""
        return self.services.data / "incoming"

    async def thumbnail(self, visitor: str, path: Path, sha256: str) -> Path:
        """The thumbnail's path; it is made again where it is missing. Raises NotFound."""
        target = pictures.content_path(self.services.data / "thumbs", sha256, "webp")
        if not await asyncio.to_thread(target.exists):
            probe = await asyncio.to_thread(probe_file, path)
            work = partial(pictures.make_thumb, path, target)
            try:
                await self._make_once(work, target, cost=probe.cost_of_check(), visitor=visitor)
            except (Damaged, OSError) as error:
                LOG.error("no thumbnail of %s: %s", path.name, error)
                raise NotFound from error
        return target

    async def _make_once(self, work: Callable[[], None], target: Path, *, cost: Cost, visitor: str) -> None:
        """Makes a file, once for all who wait for it. Raises what the work raises."""
        workers = self.services.workers
        await workers.share(str(target), lambda: workers.run(work, cost=cost, visitor=visitor))

    async def add(self, visitor: str, path: Path, *, name: str, painted_for: str = "") -> InputImage:
        """Adds an upload to the visitor's images; `path` may go afterwards.

        Raises StudioError's classes for what is no picture, and NotFound for a mask or markup of a picture that
        the visitor does not have.
        """
        if painted_for:
            await self.get(visitor, painted_for)
        workers, limits = self.services.workers, self.services.limits
        probe = await asyncio.to_thread(probe_file, path)
        cost = cost_of_upload(probe, max_pixels=limits.upload_pixels, memory=workers.capacity)
        work = partial(ingest_upload, path, data=self.services.data, name=name, painted_for=painted_for)
        with disk_errors():
            taken = await workers.run(work, cost=cost, visitor=visitor)
        image = replace(taken, created=self.services.now())
        await self.services.journal.add_upload(visitor, image)
        return image

    async def crop(self, visitor: str, picture_id: str, crop: Crop) -> InputImage:
        """Makes a new image of a part of one.

        Raises NotFound, Unsupported, Damaged, DiskFailed.
        """
        image = await self.get(visitor, picture_id)
        left, top, right, bottom = crop.box((image.width, image.height))
        probe = await asyncio.to_thread(probe_file, image.path)
        cost = probe.cost_of_crop((right - left) * (bottom - top))
        work = partial(crop_and_ingest, image, crop, data=self.services.data, incoming=self.incoming)
        with disk_errors():
            cropped = await self.services.workers.run(work, cost=cost, visitor=visitor)
        made = replace(cropped, created=self.services.now())
        await self.services.journal.add_upload(visitor, made)
        return made

    async def get(self, visitor: str, picture_id: str) -> InputImage:
        """Finds an input image, uploaded or made here. Raises NotFound, also while it is not whole."""
        try:
            return await self.services.journal.upload(visitor, picture_id)
        except NotFound:
            picture = await self.find_picture(visitor, picture_id)
            if picture.state != "done" or picture.gone:
                raise
            return from_picture(picture)

    async def by_sha256(self, visitor: str, sha256: str) -> str:
        """Finds the id of the visitor's picture of that content, "" when it is not here any more."""
        return await self.services.journal.by_sha256(visitor, sha256)

    async def overlay_by_sha256(self, visitor: str, sha256: str, *, over: str) -> tuple[InputImage, InputImage]:
        """Finds the newest mask or markup of that content, and the picture that it was drawn for.

        The picture is one whose content is `over`. Raises NotFound when either is not here any more.
        """
        for overlay in await self.services.journal.overlays_by_sha256(visitor, sha256):
            with suppress(NotFound):
                picture = await self.get(visitor, overlay.painted_for or await self.by_sha256(visitor, over))
                if picture.sha256 == over:
                    return overlay, picture
        raise NotFound

    async def thumb_of(self, visitor: str, picture_id: str) -> tuple[InputImage, Path]:
        """Finds an input image and the path of its thumbnail. Raises NotFound."""
        image = await self.get(visitor, picture_id)
        return image, await self.thumbnail(visitor, image.path, image.sha256)

    async def view_of(self, visitor: str, picture_id: str) -> tuple[InputImage, Path]:
        """Finds an input image and the path of a PNG that any browser shows. Raises NotFound."""
        image = await self.get(visitor, picture_id)
        target = pictures.content_path(self.services.data / "prepared", image.sha256, "view.png")
        if not await asyncio.to_thread(target.exists):
            probe = await asyncio.to_thread(probe_file, image.path)
            work = partial(save_view, image.path, target)
            with disk_errors():
                await self._make_once(work, target, cost=probe.cost_of_load(), visitor=visitor)
        return image, target

    async def has_mask(self, visitor: str, mask_id: str, first: InputImage) -> bool:
        """Whether an edit of the first picture would be held to that mask.

        Raises NotFound, Unsupported, Damaged.
        """
        if not mask_id:
            return False
        return await is_masked(self.services, await self.get(visitor, mask_id), first, visitor=visitor)

    async def prepare(
        self, visitor: str, picture_id: str, inputs: Inputs, *, fit: bool, shaped: ShapedEdit | None = None
    ) -> PreparedImage:
        """Prepares an input image as it would be sent; `shaped` is for the first one of an edit.

        Raises NotFound, Unsupported, Damaged, DiskFailed.
        """
        image = await self.get(visitor, picture_id)
        with disk_errors():
            return await prepare_input(self.services, image, inputs, visitor=visitor, fit=fit, shaped=shaped)
