"""Whether a picture's file has its end: a cheap look at the last bytes, no decoding."""

from pathlib import Path
from typing import Final

TAIL: Final = 64 * 1024
"""Trailing bytes in which the end is looked for: some tools append their own data after it."""


def is_complete(mime: str, head: bytes, tail: bytes, size: int) -> bool:
    """Whether a file of `size` bytes that begins with `head` ends exactly with `tail`; False when unknown."""
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
            return tail.rstrip().endswith(b"</svg>")
        case _:
            return False


def is_complete_file(mime: str, path: Path) -> bool:
    """Whether the file is no cut one, as far as its format tells by its ends. Reads at most 64 KiB."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(32)
        file.seek(max(0, size - TAIL))
        tail = file.read(TAIL)
        match mime:
            case "image/png":
                return b"IEND\xaeB`\x82" in tail
            case "image/jpeg":
                return b"\xff\xd9" in tail
            case "image/gif":
                return tail.rstrip(b"\0\r\n").endswith(b";")
            case "image/webp":
                return size >= int.from_bytes(head[4:8], "little") + 8
            case "image/bmp":
                return size >= int.from_bytes(head[2:6], "little")
            case "image/svg+xml":
                return b"</svg>" in tail or b"/>" in tail
            case "image/avif" | "image/heic":
                return _boxes_fit(path, size)
            case _:
                return True


def _boxes_fit(path: Path, size: int) -> bool:
    """Whether the top-level boxes end where the file ends (ISO/IEC 14496-12 §4.2)."""
    at = 0
    with path.open("rb") as file:
        while at + 8 <= size:
            file.seek(at)
            head = file.read(16)
            long = int.from_bytes(head[:4], "big")
            if long == 0:
                return True
            if long == 1:
                long = int.from_bytes(head[8:16], "big")
            if long < 8:
                return False
            at += long
    return at == size
