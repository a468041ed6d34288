"""Declarations of CSS in an SVG, and for which elements; none is computed. Pure.

One rule makes it sound: what cannot be told by its plain letters is refused, such as an escape outside of a string
(`mark\\65r`), a string or an address that does not end, or a quote that belongs to neither. What is left is cut at
every brace and semicolon, at more places than a browser cuts it, so that each declaration of a browser begins where
one begins here, under whatever conditions and however deep it stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from studio.vectors.browser_limits import MAX_DEPTH, too_complex

TOKEN: Final = re.compile(
    r"""(?P<comment>/\*.*?(?:\*/|\Z))
    |(?P<string>"(?:[^"\\\n\r\f]|\\[^\n\r\f])*+"|'(?:[^'\\\n\r\f]|\\[^\n\r\f])*+')
    |(?P<url>(?:(?<=[\s:,;{}()/])|\A)url\(\s*+(?:"[^"\\\n\r\f]*+"|'[^'\\\n\r\f]*+'|[^"'()\\\s]*+)\s*+\))
    |(?P<mark>[{};])
    |(?P<hidden>["'\\]|<!--|-->|url\()""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
"""What CSS Syntax 3 §4.3 takes whole, and what must not be there."""
AT_KEYWORD: Final = re.compile(r"@[\w-]+")
CONDITIONAL: Final = frozenset({"@media", "@supports", "@layer"})
"""Rules around others that stay what they are."""
COMBINATOR: Final = re.compile(r"[\s>+~]+")
COMPOUND: Final = re.compile(r"([\w-]+|\*)?((?:[.#][\w-]+)*)((?::[\w-]+)*)")
ANY: Final = "*"
"""The key of every element."""
STATIC: Final = re.compile(r"[\w.#*,>\s-]*+")
"""Selectors that resvg knows as browsers do."""
DRAWN_ALIKE: Final = """
    accumulate alignment-baseline baseline-shift clip-path clip-rule color color-interpolation
    color-interpolation-filters color-rendering cursor direction display dominant-baseline enable-background
    fill fill-opacity fill-rule filter flood-color flood-opacity font font-display font-family
    font-feature-settings font-size font-size-adjust font-stretch font-style font-variant
    font-variant-alternates font-variant-caps font-variant-east-asian font-variant-ligatures
    font-variant-numeric font-variant-position font-variation-settings font-weight glyph-orientation-horizontal
    glyph-orientation-vertical image-rendering inline-size isolation kerning letter-spacing lighting-color
    line-height marker marker-end marker-mid marker-start mask mask-type max-height max-width mix-blend-mode
    opacity overflow paint-order pointer-events shape-inside shape-margin shape-padding shape-rendering
    shape-subtract solid-color solid-opacity src stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-align
    text-anchor text-decoration text-decoration-color text-decoration-line text-decoration-style text-indent
    text-orientation text-rendering text-transform unicode-bidi unicode-range user-select vector-effect
    visibility white-space word-spacing writing-mode
"""
"""Properties that a browser and resvg draw alike, or that draw nothing, one word each."""
PLAIN_NAMES: Final = frozenset(DRAWN_ALIKE.split())
COMPUTED: Final = re.compile(r"(?:var|env|if|attr|calc|min|max|clamp)\s*+\(|!", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """Declaration of a property.

    `keys` are ANY, or the `.class`, `#id` or name that each of its elements has.
    `is_plain`: whoever draws the file takes it alike.
    """

    keys: tuple[str, ...]
    name: str
    value: str
    is_plain: bool = True


def read_style(style: str) -> Iterator[Declaration]:
    """Reads an attribute `style`. Raises SvgPicture where it hides something."""
    for text, end in _cut(style):
        if end in {"{", "}"}:
            raise too_complex()
        yield from _declarations(text, keys=(), is_static=True)


def read_sheet(sheet: str) -> Iterator[Declaration]:
    """Reads a style sheet: its declarations, and its statements.

    Raises SvgPicture where it hides something.
    """
    preludes: list[str] = []
    keys: tuple[str, ...] = (ANY,)
    is_static = True
    for text, end in _cut(sheet):
        if end == "{":
            preludes.append(text.strip())
            if len(preludes) > MAX_DEPTH:
                raise too_complex()
        else:
            yield from _declarations(text, keys=keys, is_static=is_static)
        if end == "}":
            del preludes[-1:]
        if end in {"{", "}"}:
            keys = _keys(preludes)
            is_static = len(preludes) == 1 and _is_static(preludes[0])


def _cut(style: str) -> Iterator[tuple[str, str]]:
    """Its parts, without comments, each with the mark that ends it."""
    parts: list[str] = []
    position = 0
    for token in TOKEN.finditer(style):
        parts.append(style[position : token.start()])
        position = token.end()
        match token.lastgroup:
            case "comment":
                parts.append(" ")
            case "mark":
                yield "".join(parts), token[0]
                parts = []
            case "hidden":
                raise too_complex()
            case _:
                parts.append(token[0])
    parts.append(style[position:])
    yield "".join(parts), ""


def _declarations(text: str, *, keys: tuple[str, ...], is_static: bool) -> Iterator[Declaration]:
    text = text.strip()
    if statement := AT_KEYWORD.match(text):
        yield Declaration(keys=keys, name=statement[0].lower(), value=text[statement.end() :], is_plain=False)
        return
    name, colon, value = text.partition(":")
    name = name.strip().lower()
    if colon:
        known = name in PLAIN_NAMES or (name.startswith("-") and not name.startswith(("--", "-webkit-")))
        is_plain = is_static and known and COMPUTED.search(value) is None
        yield Declaration(keys=keys, name=name, value=value.strip(), is_plain=is_plain)


def _is_static(prelude: str) -> bool:
    return STATIC.fullmatch(prelude) is not None or prelude.lower() == "@font-face"


def _keys(preludes: list[str]) -> tuple[str, ...]:
    """The keys that each element of a rule has; ANY where that cannot be told."""
    around, prelude = preludes[:-1], "".join(preludes[-1:])
    keywords = [word[0].lower() if (word := AT_KEYWORD.match(text)) else "" for text in around]
    if not CONDITIONAL.issuperset(keywords) or any(sign in prelude for sign in "@()[]&|\"'"):
        return (ANY,)
    return tuple({_key(selector) for selector in prelude.split(",")})


def _key(selector: str) -> str:
    subject = COMBINATOR.split(selector.strip())[-1]
    match = COMPOUND.fullmatch(subject)
    if match is None:
        return ANY
    marks = re.findall(r"[.#][\w-]+", match[2])
    return next((mark for mark in marks if mark[0] == "#"), marks[0] if marks else match[1] or ANY)
