"""Several pictures on one sheet, and one laid into another."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from painter.edit_language.operations import Place
from painter.editing.image import Box, Sheet, Size, covered
from painter.editing.tones import TONES
from painter.render.canvas import bytes_of
from painter.render.noise import smooth

_CUT: Final = 1.6
"""How much higher or wider than its picture a cell may be, so that the whole fills the sheet."""
_GAP: Final = 0.014
_PART: Final = 0.38


def cells(layout: str, shapes: Sequence[float], size: Size) -> list[Box]:
    """A box for each picture (its width by height in `shapes`), in rows that fill the sheet."""
    match layout:
        case "row":
            rows = [list(range(len(shapes)))]
        case "column":
            rows = [[number] for number in range(len(shapes))]
        case _:
            rows = _rows(shapes, size)
    gap = max(2, round(min(size) * _GAP))
    high = _height(shapes, rows)
    wide = min(size[0], round(size[1] / high * _CUT)), min(size[1], round(size[0] * high * _CUT))
    left, top = (size[0] - wide[0]) // 2, (size[1] - wide[1]) // 2
    heights = _shared([1 / sum(shapes[number] for number in row) for row in rows], wide[1], gap)
    boxes: dict[int, Box] = {}
    for row, (first, last) in zip(rows, heights, strict=True):
        for number, (start, end) in zip(row, _shared([shapes[n] for n in row], wide[0], gap), strict=True):
            boxes[number] = left + start, top + first, left + end, top + last
    return [boxes[number] for number in range(len(shapes))]


def _height(shapes: Sequence[float], rows: list[list[int]]) -> float:
    """How high the rows are together at a width of 1, with nothing cut off."""
    return sum(1 / sum(shapes[number] for number in row) for row in rows)


def _rows(shapes: Sequence[float], size: Size) -> list[list[int]]:
    """As many rows as make the cells most like their pictures."""

    def cut(count: int) -> list[list[int]]:
        return [[int(number) for number in part] for part in np.array_split(np.arange(len(shapes)), count)]

    def misfit(rows: list[list[int]]) -> float:
        return abs(float(np.log(_height(shapes, rows) * size[0] / size[1])))

    return min((cut(count) for count in range(1, len(shapes) + 1)), key=misfit)


def _shared(parts: Sequence[float], length: int, gap: int) -> list[tuple[int, int]]:
    """The length divided in those proportions, with gaps between and around."""
    free = length - gap * (len(parts) + 1)
    ends = np.cumsum([0.0, *parts]) / sum(parts) * free
    return [
        (round(float(start)) + gap * (n + 1), max(round(float(end)), round(float(start)) + 1) + gap * (n + 1))
        for n, (start, end) in enumerate(pairwise(ends))
    ]


def ground(image: Image.Image, size: Size) -> Image.Image:
    """What lies behind a collage: its first picture, soft and dark."""
    small = covered(image.convert("RGB"), (max(1, size[0] // 16), max(1, size[1] // 16)))
    return TONES["dark"](small.filter(ImageFilter.GaussianBlur(4)), 1.0).resize(size, Image.Resampling.BICUBIC)


def laid(sheet: Image.Image, image: Image.Image, box: Box) -> Image.Image:
    """A picture in its cell."""
    after = sheet.copy()
    after.paste(covered(image, (box[2] - box[0], box[3] - box[1])), box[:2])
    return after


def dissolved(below: Image.Image, above: Image.Image, number: int, count: int) -> Image.Image:
    """Picture `number` of `count` (from 1) going over softly into the one before, from left to right."""
    across = (np.arange(below.width, dtype=np.float32) + 0.5) / below.width * count
    fade = bytes_of(smooth(number - 0.6, number + 0.6, across))
    mask = Image.fromarray(np.repeat(fade[None, :], below.height, axis=0))
    return Image.composite(covered(above, below.size), below, mask)


def inset(sheet: Sheet, image: Image.Image, place: Place) -> None:
    """Into the marked area, filling it; else as a small print with a white edge, below to the right unless said."""
    if sheet.area is not None:
        box = sheet.box
        if box is None:
            return
        after = sheet.image.copy()
        after.paste(covered(image, (box[2] - box[0], box[3] - box[1])), box[:2])
        sheet.lay(after)
        sheet.show()
        return
    scale = min(sheet.size[0] * _PART / image.width, sheet.size[1] * _PART / image.height)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    edge = max(2, round(min(sheet.size) * 0.011))
    print_ = ImageOps.expand(image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0), edge, "#fbfaf6")
    across, down = (0.99 if place[0] is None else place[0]), (0.99 if place[1] is None else place[1])
    corner = _corner(across, print_.width, sheet.size[0], edge), _corner(down, print_.height, sheet.size[1], edge)
    sheet.image = _shaded(sheet.image, (*corner, corner[0] + print_.width, corner[1] + print_.height), edge)
    sheet.image.paste(print_, corner)
    if sheet.alpha is not None:
        sheet.alpha.paste(255, (*corner, corner[0] + print_.width, corner[1] + print_.height))


def _corner(part: float, length: int, whole: int, edge: int) -> int:
    """Where it begins: words of place near a border mean that border."""
    near = 0.0 if part < 0.3 else 1.0 if part > 0.7 else part
    margin = edge * 3
    return round(margin + near * max(0, whole - length - 2 * margin))


def _shaded(image: Image.Image, box: Box, edge: int) -> Image.Image:
    """A soft shadow below the print."""
    shade = Image.new("L", image.size)
    ImageDraw.Draw(shade).rectangle([value + edge for value in box], fill=150)
    reach = edge * 4
    around = (
        max(0, box[0] - reach), max(0, box[1] - reach), min(image.width, box[2] + reach),
        min(image.height, box[3] + reach),
    )  # fmt: skip
    soft = shade.crop(around).filter(ImageFilter.GaussianBlur(edge * 1.4))
    after = image.copy()
    after.paste(
        ImageChops.multiply(image.crop(around), Image.new("RGB", soft.size, (70, 66, 70))), around[:2], soft
    )
    return after


def varied(image: Image.Image) -> list[Image.Image]:
    """One picture as four: what a collage of a single one shows."""
    return [image, TONES["grey"](image, 1.0), TONES["sepia"](image, 1.0), ImageOps.mirror(image)]
