"""Parser of prompts: from the words that are known to what is to be painted."""

from dataclasses import dataclass, field, replace
from itertools import zip_longest

from painter.prompt.tokenizer import Term, tokenize
from painter.prompt.vocabulary import COLOURS, LEXICON
from painter.render.palette import RGB, rgb

PATIENCE = 2
"""So many unknown words may stand between a colour and its noun."""
MAX_UNKNOWN = 12
"""So many unknown words are told."""
UNTOLD = frozenset((
    "above", "add", "and", "at", "behind", "below", "beside", "between", "by", "create", "draw", "for", "from",
    "generate", "i", "image", "in", "into", "is", "it", "like", "make", "me", "near", "no", "of", "on", "one",
    "over", "paint", "picture", "please", "show", "some", "that", "this", "to", "under", "with", "you",
    "上方", "下方", "中间", "旁边", "一张",
))  # fmt: skip
"""Words without a thing to paint. Of Chinese, single signs are not told either: 上, 里, 中."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A subject to paint, `colour` when the prompt names one, `scale` 1 without a size word."""

    name: str
    count: int = 1
    colour: RGB | None = None
    scale: float = 1.0


@dataclass(slots=True, kw_only=True)
class Understood:
    """A prompt as the painter takes it.

    `known` are its own words that were recognised, `unknown` the first of those that were not. `tints` are colours
    of parts of the scene, `palette` the others.
    """

    subjects: list[Subject] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    weather: set[str] = field(default_factory=set)
    time: str = ""
    season: str = ""
    style: str = ""
    tints: dict[str, RGB] = field(default_factory=dict)
    palette: list[RGB] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Waiting:
    """The colour, count and size that wait for their noun, and the unknown words since."""

    colour: RGB | None = None
    count: int = 0
    scale: float = 1.0
    is_refused: bool = False
    unknown: int = 0


def understand(prompt: str) -> Understood:
    """The words that are known, with the colours, counts and sizes of what they precede."""
    result, waiting = Understood(), _Waiting()
    terms = list(tokenize(prompt, LEXICON))
    for term, after in zip_longest([*terms, Term(kind="stop", name="")], terms[1:]):
        # 一 and its like count before a measure or a subject alone.
        is_word = term.kind != "count" or term.word.isascii() or len(term.word) > 1
        if is_word or (after and after.start == term.end and after.kind in ("measure", "subject")):
            waiting = _read(result, waiting, term)
    result.subjects, result.known = result.subjects[:6], list(dict.fromkeys(result.known))
    unknown = (term.word.lower() for term in terms if term.kind == "unknown")
    reported = (word for word in unknown if word not in UNTOLD and (word.isascii() or len(word) > 1))
    result.unknown = list(dict.fromkeys(reported))[:MAX_UNKNOWN]
    return result


def _read(result: Understood, waiting: _Waiting, term: Term) -> _Waiting:
    match term.kind:
        case "filler" | "measure":
            return waiting
        case "unknown" | "picture" | "angle":
            waiting.unknown += 1 if term.word.isascii() else len(term.word)
            if waiting.unknown <= PATIENCE:
                return waiting
        case "count" | "number":
            waiting.count = min(12, int(term.name))
            return waiting
        case "size":
            waiting.scale = float(term.name)
            return waiting
        case "stop" | "join" | "refusal":
            pass
        case "colour":
            result.known.append(term.word.lower())
        case _ if waiting.is_refused:
            return _Waiting()
        case _:
            _noun(result, waiting, term)
    if waiting.colour is not None:
        result.palette.append(waiting.colour)
    if term.kind == "colour":
        return replace(waiting, colour=rgb(COLOURS[term.name]))
    return _Waiting(is_refused=term.kind == "refusal")


def _noun(result: Understood, waiting: _Waiting, term: Term) -> None:
    colour = waiting.colour
    result.known.append(term.word.lower())
    if term.kind == "subject":
        count = waiting.count or (4 if term.is_plural else 1)
        subject = Subject(name=term.name, count=count, colour=colour, scale=waiting.scale)
        same = next((other for other in result.subjects if other.name == term.name), None)
        if same is None or (colour and same.colour and colour != same.colour):
            result.subjects.append(subject)
        waiting.colour = None
    elif colour is not None and (term.kind in ("setting", "tint") or term.name == "cloud"):
        result.tints[term.name] = colour
        waiting.colour = None
    match term.kind:
        case "setting" if term.name not in result.settings:
            result.settings.append(term.name)
        case "weather":
            result.weather.add(term.name)
        case "time":
            result.time = result.time or term.name
        case "season":
            result.season = result.season or term.name
        case "style":
            result.style = result.style or term.name
        case _:
            pass
