"""Protocol of a picture's file that grows while it arrives; files read in chunks."""

from collections.abc import Iterator
from math import inf
from pathlib import Path
from typing import BinaryIO, Protocol


class PictureFile(Protocol):
    """A picture's file, open for appending."""

    @property
    def path(self) -> Path: ...
    @property
    def size(self) -> int:
        """Bytes written so far."""
        ...

    def write(self, data: bytes) -> None:
        """Appends; the bytes can be read by others at once.

        Raises OSError when the disk does not take them.
        """
        ...

    def close(self) -> None:
        """No more bytes will come. Closing twice is harmless."""
        ...


def read_in_chunks(file: BinaryIO, size: int, *, limit: float = inf) -> Iterator[bytes]:
    """The rest of a file in chunks of at most `size` bytes, no more than `limit` bytes of it."""
    while limit > 0 and (chunk := file.read(int(min(size, limit)))):
        limit -= len(chunk)
        yield chunk
