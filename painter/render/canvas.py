"""Canvas: a picture at its full size, painted in strips so that no step is long.

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
from painter.render.palette import RGB, as_bytes, byte

FINE = 1200
STRIP = 400_000
TILE = 640
Mask = NDArray[np.uint8]
Stroke = tuple[Grid, RGB]
Edge = Callable[[int, int], Mask | None]


class Stopped(Exception):
    """Nobody waits for this picture any more."""


def stop_if(halt: Event) -> None:
    if halt.is_set():
        raise Stopped


@dataclass(slots=True, kw_only=True)
class Canvas:
    """The picture so far; painting raises Stopped once `halt` is set."""

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
        stop_if(self.halt)
        step = max(8, STRIP // self.width)
        return [(row, min(row + step, bottom)) for row in range(top, bottom, step)]

    def lay(
        self, colours: Grid | RGB, alpha: Grid | None = None, *, top: float = 0, bottom: float | None = None,
        edge: Edge | None = None,
    ) -> None:  # fmt: skip
        """Lay a field over the rows from `top` to `bottom`, through `alpha` and `edge`.

        `alpha` is a field; `edge` gives a mask at full size for rows, or None for all.
        """
        first, last = round(top), self.height if bottom is None else round(bottom)
        paint = Image.new("RGB", (1, 1), byte(colours)) if isinstance(colours, tuple) else picture(colours)
        veil = None if alpha is None else picture(alpha)
        for start, end in self.strips(max(first, 0), min(last, self.height)):
            stop_if(self.halt)
            size = (self.width, end - start)
            part = (start - first) / (last - first), (end - first) / (last - first)
            mask = None if veil is None else stretch(veil, size, part)
            cut = None if edge is None else edge(start, end)
            if cut is not None and mask is not None:
                cut = (np.asarray(mask).astype(np.uint16) * cut // 255).astype(np.uint8)
            self.image.paste(stretch(paint, size, part), (0, start), mask if cut is None else Image.fromarray(cut))

    def stamp(self, values: Grid, corner: tuple[int, int]) -> None:
        """Put a field of colours down as it is, its left upper corner at `corner`."""
        self.image.paste(picture(values), corner)

    def part(self, top: int, bottom: int) -> Grid:
        """The rows as they are, 0..1."""
        crop = self.image.crop((0, top, self.width, bottom))
        return np.asarray(crop, dtype=np.float32) / np.float32(255)

    def overlay(self, layer: Image.Image, blend: Callable[[Grid, Grid], Grid]) -> None:
        """Blend a layer of any size, stretched over the picture, with the picture."""
        for start, end in self.strips(0, self.height):
            rows = (start / self.height, end / self.height)
            above = np.asarray(stretch(layer, (self.width, end - start), rows), dtype=np.float32) / np.float32(255)
            self.stamp(blend(self.part(start, end), above), (0, start))

    def small(self, top: float = 0, bottom: float | None = None) -> Grid:
        """The rows as they are, 0..1, at field size."""
        last = self.height if bottom is None else bottom
        box = (0, top, self.width, last)
        shrunk = self.image.resize(self.field(top, last), Image.Resampling.BILINEAR, box=box, reducing_gap=2.0)
        return np.asarray(shrunk, dtype=np.float32) / np.float32(255)

    def strokes(self, strokes: Sequence[Stroke], *, alpha: float = 1.0) -> None:
        """Fill polygons (pixels, one after another) with smooth edges."""
        if not strokes:
            return
        starts = np.cumsum([0, *(len(points) for points, _ in strokes[:-1])])
        every = np.concatenate([points for points, _ in strokes])
        low, high = np.minimum.reduceat(every, starts), np.maximum.reduceat(every, starts)
        for top in range(max(0, int(low[:, 1].min())), min(self.height, int(high[:, 1].max()) + 2), TILE):
            for left in range(max(0, int(low[:, 0].min())), min(self.width, int(high[:, 0].max()) + 2), TILE):
                stop_if(self.halt)
                right, bottom = min(left + TILE, self.width), min(top + TILE, self.height)
                inside = (low[:, 0] < right) & (high[:, 0] > left) & (low[:, 1] < bottom) & (high[:, 1] > top)
                chosen = np.flatnonzero(inside)
                if chosen.size:
                    self._tile((left, top, right, bottom), [strokes[int(i)] for i in chosen], alpha)

    def _tile(self, box: tuple[int, int, int, int], strokes: Sequence[Stroke], alpha: float) -> None:
        left, top, right, bottom = box
        before = self.image.crop(box)
        paint = before.resize(((right - left) * 2, (bottom - top) * 2), Image.Resampling.NEAREST)
        pen, start = ImageDraw.Draw(paint), 0
        every = ((np.concatenate([points for points, _ in strokes]) - (left, top)) * 2).ravel().tolist()
        for (points, _), colour in zip(strokes, as_bytes([colour for _, colour in strokes]), strict=True):
            end = start + points.size
            pen.polygon(every[start:end], fill=colour)
            start = end
        done = paint.reduce(2)
        self.image.paste(done if alpha == 1 else Image.blend(before, done, alpha), (left, top))


def picture(values: Grid) -> Image.Image:
    """A field of colours, or of one value a pixel, as an image."""
    return Image.fromarray((np.clip(values, 0, 1) * np.float32(255) + np.float32(0.5)).astype(np.uint8))


def stretch(image: Image.Image, size: tuple[int, int], rows: tuple[float, float]) -> Image.Image:
    """The rows of an image (as shares of its height) drawn to `size`."""
    box = (0.0, rows[0] * image.height, float(image.width), rows[1] * image.height)
    return image.resize(size, Image.Resampling.BICUBIC, box=box)


def ellipse(
    x: float, y: float, wide: float, high: float, *, corners: int = 16, angle: float = 0.0
) -> NDArray[np.float64]:
    """The outline of an ellipse with half-axes `wide` and `high`, turned by `angle` degrees."""
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    dx, dy = np.cos(angles) * wide, np.sin(angles) * high
    return np.stack([x + dx * c - dy * s, y + dx * s + dy * c], axis=1)


def below(line: Grid, width: int) -> Edge:
    """Mask of all below `line`: heights in pixels, a whole number of samples per column."""
    samples = line.size // width
    low, high = float(line.min()) - 1, float(line.max()) + 1

    def edge(start: int, end: int) -> Mask | None:
        if start >= high:
            return None
        if end <= low:
            return np.zeros((end - start, width), dtype=np.uint8)
        rows = np.arange(start, end, dtype=np.float32)[:, None] + np.float32(0.5)
        total = sum(np.clip(rows - line[None, n::samples] + np.float32(0.5), 0, 1) for n in range(samples))
        return (np.asarray(total) * np.float32(255 / samples)).astype(np.uint8)

    return edge
