"""Keys of presses on a real database.

Claimed with their run or not at all, for 24 hours, whoever comes at once.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from providers.errors import Unsupported
from providers.events import Event, Sent, TextDelta
from providers.spool import Spool
from providers.types import ImageRequest
from studio.errors import Closing, GalleryMoved, JournalFailed, KeyReused, NotFound, RunDeleted, TooManyRuns
from studio.limits import Limits
from studio.storage.database import Database
from studio.storage.idempotency import fingerprint
from studio.types import IdempotencyKey
from tests.studio.scripted_gateway import ask, change, final_run, rows, studio_in

KEY = IdempotencyKey(key="k", fingerprint=fingerprint({"prompt": "a cat"}))
DAY = 24 * 3600.0


class Gateway:
    """Counts what it was asked for, and answers once it may."""

    def __init__(self) -> None:
        self.asked = 0
        self.go = asyncio.Event()

    async def __call__(self, request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        self.asked += 1
        yield Sent()
        await self.go.wait()
        yield TextDelta(text="done")


async def test_two_servers_on_one_database_make_one_run_of_one_key(tmp_path: Path) -> None:
    """Each has its own locks, so only the database can decide; nothing of the second press stays."""
    gateway = Gateway()
    turn = replace(ask(), request=ImageRequest(prompt="a cat", task="chat"))
    async with studio_in(tmp_path, gateway) as one, studio_in(tmp_path, gateway) as other:
        for number in range(10):
            key = replace(KEY, key=f"key {number}")
            answers = await asyncio.gather(*(studio.submit_once("ann", turn, key) for studio in (one, other)))
            assert len({run.id for run, _ in answers}) == 1
            assert sorted(was_there for _, was_there in answers) == [False, True]
            gateway.go.set()
            for studio, (run, was_there) in zip((one, other), answers, strict=True):
                if not was_there:
                    await final_run(studio, "ann", run)
    assert gateway.asked == 10
    for table in ("runs", "calls", "conversations", "idempotency_keys"):
        assert rows(tmp_path, f"SELECT count(*) FROM {table}") == [(10,)], table


async def test_at_the_quota_a_repeated_press_is_answered_all_the_same(tmp_path: Path) -> None:
    gateway = Gateway()
    async with studio_in(tmp_path, gateway, limits=Limits(grace=0.05, runs_per_visitor=1)) as studio:
        answers = await asyncio.gather(*(studio.submit_once("ann", ask(), KEY) for _ in range(5)))
        assert len({run.id for run, _ in answers}) == 1
        with pytest.raises(TooManyRuns):
            await studio.submit_once("ann", ask(), replace(KEY, key="another"))
        gateway.go.set()
        run = await final_run(studio, "ann", answers[0][0])
        assert await studio.submit_once("ann", ask(), KEY) == (run, True)
        assert await studio.run_of_key("ann", replace(KEY, key="another")) is None, "what was refused is free"


async def test_what_is_refused_leaves_its_key_free(tmp_path: Path) -> None:
    gateway = Gateway()
    gateway.go.set()
    async with studio_in(tmp_path, gateway) as studio:
        with pytest.raises(Unsupported):
            await studio.submit_once("ann", ask(count=99), KEY)
        with pytest.raises(NotFound):
            await studio.submit_once("ann", replace(ask(), parent="nobody's"), KEY)
        assert rows(tmp_path, "SELECT * FROM idempotency_keys") == []
        _, was_there = await studio.submit_once("ann", ask(), KEY)
        assert not was_there


async def test_a_run_and_its_key_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    gateway = Gateway()
    gateway.go.set()
    async with studio_in(tmp_path, gateway) as studio:
        change(tmp_path, "ALTER TABLE idempotency_keys RENAME COLUMN fingerprint TO away")
        with pytest.raises(JournalFailed):
            await studio.submit_once("ann", ask(), KEY)
        change(tmp_path, "ALTER TABLE idempotency_keys RENAME COLUMN away TO fingerprint")
        change(
            tmp_path,
            "CREATE TRIGGER full BEFORE INSERT ON idempotency_keys BEGIN SELECT RAISE(ABORT, 'full'); END",
        )
        with pytest.raises(JournalFailed, match="full"):
            await studio.submit_once("ann", ask(), KEY)
        assert (rows(tmp_path, "SELECT * FROM runs"), gateway.asked) == ([], 0)
        change(tmp_path, "DROP TRIGGER full")
        run, _ = await studio.submit_once("ann", ask(), KEY)
        assert (await final_run(studio, "ann", run)).state == "done"
    assert gateway.asked == 1


async def test_a_key_goes_along_with_its_run_and_nothing_is_written_back(tmp_path: Path) -> None:
    """A run's last words are written seconds later: they must not take it back from its new owner."""
    gateway = Gateway()
    gateway.go.set()
    async with studio_in(tmp_path, gateway) as studio:
        run, _ = await studio.submit_once("ann", ask(), KEY)
        run = await final_run(studio, "ann", run)
        live = studio._registry.live_run("ann", run.id)
        assert live is not None
        live.persister.schedule_debounced()
        await studio.give("ann", "ben")
        await studio._services.journal.save(run, pictures=run.pictures)
        assert rows(tmp_path, "SELECT DISTINCT visitor FROM runs UNION SELECT visitor FROM pictures") == [("ben",)]
        assert await studio.submit_once("ben", ask(), KEY) == (replace(run, visitor="ben"), True)
        with pytest.raises(GalleryMoved):
            await studio.submit_once("ann", ask(), replace(KEY, key="another"))
    assert gateway.asked == 1


async def test_a_commit_told_as_failed_that_was_made_starts_its_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a connection breaks between the commit and its answer."""
    gateway, commit, lost = Gateway(), Database._commit, iter([OSError("connection reset"), OSError("again")])
    gateway.go.set()

    async def commit_without_answer(self: Database, statements: Any) -> Exception | None:
        return await commit(self, statements) or next(lost, None)

    async with studio_in(tmp_path, gateway) as studio:
        monkeypatch.setattr(Database, "_commit", commit_without_answer)
        run, was_there = await studio.submit_once("ann", ask(), KEY)
        assert not was_there
        other = await studio.submit("ann", ask("a dog"))
        assert (await final_run(studio, "ann", run)).state == "done"
        assert (await final_run(studio, "ann", other)).state == "done"
    assert gateway.asked == 2


async def test_a_press_while_the_server_closes_is_a_run_or_leaves_its_key_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway, commit, writing, go_on = Gateway(), Database._commit, asyncio.Event(), asyncio.Event()
    gateway.go.set()

    async def slow_commit(self: Database, statements: Any) -> Exception | None:
        writing.set()
        await go_on.wait()
        return await commit(self, statements)

    monkeypatch.setattr(Database, "_commit", slow_commit)
    async with studio_in(tmp_path, gateway, limits=Limits(grace=30.0)) as studio:
        press = asyncio.create_task(studio.submit_once("ann", ask(), KEY))
        await writing.wait()
        asyncio.get_running_loop().call_soon(go_on.set)  # when it has begun to close
    run, _ = await press
    with pytest.raises(Closing):
        await studio.submit("ann", ask())
    async with studio_in(tmp_path, gateway) as studio:
        again, was_there = await studio.submit_once("ann", ask(), KEY)
        assert (again.id, again.state, was_there) == (run.id, "done", True)
    assert (gateway.asked, rows(tmp_path, "SELECT count(*) FROM runs")) == (1, [(1,)])


async def test_after_a_crash_before_it_was_sent_the_key_tells_of_the_run_that_was_not(tmp_path: Path) -> None:
    """The run and its key are in the journal, the call is queued: at the next start it has failed, not charged."""
    gateway = Gateway()
    gateway.go.set()
    async with studio_in(tmp_path, gateway) as studio:
        run, _ = await studio.submit_once("ann", ask(), KEY)
        await final_run(studio, "ann", run)
    change(tmp_path, "UPDATE calls SET state = 'queued', sent = 0, ended = 0")
    change(tmp_path, "UPDATE runs SET state = 'queued', ended = 0")
    async with studio_in(tmp_path, gateway) as studio:
        await final_run(studio, "ann", run)
        again, was_there = await studio.submit_once("ann", ask(), KEY)
        assert (again.id, again.state, was_there) == (run.id, "failed", True)
        assert again.calls[0].error is not None and not again.calls[0].error.may_be_charged
    assert gateway.asked == 1


async def test_a_key_is_free_again_after_a_day_swept_or_not(tmp_path: Path) -> None:
    gateway, time = Gateway(), [1_700_000_000.0]
    gateway.go.set()
    async with studio_in(tmp_path, gateway, now=lambda: time[0]) as studio:
        first, _ = await studio.submit_once("ann", ask(), KEY)
        time[0] += DAY - 1
        await studio.clean_up()
        assert (await studio.submit_once("ann", ask(), KEY))[0].id == first.id
        with pytest.raises(KeyReused):
            await studio.submit_once("ann", ask(), replace(KEY, fingerprint="another"))
        time[0] += 1
        second, was_there = await studio.submit_once("ann", ask(), replace(KEY, fingerprint="another"))
        assert second.id != first.id and not was_there
        assert rows(tmp_path, "SELECT run FROM idempotency_keys") == [(second.id,)]
        time[0] += DAY
        await studio.clean_up()
        assert rows(tmp_path, "SELECT run FROM idempotency_keys") == []
        assert len((await studio.page("ann"))[0]) == 2, "the runs stay"


async def test_of_a_run_that_is_gone_the_key_makes_no_other(tmp_path: Path) -> None:
    gateway = Gateway()
    gateway.go.set()
    async with studio_in(tmp_path, gateway) as studio:
        await final_run(studio, "ann", (await studio.submit_once("ann", ask(), KEY))[0])
    for statement in ("DELETE FROM calls", "DELETE FROM runs"):
        change(tmp_path, statement)
    async with studio_in(tmp_path, gateway) as studio:
        with pytest.raises(RunDeleted):
            await studio.submit_once("ann", ask(), KEY)
    assert gateway.asked == 1


async def test_a_database_from_before_there_were_keys_gets_their_table(tmp_path: Path) -> None:
    gateway = Gateway()
    gateway.go.set()
    async with studio_in(tmp_path, gateway) as studio:
        before = await final_run(studio, "ann", await studio.submit("ann", ask()))
    change(tmp_path, "DROP TABLE idempotency_keys")
    async with studio_in(tmp_path, gateway) as studio:
        assert (await studio.get("ann", before.id)).state == "done"
        run, _ = await studio.submit_once("ann", ask(), KEY)
        assert (await studio.submit_once("ann", ask(), KEY))[0].id == run.id


def test_a_fingerprint_is_of_what_is_asked_not_of_its_order() -> None:
    asked: dict[str, object] = {"prompt": "画一只猫 \ud800", "fit": frozenset("ab"), "options": {"x": 1, "y": "2"}}
    backwards: dict[str, object] = {
        "options": {"y": "2", "x": 1},
        "fit": frozenset("ba"),
        "prompt": asked["prompt"],
    }
    assert fingerprint(asked) == fingerprint(backwards)
    others: list[dict[str, object]] = [{"options": {"x": "1", "y": "2"}}, {"fit": frozenset("a")}, {"more": ""}]
    assert len({fingerprint(asked | other) for other in ({}, *others)}) == 4
