"""Work of a browser with an SVG, where each reference stands for what it names. Pure.

Ten lines can name each other so that they make billions of elements; what is inherited is drawn by each element
below. All is an estimate from above, in seconds.
"""

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate

from studio.vectors.browser_limits import MAX_CHAIN, MAX_ELEMENTS, MAX_REFERENCES, too_complex
from studio.vectors.style_rules import ANY

Reference = tuple[int, str]
"""From the element of a number to that of an id."""


class Elements:
    """Elements of a file by their numbers in its order, and what they name."""

    def __init__(self) -> None:
        self.ends: array[int] = array("l")
        """The number that follows those of all within."""
        self.parents: array[int] = array("l")
        self.keys: list[tuple[str, ...]] = []
        self.ids: dict[str, list[int]] = {}
        """An id that is there twice may stand for either."""
        self.uses: list[Reference] = []
        self.single: list[Reference] = []
        """Drawn once for the element that names it: a filter, a mask."""
        self.inherited: list[Reference] = []
        """Drawn for each element within: a pattern, a marker at an end."""
        self.at_points: list[Reference] = []
        """Drawn for each point of the lines within."""

    def __len__(self) -> int:
        return len(self.ends)

    def open(self, *, parent: int, own_id: str, keys: tuple[str, ...]) -> int:
        """Adds one, and returns its number."""
        number = len(self.ends)
        if number >= MAX_ELEMENTS:
            raise too_complex()
        self.ends.append(number + 1)
        self.parents.append(parent)
        self.keys.append(keys)
        if own_id:
            self.ids.setdefault(own_id, []).append(number)
        return number

    def close(self, number: int) -> None:
        self.ends[number] = len(self.ends)

    def add(self, number: int, property_name: str, target: str) -> None:
        """Adds what a property of an element names."""
        self._list_of(property_name).append((number, target))
        if self._references() > MAX_REFERENCES:
            raise too_complex()

    def add_styled(self, styled: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Adds what a style sheet names: by key, the property and the id."""
        for number, keys in enumerate(self.keys):
            for key in (*keys, ANY):
                for property_name, target in styled.get(key, ()):
                    self.add(number, property_name, target)

    def _references(self) -> int:
        return len(self.uses) + len(self.single) + len(self.inherited) + len(self.at_points)

    def _list_of(self, property_name: str) -> list[Reference]:
        match property_name:
            case "href":
                return self.uses
            case "fill" | "stroke" | "marker-start" | "marker-end":
                return self.inherited
            case "marker" | "marker-mid":
                return self.at_points
            case _:
                return self.single


class Expansion:
    """Sum of something over a file's elements, where each reference stands for what it names.

    One of `times` counts as often as the other expansion says of its element. A reference that leads back into
    itself draws nothing, as in browsers. Raises SvgPicture where several lead back into each other: what is drawn
    then depends on where one begins.
    """

    def __init__(
        self,
        elements: Elements,
        amounts: Sequence[float],
        *,
        once: Sequence[Reference],
        times: Sequence[tuple[Sequence[Reference], "Expansion"]] = (),
    ) -> None:
        self._elements = elements
        self._sums = [0.0, *accumulate(amounts)]
        self._once = sorted(once)
        self._times = [(sorted(references), other) for references, other in times]
        self._known: dict[str, float] = {}
        self._by_number: dict[int, float] = {}
        self._open: list[str] = []

    def total(self) -> float:
        return self.within(0, len(self._elements))

    def of_element(self, number: int) -> float:
        if number not in self._by_number:
            self._by_number[number] = self.within(number, self._elements.ends[number])
        return self._by_number[number]

    def within(self, first: int, end: int) -> float:
        amount = self._sums[end] - self._sums[first]
        for _, target in _part(self._once, first, end):
            amount += self.of_id(target)
        for references, other in self._times:
            for number, target in _part(references, first, end):
                amount += self.of_id(target) * other.of_element(number)
        return amount

    def of_id(self, target: str) -> float:
        if target in self._open:
            if target != self._open[-1]:
                raise too_complex()
            return 0.0
        if target not in self._known:
            if len(self._open) > MAX_CHAIN:
                raise too_complex()
            self._open.append(target)
            ends = self._elements.ends
            spans = ((number, ends[number]) for number in self._elements.ids.get(target, ()))
            amount = max((self.within(*span) for span in spans), default=0.0)
            self._open.pop()
            self._known[target] = amount
        return self._known[target]


def _part(references: Sequence[Reference], first: int, end: int) -> Sequence[Reference]:
    return references[bisect_left(references, (first, "")) : bisect_left(references, (end, ""))]
