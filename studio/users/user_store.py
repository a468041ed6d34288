"""`UserStore`: the users in the database: find, add, rename, change, remove."""

import hashlib
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from sqlalchemy import delete, insert, select, union_all, update

from studio.errors import GalleryMoved
from studio.storage.database import Database
from studio.storage.tables import RUNS, UPLOADS
from studio.users.user_tables import SESSIONS, USERS

Role = Literal["admin", "member", "guest"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
State = Literal["active", "unlisted", "removed"]
"""`unlisted`: made of EASEL_USERS, which does not name them any more. `removed`: by command. Neither gets in."""
PasswordOrigin = Literal["seed", "self", "command", "none"]
"""EASEL_USERS, the person's own change, `python -m studio.users`; none where a proxy knows them."""
MAX_NAME: Final = 64
FORBIDDEN: Final = ":,"
ID_PREFIX: Final = "user-"
"""How the ids of users begin; a browser's own id is hexadecimal."""


class UserRefused(Exception):
    """A change of users that cannot be made, with a sentence for whoever wants it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person with a login; `id` owns what they make, `seed` is a name in EASEL_USERS or ""."""

    id: str
    name: str
    role: Role = "member"
    state: State = "active"
    password: str = field(default="", repr=False)
    set_by: PasswordOrigin = "none"
    seed: str = ""
    made: float = 0.0

    @property
    def is_active(self) -> bool:
        return self.state == "active"


def clean_name(text: str) -> str:
    """A name as it is stored. Raises UserRefused for one that cannot be."""
    name = unicodedata.normalize("NFC", text).strip()
    if not name or len(name) > MAX_NAME or not name.isprintable() or set(name) & set(FORBIDDEN):
        shown = "".join(sign if sign.isprintable() else "?" for sign in name[:MAX_NAME])
        raise UserRefused(
            f"“{shown}” cannot be a name: 1 to {MAX_NAME} characters, none of them a colon or a comma."
        )
    return name


def name_key(name: str) -> str:
    """The key of a name in any spelling: Anna and anna are one person."""
    return unicodedata.normalize("NFC", name).strip().casefold()


def initial_id(name: str) -> str:
    """The id of the first user of a name: that which logins had before there was a table."""
    return ID_PREFIX + hashlib.sha256(name.encode()).hexdigest()[:32]


class UserStore:
    """The users, in an open database. Every method raises JournalFailed."""

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def all(self) -> tuple[User, ...]:
        """Every user, by name, those who do not get in too."""
        rows = await self._database.rows(select(USERS).order_by(USERS.c.name_key))
        return tuple(_as_user(row) for row in rows)

    async def has_active(self) -> bool:
        """Whether anybody can log in."""
        return bool(await self._database.rows(select(USERS.c.id).where(USERS.c.state == "active").limit(1)))

    async def is_active(self, user_id: str) -> bool:
        """Whether a user gets in, as a command may have changed it."""
        query = select(USERS.c.id).where(USERS.c.id == user_id, USERS.c.state == "active")
        return bool(await self._database.rows(query))

    async def check_owner(self, visitor: str) -> None:
        """Raises GalleryMoved for a user who is gone: what they make would be nobody's."""
        if visitor.startswith(ID_PREFIX) and not await self.is_active(visitor):
            raise GalleryMoved

    async def find(self, name: str) -> User | None:
        """The user of a name in any spelling."""
        if "\0" in name:
            return None  # PostgreSQL does not even look for it
        rows = await self._database.rows(select(USERS).where(USERS.c.name_key == name_key(name)))
        return _as_user(rows[0]) if rows else None

    async def get(self, name: str) -> User:
        """The user of a name. Raises UserRefused."""
        user = await self.find(name)
        if user is None:
            raise UserRefused(f"There is no user “{name}”.")
        return user

    async def add(
        self,
        name: str,
        *,
        role: Role = "member",
        password: str = "",
        set_by: PasswordOrigin = "command",
        seed: str = "",
    ) -> User:
        """A new user; `password` is a hash. Raises UserRefused where the name is taken.

        The first of a name owns what a login of that name made before there was a table of users. Where there is
        nothing of the kind, the id of somebody who is gone is not given again while a server runs: it may still
        hold a key of theirs.
        """
        name = clean_name(name)
        if taken := await self.find(name):
            raise UserRefused(f"There is a user “{taken.name}” already ({taken.state}).")
        user_id = initial_id(name)
        if not (set_by == "seed" or await self._owns(user_id)) or await self._is_taken(user_id):
            user_id = ID_PREFIX + secrets.token_hex(16)
        user = User(
            id=user_id,
            name=name,
            role=role,
            password=password,
            set_by=set_by,
            seed=seed,
            made=self._now(),
        )
        await self._database.write(insert(USERS).values(_as_row(user)))
        return user

    async def rename(self, user: User, name: str) -> None:
        """Raises UserRefused where the name is another's."""
        name = clean_name(name)
        taken = await self.find(name)
        if taken and taken.id != user.id:
            raise UserRefused(f"There is a user “{taken.name}” already ({taken.state}).")
        await self._change(user, name=name, name_key=name_key(name))

    async def set_role(self, user: User, role: Role) -> None:
        await self._change(user, role=role)

    async def set_state(self, user: User, state: State) -> None:
        """Lets a user in again, or not any more: then their sessions end."""
        await self._change(user, state=state, end_sessions=state != "active")

    async def set_password(self, user: User, password: str, *, by: PasswordOrigin, keep: str = "") -> None:
        """Sets the hash of a new password and ends the user's sessions, all but the one `keep`."""
        await self._change(user, password=password, set_by=by, end_sessions=True, keep=keep)

    async def delete(self, user: User) -> None:
        """The row itself goes, and the sessions; what the user owns is not looked at."""
        await self._database.write(
            delete(SESSIONS).where(SESSIONS.c.user == user.id), delete(USERS).where(USERS.c.id == user.id)
        )

    async def _is_taken(self, user_id: str) -> bool:
        return bool(await self._database.rows(select(USERS.c.id).where(USERS.c.id == user_id)))

    async def _owns(self, user_id: str) -> bool:
        """Whether anything is owned under an id, deleted or not."""
        owned = union_all(*(select(table.c.id).where(table.c.visitor == user_id) for table in (RUNS, UPLOADS)))
        return bool(await self._database.rows(owned.limit(1)))

    async def _change(self, user: User, *, end_sessions: bool = False, keep: str = "", **values: Any) -> None:
        statements: list[Any] = [update(USERS).where(USERS.c.id == user.id).values(**values)]
        if end_sessions:
            statements.append(delete(SESSIONS).where(SESSIONS.c.user == user.id, SESSIONS.c.id != keep))
        await self._database.write(*statements)


def _as_user(row: Any) -> User:
    return User(**{name: row[name] for name in User.__dataclass_fields__})


def _as_row(user: User) -> dict[str, Any]:
    row = {name: getattr(user, name) for name in User.__dataclass_fields__}
    return row | {"name_key": name_key(user.name)}
