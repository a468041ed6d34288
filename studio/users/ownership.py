"""Ownership: counts what a visitor owns, gives it to another, or removes it with its files."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Executable, delete, func, select, union, update

from studio.images.files import content_path
from studio.storage.call_files import remove_folder
from studio.storage.database import Database
from studio.storage.gallery_store import count_pictures
from studio.storage.journal import batches
from studio.storage.tables import (
    CALLS,
    CONVERSATIONS,
    DRAWN_FILES,
    IDEMPOTENCY_KEYS,
    MARKS,
    METADATA,
    PICTURES,
    RUNS,
    UPLOADS,
)
from studio.types import ENDED
from studio.users.user_store import UserRefused
from studio.users.user_tables import VISITS

BATCH_SIZE: Final = 200
MAX_VALUES: Final = 5000
"""Values of one query: SQLite and PostgreSQL take 32,767."""
HASH_LENGTH: Final = 64
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """Counts of what a visitor owns; `pictures` are those that their gallery shows."""

    pictures: int
    runs: int
    uploads: int

    @property
    def is_nothing(self) -> bool:
        return not (self.runs or self.uploads)


async def count_belongings(database: Database, visitor: str) -> Belongings:
    """Counts what a visitor owns."""
    tables = (table for table in (RUNS, UPLOADS))
    queries = [
        select(func.count().label("all")).select_from(table).where(table.c.visitor == visitor) for table in tables
    ]
    runs, uploads = [int((await database.rows(query))[0]["all"]) for query in queries]
    return Belongings(pictures=await count_pictures(database, visitor), runs=runs, uploads=uploads)


async def give_belongings(database: Database, source: str, target: str) -> None:
    """Makes all that one visitor owns another's, in one transaction.

    What is counted or remembered under a visitor's name alone (a table whose key has it) ends with that name, but
    for the keys of presses: one that is repeated is still the same run.
    """
    statements: list[Executable] = list(_give_keys(source, target))
    for table in METADATA.sorted_tables:
        if "visitor" not in table.c:
            continue
        mine = table.c.visitor == source
        if table.c.visitor.primary_key:
            statements.append(delete(table).where(mine))
        else:
            statements.append(update(table).where(mine).values(visitor=target))
    await database.write(*statements)


def _give_keys(source: str, target: str) -> tuple[Executable, ...]:
    """The keys of the source's presses become the target's, where it has none of the same name."""
    theirs = IDEMPOTENCY_KEYS.alias("theirs")
    known = select(theirs.c.key).where(theirs.c.visitor == target)
    mine = IDEMPOTENCY_KEYS.c.visitor == source, IDEMPOTENCY_KEYS.c.key.not_in(known)
    return (update(IDEMPOTENCY_KEYS).where(*mine).values(visitor=target),)


async def check_ended(database: Database, visitor: str, *, name: str) -> None:
    """Raises UserRefused while a run of the visitor goes on.

    Its end would be written under the old name.
    """
    query = select(CALLS.c.id).join(RUNS, RUNS.c.id == CALLS.c.run)
    if await database.rows(query.where(RUNS.c.visitor == visitor, CALLS.c.state.not_in(ENDED)).limit(1)):
        raise UserRefused(f"A run of {name} has not ended. Try again when it has, or has been stopped.")


async def purge_belongings(database: Database, data: Path, visitor: str, *, now: float) -> None:
    """Removes all that a visitor owns, with the files that nobody else's picture has.

    The rows go first, in one transaction: what a power cut leaves are files that nothing names
    (`make check-data` tells them). Raises JournalFailed or OSError.
    """
    named = await _files_of(database, visitor)
    calls = await database.rows(
        select(CALLS.c.id).join(RUNS, RUNS.c.id == CALLS.c.run).where(RUNS.c.visitor == visitor)
    )
    runs = select(RUNS.c.id).where(RUNS.c.visitor == visitor)
    await database.write(
        delete(MARKS).where(MARKS.c.picture.in_(select(PICTURES.c.id).where(PICTURES.c.run.in_(runs)))),
        delete(PICTURES).where(PICTURES.c.run.in_(runs)),
        delete(CALLS).where(CALLS.c.run.in_(runs)),
        *(
            delete(table).where(table.c.visitor == visitor)
            for table in (MARKS, RUNS, CONVERSATIONS, UPLOADS, IDEMPOTENCY_KEYS, VISITS)
        ),
    )
    left = await _files_left(database, named)
    hashes = {_stem(path) for path in named} - {_stem(path) for path in left}
    folders = [data / "spool" / row["id"] for row in calls]
    await asyncio.to_thread(_remove_files, data, named - left, young=now)
    await asyncio.to_thread(_remove_derived, data, hashes)
    await asyncio.to_thread(_remove_folders, folders)


async def _files_of(database: Database, visitor: str) -> set[str]:
    """Paths of what a visitor's runs made and took, and of what they uploaded."""
    mine = RUNS.c.visitor == visitor
    paths = {path async for path in _inputs(database, where=mine)}
    for table in (PICTURES, UPLOADS):
        rows = batches(database, table.c.id, table.c.path, where=table.c.visitor == visitor, size=BATCH_SIZE)
        paths |= {row["path"] async for row in rows}
    return paths


async def _files_left(database: Database, named: set[str]) -> set[str]:
    """Paths of what is still named by a row, as far as they may be among these.

    A run of somebody names a file of the same content only where they own that content: asked for by its hash,
    which has an index.
    """
    hashes = sorted({_stem(path)[:HASH_LENGTH] for path in named})
    paths: set[str] = set()
    owners: set[str] = set()
    for start in range(0, len(hashes), MAX_VALUES):
        part = hashes[start : start + MAX_VALUES]
        stored = select(PICTURES.c.visitor, PICTURES.c.path).where(
            PICTURES.c.sha256.in_(part), PICTURES.c.gone == 0.0
        )
        uploads = select(UPLOADS.c.visitor, UPLOADS.c.path).where(UPLOADS.c.sha256.in_(part))
        rows = await database.rows(union(stored, uploads))
        paths |= {row["path"] for row in rows}
        owners |= {row["visitor"] for row in rows}
    for owner in owners:
        paths |= {path async for path in _inputs(database, where=RUNS.c.visitor == owner)}
    return paths


async def _inputs(database: Database, *, where: Any) -> Any:
    columns = RUNS.c.brought, RUNS.c.painted, RUNS.c.markup, RUNS.c.request
    async for row in batches(database, RUNS.c.id, *columns, where=where, size=BATCH_SIZE):
        asked = row["request"]
        drawn = (asked.get(name) for name in DRAWN_FILES)
        for file in (*row["brought"], row["painted"], row["markup"], *asked.get("images", ()), *drawn):
            if file:
                yield file["path"]


def _remove_files(data: Path, paths: Iterable[str], *, young: float) -> None:
    """Removes files below the data folder; one that somebody has just brought again stays."""
    for path in (data / name for name in paths):
        if path.is_relative_to(data) and path.is_file() and path.stat().st_mtime < young:
            path.unlink()


def _remove_derived(data: Path, hashes: Iterable[str]) -> None:
    """Removes what was made of files that are gone: thumbnails, and what was prepared for sending."""
    for sha256 in hashes:
        content_path(data / "thumbs", sha256, "webp").unlink(missing_ok=True)
        for path in (data / "prepared" / sha256[:2]).glob(f"{sha256}*"):
            path.unlink(missing_ok=True)


def _remove_folders(folders: Iterable[Path]) -> None:
    for folder in folders:
        remove_folder(folder)


def _stem(path: str) -> str:
    """The hash that a stored file is named by."""
    return Path(path).name.partition(".")[0]
