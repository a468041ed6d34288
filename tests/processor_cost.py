"""Bound of what a piece of work costs, by a fixed loop that runs beside it.

Seconds would not do: a core that is shared with other tests, or half as fast, takes twice as many of both.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

STEPS: Final = 100_000
"""Of the loop: 6 ms of a core of 2026."""


@contextmanager
def bounded_cost(*, loops: int) -> Iterator[None]:
    """Asserts that the body takes at most so many times the loop's processor time, in all its threads."""
    before = _time_loop()
    start = time.process_time()
    yield
    spent = time.process_time() - start
    loop = max(before, _time_loop())
    assert spent <= loops * loop, f"{spent / loop:.0f} loops instead of {loops} at most"


def _time_loop() -> float:
    """Seconds of processor for the fixed loop."""
    start, total = time.process_time(), 0
    for number in range(STEPS):
        total += number & 7
    return time.process_time() - start
