"""The notifier wakes everybody who waits for news, however many they are.

The loop looks after others in between.
"""

import asyncio
from itertools import pairwise

from studio.notifier import Notifier

MANY = 1000


async def test_many_are_woken_a_few_at_a_time_and_none_is_forgotten() -> None:
    notifier, woken = Notifier(), 0

    async def wait() -> None:
        nonlocal woken
        await notifier.wait_beyond(0)
        woken += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(MANY):
            group.create_task(wait())
        await asyncio.sleep(0)
        notifier.notify()
        between = []
        while woken < MANY:
            between.append(woken)
            await asyncio.sleep(0)
    steps = [after - before for before, after in pairwise(between)]
    assert max(steps) < MANY / 10


async def test_it_rings_by_itself_while_somebody_waits() -> None:
    notifier = Notifier(tick=0.01)
    for number in range(3):
        await notifier.wait_beyond(number)
    assert notifier.count == 3
