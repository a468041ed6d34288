"""Rules that a size in pixels must meet, and the nearest size that meets them."""

import math
from dataclasses import dataclass
from typing import Final

MAX_SIDE: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeRule:
    """Limits of WIDTHxHEIGHT in pixels that a model takes; 0 is no limit.

    `max_short_side` bounds the shorter side alone. `recommended` pixels is no limit but a warning: fewer may be
    refused or enlarged.
    """

    multiple: int = 1
    max_side: int = 0
    max_short_side: int = 0
    ratio: float = 0.0
    min_pixels: int = 0
    max_pixels: int = 0
    recommended: int = 0


def broken_rule(width: int, height: int, rule: SizeRule) -> str:
    """The name of the first rule that a size breaks, or "".

    Names: size_multiple, size_longest, size_ratio, size_least, size_most (the five of Turing's document, in its
    order), size_shortest.
    """
    if width % rule.multiple or height % rule.multiple:
        return "size_multiple"
    if rule.max_side and max(width, height) > rule.max_side:
        return "size_longest"
    if rule.ratio and max(width, height) > rule.ratio * min(width, height):
        return "size_ratio"
    if width * height < rule.min_pixels:
        return "size_least"
    if rule.max_pixels and width * height > rule.max_pixels:
        return "size_most"
    if rule.max_short_side and min(width, height) > rule.max_short_side:
        return "size_shortest"
    return ""


def nearest_size(width: int, height: int, rule: SizeRule) -> tuple[int, int]:
    """The valid size closest in shape and then in area.

    The larger of two as close; a valid size comes back unchanged. Raises ValueError for a rule that no size
    meets.
    """
    if not broken_rule(width, height, rule):
        return width, height
    ideal = _ideal_size(width, height, rule)
    step, max_factor = rule.multiple, _max_factor(rule)
    start = round(ideal[0] / step)
    for window in (4, 64, max_factor):
        columns = range(max(1, start - window), min(max_factor, start + window) + 1)
        sizes = [(column * step, row) for column in columns for row in _heights(column * step, ideal[1], rule)]
        if sizes:
            return min(sizes, key=lambda size: (_distance(size, ideal), -size[0] * size[1]))
    raise ValueError(f"no size meets {rule}")


def _ideal_size(width: int, height: int, rule: SizeRule) -> tuple[float, float]:
    """The closest size within the limits of shape, area and side, before it is rounded to multiples."""
    shape = width / height
    if rule.ratio:
        shape = min(max(shape, 1 / rule.ratio), rule.ratio)
    area = max(float(width * height), rule.min_pixels, 1.0)
    if rule.max_pixels:
        area = min(area, rule.max_pixels)
    ideal_width, ideal_height = math.sqrt(area * shape), math.sqrt(area / shape)
    shrink = min(1.0, (rule.max_side or MAX_SIDE) / max(ideal_width, ideal_height))
    if rule.max_short_side:
        shrink = min(shrink, rule.max_short_side / min(ideal_width, ideal_height))
    return ideal_width * shrink, ideal_height * shrink


def _max_factor(rule: SizeRule) -> int:
    return max(1, (rule.max_side or MAX_SIDE) // rule.multiple)


def _heights(width: int, ideal_height: float, rule: SizeRule) -> list[int]:
    """The valid heights beside this width that may be the closest. Two below and two above the ideal one."""
    lowest, highest = max(1.0, rule.min_pixels / width), float(rule.max_side or MAX_SIDE)
    if rule.ratio:
        lowest, highest = max(lowest, width / rule.ratio), min(highest, width * rule.ratio)
    if rule.max_pixels:
        highest = min(highest, rule.max_pixels / width)
    if rule.max_short_side and width > rule.max_short_side:
        highest = min(highest, rule.max_short_side)
    first, last = math.ceil(lowest / rule.multiple), math.floor(highest / rule.multiple)
    below = math.floor(ideal_height / rule.multiple)
    rows = {min(max(row, first), last) * rule.multiple for row in range(below - 1, below + 3)}
    return [] if first > last else [row for row in sorted(rows) if not broken_rule(width, row, rule)]


def _distance(size: tuple[int, int], ideal: tuple[float, float]) -> float:
    """The distance of a size from the ideal one; shape counts four times as much as area."""
    width_error, height_error = math.log(size[0] / ideal[0]), math.log(size[1] / ideal[1])
    return 4 * (width_error - height_error) ** 2 + (width_error + height_error) ** 2
