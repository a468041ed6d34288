"""Backup: the journal at one moment and every file that it names, while Easel runs.

`python -m studio.maintenance.backup TO`, which is `make backup TO=…`.

The database is copied first, then the files that the copy names, each held against its hash. A file that went
meanwhile was deleted by its visitor, so the database is copied anew: what the copied journal names is in the copy.
A backup that is made again into the same folder takes only what is new.
"""

import argparse
import asyncio
import hashlib
import json
import shutil
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy.engine import make_url

from formats.picture_file import read_in_chunks
from studio.disk.database_copy import copy_database
from studio.disk.private_folder import set_private_umask
from studio.env import environment
from studio.errors import JournalFailed
from studio.images.files import atomic_write, size_and_hash
from studio.maintenance.verify import read_only
from studio.storage.database import Database, async_url
from studio.storage.journal import batches
from studio.storage.tables import PICTURES, RUNS, UPLOADS

DATABASE: Final = "easel.db"
MARKER: Final = "easel-backup"
"""The file that tells a backup from a data folder, which is never written into."""
ATTEMPTS: Final = 5
"""Copies of the database until one names no file that goes while it is copied."""
BATCH_SIZE: Final = 500
CHUNK_SIZE: Final = 1024 * 1024
REMADE: Final = ("prepared", "thumbs")
"""Folders of what can be made again: copied, and none of it is missed."""


class BackupFailed(Exception):
    """The backup is not whole; the message is a sentence for whoever makes it."""


@dataclass(slots=True, kw_only=True)
class BackupReport:
    """The numbers of a backup; `damaged` files were so before it."""

    copied: int = 0
    unchanged: int = 0
    damaged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


async def back_up(database: Path, *, data: Path, target: Path) -> BackupReport:
    """Copies the database and all that it names into `target`.

    Raises BackupFailed, OSError or JournalFailed.
    """
    await asyncio.to_thread(_prepare_target, target, data=data)
    # Before the journal too: an answer that ends in between is, in that journal, one that had not ended.
    await asyncio.to_thread(_copy_loose, data, target, ("spool",))
    known_missing: set[str] | None = None
    for _ in range(ATTEMPTS):
        report = BackupReport()
        try:
            await asyncio.to_thread(copy_database, database, target / f"{DATABASE}.new")
        except sqlite3.Error as error:
            raise BackupFailed(f"The database {database} cannot be copied: {error}.") from error
        named = await _named_files(target / f"{DATABASE}.new", data=target)
        await asyncio.to_thread(_copy_named, named, data, target, report)
        if not report.missing or set(report.missing) == known_missing:
            break
        known_missing = set(report.missing)
    await asyncio.to_thread(_finish, data, target, named)
    return report


async def _named_files(database: Path, *, data: Path) -> Mapping[str, str]:
    """The paths of a copied journal's files with their hashes."""
    named: dict[str, str] = {}
    journal = Database(read_only(f"sqlite:///{database}", data=data), data=data)
    try:
        columns = (PICTURES.c[name] for name in ("path", "sha256", "state", "gone"))
        async for row in batches(journal, PICTURES.c.id, *columns, size=BATCH_SIZE):
            if not row["gone"] and row["state"] == "done":
                named[row["path"]] = row["sha256"]
        async for row in batches(journal, UPLOADS.c.id, UPLOADS.c.path, UPLOADS.c.sha256, size=BATCH_SIZE):
            named[row["path"]] = row["sha256"]
        async for row in batches(
            journal, RUNS.c.id, RUNS.c.brought, RUNS.c.painted, RUNS.c.markup, size=BATCH_SIZE
        ):
            files = (*row["brought"], row["painted"], row["markup"])
            named |= {file["path"]: file["sha256"] for file in files if file}
    finally:
        await journal.close()
    return named


def _prepare_target(target: Path, *, data: Path) -> None:
    """Makes the folder. Raises BackupFailed where it would lie in what is copied, or among other things."""
    if target == data or target.is_relative_to(data) or data.is_relative_to(target):
        raise BackupFailed(f"{target} and the data folder {data} lie in one another; name another folder.")
    if target.exists() and any(target.iterdir()) and not (target / MARKER).exists():
        raise BackupFailed(f"{target} holds something else than a backup; name an empty folder.")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.chmod(0o700)
    (target / MARKER).touch()
    shutil.rmtree(target / "spool", ignore_errors=True)


def _copy_named(named: Mapping[str, str], data: Path, target: Path, report: BackupReport) -> None:
    for path, sha256 in named.items():
        copy = target / path
        if copy.exists() and size_and_hash(copy)[1] == sha256:
            report.unchanged += 1
            continue
        try:
            actual = _copy(data / path, copy)
        except FileNotFoundError:
            report.missing.append(path)
            continue
        report.copied += 1
        if actual != sha256:
            report.damaged.append(path)


def _copy(source: Path, target: Path) -> str:
    """Copies a file and returns the hash of what was read; the copy is there whole or not at all."""
    digest = hashlib.sha256()
    with source.open("rb", buffering=0) as file, atomic_write(target, sync=True) as temporary:
        with temporary.open("wb", buffering=0) as out:
            for piece in read_in_chunks(file, CHUNK_SIZE):
                digest.update(piece)
                out.write(piece)
        shutil.copystat(source, temporary)
        temporary.chmod(0o600)
    return digest.hexdigest()


def _finish(data: Path, target: Path, named: Mapping[str, str]) -> None:
    """Adds what no row has by its hash, drops what the journal does not name any more, puts the journal in."""
    _copy_loose(data, target, ("spool", *REMADE))
    if (data / "secret").exists():
        _copy(data / "secret", target / "secret")
    for folder in ("pictures", "uploads"):
        for path in list((target / folder).rglob("*")):
            if path.is_file() and path.relative_to(target).as_posix() not in named:
                path.unlink()
    for note in list((target / "prepared").rglob("*.json")):
        if len(list(note.parent.glob(f"{note.stem}.*"))) < 2 and _tells_of_a_file(note):
            note.unlink()
    (target / f"{DATABASE}.new").replace(target / DATABASE)
    for beside in ("-wal", "-shm"):
        (target / f"{DATABASE}.new{beside}").unlink(missing_ok=True)


def _copy_loose(data: Path, target: Path, folders: Iterable[str]) -> None:
    """Copies folders whose files come and go meanwhile, as far as they are there."""
    for folder in folders:
        for path in list((data / folder).rglob("*")):
            with suppress(FileNotFoundError):  # it was finished or swept just now
                if path.is_file() and not path.name.startswith("."):
                    _copy(path, target / path.relative_to(data))


def _tells_of_a_file(note: Path) -> bool:
    """Whether a note of what was prepared names a file beside it; some say that the original goes out as it is."""
    return bool(json.loads(note.read_text()).get("file"))


def database_file(url: str, *, data: Path) -> Path:
    """The file of the journal. Raises BackupFailed where it is no SQLite database."""
    address = make_url(async_url(url, data=data))
    if address.get_backend_name() != "sqlite" or not address.database:
        raise BackupFailed(
            "The journal is not in SQLite: copy it with the database's own tool (pg_dump), then the data folder."
        )
    return Path(address.database).absolute()


def main() -> int:
    parser = argparse.ArgumentParser(prog="studio.maintenance.backup", description=__doc__.splitlines()[0])
    parser.add_argument("to", type=Path, help="a folder that is empty, or holds an earlier backup")
    target = parser.parse_args().to.expanduser().resolve()
    set_private_umask()
    env = environment()
    data = Path(env.get("EASEL_DATA_DIR") or "data").expanduser().resolve()
    try:
        database = database_file(env.get("EASEL_DATABASE_URL", "").strip(), data=data)
        if not database.exists():
            raise BackupFailed(f"There is no journal at {database}.")
        report = asyncio.run(back_up(database, data=data, target=target))
    except (BackupFailed, JournalFailed, OSError) as error:
        print(f"No backup was made. {error}", file=sys.stderr)
        return 1
    for kind, paths in (("was damaged before", report.damaged), ("is missing in the data folder", report.missing)):
        for path in paths:
            print(f"{path} {kind}")
    print(
        f"{target}: {report.copied} files copied, {report.unchanged} were there; restore with make restore FROM=…"
    )
    return int(bool(report.damaged or report.missing))


if __name__ == "__main__":
    sys.exit(main())
