"""The clauses of a prompt: its verb, what it says of pictures and places, which nouns are to be painted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from painter.edit_language import vocabulary as words
from painter.edit_language.operations import NOWHERE, Edit, Place
from painter.edit_language.tokenizer import NOUNS, Kind, Term

_RANK: Final = ("keep", "erase", "replace", "add", "change")
_DEFINITE: Final = frozenset(
    ["the", "this", "that", "these", "those", "his", "her", "my", "our", "这只", "那只", "这", "那", "这个", "那个"]
)
_ARTICLES: Final = frozenset(["a", "an", "some", "another", "一", "一个", "个"])
_BECOMING: Final = ("成", "为", "上")
_BESIDE: Final = frozenset({"在"})
_RECOLOURS: Final = frozenset({"paint"})
_MADE: Final[frozenset[Kind]] = frozenset({"tone", "look", "hour", "turn", "layout", "angle", "sense"})
_BETWEEN: Final[frozenset[Kind]] = frozenset({"size", "shade", "count"})


@dataclass(slots=True, kw_only=True)
class Clause:
    """`verb` is add, change, replace, erase, keep or "", `word` as it stands; `on` the picture that it is about.
    `found` are its edits with the places of their words."""

    terms: list[Term]
    verb: str = ""
    word: str = ""
    on: int = 1
    found: list[tuple[int, Edit]] = field(default_factory=list)

    def named(self, kind: Kind, name: str = "") -> list[int]:
        """The places of the terms of that kind, and name if one is given."""
        return [at for at, term in enumerate(self.terms) if term.kind == kind and name in ("", term.name)]

    def has(self, *kinds: Kind) -> bool:
        return any(term.kind in kinds for term in self.terms)

    @property
    def link(self) -> int:
        """Where what it is to become begins: after "into" or "换成"; past the end when nothing says so."""
        links = self.named("verb", "link")
        links += [at for at in self.named("verb", "replace") if at or self.terms[at].word.endswith(_BECOMING)]
        return min(links, default=len(self.terms))

    @property
    def place(self) -> Place:
        """Where things go, from all its words of place together."""
        across, down = NOWHERE
        for at in self.named("place"):
            x, y, *_ = words.PLACES[self.terms[at].name]
            across, down = across if x is None else x, down if y is None else y
        return across, down


def clauses(terms: list[Term]) -> Iterator[Clause]:
    """Cut at stops and joining words, but not between two numbers of pictures. A clause without a verb has the
    one before it: "add a cat and a dog"."""
    part: list[Term] = []
    verb, word = "", ""
    for at, term in enumerate([*terms, Term(kind="stop", name="", word="")]):
        if term.kind != "stop" and (term.kind, term.name) != ("verb", "join"):
            part.append(term)
            continue
        if 0 < at < len(terms) - 1 and terms[at - 1].kind == terms[at + 1].kind == "picture":
            continue
        if part:
            clause = Clause(terms=part, verb=verb, word=word)
            clause.verb, clause.word = _verb(clause) or (verb, word)
            yield clause
            verb, word = clause.verb, clause.word
        part = []


def _verb(clause: Clause) -> tuple[str, str] | None:
    for name in _RANK:
        places = clause.named("verb", name)
        if places:
            return name, clause.terms[places[0]].word.lower()
    return None


def bearer(clause: Clause, at: int) -> int | None:
    """The noun that the colour at `at` stands before, if any."""
    for place in range(at + 1, len(clause.terms)):
        term = clause.terms[place]
        if term.kind in NOUNS or term.kind == "place":
            return place
        if term.kind not in _BETWEEN and term.word != "的":
            return None
    return None


def painted(clause: Clause) -> list[int]:
    """The nouns that are to be painted; the others are things in the picture."""
    return [at for at, term in enumerate(clause.terms) if term.kind in NOUNS and _is_painted(clause, at)]


def _is_painted(clause: Clause, at: int) -> bool:
    before = clause.terms[at - 1] if at else None
    if clause.verb in ("erase", "keep") or (before and (before.kind, before.name) == ("verb", "refuse")):
        return False
    if at > clause.link and clause.verb != "add":
        return True
    first = next(place for place, term in enumerate(clause.terms) if term.kind in NOUNS)
    predicates = [place for place in clause.named("colour") if bearer(clause, place) is None]
    match clause.verb:
        case "add" if _article(clause, at) in _BESIDE or (at > first and _article(clause, at) in _DEFINITE):
            return False
        case "add":
            return not (clause.word in _RECOLOURS and any(place > at for place in predicates))
        case "change":
            return _article(clause, at) in _ARTICLES and not predicates and not clause.has(*_MADE)
        case "":
            return _article(clause, at) not in _DEFINITE and not predicates and not clause.has(*_MADE)
        case _:
            return False


def _article(clause: Clause, at: int) -> str:
    """The word before the noun and its adjectives; a number counts as "a"."""
    for term in reversed(clause.terms[:at]):
        if term.kind == "count" or term.name == "measure":
            return "a"
        if term.kind not in ("colour", "size", "shade", "unknown") and term.word != "的":
            return term.word.lower()
    return ""


def sources(clause: Clause) -> tuple[list[int], list[int]]:
    """The numbers of the pictures that it names: those that go somewhere, and those that something goes into."""
    free: list[int] = []
    onto: list[int] = []
    for at in clause.named("picture"):
        before = clause.terms[at - 1].word.lower() if at else ""
        (onto if before in words.ONTO else free).append(int(clause.terms[at].name))
    return free, onto


def shade_of(clause: Clause, at: int) -> str:
    """Whether the colour at `at` is a light or a deep one."""
    return _shade(clause.terms[at - 1]) or "" if at else ""


def is_shade(clause: Clause, at: int) -> bool:
    """Whether the term at `at` only tells the shade of the colour after it."""
    after = clause.terms[at + 1] if at + 1 < len(clause.terms) else None
    return after is not None and after.kind == "colour" and _shade(clause.terms[at]) is not None


def _shade(term: Term) -> str | None:
    word = term.word.lower()
    return next((name for name, lists in words.SHADES.items() if word in " ".join(lists).split()), None)
