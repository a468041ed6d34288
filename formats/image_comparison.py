"""Comparison of two pictures' files without their metadata.

Gateways give one picture twice, as it was drawn and signed (C2PA) or labelled. Nothing is decoded. Orientation and
colour profile count as the pixels do: a browser shows them otherwise.
"""

import os
from collections.abc import Iterator
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO, Final

from formats.picture_file import read_in_chunks

CHUNK_SIZE: Final = 256 * 1024
PNG_PIXELS: Final = frozenset(
    {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"acTL", b"fcTL", b"fdAT", b"iCCP", b"gAMA", b"cHRM", b"cICP"}
)
"""Not sRGB, which is what a browser takes a PNG for that says nothing."""
WEBP_PIXELS: Final = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
EXIF_CHUNKS: Final = frozenset({b"eXIf", b"EXIF"})
EXIF: Final = b"Exif\0\0"
ORIENTATION: Final = 0x0112
TURNED: Final = range(2, 9)
MAX_EXIF: Final = 64 * 1024
JPEG_METADATA: Final = frozenset({*range(0xE0, 0xEE), 0xEF, 0xFE})
"""APP0 to APP13, APP15 and comments; APP14 says which colours the numbers are (ITU T.81, Adobe TN 5116)."""
APP1, APP2 = 0xE1, 0xE2
ICC_PROFILE: Final = b"ICC_PROFILE\0"
START_OF_SCAN: Final = 0xDA


def has_same_pixels(one: Path, other: Path, mime: str) -> bool:
    """Whether two files of one format differ in nothing but their metadata.

    Stops at the first difference, which two pictures have in their first bytes.
    """
    with one.open("rb") as first, other.open("rb") as second:
        return all(a == b for a, b in zip_longest(_pixel_bytes(first, mime), _pixel_bytes(second, mime)))


def _pixel_bytes(file: BinaryIO, mime: str) -> Iterator[bytes]:
    match mime:
        case "image/png":
            file.seek(8)
            yield from _chunks(file, PNG_PIXELS, length_first=True)
        case "image/webp":
            file.seek(12)
            yield from _chunks(file, WEBP_PIXELS, length_first=False)
        case "image/jpeg":
            yield from _segments(file)
        case _:
            yield from read_in_chunks(file, CHUNK_SIZE)


def _chunks(file: BinaryIO, names: frozenset[bytes], *, length_first: bool) -> Iterator[bytes]:
    """The named chunks of a PNG (length, name, data, checksum) or a WebP (name, length, data, padding).

    What is no chunk is given as it is, with all behind it.
    """
    total = os.fstat(file.fileno()).st_size
    while len(head := file.read(8)) == 8:
        name, length = (head[4:], head[:4]) if length_first else (head[:4], head[4:])
        size = int.from_bytes(length, "big" if length_first else "little")
        end = file.tell() + size + (4 if length_first else size & 1)
        if name not in names and (not name.strip().isalnum() or end > total + 4):
            yield head
            yield from read_in_chunks(file, CHUNK_SIZE)
            return
        if name in names:
            yield name
            yield from read_in_chunks(file, CHUNK_SIZE, limit=size)
        if name in EXIF_CHUNKS:
            yield from _orientation(file.read(min(size, MAX_EXIF)))
        file.seek(end)


def _segments(file: BinaryIO) -> Iterator[bytes]:
    """A JPEG's segments without its metadata, and all from the first scan on, or from what is no segment."""
    file.seek(2)
    while len(head := file.read(4)) == 4 and head[0] == 0xFF and head[1] != 0xFF:
        size = int.from_bytes(head[2:], "big") - 2
        if head[1] in JPEG_METADATA:
            # Of a length below 2 this goes back, as far as the segment says.
            data = file.read(size) if size > 0 and head[1] in {APP1, APP2} else b""
            file.seek(size - len(data), 1)
            if head[1] == APP1 and data.startswith(EXIF):
                yield from _orientation(data)
            elif data.startswith(ICC_PROFILE):
                yield data
            continue
        yield head + file.read(max(0, size))
        if head[1] == START_OF_SCAN:
            break
    else:
        yield head
    yield from read_in_chunks(file, CHUNK_SIZE)


def _orientation(exif: bytes) -> Iterator[bytes]:
    """The orientation in an EXIF note where it turns the picture (TIFF 6.0 §2, in its first directory)."""
    data = exif.removeprefix(EXIF)
    number = partial(int.from_bytes, byteorder="little" if data[:2] == b"II" else "big")
    start = number(data[4:8]) + 2
    for offset in range(start, min(len(data), start + 12 * number(data[start - 2 : start])), 12):
        if number(data[offset : offset + 2]) == ORIENTATION and number(data[offset + 8 : offset + 10]) in TURNED:
            yield b"turned" + bytes([number(data[offset + 8 : offset + 10])])
            return
