"""Audit log: log-ins and deletions as rows that outlive a restart.

No prompt, file name, key or visitor is in a row, nor what a stranger typed as a name.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Column, Double, Integer, String, Table, delete, insert, or_, select

from studio.limits import TokenBuckets
from studio.storage.database import Database
from studio.storage.tables import METADATA

AuditEvent = Literal[
    "login",
    "login_failed",
    "logout",
    "logout_everywhere",
    "password_changed",
    "pictures_deleted",
    "pictures_restored",
    "conversation_deleted",
    "conversation_restored",
    "galleries_expired",
    "user_added",
    "user_password",
    "user_merged",
    "user_removed",
    "user_deleted",
]
RETENTION_DAYS: Final = 90
MAX_ROWS: Final = 10_000
"""Of failed log-ins and of all else, each by itself, so that guessing at passwords pushes nothing out."""
ROWS_PER_HOUR: Final = 120
"""Of one event by one account, or by one network without an account."""
DAY: Final = 86400.0

AUDIT: Final = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Double, nullable=False, index=True),
    Column("event", String(32), nullable=False),
    Column("account", String(64), nullable=False),
    Column("network", String(64), nullable=False),
    Column("count", Integer, nullable=False),
)
NEWEST_FIRST: Final = (AUDIT.c.at.desc(), AUDIT.c.id.desc())


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One thing that happened.

    `account` is the name that a user had then, "" for a browser without a login or a name that is no user's;
    `network` the /24 or /48 that it came from, "" where that is not known; `count` of what was deleted.
    """

    at: float
    event: AuditEvent
    account: str = ""
    network: str = ""
    count: int = 0


class AuditLog:
    """The entries, in an open database. Every method raises JournalFailed."""

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now
        self._rows = TokenBuckets(rate=ROWS_PER_HOUR / 3600, burst=ROWS_PER_HOUR, now=now)

    async def record(self, event: AuditEvent, *, account: str = "", network: str = "", count: int = 0) -> None:
        """Writes down what has just happened, unless ROWS_PER_HOUR of the same kind have been."""
        if self._rows.take(f"{event} {account or network}"):
            return
        row = {"at": self._now(), "event": event, "account": account[:64], "network": network, "count": count}
        await self._database.write(insert(AUDIT).values(row))

    async def latest(self, limit: int) -> tuple[AuditEntry, ...]:
        """The newest entries, newest first."""
        columns = AUDIT.c.at, AUDIT.c.event, AUDIT.c.account, AUDIT.c.network, AUDIT.c.count
        query = select(*columns).order_by(*NEWEST_FIRST).limit(limit)
        return tuple(AuditEntry(**row) for row in await self._database.rows(query))

    async def sweep(self) -> None:
        """Removes entries older than RETENTION_DAYS, and all but the newest MAX_ROWS."""
        old = AUDIT.c.at < self._now() - RETENTION_DAYS * DAY
        is_failed_login = AUDIT.c.event == "login_failed"
        surplus = [
            group & AUDIT.c.id.not_in(select(AUDIT.c.id).where(group).order_by(*NEWEST_FIRST).limit(MAX_ROWS))
            for group in (is_failed_login, ~is_failed_login)
        ]
        await self._database.write(delete(AUDIT).where(or_(old, *surplus)))
