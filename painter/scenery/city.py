"""City skyline: blocks and towers in three depths, their windows lit after dark."""

from collections.abc import Iterator

import numpy as np

from painter.render.canvas import Canvas, Stroke
from painter.render.noise import Grid, Rng
from painter.render.palette import RGB, mix, rgb, times
from painter.scene.plan import Scene

LIT = ("#ffd98a", "#ffe9b8", "#ffc46a", "#cfe6ff")
SIGNS = ("#ff3f9f", "#30e0ff", "#b06aff", "#ffd23f", "#4dffb0")
WALLS = ("#6a7484", "#8a7f78", "#5a6a7c", "#9a8f86", "#74808e", "#a88a76")
DISTANCES = (0.62, 0.36, 0.1)


def paint_city(canvas: Canvas, scene: Scene) -> None:
    """Rows of buildings on the horizon, the far ones pale."""
    for depth in range(3):
        strokes: list[Stroke] = []
        rng = scene.rng(f"city {depth}")
        x = -0.02 * scene.width
        while x < scene.width * 1.02:
            wide = scene.height * float(rng.uniform(0.035, 0.085)) * (0.8 + 0.25 * depth)
            strokes += _building(canvas, scene, rng, x=x, wide=wide, depth=depth)
            x += wide * float(rng.uniform(0.92, 1.25))
        canvas.strokes(strokes)


def _quad(left: float, top: float, right: float, bottom: float) -> Grid:
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def _building(canvas: Canvas, scene: Scene, rng: Rng, *, x: float, wide: float, depth: int) -> Iterator[Stroke]:
    centre, distance, night = x + wide / 2, DISTANCES[depth], scene.palette.dark
    middle = 1 - 1.3 * abs(centre / scene.width - (0.62 if scene.light[0] < scene.width / 2 else 0.38))
    tall = scene.horizon * (0.14 + 0.44 * float(rng.random()) ** 2 + 0.22 * max(0.0, middle)) * (1.15 - 0.3 * depth)
    top, bottom = scene.horizon - tall, scene.horizon + 3
    wall = scene.tints.get("city", rgb(WALLS[int(rng.integers(len(WALLS)))]))
    tone, side = (
        scene.far(scene.lit(times(wall, 1 - dim * night), amount), distance * (1 - 0.25 * night))
        for dim, amount in ((0.5, 0.5), (0.35, 0.12))
    )
    left, right = (x, x + wide * 0.3) if scene.light[0] > x else (x + wide * 0.7, x + wide)
    yield _quad(x, top, x + wide, bottom), tone
    yield _quad(left, top, right, bottom), side
    kind = rng.random()
    if kind < 0.3:
        yield _quad(x + wide * 0.2, top - wide * 0.3, x + wide * 0.8, top), tone
    elif kind < 0.68:
        high = wide * (0.9 if kind < 0.5 else 0.4)
        yield np.array([(x + wide * 0.1, top), (centre, top - high), (x + wide * 0.9, top)]), tone
        yield _quad(centre - canvas.unit, top - high - wide * 0.5, centre + canvas.unit, top - high * 0.8), side
    if scene.style != "ink":
        yield from _windows(scene, rng, box=(x, top, x + wide, bottom), tone=tone, depth=depth)
    if scene.style == "neon" and depth > 0 and rng.random() < 0.6:
        colour, y = rgb(SIGNS[int(rng.integers(len(SIGNS)))]), top + tall * float(rng.uniform(0.08, 0.4))
        yield _quad(x + wide * 0.15, y, x + wide * 0.85, y + wide * 0.34), times(colour, 0.4)
        for part in (0.07, 0.2):
            end = x + wide * float(rng.uniform(0.5, 0.78))
            yield _quad(x + wide * 0.22, y + wide * part, end, y + wide * part + canvas.unit * 2.6), colour


def _windows(
    scene: Scene, rng: Rng, *, box: tuple[float, float, float, float], tone: RGB, depth: int
) -> Iterator[Stroke]:
    left, top, right, bottom = box
    distance, night = DISTANCES[depth], scene.palette.dark
    columns = max(2, round((right - left) / (scene.height * 0.0105)))
    rows = max(3, round((bottom - top) / (scene.height * 0.0135)))
    dx, dy = (right - left) / (columns + 0.6), (bottom - top) / (rows + 0.6)
    share = (0.1 + 0.24 * night) * (0.6, 0.9, 1.0)[depth] if night > 0.2 else 0.0
    glass = times(mix(tone, scene.palette.sky[1][1], 0.3 * (1 - night)), 0.9)
    for number in range(rows * columns):
        lit = rng.random() < share
        if not lit and night > 0.6:
            continue
        colour = rgb(LIT[int(rng.integers(len(LIT)))]) if lit else glass
        x, y = left + (number % columns + 0.5) * dx, top + (number // columns + 0.5) * dy
        tone = mix(colour, scene.palette.haze, distance * (0.45 if lit else 0.9))
        yield _quad(x, y, x + dx * 0.56, y + dy * 0.58), tone
