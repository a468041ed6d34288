"""Deletion: removes the files of deleted pictures after the grace period.

That is the file, its thumbnail, and the raw answer beneath it.

The row stays, so that the run and the conversation tell what there was; `Picture.gone` says since when it is not.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select, update

from studio.images.files import content_path
from studio.storage.database import Database
from studio.storage.tables import MARKS, PICTURES, UPLOADS

Row = Mapping[str, Any]
UNUSED_SECONDS: Final = 3600.0
"""Seconds for which nobody used a file that is removed."""


async def runs_due(database: Database, *, before: float) -> tuple[str, ...]:
    """Runs with a picture on disk that its visitor deleted before that time."""
    marked = MARKS.c.deleted > 0.0, MARKS.c.deleted < before
    query = (
        select(PICTURES.c.run)
        .join(MARKS, MARKS.c.picture == PICTURES.c.id)
        .where(*marked, PICTURES.c.gone == 0.0)
        .distinct()
    )
    return tuple(row["run"] for row in await database.rows(query))


async def delete_expired(
    database: Database, data: Path, run: str, *, before: float, now: float, used: Collection[str]
) -> None:
    """Deletes a run's files that its visitor deleted before that time.

    The paths `used` stay: another run was made of those. A file that another picture has too stays on the disk, and
    one that was used within the hour waits.
    """
    columns = *PICTURES.c, func.coalesce(MARKS.c.deleted, 0.0).label("deleted")
    query = select(*columns).outerjoin(MARKS, MARKS.c.picture == PICTURES.c.id).where(PICTURES.c.run == run)
    victims = _expired_rows(await database.rows(query), before=before, used=used)
    if not victims or await asyncio.to_thread(
        _is_in_use, [data / row["path"] for row in victims], now - UNUSED_SECONDS
    ):
        return
    ids = [row["id"] for row in victims]
    named = [row["id"] for row in victims if row["deleted"]]
    # All or none, in one statement: what was restored a moment ago must not lose its file.
    still = select(func.count()).where(MARKS.c.picture.in_(named), MARKS.c.deleted > 0.0, MARKS.c.deleted < before)
    marked = PICTURES.c.id.in_(ids), still.scalar_subquery() == len(named)
    await database.write(update(PICTURES).where(*marked).values(gone=now))
    for row in await database.rows(select(PICTURES).where(PICTURES.c.id.in_(ids), PICTURES.c.gone == now)):
        if not await database.rows(_select_stored(PICTURES.c.path == row["path"])):
            await asyncio.to_thread(_remove_unused, data / row["path"], now - UNUSED_SECONDS)
        upload = select(UPLOADS.c.id).where(UPLOADS.c.sha256 == row["sha256"]).limit(1)
        same = _select_stored(PICTURES.c.sha256 == row["sha256"])
        if not await database.rows(same) and not await database.rows(upload):
            await asyncio.to_thread(content_path(data / "thumbs", row["sha256"], "webp").unlink, missing_ok=True)


def _expired_rows(rows: Iterable[Row], *, before: float, used: Collection[str]) -> list[Row]:
    """Those that were deleted, with the raw answers that they were made of.

    Drafts too, where nothing else is left.
    """
    rows_by_id = {row["id"]: row for row in rows if row["gone"] == 0.0}
    free = {name for name, row in rows_by_id.items() if row["path"] not in used}
    chosen = {name for name in free if 0.0 < rows_by_id[name]["deleted"] < before}
    chosen |= free & {rows_by_id[name]["parent"] for name in chosen if rows_by_id[name]["kind"] != "final"}
    if all(row["draft"] or name in chosen for name, row in rows_by_id.items()):
        chosen |= {name for name in free if rows_by_id[name]["state"] == "done"}
    return [rows_by_id[name] for name in chosen]


def _is_in_use(paths: Iterable[Path], since: float) -> bool:
    """Whether any was written or used since then: the same bytes may be on their way into the journal again."""
    return any(path.exists() and path.stat().st_mtime >= since for path in paths)


def _remove_unused(path: Path, since: float) -> None:
    """Removes a file, but for one that was used since then: looked at in the moment in which it would go."""
    if not _is_in_use([path], since):
        path.unlink(missing_ok=True)


def _select_stored(same: ColumnElement[bool]) -> Select[Any]:
    """A picture like that whose file is to stay."""
    return select(PICTURES.c.id).where(same, PICTURES.c.gone == 0.0).limit(1)
