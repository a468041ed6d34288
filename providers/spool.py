"""Protocol of the place on disk where an answer is written while it arrives.

studio/storage/call_files.py gives it.
"""

from collections.abc import Iterator
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


class Spool(Protocol):
    """The folder of one call. Everything the gateway said goes to `raw` before it is understood."""

    def raw(self, data: bytes) -> None:
        """Append to the raw answer."""
        ...

    def picture(self) -> PictureFile:
        """A new, empty picture file."""
        ...

    def scratch(self) -> PictureFile:
        """A new, empty file for a long run that may turn out to be no picture."""
        ...


def read_in_chunks(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The rest of a file in chunks of at most `size` bytes."""
    while chunk := file.read(size):
        yield chunk
