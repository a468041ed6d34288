"""A prompt cut into terms: every word with what it is for the retoucher, longest phrase first."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

from painter.edit_language import vocabulary as words
from painter.prompt.vocabulary import (
    COLOURS,
    COUNTS,
    MEASURES,
    PLURALS,
    SEASONS,
    SETTINGS,
    SIZES,
    STYLES,
    SUBJECTS,
    TIMES,
    TINTED,
    WEATHERS,
    Rows,
)

Kind = Literal[
    "tone", "look", "hour", "turn", "axis", "sense", "layout", "verb", "degree", "shade", "place", "colour",
    "subject", "scenery", "picture", "angle", "count", "size", "filler", "stop", "unknown",
]  # fmt: skip
NOUNS: Final = frozenset({"subject", "scenery", "unknown"})

_SIGN = r"(?:\d{1,2}|[一二三四五六七八九十](?![下个张些点样]))"
_NTH = rf"(?:图(?:片|像)?\s*(?={_SIGN})|第\s*(?=[\d一二三四五六七八九十]+\s*(?:张|幅|图)))"
_TOKEN = re.compile(
    r"(?P<picture>(?:image|picture|photo|img|pic)\s*(?:no\.?\s*|#\s*)?(?P<number>\d{1,2})\b"
    r"|(?:the\s+)?(?P<ordinal>first|second|third|fourth|fifth|sixth)\s+(?:image|picture|photo|one)\b"
    rf"|{_NTH}(?P<sign>\d{{1,2}}|[一二三四五六七八九十])\s*(?:张|幅)?(?:图片|图像|照片|图(?!\s*\d))?)"
    r"|(?P<angle>(?P<degrees>\d{1,4})\s*(?:°|degrees?\b|deg\b|度))"
    rf"|(?P<chinese>(?:(?!{_NTH})[\u3400-\u9fff])+)"
    r"|(?P<latin>[^\W_\u3400-\u9fff]+(?:[-'’][^\W_\u3400-\u9fff]+)*)"
    r"|(?P<mark>[&+])|(?P<stop>[.,;:!?\n，。；：！？、])",
    re.IGNORECASE,
)
_ONE_OF_MANY = re.compile(r"\d{1,2}")
_COLOURED = {"blue_sky", "grey_sky", "gray_sky"}
"""Here these are a colour and a thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """`name` is the row of the table of its `kind`, `word` as the prompt has it from `start` to `end`."""

    kind: Kind
    name: str
    word: str
    start: int = 0
    end: int = 0


@lru_cache(maxsize=1)
def _lexicon() -> Mapping[str, Term]:
    """Every phrase of both languages; the first table that names one keeps it."""
    known: dict[str, Term] = {}

    def add(kind: Kind, name: str, *lists: str) -> None:
        for word in " ".join(lists).split():
            phrase = word.replace("_", " ")
            known.setdefault(phrase, Term(kind=kind, name=name, word=phrase))

    tables: tuple[tuple[Kind, Rows], ...] = (
        ("tone", words.TONES), ("look", words.LOOKS), ("turn", words.TURNS), ("axis", words.AXES),
        ("sense", words.SENSES), ("layout", words.LAYOUTS), ("verb", words.VERBS), ("look", STYLES),
        ("subject", SUBJECTS), ("hour", TIMES),
    )  # fmt: skip
    for kind, table in tables:
        for name, lists in table.items():
            add(kind, name, *lists)
    for name, (_, _, *both) in words.PLACES.items():
        add("place", name, *both)
    for name, lists in words.SHADES.items():
        add("shade", name, *lists)
    add("degree", "slight", *words.SLIGHT)
    add("degree", "strong", *words.STRONG)
    for name, (_, *both) in COLOURS.items():
        add("colour", name, *both)
    for name, (_, *both) in SIZES.items():
        add("size", name, *both)
    add("filler", "filler", *words.FILLERS)
    for rows in (SETTINGS, WEATHERS, SEASONS, TINTED):
        for name, lists in rows.items():
            add("scenery", name, *(" ".join(set(listed.split()) - _COLOURED) for listed in lists))
    for name, (_, signs) in COUNTS.items():
        add("count", name, name, signs)
    add("filler", "measure", " ".join(MEASURES))
    return known


def terms(prompt: str) -> list[Term]:
    """All terms of the prompt in their order; neighbouring unknown signs are one word."""
    found: list[Term] = []
    matches = list(_TOKEN.finditer(prompt))
    at = 0
    while at < len(matches):
        match = matches[at]
        if match["latin"]:
            term, length = _english(prompt, matches, at)
            found.append(term)
            at += length
            continue
        found += _chinese(match[0], match.start()) if match["chinese"] else [_other(match)]
        at += 1
    return found


def _other(match: re.Match[str]) -> Term:
    """A picture's number, an angle, a joining sign, a stop."""
    kind: Kind = "stop"
    name = ""
    if match["picture"]:
        kind, name = "picture", str(_number(match))
    elif match["angle"]:
        kind, name = "angle", match["degrees"]
    elif match["mark"]:
        kind, name = "verb", "join"
    return Term(kind=kind, name=name, word=match[0], start=match.start(), end=match.end())


def _number(match: re.Match[str]) -> int:
    word = match["number"] or match["sign"] or match["ordinal"]
    if _ONE_OF_MANY.fullmatch(word):
        return int(word)
    return words.NUMBERS.get(word.lower()) or words.FIGURES.index(word) + 1


def _english(prompt: str, matches: list[re.Match[str]], at: int) -> tuple[Term, int]:
    """The longest known phrase from here on, and how many words it takes."""
    known = _lexicon()
    start = matches[at].start()
    for length in (5, 4, 3, 2, 1):
        run = matches[at : at + length]
        if len(run) < length or not all(match["latin"] or match["mark"] for match in run):
            continue
        end = run[-1].end()
        phrase = " ".join(match[0] for match in run).lower().replace("’", "'")
        term = known.get(phrase) or known.get(_singular(phrase))
        if term is not None:
            return replace(term, word=prompt[start:end], start=start, end=end), length
    word = matches[at][0]
    kind: Kind = "count" if word.isdigit() else "unknown"
    return Term(kind=kind, name=word, word=word, start=start, end=matches[at].end()), 1


def _singular(phrase: str) -> str:
    head, _, last = phrase.rpartition(" ")
    one = PLURALS.get(last, last[:-1] if last.endswith("s") and len(last) > 3 else "")
    return f"{head} {one}".strip() if one else ""


def _chinese(run: str, offset: int) -> Iterator[Term]:
    """Longest match first."""
    known = _lexicon()
    at, unknown = 0, ""
    while at < len(run):
        long = next((size for size in range(min(6, len(run) - at), 0, -1) if run[at : at + size] in known), 0)
        if unknown and long:
            yield _stranger(unknown, offset + at)
            unknown = ""
        if long:
            place = offset + at
            yield replace(known[run[at : at + long]], start=place, end=place + long)
        else:
            unknown += run[at]
        at += max(long, 1)
    if unknown:
        yield _stranger(unknown, offset + at)


def _stranger(word: str, end: int) -> Term:
    return Term(kind="unknown", name=word, word=word, start=end - len(word), end=end)
