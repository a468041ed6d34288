"""Visits of browsers without a login, and the sweep of what those own that do not come back."""

import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy import delete, func, insert, literal, or_, select, union

from studio.storage.database import Database
from studio.storage.tables import RUNS, UPLOADS
from studio.users.ownership import purge_belongings
from studio.users.user_store import ID_PREFIX
from studio.users.user_tables import USERS, VISITS

DAY: Final = 86400.0


class VisitLog:
    """Writes down once a day that a browser was here, of those that own anything."""

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time, limit: int = 10_000) -> None:
        self._database = database
        self._now = now
        self._limit = limit
        self._seen: OrderedDict[str, float] = OrderedDict()

    async def note(self, visitor: str) -> None:
        """Raises JournalFailed."""
        now = self._now()
        if self._seen.get(visitor, 0.0) > now - DAY:
            return
        owns = [select(table.c.id).where(table.c.visitor == visitor).exists() for table in (RUNS, UPLOADS)]
        row = select(literal(visitor), literal(now)).where(or_(*owns))
        await self._database.write(
            delete(VISITS).where(VISITS.c.visitor == visitor), insert(VISITS).from_select(["visitor", "seen"], row)
        )
        self._seen[visitor] = now
        self._seen.move_to_end(visitor)
        if len(self._seen) > self._limit:
            self._seen.popitem(last=False)


async def sweep_anonymous(database: Database, data: Path, *, days: int, now: float) -> int:
    """Removes what browsers own that have no login and did not come for `days`; 0 is never.

    Of whom no visit is known the days begin now: nobody loses anything by an upgrade. Returns how many were
    removed. Raises JournalFailed or OSError.
    """
    if not days:
        return 0
    await _begin_unknown(database, now=now)
    before = now - (days + 1) * DAY  # a visit is written down once a day: the last may be a day younger
    unseen = select(VISITS.c.visitor).where(VISITS.c.seen < before)
    swept = 0
    for visitor in [row["visitor"] for row in await database.rows(unseen)]:
        # Asked once more: who comes back while others are swept is here again.
        if await _last_made(database, visitor) >= before or not await database.rows(
            unseen.where(VISITS.c.visitor == visitor)
        ):
            continue
        await purge_belongings(database, data, visitor, now=now)
        swept += 1
    return swept


async def _begin_unknown(database: Database, *, now: float) -> None:
    owners = union(*(select(table.c.visitor) for table in (RUNS, UPLOADS))).subquery()
    unknown = select(owners.c.visitor, literal(now)).where(
        ~owners.c.visitor.startswith(ID_PREFIX),
        owners.c.visitor.not_in(select(VISITS.c.visitor)),
        owners.c.visitor.not_in(select(USERS.c.id)),
    )
    await database.write(insert(VISITS).from_select(["visitor", "seen"], unknown))


async def _last_made(database: Database, visitor: str) -> float:
    """The time at which a visitor last asked for a picture or uploaded one; 0 for never."""
    made = 0.0
    for table in (RUNS, UPLOADS):
        query = select(func.max(table.c.created).label("last")).where(table.c.visitor == visitor)
        made = max(made, (await database.rows(query))[0]["last"] or 0.0)
    return made
