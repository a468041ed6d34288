"""SVG read without trusting it: a copy to draw, bounded, that names nothing outside.

Nothing that a file declares is expanded: one that declares entities is refused at its DOCTYPE. What could keep a
browser busy is counted first (inventory.py). All of it blocks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from formats.encodings.svg_markup import svg_size
from providers.errors import Damaged
from studio.errors import SvgPicture
from studio.vectors.browser_limits import MAX_BYTES, MAX_DEPTH, too_complex
from studio.vectors.inventory import LETTERS, Inventory
from studio.vectors.line_costs import ANIMATIONS
from studio.vectors.links import FAR_SHEET, IMPORT, OTHER_URL, OUTSIDE, is_loading, is_safe

ACTIVE: Final = frozenset(
    {
        "script",
        "foreignObject",
        "handler",
        "listener",
        "iframe",
        "audio",
        "video",
        "canvas",
        "link",
        "object",
        "embed",
    }
)
"""What would run or load something."""
DROPPED: Final = ACTIVE | ANIMATIONS | {"metadata"}
"""What is not drawn: left out with all that is in it."""
NAMESPACE: Final = "http://www.w3.org/2000/svg"
ROOT_SIZES: Final = frozenset({"width", "height", "viewBox"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeSvg:
    """A copy of an SVG that can be drawn. `width` and `height` are the file's own.

    `has_text`: letters are to be drawn. `is_active`: the file itself has scripts, or names something outside of it.
    `is_light`: a browser draws it in time whatever its elements cover, so that none need be tried.
    """

    width: int
    height: int
    root: str
    attributes: str
    content: str
    has_text: bool
    is_active: bool
    is_light: bool
    has_filters: bool
    has_dashes: bool
    is_moving: bool

    def markup(self, size: tuple[int, int]) -> str:
        """The copy, to be drawn in that size."""
        return f'<{self.root}{self.attributes} width="{size[0]}" height="{size[1]}">{self.content}</{self.root}>'


def read_svg(path: Path) -> SafeSvg:
    """Reads an SVG.

    Raises SvgPicture, whose `reason` is "entities" or "complex", and Damaged where it is no whole XML.
    """
    if path.stat().st_size > MAX_BYTES:
        raise too_complex()
    reader = _SvgSanitizer()
    try:
        reader.parse(path.read_bytes())
    except (expat.ExpatError, ValueError, LookupError) as error:  # an encoding that nobody knows is the latter
        raise Damaged(f"{type(error).__name__}: {error}"[:200], may_be_charged=False) from error
    return reader.result()


class _SvgSanitizer:
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
        self._open: list[tuple[str, int]] = []
        """Names of the elements around, with their numbers."""
        self._dropped_at = 0
        self._root, self._attributes = "", ""
        self._size = (0, 0)
        self._style: list[str] = []
        self._inventory = Inventory()
        self._has_text = self._is_active = False

    def parse(self, data: bytes) -> None:
        self._parser.Parse(data, True)

    def result(self) -> SafeSvg:
        """The copy. Raises SvgPicture for what would keep a browser busy."""
        return SafeSvg(
            width=self._size[0],
            height=self._size[1],
            root=self._root,
            attributes=self._attributes,
            content="".join(self._parts),
            has_text=self._has_text,
            is_active=self._is_active,
            is_light=self._inventory.check(),
            has_filters=self._inventory.has_filters,
            has_dashes=self._inventory.has_dashes,
            is_moving=self._inventory.is_moving,
        )

    def _start_doctype(self, name: str, system: str | None, public: str | None, has_subset: int) -> None:
        if has_subset:
            raise SvgPicture(params={"reason": "entities"})

    def _declare_entity(self, *_: object) -> None:
        raise SvgPicture(params={"reason": "entities"})

    def _instruct(self, target: str, data: str) -> None:
        """None is drawn; some loads a style sheet, which a browser takes from a data URL even in a picture."""
        if target == "xml-stylesheet":
            self._is_active = True
            if not FAR_SHEET.match(data):
                raise too_complex()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = _local(name)
        number = self._inventory.open(local, attributes, parent=self._open[-1][1] if self._open else 0)
        self._open.append((name, number))
        if len(self._open) > MAX_DEPTH:
            raise too_complex()
        if not self._dropped_at and local in DROPPED:
            self._dropped_at = len(self._open)
        self._is_active = self._is_active or local in ACTIVE
        safe = self._safe(local, attributes)
        if len(self._open) == 1:
            self._start_root(name, attributes, safe)
        elif not self._dropped_at:
            self._has_text = self._has_text or local in LETTERS
            self._parts.append(f"<{name}{_to_markup(safe)}>")

    def _start_root(self, name: str, attributes: Mapping[str, str], safe: Mapping[str, str]) -> None:
        sizes = (attributes.get(key, "") for key in ("width", "height", "viewBox"))
        self._root, self._size = name, svg_size(*sizes)
        others = {key: value for key, value in safe.items() if key not in ROOT_SIZES}
        box = attributes.get("viewBox") or f"0 0 {self._size[0]} {self._size[1]}"
        # Models forget the namespace, without which no browser shows it and no library draws it.
        space = {} if ":" in name or "xmlns" in others else {"xmlns": NAMESPACE}
        self._attributes = _to_markup({**others, **space, "viewBox": box})

    def _end(self, name: str) -> None:
        if _local(name) == "style":
            self._end_style()
        _, number = self._open.pop()
        self._inventory.close(number)
        if not self._dropped_at and self._open:
            self._parts.append(f"</{name}>")
        if len(self._open) < self._dropped_at:
            self._dropped_at = 0

    def _end_style(self) -> None:
        """Reads a style sheet once all of it is there: a piece of it could end in the middle of a word."""
        sheet = "".join(self._style)
        self._style.clear()
        self._inventory.add_sheet(sheet)
        self._is_active = self._is_active or OUTSIDE.search(sheet) is not None
        if not self._dropped_at:
            self._parts.append(escape(OTHER_URL.sub("none", IMPORT.sub("", sheet))))

    def _add_text(self, text: str) -> None:
        name, number = self._open[-1]
        local = _local(name)
        if local == "style":
            self._style.append(text)
            return
        if local in LETTERS:
            self._inventory.add_letters(number, len(text))
        if not self._dropped_at:
            self._parts.append(escape(text))

    def _safe(self, local: str, attributes: Mapping[str, str]) -> dict[str, str]:
        """The attributes that run nothing and name nothing outside."""
        safe = {key: value for key, value in attributes.items() if is_safe(local, _local(key), value)}
        self._is_active = self._is_active or any(
            is_loading(local, _local(key), value) for key, value in attributes.items() if key not in safe
        )
        return safe


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _to_markup(attributes: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
