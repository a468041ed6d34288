"""Where a painted subject goes: into the marked area, at a place that was named, or where the picture is calm."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from painter.edit_language.operations import Place
from painter.editing.image import Box, Size
from painter.render.noise import Grid, blur

_FINE: Final = 96
_INSIDE: Final = 0.985
_FULL: Final = 0.92


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """The middle of its foot, and its size, in pixels."""

    x: float
    y: float
    size: Size

    @property
    def box(self) -> Box:
        left, top = round(self.x - self.size[0] / 2), round(self.y - self.size[1])
        return left, top, left + self.size[0], top + self.size[1]


def contained(size: Size, room: Size, part: float = 1.0) -> Size:
    """As large as goes into `part` of the room."""
    scale = min(room[0] / size[0], room[1] / size[1]) * part
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def seat_in_area(area: Image.Image, box: Box, shape: Image.Image, *, floats: bool) -> Seat:
    """The largest place in which `shape` (a mask) lies inside the marked area: low when it stands."""
    room = box[2] - box[0], box[3] - box[1]
    part = min(1.0, _FINE / max(room))
    fine = max(2, round(room[0] * part)), max(2, round(room[1] * part))
    free = np.asarray(area.resize(fine, Image.Resampling.BOX, box=box), dtype=np.float32) / 255
    best, seat = -1.0, (0.5, 1.0, _FULL)
    for scale in np.linspace(_FULL, 0.4, 16):
        small = shape.resize(contained(shape.size, fine, float(scale)), Image.Resampling.BOX, reducing_gap=2.0)
        score, x, y = _best(free, np.asarray(small, dtype=np.float32) / 255, floats=floats)
        if score > best + 0.01:
            best, seat = score, (x, y, float(scale))
        if score >= _INSIDE:
            break
    size = contained(shape.size, room, seat[2])
    return Seat(x=box[0] + seat[0] * room[0], y=box[1] + seat[1] * room[1], size=size)


def _best(free: Grid, small: Grid, *, floats: bool) -> tuple[float, float, float]:
    """How much of the shape is inside at its best place of this size, and that place (foot, 0..1)."""
    rows, columns = free.shape
    high, wide = small.shape
    total = float(small.sum()) or 1.0
    downs = np.linspace(0, rows - high, 7).round().astype(int)
    acrosses = np.linspace(0, columns - wide, 9).round().astype(int)
    found = []
    for top in downs:
        for left in acrosses:
            inside = float((free[top : top + high, left : left + wide] * small).sum()) / total
            off = abs(left + wide / 2 - columns / 2) / columns
            low = abs(top + high / 2 - rows / 2) / rows if floats else (rows - top - high) / rows * 0.5
            found.append((min(inside, _INSIDE) - 0.01 * (off + low), inside, left, top))
    _, inside, left, top = max(found)
    return inside, (left + wide / 2) / columns, (top + high) / rows


def calm_seat(image: Image.Image, size: Size, *, floats: bool, place: Place, taken: list[Box], lean: float) -> Seat:
    """Where the picture has little detail: below for what stands, above for what floats. `lean` is the side (0..1)
    that it goes to when all else is equal."""
    width, height = image.size
    small = np.asarray(
        image.convert("L").resize((64, 48), Image.Resampling.BOX, reducing_gap=2.0), dtype=np.float32
    )
    rows, columns = np.gradient(small / 255)
    busy = blur(np.hypot(rows, columns).astype(np.float32), 2)
    half = size[0] / width / 2
    least, best = 1e9, (0.5, 0.9)
    lows = (size[1] / height + 0.04, 0.55) if floats else (max(0.72, size[1] / height + 0.02), 0.97)
    for y in np.linspace(*lows, 6) if place[1] is None else [_foot(place[1], size[1] / height)]:
        for x in np.linspace(half + 0.02, 0.98 - half, 15) if place[0] is None else [_within(place[0], half)]:
            box = _cells(float(x), float(y), half, size[1] / height)
            cost = float(busy[box].mean()) * 14 + abs(float(x) - lean) * 0.5
            cost += 0.25 * (abs(float(y) - lows[0]) if floats else abs(0.95 - float(y)) * 4)
            cost += sum(3.0 for other in taken if abs((other[0] + other[2]) / 2 / width - x) < half * 1.9)
            if cost < least:
                least, best = cost, (float(x), float(y))
    return Seat(x=best[0] * width, y=best[1] * height, size=size)


def _within(x: float, half: float) -> float:
    return min(max(x, half + 0.02), max(0.98 - half, 0.5))


def _foot(y: float, high: float) -> float:
    """The foot of something whose middle is wanted at `y`, all of it in the picture."""
    return min(max(y + high / 2, high + 0.02), 0.97)


def _cells(x: float, y: float, half: float, high: float) -> tuple[slice, slice]:
    top, left = max(0, int((y - high) * 48)), max(0, int((x - half) * 64))
    return slice(top, max(top + 1, int(y * 48))), slice(left, max(left + 1, int((x + half) * 64)))
