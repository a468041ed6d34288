"""Multipart forms whose files go straight into the data folder instead of a temporary one.

Starlette's parser copies them into TMPDIR first: twice the room, and memory where that is a tmpfs.
"""

import io
import secrets
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.formparsers import MultiPartParser

from studio.disk.quota import check_free

CHECK_EVERY: Final = 16 * 2**20
"""Bytes between two looks at the free space."""


class IncomingFile(io.BufferedRandom):
    """A file with a name of its own in `folder`, gone when it is closed or forgotten.

    Writing raises DiskFloor when less than `floor` bytes are left free.
    """

    def __init__(self, folder: Path, *, floor: int) -> None:
        self.path = folder / secrets.token_hex(16)
        self._floor = floor
        self._unchecked = 0
        super().__init__(io.FileIO(self.path, "x+"))

    def write(self, data: Any) -> int:
        """Writes all of it; blocks."""
        written = super().write(data)
        self._unchecked += written
        if self._unchecked >= CHECK_EVERY:
            self._unchecked = 0
            check_free(self.path.parent, floor=self._floor)
        return written

    def close(self) -> None:
        try:
            super().close()
        finally:
            self.path.unlink(missing_ok=True)


class IncomingParser(MultiPartParser):
    """Starlette's parser, which writes files into `folder` down to `floor` bytes of free space."""

    def __init__(
        self,
        headers: Headers,
        stream: AsyncGenerator[bytes, None],
        *,
        folder: Path,
        floor: int,
        max_files: int,
        max_fields: int,
        max_part_size: int,
    ) -> None:
        super().__init__(headers, stream, max_files=max_files, max_fields=max_fields, max_part_size=max_part_size)
        self._folder = folder
        self._floor = floor

    def on_headers_finished(self) -> None:
        super().on_headers_finished()
        upload = self._current_part.file
        if upload is not None:
            upload.file.close()
            upload.file = IncomingFile(self._folder, floor=self._floor)
            self._files_to_close_on_error[-1] = upload.file  # type: ignore[call-overload]
