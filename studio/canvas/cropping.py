"""Cropping: a part of a picture, turned by quarters, at all of its pixels. It blocks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from formats.image_format import MAX_HEADER_BYTES, read_header
from providers.errors import Unsupported
from studio.canvas.upright_rows import Box, Size, UprightRows, source_box, upright_rows
from studio.images.decode import inspect, open_image
from studio.images.masks import write_png
from studio.memory.png_writer import write_png_strips

QUARTERS: Final = {
    90: Image.Transpose.ROTATE_270,  # Pillow turns to the left
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
MIRROR: Final = Image.Transpose.FLIP_LEFT_RIGHT
QUALITY: Final = 95
"""Of a photograph that had lost something already: the difference is not seen, and a PNG would be five times as
heavy, too heavy for some models."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """A part of a picture, which is turned and mirrored before.

    It is turned clockwise by `rotate` degrees, and then mirrored where it is to `flip`. `x`, `y`, `width` and
    `height` are in the pixels of the turned picture; 0 for a side is all that there is.
    """

    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0
    rotate: int = 0
    flip: bool = False

    def box(self, size: Size) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in a picture of `size`, once it is turned.

        Raises Unsupported where that is not inside it.
        """
        wide, tall = size[::-1] if self.rotate in (90, 270) else size
        right, bottom = self.x + (self.width or wide - self.x), self.y + (self.height or tall - self.y)
        if not (0 <= self.x < right <= wide and 0 <= self.y < bottom <= tall):
            raise Unsupported(field="crop", reason="crop_outside", value=f"{wide}x{tall}")
        return self.x, self.y, right, bottom


def crop_file(path: Path, crop: Crop, *, into: Path) -> str:
    """Writes the part as a file, and returns how its name ends.

    A JPEG of high quality of what was one or is as lossy, else a PNG; with nothing of the original's notes but its
    ICC profile. The original is gone through a strip at a time. What becomes a PNG and is not turned is written
    as it comes; else the part is in memory. Raises Damaged, Unsupported and OSError.
    """
    with path.open("rb") as file:
        header = read_header(file.read(MAX_HEADER_BYTES))
    mime = header.mime if header else ""
    with open_image(path, mime) as image:
        is_lossy = inspect(image, path=path, mime=mime).lossy
        rows = upright_rows(image, path)
        box = crop.box(rows.size)
        size = box[2] - box[0], box[3] - box[1]
        strips = _part_strips(rows, _upright_box(box, crop, rows.size))
        if not crop.rotate and not is_lossy:
            turned = (strip.transpose(MIRROR) if crop.flip else strip for strip in strips)
            write_png_strips(turned, into, size=size, mode=rows.mode, profile=rows.profile)
            return "png"
        part, profile = _rotate(strips, crop, size), rows.profile
    if is_lossy and part.mode == "RGBA" and part.getchannel("A").getextrema()[0] == 255:
        part = part.convert("RGB")
    if is_lossy and part.mode == "RGB":
        part.save(into, "JPEG", quality=QUALITY, subsampling="4:4:4", icc_profile=profile)
        return "jpg"
    part.info = {"icc_profile": profile} if profile else {}
    write_png(part, into)
    return "png"


def _upright_box(box: Box, crop: Crop, size: Size) -> Box:
    """The part of the upright picture, of `size`, that `box` of the turned and mirrored one shows."""
    left, top, right, bottom = box
    if crop.flip:
        wide = size[1] if crop.rotate in (90, 270) else size[0]
        left, right = wide - right, wide - left
    return source_box((left, top, right, bottom), size, QUARTERS.get(crop.rotate))


def _part_strips(rows: UprightRows, box: Box) -> Iterator[Image.Image]:
    """The part's rows. Those below it are not read: that the file is whole was seen when it came."""
    left, top, right, bottom = box
    row = 0
    for strip in rows.strips():
        first, last = max(0, top - row), min(strip.height, bottom - row)
        if first < last:
            yield strip.crop((left, first, right, last))
        row += strip.height
        if row >= bottom:
            return


def _rotate(strips: Iterable[Image.Image], crop: Crop, size: Size) -> Image.Image:
    """The part as it shall be, of `size`: each strip is turned by itself, so that there is one copy of it."""
    part: Image.Image | None = None
    row = 0
    for strip in strips:
        turned = strip.transpose(QUARTERS[crop.rotate]) if crop.rotate else strip
        left, top = _corner(crop.rotate, row, turned.size, size)
        if crop.flip:
            turned, left = turned.transpose(MIRROR), size[0] - left - turned.width
        part = part or Image.new(strip.mode, size)
        part.paste(turned, (left, top))
        row += strip.height
    return part or Image.new("RGB", size)


def _corner(rotate: int, row: int, strip: Size, size: Size) -> tuple[int, int]:
    """Left and top of a turned strip that began at `row`, in the turned part."""
    match rotate:
        case 90:
            return size[0] - row - strip[0], 0
        case 180:
            return 0, size[1] - row - strip[1]
        case 270:
            return row, 0
        case _:
            return 0, row
