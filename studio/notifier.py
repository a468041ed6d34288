"""Coalescing change notifier: wakes everyone who waits, at most so often.

What comes in between two notifications is told together.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

COST: Final = 0.0004  # seconds between two notifications for each who waits; waking one takes 0.1 ms of the loop
AT_ONCE: Final = 32  # waiters woken in one go; then the loop looks after others


class Notifier:
    """Change notifier.

    `gap`: the least seconds between two notifications, longer where hundreds wait. The first one after a quiet gap
    goes out at once. `tick`: the most seconds between two, while somebody waits; 0 for any.

    `on_notify` is called at each. Nobody misses one: a listener remembers `count` before it looks, and waits for
    more than that.
    """

    def __init__(self, *, gap: float = 0.0, tick: float = 0.0, on_notify: Callable[[], None] | None = None) -> None:
        self.count = 0
        self._gap = gap
        self._tick = tick
        self._on_notify = on_notify
        self._last = float("-inf")
        self._timer: asyncio.TimerHandle | None = None
        self._ticker: asyncio.TimerHandle | None = None
        self._waiters: dict[asyncio.Future[None], None] = {}

    def notify(self, *, at_once: bool = False) -> None:
        """There is news. `at_once`: it does not wait for the gap."""
        loop = asyncio.get_running_loop()
        gap = max(self._gap, COST * len(self._waiters))
        wait = 0.0 if at_once else self._last + gap - loop.time()
        if wait <= 0:
            self._notify_now()
        elif self._timer is None:
            self._timer = loop.call_later(wait, self._notify_now)

    async def wait_beyond(self, count: int) -> None:
        """Returns as soon as it has notified more than `count` times."""
        loop = asyncio.get_running_loop()
        while self.count <= count:
            waiter = loop.create_future()
            self._waiters[waiter] = None
            if self._tick and self._ticker is None:
                self._ticker = loop.call_later(self._tick, self._on_tick)
            try:
                await waiter
            finally:
                self._waiters.pop(waiter, None)

    def close(self) -> None:
        """Forgets a notification that was still to come."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _notify_now(self) -> None:
        self.close()
        self._last = asyncio.get_running_loop().time()
        self.count += 1
        self._wake(tuple(self._waiters))
        if self._on_notify is not None:
            self._on_notify()

    def _wake(self, waiters: Sequence[asyncio.Future[None]]) -> None:
        for waiter in waiters[:AT_ONCE]:
            if not waiter.done():
                waiter.set_result(None)
        if len(waiters) > AT_ONCE:
            asyncio.get_running_loop().call_soon(self._wake, waiters[AT_ONCE:])

    def _on_tick(self) -> None:
        """Notifies after a quiet time; goes on as long as somebody waits."""
        self._ticker = None
        if not self._waiters:
            return
        loop = asyncio.get_running_loop()
        if loop.time() - self._last >= self._tick:
            self._notify_now()
        self._ticker = loop.call_at(self._last + self._tick, self._on_tick)
