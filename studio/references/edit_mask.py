"""Mask of an edit: what was painted, or the new area of an expansion, as the model takes it.

A model that takes no mask gets a copy of the first image with the area marked.
"""

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PIL import Image

from models.caps import Inputs
from providers.errors import Unsupported
from providers.request.prompt import attachments_of, prompt_language
from providers.types import Attachment, ImageRequest
from studio.canvas.expansion import expansion_text, picture_box
from studio.images import files as pictures
from studio.images import masks
from studio.images.decode import load_normalized
from studio.memory.costs import cost_of_mask
from studio.memory.probe import probe_file
from studio.services import Services
from studio.types import InputImage

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


async def attach_mask(
    services: Services,
    request: ImageRequest,
    inputs: Inputs,
    *,
    first: InputImage,
    painted: InputImage,
    visitor: str,
) -> ImageRequest:
    """The request with what was painted. Raises Unsupported, Damaged and OSError."""
    root, sent = services.data / "prepared", request.images[0]
    work = partial(_draw_mask, request, inputs, first=first, painted=painted, root=root)
    cost = cost_of_mask(max(painted.width * painted.height, sent.width * sent.height))
    return await services.workers.run(work, cost=cost, visitor=visitor)


async def attach_canvas_mask(
    services: Services, request: ImageRequest, inputs: Inputs, *, first: InputImage, visitor: str
) -> ImageRequest:
    """The request of an expansion with a mask of what is new.

    Raises Unsupported, Damaged and OSError.
    """
    sent = request.images[0]
    work = partial(_draw_canvas_mask, request, inputs, first=first, root=services.data / "prepared")
    return await services.workers.run(work, cost=cost_of_mask(sent.width * sent.height), visitor=visitor)


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
    sentence = expansion_text(sent.padding, prompt_language(request))
    request = replace(request, added=(*request.added, sentence))
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
        shown = masks.mark_area(load_normalized(sent.path).convert("RGB"), strength)
        with pictures.atomic_write(marked) as temp:
            shown.save(temp, "JPEG" if ending == "jpg" else "PNG", quality=92)
    sentence = MARKED[prompt_language(request)].format(number=len(attachments_of(request)) + 1)
    return replace(masked, marked=_attachment(marked, size=size, mime=mime), added=(*request.added, sentence))


def _attachment(path: Path, *, size: tuple[int, int], mime: str = "image/png") -> Attachment:
    return Attachment(path=path, mime=mime, width=size[0], height=size[1], size=path.stat().st_size)
