"""Planner of edits: the wishes of a prompt, made to fit the pictures and the area."""

from dataclasses import dataclass, field, replace
from typing import Final, Literal

from painter.prompt.parser import Subject

Kind = Literal[
    "tone", "hour", "tint", "style", "transform", "subject", "scene", "erase", "insert", "collage", "expand"
]
Position = tuple[float | None, float | None]
"""Across and down, as shares of the picture; None is left open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One thing to do to picture `on` (from 1).

    `name` is a row of the table of words: a tone, a time of day, a colour, a style, a transform, a layout; of a
    scene it is the text to paint it from, and `label` its words. `subject` is painted at `position`, `picture` is
    laid in there; a collage is of `pictures`, or of all.
    """

    kind: Kind
    name: str = ""
    strength: float = 1.0
    label: str = ""
    subject: Subject | None = None
    picture: int = 0
    position: Position = (None, None)
    pictures: tuple[int, ...] = ()
    on: int = 1


@dataclass(slots=True, kw_only=True)
class Wishes:
    """A prompt as the editor takes it.

    It cannot find `things` in a picture, and could paint `scenes` into a marked area only. `named`: pictures are
    called by their numbers; `aimless`: something is to go, and no area says where it is.
    """

    edits: list[Edit] = field(default_factory=list)
    things: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    scenes: list[str] = field(default_factory=list)
    named: bool = False
    aimless: bool = False


MAX_EDITS: Final = 12
"""A prompt could name hundreds; each is a pass over the whole picture."""
PAINTERLY: Final = Edit(kind="style", name="oil", strength=0.75)
"""What is done when no word is known: seen at once, and nothing of the picture is lost."""
STRENGTHS: Final = (1.0, 0.62, 1.45, 0.8)
PARTS: Final = (1.0, 0.62, 0.82, 0.42)
"""The strengths of variations of what cannot be more than whole."""
LAYOUTS: Final = ("grid", "row", "column")
TOUCHES: Final = (("bright", 0.0), ("bright", 0.3), ("dark", 0.3), ("contrast", 0.5))
"""What tells variations apart when all that was asked for can be done in one way only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPlan:
    """Edits to do, in order; the result is picture `final`.

    `missing` are numbers of pictures that are not there, `unused` those that nothing is done with; `more` was asked
    than is done at once. `guessed` when no word told what to do, `collected` when several pictures were laid out
    unasked, `overlooked` when there is an area and something turns or joins all.
    """

    edits: tuple[Edit, ...]
    final: int = 1
    missing: tuple[int, ...] = ()
    unused: tuple[int, ...] = ()
    more: bool = False
    guessed: bool = False
    collected: bool = False
    overlooked: bool = False


def plan_edits(wishes: Wishes, *, pictures: int, marked: bool) -> EditPlan:
    """The plan for so many pictures. `marked`: there is an area that may change in the first."""
    there = range(1, pictures + 1)
    missing = {number for edit in wishes.edits for number in _numbers(edit) if number not in there}
    edits = tuple(edit for wish in wishes.edits if (edit := _possible(wish, there)) is not None)[:MAX_EDITS]
    is_whole = all(edit.kind in ("tone", "hour", "tint", "style", "transform") for edit in edits)
    guessed, collected = not edits, pictures > 1 and not marked and not wishes.named and is_whole
    if collected:
        edits = (Edit(kind="collage", name="grid"), *edits)
    elif not edits:
        edits = (Edit(kind="insert", picture=2) if marked and pictures > 1 else PAINTERLY,)
    edits = _join(edits, marked=marked)
    final = 1 if any(edit.on == 1 for edit in edits) else edits[-1].on
    used = {number for edit in edits for number in (_numbers(edit) or there)} | {final}
    return EditPlan(
        edits=edits, final=final, missing=tuple(sorted(missing)), more=len(wishes.edits) > MAX_EDITS,
        unused=tuple(number for number in there if number not in used), guessed=guessed, collected=collected,
        overlooked=marked and any(edit.kind in ("transform", "collage") for edit in edits),
    )  # fmt: skip


def plan_expansion(wishes: Wishes) -> EditPlan:
    """The plan for a picture that grows: what is new continues it, with the named subjects."""
    subjects = [edit for edit in wishes.edits if edit.kind == "subject"]
    edits = Edit(kind="expand"), *(replace(edit, on=1) for edit in subjects[: MAX_EDITS - 1])
    return EditPlan(edits=edits, more=len(subjects) >= MAX_EDITS)


def _join(edits: tuple[Edit, ...], *, marked: bool) -> tuple[Edit, ...]:
    changed = tuple(sorted({edit.on for edit in edits}))
    if any(edit.kind in ("insert", "collage") for edit in edits) or changed == (1,):
        return edits
    if marked:
        return (*edits, Edit(kind="insert", picture=changed[-1]))
    return (*edits, Edit(kind="collage", name="grid", pictures=changed)) if len(changed) > 1 else edits


def _numbers(edit: Edit) -> tuple[int, ...]:
    if edit.kind == "collage":
        return edit.pictures
    return (edit.on, edit.picture) if edit.kind == "insert" else (edit.on,)


def _possible(edit: Edit, pictures: range) -> Edit | None:
    if edit.kind == "collage":
        there = tuple(number for number in edit.pictures if number in pictures)
        return replace(edit, pictures=there if len(there) > 1 else ())
    if edit.kind == "insert" and edit.picture not in pictures:
        return None
    return edit if edit.on in pictures else replace(edit, on=1)


def vary(plan: EditPlan, number: int, *, marked: bool) -> tuple[Edit, ...]:
    """The edits of variation `number`; the first is as planned."""
    if not number:
        return plan.edits
    step = number % len(STRENGTHS)
    edits = tuple(_vary_edit(edit, step, marked=marked) for edit in plan.edits)
    if edits == plan.edits and not any(edit.kind in ("subject", "scene", "expand") for edit in edits):
        name, strength = TOUCHES[step]
        edits = (*edits, Edit(kind="tone", name=name, strength=strength, on=plan.final))
    return edits


def _vary_edit(edit: Edit, step: int, *, marked: bool) -> Edit:
    match edit.kind:
        case "tone" if edit.name not in ("grey", "invert", "sepia"):
            return replace(edit, strength=edit.strength * STRENGTHS[step])
        case "hour" | "style" | "tint":
            return replace(edit, strength=edit.strength * PARTS[step])
        case "collage":
            return replace(edit, name=LAYOUTS[(LAYOUTS.index(edit.name) + step) % len(LAYOUTS)])
        case "insert" if not marked:
            across, down = edit.position
            return replace(edit, position=(0.01 if across is None else 1 - across, down))
        case "subject" if edit.subject is not None:
            return replace(edit, subject=replace(edit.subject, scale=edit.subject.scale * STRENGTHS[step]))
        case _:
            return edit
