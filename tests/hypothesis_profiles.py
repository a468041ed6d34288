"""Hypothesis profiles.

`quick` in every run, `thorough` (five times as many examples) by `make test-thorough`.

Workers share the cores, so neither judges how fast an example is: the 200 ms that Hypothesis allows are of the
clock, and with a Chromium on both cores a sound example may overrun.
"""

import os
from typing import Final

from hypothesis import settings

THOROUGH: Final = 100
"""Examples of a property that names no number of its own."""
QUICK: Final = 20


def load_profile() -> None:
    """Registers both profiles and loads the one that HYPOTHESIS_PROFILE names, `quick` without it."""
    settings.register_profile("quick", parent=settings.default, deadline=None, max_examples=QUICK)
    settings.register_profile("thorough", parent=settings.default, deadline=None, max_examples=THOROUGH)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or "quick")


def is_thorough() -> bool:
    """Whether this is a thorough run."""
    return os.environ.get("HYPOTHESIS_PROFILE") == "thorough"


def examples(count: int) -> int:
    """The examples of one property in the loaded profile, where a thorough run makes `count`."""
    return max(1, count * settings().max_examples // THOROUGH)
