"""Sizes and aspect ratios as people and gateways write them."""

import math
import re
from typing import Final

SIZE: Final = re.compile(r"([0-9]{1,6})\s*[xX×*]\s*([0-9]{1,6})")
RATIO: Final = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,4})?)\s*[:：/xX×]\s*([0-9]{1,5}(?:\.[0-9]{1,4})?)")

SAME_RATIO: Final = 0.03
"""How far two shapes may differ and still be one: the gateways' tables are off the named ratio by up to 2.9 %."""


def parse_size(text: str) -> tuple[int, int] | None:
    """Parses a size: "1024x768" → (1024, 768) in pixels; also with ×, * or X.

    None when it is no size or a side is 0.
    """
    match = SIZE.fullmatch(text.strip())
    if not match:
        return None
    width, height = int(match[1]), int(match[2])
    return (width, height) if width and height else None


def parse_ratio(text: str) -> float | None:
    """Parses an aspect ratio: "16:9" → 1.777…, width by height.

    Also 16x9, 16/9, 2.35:1. None when it is no ratio.
    """
    match = RATIO.fullmatch(text.strip())
    if not match:
        return None
    width, height = float(match[1]), float(match[2])
    return width / height if width and height else None


def nearest_ratio(ratio: float, offered: tuple[str, ...]) -> str:
    """The offered aspect ratio whose shape is closest, or "" when none is offered."""
    ranked = [(abs(math.log(value / ratio)), name) for name in offered if (value := parse_ratio(name))]
    return min(ranked)[1] if ranked else ""
