"""Budget in turns by visitor: of memory for opened pictures, of cores for what paints."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)
class _Waiter:
    """Somebody who waits for `size` units."""

    visitor: str
    size: int
    slot: asyncio.Future[None] = field(repr=False)


class FairBudget:
    """Budget of `capacity` units, whose waiters are served fairly.

    Who holds least comes first, and among equals who waits longest: one visitor's twenty pictures do not keep
    another's first one waiting behind them. Whoever is first is not overtaken, so a large one gets its turn. What
    is larger than the whole budget runs alone. Who holds some leaves a `reserve` free for those who hold none.
    """

    def __init__(self, capacity: int, *, reserve: int = 0) -> None:
        self._capacity = capacity
        self._reserve = reserve
        self._free = capacity
        self._in_use: Counter[str] = Counter()
        self._waiting: list[_Waiter] = []

    @property
    def capacity(self) -> int:
        return self._capacity

    @asynccontextmanager
    async def room(self, size: int, visitor: str) -> AsyncIterator[None]:
        """Waits for so many units and holds them. Who is cancelled meanwhile frees the place."""
        waiter = _Waiter(visitor, min(size, self._capacity), asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        self._admit()
        try:
            await waiter.slot
            yield
        finally:
            self._leave(waiter)

    def is_wanted(self, size: int, visitor: str) -> bool:
        """Whether another waits who would come first if this visitor left so many units now."""
        rest = self._in_use[visitor] - size
        return any(waiter.visitor != visitor and self._in_use[waiter.visitor] <= rest for waiter in self._waiting)

    def _leave(self, waiter: _Waiter) -> None:
        if waiter in self._waiting:
            self._waiting.remove(waiter)  # and with it what it kept waiting behind it
        else:
            self._free += waiter.size
            self._in_use[waiter.visitor] -= waiter.size
            if not self._in_use[waiter.visitor]:
                del self._in_use[waiter.visitor]
        self._admit()

    def _admit(self) -> None:
        while self._waiting:
            first = min(self._waiting, key=lambda waiter: self._in_use[waiter.visitor])
            reserve = self._reserve if self._in_use[first.visitor] else 0
            if first.size + reserve > self._free:
                return
            self._waiting.remove(first)
            self._free -= first.size
            self._in_use[first.visitor] += first.size
            if not first.slot.done():  # cancelled a moment ago, and about to leave
                first.slot.set_result(None)
