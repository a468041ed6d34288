"""Limits: per-visitor quota, and a fair semaphore for each gateway."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of the server: concurrency, quotas, retention.

    `waiting_calls`: calls that may wait for a gateway beside those that are made; `runs_per_address`: unfinished
    runs of one network, 0 for any number. `server_keys_open`: visitors may use the server's own keys, for
    `daily_calls` and `daily_tokens` a day, 0 for any number. `grace`: seconds that running calls get when it
    closes. `checkers`: pictures decoded at once, each of which costs its pixels in memory (a 4096×4096 one 50 MB).
    `updates`: changes told per second and run. `keep_in_memory`: seconds that an ended run stays in memory. `tick`:
    seconds between signs of life in watch_all. `keep_partials_days`: how long the stored answers of calls that did
    not go well are kept, and their partial
    pictures; `keep_uploads_days`: how long uploads are that no run was made of, and what was prepared for sending;
    `keep_deleted_days`: how long pictures are that their visitor deleted.
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
    checkers: int = 1
    updates: float = 30.0
    keep_in_memory: float = 300.0
    tick: float = 15.0
    keep_partials_days: int = 7
    keep_uploads_days: int = 30
    keep_deleted_days: int = 30
    keep_free: int = 0
    storage_per_visitor: int = 0
    uploads_per_hour: int = 0


class FairSemaphore:
    """Semaphore with a fair queue: waiters are served round-robin by visitor.

    At most `capacity` at a time; each visitor's own come in their order.

    So one visitor's twenty calls do not keep another's first one waiting behind them.
    """

    def __init__(self, capacity: int) -> None:
        self._free = capacity
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def slot(self, visitor: str) -> AsyncIterator[None]:
        """Waits for a turn and holds it."""
        await self._acquire(visitor)
        try:
            yield
        finally:
            self._release()

    async def _acquire(self, visitor: str) -> None:
        if self._free > 0:
            self._free -= 1
            return
        slot: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(visitor, deque()).append(slot)
        try:
            await slot
        except asyncio.CancelledError:
            if slot.done() and not slot.cancelled():
                self._release()
            else:
                self._abandon(visitor, slot)
            raise

    def _abandon(self, visitor: str, slot: asyncio.Future[None]) -> None:
        queue = self._waiting.get(visitor)
        if queue is not None and slot in queue:
            queue.remove(slot)
            if not queue:
                del self._waiting[visitor]

    def _release(self) -> None:
        while self._waiting:
            visitor, queue = self._waiting.popitem(last=False)
            following = queue.popleft()
            if queue:
                self._waiting[visitor] = queue
            if not following.done():
                following.set_result(None)
                return
        self._free += 1
