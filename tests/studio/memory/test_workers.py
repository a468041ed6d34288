"""Image workers.

What waits can leave, what runs keeps its room, and what many ask for is done once.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event

import pytest

from studio.memory.costs import Cost
from studio.memory.workers import ImageWorkers

HALF = Cost(memory=60)


@asynccontextmanager
async def workers_with(memory: int) -> AsyncIterator[ImageWorkers]:
    workers = ImageWorkers(memory=memory)
    try:
        yield workers
    finally:
        await workers.close()


async def begun(event: Event) -> None:
    assert await asyncio.to_thread(event.wait, 20)


async def test_what_runs_keeps_its_room_when_nobody_waits_for_it_any_more() -> None:
    async with workers_with(100) as workers:
        starts, go_on, second = Event(), Event(), Event()

        def slow() -> None:
            starts.set()
            go_on.wait(20)

        first = asyncio.create_task(workers.run(slow, cost=HALF, visitor="ann"))
        await begun(starts)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        after = asyncio.create_task(workers.run(second.set, cost=HALF, visitor="bob"))
        await asyncio.sleep(0)
        assert not second.is_set(), "the thread still has its picture in memory"
        go_on.set()
        await after


async def test_what_waits_is_dropped_and_never_runs() -> None:
    async with workers_with(100) as workers:
        starts, go_on, never = Event(), Event(), Event()

        def slow() -> None:
            starts.set()
            go_on.wait(20)

        first = asyncio.create_task(workers.run(slow, cost=HALF, visitor="ann"))
        await begun(starts)
        waiting = asyncio.create_task(workers.run(never.set, cost=HALF, visitor="bob"))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
        go_on.set()
        await first
        await workers.run(Event, cost=HALF, visitor="cleo")
        assert waiting.cancelled() and not never.is_set()


async def test_pictures_that_take_seconds_go_one_at_a_time_and_small_ones_pass_them() -> None:
    async with workers_with(100) as workers:
        starts, go_on, second = Event(), Event(), Event()

        def slow() -> None:
            starts.set()
            go_on.wait(20)

        first = asyncio.create_task(workers.run(slow, cost=Cost(memory=1, is_long=True), visitor="ann"))
        await begun(starts)
        other = asyncio.create_task(workers.run(second.set, cost=Cost(memory=1, is_long=True), visitor="bob"))
        assert await workers.run(lambda: "small", cost=Cost(memory=1), visitor="cleo") == "small"
        assert not second.is_set()
        go_on.set()
        await asyncio.gather(first, other)


async def test_what_many_ask_for_is_done_once_and_one_who_leaves_takes_nothing_from_the_others() -> None:
    async with workers_with(100) as workers:
        starts, go_on, count = Event(), Event(), list[int]()

        def slow() -> str:
            count.append(1)
            starts.set()
            go_on.wait(20)
            return "made"

        def ask() -> "asyncio.Task[str]":
            return asyncio.create_task(
                workers.share("picture", lambda: workers.run(slow, cost=HALF, visitor="ann"))
            )

        tasks = [ask() for _ in range(6)]
        await begun(starts)
        tasks[0].cancel()
        await asyncio.wait({tasks[0]})
        late = ask()
        go_on.set()
        assert await asyncio.gather(*tasks[1:], late) == ["made"] * 6
        assert count == [1]


async def test_when_all_have_left_the_next_one_begins_anew(tmp_path: Path) -> None:
    async with workers_with(100) as workers:
        starts, go_on = Event(), Event()

        def slow() -> None:
            starts.set()
            go_on.wait(20)

        blocker = asyncio.create_task(workers.run(slow, cost=HALF, visitor="ann"))
        await begun(starts)
        left = asyncio.create_task(
            workers.share("picture", lambda: workers.run(lambda: "old", cost=HALF, visitor="bob"))
        )
        await asyncio.sleep(0)
        left.cancel()
        following = asyncio.create_task(
            workers.share("picture", lambda: workers.run(lambda: "new", cost=HALF, visitor="cleo"))
        )
        await asyncio.wait({left})
        go_on.set()
        assert await following == "new", "no cancellation is kept"
        await blocker


async def test_a_failure_is_told_to_all_and_not_kept() -> None:
    async with workers_with(100) as workers:

        def fails() -> str:
            raise OSError("the disk is full")

        def ask(work: object) -> "asyncio.Task[str]":
            return asyncio.create_task(
                workers.share("picture", lambda: workers.run(work, cost=HALF, visitor="ann"))  # type: ignore[arg-type]
            )

        results = await asyncio.gather(*[ask(fails) for _ in range(3)], return_exceptions=True)
        assert [str(result) for result in results] == ["the disk is full"] * 3
        assert await ask(lambda: "made") == "made"


@pytest.mark.skipif(sys.platform != "linux", reason="a thread has a niceness of its own on Linux alone")
async def test_pictures_are_checked_where_a_filter_of_system_calls_forbids_a_lower_priority(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forbid(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", forbid)
    async with workers_with(100) as workers:
        assert await workers.run(lambda: "checked", cost=HALF, visitor="ann", in_background=True) == "checked"
