"""The retoucher at work: the steps of one picture, each one that a thread can take."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Final, assert_never

import numpy as np
from PIL import Image, ImageChops

from painter.edit_language import messages as speech
from painter.edit_language.operations import Backdrop, Collage, Edit, Erase, Guest, Inset, Look, Tint, Tone, Turn
from painter.edit_language.planner import vary
from painter.editing import collage, tones
from painter.editing import inpaint as fill
from painter.editing import insert_subject as guests
from painter.editing import styles as looks
from painter.editing import transforms as turns
from painter.editing.collage_steps import laying
from painter.editing.image import Sheet, fit
from painter.editing.session import Bench, Task
from painter.render.canvas import Stopped
from painter.scene.plan import seed_of

RARE: Final = 0.004
"""Less than this share of a colour is none."""
BEGIN, END = 0.04, 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The picture so far, and what there is to say of it."""

    image: Image.Image
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`words` tell what is being done, `start` is the share of the work before it. Running raises Stopped once
    nobody waits any more."""

    words: str
    start: float
    run: Callable[[], Shown]


def steps(task: Task, *, variation: int, halt: Event) -> Iterator[Step]:
    """The steps of one picture, in order; the last shows it as it is to be."""
    seed = seed_of(task.request.prompt, task.seed, variation)
    bench = Bench(task=task, halt=halt, seed=seed, variation=variation)
    edits = vary(task.orders, variation, marked=task.request.mask is not None)
    acts = [(edit, act) for edit in edits for act in _acts(edit, bench)]
    first = edits[0].on if not isinstance(edits[0], Collage) else task.orders.final
    yield Step(words=speech.step(bench.language), start=0.01, run=partial(_shown, bench, first, None))
    for number, (edit, act) in enumerate(acts):
        start = BEGIN + (END - BEGIN) * number / len(acts)
        shown = task.orders.final if number == len(acts) - 1 else edit.on
        words = speech.step(bench.language, edit)
        yield Step(words=words, start=round(start, 3), run=partial(_shown, bench, shown, act))


def _shown(bench: Bench, number: int, act: Callable[[], None] | None) -> Shown:
    """Take one step and show picture `number`."""
    if bench.halt.is_set():
        raise Stopped
    bench.said = ""
    if act is not None:
        act()
    sheet = bench.sheet(number)
    if act is None and sheet.box is None:
        bench.said = speech.sentence("empty", bench.language)
    if bench.task.size is not None and number == bench.task.orders.final and sheet.size != bench.task.size:
        fit(sheet, bench.task.size)
    return Shown(image=sheet.finished(), said=bench.said)


def _acts(edit: Edit, bench: Bench) -> list[Callable[[], None]]:
    """What an edit takes: one act, or one for every picture of a collage."""
    if isinstance(edit, Collage):
        return laying(edit, bench)
    return [partial(_act, edit, bench)]


def _act(edit: Edit, bench: Bench) -> None:
    sheet = bench.sheet(edit.on)
    bench.touched.add(edit.on)
    match edit:
        case Tone(hour=True):
            sheet.lay(tones.hour(sheet.image, edit.name, edit.strength))
        case Tone():
            sheet.lay(tones.TONES[edit.name](sheet.image, min(2.4, edit.strength)))
        case Tint():
            _tint(edit, sheet, bench)
        case Look():
            sheet.lay(looks.look(sheet.image, edit.name, strength=edit.strength, seed=bench.seed, halt=bench.halt))
        case Turn():
            turns.turn(sheet, edit.name)
        case Guest():
            seed = bench.seed + len(bench.taken)
            guests.invite(sheet, edit, seed=seed, variation=bench.variation, taken=bench.taken)
        case Backdrop():
            fill.backdrop(sheet, edit.words, seed=bench.seed, halt=bench.halt)
        case Erase():
            fill.erase(sheet, halt=bench.halt)
        case Inset():
            collage.inset(sheet, bench.source(edit.picture, sheet.size), edit.place)
        case Collage():
            raise TypeError(edit)
        case _:
            assert_never(edit)


def _tint(edit: Tint, sheet: Sheet, bench: Bench) -> None:
    """All in one colour, or only what has the old one."""
    colour = tones.colour_of(edit.name, edit.shade)
    only = tones.coloured(sheet.image, edit.old) if edit.old else None
    if only is not None and sheet.area is not None:
        only = ImageChops.multiply(only, sheet.area)
    if only is not None and np.asarray(only.reduce(max(1, min(only.size) // 200))).mean() < RARE * 255:
        bench.said = speech.sentence("absent", bench.language, speech.colour(edit.old, bench.language))
        only = None
    where = only or sheet.area
    after = tones.tint(sheet.image, colour, mean=tones.mean_of(sheet.image, where), strength=edit.strength)
    sheet.lay(after if only is None else Image.composite(after, sheet.image, only))
