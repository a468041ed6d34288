"""Subjects painted into a picture: in its light, with a shadow, inside the marked area."""

from dataclasses import replace
from typing import Final

import numpy as np
from PIL import Image, ImageChops

from painter.edit_language.planner import Edit, Position
from painter.editing.image import Box, Layer, Size, bounds
from painter.figures.registry import FIGURES, Drawing, drawing, figure_of
from painter.prompt.parser import Subject, understand
from painter.render.palette import RGB, TIMES, byte, luma, mix, times
from painter.scene.plan import Scene, plan

MAX_HEIGHT: Final = 1100
"""A figure is drawn at most that many pixels high and enlarged from there: its edges are smooth anyway."""
OUTLINE: Final = 96
"""High enough to see what shape it has."""
SIDE: Final = 48
FLOATING: Final = frozenset({"sky", "deep"})


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
    flip, floats = is_left != (scene.facing[0] > 0) and sort.turns, sort.spot in FLOATING
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
