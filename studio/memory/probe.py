"""Probe of a picture's file: format, size and layout. Nothing is decoded; it blocks."""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from formats.image_format import MAX_HEADER_BYTES, read_header
from studio.images.opening import BROKEN, open_file
from studio.memory.costs import CROPPED, Cost, cost_of_check, cost_of_load, cost_of_rows
from studio.vectors.drawing import SVG, pixel_size

SIZE_FAR_BEHIND: Final = frozenset({"image/tiff", "image/jpeg", "image/avif"})
"""Formats whose size may stand anywhere in the file."""
INTERLACE: Final = 28
"""Where a PNG says that it is interlaced (W3C PNG §11.2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Format and size of a picture's file.

    `mime` is "" for no picture, `pixels` 0 where its beginning does not tell how many. Of an SVG they are those
    that it is drawn with.
    `in_strips`: it can be read from top to bottom, a part at a time.
    """

    mime: str
    width: int
    height: int
    in_strips: bool

    @property
    def pixels(self) -> int:
        return self.width * self.height

    def cost_of_check(self) -> Cost:
        """The cost of decoding it for its thumbnail."""
        return cost_of_check(self.mime, self.pixels, in_strips=self.in_strips)

    def cost_of_load(self, *, max_pixels: int = 0) -> Cost:
        """The cost of decoding it to its pixels.

        Or to `max_pixels` of them, where they can be made fewer on the way.
        """
        fewer = self.in_strips and 0 < max_pixels < self.pixels
        cost = cost_of_load(self.mime, max_pixels if fewer else self.pixels, in_strips=self.in_strips)
        return replace(cost, is_long=cost.is_long or fewer)

    def cost_of_rows(self, *, beside: float) -> Cost:
        """The cost of going through it a strip at a time, with so many bytes next to it."""
        return cost_of_rows(self.mime, self.pixels, in_strips=self.in_strips, beside=beside)

    def cost_of_crop(self, part: int) -> Cost:
        """The cost of cutting a part of so many pixels out of it, and of checking that."""
        cut, checked = self.cost_of_rows(beside=CROPPED * part), cost_of_check("image/png", part, in_strips=True)
        return replace(cut, memory=max(cut.memory, checked.memory))


def probe_file(path: Path) -> Probe:
    """Probes a picture's file.

    One that cannot be read is no picture; whoever opens it learns why.
    """
    head = b""
    with suppress(OSError), path.open("rb") as file:
        head = file.read(MAX_HEADER_BYTES)
    header = read_header(head)
    if header is None:
        return Probe(mime="", width=0, height=0, in_strips=False)
    size = header.width, header.height
    if not all(size) and header.mime in SIZE_FAR_BEHIND:
        with suppress(*BROKEN), open_file(path) as image:
            size = image.size
    if header.mime == SVG:
        size = pixel_size(*size)
    plain = header.mime == "image/png" and head[INTERLACE : INTERLACE + 1] == b"\0"
    animated = b"acTL" in head.partition(b"IDAT")[0]
    return Probe(mime=header.mime, width=size[0], height=size[1], in_strips=plain and not animated)
