"""Pipeline of one edit: its steps in order, on the pictures as they are by now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import assert_never

from PIL import Image, ImageChops

from painter.edit_language.messages import SENTENCES, label, summary
from painter.edit_language.parser import read
from painter.edit_language.planner import Edit, EditPlan, plan_edits, plan_expansion, vary
from painter.editing import compositing, outpainting, tones
from painter.editing.cutout import Colour, area_of_marks, on_backdrop
from painter.editing.image import Box, Layer, Size, on_white, open_layer, open_sheet, open_small
from painter.prompt.tokenizer import Language, language_of
from painter.render.canvas import stop_if
from painter.scene.plan import seed_of
from painter.steps import PaintStep, final_steps, sentence

BEGIN, END = 0.04, 0.95


@dataclass(slots=True, kw_only=True)
class _Session:
    """One picture at work. `layers` are the pictures that were opened, by their numbers, `touched` those that are
    no longer as they were given; `taken` is where subjects stand. `size` None is the picture's own."""

    images: Sequence[Path]
    area: Image.Image | None
    size: Size | None
    plan: EditPlan
    halt: Event
    seed: int
    number: int
    layers: dict[int, Layer] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    taken: list[Box] = field(default_factory=list)

    def layer(self, number: int) -> Layer:
        """Picture `number` as it is by now."""
        if number not in self.layers:
            area = self.area if number == 1 else None
            size = self.size if number == self.plan.final else None
            self.layers[number] = open_layer(self.images[number - 1], area=area, size=size)
        return self.layers[number]

    def source(self, number: int, size: Size) -> Image.Image:
        """Picture `number` to be laid into another at about `size`."""
        if number in self.touched:
            return on_white(self.layers[number].to_image())
        return open_small(self.images[number - 1], size)


def edit(
    *, prompt: str, images: Sequence[Path], mask: Path | None = None, marks: Path | None = None,
    size: Size | None = None, seed: int = 0, language: Language | None = None, number: int = 0,
    halt: Event | None = None, backdrop: Colour | None = None, expands: bool = False,
) -> Iterator[PaintStep]:  # fmt: skip
    """Edit `images` (PNG, JPEG, WebP) as the prompt says, in variation `number`.

    Where `mask` (a PNG as large as the first image) is opaque nothing changes; without one, what `marks` (such a
    PNG, too) are not about does not. With a `backdrop` the subject stands alone on that flat colour; where it
    `expands`, the first image lies on a larger canvas with its edges mirrored, and the rest is to continue it. The
    result is exactly `size`, or as large as the image itself when that is None, up to the 8 megapixels that are
    painted. Raises OSError when a file cannot be read, and Stopped as `paint` does.
    """
    area = area_of_marks(open_sheet(marks)) if marks else None
    area = ImageChops.invert(open_sheet(mask).getchannel("A")) if mask else area
    marked, language = area is not None, language or language_of(prompt)
    wishes = read(prompt, marked=marked)
    plan = plan_expansion(wishes) if expands else plan_edits(wishes, pictures=len(images), marked=marked)
    session = _Session(images=images, area=area, size=size, plan=plan, halt=halt or Event(), number=number,
                       seed=seed_of(prompt, seed, number))  # fmt: skip
    edits = vary(plan, number, marked=marked)
    is_cut_alone = backdrop is not None and plan.guessed
    text = summary(wishes, plan, marked=marked, is_drawn=mask is None, language=language)
    text = "" if number else sentence(SENTENCES["cutout"], language) if is_cut_alone else text
    yield PaintStep(start=0.01, message=sentence(SENTENCES["reading"], language), text=text)
    shown = _picture(session, plan.final if edits[0].kind == "collage" else edits[0].on)
    text = sentence(SENTENCES["empty"], language) if session.layer(edits[0].on).box is None else ""
    for index, step in enumerate(() if is_cut_alone else edits):
        start = round(BEGIN + (END - BEGIN) * index / len(edits), 3)
        message = sentence(SENTENCES["applying"], language, [label(step, language)])
        yield PaintStep(start=start, message=message, image=shown, text=text)
        stop_if(session.halt)
        _act(step, session)
        shown, text = _picture(session, plan.final if index == len(edits) - 1 else step.on), ""
    yield from final_steps(on_backdrop(shown, backdrop) if backdrop else shown, language=language, text=text)


def _picture(session: _Session, number: int) -> Image.Image:
    layer, size = session.layer(number), session.size
    if size is not None and number == session.plan.final and layer.size != size:
        layer.fit(size)
    return layer.to_image()


def _act(step: Edit, session: _Session) -> None:
    layer, seed, halt = session.layer(step.on), session.seed, session.halt
    match step.kind:
        case "tone":
            layer.lay(tones.TONES[step.name](layer.image, min(2.4, step.strength)))
        case "hour":
            layer.lay(tones.hour(layer.image, step.name, step.strength))
        case "tint":
            mean = tones.mean_of(layer.image, layer.area)
            layer.lay(tones.tint(layer.image, step.name, mean=mean, strength=step.strength))
        case "style":
            layer.lay(tones.stylize(layer.image, step.name, strength=step.strength, seed=seed, halt=halt))
        case "transform":
            layer.transpose(step.name)
        case "subject":
            side = outpainting.widest_side(layer) if session.plan.edits[0].kind == "expand" else layer
            compositing.add_subject(side, step, seed=seed, variation=session.number, taken=session.taken)
            layer.image, layer.alpha = side.image, side.alpha
        case "expand":
            outpainting.continue_edges(layer, seed=seed, halt=halt)
        case "scene":
            compositing.paint_scene(layer, step.name, seed=seed, halt=halt)
        case "erase":
            compositing.erase(layer, halt=halt)
        case "insert":
            compositing.insert_image(layer, session.source(step.picture, layer.size), step.position)
        case "collage":
            numbers = step.pictures or range(1, len(session.images) + 1)
            images = [session.source(number, layer.size) for number in numbers]
            sheet = compositing.collage(images, layout=step.name, size=layer.size)
            session.layers[1] = Layer(image=sheet, profile=layer.profile)
        case _:
            assert_never(step.kind)
    session.touched.add(step.on)
