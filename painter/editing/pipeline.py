"""The retoucher at work: the steps of one picture, each one that a thread can take."""

from collections.abc import Callable, Iterator
from functools import partial
from threading import Event
from typing import Final, assert_never

import numpy as np
from PIL import Image, ImageChops

from painter.edit_language import messages as speech
from painter.edit_language.operations import Backdrop, Collage, Edit, Erase, Guest, Inset, Look, Tint, Tone, Turn
from painter.edit_language.parser import read
from painter.edit_language.planner import settle, vary
from painter.editing import collage, tones
from painter.editing import inpaint as fill
from painter.editing import insert_subject as guests
from painter.editing import styles as looks
from painter.editing import transforms as turns
from painter.editing.collage_steps import laying
from painter.editing.image import Sheet, fit
from painter.editing.session import EditRequest, EditSession
from painter.render.canvas import Stopped
from painter.scene.plan import seed_of
from painter.steps import Step, finished

RARE: Final = 0.004
"""Less than this share of a colour is none."""
BEGIN, END = 0.04, 0.95


def edited(request: EditRequest, *, halt: Event) -> Iterator[Step]:
    """The steps of one picture, in order; the last one's image is the result."""
    marked = request.mask is not None
    wishes = read(request.prompt, marked=marked)
    orders = settle(wishes, pictures=len(request.images), marked=marked)
    seed = seed_of(request.prompt, request.seed, request.number)
    session = EditSession(request=request, orders=orders, halt=halt, seed=seed)
    edits = vary(orders, request.number, marked=marked)
    acts = [(edit, act) for edit in edits for act in _acts(edit, session)]
    first = edits[0].on if not isinstance(edits[0], Collage) else orders.final
    text = speech.opening(wishes, orders, count=request.count, marked=marked, language=request.language)
    yield Step(start=0.01, message=speech.step(request.language), text="" if request.number else text)
    shown = _shown(session, first, None)
    for number, (edit, act) in enumerate(acts):
        start = BEGIN + (END - BEGIN) * number / len(acts)
        message = speech.step(request.language, edit)
        yield Step(start=round(start, 3), message=message, image=shown, text=session.text)
        shown = _shown(session, orders.final if number == len(acts) - 1 else edit.on, act)
    yield from finished(shown, language=request.language, text=session.text)


def _shown(session: EditSession, number: int, act: Callable[[], None] | None) -> Image.Image:
    """Take one step and show picture `number`."""
    if session.halt.is_set():
        raise Stopped
    session.text = ""
    if act is not None:
        act()
    sheet = session.sheet(number)
    if act is None and sheet.box is None:
        session.text = speech.sentence("empty", session.request.language)
    size = session.request.size
    if size is not None and number == session.orders.final and sheet.size != size:
        fit(sheet, size)
    return sheet.finished()


def _acts(edit: Edit, session: EditSession) -> list[Callable[[], None]]:
    """What an edit takes: one act, or one for every picture of a collage."""
    if isinstance(edit, Collage):
        return laying(edit, session)
    return [partial(_act, edit, session)]


def _act(edit: Edit, session: EditSession) -> None:
    sheet = session.sheet(edit.on)
    session.touched.add(edit.on)
    match edit:
        case Tone(hour=True):
            sheet.lay(tones.hour(sheet.image, edit.name, edit.strength))
        case Tone():
            sheet.lay(tones.TONES[edit.name](sheet.image, min(2.4, edit.strength)))
        case Tint():
            _tint(edit, sheet, session)
        case Look():
            sheet.lay(
                looks.look(sheet.image, edit.name, strength=edit.strength, seed=session.seed, halt=session.halt)
            )
        case Turn():
            turns.turn(sheet, edit.name)
        case Guest():
            seed = session.seed + len(session.taken)
            guests.invite(sheet, edit, seed=seed, variation=session.request.number, taken=session.taken)
        case Backdrop():
            fill.backdrop(sheet, edit.words, seed=session.seed, halt=session.halt)
        case Erase():
            fill.erase(sheet, halt=session.halt)
        case Inset():
            collage.inset(sheet, session.source(edit.picture, sheet.size), edit.place)
        case Collage():
            raise TypeError(edit)
        case _:
            assert_never(edit)


def _tint(edit: Tint, sheet: Sheet, session: EditSession) -> None:
    """All in one colour, or only what has the old one."""
    colour = tones.colour_of(edit.name, edit.shade)
    only = tones.coloured(sheet.image, edit.old) if edit.old else None
    if only is not None and sheet.area is not None:
        only = ImageChops.multiply(only, sheet.area)
    if only is not None and np.asarray(only.reduce(max(1, min(only.size) // 200))).mean() < RARE * 255:
        session.text = speech.sentence(
            "absent", session.request.language, speech.colour(edit.old, session.request.language)
        )
        only = None
    where = only or sheet.area
    after = tones.tint(sheet.image, colour, mean=tones.mean_of(sheet.image, where), strength=edit.strength)
    sheet.lay(after if only is None else Image.composite(after, sheet.image, only))
