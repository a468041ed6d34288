"""Image format and size from the first bytes, completeness from the last; no decoding."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Literal

from formats.encodings.gif_blocks import gif_size
from formats.encodings.svg_markup import read_svg_root, svg_ending

MAX_HEADER_BYTES: Final = 256 * 1024
"""After so many bytes a picture whose size is still unknown is taken without one."""

HEIF_BRANDS: Final = {b"avif": "image/avif", b"avis": "image/avif", b"heic": "image/heic", b"heix": "image/heic"}
SIGNATURES: Final = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"RIFF",
    b"GIF87a",
    b"GIF89a",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"\0\0\1\0",
    b"\xff\x0a",
)
MAX_BRANDS: Final = 256
"""So many bytes of a HEIF file may hold its brands."""
JXL_BOX: Final = b"\0\0\0\x0cJXL \r\n\x87\n"
"""The first box of a JPEG XL in a container (ISO/IEC 18181-2 §9); one without begins with FF 0A."""
BMP_HEADERS: Final = frozenset({12, 40, 52, 56, 64, 108, 124})
"""Bytes of the second header of a BMP; by it one is known whose reserved fields some programs filled."""
ICON_ENTRY: Final = 16
JPEG_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
JPEG_BARE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
NEEDED_BOXES: Final = frozenset({b"ftyp", b"meta", b"mdat", b"moov", b"idat"})
Completeness = Literal["whole", "unsure", "cut"]
TAIL_BYTES: Final = 64 * 1024
MAX_PARTS: Final = 20_000
"""Chunks or boxes of a file that are walked: 67 MB of noise have 8,400, and empty ones would hold others up."""
"""Trailing bytes in which the end is looked for: some tools append their own data after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageHeader:
    """An image's format and size.

    `width` and `height` are in pixels, 0 while the bytes do not tell them yet.
    """

    mime: str
    width: int = 0
    height: int = 0


def read_header(head: bytes) -> ImageHeader | None:
    """Reads format and size from `head`, any number of first bytes.

    None when it is not, or not yet, known as a picture.
    """
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _with_size("image/png", head[16:20], head[20:24], order="big")
    if head.startswith(b"\xff\xd8\xff"):
        return _jpeg(head)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _webp(head)
    if head[:6] in (b"GIF87a", b"GIF89a"):
        width, height = gif_size(head)
        return ImageHeader(mime="image/gif", width=width, height=height)
    if head[4:8] == b"ftyp" and (mime := HEIF_BRANDS.get(head[8:12]) or _compatible_mime(head)):
        return _heif(head, mime=mime)
    if head[:2] == b"BM" and (head[6:10] == bytes(4) or int.from_bytes(head[14:18], "little") in BMP_HEADERS):
        return _bmp(head)
    if head[:4] == b"\0\0\1\0" and _is_icon(head):
        return _icon(head)
    if head.startswith((b"\xff\x0a", JXL_BOX)):
        return ImageHeader(mime="image/jxl")
    if head[:4] in (b"II*\0", b"MM\0*"):
        return ImageHeader(mime="image/tiff")
    root = read_svg_root(head)
    return ImageHeader(mime="image/svg+xml", width=root.width, height=root.height) if root else None


def may_be_image(head: bytes) -> bool:
    """Whether these first bytes may still turn out to be those of an image.

    For bytes that `read_header` does not know.
    """
    if any(sign.startswith(head) for sign in SIGNATURES):
        return True
    match head[:2]:
        case b"RI":
            return head[:4] == b"RIFF" and len(head) < 12
        case b"BM":
            return len(head) < 18
    if JXL_BOX.startswith(head) or (head[:4] == b"\0\0\1\0" and len(head) < 6 + ICON_ENTRY):
        return True
    return head[:1] == b"\0" and b"ftyp".startswith(head[4:8]) and len(head) < MAX_BRANDS


def _with_size(mime: str, width: bytes, height: bytes, *, order: str) -> ImageHeader:
    if not height or len(height) < len(width):
        return ImageHeader(mime=mime)
    if order == "big":
        return ImageHeader(mime=mime, width=int.from_bytes(width, "big"), height=int.from_bytes(height, "big"))
    signed_height = int.from_bytes(height, "little", signed=len(height) == 4)
    return ImageHeader(mime=mime, width=int.from_bytes(width, "little"), height=abs(signed_height))


def _jpeg(head: bytes) -> ImageHeader:
    """Walks the segments to the first frame header (ITU T.81 B.2.2)."""
    offset = 2
    while offset + 9 <= len(head) and head[offset] == 0xFF:
        marker = head[offset + 1]
        if marker == 0xFF or marker in JPEG_BARE:
            offset += 1 if marker == 0xFF else 2
        elif marker in JPEG_FRAMES:
            return _with_size(
                "image/jpeg", head[offset + 7 : offset + 9], head[offset + 5 : offset + 7], order="big"
            )
        else:
            offset += 2 + int.from_bytes(head[offset + 2 : offset + 4], "big")
    return ImageHeader(mime="image/jpeg")


def _webp(head: bytes) -> ImageHeader:
    """The first chunk tells: VP8X (canvas), VP8L (lossless), VP8 (RFC 9649 §2.5-2.7)."""
    kind, data = head[12:16], head[20:30]
    if len(data) < 10:
        return ImageHeader(mime="image/webp")
    if kind == b"VP8X":
        width, height = int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    elif kind == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = int.from_bytes(data[6:8], "little") & 0x3FFF, int.from_bytes(data[8:10], "little") & 0x3FFF
    return ImageHeader(mime="image/webp", width=width, height=height)


def _bmp(head: bytes) -> ImageHeader:
    """The size stands in the second header; that of OS/2 has two bytes for each side."""
    if head[14:18] == b"\x0c\0\0\0":
        return _with_size("image/bmp", head[18:20], head[20:22], order="little")
    return _with_size("image/bmp", head[18:22], head[22:26], order="little")


def _is_icon(head: bytes) -> bool:
    """Whether the first entry of an icon's directory is plausible: four bytes alone say little."""
    first = head[6 : 6 + ICON_ENTRY]
    directory = 6 + ICON_ENTRY * int.from_bytes(head[4:6], "little")
    return len(first) == ICON_ENTRY and not first[3] and int.from_bytes(first[12:], "little") >= directory > 6


def _icon(head: bytes) -> ImageHeader:
    """The largest picture of an icon, which is the one that is shown; 0 stands for 256 pixels."""
    entries = head[6 : 6 + ICON_ENTRY * int.from_bytes(head[4:6], "little")]
    sizes = [
        (entries[offset] or 256, entries[offset + 1] or 256) for offset in range(0, len(entries) - 1, ICON_ENTRY)
    ]
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return ImageHeader(mime="image/x-icon", width=width, height=height)


def _compatible_mime(head: bytes) -> str:
    """The format by the compatible brands, for files whose major brand is a general one (mif1)."""
    brands = head[16 : min(int.from_bytes(head[:4], "big"), MAX_BRANDS)]
    return next((mime for brand, mime in HEIF_BRANDS.items() if brand in brands), "")


def _heif(head: bytes, *, mime: str) -> ImageHeader:
    """The largest `ispe` box: thumbnails have their own (ISO/IEC 23008-12 §6.5.3)."""
    sizes = [
        (
            int.from_bytes(head[box.end() + 4 : box.end() + 8], "big"),
            int.from_bytes(head[box.end() + 8 : box.end() + 12], "big"),
        )
        for box in re.finditer(b"ispe", head)
        if box.end() + 12 <= len(head)
    ]
    width, height = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    return ImageHeader(mime=mime, width=width, height=height)


def is_complete(mime: str, head: bytes, tail: bytes, size: int) -> bool:
    """Whether a file of `size` bytes ends exactly with `tail`; False when unknown.

    It begins with `head`.
    """
    match mime:
        case "image/png":
            return tail.endswith(b"IEND\xaeB`\x82")
        case "image/jpeg":
            return tail.endswith(b"\xff\xd9")
        case "image/gif":
            return tail.endswith(b"\0;")
        case "image/webp":
            return size == int.from_bytes(head[4:8], "little") + 8
        case "image/svg+xml":
            return svg_ending(head, tail) == "whole"
        case _:
            return False


def completeness(mime: str, path: Path) -> Completeness:
    """Whether a file is cut off, by its ends; "unsure" where only a decoder can tell."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(32)
        file.seek(max(0, size - TAIL_BYTES))
        tail = file.read(TAIL_BYTES)
        match mime:
            case "image/png":
                return "whole" if b"IEND\xaeB`\x82" in tail else _png_completeness(file, size)
            case "image/jpeg":  # browsers need no end mark, and skip what is behind it
                return "whole" if b"\xff\xd9" in tail else "unsure"
            case "image/gif":
                return "whole" if tail.endswith(b"\0;") else "unsure"
            case "image/webp":
                return "whole" if size >= int.from_bytes(head[4:8], "little") + 8 else "cut"
            case "image/bmp":
                return "whole" if size >= int.from_bytes(head[2:6], "little") else "unsure"
            case "image/svg+xml":
                file.seek(0)
                return svg_ending(file.read(MAX_HEADER_BYTES), tail)
            case "image/avif":  # nothing may need what is missing of it: its decoder reads each picture's own bytes
                return "whole" if _boxes_completeness(file, size) == "whole" else "unsure"
            case "image/x-icon":
                return "whole" if _icon_end(head, file) <= size else "cut"
            case "image/heic":
                return _boxes_completeness(file, size)
            case _:
                return "whole"


def _icon_end(head: bytes, file: BinaryIO) -> int:
    """The end of an icon's last picture."""
    file.seek(6)
    entries = file.read(ICON_ENTRY * int.from_bytes(head[4:6], "little"))
    numbers = [int.from_bytes(entries[offset : offset + 4], "little") for offset in range(8, len(entries) - 3, 4)]
    return max(map(sum, zip(numbers[::4], numbers[1::4], strict=False)), default=0)


def _png_completeness(file: BinaryIO, size: int) -> Completeness:
    """Walks the chunks; the last data may lack its two checksums (Adler-32 and CRC, 8 bytes).

    What is cut behind the data, a note, is missed by no browser.
    """
    offset, head, has_data = 8, b"", False
    for _ in range(MAX_PARTS):
        if offset + 8 > size or head[4:] == b"IEND":
            is_note = has_data and head[4:] not in (b"IDAT", b"fdAT")
            return "unsure" if is_note or offset - 8 <= size else "cut"
        has_data = has_data or head[4:] == b"IDAT"
        file.seek(offset)
        head = file.read(8)
        offset += 12 + int.from_bytes(head[:4], "big")
    return "unsure"


def _boxes_completeness(file: BinaryIO, size: int) -> Completeness:
    """Walks the top-level boxes (ISO/IEC 14496-12 §4.2); what stands behind them may be anything."""
    offset = 0
    for _ in range(MAX_PARTS):
        if offset + 8 > size:
            break
        file.seek(offset)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 0:
            return "whole"
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length < 8 or offset + length > size:
            return "cut" if head[4:8] in NEEDED_BOXES else "unsure"
        offset += length
    return "whole" if offset == size else "unsure"
