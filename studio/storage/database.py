"""Database engine (SQLite, PostgreSQL) with write batching.

What is to be written at the same moment goes in one transaction.
"""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Executable, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from studio.disk.database_copy import copy_before_step
from studio.errors import JournalFailed
from studio.storage.migrations import prepare
from studio.storage.tables import VERSION

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}
LOCK_TIMEOUT = 3.0
"""Seconds for which a lock is waited for. No other process writes; one that does holds every run's outcome up."""


@dataclass(frozen=True, slots=True)
class PreparedStatement:
    """A statement that was built once, with the values of this time.

    A statement with its values in it is built and looked up in SQLAlchemy's cache column by column: half of what
    the processor does for a write of a run.
    """

    statement: Executable
    values: Mapping[str, Any]


Statement = Executable | PreparedStatement
Statements = tuple[Statement, ...]


def async_url(url: str, *, data: Path) -> str:
    """Database URL with an asynchronous driver; "" is SQLite in the data folder."""
    if not url:
        return f"sqlite+aiosqlite:///{data / 'easel.db'}"
    scheme, colon, rest = url.partition(":")
    return DRIVERS.get(scheme, scheme) + colon + rest


class Database:
    """Async database with batched writes.

    Opened, it has the tables as this Easel knows them. Every method raises JournalFailed when the database does not
    do it; a write has been committed when it returns.
    """

    def __init__(self, url: str, *, data: Path) -> None:
        self._engine = _engine(async_url(url, data=data))
        self._file = _file(self._engine.url)
        self._inode_at_open: tuple[int, int] | None = None
        self._waiting: list[tuple[Statements, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    @property
    def file(self) -> Path | None:
        """SQLite's file; None for another database."""
        return self._file

    async def __aenter__(self) -> Self:
        try:
            if self._file is not None:
                await asyncio.to_thread(copy_before_step, self._file, version=VERSION)
            async with self._engine.begin() as connection:
                await connection.run_sync(prepare)
            self._inode_at_open = _inode(self._file)
        except (SQLAlchemyError, OSError) as error:
            await self._engine.dispose()
            where = f" {self._file}" if self._file else ""
            raise JournalFailed(f"The database{where} cannot be opened: {_reason(error)}.") from error
        except JournalFailed:
            await self._engine.dispose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Finishes pending writes, then closes."""
        if self._writer is not None:
            await self._writer
        await self._engine.dispose()

    async def _reopen_if_moved(self) -> None:
        """Sees that an SQLite file is still the one that is open: what is written to one that was taken away is
        lost without a word. Raises OSError when there is none, and opens what has come in its place."""
        if self._file is None or self._inode_at_open is None or (now := _inode(self._file)) == self._inode_at_open:
            return
        await self._engine.dispose()
        async with self._engine.begin() as connection:
            await connection.run_sync(prepare)
        self._inode_at_open = now

    async def rows(self, query: Any) -> list[Any]:
        """The rows of a select, as mappings."""
        try:
            await self._reopen_if_moved()
            async with self._engine.connect() as connection:
                return list((await connection.execute(query)).mappings())
        except (SQLAlchemyError, OSError) as error:
            raise JournalFailed(str(error), params={"reason": "reading", "hint": "reading"}) from error

    async def write(self, *statements: Statement) -> None:
        """All of them or none."""
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
        failed = await self._commit([statement for statements, _ in batch for statement in statements])
        for statements, written in batch:
            # What one of them did wrong must not cost the others theirs.
            error = await self._commit(statements) if failed and len(batch) > 1 else failed
            if written.done():
                continue
            if error:
                written.set_exception(JournalFailed(str(error)))
            else:
                written.set_result(None)

    async def _commit(self, statements: Sequence[Statement]) -> Exception | None:
        """The error of a transaction; that of a value which the driver cannot bind is Python's own."""
        try:
            await self._reopen_if_moved()
            async with self._engine.begin() as connection:
                for statement in statements:
                    if isinstance(statement, PreparedStatement):
                        await connection.execute(statement.statement, statement.values)
                    else:
                        await connection.execute(statement)
        except (SQLAlchemyError, OSError, OverflowError, ValueError) as error:
            return error
        return None


def _reason(error: Exception) -> str:
    """The database's own message, without SQLAlchemy's own lines around it."""
    return str(error.orig if isinstance(error, DBAPIError) else error).strip().rstrip(".")


def _file(url: URL) -> Path | None:
    """The file of an SQLite database."""
    plain = url.get_backend_name() == "sqlite" and url.database and not url.database.startswith(("file:", ":"))
    return Path(str(url.database)) if plain else None


def _inode(file: Path | None) -> tuple[int, int]:
    """The device and inode of a file, whatever it is called. Raises OSError when there is none."""
    status = file.stat() if file else os.stat_result([0] * 10)
    return status.st_dev, status.st_ino


def _engine(url: str) -> AsyncEngine:
    """Raises JournalFailed with the reason alone: whoever tells it names the setting."""
    try:
        return _create_engine(url)
    except ModuleNotFoundError as error:
        raise JournalFailed(
            f"Its driver is not installed: pip install {error.name} (PostgreSQL's is asyncpg)."
        ) from error
    except SQLAlchemyError as error:
        raise JournalFailed(f"{_reason(error)}.") from error


def _create_engine(url: str) -> AsyncEngine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True)
    engine = create_async_engine(url, connect_args={"timeout": LOCK_TIMEOUT})
    event.listen(engine.sync_engine, "connect", _tune)
    return engine


def _tune(connection: Any, _: object) -> None:
    """synchronous=FULL: after a commit the row survives a power cut, in WAL mode too (sqlite.org/pragma.html)."""
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={round(1000 * LOCK_TIMEOUT)}",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
