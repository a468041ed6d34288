"""`SessionStore`: logged-in browsers as rows, each ended by itself or all of one person."""

import hashlib
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert, select, update

from studio.errors import JournalFailed
from studio.storage.database import Database
from studio.users.user_store import User
from studio.users.user_tables import SESSIONS, USERS

LOG = logging.getLogger(__name__)
MAX_AGE: Final = 30 * 24 * 3600.0
"""Seconds from a login to the end of its session."""
SEEN_STEP: Final = 600.0
"""Seconds after which it is written down again that a browser was here."""
NOTE_AGAIN: Final = 60.0
"""Seconds until that is tried again where the database did not take it."""
CACHE_SECONDS: Final = 2.0
"""Seconds for which an answer of the database holds: a page is a hundred requests, and a command in another process
may end a session."""
MAX_BROWSER: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A logged-in browser. `id` is the hash of its cookie."""

    id: str
    user: str
    made: float
    seen: float
    browser: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A session and its user."""

    user: User
    session: Session


def session_id(token: str) -> str:
    """The id under which a cookie's token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


class SessionStore:
    """The sessions, in an open database. Every method raises JournalFailed."""

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time, limit: int = 10_000) -> None:
        self._database = database
        self._now = now
        self._limit = limit
        self._known: OrderedDict[str, tuple[float, Login]] = OrderedDict()
        self._endings = 0  # how often sessions were ended, or may have been
        self._unnoted_at = float("-inf")

    async def begin(self, user: User, *, browser: str) -> str:
        """A new session. → what its cookie holds, which is stored nowhere."""
        token, now = secrets.token_urlsafe(32), self._now()
        row = {"id": session_id(token), "user": user.id, "made": now, "seen": now, "browser": browser[:MAX_BROWSER]}
        old = delete(SESSIONS).where(SESSIONS.c.made < now - MAX_AGE)
        await self._database.write(old, insert(SESSIONS).values(row))
        return token

    async def find(self, token: str) -> Login | None:
        """The login of a cookie; None for one that has ended, or whose user does not get in."""
        key, now = session_id(token), self._now()
        until, login = self._known.get(key, (0.0, None))
        if login is not None and time.monotonic() < until:
            return login
        self._known.pop(key, None)
        endings = self._endings
        login = await self._read(key, now=now)
        if login is None:
            return None
        if login.session.seen < now - SEEN_STEP:
            await self._note_seen(key, now=now)
        if endings == self._endings:  # else it may have been read before it ended
            self._known[key] = time.monotonic() + CACHE_SECONDS, login
        if len(self._known) > self._limit:
            self._known.popitem(last=False)
        return login

    async def of_user(self, user_id: str) -> tuple[Session, ...]:
        """A person's sessions, the one seen last first."""
        query = select(SESSIONS).where(SESSIONS.c.user == user_id, SESSIONS.c.made >= self._now() - MAX_AGE)
        rows = await self._database.rows(query.order_by(SESSIONS.c.seen.desc()))
        return tuple(Session(**row) for row in rows)

    async def end(self, session: Session) -> None:
        await self._database.write(delete(SESSIONS).where(SESSIONS.c.id == session.id))
        self.forget()

    async def end_all(self, user_id: str) -> None:
        """Ends all of a person's sessions."""
        await self._database.write(delete(SESSIONS).where(SESSIONS.c.user == user_id))
        self.forget()

    def forget(self) -> None:
        """Asks the database again: sessions were ended by other means than this store's."""
        self._endings += 1
        self._known.clear()

    async def _note_seen(self, key: str, *, now: float) -> None:
        """Writes it down that a browser was here, if it can be: a full disk shuts nobody out."""
        if 0 <= now - self._unnoted_at < NOTE_AGAIN:
            return
        try:
            await self._database.write(update(SESSIONS).where(SESSIONS.c.id == key).values(seen=now))
        except JournalFailed as error:
            self._unnoted_at = now
            LOG.warning("it is not written down that a session was seen: %s", error)

    async def _read(self, key: str, *, now: float) -> Login | None:
        columns = [column.label(f"user_{column.name}") for column in USERS.c]
        query = (
            select(*SESSIONS.c, *columns)
            .join(USERS, USERS.c.id == SESSIONS.c.user)
            .where(SESSIONS.c.id == key, SESSIONS.c.made >= now - MAX_AGE, USERS.c.state == "active")
        )
        for row in await self._database.rows(query):
            session = Session(**{name: row[name] for name in Session.__dataclass_fields__})
            user = User(**{name: row[f"user_{name}"] for name in User.__dataclass_fields__})
            return Login(user=user, session=session)
        return None
