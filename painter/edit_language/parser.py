"""Parser of edits: keywords of the prompt, phrase by phrase, to what is to be done."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import prod
from typing import Final

from painter.edit_language.planner import Edit, Kind, Position, Wishes
from painter.edit_language.vocabulary import LEXICON, ONTO, OPPOSITE, SHADES
from painter.prompt.parser import Subject, understand
from painter.prompt.tokenizer import Term, tokenize

SCENERY: Final = ("setting", "weather", "season", "tint")
NOUNS: Final = ("subject", *SCENERY, "unknown")
VERBS: Final = ("keep", "erase", "replace", "add", "change")
"""The first of these in a phrase is what the phrase is about."""
MADE: Final = ("tone", "look", "style", "time", "turn", "layout", "angle", "sense")
KINDS: Final[dict[str, Kind]] = {"tone": "tone", "time": "hour", "look": "style", "style": "style"}
BECOMING: Final = ("成", "为", "上")
QUARTERS: Final = {1: "cw", 2: "half", 3: "ccw"}
MAX_SUBJECTS: Final = 6


@dataclass(slots=True, kw_only=True)
class Phrase:
    """The terms between two stops or joining words.

    `verb` is one of VERBS or "", `on` the picture that it is about, `edits` its edits with the index of their term.
    """

    terms: list[Term]
    verb: str = ""
    on: int = 1
    edits: list[tuple[int, Edit]] = field(default_factory=list)

    def indices(self, *kinds: str, name: str = "") -> list[int]:
        """The indices of the terms of these kinds, and name if one is given."""
        return [index for index, term in enumerate(self.terms) if term.kind in kinds and name in ("", term.name)]

    @property
    def position(self) -> Position:
        """Position in the picture, from all words about it together."""
        position: list[float | None] = [None, None]
        for index in self.indices("position"):
            for axis, share in enumerate(self.terms[index].name.split()):
                position[axis] = position[axis] if share == "-" else float(share)
        return position[0], position[1]

    def article(self, index: int) -> str:
        """Article before the noun at `at` and its adjectives: a, the, at or ""; a number is "a"."""
        for term in reversed(self.terms[:index]):
            if term.kind in ("count", "number", "measure"):
                return "a"
            if term.kind not in ("colour", "size", "unknown") and term.word != "的":
                return term.name if term.kind == "article" else ""
        return ""

    def noun_of(self, start: int) -> int | None:
        """The noun that the colour at `start` stands before, if any."""
        for index, term in enumerate(self.terms[start + 1 :], start=start + 1):
            if term.kind in (*NOUNS, "position"):
                return index
            if term.kind not in ("size", "count", "number") and term.word != "的":
                return None
        return None


def read(prompt: str, *, marked: bool) -> Wishes:
    """All that the prompt asks for, in its order. `marked`: there is an area that may change."""
    terms = list(tokenize(prompt, LEXICON))
    wishes, on = Wishes(named=any(term.kind == "picture" for term in terms)), 1
    for phrase in phrases(terms):
        phrase.on = on
        if phrase.verb != "keep":
            _read_phrase(wishes, phrase, prompt[phrase.terms[0].start : phrase.terms[-1].end], marked=marked)
            on = phrase.on
    return wishes


def phrases(terms: list[Term]) -> Iterator[Phrase]:
    """Phrases of a prompt, cut at stops and joining words.

    Not cut between two numbers of pictures. Without a verb it has the one before: "add a cat and a dog".
    """
    part: list[Term] = []
    verb = ""
    for index, term in enumerate([*terms, Term(kind="stop", name="")]):
        if term.kind not in ("stop", "join") and (term.kind, term.name) != ("verb", "join"):
            part.append(term)
        elif 0 < index < len(terms) - 1 and terms[index - 1].kind == terms[index + 1].kind == "picture":
            continue
        elif part:
            phrase = Phrase(terms=part)
            phrase.verb = verb = next((name for name in VERBS if phrase.indices("verb", name=name)), verb)
            yield phrase
            part = []


def _read_phrase(wishes: Wishes, phrase: Phrase, text: str, *, marked: bool) -> None:
    nouns = [index for index in phrase.indices(*NOUNS) if _is_painted(phrase, index)]
    _pictures(phrase, nouns)
    _tones(phrase)
    _read_rotation(phrase)
    _colours(phrase, nouns)
    drawn = _subjects(phrase, nouns, text, marked=marked)
    if phrase.verb in ("erase", "replace") and all(edit.kind == "subject" for _, edit in phrase.edits):
        wishes.aimless |= not marked and phrase.verb == "erase"
        if marked:
            phrase.edits.append((-1, Edit(kind="erase", on=phrase.on)))
    for _, edit in sorted(phrase.edits, key=lambda pair: pair[0]):
        if edit.kind == "transform" or wishes.edits[-1:] != [edit]:
            wishes.edits.append(edit)
    is_refusal = bool(phrase.indices("verb", name="refuse")) and not phrase.edits
    for index in () if is_refusal else phrase.indices(*NOUNS):
        term = phrase.terms[index]
        if term.kind == "unknown" and (index in nouns or not (phrase.edits or phrase.verb == "erase")):
            wishes.unknown.append(term.word)
        elif index not in drawn:
            (wishes.scenes if term.kind in SCENERY and index in nouns else wishes.things).append(term.word)


def _is_painted(phrase: Phrase, index: int) -> bool:
    before, article = phrase.terms[index - 1] if index else None, phrase.article(index)
    if phrase.verb in ("erase", "keep") or (before and (before.kind, before.name) == ("verb", "refuse")):
        return False
    # "into" or "换成", before what it is to become.
    links = phrase.indices("verb", name="link")
    links += [i for i in phrase.indices("verb", name="replace") if i or phrase.terms[i].word.endswith(BECOMING)]
    if index > min(links, default=index) and phrase.verb != "add":
        return True
    predicates = [colour for colour in phrase.indices("colour") if phrase.noun_of(colour) is None]
    match phrase.verb:
        case "add":
            is_beside = article == "at" or (index > phrase.indices(*NOUNS)[0] and article == "the")
            is_recoloured = phrase.terms[0].word.lower() == "paint" and any(colour > index for colour in predicates)
            return not is_beside and not is_recoloured
        case "change" | "":
            is_new = article == "a" if phrase.verb else article not in ("the", "at")
            return is_new and not predicates and not phrase.indices(*MADE)
        case _:
            return False


def _pictures(phrase: Phrase, nouns: list[int]) -> None:
    free: list[int] = []
    onto: list[int] = []
    for index in phrase.indices("picture"):
        before = phrase.terms[index - 1].word.lower() if index else ""
        (onto if before in ONTO.split() else free).append(int(phrase.terms[index].name))
    layouts = phrase.indices("layout")
    if layouts:
        chosen = tuple(dict.fromkeys((*free, *onto)))
        name, phrase.on = phrase.terms[layouts[-1]].name, 1
        edit = Edit(kind="collage", name=name, pictures=chosen if len(chosen) > 1 else ())
        phrase.edits.append((layouts[0], edit))
        return
    has_subject = any(phrase.terms[index].kind == "subject" for index in nouns)
    goal = onto[0] if onto else phrase.on
    source = next((number for number in (*free, phrase.on) if number != goal), None)
    inserts = phrase.verb in ("add", "replace") and not has_subject and bool(free or (onto and not nouns))
    phrase.on = goal if inserts and source is not None else next(iter((*onto, *free)), phrase.on)
    if inserts and source is not None:
        edit = Edit(kind="insert", picture=source, position=phrase.position, on=goal)
        phrase.edits.append((len(phrase.terms), edit))


def _tones(phrase: Phrase) -> None:
    strength = prod(float(phrase.terms[index].name) for index in phrase.indices("degree"))
    is_less = bool(phrase.indices("verb", name="less") or phrase.indices("verb", name="erase"))
    for index in [] if phrase.indices("verb", name="refuse") else phrase.indices(*KINDS):
        term = phrase.terms[index]
        kind, name = KINDS[term.kind], term.name
        if is_less:
            name = OPPOSITE.get(name, "") if kind == "tone" else ""
        is_shade = term.word.lower() in SHADES.split() and phrase.indices("colour")[-1:] > [index]
        if name and not is_shade:
            amount = min(1.0, strength) if kind == "style" else strength
            phrase.edits.append((index, Edit(kind=kind, name=name, strength=amount, on=phrase.on)))


def _read_rotation(phrase: Phrase) -> None:
    rotations = phrase.indices("turn")
    names, name = [phrase.terms[index].name for index in rotations], ""
    if any(name.startswith("flip") for name in names):
        axes = [phrase.terms[index].name for index in phrase.indices("axis")]
        upside = ["flip_v"] if "half" in names else []
        name = next(name for name in (*names, *axes, *upside, "flip_h") if name.startswith("flip_"))
    elif "half" in names:
        name = "half"
    elif rotations := [*rotations, *phrase.indices("angle", "sense")]:
        angles = phrase.indices("angle", "number")
        degrees = int(phrase.terms[angles[0]].name) if angles else 90
        senses = [phrase.terms[index].name for index in phrase.indices("sense")]
        is_back = "ccw" in senses or (not senses and (phrase.position[0] or 1.0) < 0.5)
        quarters = max(1, round(degrees / 90)) if degrees else 0
        name = QUARTERS.get((-quarters if is_back else quarters) % 4, "")
    if name:
        phrase.edits.append((min(rotations), Edit(kind="transform", name=name, on=phrase.on)))


def _colours(phrase: Phrase, nouns: list[int]) -> None:
    bound = {index: phrase.noun_of(index) for index in phrase.indices("colour")}
    loose = [i for i, noun in bound.items() if noun not in nouns or phrase.verb not in ("add", "replace", "")]
    if not loose or phrase.verb == "erase":
        return
    predicates = [index for index in loose if bound[index] is None]
    has_subject = any(phrase.terms[index].kind == "subject" for index in nouns)
    if not predicates and (phrase.edits or phrase.verb == "add" or has_subject):
        return
    for index in predicates or loose[-1:]:
        name = phrase.terms[index].name
        phrase.edits.append((index, Edit(kind="tone" if name == "grey" else "tint", name=name, on=phrase.on)))


def _subjects(phrase: Phrase, nouns: list[int], text: str, *, marked: bool) -> set[int]:
    drawn = [index for index in nouns if phrase.terms[index].kind == "subject"]
    scenery = [index for index in nouns if phrase.terms[index].kind in SCENERY] if marked else []
    if scenery:
        label = " ".join(phrase.terms[index].word for index in scenery)
        phrase.edits = [pair for pair in phrase.edits if pair[1].kind in ("transform", "insert")]
        phrase.edits.append((scenery[0], Edit(kind="scene", name=text, label=label, on=phrase.on)))
    known = {subject.name: subject for subject in understand(text).subjects}
    for index in drawn[:MAX_SUBJECTS]:
        subject = known.get(phrase.terms[index].name, Subject(name=phrase.terms[index].name))
        phrase.edits.append((index, Edit(kind="subject", subject=subject, position=phrase.position, on=phrase.on)))
    return {*drawn, *scenery}
