"""Nearest value that a model offers, for what it does not."""

import difflib
import re
from typing import Final

from formats.dimensions import parse_size

TIER: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)([kK]?)")
MIN_PIXELS: Final = 64
"""From here on a bare number counts pixels, as in "512", the tier that others offer below 1K."""


def nearest_tier(tier: str, offered: tuple[str, ...]) -> str:
    """The offered resolution whose number is closest, else the first."""
    asked = TIER.fullmatch(tier)
    ranked = [
        (abs(_thousands(number) - _thousands(asked)), name)
        for name in offered
        if asked and (number := TIER.match(name))
    ]
    return min(ranked)[1] if ranked else next(iter(offered), "")


def _thousands(tier: re.Match[str]) -> float:
    """Thousands of pixels of a tier's side."""
    number = float(tier[1])
    return number / 1024 if not tier[2] and number >= MIN_PIXELS else number


def nearest_value(value: str, offered: tuple[str, ...], default: str) -> str:
    """The offered value that is spelled most alike, else the default."""
    matches = difflib.get_close_matches(value.lower(), offered, n=1, cutoff=0.5)
    return matches[0] if matches else default or next(iter(offered), "")


def nearest_listed_size(size: str, offered: tuple[str, ...]) -> str:
    """The offered size that is closest in shape, then in area.

    For what is no size, the one that is spelled most alike.
    """
    pixels = parse_size(size)
    if not pixels:
        return nearest_value(size, offered, "")
    width, height = pixels
    ranked = [
        (abs(listed[0] / listed[1] - width / height), abs(listed[0] * listed[1] - width * height), name)
        for name in offered
        if (listed := parse_size(name))
    ]
    return min(ranked)[2] if ranked else next(iter(offered), "")
