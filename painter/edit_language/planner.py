"""What will really be done: the wishes of a prompt, made to fit the pictures and the area that are there."""

from dataclasses import dataclass, replace
from typing import Final, assert_never

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

MOST: Final = 12
"""A prompt could name hundreds; each is a pass over the whole picture."""
STRENGTHS: Final = (1.0, 0.62, 1.45, 0.8)
PARTS: Final = (1.0, 0.62, 0.82, 0.42)
"""For what cannot be more than whole."""
PAINTERLY: Final = Look(name="oil", strength=0.75)
"""What is done when no word is known: seen at once, and nothing of the picture is lost."""
SIZES: Final = (1.0, 0.8, 1.25, 0.9)
EXACT: Final = frozenset({"grey", "invert"})
WHOLE: Final = frozenset({"sepia"})
TOUCHES: Final = (("bright", 0.0), ("bright", 0.3), ("dark", 0.3), ("contrast", 0.5))
"""What tells variations apart when all that was asked for can be done in one way only."""
SHADES: Final = ("", "light", "deep", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """`edits` in their order; the result is picture `final`. `missing` are numbers of pictures that are not there,
    `unused` those that nothing is done with; `more` was asked than is done at once. `guessed` when no word told
    what to do, `collected` when several pictures were laid out unasked, `overlooked` when there is an area and
    something turns or joins all."""

    edits: tuple[Edit, ...]
    final: int = 1
    missing: tuple[int, ...] = ()
    unused: tuple[int, ...] = ()
    more: bool = False
    guessed: bool = False
    collected: bool = False
    overlooked: bool = False


def settle(wishes: Wishes, *, pictures: int, marked: bool) -> Orders:
    """The orders for so many pictures. `marked`: there is an area that may change in the first."""
    there = range(1, pictures + 1)
    missing = {number for edit in wishes.edits for number in _numbers(edit) if number not in there}
    edits = tuple(found for edit in wishes.edits if (found := _possible(edit, there)) is not None)[:MOST]
    collected = pictures > 1 and not marked and not wishes.named and all(map(_whole, edits))
    if collected:
        edits = (Collage(layout="grid"), *edits)
    guessed = not edits or (collected and len(edits) == 1)
    if not edits:
        edits = (Inset(picture=2),) if marked and pictures > 1 else (PAINTERLY,)
    edits = _joined(edits, marked=marked)
    final = 1 if any(edit.on == 1 for edit in edits) else edits[-1].on
    used = {number for edit in edits for number in (_numbers(edit) or there)} | {final}
    return Orders(
        edits=edits,
        final=final,
        missing=tuple(sorted(missing)),
        unused=tuple(number for number in there if number not in used),
        more=len(wishes.edits) > MOST,
        guessed=guessed,
        collected=collected,
        overlooked=marked and any(isinstance(edit, Turn | Collage) for edit in edits),
    )


def _joined(edits: tuple[Edit, ...], *, marked: bool) -> tuple[Edit, ...]:
    """So that what was done to several pictures is seen in one; with an area, in the first."""
    changed = tuple(sorted({edit.on for edit in edits}))
    if any(isinstance(edit, Inset | Collage) for edit in edits) or changed == (1,):
        return edits
    if marked:
        return (*edits, Inset(picture=changed[-1]))
    return (*edits, Collage(layout="grid", pictures=changed)) if len(changed) > 1 else edits


def _numbers(edit: Edit) -> tuple[int, ...]:
    """The pictures that an edit is about; none named for a collage of all."""
    match edit:
        case Inset():
            return edit.on, edit.picture
        case Collage():
            return edit.pictures
        case _:
            return (edit.on,)


def _possible(edit: Edit, pictures: range) -> Edit | None:
    """The edit without pictures that are not there."""
    match edit:
        case Collage(pictures=chosen):
            there = tuple(number for number in chosen if number in pictures)
            return replace(edit, pictures=there if len(there) > 1 else ())
        case Inset(picture=picture) if picture not in pictures:
            return None
        case _:
            return edit if edit.on in pictures else replace(edit, on=1)


def _whole(edit: Edit) -> bool:
    """Whether it can as well be done to a collage."""
    return isinstance(edit, Tone | Tint | Look | Turn)


def vary(orders: Orders, variation: int, *, marked: bool) -> tuple[Edit, ...]:
    """The edits of one of several pictures; the first is as ordered."""
    if not variation:
        return orders.edits
    turn = variation % len(STRENGTHS)
    edits = tuple(_varied(edit, turn, marked=marked) for edit in orders.edits)
    if edits == orders.edits and not any(isinstance(edit, Guest | Backdrop) for edit in edits):
        name, strength = TOUCHES[turn]
        edits = (*edits, Tone(name=name, strength=strength, on=orders.final))
    return edits


def _varied(edit: Edit, turn: int, *, marked: bool) -> Edit:
    match edit:
        case Tone() if edit.name in EXACT:
            return edit
        case Tone():
            parts = PARTS if edit.hour or edit.name in WHOLE else STRENGTHS
            return replace(edit, strength=edit.strength * parts[turn])
        case Look():
            return replace(edit, strength=edit.strength * PARTS[turn])
        case Tint():
            return replace(edit, shade=SHADES[turn] or edit.shade, strength=STRENGTHS[turn])
        case Collage():
            layouts = ("grid", "row", "column", "dissolve")
            return replace(edit, layout=layouts[(layouts.index(edit.layout) + turn) % len(layouts)])
        case Inset() if marked:
            return edit
        case Inset(place=(across, down)):
            return replace(edit, place=(0.01 if across is None else 1 - across, down))
        case Guest(subject=subject, place=(across, down)):
            aside = across if across is None or turn == 2 else 1 - across
            return replace(edit, subject=replace(subject, scale=subject.scale * SIZES[turn]), place=(aside, down))
        case Turn() | Erase() | Backdrop():
            return edit
        case _:
            assert_never(edit)
