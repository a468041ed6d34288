"""Export of all that one person owns, as a zip: pictures, uploads, and their rows."""

import asyncio
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from studio.images.files import ENDINGS
from studio.storage.database import Database
from studio.storage.journal import batches
from studio.storage.tables import CALLS, CONVERSATIONS, MARKS, PICTURES, RUNS, UPLOADS
from studio.users.sessions import Session
from studio.users.user_store import User

BATCH_SIZE: Final = 200
PRIVATE: Final = frozenset({"path", "visitor"})
"""Columns that tell of this server, or of the person under a name that they do not know."""
Row = Mapping[str, Any]


async def export_user(
    database: Database, data: Path, user: User, *, sessions: Sequence[Session], into: Path
) -> tuple[int, int]:
    """Writes the zip, which must not exist; returns the numbers of files in it, and missing.

    Passwords, keys and paths are not in it. Raises JournalFailed or OSError.
    """
    tables = {
        "runs": [
            row
            async for row in batches(
                database, RUNS.c.id, *_mine(RUNS), where=RUNS.c.visitor == user.id, size=BATCH_SIZE
            )
        ],
        "conversations": await database.rows(select(CONVERSATIONS).where(CONVERSATIONS.c.visitor == user.id)),
        "marks": await database.rows(select(MARKS).where(MARKS.c.visitor == user.id)),
        "pictures": await database.rows(
            select(PICTURES).where(PICTURES.c.visitor == user.id, PICTURES.c.gone == 0.0)
        ),
        "uploads": await database.rows(select(UPLOADS).where(UPLOADS.c.visitor == user.id)),
        "calls": await database.rows(
            select(CALLS).join(RUNS, RUNS.c.id == CALLS.c.run).where(RUNS.c.visitor == user.id)
        ),
    }
    about = {
        "name": user.name,
        "role": user.role,
        "made": user.made,
        "logins": [{"made": one.made, "seen": one.seen, "browser": one.browser} for one in sessions],
    }
    return await asyncio.to_thread(_write_zip, into, data, about, tables)


def _mine(table: Any) -> list[Any]:
    return [column for column in table.c if column.name != "id"]


def _write_zip(into: Path, data: Path, about: Row, tables: Mapping[str, Sequence[Row]]) -> tuple[int, int]:
    written = missing = 0
    with zipfile.ZipFile(into, "x", zipfile.ZIP_STORED) as archive:
        archive.writestr("account.json", _dumps(about))
        for name, rows in tables.items():
            archive.writestr(f"{name}.json", _dumps([_without_paths(row) for row in rows]))
        for folder in ("pictures", "uploads"):
            for row in tables[folder]:
                path = data / row["path"]
                if not path.is_file():
                    missing += 1
                    continue
                archive.write(path, f"{folder}/{row['id']}.{_ending(row['mime'])}")
                written += 1
    return written, missing


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _without_paths(value: Any) -> Any:
    match value:
        case Mapping():
            return {name: _without_paths(part) for name, part in value.items() if name not in PRIVATE}
        case list() | tuple():
            return [_without_paths(part) for part in value]
        case _:
            return value


def _ending(mime: str) -> str:
    kind = mime.partition("/")[2] or "bin"
    return ENDINGS.get(kind, kind)
