"""From a prompt to what the retoucher understood of it."""

from dataclasses import dataclass, field, replace
from typing import Final

from painter.edit_language.clauses import Clause, bearer, clauses, is_shade, painted, shade_of, sources
from painter.edit_language.operations import (
    Backdrop,
    Collage,
    Edit,
    Erase,
    Guest,
    Inset,
    Look,
    Tint,
    Tone,
    Turn,
    Wishes,
)
from painter.edit_language.tokenizer import Term, terms
from painter.edit_language.vocabulary import OPPOSITE
from painter.prompt.parser import Subject, understand

DEGREES: Final = {"slight": 0.5, "strong": 1.6}
QUARTERS: Final = {1: "cw", 2: "half", 3: "ccw"}
MOST_GUESTS: Final = 6


@dataclass(slots=True, kw_only=True)
class _Draft:
    """What has been read so far; `marked` when an area is."""

    prompt: str
    marked: bool
    on: int = 1
    edits: list[Edit] = field(default_factory=list)
    things: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    scenes: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    aimless: bool = False


def read(prompt: str, *, marked: bool) -> Wishes:
    """All that the prompt asks for, in its order. `marked`: there is an area that may change."""
    draft = _Draft(prompt=prompt, marked=marked)
    said = terms(prompt)
    for clause in clauses(said):
        if clause.verb != "keep":
            _clause(draft, clause)
    return Wishes(
        edits=tuple(draft.edits),
        things=tuple(dict.fromkeys(draft.things)),
        unknown=tuple(dict.fromkeys(draft.unknown)),
        scenes=tuple(dict.fromkeys(draft.scenes)),
        odd=tuple(draft.odd),
        named=any(term.kind == "picture" for term in said),
        aimless=draft.aimless,
    )


def _clause(draft: _Draft, clause: Clause) -> None:
    nouns = painted(clause)
    clause.on = draft.on
    _pictures(clause, nouns)
    draft.on = clause.on
    _made(clause)
    _turns(draft, clause)
    _colours(clause, nouns)
    drawn = _drawn(draft, clause, nouns)
    if clause.verb in ("erase", "replace") and all(isinstance(edit, Guest) for _, edit in clause.found):
        draft.aimless |= not draft.marked and clause.verb == "erase"
        if draft.marked:
            clause.found.append((-1, Erase(on=clause.on)))
    clause.found.sort(key=lambda each: each[0])
    for _, edit in clause.found:
        if isinstance(edit, Turn) or draft.edits[-1:] != [edit]:
            draft.edits.append(edit)
    _undone(draft, clause, nouns, drawn)


def _undone(draft: _Draft, clause: Clause, nouns: list[int], drawn: set[int]) -> None:
    """What the clause names and nothing is done about; "no changes to the face" is done as it says."""
    if clause.named("verb", "refuse") and not clause.found:
        return
    for at, term in enumerate(clause.terms):
        match term.kind:
            case "unknown" if at in nouns or not (clause.found or clause.verb == "erase"):
                draft.unknown.append(term.word)
            case "scenery" if at in nouns and at not in drawn:
                draft.scenes.append(term.word)
            case "unknown" | "scenery" | "subject" if at not in drawn:
                draft.things.append(term.word)
            case _:
                pass


def _pictures(clause: Clause, nouns: list[int]) -> None:
    """Which picture the clause is about, and the pictures that it lays into others or beside each other."""
    free, onto = sources(clause)
    layouts = clause.named("layout")
    if layouts:
        chosen = tuple(dict.fromkeys((*free, *onto)))
        layout = clause.terms[layouts[-1]].name
        clause.on = 1
        if layout == "grid" and clause.named("axis"):
            layout = {"flip_h": "row", "flip_v": "column"}[clause.terms[clause.named("axis")[0]].name]
        clause.found.append((layouts[0], Collage(layout=layout, pictures=chosen if len(chosen) > 1 else ())))
        return
    drawn = any(clause.terms[at].kind == "subject" for at in nouns)
    if clause.verb in ("add", "replace") and not drawn and (free or (onto and not nouns)):
        goal = onto[0] if onto else clause.on
        source = next((number for number in (*free, clause.on) if number != goal), None)
        if source is not None:
            clause.on = goal
            clause.found.append((len(clause.terms), Inset(picture=source, place=clause.place, on=goal)))
            return
    clause.on = next(iter((*onto, *free)), clause.on)


def _made(clause: Clause) -> None:
    """Tones, looks and hours, as strong as the words beside them say."""
    strength, less, refused = 1.0, False, False
    last: int | None = None
    for at, term in enumerate(clause.terms):
        beside = last is not None and last == at - 1
        match term.kind:
            case "degree" if beside:
                _stronger(clause, DEGREES[term.name])
            case "degree":
                strength *= DEGREES[term.name]
            case "verb":
                less |= term.name in ("less", "erase")
                refused |= term.name == "refuse"
            case "tone" | "look" | "hour" if not is_shade(clause, at):
                edit = _made_of(term, strength, clause.on)
                found = _less(edit) if less else None if refused else edit
                if found is not None:
                    clause.found.append((at, found))
                    last = at
                strength, less, refused = 1.0, False, False
            case _:
                pass
    if last is not None and strength != 1.0:
        _stronger(clause, strength)


def _made_of(term: Term, strength: float, on: int) -> Edit:
    if term.kind == "look":
        return Look(name=term.name, strength=min(1.0, strength), on=on)
    return Tone(name=term.name, strength=strength, hour=term.kind == "hour", on=on)


def _less(edit: Edit) -> Edit | None:
    """The opposite where there is one; less of anything else is to leave it."""
    if isinstance(edit, Tone) and edit.name in OPPOSITE and not edit.hour:
        return replace(edit, name=OPPOSITE[edit.name])
    return None


def _stronger(clause: Clause, by: float) -> None:
    at, edit = clause.found[-1]
    if isinstance(edit, Tone):
        clause.found[-1] = at, replace(edit, strength=edit.strength * by)
    elif isinstance(edit, Look):
        clause.found[-1] = at, replace(edit, strength=min(1.0, edit.strength * by))


def _turns(draft: _Draft, clause: Clause) -> None:
    """Mirrored or turned: one each for a clause."""
    flips = [at for name in ("flip", "flip_h", "flip_v") for at in clause.named("turn", name)]
    if flips:
        axes = [clause.terms[at].name for at in clause.named("axis")]
        named = [clause.terms[at].name for at in flips if clause.terms[at].name != "flip"]
        upside = ["flip_v"] if clause.named("turn", "half") else []
        names = [*named, *axes, *upside, "flip_h"]
        clause.found.append((min(flips), Turn(name=names[0], on=clause.on)))
        return
    halves = clause.named("turn", "half")
    if halves:
        clause.found.append((halves[0], Turn(name="half", on=clause.on)))
        return
    starts = [*clause.named("turn", "rotate"), *clause.named("angle"), *clause.named("sense")]
    if not starts:
        return
    angles = [*(int(clause.terms[at].name) for at in clause.named("angle")), *_bare_angles(clause), 90]
    if angles[0] % 90:
        draft.odd.append(clause.terms[(clause.named("angle") or clause.named("count"))[0]].word)
    quarters = max(1, round(angles[0] / 90)) if angles[0] else 0
    senses = {clause.terms[at].name for at in clause.named("sense")}
    back = "ccw" in senses or (not senses and bool(clause.named("place", "left")))
    name = QUARTERS.get((-quarters if back else quarters) % 4)
    if name:
        clause.found.append((min(starts), Turn(name=name, on=clause.on)))


def _bare_angles(clause: Clause) -> list[int]:
    return [int(term.word) for term in clause.terms if term.kind == "count" and term.word.isdecimal()]


def _colours(clause: Clause, nouns: list[int]) -> None:
    """A colour that is bound to nothing painted colours all; one before a thing and another after it change the
    first into the second."""
    loose = []
    for at in clause.named("colour"):
        noun = bearer(clause, at)
        if noun is None or (noun not in nouns or clause.verb not in ("add", "replace", "")):
            loose.append((at, noun is not None))
    if not loose or clause.verb == "erase":
        return
    (first, adjective), (last, _) = loose[0], loose[-1]
    old = clause.terms[first].name
    if len(loose) > 1 and (adjective or first < clause.link < last) and old != clause.terms[last].name:
        new = clause.terms[last].name
        clause.found.append((last, Tint(name=new, shade=shade_of(clause, last), old=old, on=clause.on)))
        return
    predicates = [at for at, bound in loose if not bound]
    if not predicates and (clause.found or clause.verb == "add"):
        return
    if not predicates and any(clause.terms[at].kind == "subject" for at in nouns):
        return
    for at in predicates or [last]:
        clause.found.append((at, _tinted(clause, at)))


def _tinted(clause: Clause, at: int) -> Edit:
    name, shade = clause.terms[at].name, shade_of(clause, at)
    if name == "grey" and not shade:
        return Tone(name="grey", on=clause.on)
    return Tint(name=name, shade=shade, on=clause.on)


def _drawn(draft: _Draft, clause: Clause, nouns: list[int]) -> set[int]:
    """The places of the nouns that will be painted, once their edits are noted down."""
    text = draft.prompt[clause.terms[0].start : clause.terms[-1].end]
    drawn = {at for at in nouns if clause.terms[at].kind == "subject"}
    scenery = {at for at in nouns if clause.terms[at].kind == "scenery"} if draft.marked else set[int]()
    if scenery:
        label = " ".join(clause.terms[at].word for at in sorted(scenery))
        clause.found = [each for each in clause.found if isinstance(each[1], Turn | Inset)]
        clause.found.append((min(scenery), Backdrop(words=text, label=label, on=clause.on)))
    known = {subject.name: subject for subject in understand(text).subjects}
    for at in sorted(drawn)[:MOST_GUESTS]:
        name = clause.terms[at].name
        subject = known.get(name, Subject(name=name))
        clause.found.append((at, Guest(subject=subject, place=clause.place, on=clause.on)))
    return drawn | scenery
