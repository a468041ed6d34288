"""A zip that is written while it is sent.

Files from disk, piece by piece, never whole in memory.
"""

import io
import time
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from formats.picture_file import read_in_chunks

CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipEntry:
    """One file of a zip: its name in there, and its content.

    The content is bytes, a file, or what is made as it is sent.
    """

    name: str
    content: bytes | Path | Iterator[bytes]


class _Buffer(io.RawIOBase):
    """Bytes written and not yet taken; the zip cannot go back in it, so it writes sizes behind each file."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]  # zipfile writes nothing but bytes
        self._pieces.append(bytes(piece))
        return len(piece)

    def drain(self) -> Iterator[bytes]:
        pieces, self._pieces = self._pieces, []
        if pieces:
            yield b"".join(pieces)


def stream_zip(members: Iterable[ZipEntry]) -> Iterator[bytes]:
    """The bytes of a zip, in pieces; blocks on the disk.

    Pictures are packed already, so nothing is packed again. Raises OSError when a file cannot be read: what
    was sent so far is then no whole zip.
    """
    sink = _Buffer()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for member in members:
            info = zipfile.ZipInfo(member.name, time.localtime()[:6])
            info.external_attr = 0o644 << 16
            with archive.open(info, "w", force_zip64=True) as out:
                for piece in _chunks(member.content):
                    out.write(piece)
                    yield from sink.drain()
    yield from sink.drain()


def _chunks(holds: bytes | Path | Iterator[bytes]) -> Iterator[bytes]:
    if isinstance(holds, bytes):
        yield holds
        return
    if not isinstance(holds, Path):
        yield from holds
        return
    with holds.open("rb") as file:
        yield from read_in_chunks(file, CHUNK)
