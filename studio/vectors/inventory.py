"""Inventory of an SVG: what a browser has to do for it, and whether it can in time. Pure."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Final

from studio.vectors import line_costs
from studio.vectors.browser_limits import MAX_COVERING_SECONDS, MAX_MOVING_SECONDS, MAX_SECONDS, too_complex
from studio.vectors.line_costs import ANIMATIONS, read_animation
from studio.vectors.links import FAR_IMPORT, ids_in, own_id, pixels_in
from studio.vectors.style_rules import ANY, COMPUTED, Declaration, read_sheet, read_style
from studio.vectors.work import Elements, Expansion

ELEMENT: Final = 3e-5
"""Seconds for a small shape; 10,000 took 0.5 s, as many more by `use` the same."""
LIGHT: Final = {"stop": 2e-6, "linearGradient": 5e-6, "radialGradient": 5e-6, "title": 1e-6, "desc": 1e-6}
"""What draws nothing by itself."""
TEXT: Final = 3e-4
"""A line of letters in a size that no other has: 20,000 took more than 19 s, of one size a tenth of it."""
POINT: Final = 1e-6
LETTER: Final = 5e-6
"""100,000 took 0.3 s."""
DASH: Final = 8e-6
"""A thin one; 30,000 took 0.13 s. How wide they are is tried (drawing.py)."""
CONVOLVED: Final = 0.01
"""Each number of a matrix that goes over a whole picture: resvg takes a seventh of a browser's time for it."""
PIXEL: Final = 2.5e-8
COVERING: Final = 1e-3
"""Seconds for a shape or a layer that covers all of the picture; 7 for one with a gradient."""
COVERING_DASH: Final = 2.5e-4
"""A dash that is as wide as the picture: 5,000 took 2 s."""
PRIMITIVE: Final = 0.01
SLOW_PRIMITIVES: Final = {"feTurbulence": 0.25, "feMorphology": 0.25, "feConvolveMatrix": 0.25} | dict.fromkeys(
    ("feGaussianBlur", "feDropShadow", "feDiffuseLighting", "feSpecularLighting"), 0.08
)
"""Filters that went over a whole picture took 0.2 to 1.6; those of drawings go over parts of it."""
LETTERS: Final = frozenset({"text", "tspan", "textPath", "tref"})
NO_DRAWING: Final = frozenset({"a", "mpath", "script", "link"}) | ANIMATIONS
"""Whose `href` draws nothing."""
CONDITIONS: Final = frozenset({"systemLanguage", "requiredFeatures", "requiredExtensions", "media"})
INERT: Final = frozenset({"id", "class", "lang", "title", "alt", "d", "points", "content", "name"})
"""Attributes that are no style."""
ROOT_BOX: Final = """
    aspect-ratio background background-color border bottom box-sizing enable-background float height left margin
    min-height min-width object-fit padding position right top width
"""
"""Properties that the root may have, one word each: of a picture by itself they change its frame alone."""
FRAME_NAMES: Final = frozenset(ROOT_BOX.split())
GEOMETRY: Final = frozenset({"d", "r", "rx", "ry", "cx", "cy", "x", "y", "width", "height"})


@dataclass(slots=True)
class _Dashes:
    """Dashes of the whole file. `by_key`: the shortest period of a style sheet's rules."""

    own: "array[float]" = field(default_factory=lambda: array("d"))
    by_key: dict[str, float] = field(default_factory=dict)
    has_solid: bool = False
    is_animated: bool = False
    is_hidden: bool = False
    """Lengths, or the scale of dashes, that no element tells by itself."""


class Inventory:
    """Inventory of one file, told element by element."""

    def __init__(self) -> None:
        self.is_plain = True
        """Whether resvg draws all of it as a browser does."""
        self.has_filters = self.has_dashes = self.is_moving = False
        self._elements = Elements()
        self._seconds: array[float] = array("d")
        self._covering: array[float] = array("d")
        self._lengths: array[float] = array("d")
        self._points: array[float] = array("d")
        self._letters: list[tuple[int, int]] = []
        self._font = 32.0  # no keyword of CSS means a larger one
        self._dashes = _Dashes()
        self._styled: dict[str, list[tuple[str, str]]] = {}
        self._spent = 0.0

    def open(self, local: str, attributes: Mapping[str, str], *, parent: int) -> int:
        """Adds an element; returns its number."""
        own = attributes.get("id", "")
        classes = (f".{name}" for name in attributes.get("class", "").split())
        keys = (local, *((f"#{own}",) if own else ()), *classes)
        number = self._elements.open(parent=parent, own_id=own, keys=keys)
        points = line_costs.count_points(line_costs.line_of(attributes))
        self._seconds.append(0.0)
        self._points.append(points)
        self._lengths.append(line_costs.length_of(local, attributes))
        self._covering.append(_covering(local))
        self._dashes.own.append(inf)
        self._spend(number, LIGHT.get(local, TEXT if local in LETTERS else ELEMENT) + POINT * points)
        self.is_plain &= local not in {"switch", "foreignObject"} and CONDITIONS.isdisjoint(attributes)
        self.is_plain &= not ("href" in attributes and "xlink:href" in attributes)
        if local == "feConvolveMatrix":
            self._spend(number, CONVOLVED * _matrix_size(attributes.get("order", "")))
        if local in ANIMATIONS:
            self._animate(number, parent, attributes)
            return number
        for name, value in attributes.items():
            self._read_attribute(number, local, name, value)
        return number

    def close(self, number: int) -> None:
        self._elements.close(number)

    def add_letters(self, number: int, count: int) -> None:
        self._spend(number, LETTER * count)
        self._letters.append((number, count))

    def add_sheet(self, sheet: str) -> None:
        """Adds a style sheet. Raises SvgPicture for one that hides something."""
        for declared in read_sheet(sheet):
            self._declare(declared)

    def check(self) -> bool:
        """Whether a browser draws it in time even if each of its elements covers all of the picture.

        Raises SvgPicture where it is not even if they are all small, or where it cannot be tried here.
        """
        elements = self._elements
        elements.add_styled(self._styled)
        self._add_dashes()
        uses = elements.uses
        count = Expansion(elements, [1.0] * len(elements), once=uses)
        spots = Expansion(elements, [1.0 + points for points in self._points], once=uses)
        times = ((elements.inherited, count), (elements.at_points, spots))
        once = [*uses, *elements.single]
        if not Expansion(elements, self._seconds, once=once, times=times).total() <= MAX_SECONDS:
            raise too_complex()
        limit = MAX_MOVING_SECONDS if self.is_moving else MAX_COVERING_SECONDS
        is_light = Expansion(elements, self._covering, once=once, times=times).total() <= limit
        if not (is_light or self.is_plain):
            raise too_complex()
        return is_light

    def _spend(self, number: int, seconds: float) -> None:
        self._seconds[number] += seconds
        self._spent += seconds
        if self._spent > MAX_SECONDS:
            raise too_complex()

    def _read_attribute(self, number: int, local: str, name: str, value: str) -> None:
        if name.rpartition(":")[2] == "href":
            self._spend(number, PIXEL * pixels_in(local, "href", value))
            if local not in NO_DRAWING and (target := own_id(value)):
                self._elements.add(number, "href", target)
        elif name == "style":
            for declared in read_style(value):
                self._declare(declared, number)
        elif not (":" in name or name in INERT or name.startswith(("data-", "aria-", "on"))):
            if "\\" in value:
                raise too_complex()
            self._refer(name, value, number, local)
            self.is_plain &= COMPUTED.search(value) is None if "(" in value else True
            if name in {"stroke-dasharray", "vector-effect", "font-size"}:
                self._read_lengths(name, value, number)

    def _declare(self, declared: Declaration, number: int | None = None) -> None:
        name, value, keys = declared.name, declared.value, declared.keys
        if name == "@import" and not FAR_IMPORT.match(value):
            raise too_complex()
        if name in {"@import", "@namespace", "@charset"}:
            return
        self.is_moving |= name.startswith(("animation", "-webkit-animation"))
        is_root = number == 0 or keys == ("svg",)
        self.is_plain &= declared.is_plain or (is_root and name in FRAME_NAMES)
        self._refer(name, value, number, "", keys)
        self._dashes.is_hidden |= name in GEOMETRY and not is_root
        self._read_lengths(name, value, number, keys, is_plain=declared.is_plain)

    def _refer(self, name: str, value: str, number: int | None, local: str, keys: tuple[str, ...] = ()) -> None:
        """Adds what a value of CSS names."""
        self._spend(number or 0, PIXEL * pixels_in(local, name, value))
        self.has_filters |= name.endswith("filter") and value != "none"
        for target in ids_in(name, value):
            if number is not None:
                self._elements.add(number, name, target)
            for key in keys:
                self._styled.setdefault(key, []).append((name, target))

    def _read_lengths(
        self, name: str, value: str, number: int | None, keys: tuple[str, ...] = (), *, is_plain: bool = True
    ) -> None:
        match name:
            case "stroke-dasharray":
                self._dash(value, number, keys, is_animated=number is None and not is_plain)
            case "vector-effect":
                self._dashes.is_hidden |= value.strip().lower() != "none"
            case "font-size" | "font":
                self._font = max(self._font, line_costs.size_of(value))

    def _dash(self, value: str, number: int | None, keys: tuple[str, ...], *, is_animated: bool) -> None:
        dashes, period = self._dashes, line_costs.period_of(value)
        dashes.is_animated |= is_animated
        dashes.has_solid |= not period
        if number is not None:
            dashes.own[number] = line_costs.shortest((dashes.own[number], period))
        for key in keys:
            dashes.by_key[key] = line_costs.shortest((dashes.by_key.get(key, inf), period))

    def _animate(self, number: int, parent: int, attributes: Mapping[str, str]) -> None:
        self.is_plain, self.is_moving = False, True
        animation = read_animation(attributes)
        for dashes in animation.dashes:
            self._dash(dashes, None, (ANY,), is_animated=True)
        points = sum(map(line_costs.count_points, animation.lines))
        self._spend(number, POINT * points)
        self._points[parent] += points
        self._lengths[parent] += sum(line_costs.length_of("path", {"d": line}) for line in animation.lines)
        self._lengths[parent] += line_costs.OUTLINE * sum(map(line_costs.size_of, animation.sides))
        self._dashes.is_hidden |= animation.is_elsewhere

    def _add_dashes(self) -> None:
        """Adds the dashes of each line, and of those that stand for what a `use` with dashes names."""
        periods = self._periods()
        self.has_dashes = min(periods, default=inf) < inf
        if not self.has_dashes:
            return
        if self._dashes.is_hidden or (self._dashes.is_animated and self._dashes.has_solid):
            raise too_complex()
        for number, count in self._letters:
            self._lengths[number] += line_costs.LETTER * self._font * count
        lengths = Expansion(self._elements, self._lengths, once=self._elements.uses)
        drawn = [(number, self._lengths[number]) for number in range(len(periods))]
        drawn += [(number, lengths.of_id(target)) for number, target in self._elements.uses]
        for number, length in drawn:
            dashes = line_costs.dash_count(length, periods[number])
            self._seconds[number] += DASH * dashes
            self._covering[number] += COVERING_DASH * dashes

    def _periods(self) -> list[float]:
        """The shortest period that each element may have, or those around it."""
        dashes, elements = self._dashes, self._elements
        everywhere = dashes.by_key.get(ANY, inf)
        periods: list[float] = []
        for number, keys in enumerate(elements.keys):
            around = periods[elements.parents[number]] if number else everywhere
            styled = (dashes.by_key.get(key, inf) for key in keys) if dashes.by_key else ()
            periods.append(min(around, line_costs.shortest((dashes.own[number], *styled))))
        return periods


def _matrix_size(order: str) -> float:
    sides = [float(number) for number in line_costs.NUMBER.findall(order)] or [3.0]
    return sides[0] * sides[-1]


def _covering(local: str) -> float:
    if local in LIGHT:
        return 0.0
    return SLOW_PRIMITIVES.get(local, PRIMITIVE) if local.startswith("fe") else COVERING
