"""Attachments: turns the chosen input images and mask into what the model takes."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from providers.errors import Unsupported
from providers.events import Notice
from providers.request.sizing import SAME_RATIO, nearest_ratio, nearest_size, parse_ratio
from providers.types import Attachment, Caps, ImageRequest, Inputs, SizeRule
from studio.images import files as pictures
from studio.images import masks
from studio.images import prepare as preparing
from studio.services import Services
from studio.types import InputImage, RunRequest

FindImage = Callable[[str], Awaitable[InputImage]]
"""One of the visitor's pictures by its id. Raises NotFound."""
FREE_AREAS: Final = {"": 1_050_000, "1K": 1_050_000, "2K": 4_200_000, "4K": 16_800_000}
"""Pixels that a resolution stands for where the size is free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedInputs:
    """Request with its images prepared, the inputs it was made of, and the notices."""

    request: ImageRequest
    inputs: tuple[InputImage, ...]
    mask: InputImage | None
    notices: tuple[Notice, ...]


async def prepare_input(
    services: Services, image: InputImage, inputs: Inputs, *, fit: bool
) -> preparing.PreparedImage:
    """Prepares one input image for sending. Raises Unsupported, Damaged."""
    return await asyncio.to_thread(
        preparing.prepare,
        image.path,
        mime=image.mime,
        sha256=image.sha256,
        inputs=inputs,
        root=services.data / "prepared",
        fit=fit,
    )


async def attach_inputs(services: Services, ask: RunRequest, caps: Caps, *, find: FindImage) -> PreparedInputs:
    """Attaches the chosen images and mask as the model takes them.

    Raises Unsupported, Damaged, NotFound.
    """
    inputs = caps.inputs
    if inputs is None or not ask.pictures:
        return PreparedInputs(request=ask.request, inputs=(), mask=None, notices=())
    if len(ask.pictures) > inputs.max_images:
        count = str(len(ask.pictures))
        raise Unsupported(field="images", reason="images_too_many", value=count, limit=inputs.max_images)
    inputs_of_run = tuple([await find(picture) for picture in ask.pictures])
    await asyncio.to_thread(_touch, [image.path for image in inputs_of_run])
    sent: list[Attachment] = []
    notices: list[Notice] = []
    for number, image in enumerate(inputs_of_run, 1):
        prepared = await _with_number(
            prepare_input(services, image, inputs, fit=image.id in ask.fit), number=number
        )
        sent.append(prepared.reference)
        notices += [replace(notice, params={**notice.params, "number": number}) for notice in prepared.changes]
    request = replace(match_first_image(ask.request, inputs_of_run[0], caps), images=tuple(sent))
    if not ask.mask:
        return PreparedInputs(request=request, inputs=inputs_of_run, mask=None, notices=tuple(notices))
    painted = await find(ask.mask)
    await asyncio.to_thread(_touch, [painted.path])
    masked = await _attach_mask(services, request, inputs, first=inputs_of_run[0], painted=painted)
    if masked.mask is None:
        notices.append(Notice(kind="mask_everything"))
    mask = painted if masked.mask else None
    return PreparedInputs(request=masked, inputs=inputs_of_run, mask=mask, notices=tuple(notices))


def _touch(paths: Sequence[Path]) -> None:
    """They are young again, so that none is swept between the look for it and the run that is written down. Raises
    OSError."""
    for path in paths:
        os.utime(path)


async def _with_number(work: Awaitable[preparing.PreparedImage], *, number: int) -> preparing.PreparedImage:
    """Tells which of the pictures it was that does not go."""
    try:
        return await work
    except Unsupported as error:
        error.params = {**error.params, "number": number}
        raise


async def _attach_mask(
    services: Services, request: ImageRequest, inputs: Inputs, *, first: InputImage, painted: InputImage
) -> ImageRequest:
    """With the mask as the model takes it; without one where all of the picture may change.

    Raises Unsupported.
    """
    if painted.painted_for and painted.painted_for != first.id:
        raise Unsupported(field="mask", reason="mask_stale")
    if (painted.width, painted.height) != (first.width, first.height):
        size, expected = f"{painted.width}x{painted.height}", f"{first.width}x{first.height}"
        raise Unsupported(field="mask", reason="mask_size", value=size, nearest=expected)
    stats = await asyncio.to_thread(masks.measure, painted.path)
    if stats.box is None:
        raise Unsupported(field="mask", reason="mask_empty")
    if stats.share >= 1:
        return request
    return await asyncio.to_thread(
        _draw_mask, request, inputs, first=first, painted=painted, root=services.data / "prepared"
    )


def _draw_mask(
    request: ImageRequest, inputs: Inputs, *, first: InputImage, painted: InputImage, root: Path
) -> ImageRequest:
    sent = request.images[0]
    size = sent.width, sent.height
    strength = masks.read(painted.path)
    mask = pictures.content_path(root, painted.sha256, f"{size[0]}x{size[1]}.png")
    masks.write_for_gateway(strength, size, into=mask, max_bytes=inputs.mask_max_bytes)
    masked = replace(request, mask=_attachment(mask, size=size))
    if inputs.mask:
        return masked
    ending, mime = ("jpg", "image/jpeg") if "image/jpeg" in inputs.formats else ("png", "image/png")
    marked = pictures.content_path(root, first.sha256, f"{painted.sha256[:16]}-{size[0]}-marked.{ending}")
    if not marked.exists():
        shown = masks.mark_area(preparing.load_normalized(sent.path).convert("RGB"), strength)
        with pictures.atomic_write(marked) as temp:
            shown.save(temp, "JPEG" if ending == "jpg" else "PNG", quality=92)
    return replace(masked, marked=_attachment(marked, size=size, mime=mime))


def _attachment(path: Path, *, size: tuple[int, int], mime: str = "image/png") -> Attachment:
    return Attachment(path=path, mime=mime, width=size[0], height=size[1], size=path.stat().st_size)


def match_first_image(request: ImageRequest, first: InputImage | None, caps: Caps) -> ImageRequest:
    """Gives an edit whose shape was not chosen that of the first picture.

    Only where the model can be told a shape: a model left to itself answers in a shape of its own, and nothing can
    be pasted back into another shape.
    """
    if first is None or request.aspect_ratio or request.size or not first.width:
        return request
    if caps.free_size and not caps.free_size.recommended:
        width, height = _free_size(first, caps.free_size, area=FREE_AREAS.get(request.resolution, FREE_AREAS[""]))
        return replace(request, size=f"{width}x{height}", resolution="")
    shape = first.width / first.height
    closest = nearest_ratio(shape, caps.aspect_ratios)
    ratio = parse_ratio(closest)
    if not ratio or abs(ratio / shape - 1) > SAME_RATIO:
        return request
    return replace(request, aspect_ratio=closest)


def _free_size(first: InputImage, rule: SizeRule, *, area: int) -> tuple[int, int]:
    """The picture's own size where that is allowed and not larger than the resolution, else one of its shape."""
    shrink = min(1.0, (area / (first.width * first.height)) ** 0.5)
    return nearest_size(max(1, round(first.width * shrink)), max(1, round(first.height * shrink)), rule)
