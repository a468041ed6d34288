"""Cropping: a part of a picture, turned by quarters, at all of its pixels. It blocks."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from formats.image_format import MAX_HEADER_BYTES, read_header
from providers.errors import Unsupported
from studio.images.decode import inspect, normalize, open_image
from studio.images.masks import write_png

Size = tuple[int, int]

QUARTERS: Final = {
    90: Image.Transpose.ROTATE_270,  # Pillow turns to the left
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
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
    ICC profile. Raises Damaged, Unsupported and OSError.
    """
    with path.open("rb") as file:
        header = read_header(file.read(MAX_HEADER_BYTES))
    mime = header.mime if header else ""
    with open_image(path, mime) as image:
        is_lossy = inspect(image, path=path, mime=mime).lossy
        part = normalize(image, path=path)
    profile, box = part.info.get("icc_profile") or b"", crop.box(part.size)
    if crop.rotate:
        part = part.transpose(QUARTERS[crop.rotate])
    if crop.flip:
        part = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if box != (0, 0, *part.size):
        part = part.crop(box)
    part.info = {"icc_profile": profile} if profile else {}
    if is_lossy and part.mode == "RGB":
        part.save(into, "JPEG", quality=QUALITY, subsampling="4:4:4", icc_profile=profile)
        return "jpg"
    write_png(part, into)
    return "png"
