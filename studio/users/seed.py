"""Users of the settings (EASEL_USERS, EASEL_ADMINS), brought into the database at a start."""

import logging
from collections.abc import Collection, Mapping

from studio.storage.database import Database
from studio.users.ownership import count_belongings
from studio.users.passwords import Passwords, is_hash
from studio.users.user_store import User, UserStore, name_key

LOG = logging.getLogger(__name__)


async def seed_users(
    users: UserStore, passwords: Passwords, database: Database, *, given: Mapping[str, str], admins: Collection[str]
) -> None:
    """Makes and changes users as the settings say.

    A password of EASEL_USERS counts until the person or a command sets another. Who was made of EASEL_USERS and is
    not named there any more does not get in, unless it is empty: then the database is asked alone. EASEL_ADMINS
    makes admins, and nobody less than they are. Raises JournalFailed.
    """
    seeds = {name_key(name): name for name in given}
    for user in await users.all():
        if given and user.seed and user.set_by != "command":
            await _follow_list(users, database, user, listed=name_key(user.seed) in seeds)
    for name, password in given.items():
        await _seed_user(users, passwords, name, password)
    for name in admins:
        admin = await users.find(name)
        if admin is None:
            LOG.warning("EASEL_ADMINS names “%s”, and there is no such user.", name)
        elif admin.role != "admin":
            await users.set_role(admin, "admin")


async def _follow_list(users: UserStore, database: Database, user: User, *, listed: bool) -> None:
    if listed and user.state == "unlisted":
        await users.set_state(user, "active")
    elif not listed and user.state == "active":
        await users.set_state(user, "unlisted")
        pictures = (await count_belongings(database, user.id)).pictures
        LOG.warning(
            "EASEL_USERS does not name “%s” any more, and that login is shut; pictures: %d. If they have "
            "another name now: python -m studio.users merge %s THEIR-NAME",
            user.name,
            pictures,
            user.name,
        )


async def _seed_user(users: UserStore, passwords: Passwords, name: str, password: str) -> None:
    user = next(
        (user for user in await users.all() if name_key(name) in {name_key(user.seed), name_key(user.name)}), None
    )
    if user is None:
        stored = password if is_hash(password) else await passwords.hash(password)
        await users.add(name, password=stored, set_by="seed", seed=name)
    elif user.state == "removed":
        LOG.warning("EASEL_USERS names “%s”, who was removed by a command: that login stays shut.", user.name)
    elif user.set_by == "seed" and not await _is_stored(passwords, user.password, password):
        stored = password if is_hash(password) else await passwords.hash(password)
        await users.set_password(user, stored, by="seed")


async def _is_stored(passwords: Passwords, stored: str, password: str) -> bool:
    return stored == password if is_hash(password) else await passwords.verify(stored, password)
