"""Expanding: an answer laid around its original, of which every pixel stays. It blocks.

The held picture is written from top to bottom, a strip at a time: a canvas around 64 megapixels would not fit into
the memory that pictures may take.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from studio.canvas.expansion import Sides, Size, canvas_size
from studio.canvas.upright_rows import UprightRows, open_rows
from studio.images.compositing import (
    COMPARE_CELLS,
    MAX_REMAINDER,
    MAX_SHIFT,
    UNCHANGED_BLOCK,
    UNCHANGED_DIFFERENCE,
    VISIBLE_DIFFERENCE,
    Area,
    CannotComposite,
    UnpaintedCells,
    answer_box,
    convert_colours,
    find_shift,
    on_grey,
)
from studio.images.decode import load_normalized
from studio.images.files import atomic_write
from studio.images.masks import FEATHER, pad_mirrored
from studio.memory.png_strips import STRIP_PIXELS, join_strips
from studio.memory.png_writer import write_png_strips

BLURRED: Final = 2
"""Cells at the picture's border that are not compared: what lies beyond shines into them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpandedFile:
    """Expanded picture that was written to its file.

    `drift`: the share, 0 to 1, of the old area that the answer visibly changed. `unchanged`: the new area is the
    mirrored edge that was sent.
    """

    width: int
    height: int
    drift: float
    unchanged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Overview:
    """Overview of all rows, by a first pass over them.

    `cells` are the original in cells of `step` pixels, `head` and `tail` its first and last rows, as many as are
    mirrored into the seam; `clear`: something in it is see-through.
    """

    step: int
    cells: Image.Image
    head: Image.Image
    tail: Image.Image
    clear: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Canvas:
    """A canvas in the making.

    `collar` is the width of the seam on each side: the original is mirrored so far into what is new, and fades
    there. `box` is what of the answer shows the canvas.
    """

    size: Size
    picture: Size
    sides: Sides
    collar: Sides
    answer: Image.Image
    box: Area
    mode: str


def expand_file(*, original: Path, answer: Path, into: Path, sides: Sides, padding: Sides = ()) -> ExpandedFile:
    """Lays an answer around its original and writes the expanded picture as PNG.

    It is an answer to the original with `sides` around it, and around these `padding`, which is cut off. Raises
    CannotComposite, Damaged, Unsupported and OSError.
    """
    with open_rows(original) as rows:
        collar = _collar(rows.size, sides)
        overview = _scan(rows, collar)
        size = canvas_size(rows.size, sides)
        new = convert_colours(load_normalized(answer), rows.profile)
        box = answer_box(new.size, size, padding or (0, 0, 0, 0))
        outside = _outside(overview, sides)
        new, drift = _align(new, outside, box=box, sides=sides, picture=rows.size)
        canvas = _Canvas(
            size=size,
            picture=rows.size,
            sides=sides,
            collar=collar,
            answer=new,
            box=box,
            mode="RGBA" if overview.clear or new.mode == "RGBA" else "RGB",
        )
        with atomic_write(into) as beside:
            strips = _canvas_strips(canvas, rows, overview)
            write_png_strips(strips, beside, size=size, mode=canvas.mode, profile=rows.profile)
    unchanged = _is_unchanged(overview, new, box=box, sides=sides)
    return ExpandedFile(width=size[0], height=size[1], drift=drift, unchanged=unchanged)


def _collar(size: Size, sides: Sides) -> Sides:
    reach = min(32, max(2, round(FEATHER * min(size))))
    return tuple(min(reach, side, size[index % 2]) for index, side in enumerate(sides))


def _scan(rows: UprightRows, collar: Sides) -> _Overview:
    step = -(-max(rows.size) // COMPARE_CELLS)
    few = -(-rows.size[0] // step), -(-rows.size[1] // step)
    head, tail, is_clear = list[Image.Image](), list[Image.Image](), False

    def reduce() -> Iterator[Image.Image]:
        nonlocal is_clear
        for strip in rows.strips(multiple=step):
            if strip.mode == "RGBA":
                is_clear |= strip.getchannel("A").getextrema()[0] != 255
            if sum(part.height for part in head) < collar[1]:
                head.append(strip)
            tail.append(strip)
            while sum(part.height for part in tail[1:]) >= max(1, collar[3]):
                tail.pop(0)
            yield on_grey(strip.reduce(step))

    cells = join_strips(reduce(), few).filter(ImageFilter.BoxBlur(1))
    first, last = _stack(head or tail), _stack(tail)
    return _Overview(
        step=step,
        cells=cells,
        head=first.crop((0, 0, first.width, collar[1])),
        tail=last.crop((0, last.height - collar[3], last.width, last.height)),
        clear=is_clear,
    )


def _stack(strips: list[Image.Image]) -> Image.Image:
    return join_strips(strips, (strips[0].width, sum(strip.height for strip in strips)))


def _outside(overview: _Overview, sides: Sides) -> UnpaintedCells:
    """All of the original must stay; its border is not looked at where something new begins."""
    width, height = overview.cells.size
    left, top, right, bottom = (BLURRED if side else 0 for side in sides)
    unpainted = np.zeros((height, width), dtype=np.bool_)
    unpainted[top : max(top + 1, height - bottom), left : max(left + 1, width - right)] = True
    return UnpaintedCells(step=overview.step, cells=overview.cells, unpainted=unpainted)


def _align(
    answer: Image.Image, outside: UnpaintedCells, *, box: Area, sides: Sides, picture: Size
) -> tuple[Image.Image, float]:
    """The answer moved back to where the original's pixels are, and the share of these that it visibly changed."""
    scale = (box[2] - box[0]) / canvas_size(picture, sides)[0]
    left, top = box[0] + scale * sides[0], box[1] + scale * sides[1]
    width, height = outside.cells.size
    reach = scale * outside.step
    area = left, top, min(answer.width, left + reach * width), min(answer.height, top + reach * height)

    def cells_of(image: Image.Image) -> Image.Image:
        small = image.resize(outside.cells.size, Image.Resampling.BOX, box=area)
        return on_grey(small).filter(ImageFilter.BoxBlur(1))

    cells = cells_of(answer)
    differences = outside.differences(cells)
    shift = find_shift(outside, cells)
    if shift != (0, 0):
        moved = answer.copy()
        # Where that uncovers an edge, the answer stays as it lay.
        moved.paste(answer, (round(scale * shift[0]), round(scale * shift[1])))
        closer = outside.differences(cells_of(moved))
        if closer.mean() <= MAX_REMAINDER * differences.mean():
            if (far := hypot(*shift) / min(canvas_size(picture, sides))) > MAX_SHIFT:
                raise CannotComposite("shift", 100 * far)
            answer, differences = moved, closer
    return answer, float((differences > VISIBLE_DIFFERENCE).mean()) if differences.size else 0.0


def _is_unchanged(overview: _Overview, answer: Image.Image, *, box: Area, sides: Sides) -> bool:
    """Whether the answer shows the mirrored edge, as it was sent, wherever something new was asked for."""
    around = tuple(side // overview.step for side in sides)
    if not any(around):
        return False
    before = pad_mirrored(overview.cells, around)
    after = on_grey(answer.resize(before.size, Image.Resampling.BOX, box=box))
    new = Image.new("L", before.size, 255)
    new.paste(0, (around[0], around[1], around[0] + overview.cells.width, around[1] + overview.cells.height))
    blocks, old_blocks, new_blocks = (image.reduce(UNCHANGED_BLOCK) for image in (after, before, new))
    differences = np.asarray(ImageChops.difference(blocks, old_blocks)).max(axis=2)
    # Blocks that are new all over; of a narrow side there may be none, and nothing is said of it.
    seen = differences[np.asarray(new_blocks) == 255]
    return bool(seen.size and seen.max() <= UNCHANGED_DIFFERENCE)


def _canvas_strips(canvas: _Canvas, rows: UprightRows, overview: _Overview) -> Iterator[Image.Image]:
    """The canvas from the top: new rows, the upper seam, the original's own rows, the lower seam, new rows."""
    top = canvas.sides[1]
    _, above, _, below = canvas.collar
    yield from _new_strips(canvas, 0, top - above)
    if above:
        seam = overview.head.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        yield _seam_strip(canvas, top - above, seam, distances=np.arange(above, 0, -1) / (above + 1))
    row = top
    for strip in rows.strips():
        yield _picture_strip(canvas, row, strip)
        row += strip.height
    if below:
        seam = overview.tail.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        yield _seam_strip(canvas, row, seam, distances=np.arange(1, below + 1) / (below + 1))
    yield from _new_strips(canvas, row + below, canvas.size[1])


def _new_strips(canvas: _Canvas, first: int, last: int) -> Iterator[Image.Image]:
    rows = max(1, STRIP_PIXELS // canvas.size[0])
    for top in range(first, last, rows):
        yield _new_rows(canvas, top, min(last, top + rows))


def _new_rows(canvas: _Canvas, top: int, bottom: int) -> Image.Image:
    """The answer alone in some rows of the canvas."""
    left, upper, right, lower = canvas.box
    scale = (lower - upper) / canvas.size[1]
    box = left, upper + scale * top, right, min(lower, upper + scale * bottom)
    rows = canvas.answer.resize((canvas.size[0], bottom - top), Image.Resampling.LANCZOS, box=box)
    return rows if rows.mode == canvas.mode else rows.convert(canvas.mode)


def _picture_strip(canvas: _Canvas, row: int, strip: Image.Image) -> Image.Image:
    """Some of the original's rows, from `row` of the canvas on, with what is new beside them."""
    mixed = _seam_strip(canvas, row, strip, distances=np.zeros(strip.height))
    mixed.paste(strip.convert(canvas.mode), (canvas.sides[0], 0))
    return mixed


def _seam_strip(
    canvas: _Canvas, row: int, rows: Image.Image, *, distances: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> Image.Image:
    """Rows of the original laid softly over the answer; `distances` of each, 0 to 1, from the original's border."""
    before, _, after, _ = canvas.collar
    new = _new_rows(canvas, row, row + rows.height)
    soft = pad_mirrored(rows.convert(canvas.mode), (before, 0, after, 0))
    across = np.concatenate(
        [
            np.arange(before, 0, -1) / (before + 1),
            np.zeros(rows.width),
            np.arange(1, after + 1) / (after + 1),
        ]
    )
    nearness = np.clip(1 - np.hypot(across[None, :], distances[:, None]), 0, 1)
    weights = np.rint(255 * nearness * nearness * (3 - 2 * nearness)).astype(np.uint8)
    offset = canvas.sides[0] - before, 0
    if canvas.mode == "RGB":
        new.paste(soft, offset, Image.fromarray(weights))
        return new
    # Mixed with their colours weighed by alpha: what lies hidden under alpha 0 must not shine through.
    mixed = new.convert("RGBa")
    mixed.paste(soft.convert("RGBa"), offset, Image.fromarray(weights))
    return mixed.convert("RGBA")
