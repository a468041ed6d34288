"""PNG chunks: checksums, transparency, profile, animation, packed pixels.

Which flaws of a file browsers overlook, of a JPEG too. W3C PNG (third edition).
"""

import os
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

from studio.images.containers import CHUNK_SIZE, IMAGE_SEGMENTS, Segment, iter_segments, read_at, read_range

CHECK_VALUE_BYTES: Final = 4
FRAME_HEADER_BYTES: Final = 26
PROFILE_BYTES: Final = 1024 * 1024
"""A larger colour profile of a PNG is refused by many readers, Pillow among them."""
MAX_PROFILE: Final = 8_000_000
"""A larger one is ignored, as Chromium does; it is never unpacked further."""
PROFILE_SIGNATURE: Final = b"acsp"
"""Stands at byte 36 of every profile (ICC.1 §7.2)."""
COLOUR_TYPE, PALETTE = 25, 3
"""Where a PNG says what its samples are (W3C PNG §11.2.1), and that they are numbers of colours."""
TRANSPARENCY_BYTES: Final = {0: 2, 2: 6, PALETTE: 256}
"""Bytes of a PNG's transparency by its colour type; with a palette they may be fewer."""
ANIMATION: Final = frozenset({"acTL", "fcTL", "fdAT"})
"""Chunks of the frames behind a PNG's picture; where they contradict each other, browsers show that alone."""


def is_flawed(path: Path, mime: str) -> bool:
    """Whether a strict reader would refuse the file, although all of its picture is there.

    Of a JPEG the end mark is missing. Of a PNG it may also be a checksum, or a profile that is none or is large.
    """
    with path.open("rb") as file:
        match mime:
            case "image/jpeg":
                return all(part.name != "EOI" for part in iter_segments(file, mime))
            case "image/png":
                parts = [part for part in iter_segments(file, mime) if part.name in IMAGE_SEGMENTS[mime]]
                flawed = parts[-1].name != "IEND" or any(_is_flawed_chunk(file, part) for part in parts)
                is_torn = not (ANIMATION.isdisjoint(part.name for part in parts) or has_valid_animation(file))
                return flawed or is_torn or not _has_valid_data(file, parts)
            case _:
                return False


def _has_valid_data(file: BinaryIO, parts: Sequence[Segment]) -> bool:
    """Whether the packed pixels of a PNG are followed by their check value, and are no more than its size needs."""
    width, height = struct.unpack(">II", read_at(file, parts[1].offset + 8, 8))
    unpacker = zlib.decompressobj()
    left = height * (8 * width + 16)  # 16 bits, four channels; interlaced: twice the rows
    for part in parts:
        for piece in read_range(file, part.offset + 8, part.length - 12) if part.name == "IDAT" else ():
            rest = piece
            if unpacker.eof:
                return True  # what stands behind is looked at by nobody, and to collect it costs its square
            while rest and left > 0:
                try:
                    left -= len(unpacker.decompress(rest, CHUNK_SIZE))
                except zlib.error:
                    return False
                rest = unpacker.unconsumed_tail
    return unpacker.eof


def _is_flawed_chunk(file: BinaryIO, part: Segment) -> bool:
    if part.name == "signature":
        return False
    if part.name == "iCCP" and not 0 < len(read_png_profile(file, part)) <= PROFILE_BYTES:
        return True
    return not is_valid_chunk(file, part)


def is_valid_chunk(file: BinaryIO, part: Segment) -> bool:
    """Whether browsers read a PNG's chunk.

    They skip one with a wrong checksum, and transparency of another length.
    """
    length = part.length - 12
    if part.name == "tRNS":
        colour_type = read_at(file, COLOUR_TYPE, 1)[0]
        max_length = TRANSPARENCY_BYTES.get(colour_type, 0)
        if not (0 < length <= max_length if colour_type == PALETTE else length == max_length):
            return False
    return has_valid_checksum(file, part)


def has_valid_checksum(file: BinaryIO, part: Segment) -> bool:
    """Whether the checksum of a PNG's chunk is that of its bytes."""
    crc = 0
    for chunk in read_range(file, part.offset + 4, part.length - 8):
        crc = zlib.crc32(chunk, crc)
    return file.read(4) == crc.to_bytes(4, "big")


def has_valid_animation(file: BinaryIO) -> bool:
    """Whether a PNG has frames, as many as it says.

    Each must be inside of it, and numbered in order (W3C PNG §11.3.6).
    """
    announced, numbers, frames, has_data = 0, 0, list[int](), False
    size = struct.unpack(">II", read_at(file, 16, 8))
    for part in iter_segments(file, "image/png"):
        body = read_at(file, part.offset + 8, max(0, min(part.length - 12, FRAME_HEADER_BYTES)))
        match part.name:
            case "acTL" if not has_data and has_valid_checksum(file, part):
                announced = int.from_bytes(body[:4], "big")
            case "fcTL" | "fdAT":
                if int.from_bytes(body[:4], "big") != numbers or not has_valid_checksum(file, part):
                    return False
                numbers += 1
                if part.name == "fcTL" and not _is_inside(body, size):
                    return False
                frames += [0] if part.name == "fcTL" else []
            case "IDAT":
                has_data = True
        if part.name in ("IDAT", "fdAT") and frames:
            frames[-1] += part.length
    return 0 < announced == len(frames) and all(frames)


def _is_inside(header: bytes, size: tuple[int, int]) -> bool:
    """Whether a frame has pixels, and all of them are of the picture."""
    if len(header) != FRAME_HEADER_BYTES:
        return False
    width, height, left, top = struct.unpack(">IIII", header[4:20])
    return bool(width and height) and left + width <= size[0] and top + height <= size[1]


def png_data(file: BinaryIO) -> list[Segment]:
    """The packed pixels of a PNG, as stretches of its file; the last four bytes stand apart.

    They are a check value (RFC 1950 §2.2): zlib refuses one that is wrong, and browsers do not look at it. Whoever
    has all rows before them need not read on.
    """
    parts = [part for part in iter_segments(file, "image/png") if part.name == "IDAT"]
    size, left, stretches = file.seek(0, os.SEEK_END), CHECK_VALUE_BYTES, list[Segment]()
    for part in reversed(parts):
        start = part.offset + 8
        end = start + int.from_bytes(read_at(file, part.offset, 4), "big")
        middle = max(start, end - left)
        left -= end - middle
        for first, last in ((middle, end), (start, middle)):
            if length := max(0, min(last, size) - first):
                stretches.append(Segment(name="data", offset=first, length=length))
    return stretches[::-1]


def read_png_profile(file: BinaryIO, part: Segment) -> bytes:
    """The colour profile of an iCCP chunk, b"" when it cannot be used.

    W3C PNG §11.3.2.3.
    """
    if part.length > MAX_PROFILE or not has_valid_checksum(file, part):
        return b""
    body = read_at(file, part.offset + 8, part.length - 12)
    name, _, packed = body.partition(b"\0")
    if not 0 < len(name) < 80 or packed[:1] != b"\0":
        return b""
    try:
        profile = zlib.decompressobj().decompress(packed[1:], MAX_PROFILE)
    except zlib.error:
        return b""
    is_whole = int.from_bytes(profile[:4], "big") == len(profile) and profile[36:40] == PROFILE_SIGNATURE
    return profile if is_whole else b""
