"""Cleanup: removes expired answers, partial and deleted pictures, unused uploads, old keys.

A finished picture is never swept unless its visitor deleted it, or was a browser without a login that did not come
back; nor is anything that a run which is kept was made of. What lay here before the first row of the database was
written is not its to judge: someone may have started Easel with another database.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import delete, func, select

from studio.errors import JournalFailed
from studio.images.files import content_path
from studio.limits import Limits
from studio.maintenance.deletion import delete_expired, runs_due
from studio.maintenance.visits import sweep_anonymous
from studio.observing.audit_log import AuditLog
from studio.storage.call_files import remove_folder
from studio.storage.database import Database
from studio.storage.idempotency import remove_expired
from studio.storage.journal import batches
from studio.storage.tables import CALLS, DRAWN_FILES, PICTURES, RUNS, UPLOADS

LOG = logging.getLogger(__name__)
INTERVAL: Final = 3600.0
DAY: Final = 86400.0
UNFINISHED_AFTER: Final = DAY
"""Seconds after which nobody is still writing a file that has not got its name."""
BATCH_SIZE: Final = 200
"""Rows that are read at a time: a millisecond or two of the event loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanupContext:
    """Dependencies of a cleanup.

    `is_live` tells whether a run is in memory, where its calls may yet change.
    """

    database: Database
    data: Path
    limits: Limits
    now: Callable[[], float]
    is_live: Callable[[str], bool]
    audit: AuditLog

    def cutoff(self, days: int) -> float:
        return self.now() - days * DAY


async def run_hourly(sweep: Callable[[], Awaitable[None]]) -> None:
    """Sweeps now and every hour; what goes wrong is logged, and tried again an hour later."""
    while True:
        try:
            await sweep()
        except (JournalFailed, OSError) as error:
            LOG.error("what is old could not be swept: %s", error)
        await asyncio.sleep(INTERVAL)


async def clean_up(context: CleanupContext) -> None:
    """Removes all whose time is over.

    Raises JournalFailed or OSError, and then the rest is for the next time.
    """
    await remove_expired(context.database, now=context.now())
    first = await _first_record_time(context.database)
    await _clean_call_folders(context, first=first)
    await _clean_uploads(context, first=first)
    await _clean_prepared(context)
    await _clean_deleted(context)
    swept = await sweep_anonymous(
        context.database, context.data, days=context.limits.keep_anonymous_days, now=context.now()
    )
    if swept:
        await context.audit.record("galleries_expired", count=swept)
    await context.audit.sweep()
    await asyncio.to_thread(_remove_unfinished, context.data, before=context.now() - UNFINISHED_AFTER)


async def _first_record_time(database: Database) -> float:
    """The time of the first run or upload in the database; infinity, where there is none."""
    query = [select(func.min(column).label("first")) for column in (RUNS.c.created, UPLOADS.c.created)]
    known = [(await database.rows(statement))[0]["first"] for statement in query]
    return min((value for value in known if value is not None), default=float("inf"))


async def _clean_call_folders(context: CleanupContext, *, first: float) -> None:
    """The folders of calls that ended long ago, with what was not finished in them; and those of no call."""
    before = context.cutoff(context.limits.keep_partials_days)
    folders = await asyncio.to_thread(lambda: sorted((context.data / "spool").glob("*")))
    for start in range(0, len(folders), BATCH_SIZE):
        some = {folder.name: folder for folder in folders[start : start + BATCH_SIZE]}
        query = select(CALLS.c.id, CALLS.c.run, CALLS.c.ended).where(CALLS.c.id.in_(some))
        calls = {row["id"]: row for row in await context.database.rows(query)}
        for name, folder in some.items():
            call = calls.get(name)
            if call is None:
                await asyncio.to_thread(_remove_old, folder, before, first=first)
            elif 0 < call["ended"] < before and not context.is_live(call["run"]):
                await _clean_call_folder(context, name, folder)


async def _clean_call_folder(context: CleanupContext, call: str, folder: Path) -> None:
    """One call's folder, unless a finished picture had to stay in it: the disk was full when it came."""
    pictures = await context.database.rows(select(PICTURES.c.path, PICTURES.c.state).where(PICTURES.c.call == call))
    if any(row["state"] == "done" and (context.data / row["path"]).is_relative_to(folder) for row in pictures):
        return
    await context.database.write(delete(PICTURES).where(PICTURES.c.call == call, PICTURES.c.state != "done"))
    await asyncio.to_thread(remove_folder, folder)


async def _clean_uploads(context: CleanupContext, *, first: float) -> None:
    """Removes uploads of long ago of which no run was made."""
    before = context.cutoff(context.limits.keep_uploads_days)
    used = await _input_paths(context.database)
    named = set(used.values())
    old = batches(context.database, UPLOADS.c.id, where=UPLOADS.c.created < before, size=BATCH_SIZE)
    for upload in [row["id"] async for row in old if row["id"] not in used]:
        await context.database.write(delete(UPLOADS).where(UPLOADS.c.id == upload))
    named |= {row["path"] async for row in batches(context.database, UPLOADS.c.id, UPLOADS.c.path, size=BATCH_SIZE)}
    gone = await asyncio.to_thread(_remove_unnamed, context.data, named, before=before, first=first)
    for sha256 in gone:
        query = select(func.count()).select_from(PICTURES).where(PICTURES.c.sha256 == sha256)
        if not (await context.database.rows(query))[0]["count_1"]:
            await asyncio.to_thread(content_path(context.data / "thumbs", sha256, "webp").unlink, missing_ok=True)


async def _input_paths(database: Database) -> dict[str, str]:
    """The paths of what went along with any run, by their ids."""
    used: dict[str, str] = {}
    async for row in batches(database, RUNS.c.id, RUNS.c.brought, RUNS.c.painted, RUNS.c.markup, size=BATCH_SIZE):
        files = (*row["brought"], row["painted"], row["markup"])
        used |= {file["id"]: file["path"] for file in files if file}
    return used


async def _clean_deleted(context: CleanupContext) -> None:
    """Pictures that their visitors deleted long ago."""
    before = context.cutoff(context.limits.keep_deleted_days)
    runs = [run for run in await runs_due(context.database, before=before) if not context.is_live(run)]
    used = set((await _input_paths(context.database)).values()) if runs else set()
    for run in runs:
        await delete_expired(context.database, context.data, run, before=before, now=context.now(), used=used)


async def _clean_prepared(context: CleanupContext) -> None:
    """Removes copies that were made to be sent: they are made again where they are needed."""
    before = context.cutoff(context.limits.keep_uploads_days)
    used: set[str] = set()
    async for row in batches(
        context.database, RUNS.c.id, RUNS.c.request, where=RUNS.c.created >= before, size=BATCH_SIZE
    ):
        asked = row["request"]
        files = (*asked.get("images", ()), *(asked.get(name) for name in DRAWN_FILES))
        used |= {_stem(Path(file["path"])) for file in files if file}
    await asyncio.to_thread(_remove_unused, context.data, used, before)


def _remove_unnamed(data: Path, named: set[str], *, before: float, first: float) -> list[str]:
    """Removes uploads from `first` to `before` that nothing names. → their hashes"""
    gone = []
    for path in _files(data / "uploads"):
        if path.relative_to(data).as_posix() not in named and first <= path.stat().st_mtime < before:
            path.unlink()
            gone.append(path.name.partition(".")[0])
    return gone


def _remove_unused(data: Path, used: set[str], before: float) -> None:
    """Removes prepared files; one goes with its note, which would tell of a file that is not there."""
    groups: dict[str, list[Path]] = {}
    for path in _files(data / "prepared"):
        groups.setdefault(_stem(path), []).append(path)
    for stem, paths in groups.items():
        if stem not in used and all(path.stat().st_mtime < before for path in paths):
            for path in paths:
                path.unlink()


def _remove_unfinished(data: Path, *, before: float) -> None:
    """Removes what was on its way in, or was being written beside its place, when the server went down."""
    for path in _files(data / "incoming"):
        _remove_old(path, before)
    for folder in ("pictures", "uploads", "prepared", "thumbs"):
        for path in (data / folder).glob("*/.*"):
            _remove_old(path, before)


def _files(folder: Path) -> Iterable[Path]:
    return [path for path in sorted(folder.rglob("[!.]*")) if path.is_file()]


def _stem(path: Path) -> str:
    return path.name.partition(".")[0]


def _remove_old(path: Path, before: float, *, first: float = 0.0) -> None:
    with suppress(FileNotFoundError):  # it was finished just now
        if not first <= path.stat().st_mtime < before:
            return
        if path.is_dir():
            remove_folder(path)
        else:
            path.unlink()
