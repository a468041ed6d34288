"""What the server remembers over a restart: runs, calls and pictures in a database, written before money goes."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Executable, delete, event, insert, select, tuple_, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from studio.errors import JournalFailed, NotFound
from studio.records import ENDED, Brought, Call, Picture, Run
from studio.tables import (
    CALLS,
    METADATA,
    PICTURES,
    RUNS,
    SCHEMA,
    UPLOADS,
    VERSION,
    as_brought,
    as_call,
    as_picture,
    as_run,
    call_row,
    file_row,
    run_row,
)

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}
Statements = tuple[Executable, ...]


def async_url(url: str, *, data: Path) -> str:
    """A database's address with the driver that speaks to it without blocking; "" is SQLite in the data folder."""
    if not url:
        return f"sqlite+aiosqlite:///{data / 'easel.db'}"
    scheme, colon, rest = url.partition(":")
    return DRIVERS.get(scheme, scheme) + colon + rest


class Journal:
    """The tables, open. What is asked to be written at the same moment is written in one transaction.

    Every method raises JournalFailed when the database does not do it; a write has been committed when it returns.
    """

    def __init__(self, url: str, *, data: Path) -> None:
        self._data = data
        try:
            self._engine = _engine(async_url(url, data=data))
        except (SQLAlchemyError, ImportError) as error:
            raise JournalFailed(f"The database's address cannot be used: {error}") from error
        self._waiting: list[tuple[Statements, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        try:
            async with self._engine.begin() as connection:
                await connection.run_sync(METADATA.create_all)
                await _check_version(connection)
        except (SQLAlchemyError, OSError) as error:
            await self._engine.dispose()
            raise JournalFailed(f"The database cannot be opened: {error}") from error
        except JournalFailed:
            await self._engine.dispose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            await self._writer
        await self._engine.dispose()

    async def check(self) -> None:
        """Reads one row of its own."""
        await self._rows(select(SCHEMA.c.version))

    async def begin(self, run: Run) -> None:
        """A new run with its calls."""
        calls = [insert(CALLS).values(call_row(call)) for call in run.calls]
        await self._write((insert(RUNS).values(run_row(run, self._data)), *calls))

    async def save(self, run: Run, *, calls: Sequence[Call] = (), pictures: Sequence[Picture] = ()) -> None:
        """The run's own fields, and those of its calls and pictures that are named."""
        gone = [delete(PICTURES).where(PICTURES.c.id == picture.id) for picture in pictures]
        come = [insert(PICTURES).values(file_row(picture, self._data)) for picture in pictures]
        told = [update(CALLS).where(CALLS.c.id == call.id).values(call_row(call)) for call in calls]
        head = update(RUNS).where(RUNS.c.id == run.id).values(run_row(run, self._data))
        await self._write((head, *told, *gone, *come))

    async def run(self, visitor: str, run_id: str) -> Run:
        """Raises NotFound, also when it is another visitor's."""
        found = await self._runs(select(RUNS).where(RUNS.c.id == run_id, RUNS.c.visitor == visitor))
        if not found:
            raise NotFound
        return found[0]

    async def page(self, visitor: str, *, before: str, limit: int) -> tuple[tuple[Run, ...], str]:
        """The visitor's runs, newest first, and the cursor of the next page, "" after the last. Raises NotFound
        for a cursor that was never given."""
        wanted = select(RUNS).where(RUNS.c.visitor == visitor)
        if before:
            wanted = wanted.where(tuple_(RUNS.c.created, RUNS.c.id) < tuple_(*_place(before)))
        wanted = wanted.order_by(RUNS.c.created.desc(), RUNS.c.id.desc()).limit(limit + 1)
        runs = await self._runs(wanted)
        more = len(runs) > limit
        last = runs[limit - 1] if more else None
        return runs[:limit], f"{last.created!r}~{last.id}" if last else ""

    async def unfinished(self) -> tuple[Run, ...]:
        """Runs with a call that had not ended when they were last written."""
        left = select(CALLS.c.run).where(CALLS.c.state.not_in(ENDED))
        return await self._runs(select(RUNS).where(RUNS.c.id.in_(left)))

    async def picture(self, visitor: str, picture_id: str) -> Picture:
        """Raises NotFound, also when it is another visitor's."""
        wanted = (
            select(PICTURES)
            .join(RUNS, RUNS.c.id == PICTURES.c.run)
            .where(PICTURES.c.id == picture_id, RUNS.c.visitor == visitor)
        )
        rows = await self._rows(wanted)
        if not rows:
            raise NotFound
        return as_picture(rows[0], self._data)

    async def bring(self, visitor: str, brought: Brought) -> None:
        """A picture or a mask that the visitor brought."""
        row = {**file_row(brought, self._data), "visitor": visitor}
        await self._write((insert(UPLOADS).values(row),))

    async def brought(self, visitor: str, brought_id: str) -> Brought:
        """Raises NotFound, also when it is another visitor's."""
        rows = await self._rows(select(UPLOADS).where(UPLOADS.c.id == brought_id, UPLOADS.c.visitor == visitor))
        if not rows:
            raise NotFound
        return as_brought(rows[0], self._data)

    async def _runs(self, wanted: Any) -> tuple[Run, ...]:
        rows = await self._rows(wanted)
        ids = [row["id"] for row in rows]
        if not ids:
            return ()
        calls = await self._rows(select(CALLS).where(CALLS.c.run.in_(ids)).order_by(CALLS.c.number))
        pictures = await self._rows(select(PICTURES).where(PICTURES.c.run.in_(ids)).order_by(PICTURES.c.number))
        return tuple(
            as_run(
                row,
                self._data,
                calls=tuple(as_call(each) for each in calls if each["run"] == row["id"]),
                pictures=tuple(as_picture(each, self._data) for each in pictures if each["run"] == row["id"]),
            )
            for row in rows
        )

    async def _rows(self, wanted: Any) -> list[Any]:
        try:
            async with self._engine.connect() as connection:
                return list((await connection.execute(wanted)).mappings())
        except (SQLAlchemyError, OSError) as error:
            raise JournalFailed(str(error)) from error

    async def _write(self, statements: Statements) -> None:
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((statements, written))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        await written

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await self._write_batch(batch)
            finally:
                for _, written in batch:
                    if not written.done():
                        written.set_exception(JournalFailed("the journal's writer stopped"))

    async def _write_batch(self, batch: list[tuple[Statements, asyncio.Future[None]]]) -> None:
        failed = await self._commit([each for statements, _ in batch for each in statements])
        for statements, written in batch:
            # What one of them did wrong must not cost the others theirs.
            error = await self._commit(statements) if failed and len(batch) > 1 else failed
            if written.done():
                continue
            if error:
                written.set_exception(JournalFailed(str(error)))
            else:
                written.set_result(None)

    async def _commit(self, statements: Sequence[Executable]) -> Exception | None:
        try:
            async with self._engine.begin() as connection:
                for each in statements:
                    await connection.execute(each)
        except (SQLAlchemyError, OSError) as error:
            return error
        return None


def _place(cursor: str) -> tuple[float, str]:
    created, _, run_id = cursor.partition("~")
    try:
        return float(created), run_id
    except ValueError as error:
        raise NotFound from error


async def _check_version(connection: AsyncConnection) -> None:
    found = (await connection.execute(select(SCHEMA.c.version))).scalar_one_or_none()
    if found is None:
        await connection.execute(insert(SCHEMA).values(version=VERSION))
    elif found != VERSION:
        raise JournalFailed(
            f"The database is of version {found} and this Easel speaks {VERSION}; use the Easel that made it."
        )


def _engine(url: str) -> AsyncEngine:
    try:
        return _made(url)
    except (ModuleNotFoundError, SQLAlchemyError) as error:
        raise JournalFailed(f"EASEL_DATABASE_URL cannot be used: {error}") from error


def _made(url: str) -> AsyncEngine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True)
    engine = create_async_engine(url, connect_args={"timeout": 10})
    event.listen(engine.sync_engine, "connect", _tune)
    return engine


def _tune(connection: Any, _: object) -> None:
    """synchronous=FULL: after a commit the row survives a power cut, in WAL mode too (sqlite.org/pragma.html)."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
