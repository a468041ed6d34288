"""The server's statistics and its audit log, in a real database; the clock is the test's."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from providers.errors import Blocked, CutOff
from providers.events import Event, Sent
from providers.spool import Spool
from providers.types import ImageRequest
from studio.observing import audit_log
from studio.observing.audit_log import RETENTION_DAYS, ROWS_PER_HOUR, AuditLog
from studio.observing.statistics import FailureCount, PersonStorage, PersonUsage
from studio.storage.database import Database
from tests.paths import IMAGES
from tests.studio.scripted_gateway import ask, final_run, image_events, studio_in

COFFEE = (IMAGES / "coffee.jpg").read_bytes()
START = 1_700_000_000.0
DAY = 86_400.0


@dataclass(slots=True)
class Clock:
    days: float = 0.0

    def now(self) -> float:
        return START + self.days * DAY


async def gateway(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
    """Does what the prompt says."""
    yield Sent()
    if request.prompt == "blocked":
        raise Blocked
    if request.prompt == "cut":
        raise CutOff
    async for event in image_events(spool, COFFEE):
        yield event


async def test_what_everybody_did_is_summed_up_by_day_person_and_gateway(tmp_path: Path) -> None:
    clock = Clock()
    async with studio_in(tmp_path, gateway, now=clock.now) as studio:
        user = await studio.users.add("Anna")
        for visitor, prompt, days in (
            ("b1", "blocked", 0.0),  # 15 days before the end: of no list
            ("b1", "a cat", 9.0),  # of no list of failures
            (user.id, "blocked", 13.0),
            (user.id, "a cat", 15.0),
            ("b1", "blocked", 15.0),
            ("b2", "blocked", 15.0),
        ):
            clock.days = days
            await final_run(studio, visitor, await studio.submit(visitor, ask(prompt)))
        failures = await studio.statistics.failures()
        usage = await studio.statistics.usage()
        storage = await studio.statistics.storage()
        await final_run(studio, user.id, await studio.submit(user.id, ask("another")))
        clock.days += 59 / DAY
        assert await studio.statistics.storage() == storage, "for a minute"
        clock.days += 2 / DAY
        later = await studio.statistics.storage()
    assert failures == (FailureCount(gateway="many", kind="blocked", day=2, week=3),)
    none = {"maybe_charged": 0, "tokens": 0}
    assert usage == (
        PersonUsage(day="2023-11-29", person="", calls=2, failed=2, **none),
        PersonUsage(day="2023-11-29", person="Anna", calls=1, failed=0, **none),
        PersonUsage(day="2023-11-27", person="Anna", calls=1, failed=1, **none),
        PersonUsage(day="2023-11-23", person="", calls=1, failed=0, **none),
    )
    size = len(COFFEE)
    assert (storage.pictures, storage.picture_bytes, later.pictures) == (2, 2 * size, 3)
    assert storage.people == tuple(PersonStorage(person=name, pictures=1, size=size) for name in ("", "Anna"))
    assert storage.database >= (tmp_path / "easel.db").stat().st_size > 0 < storage.free


async def test_the_totals_of_a_run_are_those_of_its_calls(tmp_path: Path) -> None:
    async with studio_in(tmp_path, gateway) as studio:
        for prompt in ("a cat", "blocked", "cut"):
            await final_run(studio, "b1", await studio.submit("b1", ask(prompt, gateway="single", count=2)))
    with sqlite3.connect(tmp_path / "easel.db") as database:
        columns = "prompt, call_count, failed_count, maybe_charged"
        totals = database.execute(f"SELECT {columns} FROM runs ORDER BY created").fetchall()
    database.close()
    assert totals == [("a cat", 2, 0, 0), ("blocked", 2, 2, 0), ("cut", 2, 2, 2)]


async def test_the_audit_log_keeps_the_newest_for_its_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "MAX_ROWS", 3)
    clock = Clock()
    async with Database("", data=tmp_path) as database:
        audit = AuditLog(database, now=clock.now)
        await audit.record("login", account="anna", network="198.51.100.0/24")
        clock.days = RETENTION_DAYS + 1.0
        for count in range(1, 5):
            await audit.record("pictures_deleted", account="anna", count=count)
        assert [entry.count for entry in await audit.latest(3)] == [4, 3, 2]
        assert len(await audit.latest(50)) == 5
        await audit.sweep()
        assert [entry.count for entry in await audit.latest(50)] == [4, 3, 2]
        clock.days += RETENTION_DAYS + 1.0
        await audit.sweep()
        assert await audit.latest(50) == ()


async def test_one_who_does_the_same_over_and_over_fills_no_log(tmp_path: Path) -> None:
    clock = Clock()
    async with Database("", data=tmp_path) as database:
        audit = AuditLog(database, now=clock.now)
        for _ in range(ROWS_PER_HOUR + 30):
            await audit.record("pictures_deleted", account="anna")
        await audit.record("pictures_deleted", account="ben")
        await audit.record("pictures_restored", account="anna")
        events = [(entry.event, entry.account) for entry in await audit.latest(1000)]
        assert events[:2] == [("pictures_restored", "anna"), ("pictures_deleted", "ben")]
        assert len(events) == ROWS_PER_HOUR + 2
        clock.days += 1 / 24
        await audit.record("pictures_deleted", account="anna")
        assert len(await audit.latest(1000)) == ROWS_PER_HOUR + 3


async def test_failed_log_ins_push_nothing_else_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "MAX_ROWS", 3)
    async with Database("", data=tmp_path) as database:
        audit = AuditLog(database, now=Clock().now)
        await audit.record("login", account="anna")
        for number in range(8):
            await audit.record("login_failed", network=f"198.51.{number}.0/24")
        await audit.sweep()
        assert [entry.event for entry in await audit.latest(50)] == ["login_failed"] * 3 + ["login"]
