"""Statistics of the whole server: failures by gateway, calls by day and person, storage.

No prompt, picture, key or visitor is in them. What browsers without a login did is counted together, under the
name "".
"""

import asyncio
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import case, func, select

from studio.spending.token_counts import utc_day
from studio.storage.database import Database
from studio.storage.tables import CALLS, PICTURES, RUNS, UPLOADS
from studio.users.user_tables import USERS

DAY: Final = 86400.0
USAGE_DAYS: Final = 14
FAILURE_DAYS: Final = 7
STORAGE_AGE: Final = 60.0
"""Seconds for which what was measured of the disk holds."""
LARGEST: Final = 10
"""People whose storage is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureCount:
    """Failures of one kind at one gateway, in the last 24 hours and in seven days."""

    gateway: str
    kind: str
    day: int
    week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonUsage:
    """One person's calls on one day (UTC).

    `failed` of them brought nothing, `maybe_charged` may have been paid for all the same. `tokens` are those that
    gateways told.
    """

    day: str
    person: str
    calls: int
    failed: int
    maybe_charged: int
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStorage:
    """Pictures of one person, and the bytes of those and of their uploads."""

    person: str
    pictures: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Bytes on the disk at a time.

    Files are summed up as the journal has them: one content of two pictures is one file, and counts twice.
    `people` are those with the most. `database` is 0 where it is no file.
    """

    measured: float
    pictures: int
    picture_bytes: int
    upload_bytes: int
    spool: int
    database: int
    free: int
    floor: int
    people: tuple[PersonStorage, ...]


class Statistics:
    """Counts of an open database and its data folder. Every method raises JournalFailed."""

    def __init__(self, database: Database, *, data: Path, keep_free: int, now: Callable[[], float]) -> None:
        self._database = database
        self._data = data
        self._keep_free = keep_free
        self._now = now
        self._measuring = asyncio.Lock()
        self._storage: Storage | None = None

    async def failures(self) -> tuple[FailureCount, ...]:
        """Failures by gateway and kind of error, the most frequent first."""
        now = self._now()
        kind = func.coalesce(CALLS.c.error["kind"].as_string(), "").label("error_kind")
        day = func.sum(case((CALLS.c.created >= now - DAY, 1), else_=0)).label("day")
        week = func.count().label("week")
        query = (
            select(RUNS.c.gateway.label("gateway"), kind, day, week)
            .join(RUNS, RUNS.c.id == CALLS.c.run)
            .where(CALLS.c.state.in_(("failed", "unknown")), CALLS.c.created >= now - FAILURE_DAYS * DAY)
            .group_by(RUNS.c.gateway, "error_kind")
            .order_by(week.desc(), RUNS.c.gateway, "error_kind")
        )
        return tuple(
            FailureCount(gateway=row["gateway"], kind=row["error_kind"], day=row["day"], week=row["week"])
            for row in await self._database.rows(query)
        )

    async def usage(self) -> tuple[PersonUsage, ...]:
        """Calls by day and person, the newest day and the most calls first."""
        names = ("call_count", "failed_count", "maybe_charged", "tokens")
        first = utc_day(self._now() - (USAGE_DAYS - 1) * DAY)
        # By visitor first, in the order of the index; a join of every run would read each of them.
        inner = (
            select(RUNS.c.day, RUNS.c.visitor, *(func.sum(RUNS.c[name]).label(name) for name in names))
            .where(RUNS.c.day >= first)
            .group_by(RUNS.c.day, RUNS.c.visitor)
            .subquery()
        )
        person = func.coalesce(USERS.c.name, "").label("person")
        sums = [func.sum(inner.c[name]).label(name) for name in names]
        query = (
            select(inner.c.day, person, *sums)
            .outerjoin(USERS, USERS.c.id == inner.c.visitor)
            .group_by(inner.c.day, "person")
            .order_by(inner.c.day.desc(), sums[0].desc(), "person")
        )
        return tuple(
            PersonUsage(
                day=row["day"],
                person=row["person"],
                calls=row["call_count"],
                failed=row["failed_count"],
                maybe_charged=row["maybe_charged"],
                tokens=row["tokens"],
            )
            for row in await self._database.rows(query)
        )

    async def storage(self) -> Storage:
        """Storage as it was measured within the last minute. Raises OSError, too."""
        async with self._measuring:
            if self._storage is None or not 0.0 <= self._now() - self._storage.measured < STORAGE_AGE:
                self._storage = await self._measure()
            return self._storage

    async def _measure(self) -> Storage:
        done = PICTURES.c.state == "done", PICTURES.c.gone == 0.0
        pictures = await self._files_by_person(PICTURES, *done)
        uploads = await self._files_by_person(UPLOADS)
        people = {
            person: PersonStorage(
                person=person,
                pictures=pictures.get(person, (0, 0))[0],
                size=pictures.get(person, (0, 0))[1] + uploads.get(person, (0, 0))[1],
            )
            for person in pictures | uploads
        }
        spool, database, free = await asyncio.to_thread(_measure_disk, self._data, self._database.file)
        return Storage(
            measured=self._now(),
            pictures=sum(count for count, _ in pictures.values()),
            picture_bytes=sum(size for _, size in pictures.values()),
            upload_bytes=sum(size for _, size in uploads.values()),
            spool=spool,
            database=database,
            free=free,
            floor=self._keep_free,
            people=tuple(sorted(people.values(), key=lambda one: (-one.size, one.person))[:LARGEST]),
        )

    async def _files_by_person(self, table: Any, *where: Any) -> dict[str, tuple[int, int]]:
        """Numbers of files and their bytes by person."""
        counts = func.count().label("files"), func.sum(table.c.size).label("size")
        inner = select(table.c.visitor, *counts).where(*where).group_by(table.c.visitor).subquery()
        person = func.coalesce(USERS.c.name, "").label("person")
        sums = (func.sum(inner.c[name]).label(name) for name in ("files", "size"))
        query = select(person, *sums).select_from(inner).outerjoin(USERS, USERS.c.id == inner.c.visitor)
        rows = await self._database.rows(query.group_by("person"))
        return {row["person"]: (int(row["files"]), int(row["size"])) for row in rows}


def _measure_disk(data: Path, database: Path | None) -> tuple[int, int, int]:
    """Bytes of the spool, of the database's files, and free; blocks."""
    spool = sum(_size(Path(folder) / name) for folder, _, names in os.walk(data / "spool") for name in names)
    files = [database.with_name(database.name + ending) for ending in ("", "-wal", "-shm")] if database else []
    return spool, sum(map(_size, files)), shutil.disk_usage(data).free


def _size(path: Path) -> int:
    """A file's bytes, 0 for one that has gone meanwhile."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
