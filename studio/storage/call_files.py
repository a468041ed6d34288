"""Call spool: the folder of one call, with its raw answer and images.

Both are on disk as they arrive and before anything is parsed.
"""

import asyncio
import errno
import json
import logging
import os
import shutil
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LOG = logging.getLogger(__name__)
RAW_FILE = "answer.raw"
META_FILE = "meta.json"
PICTURE_FILES = "*.part"
CHUNK_SIZE = 256 * 1024
DISK_FULL_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT})
MIN_FREE_BYTES = 2 * 1024 * 1024
"""Bytes that must be free before a call is sent: what is paid for must have somewhere to go."""


class SpoolFile:
    """Unbuffered file open for appending: what was written survives the end of the process.

    `make_room` is called when the disk is full, and tells whether there is room now.
    """

    def __init__(self, path: Path, *, make_room: Callable[[], bool] = lambda: False) -> None:
        self._path = path
        self._make_room = make_room
        self._size = 0
        self._given_up = False
        self._file: int | None = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    @property
    def path(self) -> Path:
        return self._path

    @property
    def size(self) -> int:
        return self._size

    def write(self, data: bytes) -> None:
        """Appends bytes; does nothing once given up.

        Raises OSError when the disk does not take all of it; what it took stays.
        """
        if self._file is None and not self._given_up:
            raise OSError(f"{self._path.name} is closed")
        rest = memoryview(data)
        while rest and self._file is not None:
            try:
                taken = os.write(self._file, rest)
            except OSError as error:
                if error.errno not in DISK_FULL_ERRORS or not self._make_room():
                    raise
                continue
            self._size += taken
            rest = rest[taken:]

    def give_up(self) -> None:
        """Gives back the room that it takes; what is written from now on goes nowhere."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            self._size = 0
            self._given_up = True
            self.close()

    def close(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            os.close(file)


class CallSpool:
    """providers.spool.Spool on a folder, which is made with the first byte.

    `on_write` is called at every raw write.

    `heard` is called at every raw write.

    What the folder holds: `answer.raw`, `meta.json` (how to read it), pictures as `1.part`, long runs as `1.run`.
    """

    def __init__(self, folder: Path, *, on_write: Callable[[], None] = lambda: None) -> None:
        self.folder = folder
        self._on_write = on_write
        self._raw: SpoolFile | None = None
        self._files: list[SpoolFile] = []
        self._exists = False

    def prepare(self) -> None:
        """Makes the folder; blocks.

        Raises OSError where nothing can be written, or hardly anything any more.
        """
        disk = os.statvfs(self._folder())
        if disk.f_bavail * disk.f_frsize < MIN_FREE_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def raw(self, data: bytes) -> None:
        if self._raw is None:
            self._raw = self._open(RAW_FILE)
        self._raw.write(data)
        self._on_write()

    def picture(self) -> SpoolFile:
        return self._open_numbered("part")

    def scratch(self) -> SpoolFile:
        return self._open_numbered("run")

    def note(self, meta: "Meta") -> None:
        """Writes down how the raw answer is to be read again."""
        self._folder().joinpath(META_FILE).write_text(
            json.dumps({name: getattr(meta, name) for name in Meta.__slots__})
        )

    def close(self) -> None:
        """Closes whatever is still open; the files stay."""
        for file in self._files:
            file.close()
        if self._exists and not self._files:
            with suppress(OSError):  # nothing came; where a note stands in it, the folder stays
                self.folder.rmdir()

    def _make_room(self) -> bool:
        """The disk is full: the picture is worth more than the text that it is decoded from, which takes 4/3 of its
        room and could only serve to decode it again."""
        if self._raw is None or not self._raw.size:
            return False
        LOG.error("the disk is full: the raw answer in %s is given up for its pictures", self.folder)
        self._raw.give_up()
        return True

    def _folder(self) -> Path:
        if not self._exists:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._exists = True
        return self.folder

    def _open_numbered(self, ending: str) -> SpoolFile:
        return self._open(f"{len(self._files) + 1}.{ending}")

    def _open(self, name: str) -> SpoolFile:
        file = SpoolFile(self._folder() / name, make_room=self._make_room)
        self._files.append(file)
        return file


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """Metadata of a raw answer: how to read it again."""

    content_type: str = ""
    content_encoding: str = ""
    status: int = 200
    base_url: str = ""


def stored_answer(folder: Path) -> Meta | None:
    """Metadata to read the raw answer in a folder again, or None when there is none to read."""
    raw, meta = folder / RAW_FILE, folder / META_FILE
    if not raw.exists() or not raw.stat().st_size:
        return None
    if not meta.exists():
        return Meta()
    try:
        values = json.loads(meta.read_text())
    except ValueError:
        # The process ended while it was being written; the answer tells most of it by itself.
        return Meta()
    return Meta(**{name: values[name] for name in Meta.__slots__ if name in values})


async def read_in_chunks(path: Path) -> AsyncGenerator[bytes, None]:
    """A file's bytes, 256 KiB at a time, read in a thread."""
    with await asyncio.to_thread(lambda: path.open("rb", buffering=0)) as file:
        while piece := await asyncio.to_thread(file.read, CHUNK_SIZE):
            yield piece


def read_head(path: Path, size: int) -> bytes:
    """The first bytes of a file."""
    with path.open("rb", buffering=0) as file:
        return file.read(size)


def remove_folder(folder: Path) -> None:
    """Removes a call's folder with all that is in it; harmless when there is none."""
    shutil.rmtree(folder, ignore_errors=True)
