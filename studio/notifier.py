"""Coalescing change notifier: wakes everyone who waits, at most so often.

What comes in between two notifications is told together.
"""

import asyncio
from collections.abc import Callable


class Notifier:
    """Change notifier.

    `gap`: the least seconds between two notifications. The first one after a quiet gap goes out at once.

    `on_notify` is called at each. Nobody misses one: a listener remembers `count` before it looks, and waits for
    more than that.
    """

    def __init__(self, *, gap: float = 0.0, on_notify: Callable[[], None] | None = None) -> None:
        self.count = 0
        self._gap = gap
        self._on_notify = on_notify
        self._last = float("-inf")
        self._timer: asyncio.TimerHandle | None = None
        self._event = asyncio.Event()
        self._waiters = 0

    def notify(self, *, at_once: bool = False) -> None:
        """There is news. `at_once`: it does not wait for the gap."""
        loop = asyncio.get_running_loop()
        wait = 0.0 if at_once else self._last + self._gap - loop.time()
        if wait <= 0:
            self._notify_now()
        elif self._timer is None:
            self._timer = loop.call_later(wait, self._notify_now)

    async def wait_beyond(self, rings: int) -> None:
        """Returns as soon as it has rung more than `rings` times."""
        self._waiters += 1
        try:
            while self.count <= rings:
                await self._event.wait()
        finally:
            self._waiters -= 1

    def close(self) -> None:
        """Forgets a ring that was still to come."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _notify_now(self) -> None:
        self.close()
        self._last = asyncio.get_running_loop().time()
        self.count += 1
        if self._waiters:
            event, self._event = self._event, asyncio.Event()
            event.set()
        if self._on_notify is not None:
            self._on_notify()
