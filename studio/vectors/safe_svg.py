"""SVG read without trusting it: a copy to draw, bounded, that names nothing outside.

Nothing that a file declares is expanded: one that declares entities is refused at its DOCTYPE. What could keep a
browser busy for minutes is counted first: elements, their depth, and how many there are once each reference stands
for what it names, which ten lines can make billions of. All of it blocks.
"""

import re
from base64 import b64decode
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from formats.encodings.svg_markup import svg_size
from formats.image_format import read_header
from providers.errors import Damaged
from studio.errors import SvgPicture
from studio.vectors.line_costs import MARKED, Stroke, count_points, draws_at_points, read_dash_style, read_stroke

MAX_BYTES: Final = 10_000_000
MAX_ELEMENTS: Final = 100_000
MAX_DEPTH: Final = 100
MAX_CLASSES: Final = 100
"""Classes of an element and those around it, where dashes are: each of its children knows them all."""
"""Drawing programs nest some 20; a drawing library may follow each by a call of its own stack."""
MAX_DRAWN: Final = 300_000
"""Elements with those that references stand for: Chromium takes a second for so many."""
MAX_DASHES: Final = 50_000
MAX_PIXELS: Final = 100_000_000
"""Pixels of all pictures inside; some kilobytes can declare billions."""
MAX_TEXT: Final = 200_000
"""Characters that are drawn as letters."""
DROPPED: Final = frozenset(
    {"script", "foreignObject", "handler", "listener", "metadata", "iframe", "audio", "video", "canvas"}
    | {"animate", "animateColor", "animateMotion", "animateTransform", "set", "discard", "link", "object", "embed"}
)
"""What is not drawn, or would run: left out with all that is in it."""
ACTIVE: Final = DROPPED - {
    "metadata",
    "animate",
    "animateColor",
    "animateMotion",
    "animateTransform",
    "set",
    "discard",
}
PICTURES: Final = frozenset({"image", "feImage"})
DATA_PICTURE: Final = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp)[;,]", re.IGNORECASE)
"""Not an SVG in an SVG: that would be read by other eyes than these."""
DATA_HEAD: Final = 32 * 1024
OTHER_URL: Final = re.compile(r"url\(\s*+(?!#|['\"]\s*+#)[^)]*+\)?", re.IGNORECASE)
"""All but the name of something in the file; a font in a data URL among them."""
OUTSIDE: Final = re.compile(r"@import|url\(\s*+(?!#|['\"]\s*+#|['\"]?\s*+data:)", re.IGNORECASE)
IMPORT: Final = re.compile(r"@import[^;]*;?", re.IGNORECASE)
OWN_URL: Final = re.compile(r"url\(\s*['\"]?\s*#([^'\")\s]+)", re.IGNORECASE)
CLASS: Final = re.compile(r"\.([\w-]+)")
NAMESPACE: Final = "http://www.w3.org/2000/svg"
ROOT_SIZES: Final = frozenset({"width", "height", "viewBox"})
LETTERS: Final = frozenset({"text", "tspan", "textPath", "tref"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeSvg:
    """A copy of an SVG that can be drawn. `width` and `height` are the file's own.

    `has_text`: letters are to be drawn. `is_active`: the file itself has scripts, or names something outside of it.
    """

    width: int
    height: int
    root: str
    attributes: str
    content: str
    has_text: bool
    is_active: bool

    def markup(self, size: tuple[int, int]) -> str:
        """The copy, to be drawn in that size."""
        return f'<{self.root}{self.attributes} width="{size[0]}" height="{size[1]}">{self.content}</{self.root}>'


def read_svg(path: Path) -> SafeSvg:
    """Reads an SVG.

    Raises SvgPicture, whose `reason` is "entities" or "complex", and Damaged where it is no whole XML.
    """
    if path.stat().st_size > MAX_BYTES:
        raise _too_complex()
    reader = _SvgReader()
    try:
        reader.parse(path.read_bytes())
    except (expat.ExpatError, ValueError, LookupError) as error:  # an encoding that nobody knows is the latter
        raise Damaged(f"{type(error).__name__}: {error}"[:200], may_be_charged=False) from error
    reader.check_references()
    return reader.result()


@dataclass(slots=True)
class _Counts:
    """What the file's elements name, by their numbers in the order of the file."""

    elements: int = 0
    letters: int = 0
    pixels: int = 0
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    """From and to which number the element of an id reaches."""
    points: int = 0
    strokes: list[Stroke] = field(default_factory=list)
    markers: list[str] = field(default_factory=list)
    references: list[tuple[int, str]] = field(default_factory=list)
    classes: list[tuple[int, str]] = field(default_factory=list)


class _SvgReader:
    """Reader of one file, event by event. Names stay as they are written, prefixes included."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._start_doctype
        self._parser.EntityDeclHandler = self._declare_entity
        self._parser.ProcessingInstructionHandler = self._instruct
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._add_text
        self._parts: list[str] = []
        self._open: list[tuple[str, int, str]] = []
        self._dropped_at = 0
        self._root, self._attributes = "", ""
        self._size = (0, 0)
        self._style: list[str] = []
        self._counts = _Counts()
        self._strokes: list[Stroke] = []
        self._has_text = self._is_active = self._is_marked = self._has_dashes = False

    def parse(self, data: bytes) -> None:
        plain = data.replace(b"\0", b"").lower()
        self._has_dashes = b"dasharray" in plain or b"&#" in plain  # a character reference may spell it
        self._parser.Parse(data, True)

    def result(self) -> SafeSvg:
        return SafeSvg(
            width=self._size[0],
            height=self._size[1],
            root=self._root,
            attributes=self._attributes,
            content="".join(self._parts),
            has_text=self._has_text,
            is_active=self._is_active,
        )

    def check_references(self) -> None:
        """Raises SvgPicture where there are too many elements once each reference stands for what it names."""
        counts = self._counts
        by_class, everywhere = _style_references("".join(self._style))
        references = [*counts.references]
        for number, name in counts.classes:
            references += [(number, target) for target in by_class.get(name, ())]
            if len(references) > MAX_ELEMENTS:
                raise _too_complex()
        if len(everywhere) * counts.elements > MAX_ELEMENTS:
            raise _too_complex()
        references += [(number, target) for target in everywhere for number in range(counts.elements)]
        if len(references) > MAX_ELEMENTS:
            raise _too_complex()
        drawn = _Expansion(counts.spans, sorted(references))
        marked = max(map(drawn.size_of_id, counts.markers), default=0)
        at_points = marked * counts.points if self._is_marked else 0
        if drawn.size_of((0, counts.elements)) + at_points > MAX_DRAWN:
            raise _too_complex()
        dashes = sum(map(read_dash_style("".join(self._style)).dashes_of, counts.strokes))
        if not dashes <= MAX_DASHES:  # what is no number at all is too many, too
            raise _too_complex()

    def _start_doctype(self, name: str, system: str | None, public: str | None, has_subset: int) -> None:
        if has_subset:
            raise SvgPicture(params={"reason": "entities"})

    def _declare_entity(self, *_: object) -> None:
        raise SvgPicture(params={"reason": "entities"})

    def _instruct(self, target: str, _: str) -> None:
        """None is drawn; some loads a style sheet."""
        self._is_active = self._is_active or target == "xml-stylesheet"

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        counts, local = self._counts, _local(name)
        self._open.append((name, counts.elements, attributes.get("id", "")))
        self._count(attributes)
        if not self._dropped_at and local in DROPPED:
            self._dropped_at = len(self._open)
        self._is_active = self._is_active or local in ACTIVE
        if len(self._open) == 1:
            sizes = (attributes.get(key, "") for key in ("width", "height", "viewBox"))
            self._root, self._size = name, svg_size(*sizes)
            kept = {key: value for key, value in self._safe(name, attributes).items() if key not in ROOT_SIZES}
            box = attributes.get("viewBox") or f"0 0 {self._size[0]} {self._size[1]}"
            # Models forget the namespace, without which no browser shows it and no library draws it.
            space = {} if ":" in name or "xmlns" in kept else {"xmlns": NAMESPACE}
            self._attributes = _to_markup({**kept, **space, "viewBox": box})
            return
        safe = self._safe(name, attributes)
        if not self._dropped_at:
            self._has_text = self._has_text or local in LETTERS
            self._parts.append(f"<{name}{_to_markup(safe)}>")

    def _end(self, name: str) -> None:
        name, number, own_id = self._open.pop()
        del self._strokes[-1:]
        if own_id and _local(name) == "marker":
            self._counts.markers.append(own_id)
        if own_id:
            self._counts.spans.setdefault(own_id, (number, self._counts.elements))
        if not self._dropped_at and self._open:
            self._parts.append(f"</{name}>")
        if len(self._open) < self._dropped_at:
            self._dropped_at = 0

    def _add_text(self, text: str) -> None:
        local = _local(self._open[-1][0])
        if local == "style":
            self._style.append(text)
            self._is_marked = self._is_marked or MARKED.search(text) is not None
            self._is_active = self._is_active or OUTSIDE.search(text) is not None
            text = OTHER_URL.sub("none", IMPORT.sub("", text))
        elif local in LETTERS:
            self._counts.letters += len(text)
            if self._counts.letters > MAX_TEXT:
                raise _too_complex()
        if not self._dropped_at:
            self._parts.append(escape(text))

    def _count(self, attributes: Mapping[str, str]) -> None:
        counts, number = self._counts, self._counts.elements
        counts.elements += 1
        counts.points += count_points(attributes)
        self._is_marked = self._is_marked or draws_at_points(attributes)
        if self._has_dashes:
            around = self._strokes[-1] if self._strokes else Stroke()
            self._strokes.append(read_stroke(_local(self._open[-1][0]), attributes, around))
            counts.strokes.append(self._strokes[-1])
            if len(self._strokes[-1].classes) > MAX_CLASSES:
                raise _too_complex()
        for name, value in attributes.items():
            counts.pixels += _pixels_of(value) if DATA_PICTURE.match(value) else 0
            if _local(name) == "href" and value.strip().startswith("#"):
                counts.references.append((number, value.strip()[1:]))
            elif name == "class":
                counts.classes += [(number, each) for each in value.split()]
            elif "url(" in value:
                counts.references += [(number, target) for target in OWN_URL.findall(value)]
        if max(counts.elements, len(counts.classes), len(counts.references)) > MAX_ELEMENTS:
            raise _too_complex()
        if len(self._open) > MAX_DEPTH or counts.pixels > MAX_PIXELS:
            raise _too_complex()

    def _safe(self, name: str, attributes: Mapping[str, str]) -> dict[str, str]:
        """The attributes that run nothing and name nothing outside."""
        local = _local(name)
        safe = {key: value for key, value in attributes.items() if _is_safe(local, _local(key), value)}
        self._is_active = self._is_active or any(
            _is_loading(local, _local(key), value) for key, value in attributes.items() if key not in safe
        )
        return safe


class _Expansion:
    """How many elements a stretch of a file has once each reference stands for what it names.

    A reference that leads back into itself draws nothing, as in browsers.
    """

    def __init__(self, spans: Mapping[str, tuple[int, int]], references: list[tuple[int, str]]) -> None:
        self._spans = spans
        self._references = references
        self._sizes: dict[str, int] = {}
        self._depth = 0

    def size_of(self, span: tuple[int, int]) -> int:
        """Never much more than MAX_DRAWN."""
        first, last = bisect_left(self._references, (span[0], "")), bisect_left(self._references, (span[1], ""))
        size = span[1] - span[0]
        for _, target in self._references[first:last]:
            size += self.size_of_id(target)
            if size > MAX_DRAWN:
                break
        return size

    def size_of_id(self, target: str) -> int:
        if target not in self._sizes:
            if self._depth > MAX_DEPTH:
                raise _too_complex()
            self._sizes[target] = 0
            self._depth += 1
            self._sizes[target] = self.size_of(self._spans[target]) if target in self._spans else 0
            self._depth -= 1
        return self._sizes[target]


def _style_references(style: str) -> tuple[dict[str, list[str]], list[str]]:
    """What the rules of a style sheet name, by class, and what those name that are for any element."""
    by_class: dict[str, list[str]] = {}
    everywhere: list[str] = []
    size = 0
    for rule in style.split("}"):
        selector, _, body = rule.rpartition("{")
        targets = OWN_URL.findall(body)
        names = CLASS.findall(selector)
        size += len(names) * len(targets)
        if size > MAX_ELEMENTS:
            raise _too_complex()
        for name in names:
            by_class.setdefault(name, []).extend(targets)
        everywhere += [] if names else targets
    return by_class, everywhere


def _is_safe(element: str, attribute: str, value: str) -> bool:
    if attribute == "base" or attribute.lower().startswith("on") or OTHER_URL.search(value):
        return False
    if attribute in {"href", "src"}:
        return value.strip().startswith("#") or (element in PICTURES and DATA_PICTURE.match(value) is not None)
    return True


def _is_loading(element: str, attribute: str, value: str) -> bool:
    """Whether an attribute that is left out would run or load something; a link that is pressed does not."""
    if attribute in {"href", "src"}:
        return element != "a" and not value.strip().lower().startswith("data:")
    return attribute == "base" or attribute.lower().startswith("on") or OUTSIDE.search(value) is not None


def _pixels_of(url: str) -> int:
    """Pixels that a picture in a data URL declares in its first bytes; 0 where they do not tell."""
    start = url.find(",") + 1
    head = re.sub(r"[^A-Za-z0-9+/]", "", url[start : start + DATA_HEAD])
    header = read_header(b64decode(head[: len(head) & ~3]))
    return header.width * header.height if header else 0


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _to_markup(attributes: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())


def _too_complex() -> SvgPicture:
    return SvgPicture(params={"reason": "complex"})
