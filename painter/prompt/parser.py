"""From a prompt to what the painter understood of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from painter.prompt.language import CHINESE
from painter.prompt.vocabulary import (
    COLOURS,
    COUNTS,
    FEW_WORDS,
    MEASURES,
    PLURALS,
    REFUSALS,
    SEASONS,
    SETTINGS,
    SIZES,
    STYLES,
    SUBJECTS,
    TIMES,
    TINTED,
    WEATHERS,
)
from painter.render.palette import RGB, rgb

TOKEN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z0-9]+(?:[-'][A-Za-z0-9]+)*|[^\sA-Za-z0-9\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Something to paint: `count` of them, `colour` when the prompt names one, `scale` 1 when no size word does."""

    name: str
    count: int = 1
    colour: RGB | None = None
    scale: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A prompt as the painter takes it. `known` are the prompt's own words that were recognised, in order;
    `tints` colours of parts of the scene by name; `palette` the colours bound to nothing."""

    subjects: tuple[Subject, ...] = ()
    settings: tuple[str, ...] = ()
    time: str = ""
    weather: frozenset[str] = frozenset()
    season: str = ""
    style: str = ""
    tints: Mapping[str, RGB] = field(default_factory=dict)
    palette: tuple[RGB, ...] = ()
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    kind: str
    name: str
    word: str
    plural: bool = False


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What has been read so far, and the colour, count and size that wait for their noun."""

    subjects: list[Subject] = field(default_factory=list)
    single: dict[str, str] = field(default_factory=dict)
    settings: list[str] = field(default_factory=list)
    weather: set[str] = field(default_factory=set)
    tints: dict[str, RGB] = field(default_factory=dict)
    palette: list[RGB] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    colour: RGB | None = None
    count: int = 0
    scale: float = 1.0
    refused: bool = False
    patience: int = 0


@lru_cache(maxsize=1)
def _lexicon() -> tuple[dict[str, _Term], dict[str, _Term]]:
    """English and Chinese phrases to terms; the first row that names a phrase keeps it."""
    english: dict[str, _Term] = {}
    chinese: dict[str, _Term] = {}

    def add(kind: str, name: str, words: str, signs: str) -> None:
        for word in words.split():
            phrase = word.replace("_", " ")
            english.setdefault(phrase, _Term(kind=kind, name=name, word=phrase))
        for sign in signs.split():
            chinese.setdefault(sign, _Term(kind=kind, name=name, word=sign))

    tables = {
        "style": STYLES, "subject": SUBJECTS, "setting": SETTINGS, "time": TIMES, "weather": WEATHERS,
        "season": SEASONS, "tint": TINTED,
    }  # fmt: skip
    for kind, rows in tables.items():
        for name, (words, signs) in rows.items():
            add(kind, name, words, signs)
    for name, (_, words, signs) in COLOURS.items():
        add("colour", name, words, signs)
    for name, (_, signs) in COUNTS.items():
        add("count", name, name, signs)
    for name, (_, words, signs) in SIZES.items():
        add("size", name, words, signs)
    add("refusal", "no", *REFUSALS)
    return english, chinese


def _chinese(run: str, chinese: Mapping[str, _Term]) -> Iterator[_Term | str]:
    """Longest match first; a number counts only before a measure word or a known noun."""
    at = 0
    while at < len(run):
        long = next((size for size in range(min(5, len(run) - at), 0, -1) if run[at : at + size] in chinese), 0)
        term = chinese.get(run[at : at + long]) if long else None
        after = run[at + long : at + long + 1]
        if term is None:
            yield run[at]
            at += 1
        elif term.kind == "count" and not term.word.endswith(("群", "对", "双", "多")) and after not in MEASURES:
            yield from ([term] if after in chinese and chinese[after].kind == "subject" else [term.word])
            at += long
        else:
            yield term
            at += long


def _terms(prompt: str) -> Iterator[_Term | str]:
    english, chinese = _lexicon()
    tokens = TOKEN.findall(prompt)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if CHINESE.match(token):
            yield from _chinese(token, chinese)
            at += 1
            continue
        for length in (3, 2, 1):
            phrase = " ".join(tokens[at : at + length]).lower()
            term = _english(phrase, english)
            if term is not None:
                yield term
                at += length
                break
        else:
            yield token.lower()
            at += 1


def _english(phrase: str, english: Mapping[str, _Term]) -> _Term | None:
    if phrase in english:
        return english[phrase]
    if phrase.isdigit() and 0 < int(phrase) <= 12:
        return _Term(kind="count", name=phrase, word=phrase)
    head, _, last = phrase.rpartition(" ")
    singular = PLURALS.get(last, last[:-1] if last.endswith("s") and len(last) > 3 else "")
    whole = f"{head} {singular}".strip()
    if singular and whole in english:
        return replace(english[whole], word=phrase, plural=True)
    return None


def _waits(reading: _Reading) -> None:
    """A colour that found no noun becomes part of the palette; a count or a size is forgotten."""
    if reading.colour is not None:
        reading.palette.append(reading.colour)
    reading.colour, reading.count, reading.scale, reading.refused, reading.patience = None, 0, 1.0, False, 0


def _noun(reading: _Reading, term: _Term) -> None:
    if reading.refused:
        reading.colour = None
        _waits(reading)
        return
    reading.known.append(term.word)
    if term.kind == "subject":
        count = reading.count or (4 if term.plural else 1)
        found = Subject(name=term.name, count=min(count, 12), colour=reading.colour, scale=reading.scale)
        same = next((i for i, subject in enumerate(reading.subjects) if subject.name == term.name), None)
        if same is None or (
            found.colour is not None
            and found.colour != reading.subjects[same].colour
            and reading.subjects[same].colour
        ):
            reading.subjects.append(found)
        reading.colour = None
    elif term.kind in ("setting", "tint"):
        if term.kind == "setting" and term.name not in reading.settings:
            reading.settings.append(term.name)
        if reading.colour is not None:
            reading.tints[term.name] = reading.colour
            reading.colour = None
    elif term.kind == "weather":
        reading.weather.add(term.name)
        if reading.colour is not None and term.name == "cloud":
            reading.tints["cloud"] = reading.colour
            reading.colour = None
    else:
        reading.single.setdefault(term.kind, term.name)
    _waits(reading)


def _read(reading: _Reading, term: _Term | str) -> None:
    if isinstance(term, str):
        if term in FEW_WORDS or term == "的" or term in MEASURES:
            return
        reading.patience += 1
        if reading.patience > 2 or not term.isalnum() or term in ("and", "和", "与"):
            _waits(reading)
        return
    match term.kind:
        case "colour":
            if reading.colour is not None:
                reading.palette.append(reading.colour)
            reading.colour = rgb(COLOURS[term.name][0])
            reading.known.append(term.word)
        case "count":
            reading.count = int(term.name) if term.name.isdigit() else COUNTS[term.name][0]
        case "size":
            reading.scale = SIZES[term.name][0]
        case "refusal":
            _waits(reading)
            reading.refused = True
        case _:
            _noun(reading, term)


def understand(prompt: str) -> Understood:
    """The words that are known, with the colours, counts and sizes of what they precede."""
    reading = _Reading()
    for term in _terms(prompt):
        _read(reading, term)
    _waits(reading)
    return Understood(
        subjects=tuple(reading.subjects[:6]),
        settings=tuple(reading.settings),
        time=reading.single.get("time", ""),
        weather=frozenset(reading.weather),
        season=reading.single.get("season", ""),
        style=reading.single.get("style", ""),
        tints=reading.tints,
        palette=tuple(reading.palette),
        known=tuple(dict.fromkeys(reading.known)),
    )
