"""What a visitor deleted goes from the disk when its days are over: the file, its thumbnail, what lay beneath it.

The row stays, so that the run and the conversation tell what there was; `Picture.gone` says since when it is not.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from studio.database import Database
from studio.pictures import place
from studio.tables import MARKS, PICTURES, UPLOADS

Row = Mapping[str, Any]


async def due(database: Database, *, before: float) -> tuple[str, ...]:
    """The runs of which the visitor deleted a picture before that time that is still on the disk."""
    marked = MARKS.c.deleted > 0.0, MARKS.c.deleted < before
    wanted = (
        select(PICTURES.c.run)
        .join(MARKS, MARKS.c.picture == PICTURES.c.id)
        .where(*marked, PICTURES.c.gone == 0.0)
        .distinct()
    )
    return tuple(row["run"] for row in await database.rows(wanted))


async def forget(
    database: Database, data: Path, run: str, *, before: float, now: float, used: Collection[str]
) -> None:
    """Removes what of a run was deleted before that time, but for the paths `used`: another run was made of those.
    A file that another picture has too stays on the disk."""
    columns = *PICTURES.c, func.coalesce(MARKS.c.deleted, 0.0).label("deleted")
    wanted = select(*columns).outerjoin(MARKS, MARKS.c.picture == PICTURES.c.id).where(PICTURES.c.run == run)
    victims = [row for row in _deleted(await database.rows(wanted), before=before) if row["path"] not in used]
    ids = {row["id"] for row in victims}
    for row in victims:
        if not await _others(database, PICTURES.c.path == row["path"], but=ids):
            await asyncio.to_thread((data / row["path"]).unlink, missing_ok=True)
        brought = select(UPLOADS.c.id).where(UPLOADS.c.sha256 == row["sha256"]).limit(1)
        same = await _others(database, PICTURES.c.sha256 == row["sha256"], but=ids)
        if not same and not await database.rows(brought):
            await asyncio.to_thread(place(data / "thumbs", row["sha256"], "webp").unlink, missing_ok=True)
    # The files first: what is cut off in between is found again by the next sweep.
    await database.write(update(PICTURES).where(PICTURES.c.id.in_(ids)).values(gone=now))


def _deleted(rows: Iterable[Row], *, before: float) -> list[Row]:
    """Those that were deleted, with the raw answers under held ones; all of the run's, drafts too, where no picture
    of it is wanted any more."""
    here = [row for row in rows if row["gone"] == 0.0]
    chosen = {row["id"] for row in here if 0.0 < row["deleted"] < before}
    chosen |= {row["parent"] for row in here if row["id"] in chosen and row["kind"] == "held"}
    wanted = any(row["id"] not in chosen and row["state"] == "done" and not row["draft"] for row in here)
    return [row for row in here if row["id"] in chosen or not wanted]


async def _others(database: Database, same: Any, *, but: Collection[str]) -> bool:
    """Whether a picture that is to stay is the same file."""
    found = await database.rows(select(PICTURES.c.id).where(same, PICTURES.c.gone == 0.0))
    return any(row["id"] not in but for row in found)
