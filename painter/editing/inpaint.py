"""The marked area painted anew: closed with what is around it, or filled with a scene of the painter's own."""

from dataclasses import replace
from threading import Event
from typing import Final

import numpy as np
from PIL import Image

from painter.compose.pipeline import stages
from painter.editing.image import Box, Sheet, Size, covered
from painter.prompt.parser import understand
from painter.render.canvas import Canvas, Stopped, picture
from painter.render.noise import Grid, blur
from painter.scene.plan import plan

_FINE: Final = 640
_COARSE: Final = 160
_STRIP: Final = 256
_LARGEST: Final = 1400


def backdrop(sheet: Sheet, words: str, *, seed: int, halt: Event) -> None:
    """A scene painted from the words, as large as the area. Raises Stopped once `halt` is set."""
    box = sheet.box
    if box is None:
        return
    room = box[2] - box[0], box[3] - box[1]
    part = min(1.0, _LARGEST / max(room))
    size = max(64, round(room[0] * part)), max(64, round(room[1] * part))
    scene = plan(replace(understand(words), subjects=()), width=size[0], height=size[1], seed=seed)
    canvas = Canvas(image=Image.new("RGB", size), halt=halt)
    for stage in stages(scene):
        stage.paint(canvas, scene)
    after = sheet.image.copy()
    after.paste(covered(canvas.image, room), box[:2])
    sheet.lay(after)
    sheet.show()


def erase(sheet: Sheet, *, halt: Event) -> None:
    """Close the area with a neighbouring part of the picture that goes on most smoothly over its edge, corrected to
    the colours around; without such a part with those colours alone."""
    box = sheet.box
    if box is None or sheet.area is None:
        return
    around = _around(box, sheet.size)
    size = around[2] - around[0], around[3] - around[1]
    part = min(1.0, _FINE / max(size))
    small = max(4, round(size[0] * part)), max(4, round(size[1] * part))
    colours = np.asarray(sheet.image.resize(small, Image.Resampling.BOX, box=around), dtype=np.float32) / 255
    hole = np.asarray(sheet.area.resize(small, Image.Resampling.BOX, box=around), dtype=np.float32) / 255
    known = (hole < 0.02).astype(np.float32)
    if halt.is_set():
        raise Stopped
    step = _neighbour(colours, known)
    crop = sheet.image.crop(around)
    if step is None:
        after = picture(_closed(colours, known)).resize(size, Image.Resampling.BICUBIC)
    else:
        after = _cloned(crop, colours, known, step)
    whole = sheet.image.copy()
    whole.paste(after, around[:2])
    sheet.lay(whole)


def _around(box: Box, size: Size) -> Box:
    """The box with as much again on every side, where there is picture."""
    wide, high = box[2] - box[0], box[3] - box[1]
    return (
        max(0, box[0] - wide), max(0, box[1] - high), min(size[0], box[2] + wide), min(size[1], box[3] + high)
    )  # fmt: skip


def _closed(colours: Grid, known: Grid) -> Grid:
    """Colours spread from where they are known into where they are not: averaged ever coarser, then drawn fine."""
    rows, columns = known.shape
    if min(rows, columns) < 3 or bool(known.all()):
        mean = (colours * known[..., None]).sum(axis=(0, 1)) / (float(known.sum()) or 1.0)
        return np.asarray(np.where(known[..., None] > 0, colours, mean), dtype=np.float32)
    half = (-(-columns // 2), -(-rows // 2))
    weight = _resized(known, half)
    sums = np.stack([_resized(colours[..., c] * known, half) for c in range(colours.shape[2])], axis=-1)
    coarse = np.asarray(sums / np.maximum(weight, 1e-4)[..., None], dtype=np.float32)
    deeper = _closed(coarse, np.asarray(weight > 0.02, dtype=np.float32))
    spread = np.stack([_resized(deeper[..., c], (columns, rows)) for c in range(colours.shape[2])], axis=-1)
    return np.asarray(np.where(known[..., None] > 0, colours, spread), dtype=np.float32)


def _resized(values: Grid, size: Size) -> Grid:
    image = Image.fromarray(np.ascontiguousarray(values, dtype=np.float32))
    return np.asarray(image.resize(size, Image.Resampling.BILINEAR), dtype=np.float32)


def _neighbour(colours: Grid, known: Grid) -> tuple[float, float] | None:
    """How far away (down and across, as shares) the part lies whose edge fits the edge of the hole best."""
    rows, columns = known.shape
    part = min(1.0, _COARSE / max(rows, columns))
    size = max(8, round(columns * part)), max(8, round(rows * part))
    tones = np.stack([_resized(colours[..., c], size) for c in range(3)], axis=-1)
    free = _resized(known, size) > 0.98
    spread = blur((~free).astype(np.float32), 2.5)
    rim = free & (spread > 0.02)
    down, across = np.nonzero(~free)
    edge_down, edge_across = np.nonzero(rim)
    if not down.size or not edge_down.size:
        return None
    least, best = np.inf, None
    for dy in range(-size[1], size[1] + 1, 3):
        for dx in range(-size[0], size[0] + 1, 3):
            y, x = down + dy, across + dx
            if y.min() < 0 or x.min() < 0 or y.max() >= size[1] or x.max() >= size[0] or not free[y, x].all():
                continue
            y, x = (edge_down + dy).clip(0, size[1] - 1), (edge_across + dx).clip(0, size[0] - 1)
            off = tones[y, x] - tones[edge_down, edge_across]
            cost = float(((off - off.mean(axis=0)) ** 2).mean() + 0.6 * (off.mean(axis=0) ** 2).mean())
            if cost < least:
                least, best = cost, (dy / size[1], dx / size[0])
    return best


def _cloned(crop: Image.Image, colours: Grid, known: Grid, step: tuple[float, float]) -> Image.Image:
    """The crop with itself, moved by `step`, laid over, and what differs at the edge taken off smoothly."""
    down, across = round(step[0] * crop.height), round(step[1] * crop.width)
    moved = Image.new("RGB", crop.size)
    moved.paste(crop, (-across, -down))
    rows, columns = known.shape
    small = np.asarray(moved.resize((columns, rows), Image.Resampling.BOX), dtype=np.float32) / 255
    covers = Image.new("L", crop.size)
    covers.paste(255, (-across, -down, crop.width - across, crop.height - down))
    sure = known * (np.asarray(covers.resize((columns, rows), Image.Resampling.BOX)) == 255)
    radius = max(1.0, max(rows, columns) / 200)
    off = np.stack([blur(_closed(colours - small, sure)[..., c], radius) for c in range(3)], axis=-1)
    lift = picture((off * 0.5 + 0.5).astype(np.float32)).resize(crop.size, Image.Resampling.BICUBIC)
    for top in range(0, crop.height, _STRIP):
        part = (0, top, crop.width, min(top + _STRIP, crop.height))
        values = (
            np.asarray(moved.crop(part), dtype=np.int16) + (np.asarray(lift.crop(part), dtype=np.int16) - 128) * 2
        )
        moved.paste(Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)), part[:2])
    return moved
