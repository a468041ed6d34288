"""Costs of an SVG's lines to a browser: points with markers, dashes of a stroke. Pure.

Both are estimates from above, by the numbers that stand in a file; CSS escapes and variables are not resolved.
Seen in Chromium: 30,000 dashes narrower than their line take seven seconds, 100,000 more than twelve; beyond a
million it draws none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Final

NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
BY_DISTANCE: Final = re.compile(r"[a-zHV]")
"""Commands of a path whose numbers are distances, or stand alone; those of all others come in pairs of x and y."""
MARKED: Final = re.compile(r"(?is)marker(?:-mid)?(?:\s|/\*.*?\*/)*:")
"""A style that draws a marker at each point of a line; it is inherited."""
DASHED: Final = re.compile(r"(?is)stroke-dasharray(?:\s|/\*.*?\*/)*:([^;}]*)")
SIDES: Final = ("x1", "x2", "y1", "y2", "width", "height", "r", "rx", "ry")
OUTLINE: Final = 7.0
"""The most that one side or radius adds to the length of an outline."""
SHAPES: Final = frozenset({"path", "polyline", "polygon", "line", "rect", "circle", "ellipse"})
CLASS: Final = re.compile(r"\.([\w-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """Dashes of an element: the period that it or one around it has, and their classes.

    `length` is that of its own line.
    """

    length: float = 0.0
    period: float = inf
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DashStyle:
    """The shortest periods of a style sheet's dashes: by class, and of the rules that name none."""

    by_class: Mapping[str, float] = field(default_factory=dict)
    everywhere: float = inf

    def dashes_of(self, stroke: Stroke) -> float:
        """The dashes of an element, at most."""
        periods = (self.by_class.get(name, inf) for name in stroke.classes)
        return stroke.length / min(stroke.period, self.everywhere, *periods)


def draws_at_points(attributes: Mapping[str, str]) -> bool:
    """Whether an element draws a marker at each point of the lines in it."""
    return "marker-mid" in attributes or MARKED.search(attributes.get("style", "")) is not None


def count_points(attributes: Mapping[str, str]) -> int:
    """The points of an element's line, at most."""
    return len(NUMBER.findall(_line(attributes))) // 2


def read_stroke(element: str, attributes: Mapping[str, str], around: Stroke) -> Stroke:
    """The stroke of an element within one of that stroke."""
    style = min(map(_period, DASHED.findall(attributes.get("style", ""))), default=inf)
    own = attributes.get("class", "").split()
    return Stroke(
        length=_length(attributes) if element in SHAPES else 0.0,
        period=min(_period(attributes.get("stroke-dasharray", "")), style, around.period),
        classes=(*around.classes, *own) if own else around.classes,
    )


def read_dash_style(sheet: str) -> DashStyle:
    """The dashes of a style sheet."""
    by_class: dict[str, float] = {}
    everywhere = inf
    for rule in sheet.split("}"):
        selector, _, body = rule.rpartition("{")
        period = min(map(_period, DASHED.findall(body)), default=inf)
        names = CLASS.findall(selector)
        by_class |= {name: min(period, by_class.get(name, inf)) for name in names}
        everywhere = everywhere if names else min(period, everywhere)
    return DashStyle(by_class=by_class, everywhere=everywhere)


def _length(attributes: Mapping[str, str]) -> float:
    """The length of an element's line in its own units, at most."""
    line = _line(attributes)
    numbers = [float(number) for number in NUMBER.findall(line)]
    if "d" in attributes and BY_DISTANCE.search(line):
        length = sum(map(abs, numbers))
    else:
        length = sum(abs(after - before) for before, after in zip(numbers, numbers[2:], strict=False))
    length += OUTLINE * sum(map(_absolute, (attributes.get(side, "") for side in SIDES)))
    return max(length, _absolute(attributes.get("pathLength", "")))


def _line(attributes: Mapping[str, str]) -> str:
    return attributes.get("d") or attributes.get("points") or ""


def _absolute(text: str) -> float:
    number = NUMBER.match(text.strip())
    return abs(float(number[0])) if number else 0.0


def _period(text: str) -> float:
    return sum(abs(float(number)) for number in NUMBER.findall(text)) or inf
