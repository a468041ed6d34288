"""The canvas: a picture at its full size, painted in strips so that no step is long.

Smooth layers come as fields, computed at `field` size (at most FINE pixels long) and drawn up to full size;
edges and shapes are made at full size, so that a 4K picture is sharp.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from painter.render.noise import Grid
from painter.render.palette import RGB, byte

FINE = 1200
STRIP = 400_000
Mask = NDArray[np.uint8]
Stroke = tuple[Grid, RGB]
Edge = Callable[[int, int], Mask | None]


class Stopped(Exception):
    """Nobody waits for this picture any more."""


def bytes_of(values: Grid) -> Mask:
    """0..1 as 0..255."""
    return (np.clip(values, 0, 1) * np.float32(255) + np.float32(0.5)).astype(np.uint8)


@dataclass(slots=True, kw_only=True)
class Canvas:
    """`image` is the picture so far. Painting raises Stopped once `halt` is set."""

    image: Image.Image
    halt: Event = field(default_factory=Event)

    @property
    def width(self) -> int:
        return self.image.width

    @property
    def height(self) -> int:
        return self.image.height

    @property
    def unit(self) -> float:
        """The length by which things are measured: a thousandth of the picture, about."""
        return min(self.height, self.width * 1.2) / 1000

    @property
    def fine(self) -> float:
        """Field pixels per picture pixel."""
        return min(1.0, FINE / max(self.width, self.height))

    def field(self, top: float = 0, bottom: float | None = None) -> tuple[int, int]:
        """The size of a field for the rows from `top` to `bottom`."""
        rows = (self.height if bottom is None else bottom) - top
        return max(2, round(self.width * self.fine)), max(2, round(rows * self.fine))

    def strips(self, top: int, bottom: int) -> list[tuple[int, int]]:
        """Row ranges of at most STRIP pixels."""
        if self.halt.is_set():
            raise Stopped
        step = max(8, STRIP // self.width)
        return [(row, min(row + step, bottom)) for row in range(top, bottom, step)]

    def lay(
        self,
        colours: Grid | RGB,
        alpha: Grid | None = None,
        *,
        top: float = 0,
        bottom: float | None = None,
        edge: Edge | None = None,
    ) -> None:
        """Lay a field over the rows from `top` to `bottom`, through `alpha` (a field) and `edge` (a mask at
        full size for given rows; None is all)."""
        first, last = round(top), self.height if bottom is None else round(bottom)
        paint = Image.new("RGB", (1, 1), byte(colours)) if isinstance(colours, tuple) else picture(colours)
        veil = None if alpha is None else Image.fromarray(bytes_of(alpha))
        for start, end in self.strips(max(first, 0), min(last, self.height)):
            if self.halt.is_set():
                raise Stopped
            part = ((start - first) / (last - first), (end - first) / (last - first))
            strip = _stretch(paint, (self.width, end - start), part)
            mask = None if veil is None else _stretch(veil, (self.width, end - start), part)
            cut = None if edge is None else edge(start, end)
            if cut is not None:
                mask = Image.fromarray(cut if mask is None else _both(np.asarray(mask), cut))
            self.image.paste(strip, (0, start), mask)

    def stamp(self, values: Grid, corner: tuple[int, int]) -> None:
        """Put a field of colours down as it is, its left upper corner at `corner`."""
        self.image.paste(picture(values), corner)

    def part(self, top: int, bottom: int) -> Grid:
        """The rows as they are, 0..1."""
        crop = self.image.crop((0, top, self.width, bottom))
        return np.asarray(crop, dtype=np.float32) / np.float32(255)

    def small(self, top: float = 0, bottom: float | None = None) -> Grid:
        """The rows as a field."""
        last = self.height if bottom is None else bottom
        size = self.field(top, last)
        shrunk = self.image.resize(
            size, Image.Resampling.BILINEAR, box=(0, top, self.width, last), reducing_gap=2.0
        )
        return np.asarray(shrunk, dtype=np.float32) / np.float32(255)

    def strokes(self, strokes: Sequence[Stroke], *, alpha: float = 1.0) -> None:
        """Fill polygons (pixels, one after another) with smooth edges."""
        if not strokes:
            return
        starts = np.cumsum([0, *(len(points) for points, _ in strokes[:-1])])
        every = np.concatenate([points for points, _ in strokes])
        low, high = np.minimum.reduceat(every, starts), np.maximum.reduceat(every, starts)
        side = 640
        for top in range(max(0, int(low[:, 1].min())), min(self.height, int(high[:, 1].max()) + 2), side):
            for left in range(max(0, int(low[:, 0].min())), min(self.width, int(high[:, 0].max()) + 2), side):
                if self.halt.is_set():
                    raise Stopped
                right, bottom = min(left + side, self.width), min(top + side, self.height)
                inside = (low[:, 0] < right) & (high[:, 0] > left) & (low[:, 1] < bottom) & (high[:, 1] > top)
                chosen = np.flatnonzero(inside)
                if chosen.size:
                    self._tile((left, top, right, bottom), [strokes[int(i)] for i in chosen], alpha)

    def _tile(self, box: tuple[int, int, int, int], strokes: Sequence[Stroke], alpha: float) -> None:
        left, top, right, bottom = box
        size = ((right - left) * 2, (bottom - top) * 2)
        paint = self.image.crop(box).resize(size, Image.Resampling.NEAREST)
        pen = ImageDraw.Draw(paint)
        corner = np.array([left, top], dtype=np.float32)
        for points, colour in strokes:
            pen.polygon(((points - corner) * 2).ravel().tolist(), fill=byte(colour))
        done = paint.reduce(2)
        if alpha < 1:
            done = Image.blend(self.image.crop(box), done, alpha)
        self.image.paste(done, (left, top))


def picture(values: Grid) -> Image.Image:
    """A field of colours as an image."""
    return Image.fromarray(bytes_of(values))


def _both(first: Mask, second: Mask) -> Mask:
    return (first.astype(np.uint16) * second // 255).astype(np.uint8)


def _stretch(image: Image.Image, size: tuple[int, int], part: tuple[float, float]) -> Image.Image:
    box = (0.0, part[0] * image.height, float(image.width), part[1] * image.height)
    return image.resize(size, Image.Resampling.BICUBIC, box=box)


def below(line: Grid, width: int) -> Edge:
    """The mask of all that is below `line`: heights in pixels, a whole number of samples per column."""
    samples = line.size // width
    low, high = float(line.min()) - 1, float(line.max()) + 1

    def edge(start: int, end: int) -> Mask | None:
        if start >= high:
            return None
        if end <= low:
            return np.zeros((end - start, width), dtype=np.uint8)
        rows = np.arange(start, end, dtype=np.float32)[:, None] + np.float32(0.5)
        total = np.zeros((end - start, width), dtype=np.float32)
        for offset in range(samples):
            total += np.clip(rows - line[None, offset::samples] + np.float32(0.5), 0, 1)
        return (total * np.float32(255 / samples)).astype(np.uint8)

    return edge
