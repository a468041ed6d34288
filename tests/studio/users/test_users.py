"""Users in a real database.

Seeds of the settings, names, sessions, and the sweep of who does not come back.
"""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text

from studio.maintenance import visits
from studio.maintenance.visits import DAY, VisitLog, sweep_anonymous
from studio.storage.database import Database
from studio.storage.tables import UPLOADS
from studio.users.ownership import purge_belongings
from studio.users.passwords import Passwords, TooManyLogins, is_hash
from studio.users.seed import seed_users
from studio.users.sessions import MAX_AGE, NOTE_AGAIN, SEEN_STEP, Login, SessionStore
from studio.users.user_store import User, UserRefused, UserStore, initial_id
from studio.users.user_tables import SESSIONS, VISITS

CHEAP = Passwords(memory=8, passes=1)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database("", data=tmp_path) as database:
        yield database


async def seed(database: Database, given: dict[str, str], *admins: str) -> dict[str, User]:
    """A start with these settings. → the users after it, by name"""
    users = UserStore(database)
    await seed_users(users, CHEAP, database, given=given, admins=admins)
    return {user.name: user for user in await users.all()}


async def test_whoever_had_a_login_keeps_their_pictures(database: Database) -> None:
    """The id of before there was a table is the hash of the name as it was written."""
    users = await seed(database, {"Anna": "x"})
    assert users["Anna"].id == "user-" + "bf4fccd616251b678c56b9cb7a46819b"
    assert users["Anna"].id == initial_id("Anna")


async def test_a_password_of_the_settings_counts_until_another_is_set(database: Database) -> None:
    store, sessions = UserStore(database), SessionStore(database)
    anna = (await seed(database, {"anna": "one"}))["anna"]
    token = await sessions.begin(anna, browser="x")
    await seed(database, {"anna": "one"})
    sessions.forget()
    assert await sessions.find(token)
    anna = (await seed(database, {"anna": "two"}))["anna"]
    sessions.forget()
    assert await sessions.find(token) is None
    assert await CHEAP.verify(anna.password, "two")
    for origin in ("self", "command"):
        await store.set_password(anna, await CHEAP.hash(origin), by=origin)  # type: ignore[arg-type]
        anna = (await seed(database, {"anna": "three"}))["anna"]
        assert await CHEAP.verify(anna.password, origin)


async def test_a_hash_of_the_settings_is_stored_as_it_is(database: Database) -> None:
    given = await CHEAP.hash("one")
    anna = (await seed(database, {"anna": given}))["anna"]
    assert anna.password == given
    assert (await seed(database, {"anna": given}))["anna"] == anna


async def test_who_is_not_listed_any_more_does_not_get_in(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    first = await seed(database, {"anna": "one", "ben": "two"})
    users = await seed(database, {"anna": "one"})
    assert (users["ben"].state, users["anna"].state) == ("unlisted", "active")
    assert "does not name “ben” any more, and that login is shut; pictures: 0." in caplog.text
    assert (await seed(database, {}))["ben"].state == "unlisted"
    again = (await seed(database, {"BEN": "two"}))["ben"]
    assert (again.state, again.id) == ("active", first["ben"].id)


async def test_who_was_renamed_or_removed_by_a_command_is_not_made_again(database: Database) -> None:
    store = UserStore(database)
    anna = (await seed(database, {"anna": "one"}))["anna"]
    await store.rename(anna, "Annabel")
    assert list(await seed(database, {"anna": "one"})) == ["Annabel"]
    await store.set_state(anna, "removed")
    assert (await seed(database, {"anna": "one"}))["Annabel"].state == "removed"


async def test_admins_are_made_and_nobody_is_made_less(database: Database) -> None:
    users = await seed(database, {"anna": "one", "ben": "two"}, "ANNA", "nobody")
    assert (users["anna"].role, users["ben"].role) == ("admin", "member")
    assert (await seed(database, {"anna": "one", "ben": "two"}))["anna"].role == "admin"


async def test_a_name_of_before_is_not_another_persons_id(database: Database) -> None:
    store = UserStore(database)
    first = await store.add("anna")
    await store.rename(first, "annabel")
    second = await store.add("Anna")
    third = await store.add("anna ben")
    assert len({first.id, second.id, third.id}) == 3
    for taken in ("anna", "ANNABEL", " Anna "):
        with pytest.raises(UserRefused, match="already"):
            await store.add(taken)


@pytest.mark.parametrize("name", ["", " ", "a:b", "a,b", "a\nb", "a\u2028b", "x" * 65])
async def test_a_name_that_cannot_be_one_is_refused(database: Database, name: str) -> None:
    with pytest.raises(UserRefused, match="cannot be a name"):
        await UserStore(database).add(name)


async def test_nobody_is_looked_for_by_a_name_that_no_database_holds(database: Database) -> None:
    """PostgreSQL ends a query with a NUL in an error; the name comes from the form of the login."""

    def refuse(*asked: Any) -> None:
        assert "\0" not in str(asked[3])

    event.listen(database._engine.sync_engine, "before_cursor_execute", refuse)
    assert await UserStore(database).find("an\0na") is None


async def test_a_session_ends_a_month_after_its_login(database: Database) -> None:
    now = time.time()
    sessions = SessionStore(database, now=lambda: now)
    anna = await UserStore(database).add("anna")
    token = await sessions.begin(anna, browser="x" * 9000)
    assert len((await sessions.of_user(anna.id))[0].browser) == 200
    now += MAX_AGE + 1
    sessions.forget()
    assert await sessions.find(token) is None


async def test_a_session_that_ends_while_it_is_looked_up_has_ended(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page's requests come side by side, and one of them may be the logout."""
    sessions = SessionStore(database)
    token = await sessions.begin(await UserStore(database).add("anna"), browser="x")
    read = sessions._read

    async def read_and_log_out(key: str, *, now: float) -> Login | None:
        login = await read(key, now=now)
        if login:
            await sessions.end(login.session)
        return login

    monkeypatch.setattr(sessions, "_read", read_and_log_out)
    await sessions.find(token)
    assert await sessions.find(token) is None


async def test_a_session_holds_while_it_cannot_be_written_down_that_it_was_seen(database: Database) -> None:
    """The disk is full: what is there can be looked at and taken away all the same."""
    now = time.time()
    sessions = SessionStore(database, now=lambda: now)
    anna = await UserStore(database).add("anna")
    token = await sessions.begin(anna, browser="x")
    full = "BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
    await database.write(text(f"CREATE TRIGGER full_disk BEFORE UPDATE ON {SESSIONS.name} {full}"))
    now += SEEN_STEP + 1
    login = await sessions.find(token)
    assert login and login.user == anna
    await database.write(text("DROP TRIGGER full_disk"))
    now += NOTE_AGAIN
    sessions.forget()
    assert await sessions.find(token)
    assert [session.seen for session in await sessions.of_user(anna.id)] == [now]


async def test_no_more_passwords_wait_than_may() -> None:
    passwords = Passwords(memory=8, passes=1, parallel=1, waiting=0)
    async with passwords._slot():
        with pytest.raises(TooManyLogins):
            await passwords.verify("", "x")
    assert not await passwords.verify("", "x")


def test_a_hash_that_would_take_the_servers_memory_is_none() -> None:
    good = Passwords(memory=8, passes=1).hash_now("x")
    assert is_hash(good)
    assert not is_hash(good.replace("m=8,", "m=4194304,"))
    assert not is_hash(good.replace("argon2id", "argon2i"))
    assert not is_hash(good[:30])


def upload(visitor: str, created: float, data: Path) -> dict[str, object]:
    """A row of an upload, and its file."""
    path = data / "uploads" / f"{visitor}.png"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    names = {"name": "a.png", "path": f"uploads/{visitor}.png", "mime": "image/png", "sha256": visitor}
    numbers = {"width": 1, "height": 1, "size": 1, "created": created, "made": False, "painted_for": ""}
    return {"id": visitor, "visitor": visitor, **names, **numbers}


async def test_galleries_go_a_time_after_the_last_visit_and_users_stay(database: Database, tmp_path: Path) -> None:
    start = time.time() + DAY  # after the files were written
    rows = [upload(visitor, start - 400 * DAY, tmp_path) for visitor in ("gone", "back", "user-anna")]
    await database.write(insert(UPLOADS).values(rows))

    async def left(after: float, days: int = 30) -> set[str]:
        await sweep_anonymous(database, tmp_path, days=days, now=start + after)
        return {row["visitor"] for row in await database.rows(select(UPLOADS.c.visitor))}

    everybody = {"gone", "back", "user-anna"}
    assert await left(0.0) == everybody, "of whom no visit is known the days begin now"
    await VisitLog(database, now=lambda: start + 20 * DAY).note("back")
    assert await left(29 * DAY) == everybody
    assert await left(32 * DAY, days=0) == everybody
    assert await left(31 * DAY) == everybody, "the last visit may be a day younger than the one written down"
    assert await left(32 * DAY) == {"back", "user-anna"}
    assert not (tmp_path / "uploads" / "gone.png").exists()
    assert (tmp_path / "uploads" / "back.png").exists()
    assert await left(52 * DAY) == {"user-anna"}
    assert await left(5000 * DAY) == {"user-anna"}


async def test_who_comes_back_while_others_are_swept_keeps_all(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each gallery takes its time to be removed, and a sweep may have thousands of them."""
    start = time.time() + DAY
    rows = [upload(visitor, start - 400 * DAY, tmp_path) for visitor in ("anna", "ben")]
    await database.write(insert(UPLOADS).values(rows))
    await sweep_anonymous(database, tmp_path, days=30, now=start)
    log = VisitLog(database, now=lambda: start + 40 * DAY)

    async def purge_while_the_other_is_back(*given: Any, **more: Any) -> None:
        await log.note("anna" if given[2] == "ben" else "ben")
        await purge_belongings(*given, **more)

    monkeypatch.setattr(visits, "purge_belongings", purge_while_the_other_is_back)
    assert await sweep_anonymous(database, tmp_path, days=30, now=start + 40 * DAY) == 1
    assert len(await database.rows(select(UPLOADS))) == 1


async def test_a_sweep_reads_no_more_than_who_goes_has(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each reading of whole tables would take as long as there are pictures of others, for each who is swept."""
    others = [upload(f"other {number}", 1.0, tmp_path) for number in range(1000)]
    shared = [{**upload(name, 1.0, tmp_path), "path": "uploads/same.png", "sha256": "same"} for name in ("a", "b")]
    (tmp_path / "uploads" / "same.png").write_bytes(b"x")
    await database.write(insert(UPLOADS).values([*others, *shared, upload("gone", 1.0, tmp_path)]))
    read, seen = Database.rows, 0

    async def count_rows(self: Database, query: Any) -> list[Any]:
        nonlocal seen
        rows = await read(self, query)
        seen += len(rows)
        return rows

    monkeypatch.setattr(Database, "rows", count_rows)
    for visitor in ("gone", "a"):
        await purge_belongings(database, tmp_path, visitor, now=time.time() + DAY)
    assert seen < 10
    assert not (tmp_path / "uploads" / "gone.png").exists()
    assert (tmp_path / "uploads" / "same.png").exists(), "it is another's, too"
    await purge_belongings(database, tmp_path, "b", now=time.time() + DAY)
    assert not (tmp_path / "uploads" / "same.png").exists()


async def test_a_visit_is_written_once_a_day_and_of_nobody_who_owns_nothing(
    database: Database, tmp_path: Path
) -> None:
    now = 1000.0 * DAY
    await database.write(insert(UPLOADS).values(upload("back", now, tmp_path)))
    log = VisitLog(database, now=lambda: now)
    for visitor in ("back", "stranger"):
        await log.note(visitor)
    now += DAY / 2
    await log.note("back")
    assert [dict(row) for row in await database.rows(select(VISITS))] == [{"visitor": "back", "seen": 1000.0 * DAY}]
    now += DAY
    await log.note("back")
    assert [row["seen"] for row in await database.rows(select(VISITS))] == [now]
