"""Throttle of logins and codes: each wrong attempt makes the next one wait longer."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

MAX_WAIT: Final = 30.0
FORGOTTEN_AFTER: Final = 3600.0
"""Seconds after the last wrong attempt."""
Key = tuple[str, str]
"""What is tried, and from where."""


class LoginThrottle:
    """Waits of 1, 2, 4 … seconds by what is tried and from where; nobody is shut out.

    `max_wait` seconds at most. Holds `limit` counters.
    """

    def __init__(
        self, *, max_wait: float = MAX_WAIT, limit: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._max_wait = max_wait
        self._limit = limit
        self._clock = clock
        self._failures: OrderedDict[Key, tuple[int, float]] = OrderedDict()

    def wait(self, key: Key) -> float:
        """Seconds until the next attempt, 0.0 when now."""
        count, last = self._failures.get(key, (0, 0.0))
        return max(0.0, last + self._pause(count) - self._clock()) if count else 0.0

    def begin(self, key: Key) -> None:
        """Counts an attempt as wrong until `clear`: of many at the same moment one is tried."""
        count, last = self._failures.pop(key, (0, 0.0))
        if self._clock() - last > FORGOTTEN_AFTER:
            count = 0
        self._failures[key] = count + 1, self._clock()
        if len(self._failures) > self._limit:
            self._failures.popitem(last=False)

    def clear(self, key: Key) -> None:
        """Forgets what was wrong before: the attempt was right."""
        self._failures.pop(key, None)

    def _pause(self, count: int) -> float:
        return min(self._max_wait, 2.0 ** min(count - 1, 16))
