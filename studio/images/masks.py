"""Edit masks: read, measured, drawn for a model, softened inside their edge.

A mask is a PNG with alpha: 0 may change, 255 must stay, what lies between was painted with a soft brush. In here it
is a `strength`: an "L" picture, 255 where all may change and 0 where nothing may. All of this blocks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from providers.errors import Unsupported
from studio.images.containers import SIGNATURE
from studio.images.decode import PNG, open_image
from studio.images.files import atomic_write
from studio.images.opening import TRANSPOSES, orientation_of
from studio.memory.png_writer import STRIP_BYTES, write_png_strips

Box = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels; the last two lie just outside."""
Padding = tuple[int, ...]
"""The pixels added at the left, top, right and bottom (`providers.types.Attachment`)."""
Cells = NDArray[np.uint8]

HALF_STRENGTH: Final = 128
MAGENTA: Final = (255, 0, 255)
TINT: Final = 0.45
"""How much of the magenta lies over a marked area."""
LINE_WIDTH: Final = 0.004
"""The width of each of the two lines around it, as a share of the short side."""
FEATHER: Final = 0.0125
"""How far inside its edge an area comes to full weight, as a share of the short side; 2 to 32 pixels."""
RINGS: Final = 8
"""The steps in which it does so: more would not be seen."""
NONZERO: Final = [0] + 255 * [255]
INVERTED: Final = [255 - value for value in range(256)]
"""For `point`, which lets other threads run: ImageChops do not, for 80 ms at 12 megapixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskStats:
    """Measurements of a mask.

    `share` is what may change of the whole, soft strokes counting in part: 0 only when nothing is
    painted, 1 only when everything is, fully. `box` is around all that is painted, None when nothing is.
    """

    width: int
    height: int
    share: float
    box: Box | None


def read(path: Path) -> Image.Image:
    """The strength of a mask's file, turned as its picture is shown.

    Raises Unsupported when it is no PNG or has no alpha, and Damaged when it is broken or declares too many pixels.
    """
    with path.open("rb") as file:
        if file.read(len(SIGNATURE)) != SIGNATURE:
            raise Unsupported(field="mask", reason="mask_not_png")
    with open_image(path, PNG) as image:
        if not image.has_transparency_data:
            raise Unsupported(field="mask", reason="mask_no_alpha")
        image.load()
        alpha = alpha_of(image if image.mode in {"RGBA", "LA"} else image.convert("RGBA"))
        transpose = TRANSPOSES.get(orientation_of(image))
    return (alpha if transpose is None else alpha.transpose(transpose)).point(INVERTED)


def alpha_of(image: Image.Image) -> Image.Image:
    """The alpha of a picture, in strips.

    Of 12 megapixels at once it would hold all threads up for 23 ms.
    """
    alpha = Image.new("L", image.size)
    for top, strip in iter_row_strips(image):
        alpha.paste(strip.getchannel("A"), (0, top))
    return alpha


def iter_row_strips(image: Image.Image, *, channels: int = 4) -> Iterator[tuple[int, Image.Image]]:
    """The rows of a picture in strips of a megabyte in so many channels, each with its top."""
    rows = max(1, STRIP_BYTES // (image.width * channels))
    for top in range(0, image.height, rows):
        yield top, image.crop((0, top, image.width, min(image.height, top + rows)))


def measure(path: Path) -> MaskStats:
    """Measures a mask's file. Raises what `read` raises."""
    strength = read(path)
    total = 255 * strength.width * strength.height
    share = sum(value * count for value, count in enumerate(strength.histogram())) / total
    return MaskStats(width=strength.width, height=strength.height, share=share, box=strength.getbbox())


def write_for_gateway(strength: Image.Image, size: tuple[int, int], *, into: Path, max_bytes: int) -> None:
    """Writes the mask as a model takes it: a PNG of exactly `size`, RGBA, alpha 0 or 255.

    Its colours are white where the picture may change and black elsewhere, for a server that drops the alpha and
    reads brightness (docs/gateways.md, Masks).

    No stroke is lost when it becomes smaller: a pixel may change when anything in it may. A speckled mask of more
    than `max_bytes` (0: no limit) is filled up in coarser and coarser blocks until it is not; what the picture
    keeps is decided by the painted mask. Raises Unsupported when nothing fits, and OSError.
    """
    hard = _binarize(strength, size)
    side = 1
    with atomic_write(into) as beside:
        while (weight := _write_alpha(_coarsen(hard, side), beside)) > max_bytes > 0:
            if side >= max(size):
                value, limit = f"{weight / 1e6:.1f} MB", max_bytes // 1_000_000
                raise Unsupported(field="mask", reason="mask_too_heavy", value=value, limit=limit)
            side *= 2


def _write_alpha(hard: Image.Image, into: Path) -> int:
    """Writes what may change as an alpha PNG; returns its bytes."""
    strips = (Image.merge("RGBA", (part, part, part, part.point(INVERTED))) for _, part in iter_row_strips(hard))
    write_png_strips(strips, into, size=hard.size, mode="RGBA")
    return into.stat().st_size


def pad_mirrored(picture: Image.Image, padding: Padding) -> Image.Image:
    """Pads a picture with its mirrored edge, again and again where need be."""
    left, top, right, bottom = padding
    frame = Image.new(picture.mode, (left + picture.width + right, top + picture.height + bottom))
    frame.paste(picture, (left, top))
    frame.info = picture.info
    _mirror(frame, left, left + picture.width, across=True)
    _mirror(frame, top, top + picture.height, across=False)
    return frame


def _mirror(frame: Image.Image, first: int, last: int, *, across: bool) -> None:
    """Fills the columns (or rows) before `first` and from `last` on with the mirror image of those between."""
    flip = Image.Transpose.FLIP_LEFT_RIGHT if across else Image.Transpose.FLIP_TOP_BOTTOM
    end = frame.width if across else frame.height
    while first > 0 or last < end:
        before, after = min(first, last - first), min(end - last, last - first)
        edges = (first, first + before), (last - after, last)
        boxes = [(low, 0, high, frame.height) if across else (0, low, frame.width, high) for low, high in edges]
        strips = [frame.crop(box).transpose(flip) for box in boxes]
        first -= before
        for strip, start in zip(strips, (first, last), strict=True):
            frame.paste(strip, (start, 0) if across else (0, start))
        last += after


def pad_unpainted(strength: Image.Image, padding: Padding) -> Image.Image:
    """Pads a strength with what may not change."""
    left, top, right, bottom = padding
    frame = Image.new("L", (left + strength.width + right, top + strength.height + bottom))
    frame.paste(strength, (left, top))
    return frame


def mark_area(picture: Image.Image, strength: Image.Image) -> Image.Image:
    """Marks the painted area on the picture in magenta.

    The area is tinted, and around it lie a magenta and a white line: on any ground one of the two is seen. The
    result is RGB.
    """
    area = _binarize(strength, picture.size)
    width = max(2, round(LINE_WIDTH * min(picture.size)))
    inner, outer = _dilate(area, width), _dilate(area, 2 * width)
    original = picture.convert("RGB")
    shown = original.copy()
    shown.paste((255, 255, 255), mask=outer)
    shown.paste(MAGENTA, mask=inner)
    shown.paste(original, mask=area)
    shown.paste(MAGENTA, mask=area.point([round(TINT * value) for value in range(256)]))
    return shown


def feather(strength: Image.Image, box: Box) -> Image.Image:
    """Weights of a new picture inside `box`, which must hold all that is painted.

    "L", of the box's size: 0 wherever nothing is painted, growing inwards from the edge of what is, up to the
    strength itself. The middle of a stroke too thin for that has its full strength. The picture's own border is no
    edge.
    """
    radius = min(32, max(2, round(FEATHER * min(strength.size))))
    step = -(-radius // RINGS)
    # Two cells of what is not painted around it: the last one may be cut, and then hold some of both.
    left, top = max(0, box[0] - 2 * step), max(0, box[1] - 2 * step)
    right, bottom = min(strength.width, box[2] + 2 * step), min(strength.height, box[3] + 2 * step)
    part = strength.crop((left, top, right, bottom))
    ramp = Image.fromarray(_depth_ramp(np.asarray(part.reduce(step)), radius // step))
    soft = ramp.resize((ramp.width * step, ramp.height * step), Image.Resampling.BILINEAR)
    inside = (box[0] - left, box[1] - top, box[2] - left, box[3] - top)
    weights = Image.new("L", (inside[2] - inside[0], inside[3] - inside[1]))
    weights.paste(part.crop(inside), mask=soft.crop(inside))  # their product, which lets other threads run
    return weights


def _depth_ramp(cells: Cells, rings: int) -> Cells:
    """0 to 255 by how deep in the painted area a cell lies; `rings` cells inside its edge it is 255.

    Where the area is thinner, its middle is 255: depths count against the greatest one near by, reached without
    leaving the area.
    """
    painted = (cells > 0).astype(np.uint8)
    depth, left = painted.copy(), painted
    for ring in range(rings):
        # Squares alone would make the ramp deeper along diagonals; with crosses in turn it is nearly round.
        left = _neighbours(np.minimum, left, corners=ring % 2 == 1)
        depth += left
    greatest = depth
    for _ in range(rings):
        greatest = _neighbours(np.maximum, greatest, corners=True) * painted
    share = depth / np.maximum(greatest, 1, dtype=np.float32)
    ramp = np.rint(255 * share * share * (3 - 2 * share)).astype(np.uint8)
    # A stroke may cover a cell in part only, and between cells the ramp is drawn out: else it would lose weight.
    return np.where(painted, ramp, _neighbours(np.maximum, ramp, corners=True))


def _neighbours(pick: np.ufunc, cells: Cells, *, corners: bool) -> Cells:
    """The least or the greatest of each cell and its neighbours.

    Beyond the border there are none.
    """
    down = cells.copy()
    pick(down[1:], cells[:-1], out=down[1:])
    pick(down[:-1], cells[1:], out=down[:-1])
    across, result = (down if corners else cells), down.copy()
    pick(result[:, 1:], across[:, :-1], out=result[:, 1:])
    pick(result[:, :-1], across[:, 1:], out=result[:, :-1])
    return result


def _binarize(strength: Image.Image, size: tuple[int, int]) -> Image.Image:
    """0 or 255 in that size: of each stroke what is at least half as strong as can be, or as it is anywhere."""
    _, greatest = strength.getextrema()
    least = min(HALF_STRENGTH, greatest) if isinstance(greatest, int) and greatest else HALF_STRENGTH
    hard = strength.point([255 if value >= least else 0 for value in range(256)])
    return hard if size == strength.size else hard.resize(size, Image.Resampling.BOX).point(NONZERO)


def _coarsen(hard: Image.Image, side: int) -> Image.Image:
    """The same with every block of `side` pixels all painted when anything in it is."""
    if side == 1:
        return hard
    few = hard.reduce(side).point(NONZERO)
    whole = few.resize((few.width * side, few.height * side), Image.Resampling.NEAREST)
    return whole.crop((0, 0, *hard.size))


def _dilate(area: Image.Image, by: int) -> Image.Image:
    # A box blur reaches `by` pixels at a cost that does not grow with it; one direction at a time, it rounds to
    # nothing nowhere.
    wide = area.filter(ImageFilter.BoxBlur((by, 0))).point(NONZERO)
    return wide.filter(ImageFilter.BoxBlur((0, by))).point(NONZERO)


def write_png(image: Image.Image, into: Path) -> None:
    """Writes an RGB or RGBA picture as PNG, with its ICC profile. Raises OSError."""
    strips = (strip for _, strip in iter_row_strips(image, channels=len(image.getbands())))
    write_png_strips(strips, into, size=image.size, mode=image.mode, profile=image.info.get("icc_profile") or b"")
