"""Blocks of a GIF, none of its pixels decoded (GIF89a §12-26).

Left out is what costs Pillow much and shows a browser nothing. It joins comments one by one, in time that grows by
the square of their number (800 kB: 3 s). For a frame beyond the canvas it makes the canvas larger, where a browser
clips it: 300 kB with five such took a gigabyte.
"""

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

EXTENSION, IMAGE, COMMENT, CONTROL = b"!", b",", b"!\xfe", b"!\xf9"
MIN_DELAY: Final = 2
"""Hundredths of a second; every browser takes less, and none at all, for a tenth of a second."""
DELAY_INSTEAD: Final = 10
MAX_FRAMES: Final = 2000
"""Frames that are looked at: models answer with 16 at most, and of the smallest each takes 80 µs."""
MAX_SUB_BLOCKS: Final = 1_000_000
"""Full ones are 255 bytes, so this is 255 MB of them; of the smallest a second's walk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GifBlocks:
    """Stretches of one file that matter, as (offset, length), in their order.

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
    for head, _, end in _blocks(file, size):
        if head.startswith(CONTROL):
            delay = int.from_bytes(head[4:6], "little")
        elif head.startswith(IMAGE) and end <= size:
            frames += 1
            hundredths += delay if delay >= MIN_DELAY else DELAY_INSTEAD
            delay = 0
    return GifTiming(frames=frames, duration_ms=10 * hundredths)


def read_gif_blocks(file: BinaryIO) -> GifBlocks:
    """Reads where the blocks begin and end. Raises ValueError for more than MAX_SUB_BLOCKS."""
    size = file.seek(0, os.SEEK_END)
    start, stretches, missing = 0, [], 0
    canvas, frames, control = _canvas(file), 0, 0
    for head, offset, end in _blocks(file, size):
        is_frame = head.startswith(IMAGE)
        if is_frame:
            missing = max(0, end - size)
            reach = _reach(head)
            canvas = _larger(canvas, reach) if not frames else canvas
            frames += 1
        is_beyond = is_frame and (frames > MAX_FRAMES or _larger(canvas, reach) != canvas)
        if head.startswith(COMMENT) or is_beyond:
            left_out = control if is_beyond and control else offset
            stretches.append((start, left_out - start))
            start = end
        control = offset if head.startswith(CONTROL) else 0
    stretches.append((start, max(0, size - start)))
    return GifBlocks(stretches=tuple(stretch for stretch in stretches if stretch[1]), missing=missing)


def gif_size(head: bytes) -> tuple[int, int]:
    """Canvas of a GIF from its first bytes, made larger by its first frame, as browsers do."""
    file = io.BytesIO(head)
    canvas = _canvas(file)
    frames = (block for block, _, _ in _blocks(file, len(head)) if block.startswith(IMAGE))
    return _larger(canvas, _reach(next(frames, b"")))


def _canvas(file: BinaryIO) -> tuple[int, int]:
    file.seek(6)
    sides = file.read(4)
    return (_number(sides[:2]), _number(sides[2:])) if len(sides) == 4 else (0, 0)


def _reach(image: bytes) -> tuple[int, int]:
    """The corner at the right and below to which a frame reaches; (0, 0) while its block is not all there."""
    left, top, width, height = (_number(image[offset : offset + 2]) for offset in (1, 3, 5, 7))
    return (left + width, top + height) if len(image) >= 9 else (0, 0)


def _larger(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), max(one[1], other[1])


def _number(two: bytes) -> int:
    return int.from_bytes(two, "little")


def _blocks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """(first ten bytes, offset, end) of each block; the end of one that is cut lies behind that of the file."""
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
        yield head, offset, end
        offset = end


def _table_bytes(flags: bytes) -> int:
    """Bytes of the colour table that these flags announce."""
    bits = int.from_bytes(flags, "big")
    return 3 << (bits & 7) + 1 if bits & 0x80 else 0
