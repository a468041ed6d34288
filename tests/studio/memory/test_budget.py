"""The memory budget.

Never more than there is, in turns by visitor, and nothing lost when a waiter leaves.
"""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from studio.memory.budget import FairBudget


class Visits:
    """Those who hold room or wait for it; `inside` are their names in the order in which they got it."""

    def __init__(self, capacity: int, *, reserve: int = 0) -> None:
        self.budget = FairBudget(capacity, reserve=reserve)
        self.inside: list[str] = []
        self._ends: dict[asyncio.Task[None], asyncio.Event] = {}

    async def come(self, visitor: str, size: int) -> "asyncio.Task[None]":
        end = asyncio.Event()
        task = asyncio.create_task(self._hold(visitor, size, end))
        self._ends[task] = end
        await settle()
        return task

    async def go(self, task: "asyncio.Task[None]") -> None:
        self._ends[task].set()
        await settle()

    async def _hold(self, visitor: str, size: int, end: asyncio.Event) -> None:
        async with self.budget.room(size, visitor):
            self.inside.append(visitor)
            await end.wait()


async def settle() -> None:
    """Lets every task run until it waits."""
    for _ in range(6):
        await asyncio.sleep(0)


async def test_pictures_are_weighed_and_not_counted() -> None:
    visits = Visits(100)
    for number in range(4):
        await visits.come(f"small {number}", 25)
    large = await visits.come("large", 90)
    assert visits.inside == ["small 0", "small 1", "small 2", "small 3"]
    large.cancel()


async def test_a_visitor_with_one_picture_comes_before_the_second_of_another() -> None:
    visits = Visits(100)
    first = await visits.come("ann", 80)
    for _ in range(3):
        await visits.come("ann", 80)
    await visits.come("bob", 15)
    assert visits.inside == ["ann", "bob"], "it fits beside hers, and she has one already"
    await visits.come("cleo", 70)
    await visits.go(first)
    assert visits.inside == ["ann", "bob", "ann"], "by then nobody who waits holds any, and hers waited longest"


async def test_a_large_picture_is_not_overtaken_for_ever() -> None:
    visits = Visits(100)
    first = await visits.come("ann", 50)
    await visits.come("bob", 100)
    await visits.come("cleo", 10)
    assert visits.inside == ["ann"], "it would fit, but bob is first"
    await visits.go(first)
    assert visits.inside == ["ann", "bob"]


async def test_a_picture_larger_than_the_whole_budget_runs_alone() -> None:
    visits = Visits(100)
    small = await visits.come("ann", 1)
    huge = await visits.come("bob", 5_000)
    assert visits.inside == ["ann"]
    await visits.go(small)
    await visits.come("cleo", 1)
    assert visits.inside == ["ann", "bob"], "alone"
    await visits.go(huge)
    assert visits.inside == ["ann", "bob", "cleo"]


async def test_who_holds_some_leaves_a_reserve_for_who_holds_none() -> None:
    visits = Visits(100, reserve=20)
    hers = [await visits.come("ann", 40) for _ in range(3)]
    assert visits.inside == ["ann", "ann"], "twenty are left, and she has some"
    small = await visits.come("bob", 20)
    assert visits.inside == ["ann", "ann", "bob"]
    for task in (*hers[:2], small):
        await visits.go(task)
    await visits.go(hers[2])
    await visits.come("ann", 100)
    assert visits.inside[-2:] == ["ann", "ann"], "alone she may have it all"


async def test_a_waiter_who_leaves_frees_the_place_for_those_behind() -> None:
    visits = Visits(100)
    await visits.come("ann", 50)
    large = await visits.come("bob", 100)
    await visits.come("cleo", 50)
    large.cancel()
    await settle()
    assert visits.inside == ["ann", "cleo"]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 150), st.booleans()), max_size=15),
    st.integers(0, 30),
)
def test_no_room_is_lost_and_none_given_twice(script: list[tuple[str, int, bool]], reserve: int) -> None:
    async def play() -> None:
        visits = Visits(100, reserve=reserve)
        tasks = []
        for visitor, size, leaves in script:
            tasks.append(await visits.come(visitor, size))
            if leaves:
                tasks[len(tasks) // 2].cancel()
        await settle()
        for _ in script:  # as many rounds as there are waiters: each may need the one before it to end
            for task in tasks:
                await visits.go(task)
        assert all(task.done() for task in tasks)
        await visits.come("all of it", 100)
        assert visits.inside[-1] == "all of it"

    asyncio.run(play())
