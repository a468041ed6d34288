"""PNG read in strips: a few rows at a time are in memory. All of it blocks.

Pillow decodes a PNG whole, with four bytes for each pixel. Here the data is unpacked piece by piece, and Pillow's
decoder gets some rows at a time, with the row above them: the filters look no further up (W3C PNG §9).
"""

import math
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeGuard

import numpy as np
from PIL import Image, ImageFile

from studio.images.containers import read_range
from studio.images.png_chunks import png_data
from studio.memory.costs import STRIPS_FROM

STRIP_PIXELS: Final = 1_000_000
PIECE_BYTES: Final = 256 * 1024
RAW_MODES: Final = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
"""Pillow's modes whose bytes are those of the file, by the bytes of a pixel."""
DEEP: Final = {6: "RGB", 8: "RGBA"}
"""Colours with 16 bits, of which Pillow keeps the upper 8."""
CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Channels by the colour type of a PNG (W3C PNG §11.2.1)."""
REACH: Final = {Image.Resampling.BICUBIC: 2.0, Image.Resampling.LANCZOS: 3.0}
"""How many pixels of the result a filter looks at to each side."""
WINDOW_ROWS: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Layout of the rows of a PNG in its data: `bytes` of a row, and of a pixel for the filters."""

    width: int
    height: int
    row: int
    step: int


def reads_in_strips(image: Image.Image) -> TypeGuard[ImageFile.ImageFile]:
    """Whether an opened picture is so large that it is read in strips, and can be."""
    plain = image.format == "PNG" and not image.info.get("interlace") and getattr(image, "n_frames", 1) == 1
    return plain and image.width * image.height > STRIPS_FROM


def iter_strips(image: ImageFile.ImageFile, path: Path, *, multiple: int = 1) -> Iterator[Image.Image]:
    """The rows of an opened PNG that is not decoded, from the top, as pictures of its mode.

    `path` is its file; all but the last strip have a multiple of so many rows. Raises OSError or zlib.error where
    rows are missing, and Damaged.
    """
    layout = _layout(path)
    rows = max(1, STRIP_PIXELS // layout.width // multiple) * multiple
    above = bytes(layout.row)
    top = 0
    for lines in _inflate(path, layout, rows):
        count = len(lines) // (layout.row + 1)
        strip, above = _decode(image, layout, above=above, lines=lines)
        strip.info = {key: image.info[key] for key in ("transparency", "icc_profile") if key in image.info}
        yield strip
        top += count
    if top < layout.height:
        raise OSError(f"rows are missing: {top} of {layout.height}")


def join_strips(strips: Iterable[Image.Image], size: tuple[int, int]) -> Image.Image:
    """One picture of strips of one mode."""
    whole: Image.Image | None = None
    top = 0
    for strip in strips:
        whole = whole or Image.new(strip.mode, size)
        whole.paste(strip, (0, top))
        top += strip.height
    return whole or Image.new("RGB", size)


def reduce_strips(
    strips: Iterable[Image.Image], size: tuple[int, int], into: tuple[int, int], *, factor: int
) -> Image.Image:
    """A much smaller picture of strips of one mode, whose rows are multiples of `factor`.

    As Pillow does it with a `reducing_gap`: by the mean of so many pixels, and the rest by a filter.
    """
    few = (-(-size[0] // factor), -(-size[1] // factor))
    small = join_strips((strip.reduce(factor) for strip in strips), few)
    return small.resize(into, Image.Resampling.BICUBIC, box=(0, 0, size[0] / factor, size[1] / factor))


def resize_strips(
    strips: Iterable[Image.Image], size: tuple[int, int], into: tuple[int, int], resample: Image.Resampling
) -> Image.Image:
    """A smaller picture of strips of one mode.

    But for rounding it is what Pillow makes of the whole one. `size` is that of the whole,
    `into` that of the result.
    """
    scale = size[1] / into[1]
    reach = REACH[resample] * max(1.0, scale) + 1
    rows = max(1, round(WINDOW_ROWS / scale))
    source, window = iter(strips), _Window()
    result: Image.Image | None = None
    for top in range(0, into[1], rows):
        bottom = min(into[1], top + rows)
        first = max(0, math.floor(top * scale - reach))
        last = min(size[1], math.ceil(bottom * scale + reach))
        part = window.cut(source, first, last)
        box = (0, top * scale - first, size[0], min(part.height, bottom * scale - first))
        band = part.resize((into[0], bottom - top), resample, box=box)
        result = result or Image.new(band.mode, into)
        result.paste(band, (0, top))
    for _ in source:
        pass  # the rest is looked through: rows may be missing
    return result or Image.new("RGB", into)


class _Window:
    """The strips that are looked at, and where the first of them begins."""

    def __init__(self) -> None:
        self._strips: list[Image.Image] = []
        self._top = 0

    def cut(self, source: Iterator[Image.Image], first: int, last: int) -> Image.Image:
        """The rows from `first` to before `last`."""
        while self._strips and self._top + self._strips[0].height <= first:
            self._top += self._strips.pop(0).height
        below = self._top + sum(strip.height for strip in self._strips)
        while below < last and (strip := next(source, None)):
            self._strips.append(strip)
            below += strip.height
        part = Image.new(self._strips[0].mode, (self._strips[0].width, last - first))
        top = self._top
        for strip in self._strips:
            part.paste(strip, (0, top - first))
            top += strip.height
        return part


def _layout(path: Path) -> _Layout:
    with path.open("rb") as file:
        header = b"".join(read_range(file, 16, 10))
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    bits = header[8] * CHANNELS[header[9]]
    return _Layout(width=width, height=height, row=-(-width * bits // 8), step=max(1, bits // 8))


def _inflate(path: Path, layout: _Layout, rows: int) -> Iterator[bytes]:
    """The lines of the picture, some at a time, each with its filter before it."""
    unpacker = zlib.decompressobj()
    lines, left = bytearray(), layout.height
    for piece in _idat_pieces(path):
        rest = piece
        while rest and left:
            needed = min(rows, left) * (layout.row + 1)
            # Not a byte more than the rows are: what stands behind them may be wrong, and nobody looks at it.
            lines += unpacker.decompress(rest, needed - len(lines))
            rest = unpacker.unconsumed_tail
            if len(lines) == needed:
                yield bytes(lines)
                left -= min(rows, left)
                lines.clear()
            elif not rest and unpacker.eof:
                return


def _idat_pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for part in png_data(file):
            for start in range(part.offset, part.offset + part.length, PIECE_BYTES):
                yield b"".join(read_range(file, start, min(PIECE_BYTES, part.offset + part.length - start)))


def _decode(
    image: ImageFile.ImageFile, layout: _Layout, *, above: bytes, lines: bytes
) -> tuple[Image.Image, bytes]:
    """Rows as a picture, and the bytes of the last of them, for the row below it."""
    rawmode = image.tile[0].args
    count = len(lines) // (layout.row + 1)
    packed = zlib.compress(b"\0" + above + lines, 0)
    if layout.step in DEEP:
        mode = DEEP[layout.step]
        halves = [_unfilter(packed, mode, f"{mode};16{order}", layout.width, count) for order in "BL"]
        lowest = [np.asarray(half.crop((0, count - 1, layout.width, count))).reshape(-1) for half in halves]
        return halves[0], np.stack(lowest, axis=-1).tobytes()
    raw = RAW_MODES[layout.step]
    plain = _unfilter(packed, raw, raw, layout.row // layout.step, count)
    last = plain.crop((0, count - 1, plain.width, count)).tobytes()
    if (image.mode, rawmode) == (raw, raw):
        return plain, last
    strip = Image.frombytes(image.mode, (layout.width, count), plain.tobytes(), "raw", rawmode)
    if image.palette is not None:
        strip.palette = image.palette.copy()
        strip.load()
    return strip, last


def _unfilter(packed: bytes, mode: str, rawmode: str, width: int, count: int) -> Image.Image:
    """The rows below the first, which is the one above them."""
    both = Image.frombytes(mode, (width, count + 1), packed, "zip", rawmode, 0)
    return both.crop((0, 1, width, count + 1))
