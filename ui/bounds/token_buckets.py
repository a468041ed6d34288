"""Token buckets: how often somebody may do something, a short burst allowed."""

import time
from collections import OrderedDict
from collections.abc import Callable


class TokenBuckets:
    """A bucket for each name: it holds `burst` tokens, and gets `rate` a second.

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

    def take(self, name: str) -> float:
        """Takes a token; returns 0.0, or the seconds until there is one, and then none is taken."""
        now = self._now()
        tokens, filled = self._buckets.pop(name, (self._burst, now))
        tokens = min(self._burst, tokens + (now - filled) * self._rate)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / self._rate
        self._buckets[name] = (tokens if wait else tokens - 1, now)
        if len(self._buckets) > self._limit:
            self._buckets.popitem(last=False)
        return wait
