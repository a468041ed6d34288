"""Protocol of the place on disk where an answer is written while it arrives.

studio/storage/call_files.py gives it.
"""

from typing import Protocol

from formats.picture_file import PictureFile


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
