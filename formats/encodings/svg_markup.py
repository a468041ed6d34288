"""Root element of an SVG: that there is one, its size, and whether the file reaches its end.

Nothing is decoded or believed: the first bytes and the last ones are looked at, in time that grows with their
number alone. Sizes are as a browser takes them (SVG 2 §8.2, CSS Images 3 §5.1).
"""

import re
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import unquote

BOM: Final = b"\xef\xbb\xbf"
WIDE: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
"""The other encoding that every reader of XML knows, by its BOM (XML 1.0 §2.2, §4.3.3)."""
SPACE: Final = re.compile(rb"\s*+")
SKIPPED: Final = ((b"<?", b"?>"), (b"<!--", b"-->"))
"""What may stand before the root, by its beginning and its end."""
DOCTYPE: Final = re.compile(rb"<!DOCTYPE\s++(?:[\w.-]++:)?svg\b")
DOCTYPE_REST: Final = re.compile(rb"[^\[>]*+(?:\[.*?\]\s*+)?>", re.DOTALL)
ROOT: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*+:)?svg(?=[\s/>])")
TAG_REST: Final = re.compile(rb"(?:[^>\"']|\"[^\"]*+\"|'[^']*+')*+>")
ATTRIBUTE: Final = re.compile(rb"\s(width|height|viewBox)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
LENGTH: Final = re.compile(
    rb"\s*+\+?(\d{1,12}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE]\+?(\d))?(px|in|cm|mm|q|pt|pc)?\s*+", re.I
)
PIXELS: Final = {
    b"px": 1.0,
    b"": 1.0,
    b"in": 96.0,
    b"cm": 96 / 2.54,
    b"mm": 9.6 / 2.54,
    b"q": 2.4 / 2.54,
    b"pt": 4 / 3,
    b"pc": 16.0,
}
DEFAULT_SIZE: Final = (300, 150)
"""What a browser gives a replaced element of no size (CSS 2.2 §10.3.2)."""
MAX_SIDE: Final = 2**31 - 1
END_TAG: Final = re.compile(rb"</(?:[A-Za-z_][\w.-]*+:)?svg\s*+>\Z")
MAX_END_TAG: Final = 64
MAX_PROLOG: Final = 256 * 1024
DATA_URL: Final = re.compile(r"data:image/svg\+xml(?![^,]*;base64)[^,]{0,200},", re.IGNORECASE)
NAMESPACED: Final = re.compile(r"<svg\s[^<>]*?\bxmlns=")
SVG_END: Final = "</svg>"
MAX_IN_TEXT: Final = 8
"""SVGs that are taken out of words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SvgRoot:
    """Root of an SVG.

    `width` and `height` are in CSS pixels, 0 while its tag is not all there.
    `is_empty`: it is closed in its own tag.
    """

    width: int = 0
    height: int = 0
    is_empty: bool = False


def read_svg_root(head: bytes) -> SvgRoot | None:
    """Reads the root from `head`, any number of first bytes.

    None where it is no SVG, or not yet known as one.
    """
    head = _narrow(head, head)
    position = len(BOM) if head.startswith(BOM) else 0
    while True:
        space = SPACE.match(head, position)
        position = space.end() if space else position
        if match := DOCTYPE.match(head, position):
            rest = DOCTYPE_REST.match(head, match.end())
            if rest is None:
                return SvgRoot()
            position = rest.end()
            continue
        closing = next((end for start, end in SKIPPED if head.startswith(start, position)), b"")
        if not closing:
            return _root_at(head, position)
        end = head.find(closing, position + 2)
        if end < 0:
            return None
        position = end + len(closing)


def svg_size(width: str, height: str, view_box: str) -> tuple[int, int]:
    """The size that the three attributes of a root give, as a browser takes them."""
    wide, tall = _length(width.encode()), _length(height.encode())
    numbers = view_box.replace(",", " ").split()
    try:
        box = (float(numbers[2]), float(numbers[3])) if len(numbers) == 4 else (0.0, 0.0)
    except ValueError:
        box = (0.0, 0.0)
    if not (0 < box[0] < MAX_SIDE and 0 < box[1] < MAX_SIDE):
        return _side(wide or DEFAULT_SIZE[0]), _side(tall or DEFAULT_SIZE[1])
    if wide and tall:
        return _side(wide), _side(tall)
    if wide:
        return _side(wide), _side(wide * box[1] / box[0])
    return (_side(tall * box[0] / box[1]), _side(tall)) if tall else (_side(box[0]), _side(box[1]))


def svg_ending(head: bytes, tail: bytes) -> Literal["whole", "unsure", "cut"]:
    """Whether a file from `head` to `tail` has all of its elements, by its last bytes.

    "unsure" where something stands behind an end: junk, or the rest of a drawing.
    """
    tail = _narrow(tail, head)
    end = len(tail)
    while True:
        while end and tail[end - 1] in b" \t\r\n\0":
            end -= 1
        if not tail.endswith(b"-->", 0, end):
            break
        end = max(0, tail.rfind(b"<!--", 0, end))
    if END_TAG.search(tail, max(0, end - MAX_END_TAG), end):
        return "whole"
    root = read_svg_root(head)
    if root is not None and root.is_empty:
        return "whole"
    return "unsure" if b"</svg" in tail else "cut"


def svg_in_field(field: str) -> str:
    """The text of an SVG in a field, as it is or in a data URL without base64; "" without one."""
    url = DATA_URL.match(field)
    text = unquote(field[url.end() :]) if url else field
    is_svg = text.startswith("<") and read_svg_root(text[:MAX_PROLOG].encode("utf-8", "surrogateescape"))
    return text if is_svg else ""


def svgs_in_text(text: str) -> list[str]:
    """The whole SVGs that stand between other words; a mere mention has no namespace."""
    svgs: list[str] = []
    position = 0
    while len(svgs) < MAX_IN_TEXT and (match := NAMESPACED.search(text, position)):
        end = text.find(SVG_END, match.end())
        if end < 0:
            break
        position = end + len(SVG_END)
        svgs.append(text[match.start() : position])
    return svgs


def _narrow(part: bytes, head: bytes) -> bytes:
    """A part of a file in UTF-8, where its head says that it is UTF-16."""
    encoding = WIDE.get(head[:2])
    if encoding is None:
        return part
    # A tail may begin in the middle of a character, a head may end there.
    aligned = part if part.startswith(head[:2]) else part[len(part) % 2 :]
    return aligned.decode(encoding, "ignore").encode()


def _root_at(head: bytes, position: int) -> SvgRoot | None:
    match = ROOT.match(head, position)
    if match is None:
        return None
    rest = TAG_REST.match(head, match.end())
    if rest is None:
        return SvgRoot()
    values = {
        name: (double or single).decode("ascii", "replace") for name, double, single in ATTRIBUTE.findall(rest[0])
    }
    width, height = svg_size(values.get(b"width", ""), values.get(b"height", ""), values.get(b"viewBox", ""))
    return SvgRoot(width=width, height=height, is_empty=rest[0].endswith(b"/>"))


def _length(value: bytes) -> float:
    """A length in CSS pixels, 0 where it hangs on something outside of the file, as a percentage does."""
    match = LENGTH.fullmatch(value)
    if match is None:
        return 0.0
    return float(match[1]) * 10.0 ** int(match[2] or 0) * PIXELS[(match[3] or b"").lower()]


def _side(length: float) -> int:
    return min(MAX_SIDE, max(1, round(length)))
