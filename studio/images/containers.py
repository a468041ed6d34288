"""JPEG, PNG and WebP structure; strips metadata without re-encoding.

JPEG: ITU T.81 B.1. PNG: W3C PNG (third edition) §5. WebP: RFC 9649 §2.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from formats.picture_file import read_in_chunks
from providers.errors import Damaged

CHUNK_SIZE: Final = 1024 * 1024
MAX_SEGMENTS: Final = 100_000
"""More is refused: a 50 MB PNG has about 6,000, but one of empty chunks could have four million."""

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
MARKER: Final = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""A JPEG marker. FF 00 and the restarts FF D0 to FF D7 belong to the picture's data, FF FF is filling."""
CHUNK_TYPE: Final = re.compile(rb"[A-Za-z]{4}")
MARKERS_WITHOUT_LENGTH: Final = frozenset({0x01, 0xD8, 0xD9})
APP_NAMES: Final = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
"""The application segments that say how the colours are meant, by marker. Others carry notes of any kind."""
MARKER_NAMES: Final = {0xD8: "SOI", 0xD9: "EOI", 0xDA: "SOS", 0xFE: "COM"}
EOI: Final = b"\xff\xd9"
METADATA_FLAGS: Final = 0x0C
"""The flags of a WebP's VP8X chunk that announce EXIF and XMP."""

IMAGE_SEGMENTS: Final[Mapping[str, frozenset[str]]] = {
    "image/jpeg": frozenset({"SOI", "JFIF", "ICC_PROFILE", "Adobe", "table", "SOS", "EOI"}),
    "image/png": frozenset(
        {"signature", "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "mDCV"}
        | {"cLLI", "sBIT", "bKGD", "hIST", "pHYs", "acTL", "fcTL", "fdAT"}
    ),
    "image/webp": frozenset({"RIFF", "VP8X", "ICCP", "ANIM", "ANMF", "ALPH", "VP8", "VP8L"}),
}
"""What the pixels need, and how they look and print. Everything else may hold private notes, and goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One stretch of a file: `length` bytes from `offset` on, its own header included.

    The parts of a file follow each other without a gap and cover all of it; the last may be cut off. `name` is the
    chunk's type. In a JPEG it is "SOI", "APP1", "COM", "SOS" with the data that follows it, "EOI", or "table" for
    every other marker; the three application segments that matter are named by what they say: "JFIF",
    "ICC_PROFILE", "Adobe". "signature" and "RIFF" are beginnings, "trailing" is what stands behind the picture's
    end.
    """

    name: str
    offset: int
    length: int


def iter_segments(file: BinaryIO, mime: str) -> Iterator[Segment]:
    """Iterates the segments of a file of one of `SEGMENT_READERS`' types, pixels unread.

    A PNG or JPEG may end anywhere behind the beginning of its data: whether rows are missing only a decoder can
    tell. Raises Damaged where there is no picture.
    """
    size = file.seek(0, os.SEEK_END)
    end = 0
    for number, part in enumerate(SEGMENT_READERS[mime](file, size)):
        if number == MAX_SEGMENTS:
            raise _structure_error(f"more than {MAX_SEGMENTS} parts")
        end = part.offset + part.length
        yield part
    if end < size:
        yield Segment(name="trailing", offset=end, length=size - end)


def has_metadata(path: Path, mime: str) -> bool:
    """Whether the file says more than its picture.

    That is place, time, camera, names, or something behind its end.
    """
    with path.open("rb") as file:
        return any(part.name not in IMAGE_SEGMENTS[mime] for part in iter_segments(file, mime))


def strip_metadata(path: Path, mime: str, into: Path) -> None:
    """Writes the same picture into the file `into`, without what `has_metadata` finds.

    Byte for byte; a JPEG without an end mark gets one. Raises Damaged before anything is written when the file
    cannot be walked.
    """
    with path.open("rb") as file:
        segments = [part for part in iter_segments(file, mime) if part.name in IMAGE_SEGMENTS[mime]]
        with into.open("w+b") as out:
            for part in segments:
                _copy_segment(file, part, out)
            if mime == "image/webp":
                _fix_webp_header(out)
            if mime == "image/jpeg" and segments[-1].name != "EOI":
                out.write(EOI)


def _copy_segment(file: BinaryIO, part: Segment, out: BinaryIO) -> None:
    for chunk in read_range(file, part.offset, part.length):
        out.write(chunk)


def read_range(file: BinaryIO, offset: int, length: int) -> Iterator[bytes]:
    """Reads bytes of a file in chunks of a megabyte."""
    file.seek(offset)
    yield from read_in_chunks(file, CHUNK_SIZE, limit=length)


def _fix_webp_header(out: BinaryIO) -> None:
    """Makes the head of a WebP tell the truth again: its size, and what it has."""
    size = out.seek(0, os.SEEK_END)
    out.seek(4)
    out.write((size - 8).to_bytes(4, "little"))
    head = read_at(out, 12, 9)
    if head.startswith(b"VP8X"):
        out.seek(20)
        out.write(bytes([head[8] & ~METADATA_FLAGS]))


def _jpeg_segments(file: BinaryIO, size: int) -> Iterator[Segment]:
    if read_at(file, 0, 2) != b"\xff\xd8":
        raise _structure_error("no JPEG")
    offset, has_data = 0, False
    while True:
        # Filling before a marker, and junk that every decoder skips, counts as part of the segment behind it.
        marker = find_marker(file, offset)
        head = read_at(file, marker, 18) if marker is not None else b""
        end = _segment_end(file, marker, head, size) if marker is not None else None
        if end is None and has_data:
            return
        if end is None:
            raise _structure_error("cut in a segment")
        yield Segment(name=_segment_name(head[1], head[4:]), offset=offset, length=end - offset)
        if head[1] == 0xD9:
            return
        offset, has_data = end, has_data or head[1] == 0xDA


def _segment_end(file: BinaryIO, marker: int, head: bytes, size: int) -> int | None:
    """The end of the segment of that marker, None when it is none or is cut."""
    if head[1] in MARKERS_WITHOUT_LENGTH:
        return marker + 2
    # A note's length that does not even count itself is none (libjpeg).
    length = max(2, int.from_bytes(head[2:4], "big"))
    end = marker + 2 + length
    if len(head) < 4 or end > size:
        return None
    if head[1] != 0xDA:
        return end
    after = find_marker(file, end)
    return size if after is None else after


def find_marker(file: BinaryIO, offset: int) -> int | None:
    """The place of a JPEG's next marker, from `offset` on; None when there is none."""
    file.seek(offset)
    # Most often it stands right there; only a picture's data is long.
    tail, step = b"", 64
    while piece := file.read(step):
        window = tail + piece
        if match := MARKER.search(window):
            return offset - len(tail) + match.start()
        # A marker may stand across two pieces.
        offset, tail, step = offset + len(piece), window[-1:], min(4 * step, CHUNK_SIZE)
    return None


def _segment_name(mark: int, data: bytes) -> str:
    known = APP_NAMES.get(mark)
    if known and data.startswith(known):
        return known.rstrip(b"\0").decode()
    if 0xE0 <= mark <= 0xEF:
        return f"APP{mark - 0xE0}"
    return MARKER_NAMES.get(mark, "table")


def _png_segments(file: BinaryIO, size: int) -> Iterator[Segment]:
    if read_at(file, 0, 8) != SIGNATURE:
        raise _structure_error("no PNG")
    yield Segment(name="signature", offset=0, length=8)
    offset, name, has_data = 8, "", False
    while name != "IEND":
        head = read_at(file, offset, 8)
        if has_data and not CHUNK_TYPE.fullmatch(head[4:]):
            return
        name, length = _chunk_type(head[4:]), 12 + int.from_bytes(head[:4], "big")
        if offset + length > size:
            if name == "IDAT":
                yield Segment(name=name, offset=offset, length=size - offset)
            elif not has_data:
                raise _structure_error(f"cut in {name}")
            return
        yield Segment(name=name, offset=offset, length=length)
        offset, has_data = offset + length, has_data or name == "IDAT"


def _webp_segments(file: BinaryIO, size: int) -> Iterator[Segment]:
    head = read_at(file, 0, 12)
    end = 8 + int.from_bytes(head[4:8], "little")
    if head[:4] != b"RIFF" or head[8:] != b"WEBP" or not 12 < end <= size:
        raise _structure_error("no whole WebP")
    yield Segment(name="RIFF", offset=0, length=12)
    offset = 12
    while offset < end:
        head = read_at(file, offset, 8)
        name, length = _chunk_type(head[:4]), 8 + int.from_bytes(head[4:8], "little")
        if offset + length > end:
            raise _structure_error(f"cut in {name}")
        # Chunks begin at even places; some writers leave the last one's filling byte out.
        length = min(length + length % 2, end - offset)
        yield Segment(name=name, offset=offset, length=length)
        offset += length


def _chunk_type(letters: bytes) -> str:
    """A chunk's four letters, without the spaces that fill them up."""
    if len(letters) != 4 or not letters.isascii():
        raise _structure_error("a chunk without a type")
    return letters.decode().rstrip(" ")


def read_at(file: BinaryIO, offset: int, size: int) -> bytes:
    """Reads bytes of a file from a position on; fewer at its end."""
    file.seek(offset)
    return file.read(size)


def _structure_error(reason: str) -> Damaged:
    # Nothing was sent yet, so nothing can have been charged.
    return Damaged(reason, may_be_charged=False)


SEGMENT_READERS: Final[Mapping[str, Callable[[BinaryIO, int], Iterator[Segment]]]] = {
    "image/jpeg": _jpeg_segments,
    "image/png": _png_segments,
    "image/webp": _webp_segments,
}
"""The types whose files can be walked."""
