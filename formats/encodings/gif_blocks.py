"""Blocks of a GIF, none of its pixels decoded (GIF89a §12-26).

Comments are left out: Pillow joins them one by one, in time that grows by the square of their number (800 kB: 3 s).
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

EXTENSION, IMAGE, COMMENT, CONTROL = b"!", b",", b"!\xfe", b"!\xf9"
LEAST_DELAY: Final = 2
"""Hundredths of a second; every browser takes less, and none at all, for a tenth of a second."""
DELAY_INSTEAD: Final = 10
MAX_SUB_BLOCKS: Final = 1_000_000
"""Full ones are 255 bytes, so this is 255 MB of them; of the smallest a second's walk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GifBlocks:
    """Stretches of one file without its comments, as (offset, length), in their order.

    `missing`: bytes that the last block of pixels lacks; 0 where it has an end, or the file is cut elsewhere.
    """

    stretches: tuple[tuple[int, int], ...]
    missing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GifTiming:
    """Whole frames of a GIF, and the milliseconds for which a browser shows them all."""

    frames: int
    duration_ms: int


def read_gif_timing(file: BinaryIO) -> GifTiming:
    """Counts the frames and adds up their times (GIF89a §23).

    Raises ValueError for more than MAX_SUB_BLOCKS.
    """
    size = file.seek(0, os.SEEK_END)
    frames = hundredths = delay = 0
    for kind, offset, end in _blocks(file, size):
        if kind == CONTROL:
            file.seek(offset + 4)
            delay = int.from_bytes(file.read(2), "little")
        elif kind[:1] == IMAGE and end <= size:
            frames += 1
            hundredths += delay if delay >= LEAST_DELAY else DELAY_INSTEAD
            delay = 0
    return GifTiming(frames=frames, duration_ms=10 * hundredths)


def read_gif_blocks(file: BinaryIO) -> GifBlocks:
    """Reads where the blocks begin and end. Raises ValueError for more than MAX_SUB_BLOCKS."""
    size = file.seek(0, os.SEEK_END)
    start, stretches, missing = 0, [], 0
    for kind, offset, end in _blocks(file, size):
        if kind == COMMENT:
            stretches.append((start, offset - start))
            start = end
        elif kind[:1] == IMAGE:
            missing = max(0, end - size)
    stretches.append((start, max(0, size - start)))
    return GifBlocks(stretches=tuple(stretch for stretch in stretches if stretch[1]), missing=missing)


def _blocks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, offset, end) of each block; the end of one that is cut lies behind that of the file."""
    file.seek(0)
    offset = 13 + _table_bytes(file.read(13)[10:11])
    walked = 0
    while offset < size:
        file.seek(offset)
        head = file.read(10)
        if head[:1] not in {EXTENSION, IMAGE}:
            return
        end = offset + (2 if head[:1] == EXTENSION else 11 + _table_bytes(head[9:10]))
        length = 1
        while length and end < size:
            file.seek(end)
            length = file.read(1)[0]
            end += 1 + length
            walked += 1
        if walked > MAX_SUB_BLOCKS:
            raise ValueError(f"more than {MAX_SUB_BLOCKS} blocks")
        yield head[:2], offset, end
        offset = end


def _table_bytes(flags: bytes) -> int:
    """Bytes of the colour table that these flags announce."""
    bits = int.from_bytes(flags, "big")
    return 3 << (bits & 7) + 1 if bits & 0x80 else 0
