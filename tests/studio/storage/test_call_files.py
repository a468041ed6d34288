"""The folder of a call on a disk that fills.

The picture is worth more than the text that it is decoded from.
"""

import errno
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from studio.storage.call_files import RAW_FILE, CallSpool, stored_answer


class Disk:
    """Takes `room` bytes in all, and has room again for what is cut off."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        self.room = room
        write, cut = os.write, os.ftruncate

        def written(file: int, data: bytes) -> int:
            if not self.room:
                raise OSError(errno.ENOSPC, "No space left on device")
            taken = write(file, bytes(data)[: self.room])
            self.room -= taken
            return taken

        def shortened(file: int, size: int) -> None:
            self.room += os.fstat(file).st_size - size
            cut(file, size)

        monkeypatch.setattr(os, "write", written)
        monkeypatch.setattr(os, "ftruncate", shortened)


def test_a_full_disk_gives_up_the_raw_answer_for_the_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch, room=150)
    spool = CallSpool(tmp_path / "call")
    spool.raw(b"r" * 100)
    file = spool.picture()
    file.write(b"p" * 60)
    spool.raw(b"r" * 100)
    file.write(b"q" * 60)
    assert file.path.read_bytes() == b"p" * 60 + b"q" * 60
    assert (file.size, disk.room) == (120, 30)
    assert stored_answer(tmp_path / "call") is None, "what was given up is not read again"
    with pytest.raises(OSError, match="No space"):
        file.write(b"z" * 60)
    assert file.path.stat().st_size == file.size == 150, "what there was room for stays"
    spool.close()


def test_a_raw_answer_that_alone_fills_the_disk_makes_room_for_what_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch, room=50)
    spool = CallSpool(tmp_path / "call")
    spool.raw(b"r" * 100)
    assert disk.room == 50 and (tmp_path / "call" / RAW_FILE).stat().st_size == 0
    spool.picture().write(b"p" * 50)


def test_without_a_raw_answer_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Disk(monkeypatch, room=0)
    with pytest.raises(OSError, match="No space"):
        CallSpool(tmp_path / "call").raw(b"r")


def test_hardly_any_room_is_none_before_money_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = CallSpool(tmp_path / "spool" / "call")
    spool.prepare()
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=10, f_frsize=4096))
    with pytest.raises(OSError, match="No space"):
        spool.prepare()
    spool.close()
    assert list((tmp_path / "spool").iterdir()) == [], "nothing came, so nothing is left"
