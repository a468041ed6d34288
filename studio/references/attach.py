"""Attachments: turns the chosen input images and mask into what the model takes."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from PIL import Image

from models.caps import Caps, Inputs
from providers.errors import Unsupported
from providers.events import Notice
from providers.request.prompt import attachments_of, prompt_language
from providers.types import Attachment, ImageRequest
from studio.canvas.expansion import SENT_PIXELS, canvas_size, expansion_text, picture_box
from studio.credentials.carriers import has_credentials
from studio.images import files as pictures
from studio.images import masks
from studio.images import prepare as preparing
from studio.memory.costs import CANVAS, cost_of_mask
from studio.memory.probe import probe_file
from studio.references.markup import attach_markup
from studio.references.shape import ShapedEdit, shape_edit
from studio.services import Services
from studio.types import InputImage, RunRequest

MARKED: Final = {
    "en": (
        "Image {number} is image 1 with an area marked in magenta. Change image 1 only inside that area and keep "
        "everything else exactly as it is. Answer with the whole of image 1, and do not draw the marking."
    ),
    "zh": (
        "图{number}是用洋红色标出区域的图1。只修改图1中该区域以内的内容，其余部分保持完全不变。"
        "请返回完整的图1，不要画出标记。"
    ),
}

FindImage = Callable[[str], Awaitable[InputImage]]
"""One of the visitor's pictures by its id. Raises NotFound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedInputs:
    """Request with its images prepared, what it was made of, and the notices."""

    request: ImageRequest
    inputs: tuple[InputImage, ...]
    mask: InputImage | None
    markup: InputImage | None = None
    notices: tuple[Notice, ...]


async def prepare_input(
    services: Services,
    image: InputImage,
    inputs: Inputs,
    *,
    visitor: str,
    fit: bool,
    shaped: ShapedEdit | None = None,
) -> preparing.PreparedImage:
    """Prepares one input image for sending, the first one of an edit padded as `shaped` says.

    Raises Unsupported, Damaged.
    """
    if shaped and shaped.request.expand:
        return await _prepare_expanded(services, image, inputs, visitor=visitor, shaped=shaped)
    padding = shaped.padding if shaped else ()
    work = partial(
        preparing.prepare,
        image.path,
        mime=image.mime,
        sha256=image.sha256,
        inputs=inputs,
        root=services.data / "prepared",
        fit=fit,
        padding=padding,
    )
    probe = await asyncio.to_thread(probe_file, image.path)
    cost = probe.cost_of_load(max_pixels=0 if padding else inputs.max_pixels)
    prepared = await services.workers.share(
        f"prepare {image.path} {inputs} {fit} {padding}",
        lambda: services.workers.run(work, cost=cost, visitor=visitor),
    )
    if not shaped or not padding:
        return prepared
    padded = Notice(
        kind="sent_padded",
        params={
            "shape": shaped.shape,
            "before": f"{image.width}x{image.height}",
            "after": f"{image.width + padding[0] + padding[2]}x{image.height + padding[1] + padding[3]}",
        },
    )
    reference = replace(prepared.reference, padding=padding)
    return replace(prepared, reference=reference, changes=(padded, *prepared.changes))


async def _prepare_expanded(
    services: Services, image: InputImage, inputs: Inputs, *, visitor: str, shaped: ShapedEdit
) -> preparing.PreparedImage:
    """The picture on its larger canvas, mirrored into what is new: a copy to work on, within the model's limits."""
    size, expand, padding = (image.width, image.height), shaped.request.expand, shaped.padding
    canvas, sent = canvas_size(size, expand), min(SENT_PIXELS, inputs.max_pixels or SENT_PIXELS)
    work = partial(
        preparing.prepare,
        image.path,
        mime=image.mime,
        sha256=image.sha256,
        inputs=inputs,
        root=services.data / "prepared",
        fit=True,
        padding=padding,
        max_canvas=sent,
    )
    frame = canvas_size(size, padding)
    probe = await asyncio.to_thread(probe_file, image.path)
    cost = probe.cost_of_rows(beside=CANVAS * min(sent, frame[0] * frame[1]))
    prepared = await services.workers.share(
        f"expand {image.path} {inputs} {padding}",
        lambda: services.workers.run(work, cost=cost, visitor=visitor),
    )
    reference = replace(prepared.reference, padding=padding)
    told = [Notice(kind="sent_expanded", params={"before": _size_text(size), "after": _size_text(canvas)})]
    if canvas != frame:
        params = {"shape": shaped.shape, "before": _size_text(canvas), "after": _size_text(frame)}
        told.append(Notice(kind="sent_padded", params=params))
    if (reference.width, reference.height) != frame:
        params = {"before": _size_text(frame), "after": f"{reference.width}x{reference.height}"}
        told.append(Notice(kind="sent_scaled", params=params))
    made = [notice for notice in prepared.changes if notice.kind != "sent_scaled"]
    return replace(prepared, reference=reference, changes=(*told, *made))


def _size_text(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


async def attach_inputs(
    services: Services, ask: RunRequest, caps: Caps, *, visitor: str, find: FindImage
) -> PreparedInputs:
    """Attaches the chosen images and mask as the model takes them.

    Raises Unsupported, Damaged, NotFound.
    """
    inputs = caps.inputs
    if ask.markup and not ask.pictures:
        raise Unsupported(field="markup", reason="markup_alone")
    if ask.request.expand and (ask.mask or not ask.pictures):
        raise Unsupported(field="expand", reason="expand_with_mask" if ask.pictures else "expand_alone")
    if inputs is None or not ask.pictures:
        return PreparedInputs(request=ask.request, inputs=(), mask=None, notices=())
    if len(ask.pictures) > inputs.max_images:
        count = str(len(ask.pictures))
        raise Unsupported(field="images", reason="images_too_many", value=count, limit=inputs.max_images)
    inputs_of_run = tuple([await find(picture) for picture in ask.pictures])
    await asyncio.to_thread(_touch, [image.path for image in inputs_of_run])
    painted = await find(ask.mask) if ask.mask else None
    masked = painted is not None and await is_masked(services, painted, inputs_of_run[0], visitor=visitor)
    shaped = shape_edit(ask.request, inputs_of_run[0], caps, masked=masked)
    sent: list[Attachment] = []
    notices: list[Notice] = []
    for number, image in enumerate(inputs_of_run, 1):
        first = shaped if number == 1 else None
        prepared = await _with_number(
            prepare_input(services, image, inputs, visitor=visitor, fit=image.id in ask.fit, shaped=first),
            number=number,
        )
        sent.append(prepared.reference)
        notices += [replace(notice, params={**notice.params, "number": number}) for notice in prepared.changes]
        if prepared.reference.path != image.path and await asyncio.to_thread(has_credentials, image.path):
            notices.append(Notice(kind="sent_credentials", params={"number": number}))
    request = replace(shaped.request, images=tuple(sent))
    if request.cutout and masked:
        raise Unsupported(field="cutout", reason="cutout_masked")
    copies = bool(ask.markup and not inputs.markup) + bool((masked or request.expand) and not inputs.mask)
    if len(sent) + copies > inputs.max_images:
        raise Unsupported(field="images", reason="copies_too_many", limit=inputs.max_images)
    drawn = await find(ask.markup) if ask.markup else None
    if drawn is not None:
        await asyncio.to_thread(_touch, [drawn.path])
        request = await attach_markup(
            services, request, inputs, first=inputs_of_run[0], drawn=drawn, visitor=visitor
        )
        notices += [Notice(kind="markup_drawn")] if request.annotated else []
    if request.expand:
        canvas = partial(
            _draw_canvas_mask, request, inputs, first=inputs_of_run[0], root=services.data / "prepared"
        )
        request = await services.workers.run(
            canvas, cost=cost_of_mask(sent[0].width * sent[0].height), visitor=visitor
        )
    if painted is None or not masked:
        notices += [Notice(kind="mask_everything")] if painted else []
        return PreparedInputs(
            request=request, inputs=inputs_of_run, mask=None, markup=drawn, notices=tuple(notices)
        )
    await asyncio.to_thread(_touch, [painted.path])
    drawing = partial(
        _draw_mask, request, inputs, first=inputs_of_run[0], painted=painted, root=services.data / "prepared"
    )
    cost = cost_of_mask(max(painted.width * painted.height, sent[0].width * sent[0].height))
    request = await services.workers.run(drawing, cost=cost, visitor=visitor)
    return PreparedInputs(request=request, inputs=inputs_of_run, mask=painted, markup=drawn, notices=tuple(notices))


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
        # A new one: others may have waited for the same preparation, and hear the same error.
        params: dict[str, Any] = {**error.params, "number": number}
        raise Unsupported(**params) from error


async def is_masked(services: Services, painted: InputImage, first: InputImage, *, visitor: str) -> bool:
    """Whether a mask leaves something of the first picture to stay.

    Raises Unsupported where it is not that picture's, or lets nothing change; Damaged.
    """
    if painted.painted_for and painted.painted_for != first.id:
        raise Unsupported(field="mask", reason="mask_stale")
    if (painted.width, painted.height) != (first.width, first.height):
        size, expected = f"{painted.width}x{painted.height}", f"{first.width}x{first.height}"
        raise Unsupported(field="mask", reason="mask_size", value=size, nearest=expected)
    probe = await asyncio.to_thread(probe_file, painted.path)
    work = partial(masks.measure, painted.path)
    stats = await services.workers.run(work, cost=probe.cost_of_load(), visitor=visitor)
    if stats.box is None:
        raise Unsupported(field="mask", reason="mask_empty")
    return stats.share < 1


def _draw_canvas_mask(request: ImageRequest, inputs: Inputs, *, first: InputImage, root: Path) -> ImageRequest:
    """With the mask of a picture that is expanded: all but the picture itself may change."""
    sent = request.images[0]
    size = sent.width, sent.height
    strength = Image.new("L", size, 255)
    strength.paste(0, picture_box((first.width, first.height), sent.padding, size))
    name = "-".join(str(number) for number in (*size, *sent.padding))
    mask = pictures.content_path(root, first.sha256, f"{name}-canvas.png")
    masks.write_for_gateway(strength, size, into=mask, max_bytes=inputs.mask_max_bytes)
    marked = pictures.content_path(root, first.sha256, f"{name}-canvas-marked")
    words = expansion_text(sent.padding, prompt_language(request))
    request = replace(request, added=(*request.added, words))
    return _with_marked(request, inputs, mask=mask, strength=strength, marked=marked)


def _draw_mask(
    request: ImageRequest, inputs: Inputs, *, first: InputImage, painted: InputImage, root: Path
) -> ImageRequest:
    """With the mask as the model takes it: in the size of what is sent, padded as that is."""
    sent = request.images[0]
    size = sent.width, sent.height
    strength = masks.read(painted.path)
    if sent.padding:
        strength = masks.pad_unpainted(strength, sent.padding)
    name = "-".join(str(number) for number in (*size, *sent.padding))
    mask = pictures.content_path(root, painted.sha256, f"{name}.png")
    masks.write_for_gateway(strength, size, into=mask, max_bytes=inputs.mask_max_bytes)
    marked = pictures.content_path(root, first.sha256, f"{painted.sha256[:16]}-{name}-marked")
    return _with_marked(request, inputs, mask=mask, strength=strength, marked=marked)


def _with_marked(
    request: ImageRequest, inputs: Inputs, *, mask: Path, strength: Image.Image, marked: Path
) -> ImageRequest:
    """With a mask, and where the model takes none with a copy of the first picture that has the area marked.

    `marked` is the path of that, without its ending.
    """
    sent = request.images[0]
    size = sent.width, sent.height
    masked = replace(request, mask=_attachment(mask, size=size))
    if inputs.mask:
        return masked
    ending, mime = ("jpg", "image/jpeg") if "image/jpeg" in inputs.formats else ("png", "image/png")
    marked = marked.with_name(f"{marked.name}.{ending}")
    if not marked.exists():
        shown = masks.mark_area(preparing.load_normalized(sent.path).convert("RGB"), strength)
        with pictures.atomic_write(marked) as temp:
            shown.save(temp, "JPEG" if ending == "jpg" else "PNG", quality=92)
    words = MARKED[prompt_language(request)].format(number=len(attachments_of(request)) + 1)
    return replace(masked, marked=_attachment(marked, size=size, mime=mime), added=(*request.added, words))


def _attachment(path: Path, *, size: tuple[int, int], mime: str = "image/png") -> Attachment:
    return Attachment(path=path, mime=mime, width=size[0], height=size[1], size=path.stat().st_size)
