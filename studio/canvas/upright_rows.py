"""Rows of a picture as it is shown, a strip at a time. It blocks.

There is never a second copy of all of it in memory.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from formats.image_format import MAX_HEADER_BYTES, read_header
from studio.images.decode import convert_by_profile, open_image, to_8_bit
from studio.images.opening import TRANSPOSES, orientation_of
from studio.images.png_chunks import PROFILE_BYTES
from studio.memory.png_strips import STRIP_PIXELS, iter_strips, join_strips, reads_in_strips, resize_strips

Size = tuple[int, int]
Box = tuple[int, int, int, int]
Orientation = Image.Transpose | None

SIDEWAYS_FROM: Final = 5
"""EXIF orientations from here on lie on their side (EXIF 2.32 §4.6.4)."""
SIDEWAYS: Final = frozenset(
    {
        Image.Transpose.TRANSPOSE,
        Image.Transpose.ROTATE_90,
        Image.Transpose.ROTATE_270,
        Image.Transpose.TRANSVERSE,
    }
)
FROM_RIGHT: Final = frozenset(
    {
        Image.Transpose.FLIP_LEFT_RIGHT,
        Image.Transpose.ROTATE_180,
        Image.Transpose.ROTATE_90,
        Image.Transpose.TRANSVERSE,
    }
)
"""Turns after which the first row or column shown lies at the right end of the file's."""
FROM_BELOW: Final = frozenset(
    {
        Image.Transpose.FLIP_TOP_BOTTOM,
        Image.Transpose.ROTATE_180,
        Image.Transpose.ROTATE_270,
        Image.Transpose.TRANSVERSE,
    }
)


def source_box(box: Box, size: Size, orientation: Orientation) -> Box:
    """The part of a picture of `size` that `box` of the turned one shows. Pure."""
    left, top, right, bottom = box
    if orientation in SIDEWAYS:
        left, top, right, bottom = top, left, bottom, right
    if orientation in FROM_RIGHT:
        left, right = size[0] - right, size[0] - left
    if orientation in FROM_BELOW:
        top, bottom = size[1] - bottom, size[1] - top
    return left, top, right, bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class UprightRows:
    """A picture's rows in 8 bits, turned as it is shown.

    `mode` is "RGB", or "RGBA" where something may be see-through; `profile` is the ICC profile of these pixels.
    """

    size: Size
    mode: str
    profile: bytes
    image: Image.Image
    path: Path
    orientation: Orientation
    own_profile: bytes

    def strips(self, *, multiple: int = 1) -> Iterator[Image.Image]:
        """The rows from the top, each time anew; all but the last strip have a multiple of so many.

        Raises what is raised for a file that is no whole picture.
        """
        for strip in self._raw_strips(multiple):
            colours = strip.convert("RGBA") if self.mode == "RGBA" else to_8_bit(strip, self.own_profile)
            if len(self.own_profile) > PROFILE_BYTES and self.own_profile[16:20] == b"RGB ":
                colours = convert_by_profile(colours, self.own_profile, mode=colours.mode)
            yield colours

    def reduce_to(self, size: Size) -> Image.Image:
        """The whole picture, scaled down to `size`."""
        if size == self.size:
            return join_strips(self.strips(), size)
        return resize_strips(self.strips(), self.size, size, Image.Resampling.LANCZOS)

    def _raw_strips(self, multiple: int) -> Iterator[Image.Image]:
        if self.orientation is None and reads_in_strips(self.image):
            yield from iter_strips(self.image, self.path, multiple=multiple)
            return
        width, height = self.size
        rows = max(1, STRIP_PIXELS // width // multiple) * multiple
        for top in range(0, height, rows):
            box = source_box((0, top, width, min(height, top + rows)), self.image.size, self.orientation)
            strip = self.image.crop(box)
            yield strip if self.orientation is None else strip.transpose(self.orientation)


def shown_size(image: Image.Image) -> Size:
    """The size in which an opened picture that is not decoded is shown."""
    # Pillow tells that of a TIFF already turned.
    is_turned = image.format != "TIFF" and orientation_of(image) >= SIDEWAYS_FROM
    return image.size[::-1] if is_turned else image.size


@contextmanager
def open_rows(path: Path) -> Iterator[UprightRows]:
    """Opens a picture to go through its rows. Raises Damaged, and Unsupported for SVG."""
    with path.open("rb") as file:
        header = read_header(file.read(MAX_HEADER_BYTES))
    with open_image(path, header.mime if header else "") as image:
        yield upright_rows(image, path)


def upright_rows(image: Image.Image, path: Path) -> UprightRows:
    """Rows of an opened picture, which must stay open.

    It is decoded where it cannot be read in strips.
    """
    profile = image.info.get("icc_profile") or b""
    if not reads_in_strips(image) or orientation_of(image) != 1:
        image.load()
    # Asked for after decoding: Pillow turns a TIFF while it decodes it, and then no longer tells an orientation.
    orientation = TRANSPOSES.get(orientation_of(image))
    if image.mode in {"I", "F"}:
        image = to_8_bit(image, profile)  # whose white is the brightest of the whole
    fits = profile[16:20] == b"RGB " and len(profile) <= PROFILE_BYTES
    return UprightRows(
        size=image.size[::-1] if orientation in SIDEWAYS else image.size,
        mode="RGBA" if image.has_transparency_data else "RGB",
        profile=profile if fits else b"",
        image=image,
        path=path,
        orientation=orientation,
        own_profile=profile,
    )
