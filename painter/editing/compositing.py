"""Compositing: collages, inserted pictures and subjects, and the marked area filled."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from threading import Event
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageFilter, ImageOps

from painter.compose.pipeline import stages
from painter.edit_language.planner import Edit, Position
from painter.editing.image import Box, Layer, Size, bounds, fit_to
from painter.editing.tones import TONES
from painter.figures.registry import FIGURES, Drawing, drawing, figure_of
from painter.prompt.parser import Subject, understand
from painter.render.canvas import Canvas, stop_if
from painter.render.noise import Grid
from painter.render.palette import RGB, TIMES, byte, luma, mix, times
from painter.scene.plan import Scene, plan

MAX_CUT: Final = 1.6
"""How much higher or wider than its picture a cell may be, so that the whole fills the sheet."""
GAP: Final = 0.014
INSET: Final = 0.38
MAX_SCENE: Final = 1400
MAX_HEIGHT: Final = 1100
"""A figure is drawn at most that many pixels high and enlarged from there: its edges are smooth anyway."""
OUTLINE: Final = 96
"""High enough to see what shape it has."""
SIDE: Final = 48
FLOATING: Final = frozenset({"sky", "deep"})


def cells(layout: str, shapes: Sequence[float], size: Size) -> list[Box]:
    """A box for each picture (its width by height in `shapes`), in rows that fill the sheet."""
    numbers = np.arange(len(shapes))
    counts = {"row": [1], "column": [len(shapes)]}.get(layout, range(1, len(shapes) + 1))
    options = [[[int(n) for n in part] for part in np.array_split(numbers, count)] for count in counts]
    rows = min(options, key=lambda rows: abs(float(np.log(_height(shapes, rows) * size[0] / size[1]))))
    gap, high = max(2, round(min(size) * GAP)), _height(shapes, rows)
    wide = min(size[0], round(size[1] / high * MAX_CUT)), min(size[1], round(size[0] * high * MAX_CUT))
    left, top = (size[0] - wide[0]) // 2, (size[1] - wide[1]) // 2
    heights = _divide([1 / sum(shapes[number] for number in row) for row in rows], wide[1], gap)
    return [
        (left + start, top + first, left + end, top + last)
        for row, (first, last) in zip(rows, heights, strict=True)
        for start, end in _divide([shapes[number] for number in row], wide[0], gap)
    ]


def _height(shapes: Sequence[float], rows: list[list[int]]) -> float:
    return sum(1 / sum(shapes[number] for number in row) for row in rows)


def _divide(parts: Sequence[float], length: int, gap: int) -> list[tuple[int, int]]:
    free = length - gap * (len(parts) + 1)
    ends = [round(float(end)) for end in np.cumsum([0.0, *parts]) / sum(parts) * free]
    return [
        (start + gap * (n + 1), max(end, start + 1) + gap * (n + 1))
        for n, (start, end) in enumerate(pairwise(ends))
    ]


def collage(images: Sequence[Image.Image], *, layout: str, size: Size) -> Image.Image:
    """Pictures over the first of them, soft and dark; a single one is laid as four."""
    first = images[0]
    small = fit_to(first, (max(1, size[0] // 16), max(1, size[1] // 16))).filter(ImageFilter.GaussianBlur(4))
    sheet = TONES["dark"](small, 1.0).resize(size, Image.Resampling.BICUBIC)
    if len(images) == 1:
        images = [first, TONES["grey"](first, 1.0), TONES["sepia"](first, 1.0), ImageOps.mirror(first)]
    boxes = cells(layout, [image.width / image.height for image in images], size)
    for image, box in zip(images, boxes, strict=True):
        sheet.paste(fit_to(image, (box[2] - box[0], box[3] - box[1])), box[:2])
    return sheet


def insert_image(layer: Layer, image: Image.Image, position: Position) -> None:
    """Lay a picture into the marked area, or as a small print with a white edge."""
    if layer.area is not None:
        if (box := layer.box) is not None:
            after = layer.image.copy()
            after.paste(fit_to(image, (box[2] - box[0], box[3] - box[1])), box[:2])
            layer.lay(after)
            layer.uncover()
        return
    scale = min(layer.size[0] * INSET / image.width, layer.size[1] * INSET / image.height)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    edge = max(2, round(min(layer.size) * 0.011))
    print_ = ImageOps.expand(image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0), edge, "#fbfaf6")
    shares = [1.0 if share is None or share > 0.7 else 0.0 if share < 0.3 else share for share in position]
    rooms = [max(0, whole - part - edge * 6) for whole, part in zip(layer.size, print_.size, strict=True)]
    left, top = (round(edge * 3 + share * room) for share, room in zip(shares, rooms, strict=True))
    box = left, top, left + print_.width, top + print_.height
    shade = Image.new("L", layer.size)
    shade.paste(150, (left + edge, top + edge, box[2] + edge, box[3] + edge))
    dark = ImageChops.multiply(layer.image, Image.new("RGB", layer.size, (70, 66, 70)))
    layer.image = Image.composite(dark, layer.image, shade.filter(ImageFilter.GaussianBlur(edge * 1.4)))
    layer.image.paste(print_, (left, top))
    if layer.alpha is not None:
        layer.alpha.paste(255, box)


def paint_scene(layer: Layer, text: str, *, seed: int, halt: Event) -> None:
    """Paint a scene from the words, as large as the area."""
    box = layer.box
    if box is None:
        return
    room = box[2] - box[0], box[3] - box[1]
    part = min(1.0, MAX_SCENE / max(room))
    size = max(64, round(room[0] * part)), max(64, round(room[1] * part))
    scene = plan(replace(understand(text), subjects=[]), width=size[0], height=size[1], seed=seed)
    canvas = Canvas(image=Image.new("RGB", size), halt=halt)
    for _, _, work in stages(scene):
        work(canvas, scene)
    after = layer.image.copy()
    after.paste(fit_to(canvas.image, room), box[:2])
    layer.lay(after)
    layer.uncover()


def erase(layer: Layer, *, halt: Event) -> None:
    """Fill the area with the part of the picture beside it whose edge fits best."""
    box = layer.box
    if box is None or layer.area is None:
        return
    stop_if(halt)
    wide, high = box[2] - box[0], box[3] - box[1]
    rim = max(2, min(wide, high) // 12)
    frame = box[0] - rim, box[1] - rim, box[2] + rim, box[3] + rim
    patches = []
    for dx, dy in ((wide, 0), (-wide, 0), (0, high), (0, -high), (wide, high), (-wide, high), (wide, -high)):
        left, top = frame[0] + dx * 1.2, frame[1] + dy * 1.2
        right, bottom = left + wide + 2 * rim, top + high + 2 * rim
        left, right = (side - max(0, right - layer.size[0]) - min(0, left) for side in (left, right))
        top, bottom = (side - max(0, bottom - layer.size[1]) - min(0, top) for side in (top, bottom))
        patches.append(layer.image.crop((round(left), round(top), round(right), round(bottom))))
    here = _rim(layer.image.crop(frame), rim)
    patch = min(patches, key=lambda patch: float(np.abs(_rim(patch, rim) - here).mean()))
    lift = (here - _rim(patch, rim)).mean(axis=0)
    values = np.clip(np.asarray(patch, dtype=np.float32) + lift, 0, 255).astype(np.uint8)
    after = layer.image.copy()
    after.paste(Image.fromarray(values), frame[:2])
    layer.lay(after)


def _rim(image: Image.Image, rim: int) -> Grid:
    values = np.asarray(image, dtype=np.float32)
    inside = np.ones(values.shape[:2], dtype=bool)
    inside[rim:-rim, rim:-rim] = False
    return values[inside]


def add_subject(layer: Layer, edit: Edit, *, seed: int, variation: int, taken: list[Box]) -> None:
    """Paint all of an edit's subjects beside those that stand in the boxes `taken`."""
    box, subject, position = layer.box, edit.subject, edit.position
    if box is None or subject is None:
        return
    for number in range(subject.count):
        left, right = (round(box[0] + (box[2] - box[0]) * n / subject.count) for n in (number, number + 1))
        room = box if layer.area is None else (left, box[1], right, box[3])
        is_left = (variation + number) % 2 == 1
        _add_one(layer, subject, position, room, seed=seed + len(taken), is_left=is_left, taken=taken)
        if position[1] is None:
            position = position[0], (taken[-1][1] + taken[-1][3]) / 2 / layer.size[1]


def _add_one(
    layer: Layer, subject: Subject, position: Position, room: Box, *, seed: int, is_left: bool, taken: list[Box]
) -> None:
    scene = lit_scene(layer.image, room, seed=seed)
    sort = drawing(subject.name, scene) or FIGURES[subject.name]
    flip, floats = is_left != (scene.facing[0] > 0) and sort.can_mirror, sort.spot in FLOATING
    outline = _sprite(subject, sort, scene, high=OUTLINE, flip=flip)
    if layer.area is not None:
        box = _box_in_area(layer.area, room, outline.getchannel("A"), floats=floats)
    else:
        crowd = 1.0 if subject.count == 1 else max(0.5, 0.95 - 0.08 * subject.count)
        share = min(0.8, sort.tall * 1.25 * subject.scale * crowd)
        high = max(8.0, min(layer.size[1], layer.size[0] * 1.05) * share)
        part = min(1.0, 0.9 * layer.size[1] / high, 0.9 * layer.size[0] * outline.height / outline.width / high)
        size = max(1, round(high * part * outline.width / outline.height)), max(1, round(high * part))
        lean = (0.32 if is_left else 0.68) + float(scene.rng("position").uniform(-0.05, 0.05))
        box = _free_box(layer.image, size, floats=floats, position=position, taken=taken, lean=lean)
    scene = lit_scene(layer.image, box, seed=seed)
    size = box[2] - box[0], box[3] - box[1]
    image = _sprite(subject, sort, scene, high=size[1], flip=flip).resize(size, Image.Resampling.LANCZOS)
    shape, after = image.getchannel("A"), layer.image.copy()
    if not floats:
        _shadow(after, shape, box, scene)
    after.paste(image, box[:2], image)
    layer.lay(after)
    cover = Image.new("L", layer.size)
    cover.paste(shape, box[:2])
    layer.uncover(cover)
    taken.append(box)


def _sprite(subject: Subject, sort: Drawing, scene: Scene, *, high: int, flip: bool) -> Image.Image:
    pixels, rng = min(MAX_HEIGHT, max(24, high)), scene.rng(subject.name)
    image = figure_of(scene, sort, rng, pixels=pixels, colour=subject.colour, flip=flip).image(flip=flip)
    return image.crop(bounds(image.getchannel("A")) or (0, 0, *image.size))


def lit_scene(image: Image.Image, box: Box, *, seed: int) -> Scene:
    """A scene lit from where the picture is brighter, in the light around `box`."""
    small = np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=2.0), dtype=np.float32) / 255
    left, top, right, bottom = (edge * SIDE / side for edge, side in zip(box, image.size * 2, strict=True))
    wide, high = (right - left) * 0.3 + 1, (bottom - top) * 0.3 + 1
    rows = slice(max(0, int(top - high)), int(bottom + high) + 1)
    mean = small[rows, max(0, int(left - wide)) : int(right + wide) + 1].mean(axis=(0, 1))
    around: RGB = (float(mean[0]), float(mean[1]), float(mean[2]))
    tone = luma(around)
    cast = mix((1.0, 1.0, 1.0), times(around, 1 / max(0.08, max(around))), 0.42)
    light, shade = times(cast, min(1.06, 0.56 + 0.85 * tone)), times(mix(cast, around, 0.35), 0.34 + 0.3 * tone)
    palette = replace(TIMES["day"], light=light, shade=shade, haze=around, dark=max(0.0, 0.5 - 1.6 * tone))
    columns = small.mean(axis=(0, 2))
    side = -1.0 if float(columns[: SIDE // 2].mean()) >= float(columns[SIDE // 2 :].mean()) else 1.0
    scene = plan(understand("day"), width=image.width, height=image.height, seed=seed)
    return replace(scene, world="land", features=frozenset(), palette=palette, facing=(side * 0.6, -0.8))


def _box_in_area(area: Image.Image, box: Box, shape: Image.Image, *, floats: bool) -> Box:
    room = box[2] - box[0], box[3] - box[1]
    best: tuple[float, Box] = (-1.0, box)
    for share in (0.92, 0.8, 0.68, 0.56, 0.44):
        scale = min(room[0] / shape.width, room[1] / shape.height) * share
        wide, high = max(1, round(shape.width * scale)), max(1, round(shape.height * scale))
        for across in (0.5, 0.3, 0.7, 0.1, 0.9):
            for down in (0.5, 0.3, 0.7) if floats else (0.97, 0.8, 0.6):
                left = box[0] + round((room[0] - wide) * across)
                top = box[1] + round((room[1] - high) * down)
                spot = left, top, left + wide, top + high
                small = shape.resize((24, 24)), area.crop(spot).resize((24, 24))
                figure, free = (np.asarray(image, dtype=np.float32) for image in small)
                best = max(best, (float((figure * free).sum() / (figure.sum() * 255 or 1.0)) - across * 1e-4, spot))
        if best[0] > 0.98:
            break
    return best[1]


def _free_box(
    image: Image.Image, size: Size, *, floats: bool, position: Position, taken: list[Box], lean: float
) -> Box:
    half, high = size[0] / image.width / 2, size[1] / image.height
    foot = high + 0.06 if floats else 0.95
    if position[1] is not None:
        foot = min(max(position[1] + high / 2, high + 0.02), 0.97)
    middle = lean if position[0] is None else position[0]
    steps = [middle] if position[0] is not None else [middle, *(lean + n * 0.06 * (-1) ** n for n in range(1, 16))]
    places = [min(max(x, half + 0.02), max(0.98 - half, 0.5)) for x in steps]
    others = [(other[0] + other[2]) / 2 / image.width for other in taken]
    x = next((x for x in places if all(abs(x - other) >= half * 1.9 for other in others)), places[0])
    left, top = round(x * image.width - size[0] / 2), round(foot * image.height - size[1])
    return left, top, left + size[0], top + size[1]


def _shadow(image: Image.Image, shape: Image.Image, box: Box, scene: Scene) -> None:
    wide, high = shape.size
    spot = Image.radial_gradient("L").point(lambda value: max(0, min(225, round((180 - value) * 1.9))))
    spot = spot.resize((max(4, round(wide * 1.3)), max(4, round(min(high * 0.16, wide * 0.3)))))
    x, y = round(box[0] - wide * (0.15 + 0.15 * scene.facing[0])), round(box[3] - spot.height * 0.55)
    tone = Image.new("RGB", spot.size, byte(times(mix((0.03, 0.03, 0.05), scene.palette.shade, 0.3), 0.6)))
    image.paste(ImageChops.multiply(image.crop((x, y, x + spot.width, y + spot.height)), tone), (x, y), spot)
