"""Commands of `python -m studio.users`, on an open database; they return lines to print."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from studio.observing.audit_log import AuditLog
from studio.storage.database import Database
from studio.users.export import export_user
from studio.users.ownership import check_ended, count_belongings, give_belongings, purge_belongings
from studio.users.passwords import Passwords
from studio.users.sessions import SessionStore
from studio.users.user_store import User, UserRefused, UserStore, initial_id

Lines = list[str]


class Commands:
    """Every method raises UserRefused with a sentence, and JournalFailed or OSError."""

    def __init__(
        self, database: Database, *, data: Path, now: Callable[[], float], read_password: Callable[[], str]
    ) -> None:
        self._database = database
        self._data = data
        self._now = now
        self._read_password = read_password
        self._users = UserStore(database, now=now)
        self._sessions = SessionStore(database, now=now)
        self._audit = AuditLog(database, now=now)

    async def run(self, asked: argparse.Namespace) -> Lines:
        match asked.command:
            case "list":
                return await self.list()
            case "add":
                return await self.add(asked)
            case "rename":
                await self._users.rename(await self._users.get(asked.name), asked.new_name)
                return [f"{asked.name} is {asked.new_name} now, with everything that was {asked.name}'s."]
            case "role":
                await self._users.set_role(await self._users.get(asked.name), asked.role)
                return [f"{asked.name} is {asked.role} now."]
            case "password":
                user = await self._users.get(asked.name)
                await self._users.set_password(user, self._hash(), by="command")
                await self._audit.record("user_password", account=user.name)
                return [f"{user.name} has a new password; every session of before has ended."]
            case "merge":
                return await self.merge(asked)
            case "remove":
                return await self.remove(asked)
            case _:
                return await self.export(asked)

    async def list(self) -> Lines:
        lines = []
        for user in await self._users.all():
            sessions = await self._sessions.of_user(user.id)
            pictures = (await count_belongings(self._database, user.id)).pictures
            seen = f"last here {_day(sessions[0].seen)}" if sessions else "not logged in"
            state = "" if user.is_active else f" ({user.state})"
            lines.append(f"{user.name}\t{user.role}{state}\t{count_text(pictures)}\t{seen}")
        return lines or [
            "There are no users. `python -m studio.users add NAME` makes the first, and a login needed."
        ]

    async def add(self, asked: argparse.Namespace) -> Lines:
        before = await self._users.find(asked.name)
        if before and not before.is_active:
            return await self._restore(before, asked)
        if before:
            raise UserRefused(f"There is a user “{before.name}” already.")
        user = await self._users.add(asked.name, role=asked.role, password=self._hash())
        await self._audit.record("user_added", account=user.name)
        pictures = (await count_belongings(self._database, user.id)).pictures
        return [
            f"{user.name} can log in now, as {user.role}.",
            *([f"{count_text(pictures)} of before: {user.name} has them again."] if pictures else ()),
        ]

    async def merge(self, asked: argparse.Namespace) -> Lines:
        target = await self._users.get(asked.into)
        source = await self._users.find(asked.name)
        owner = source.id if source else await self._unnamed_owner(asked.name)
        if owner == target.id:
            raise UserRefused("That is one and the same person.")
        await check_ended(self._database, owner, name=asked.name)
        if source:
            await self._shut_idle(source)
        pictures = (await count_belongings(self._database, owner)).pictures
        await give_belongings(self._database, owner, target.id)
        if source:
            await self._users.delete(source)
            await self._audit.record("user_merged", account=source.name)
        return [f"{target.name} has {count_text(pictures)} of {asked.name} now.", *self._still_listed(source)]

    async def remove(self, asked: argparse.Namespace) -> Lines:
        user = await self._users.get(asked.name)
        if asked.pictures:
            await check_ended(self._database, user.id, name=user.name)
            await self._shut_idle(user)
        else:
            await self._users.set_state(user, "removed")
        pictures = (await count_belongings(self._database, user.id)).pictures
        if not asked.pictures:
            await self._audit.record("user_removed", account=user.name)
            return [
                f"{user.name} cannot log in any more; what they made is kept ({count_text(pictures)}). "
                f"`add {user.name} --restore` lets them in again, `remove {user.name} --pictures` deletes all.",
            ]
        await purge_belongings(self._database, self._data, user.id, now=self._now())
        await self._users.delete(user)
        await self._audit.record("user_deleted", account=user.name)
        return [f"{user.name} is gone, with {count_text(pictures)}.", *self._still_listed(user)]

    async def export(self, asked: argparse.Namespace) -> Lines:
        user = await self._users.get(asked.name)
        sessions = await self._sessions.of_user(user.id)
        written, missing = await export_user(self._database, self._data, user, sessions=sessions, into=asked.to)
        lost = f"; {missing} files are not there" if missing else ""
        return [f"{asked.to} holds {written} files of {user.name}{lost}."]

    async def _shut_idle(self, user: User) -> None:
        """Shuts a login, so that a server that runs takes no press of theirs any more. Raises UserRefused.

        That is where one came until then; they are let in as before.
        """
        await self._users.set_state(user, "removed")
        try:
            await check_ended(self._database, user.id, name=user.name)
        except UserRefused:
            await self._users.set_state(user, user.state)
            raise

    async def _restore(self, user: User, asked: argparse.Namespace) -> Lines:
        pictures = (await count_belongings(self._database, user.id)).pictures
        if not asked.restore:
            raise UserRefused(
                f"“{user.name}” is {user.state}, with {count_text(pictures)}: `add {user.name} --restore` lets the "
                f"same person in again, `remove {user.name} --pictures` makes room for another."
            )
        await self._users.set_password(user, self._hash(), by="command")
        await self._users.set_role(user, asked.role)
        await self._users.set_state(user, "active")
        await self._audit.record("user_added", account=user.name)
        return [f"{user.name} can log in again, as {asked.role}, with {count_text(pictures)}."]

    async def _unnamed_owner(self, name: str) -> str:
        """An owner under a name of before there was a table of users, or under a browser's own id."""
        for owner in (initial_id(name), name):
            if not (await count_belongings(self._database, owner)).is_nothing:
                return owner
        raise UserRefused(f"There is no user “{name}”, and nothing of anybody's of that name.")

    def _hash(self) -> str:
        return Passwords().hash_now(self._read_password())

    def _still_listed(self, user: User | None) -> Lines:
        if not user or not user.seed:
            return []
        return [f"Take “{user.seed}” out of EASEL_USERS, or the next start makes that user again."]


def count_text(pictures: int) -> str:
    """A number of pictures in words."""
    return "1 picture" if pictures == 1 else f"{pictures} pictures"


def _day(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M UTC")
