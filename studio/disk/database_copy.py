"""Copies of an SQLite database: whole at one moment, while others read and write it.

One is made before each schema step, beside the database and named by its version: the way back to an older Easel.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

MAX_COPIES: Final = 3
"""Copies of before a schema step that stay: those of the newest versions."""
LOCK_TIMEOUT: Final = 30.0
"""Seconds for which a lock is waited for."""


def copy_database(source: Path, target: Path) -> None:
    """Writes the database as it is at this moment into a file of its own; blocks.

    What has been committed is in it, also what stands in the write-ahead log only. Raises sqlite3.Error or OSError,
    and then there is no `target`.
    """
    temporary = target.with_name(f".{target.name}.partial")
    temporary.unlink(missing_ok=True)
    try:
        with _open(source) as database:
            database.execute("VACUUM INTO ?", (str(temporary),))
        with _open(temporary) as copied:
            # As the journal itself is: else the first reader would have to change it.
            copied.execute("PRAGMA journal_mode=WAL")
        temporary.chmod(0o600)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def copy_before_step(database: Path, *, version: int) -> None:
    """Copies a database of an older version than that, as `easel.db.v2`; blocks.

    Older copies go. Raises OSError where it cannot be copied, since then no step may change it; what is no database
    is left to whoever opens it.
    """
    stored = _stored_version(database)
    if not 0 < stored < version:
        return
    try:
        copy_database(database, database.with_name(f"{database.name}.v{stored}"))
    except sqlite3.Error as error:
        raise OSError(f"its copy from before the schema step cannot be written: {error}") from error
    for old in sorted(_copies(database), reverse=True)[MAX_COPIES:]:
        database.with_name(f"{database.name}.v{old}").unlink(missing_ok=True)


def _copies(database: Path) -> list[int]:
    """The versions of which there are copies."""
    endings = (path.suffix.removeprefix(".v") for path in database.parent.glob(f"{database.name}.v*"))
    return [int(ending) for ending in endings if ending.isdecimal()]


def _stored_version(database: Path) -> int:
    """The schema's version, 0 where there is none."""
    if not database.exists():
        return 0
    with suppress(sqlite3.Error), _open(database) as opened:
        row = opened.execute("SELECT version FROM easel_schema").fetchone()
        return int(row[0]) if row else 0
    return 0


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    uri = f"{path.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, timeout=LOCK_TIMEOUT, isolation_level=None)) as connection:
        yield connection
