"""Turns at a gateway are fair between visitors, and never lost or given twice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.catalog import Catalog
from providers.events import Event, Sent, TextDelta
from providers.spool import Spool
from providers.types import ImageRequest
from studio.errors import LineFull, TooManyRuns
from studio.limits import FairSemaphore, Limits
from studio.types import Origin, RunRequest
from tests.studio.scripted_gateway import CATALOG, ask, final_run, studio_in, until


async def waiting(turns: FairSemaphore, visitor: str, order: list[str], go_on: asyncio.Event) -> None:
    async with turns.slot(visitor):
        order.append(visitor)
        await go_on.wait()


async def settle() -> None:
    """Lets every task run until it waits."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_visitor_with_one_call_does_not_wait_behind_another_with_twenty() -> None:
    turns, order, go_on = FairSemaphore(1), list[str](), asyncio.Event()
    tasks = [asyncio.create_task(waiting(turns, "ann", order, go_on)) for _ in range(20)]
    await settle()
    tasks.append(asyncio.create_task(waiting(turns, "bob", order, go_on)))
    await settle()
    go_on.set()
    await asyncio.gather(*tasks)
    assert order.index("bob") <= 2 and len(order) == 21


async def test_turns_are_fair_by_network_before_they_are_by_visitor() -> None:
    """Visitors cost a stranger nothing to make up; an address does."""
    turns, order, go_on = FairSemaphore(1), list[str](), asyncio.Event()

    async def wait(visitor: str, network: str) -> None:
        async with turns.slot(visitor, network=network):
            order.append(visitor)
            await go_on.wait()

    tasks = [asyncio.create_task(wait(f"made up {number}", "203.0.113.0/24")) for number in range(50)]
    await settle()
    tasks += [asyncio.create_task(wait(visitor, "198.51.100.0/24")) for visitor in ("ann", "ann", "bob")]
    await settle()
    go_on.set()
    await asyncio.gather(*tasks)
    assert order.index("ann") <= 2
    assert order.index("bob") <= 4
    assert len(order) == 53


async def test_each_waiter_is_told_its_position_and_its_turn() -> None:
    turns, heard = FairSemaphore(1), dict[str, list[int]]()
    go_on = {visitor: asyncio.Event() for visitor in ("ann", "bob", "cid")}
    moved = asyncio.Event()

    async def wait(visitor: str) -> None:
        def note(position: int) -> None:
            heard.setdefault(visitor, []).append(position)
            moved.set()

        async with turns.slot(visitor, on_move=note):
            await go_on[visitor].wait()

    tasks = [asyncio.create_task(wait(visitor)) for visitor in go_on]
    await moved.wait()
    assert heard == {"bob": [1], "cid": [2]}
    go_on["ann"].set()
    moved.clear()
    while heard["cid"][-1] != 1:
        await moved.wait()
        moved.clear()
    assert heard["bob"] == [1, 0]
    go_on["bob"].set()
    go_on["cid"].set()
    await asyncio.gather(*tasks)
    assert heard["cid"][-1] == 0


async def test_the_line_is_bounded_and_one_where_nobody_waits_takes_any_run() -> None:
    turns, go_on = FairSemaphore(1, max_waiting=2, name="Custom"), asyncio.Event()
    with turns.reserve(5):
        pass
    tasks = [asyncio.create_task(waiting(turns, visitor, [], go_on)) for visitor in ("ann", "bob")]
    await settle()
    with turns.reserve(1), pytest.raises(LineFull) as caught, turns.reserve(1):
        pass
    assert caught.value.params == {"waiting": 2, "gateway": "Custom"}
    with turns.reserve(1):
        pass
    go_on.set()
    await asyncio.gather(*tasks)


async def test_the_unfinished_runs_of_a_network_are_bounded(tmp_path: Path) -> None:
    go_on = asyncio.Event()

    async def script(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        await go_on.wait()
        yield Sent()
        yield TextDelta(text="no picture today")

    def from_network(network: str) -> RunRequest:
        return replace(ask(), origin=Origin(network=network))

    async with studio_in(tmp_path, script, limits=Limits(runs_per_address=2)) as studio:
        runs = [await studio.submit(visitor, from_network("203.0.113.0/24")) for visitor in ("ann", "bob")]
        with pytest.raises(TooManyRuns) as caught:
            await studio.submit("cid", from_network("203.0.113.0/24"))
        assert caught.value.params == {"limit": 2, "reason": "address"}
        await studio.submit("cid", from_network("198.51.100.0/24"))
        for _ in range(4):
            await studio.submit("dan", from_network(""))  # who logged in, or sits at this machine
        go_on.set()
        await final_run(studio, "ann", runs[0])
        await studio.submit("cid", from_network("203.0.113.0/24"))


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["stay", "cancel"])), max_size=20), st.integers(1, 3)
)
def test_no_turn_is_lost_when_waiters_leave(script: list[tuple[str, str]], at_once: int) -> None:
    async def play() -> None:
        turns, order, go_on = FairSemaphore(at_once), list[str](), asyncio.Event()
        tasks = [asyncio.create_task(waiting(turns, visitor, order, go_on)) for visitor, _ in script]
        await settle()
        for task, (_, what) in zip(tasks, script, strict=True):
            if what == "cancel":
                task.cancel()
        go_on.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        stay = [task for task, (_, what) in zip(tasks, script, strict=True) if what == "stay"]
        assert all(task.done() and not task.cancelled() for task in stay)
        blocker = asyncio.Event()
        again = [asyncio.create_task(waiting(turns, "z", order, blocker)) for _ in range(at_once + 1)]
        before = len(order)
        await settle()
        assert len(order) - before == at_once
        blocker.set()
        await asyncio.gather(*again)

    asyncio.run(play())


async def test_work_on_this_machine_takes_turns_of_its_own(tmp_path: Path) -> None:
    """A gateway that paints here says how many at a time; the rest wait queued, however many the server allows."""
    go_on, busy = asyncio.Event(), list[str]()

    async def painting(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        busy.append(request.prompt)
        await go_on.wait()
        yield Sent()
        yield TextDelta(text="painted")

    few = Catalog(gateways=tuple(replace(gateway, max_concurrency=2) for gateway in CATALOG.gateways))
    async with studio_in(tmp_path, painting, catalog=few) as studio:
        runs = [await studio.submit("ann", ask(f"picture {number}")) for number in range(3)]
        await until(studio, "ann", runs[1], lambda run: run.state == "sending")
        await settle()
        assert len(busy) == 2
        assert (await studio.get("ann", runs[2].id)).state == "queued"
        go_on.set()
        assert [(await final_run(studio, "ann", run)).state for run in runs] == ["done"] * 3
