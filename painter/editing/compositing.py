"""Compositing: collages, inserted pictures, and the marked area filled."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from threading import Event
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageFilter, ImageOps

from painter.compose.pipeline import stages
from painter.edit_language.planner import Position
from painter.editing.image import Box, Layer, Size, fit_to
from painter.editing.tones import TONES
from painter.prompt.parser import understand
from painter.render.canvas import Canvas, Stopped
from painter.render.noise import Grid
from painter.scene.plan import plan

MAX_CUT: Final = 1.6
"""How much higher or wider than its picture a cell may be, so that the whole fills the sheet."""
GAP: Final = 0.014
INSET: Final = 0.38
MAX_SCENE: Final = 1400


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


def backdrop(image: Image.Image, size: Size) -> Image.Image:
    """Backdrop of a collage: its first picture, soft and dark."""
    small = fit_to(image, (max(1, size[0] // 16), max(1, size[1] // 16))).filter(ImageFilter.GaussianBlur(4))
    return TONES["dark"](small, 1.0).resize(size, Image.Resampling.BICUBIC)


def four_versions(image: Image.Image) -> list[Image.Image]:
    """One picture as four: what a collage of a single one shows."""
    return [image, TONES["grey"](image, 1.0), TONES["sepia"](image, 1.0), ImageOps.mirror(image)]


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
    if halt.is_set():
        raise Stopped
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
