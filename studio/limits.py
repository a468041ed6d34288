"""Limits: per-visitor quota, a fair semaphore for each gateway, token buckets."""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Final

from studio.errors import LineFull

NETWORK_SHARE: Final = 4
"""Visitors of one network who may all take as much as one may: an office, a school."""
TELL_EVERY: Final = 1.0
"""Seconds between two positions in the line that a waiter is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of the server: concurrency, quotas, retention.

    `waiting_calls`: calls that may wait for a gateway beside those that are made; `runs_per_address`: unfinished
    runs of one network, 0 for any number. `server_keys_open`: visitors may use the server's own keys, for
    `daily_calls` and `daily_tokens` a day, 0 for any number. `grace`: seconds that running calls get when it
    closes. `image_memory`: bytes for all that opens pictures or paints them, together; `upload_pixels`: the most
    that a picture may have which is brought. `updates`: changes told per second and run. `keep_in_memory`: seconds
    that an ended run stays in memory. `tick`: seconds between signs of life in watch_all. `keep_partials_days`: how
    long the stored answers of calls that did not go well are kept, and their partial
    pictures; `keep_uploads_days`: how long uploads are that no run was made of, and what was prepared for sending;
    `keep_deleted_days`: how long pictures are that their visitor deleted; `keep_anonymous_days`: how long all is
    of a browser without a login after its last visit, 0 for ever.
    `keep_free`: bytes that stay free on the disk; with less, nothing is brought and nothing is sent.
    `storage_per_visitor`: bytes that one visitor's pictures may take, 0 for no limit. `uploads_per_hour`: of one
    visitor, 0 for no limit.
    """

    calls_per_gateway: int = 64
    waiting_calls: int = 256
    runs_per_visitor: int = 8
    runs_per_address: int = 0
    server_keys_open: bool = True
    daily_calls: int = 0
    daily_tokens: int = 0
    grace: float = 5.0
    image_memory: int = 448_000_000
    upload_pixels: int = 64_000_000
    updates: float = 30.0
    keep_in_memory: float = 300.0
    tick: float = 15.0
    keep_partials_days: int = 7
    keep_uploads_days: int = 30
    keep_deleted_days: int = 30
    keep_anonymous_days: int = 0
    keep_free: int = 0
    storage_per_visitor: int = 0
    uploads_per_hour: int = 0


@dataclass(slots=True, eq=False)
class _Waiter:
    """One who waits for a turn; `on_move` is told the position in the line, 0 at its end."""

    slot: asyncio.Future[None]
    on_move: Callable[[int], None]


class FairSemaphore:
    """Semaphore with a fair queue: round-robin by network, and in each by visitor.

    At most `capacity` at a time; each visitor's own come in their order. A waiter whose network is not known is a
    network of its own visitor.

    So one visitor's twenty calls do not keep another's first one waiting behind them, nor do those of twenty
    visitors that one stranger made up.
    """

    def __init__(self, capacity: int, *, max_waiting: int = 0, name: str = "") -> None:
        self._free = self._capacity = capacity
        self._max_waiting = max_waiting
        self._name = name
        self._expected = 0
        self._waiting: OrderedDict[str, OrderedDict[str, deque[_Waiter]]] = OrderedDict()
        self._moved_at = 0.0
        self._telling: asyncio.TimerHandle | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nobody is in it, waits for it or is about to come."""
        return self._free == self._capacity and not (self._expected or self.waiting)

    @property
    def waiting(self) -> int:
        """The number of those who wait."""
        return sum(len(queue) for visitors in self._waiting.values() for queue in visitors.values())

    @contextmanager
    def reserve(self, calls: int) -> Iterator[None]:
        """Room in the line for calls that are about to come.

        Raises LineFull where too many wait already; a line in which nobody waits takes any number.
        """
        waiting = self._expected + self.waiting
        if self._max_waiting and waiting and waiting + calls > self._free + self._max_waiting:
            raise LineFull(params={"waiting": waiting, "gateway": self._name})
        self._expected += calls
        try:
            yield
        finally:
            self._expected -= calls

    @asynccontextmanager
    async def slot(
        self, visitor: str, *, network: str = "", on_move: Callable[[int], None] = lambda _: None
    ) -> AsyncIterator[None]:
        """Waits for a turn and holds it."""
        await self._acquire(visitor, network=network or visitor, on_move=on_move)
        try:
            yield
        finally:
            self._release()

    async def _acquire(self, visitor: str, *, network: str, on_move: Callable[[int], None]) -> None:
        if self._free > 0:
            self._free -= 1
            return
        waiter = _Waiter(asyncio.get_running_loop().create_future(), on_move)
        self._waiting.setdefault(network, OrderedDict()).setdefault(visitor, deque()).append(waiter)
        self._schedule_telling()
        try:
            await waiter.slot
        except asyncio.CancelledError:
            if waiter.slot.done() and not waiter.slot.cancelled():
                self._release()
            else:
                self._abandon(visitor, network, waiter)
            raise
        on_move(0)

    def _abandon(self, visitor: str, network: str, waiter: _Waiter) -> None:
        visitors = self._waiting.get(network, OrderedDict())
        queue = visitors.get(visitor)
        if queue is not None and waiter in queue:
            queue.remove(waiter)
            if not queue:
                del visitors[visitor]
            if not visitors:
                del self._waiting[network]

    def _release(self) -> None:
        while self._waiting:
            network, visitors = self._waiting.popitem(last=False)
            visitor, queue = visitors.popitem(last=False)
            following = queue.popleft()
            if queue:
                visitors[visitor] = queue
            if visitors:
                self._waiting[network] = visitors
            if not following.slot.done():
                following.slot.set_result(None)
                self._schedule_telling()
                return
        self._free += 1

    def _schedule_telling(self) -> None:
        """Everybody's position changes with each turn; it is told once a second, however many come and go."""
        if self._telling is None:
            loop = asyncio.get_running_loop()
            self._telling = loop.call_at(max(loop.time(), self._moved_at + TELL_EVERY), self._tell)

    def _tell(self) -> None:
        self._telling = None
        self._moved_at = asyncio.get_running_loop().time()
        for position, waiter in enumerate(self._in_order(), 1):
            waiter.on_move(position)

    def _in_order(self) -> Iterator[_Waiter]:
        """The waiters in the order in which they would get their turns if nobody came or left."""
        line = deque(deque(deque(queue) for queue in visitors.values()) for visitors in self._waiting.values())
        while line:
            visitors = line.popleft()
            queue = visitors.popleft()
            yield queue.popleft()
            if queue:
                visitors.append(queue)
            if visitors:
                line.append(visitors)


class TokenBuckets:
    """Token buckets, one for each name: it holds `burst` tokens, and gets `rate` a second.

    Remembers `limit` names; one that is forgotten had not come for the longest time.
    """

    def __init__(
        self, *, rate: float, burst: float, limit: int = 10_000, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._limit = limit
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, name: str, *, cost: float = 1.0) -> float:
        """Seconds until `name` may take so many tokens, 0.0 when now."""
        return max(0.0, (cost - self._level(name)) / self._rate)

    def take(self, name: str, *, cost: float = 1.0) -> float:
        """Takes tokens; returns 0.0, or the seconds until there are enough, and then none is taken."""
        wait = self.wait(name, cost=cost)
        self._buckets[name] = (self._level(name) - (0.0 if wait else cost), self._now())
        self._buckets.move_to_end(name)
        if len(self._buckets) > self._limit:
            self._buckets.popitem(last=False)
        return wait

    def _level(self, name: str) -> float:
        tokens, filled = self._buckets.get(name, (self._burst, self._now()))
        passed = max(0.0, self._now() - filled)  # a clock of the day may be put back
        return min(self._burst, tokens + passed * self._rate)
