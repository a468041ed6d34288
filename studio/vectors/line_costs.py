"""Lengths, points and dashes of an SVG's lines, at most, moved ones too. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Final

from studio.vectors.browser_limits import too_complex

NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
MEASURE: Final = re.compile(rf"({NUMBER.pattern})\s*+([a-zA-Z%]*)")
POLYGON: Final = re.compile(r"[^A-Za-z]|[MLCQSZz]|[eE](?=[-+]?[0-9])")
"""Commands of a path whose numbers are all pairs of x and y, neither relative nor an arc's."""
DASHES: Final = re.compile(r"(?:[\s,]|px|[-+.0-9]|(?<=[0-9.])[eE](?=[-+0-9]))*+", re.IGNORECASE)
WORD: Final = re.compile(r"[A-Za-z-]*+")
"""No dashes, or those of the element around."""
UNITS: Final = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 3.78, "cm": 37.8, "q": 0.945, "in": 96.0}
SIDES: Final = ("x1", "x2", "y1", "y2", "width", "height", "r", "rx", "ry", "textLength")
OUTLINE: Final = 7.0
"""The most that one side or radius adds to the length of an outline; that of a circle is 2π."""
SHAPES: Final = frozenset({"path", "polyline", "polygon", "line", "rect", "circle", "ellipse"})
LETTER: Final = 8.0
"""The most that a letter's outline is long, in sizes of its font."""
BACK: Final = 3.0
"""Each way may lead back, and a smooth curve once more as far as the one before it."""
ARC: Final = 6.3
FAR: Final = 1e12
"""What stands for a length without end: sums go on with it."""


ANIMATIONS: Final = frozenset({"animate", "animateColor", "animateMotion", "animateTransform", "set", "discard"})
LINES: Final = frozenset({"d", "points"})
ANIMATED_SIDES: Final = frozenset({"x1", "x2", "y1", "y2", "width", "height", "r", "rx", "ry", "font-size"})
DASH_LIST: Final = "stroke-dasharray"
STEADY: Final = """
    baseFrequency color cx cy display dx dy fill fill-opacity fill-rule flood-color flood-opacity font-weight fx
    fy gradientTransform intercept k1 k2 k3 k4 letter-spacing lighting-color offset opacity patternTransform
    rotate scale seed slope startOffset stdDeviation stop-color stop-opacity stroke stroke-dashoffset
    stroke-linecap stroke-linejoin stroke-opacity stroke-width surfaceScale text-anchor transform viewBox
    visibility word-spacing x y
"""
"""Attributes whose animation leaves elements, lines and dashes as many as they are, one word each."""
ANIMATED: Final = frozenset(STEADY.split()) | LINES | ANIMATED_SIDES | {DASH_LIST}
VALUES: Final = ("values", "from", "to", "by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Animation:
    """Values that an animation (SMIL) gives.

    They are of the element around it, or of the one that it names (`is_elsewhere`).
    """

    lines: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    dashes: tuple[str, ...] = ()
    is_elsewhere: bool = False


def line_of(attributes: Mapping[str, str]) -> str:
    """The numbers of an element's line."""
    return attributes.get("d") or attributes.get("points") or ""


def count_points(line: str) -> int:
    """Points of a line, at most."""
    return len(NUMBER.findall(line)) // 2


def length_of(element: str, attributes: Mapping[str, str]) -> float:
    """The length of an element's own line in its own units, at most."""
    if element not in SHAPES:
        return min(FAR, OUTLINE * size_of(attributes.get("textLength", "")))
    outline = OUTLINE * sum(size_of(attributes[side]) for side in SIDES if side in attributes)
    return min(FAR, max(_line_length(line_of(attributes)) + outline, size_of(attributes.get("pathLength", ""))))


def size_of(text: str) -> float:
    """The sum of the lengths in a text, in pixels; FAR where they depend on something else."""
    lengths = ((float(number), UNITS.get(unit.lower())) for number, unit in MEASURE.findall(text))
    return min(FAR, sum(FAR if factor is None else abs(length) * factor for length, factor in lengths))


def period_of(dashes: str) -> float:
    """The period of a list of dashes, 0 where it has no length, infinite without one.

    Raises SvgPicture for what is no plain list of pixels: a variable, a part of something, a sum.
    """
    plain = dashes.partition("!")[0].strip()
    if WORD.fullmatch(plain):
        return inf
    if DASHES.fullmatch(plain) is None:
        raise too_complex()
    return sum(abs(float(number)) for number in NUMBER.findall(plain))


def shortest(periods: Iterable[float]) -> float:
    """The shortest of periods; those without a length are lines without dashes."""
    return min((period for period in periods if period), default=inf)


def dash_count(length: float, period: float) -> float:
    return length / period if length and period < inf else 0.0


def read_animation(attributes: Mapping[str, str]) -> Animation:
    """Reads an animation. Raises SvgPicture where it cannot be told what is drawn."""
    name = attributes.get("attributeName", "transform")
    texts = tuple(attributes[key] for key in VALUES if key in attributes)
    values = tuple(value for text in texts for value in text.split(";"))
    if name not in ANIMATED or any("\\" in text or "url(" in text.lower() for text in texts):
        raise too_complex()
    is_elsewhere = any(key.rpartition(":")[2] == "href" for key in attributes)
    if name == DASH_LIST:
        if "by" in attributes or attributes.get("additive") == "sum" or attributes.get("accumulate") == "sum":
            raise too_complex()
        return Animation(dashes=values)
    if name in LINES:
        return Animation(lines=values, is_elsewhere=is_elsewhere)
    return Animation(sides=values, is_elsewhere=is_elsewhere) if name in ANIMATED_SIDES else Animation()


def _line_length(line: str) -> float:
    signed = [max(-FAR, min(float(number), FAR)) for number in NUMBER.findall(line)]
    whole = sum(map(abs, signed))
    if "A" in line or "a" in line:
        return BACK * ARC * whole
    if "T" in line or "t" in line:  # each mirrors the one before it, and so all before that
        return BACK * len(signed) * whole
    if POLYGON.sub("", line):
        return BACK * whole
    length = sum(abs(after - before) for before, after in zip(signed, signed[2:], strict=False))
    return length * (BACK if "S" in line else 2.0)
