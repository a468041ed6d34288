"""Content credentials in their containers: found by the heads of segments, unread.

C2PA Technical Specification 2.2, appendix A: a manifest store is embedded in each format in its own way.
"""

import os
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from formats.image_format import read_header
from providers.errors import Damaged
from studio.images.containers import MARKER, Segment, iter_segments, read_at

CARRIER_SEGMENTS: Final[Mapping[str, str]] = {"image/png": "caBX", "image/jpeg": "APP11", "image/webp": "C2PA"}
"""The segments that hold the manifest store, by type. APP11 may hold other JUMBF too."""
HEAD_BYTES: Final = 4096
MAX_SEGMENT: Final = 128 * 1024
"""Bytes of a JPEG's segment that are looked into: its own 64 KB, and filling before it."""
MAX_BOXES: Final = 1000
"""Boxes of a HEIF file's top level, blocks of a GIF, entries of a TIFF's directory."""
MANIFEST_UUID: Final = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
GIF_EXTENSION: Final = b"\x21\xff\x0bC2PA_GIF\x01\x00\x00"
TIFF_TAG: Final = 0xCD41
SVG_MANIFEST: Final = re.compile(rb"<(?:[\w.-]+:)?manifest\b[^<>]*>([A-Za-z0-9+/=\s]*+)</")
MAX_SVG: Final = 16 * 1024 * 1024
"""Bytes of an SVG in which a manifest is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a file: `length` bytes from `offset` on, in an SVG in base64."""

    offset: int
    length: int
    is_base64: bool = False


def has_credentials(path: Path) -> bool:
    """Whether the file carries content credentials, readable or not.

    It reads heads of segments alone, and of a torn file what can be walked. Raises OSError.
    """
    with path.open("rb") as file:
        return bool(find_manifest_store(file))


def find_manifest_store(file: BinaryIO) -> tuple[Span, ...]:
    """Finds the parts of the file's manifest store, in their order; () when it carries none.

    Raises OSError.
    """
    file.seek(0)
    header = read_header(file.read(HEAD_BYTES))
    return FINDERS[header.mime](file) if header and header.mime in FINDERS else ()


def _segments(file: BinaryIO, mime: str) -> Iterator[Segment]:
    """The parts that carry credentials; of a file that is torn, those before the tear."""
    with suppress(Damaged):
        for part in iter_segments(file, mime):
            if part.name == CARRIER_SEGMENTS[mime]:
                yield part
            elif part.name == "SOS":
                return


def _find_in_png(file: BinaryIO) -> tuple[Span, ...]:
    return tuple(Span(offset=part.offset + 8, length=part.length - 12) for part in _segments(file, "image/png"))[:1]


def _find_in_webp(file: BinaryIO) -> tuple[Span, ...]:
    return tuple(Span(offset=part.offset + 8, length=part.length - 8) for part in _segments(file, "image/webp"))[:1]


def _find_in_jpeg(file: BinaryIO) -> tuple[Span, ...]:
    """JUMBF in APP11 (ISO 19566-5 annex D): each segment repeats the head of the box that it continues."""
    spans: list[Span] = []
    series, head = b"", 8
    for part in _segments(file, "image/jpeg"):
        segment = read_at(file, part.offset, min(part.length, MAX_SEGMENT))
        marker = MARKER.search(segment)
        body = segment[marker.start() + 4 :] if marker else b""
        if body[:2] != b"JP":
            continue
        start = part.offset + len(segment) - len(body) + 8
        if not spans:
            head = 16 if body[8:12] == b"\0\0\0\1" else 8
            kind = body[8 + head + 4 : 8 + head + 12]
            if body[12:16] == b"jumb" and kind == b"jumdc2pa":
                series = body[2:4]
                spans.append(Span(offset=start, length=len(body) - 8))
        elif body[2:4] == series and int.from_bytes(body[4:8], "big") == len(spans) + 1:
            spans.append(Span(offset=start + head, length=max(0, len(body) - 8 - head)))
    return tuple(spans)


def _find_in_heif(file: BinaryIO) -> tuple[Span, ...]:
    """A `uuid` box of the top level (ISO 14496-12 §4.2), whose purpose is not the hashes of fragments."""
    size, offset = file.seek(0, os.SEEK_END), 0
    for _ in range(MAX_BOXES):
        head = read_at(file, offset, 64)
        length, start = int.from_bytes(head[:4], "big"), 8
        if length == 1:
            length, start = int.from_bytes(head[8:16], "big"), 16
        elif length == 0:
            length = size - offset
        if length < start or offset + length > size:
            return ()
        if head[4:8] == b"uuid" and head[start : start + 16] == MANIFEST_UUID:
            purpose = head[start + 20 :].partition(b"\0")[0]
            if purpose != b"merkle":
                # Behind the purpose stands where those hashes are, in 8 bytes.
                begin = start + 20 + len(purpose) + 1 + 8
                return (Span(offset=offset + begin, length=max(0, length - begin)),)
        offset += length
    return ()


def _find_in_gif(file: BinaryIO) -> tuple[Span, ...]:
    """An application extension before the first picture (GIF89a §26)."""
    flags = read_at(file, 10, 1)
    offset = 13 + (3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0)
    for _ in range(MAX_BOXES):
        head = read_at(file, offset, len(GIF_EXTENSION))
        if head[:1] != b"\x21":
            return ()
        offset += 2 if head != GIF_EXTENSION else len(GIF_EXTENSION)
        blocks = tuple(_gif_blocks(file, offset))
        if head == GIF_EXTENSION:
            return blocks or (Span(offset=offset, length=0),)
        offset = blocks[-1].offset + blocks[-1].length + 1 if blocks else offset + 1
    return ()


def _gif_blocks(file: BinaryIO, offset: int) -> Iterator[Span]:
    while (size := read_at(file, offset, 1)) and size[0]:
        yield Span(offset=offset + 1, length=size[0])
        offset += 1 + size[0]


def _find_in_tiff(file: BinaryIO) -> tuple[Span, ...]:
    """A tag of the first directory (TIFF 6.0 §2)."""
    head = read_at(file, 0, 8)
    number = partial(int.from_bytes, byteorder="little" if head[:2] == b"II" else "big")
    directory = number(head[4:8])
    count = number(read_at(file, directory, 2))
    entries = read_at(file, directory + 2, 12 * min(count, MAX_BOXES))
    for offset in range(0, len(entries) - 11, 12):
        if number(entries[offset : offset + 2]) == TIFF_TAG:
            return (
                Span(
                    offset=number(entries[offset + 8 : offset + 12]),
                    length=number(entries[offset + 4 : offset + 8]),
                ),
            )
    return ()


def _find_in_svg(file: BinaryIO) -> tuple[Span, ...]:
    """An element of the file's `metadata`."""
    data = read_at(file, 0, MAX_SVG)
    match = SVG_MANIFEST.search(data) if b"c2pa" in data else None
    return (Span(offset=match.start(1), length=len(match[1]), is_base64=True),) if match else ()


def read_spans(file: BinaryIO, spans: Sequence[Span]) -> bytes:
    """The content of the spans, one after the other; none of what is no base64. Raises OSError."""
    return b"".join(_content(span, read_at(file, span.offset, span.length)) for span in spans)


def _content(span: Span, data: bytes) -> bytes:
    try:
        return b64decode(data) if span.is_base64 else data
    except Base64Error:
        return b""


FINDERS: Final[Mapping[str, Callable[[BinaryIO], tuple[Span, ...]]]] = {
    "image/png": _find_in_png,
    "image/jpeg": _find_in_jpeg,
    "image/webp": _find_in_webp,
    "image/avif": _find_in_heif,
    "image/heic": _find_in_heif,
    "image/heif": _find_in_heif,
    "image/gif": _find_in_gif,
    "image/tiff": _find_in_tiff,
    "image/svg+xml": _find_in_svg,
}
