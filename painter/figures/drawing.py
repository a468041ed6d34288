"""Figures: shapes drawn one over another, each rounded by the scene's light.

All measures are the figure's own: x to the right, y up, the ground at y = 0, a height of about 1. `draw` reads
outlines as text, a group of shapes on each line. A shape is a letter, its points, after a colon its measures, its
colour and its options, such as `b 0,.6 -.2,.5 .2,.5 coat*.68 r.5`; ` / ` stands between shapes.

- b: a smooth closed outline; p: a polygon; l: a stroke through points, with its half-widths; o: an ellipse with
  its half-axes; x: a wall from its lower left to its upper right corner, darker at one side; v: a window with its
  half-sides, lit after dark; e: an eye with its size, and the width of a slit pupil; w: whiskers with their
  length; f: a ring of petals with their count, reach, half-width and the angle of the first.
- A colour is `#rrggbb` or a name (coat, pale, light, iris, tiles, slate), darker by `*.7`, mixed by `+#ffffff@.3`.
- Options: t turns an ellipse by degrees, r is how much the light rounds the shape, g makes it shine by itself, s is
  the middle at which a shadow, written on the right, is mirrored when the light comes from there.
- ` & ` and steps after a shape draw it again, moved by each of them; ` && ` and two numbers and a reach the
  seeds of a spiral. `±` before a line draws the line twice, mirrored and as written; a number
  after it is the middle that it is mirrored at.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, sin
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from painter.render.canvas import ellipse, picture
from painter.render.noise import Grid, Rng, blur
from painter.render.palette import RGB, luma, mix, plain, rgb, times

Point = tuple[float, float]
Outline = NDArray[np.float64]


@dataclass(slots=True, kw_only=True)
class Figure:
    """A transparent sheet; `box` is left, bottom, right, top, `scale` the pixels of 1."""

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

    def poly(
        self, points: Sequence[Point] | Outline, colour: RGB, *, round_: float = 0.0, glow: bool = False
    ) -> None:
        """A polygon. `round_` is how much the light rounds it; a glowing one gives its own light."""
        self.many([np.asarray(points, dtype=np.float64)], colour, round_=round_, glow=glow)

    def many(
        self, polygons: Sequence[Outline], colour: RGB, *, round_: float = 0.0, glow: bool = False,
        amount: float = 0.65,
    ) -> None:  # fmt: skip
        """Polygons of one colour, laid down together."""
        left, _, _, top = self.box
        corner, flip = np.array([left, top]), np.array([1.0, -1.0])
        every = (np.concatenate(polygons) - corner) * flip * self.scale
        low = np.floor(every.min(axis=0)).astype(int) - 1
        high = np.ceil(every.max(axis=0)).astype(int) + 2
        height, width = self.alpha.shape
        x0, y0, x1, y1 = max(0, low[0]), max(0, low[1]), min(width, high[0]), min(height, high[1])
        if x0 >= x1 or y0 >= y1:
            return
        many = 4 if (x1 - x0) * (y1 - y0) < 250_000 else 2
        sheet = Image.new("L", ((x1 - x0) * many, (y1 - y0) * many))
        pen = ImageDraw.Draw(sheet)
        ends = np.cumsum([len(points) for points in polygons])[:-1]
        for points in np.split((every - (x0, y0)) * many, ends):
            pen.polygon(points.ravel().tolist(), fill=255)
        mask = np.asarray(sheet.reduce(many), dtype=np.float32) / np.float32(255)
        tone = plain(colour) if glow else self._tones(mask, colour, round_=round_, amount=amount)
        area = slice(y0, y1), slice(x0, x1)
        before = self.alpha[area]
        after = mask + before * (1 - mask)
        share = np.where(after > 0, mask / np.maximum(after, 1e-6), 0)[..., None]
        self.colours[area] = self.colours[area] * (1 - share) + tone * share
        self.alpha[area] = after

    def _tones(self, mask: Grid, colour: RGB, *, round_: float, amount: float) -> Grid:
        if not round_:
            return plain(times(colour, mix(self.shade, self.light, amount)))
        radius = max(1.0, min(mask.shape) * 0.2)
        body = blur(np.pad(mask, 2), radius)[2:-2, 2:-2] if min(mask.shape) > 6 else mask
        rows, columns = np.gradient(body)
        lean = -(columns * self.facing[0] + rows * self.facing[1]) * radius * 2.4 * round_
        facing = np.clip(amount - 0.05 + 0.5 * np.tanh(lean), 0, 1.15)[..., None]
        light = plain(self.shade) * (1 - facing) + plain(self.light) * facing
        return np.asarray(plain(colour) * light, dtype=np.float32)

    def image(self, *, haze: RGB = (0, 0, 0), distance: float = 0.0, flip: bool = False) -> Image.Image:
        """The sheet as RGBA, seen through `distance` of haze."""
        colours = self.colours + (plain(haze) - self.colours) * np.float32(distance)
        image = picture(np.dstack([colours.astype(np.float32), self.alpha]))
        return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if flip else image


def points(text: str) -> list[Point]:
    """An outline written as `x,y x,y …`."""
    pairs = (word.partition(",") for word in text.split())
    return [(float(x), float(y)) for x, _, y in pairs]


def seeds(first: str, end: str, reach: str) -> list[Point]:
    """Positions of seeds in a spiral, as they grow: each 2.4 radians on from the one before."""
    spots = [(float(reach) * number**0.5, 2.4 * number) for number in range(int(first), int(end))]
    return [(round(far * cos(angle), 3), round(far * sin(angle), 3)) for far, angle in spots]


def curve(points: Sequence[Point] | Outline, *, closed: bool, steps: int = 10) -> Outline:
    """A smooth line through `points` (Catmull-Rom)."""
    knots = np.asarray(points, dtype=np.float64)
    if closed:
        knots = np.concatenate([knots[-1:], knots, knots[:2]])
    else:
        knots = np.concatenate([knots[:1] * 2 - knots[1:2], knots, knots[-1:] * 2 - knots[-2:-1]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(knots[:-3], knots[1:-2], knots[2:-1], knots[3:], strict=True):
        cubic = (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
        pieces.append(b + 0.5 * ((c - a) * t + cubic))
    if not closed:
        pieces.append(knots[-2:-1])
    return np.concatenate(pieces)


def ribbon(path: Outline, widths: Sequence[float]) -> Outline:
    """Outline of a stroke whose half-width goes through `widths`, with round ends."""
    along = np.gradient(path, axis=0)
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
    side = np.stack([-along[:, 1], along[:, 0]], axis=1)
    half = np.interp(np.linspace(0, 1, len(path)), np.linspace(0, 1, len(widths)), widths)[:, None]
    angle = np.linspace(-np.pi / 2, np.pi / 2, 7)[1:-1, None]
    end = path[-1] + half[-1] * (along[-1] * np.cos(angle) - side[-1] * np.sin(angle))
    start = path[0] - half[0] * (along[0] * np.cos(angle) - side[0] * np.sin(angle))
    return np.concatenate([path + side * half, end, (path - side * half)[::-1], start])


INK, WHITE = rgb("#1d1a1c"), rgb("#f6f1e8")
NUMBER = re.compile(r"[.\d]+")
CHANGE = re.compile(r"([*+])([^*+@]+)(?:@([.\d]+))?")


def draw(fig: Figure, text: str, coat: RGB) -> None:
    """Draw what the text says, in `coat`, the figure's own colour."""
    for line in text.splitlines():
        head, _, rest = line.partition(" ")
        is_pair = head[0] == "±"
        middle = float(head[1:] or 0) if is_pair else 0.0
        for side in (-1, 1) if is_pair else (1,):
            for shape in (rest if is_pair else line).split(" / "):
                first, is_spiral, spiral = shape.partition(" && ")
                first, _, again = first.partition(" & ")
                for shift in seeds(*spiral.split()) if is_spiral else [(0.0, 0.0), *points(again)]:
                    _shape(fig, first.split(), coat, side, middle, shift)


def _shape(fig: Figure, tokens: list[str], coat: RGB, side: int, middle: float, shift: Point) -> None:
    kind, *tokens = tokens
    count = sum("," in word for word in tokens)
    path = [(x + shift[0], y + shift[1]) for x, y in points(" ".join(tokens[:count]))]
    path = path if side > 0 else [(2 * middle - x, y) for x, y in path]
    tokens = tokens[count:]
    measures = [float(word) for word in tokens[1:] if NUMBER.fullmatch(word)] if tokens[:1] == [":"] else []
    name, *tokens = tokens[len(measures) + 1 if measures else 0 :] or ["coat"]
    options = {word[0]: float(word[1:] or 1) for word in tokens}
    shines, colour = "g" in options, colour_of(fig, name, coat)
    if "s" in options and fig.facing[0] > 0:
        path = [(2 * options["s"] - x, y) for x, y in path]
    if kind in COMPOUND:
        COMPOUND[kind](fig, path, measures, colour)
        return
    shape = outline(kind, path, measures, side * options.get("t", 0.0))
    round_ = 0.0 if shines else options.get("r", 0.0 if kind == "p" else 1.0)
    fig.poly(shape, colour, round_=round_, glow=shines)


def outline(kind: str, path: Sequence[Point], measures: Sequence[float], angle: float = 0.0) -> Outline:
    """Outline of a shape of the notation: b, l, o or p."""
    match kind:
        case "b":
            return curve(path, closed=True)
        case "l":
            return ribbon(curve(path, closed=False), measures)
        case "o":
            return ellipse(*path[0], measures[0], measures[1], corners=40, angle=angle)
        case _:
            return np.asarray(path, dtype=np.float64)


def colour_of(fig: Figure, name: str, coat: RGB) -> RGB:
    """A colour of the notation."""
    base = re.split(r"[*+]", name)[0]
    named = {
        "coat": coat,
        "pale": mix(coat, WHITE, 0.72 if luma(coat) > 0.25 else 0.2),
        "light": fig.light,
        "iris": rgb("#c9c85a" if luma(coat) < 0.7 else "#5fa3c8"),
        "tiles": rgb("#9a4a36") if abs(coat[0] - coat[1]) < 0.3 else times(mix(coat, rgb("#5a3428"), 0.55), 0.9),
        "slate": rgb("#4a5f8a" if coat[2] < 0.85 * coat[0] + 0.1 else "#8a4a4a"),
    }
    colour = named[base] if base in named else rgb(base)
    for change, value, part in CHANGE.findall(name):
        if change == "*":
            colour = times(colour, float(value))
        else:
            colour = mix(colour, named.get(value) or rgb(value), float(part))
    return colour


def wall(fig: Figure, path: Sequence[Point], measures: Sequence[float], colour: RGB) -> None:
    (left, low), (right, high) = path
    strip = (right - left) * 0.34
    a, b = (right - strip, right) if fig.facing[0] < 0 else (left, left + strip)
    fig.poly([(left, low), (left, high), (right, high), (right, low)], colour)
    fig.poly([(a, low), (a, high), (b, high), (b, low)], times(colour, 0.78))


def window(fig: Figure, path: Sequence[Point], measures: Sequence[float], colour: RGB) -> None:
    ((x, y),), (wide, high) = path, measures
    dusk = sum(fig.light) < 2.45
    frame = [(x - wide, y - high), (x - wide, y + high), (x + wide, y + high), (x + wide, y - high)]
    fig.poly(frame, rgb("#ffd68a" if dusk else "#5a7488"), glow=dusk)
    for line in ([(x, y - high), (x, y + high)], [(x - wide, y), (x + wide, y)]):
        fig.poly(outline("l", line, [wide * 0.12]), rgb("#f2ece0"))


def eye(fig: Figure, path: Sequence[Point], measures: Sequence[float], colour: RGB) -> None:
    ((x, y),), (size, *slit) = path, measures
    pupil = (slit[0], 0.86) if slit else (0.66, 0.66)
    for wide, high, tone in ((1.14, 1.14, INK), (0.98, 0.98, colour), (*pupil, INK)):
        fig.poly(ellipse(x, y, size * wide, size * high, corners=40), tone)
    shine = ellipse(x + size * 0.3, y + size * 0.38, size * 0.26, size * 0.26, corners=40)
    fig.poly(shine, rgb("#ffffff"), glow=True)


def whiskers(fig: Figure, path: Sequence[Point], measures: Sequence[float], colour: RGB) -> None:
    ((x, y),), (long,) = path, measures
    for side in (-1, 1):
        for rise in (0.28, 0.02, -0.24):
            line = [(x + side * long * 0.22, y + rise * long * 0.2), (x + side * long, y + rise * long)]
            fig.poly(outline("l", line, [0.0035, 0.0012]), WHITE)


def petals(fig: Figure, path: Sequence[Point], measures: Sequence[float], colour: RGB) -> None:
    ((x, y),), (count, reach, wide, start) = path, measures
    for petal in range(int(count)):
        angle = start + petal * 2 * np.pi / count
        centre = x + float(np.cos(angle)) * reach * 0.58, y + float(np.sin(angle)) * reach * 0.58
        leaf = ellipse(*centre, max(reach * 0.46, wide * 0.6), wide, corners=40, angle=float(np.degrees(angle)))
        fig.poly(leaf, times(colour, 0.88 if petal % 2 else 1.0), round_=0.8)


COMPOUND: Final = {"x": wall, "v": window, "e": eye, "w": whiskers, "f": petals}
"""Shapes of several outlines, each from its points, measures and colour."""
