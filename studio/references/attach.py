"""What visitors bring: a file becomes a picture of theirs; on a press, what is sent is made of it."""

import asyncio
import os
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from providers.errors import Damaged, Unsupported
from providers.events import Notice
from providers.image_format import MAX_HEADER_BYTES, read_header
from providers.types import Attachment, Caps, ImageRequest, Inputs
from studio.errors import HugePicture, NotAPicture, SvgPicture, TornPicture
from studio.images import files as pictures
from studio.images import masks
from studio.images import prepare as preparing
from studio.services import Services
from studio.storage.call_files import read_head
from studio.types import InputImage, Picture, RunRequest

Find = Callable[[str], Awaitable[InputImage]]
"""One of the visitor's pictures by its id. Raises NotFound."""
NAME = 120
"""Characters of a file's own name that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedInputs:
    """A press with its pictures laid out: what is sent, what it was made of, and what is to be told of it."""

    request: ImageRequest
    inputs: tuple[InputImage, ...]
    mask: InputImage | None
    notices: tuple[Notice, ...]


def ingest_upload(path: Path, *, data: Path, name: str, painted_for: str = "") -> InputImage:
    """Keeps a file by its content; blocks. Raises NotAPicture, SvgPicture, HugePicture, TornPicture or OSError."""
    seen = read_header(read_head(path, MAX_HEADER_BYTES))
    if seen is None:
        raise NotAPicture
    if seen.mime == "image/svg+xml":
        raise SvgPicture
    if seen.width * seen.height > pictures.MAX_PIXELS:
        raise HugePicture(params={"width": seen.width, "height": seen.height})
    try:
        found = _checked(path, mime=seen.mime, data=data)
    except Damaged as error:
        raise TornPicture(error.gateway_message) from error
    return InputImage(
        id=secrets.token_urlsafe(16),
        name=name[-NAME:],
        path=pictures.store(path, found, root=data / "uploads"),
        mime=found.mime,
        width=found.width,
        height=found.height,
        size=found.size,
        sha256=found.sha256,
        painted_for=painted_for,
    )


def _checked(path: Path, *, mime: str, data: Path) -> pictures.ImageInfo:
    """Decoded to the end, with its thumbnail; what Pillow does not read is read as it will be for sending."""
    found = pictures.check_image(path, mime=mime, thumbs=data / "thumbs")
    if found.checked:
        return found
    shown = preparing.load_normalized(path)
    pictures.save_thumb(shown, pictures.content_path(data / "thumbs", found.sha256, "webp"))
    return replace(found, width=shown.width, height=shown.height, checked=True)


def save_view(path: Path, kept: Path) -> None:
    """Keeps a picture as a PNG that any browser shows; blocks. Raises Damaged or OSError."""
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = kept.with_name(f".{kept.name}.{secrets.token_hex(4)}")
    masks.write_png(preparing.load_normalized(path), beside)
    beside.replace(kept)


def from_picture(picture: Picture) -> InputImage:
    """A picture of a run, to be used like one that was brought."""
    return InputImage(
        id=picture.id,
        name="",
        path=picture.path,
        mime=picture.mime,
        width=picture.width,
        height=picture.height,
        size=picture.size,
        sha256=picture.sha256,
        made=True,
    )


async def prepare_input(
    tools: Services, brought: InputImage, inputs: Inputs, *, fit: bool
) -> preparing.PreparedImage:
    """What is sent of a picture. Raises Unsupported, Damaged."""
    return await asyncio.to_thread(
        preparing.prepare,
        brought.path,
        mime=brought.mime,
        sha256=brought.sha256,
        inputs=inputs,
        root=tools.data / "prepared",
        fit=fit,
    )


async def attach_inputs(tools: Services, ask: RunRequest, caps: Caps, *, find: Find) -> PreparedInputs:
    """Reads the press's pictures and makes of them what the model takes. Raises Unsupported, Damaged, NotFound."""
    inputs = caps.inputs
    if inputs is None or not ask.pictures:
        return PreparedInputs(request=ask.request, inputs=(), mask=None, notices=())
    if len(ask.pictures) > inputs.max_images:
        count = str(len(ask.pictures))
        raise Unsupported(field="images", reason="images_too_many", value=count, limit=inputs.max_images)
    brought = tuple([await find(each) for each in ask.pictures])
    await asyncio.to_thread(_in_use, [each.path for each in brought])
    sent: list[Attachment] = []
    notices: list[Notice] = []
    for number, each in enumerate(brought, 1):
        prepared = await _numbered(prepare_input(tools, each, inputs, fit=each.id in ask.fit), number=number)
        sent.append(prepared.reference)
        notices += [replace(said, params={**said.params, "number": number}) for said in prepared.changes]
    request = replace(ask.request, images=tuple(sent))
    if not ask.mask:
        return PreparedInputs(request=request, inputs=brought, mask=None, notices=tuple(notices))
    painted = await find(ask.mask)
    await asyncio.to_thread(_in_use, [painted.path])
    masked = await _masked(tools, request, inputs, first=brought[0], painted=painted)
    if masked.mask is None:
        notices.append(Notice(kind="mask_everything"))
    kept = painted if masked.mask else None
    return PreparedInputs(request=masked, inputs=brought, mask=kept, notices=tuple(notices))


def _in_use(paths: Sequence[Path]) -> None:
    """They are young again, so that none is swept between the look for it and the run that is written down. Raises
    OSError."""
    for path in paths:
        os.utime(path)


async def _numbered(preparing_one: Awaitable[preparing.PreparedImage], *, number: int) -> preparing.PreparedImage:
    """Tells which of the pictures it was that does not go."""
    try:
        return await preparing_one
    except Unsupported as error:
        error.params = {**error.params, "number": number}
        raise


async def _masked(
    tools: Services, request: ImageRequest, inputs: Inputs, *, first: InputImage, painted: InputImage
) -> ImageRequest:
    """With the mask as the model takes it; without one where all of the picture may change. Raises Unsupported."""
    if painted.painted_for and painted.painted_for != first.id:
        raise Unsupported(field="mask", reason="mask_stale")
    if (painted.width, painted.height) != (first.width, first.height):
        size, wanted = f"{painted.width}x{painted.height}", f"{first.width}x{first.height}"
        raise Unsupported(field="mask", reason="mask_size", value=size, nearest=wanted)
    look = await asyncio.to_thread(masks.measure, painted.path)
    if look.box is None:
        raise Unsupported(field="mask", reason="mask_empty")
    if look.share >= 1:
        return request
    return await asyncio.to_thread(
        _drawn, request, inputs, first=first, painted=painted, root=tools.data / "prepared"
    )


def _drawn(
    request: ImageRequest, inputs: Inputs, *, first: InputImage, painted: InputImage, root: Path
) -> ImageRequest:
    sent = request.images[0]
    size = sent.width, sent.height
    strength = masks.read(painted.path)
    mask = pictures.content_path(root, painted.sha256, f"{size[0]}x{size[1]}.png")
    masks.write_for_gateway(strength, size, into=mask, max_bytes=inputs.mask_max_bytes)
    masked = replace(request, mask=_reference(mask, size=size))
    if inputs.mask:
        return masked
    ending, mime = ("jpg", "image/jpeg") if "image/jpeg" in inputs.formats else ("png", "image/png")
    marked = pictures.content_path(root, first.sha256, f"{painted.sha256[:16]}-{size[0]}-marked.{ending}")
    if not marked.exists():
        shown = masks.mark_area(preparing.load_normalized(sent.path).convert("RGB"), strength)
        beside = marked.with_name(f".{marked.stem}-{secrets.token_hex(4)}.{ending}")
        shown.save(beside, quality=92)
        beside.replace(marked)
    return replace(masked, marked=_reference(marked, size=size, mime=mime))


def _reference(path: Path, *, size: tuple[int, int], mime: str = "image/png") -> Attachment:
    return Attachment(path=path, mime=mime, width=size[0], height=size[1], size=path.stat().st_size)
