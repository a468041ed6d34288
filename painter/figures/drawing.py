"""A figure: shapes drawn one over another on a transparent sheet, each rounded by the scene's light.

Places are in the figure's own measure: x to the right, y up, the ground at y = 0, a height of about 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from painter.render.canvas import bytes_of
from painter.render.noise import Grid, Rng, blur
from painter.render.palette import RGB, mix, plain, times
from painter.scene.plan import Scene

Point = tuple[float, float]


@dataclass(slots=True, kw_only=True)
class Figure:
    """`scale` pixels are 1 in the figure's measure; `box` is left, bottom, right, top in that measure."""

    scale: float
    box: tuple[float, float, float, float]
    facing: Point
    light: RGB
    shade: RGB
    rng: Rng
    colours: Grid = field(init=False)
    alpha: Grid = field(init=False)

    def __post_init__(self) -> None:
        left, bottom, right, top = self.box
        size = max(2, round((top - bottom) * self.scale)), max(2, round((right - left) * self.scale))
        self.colours = np.zeros((*size, 3), dtype=np.float32)
        self.alpha = np.zeros(size, dtype=np.float32)

    def lit(self, colour: RGB, amount: float = 0.65) -> RGB:
        return times(colour, mix(self.shade, self.light, amount))

    def blob(self, points: Sequence[Point], colour: RGB, *, round_: float = 1.0, glow: bool = False) -> None:
        """A smooth closed outline through `points`."""
        self.poly(curve(points, closed=True), colour, round_=round_, glow=glow)

    def oval(
        self, x: float, y: float, wide: float, high: float, colour: RGB, *, turn: float = 0.0, round_: float = 1.0,
        glow: bool = False,
    ) -> None:  # fmt: skip
        """An ellipse of half-axes `wide` and `high`, turned by `turn` degrees."""
        at = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
        dx, dy = np.cos(at) * wide, np.sin(at) * high
        self.poly(np.stack([x + dx * c - dy * s, y + dx * s + dy * c], axis=1), colour, round_=round_, glow=glow)

    def limb(
        self,
        points: Sequence[Point],
        widths: Sequence[float],
        colour: RGB,
        *,
        round_: float = 1.0,
        glow: bool = False,
    ) -> None:
        """A stroke along `points` whose width goes through `widths`, with round ends."""
        path = curve(points, closed=False)
        self.poly(ribbon(path, widths), colour, round_=round_, glow=glow)

    def poly(
        self, points: Sequence[Point] | NDArray[np.float64], colour: RGB, *, round_: float = 0.0, glow: bool = False
    ) -> None:
        """A polygon. `round_` is how much the light rounds it; a glowing one gives its own light."""
        self.many([np.asarray(points, dtype=np.float64)], colour, round_=round_, glow=glow)

    def many(
        self, polygons: Sequence[NDArray[np.float64]], colour: RGB, *, round_: float = 0.0, glow: bool = False,
        amount: float = 0.65,
    ) -> None:  # fmt: skip
        """Polygons of one colour, laid down together."""
        left, _, _, top = self.box
        corner, flip = np.array([left, top]), np.array([1.0, -1.0])
        pixels = [(points - corner) * flip * self.scale for points in polygons]
        low = np.floor(np.min([points.min(axis=0) for points in pixels], axis=0)).astype(int) - 1
        high = np.ceil(np.max([points.max(axis=0) for points in pixels], axis=0)).astype(int) + 2
        height, width = self.alpha.shape
        x0, y0, x1, y1 = max(0, low[0]), max(0, low[1]), min(width, high[0]), min(height, high[1])
        if x0 >= x1 or y0 >= y1:
            return
        many = 4 if (x1 - x0) * (y1 - y0) < 250_000 else 2
        sheet = Image.new("L", ((x1 - x0) * many, (y1 - y0) * many))
        pen = ImageDraw.Draw(sheet)
        for points in pixels:
            pen.polygon(((points - (x0, y0)) * many).ravel().tolist(), fill=255)
        mask = np.asarray(sheet.reduce(many), dtype=np.float32) / np.float32(255)
        tone = plain(colour) if glow else self._tones(mask, colour, round_=round_, amount=amount)
        self._lay((slice(y0, y1), slice(x0, x1)), mask, tone)

    def _tones(self, mask: Grid, colour: RGB, *, round_: float, amount: float) -> Grid:
        if not round_:
            return plain(self.lit(colour, amount))
        radius = max(1.0, min(mask.shape) * 0.2)
        body = blur(np.pad(mask, 2), radius)[2:-2, 2:-2] if min(mask.shape) > 6 else mask
        rows, columns = np.gradient(body)
        lean = -(columns * self.facing[0] + rows * self.facing[1]) * radius * 2.4 * round_
        facing = np.clip(amount - 0.05 + 0.5 * np.tanh(lean), 0, 1.15)[..., None]
        light = plain(self.shade) * (1 - facing) + plain(self.light) * facing
        return np.asarray(plain(colour) * light, dtype=np.float32)

    def _lay(self, area: tuple[slice, slice], mask: Grid, tone: Grid) -> None:
        before = self.alpha[area]
        after = mask + before * (1 - mask)
        share = np.where(after > 0, mask / np.maximum(after, 1e-6), 0)[..., None]
        self.colours[area] = self.colours[area] * (1 - share) + tone * share
        self.alpha[area] = after

    def image(self, *, haze: RGB = (0, 0, 0), distance: float = 0.0, flip: bool = False) -> Image.Image:
        """The sheet as RGBA, seen through `distance` of haze."""
        colours = self.colours + (plain(haze) - self.colours) * np.float32(distance)
        sheet = np.dstack([bytes_of(colours.astype(np.float32)), bytes_of(self.alpha)])
        image = Image.fromarray(sheet)
        return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if flip else image


def new_figure(
    scene: Scene, rng: Rng, *, scale: float, box: tuple[float, float, float, float], flip: bool = False
) -> Figure:
    """A sheet under the scene's light; `flip` when it will be mirrored, so that the light stays where it is."""
    facing = (-scene.facing[0] if flip else scene.facing[0], scene.facing[1])
    floor = 0.4 - 0.08 * scene.palette.dark
    shade = (
        max(scene.palette.shade[0], floor),
        max(scene.palette.shade[1], floor),
        max(scene.palette.shade[2], floor),
    )
    return Figure(scale=scale, box=box, facing=facing, light=scene.palette.light, shade=shade, rng=rng)


def points(words: str) -> list[Point]:
    """An outline written as `x,y x,y …`."""
    pairs = (word.partition(",") for word in words.split())
    return [(float(x), float(y)) for x, _, y in pairs]


def curve(points: Sequence[Point], *, closed: bool, steps: int = 10) -> NDArray[np.float64]:
    """A smooth line through `points` (Catmull-Rom)."""
    knots = np.asarray(points, dtype=np.float64)
    if closed:
        knots = np.concatenate([knots[-1:], knots, knots[:2]])
    else:
        knots = np.concatenate([knots[:1] * 2 - knots[1:2], knots, knots[-1:] * 2 - knots[-2:-1]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(knots[:-3], knots[1:-2], knots[2:-1], knots[3:], strict=True):
        pieces.append(
            0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        )
    if not closed:
        pieces.append(knots[-2:-1])
    return np.concatenate(pieces)


def ribbon(path: NDArray[np.float64], widths: Sequence[float]) -> NDArray[np.float64]:
    """The outline of a stroke along `path`, its half-width going through `widths`, its ends rounded."""
    along = np.gradient(path, axis=0)
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
    side = np.stack([-along[:, 1], along[:, 0]], axis=1)
    half = np.interp(np.linspace(0, 1, len(path)), np.linspace(0, 1, len(widths)), widths)[:, None]
    turn = np.linspace(-np.pi / 2, np.pi / 2, 7)[1:-1, None]
    end = path[-1] + half[-1] * (along[-1] * np.cos(turn) - side[-1] * np.sin(turn))
    start = path[0] - half[0] * (along[0] * np.cos(turn) - side[0] * np.sin(turn))
    return np.concatenate([path + side * half, end, (path - side * half)[::-1], start])


def mirrored(points: Sequence[Point]) -> list[Point]:
    """A half outline from top to bottom (x ≥ 0) with its mirror image."""
    return [*points, *((-x, y) for x, y in reversed(points))]
