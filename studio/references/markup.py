"""Markup: marks over the first image, drawn in the size of what is sent.

A model that takes no such file gets a copy of that image with the marks drawn on it.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PIL import Image

from models.caps import Inputs
from providers.errors import Unsupported
from providers.request.prompt import prompt_language
from providers.types import Attachment, ImageRequest
from studio.images import files as pictures
from studio.images import masks
from studio.images.containers import SIGNATURE
from studio.images.decode import PNG, load_normalized, open_image
from studio.memory.costs import cost_of_mask
from studio.services import Services
from studio.types import InputImage

ANNOTATED: Final = {
    "en": (
        "Image {number} is image 1 with marks drawn on it: arrows, circles, lines or words that say what to "
        "change. Change image 1 as the marks say. Answer with the whole of image 1, and do not draw the marks."
    ),
    "zh": (
        "图{number}是画了标记的图1：箭头、圆圈、线条或文字，说明要修改什么。请按标记修改图1，返回完整的图1，不要画出标记。"
    ),
}


async def attach_markup(
    services: Services, request: ImageRequest, inputs: Inputs, *, first: InputImage, drawn: InputImage, visitor: str
) -> ImageRequest:
    """The request with the marks as the model takes them.

    Raises Unsupported where they are not that picture's or nothing is drawn; Damaged.
    """
    if drawn.painted_for and drawn.painted_for != first.id:
        raise Unsupported(field="markup", reason="markup_stale")
    if (drawn.width, drawn.height) != (first.width, first.height):
        size, expected = f"{drawn.width}x{drawn.height}", f"{first.width}x{first.height}"
        raise Unsupported(field="markup", reason="markup_size", value=size, nearest=expected)
    sent = request.images[0]
    work = partial(_draw_markup, request, inputs, first=first, drawn=drawn, root=services.data / "prepared")
    cost = cost_of_mask(max(drawn.width * drawn.height, sent.width * sent.height))
    return await services.workers.run(work, cost=cost, visitor=visitor)


def _draw_markup(
    request: ImageRequest, inputs: Inputs, *, first: InputImage, drawn: InputImage, root: Path
) -> ImageRequest:
    """With the marks in the size of what is sent, padded as that is."""
    sent = request.images[0]
    marks = _fit_to(sent, _read_marks(drawn.path))
    name = "-".join(str(number) for number in (sent.width, sent.height, *sent.padding))
    path = pictures.content_path(root, drawn.sha256, f"{name}-markup.png")
    with pictures.atomic_write(path) as beside:
        masks.write_png(marks, beside)
    marked_up = replace(request, markup=_attachment(sent, path))
    if inputs.markup:
        return marked_up
    ending, mime = ("jpg", "image/jpeg") if "image/jpeg" in inputs.formats else ("png", PNG)
    kind = f"{drawn.sha256[:16]}-{name}-annotated.{ending}"
    copy = pictures.content_path(root, first.sha256, kind)
    if not copy.exists():
        shown = load_normalized(sent.path).convert("RGB")
        shown.paste(marks, mask=marks.getchannel("A"))
        with pictures.atomic_write(copy) as beside:
            shown.save(beside, "JPEG" if ending == "jpg" else "PNG", quality=92)
    sentence = ANNOTATED[prompt_language(request)].format(number=len(request.images) + 1)
    return replace(marked_up, annotated=_attachment(sent, copy, mime=mime), added=(*request.added, sentence))


def _read_marks(path: Path) -> Image.Image:
    """The marks of a file as RGBA.

    Raises Unsupported where it is no PNG, shows nothing or hides everything, and Damaged when it is broken.
    """
    with path.open("rb") as file:
        if file.read(len(SIGNATURE)) != SIGNATURE:
            raise Unsupported(field="markup", reason="markup_not_png")
    with open_image(path, PNG) as image:
        marks = image.convert("RGBA")
    alpha = marks.getchannel("A")
    if alpha.getbbox() is None:
        raise Unsupported(field="markup", reason="markup_empty")
    if alpha.getextrema() == (255, 255):
        raise Unsupported(field="markup", reason="markup_no_alpha")
    return marks


def _fit_to(sent: Attachment, marks: Image.Image) -> Image.Image:
    """The marks where they lie on the picture as it is sent."""
    if sent.padding:
        left, top, right, bottom = sent.padding
        frame = Image.new("RGBA", (left + marks.width + right, top + marks.height + bottom))
        frame.paste(marks, (left, top))
        marks = frame
    size = sent.width, sent.height
    if marks.size == size:
        return marks
    # Weighed by alpha: the colours hidden under what is transparent must not shine through.
    return marks.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")


def _attachment(sent: Attachment, path: Path, *, mime: str = PNG) -> Attachment:
    return Attachment(path=path, mime=mime, width=sent.width, height=sent.height, size=path.stat().st_size)
