"""A city's skyline: blocks and towers in three depths, their windows lit after dark."""

import numpy as np

from painter.render.canvas import Canvas, Stroke
from painter.render.noise import Grid, Rng
from painter.render.palette import RGB, mix, rgb, times
from painter.scene.plan import Scene

LIT = ("#ffd98a", "#ffe9b8", "#ffc46a", "#cfe6ff")
SIGNS = ("#ff3f9f", "#30e0ff", "#b06aff", "#ffd23f", "#4dffb0")
WALLS = ("#6a7484", "#8a7f78", "#5a6a7c", "#9a8f86", "#74808e", "#a88a76")


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
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], dtype=np.float32)


def _building(canvas: Canvas, scene: Scene, rng: Rng, *, x: float, wide: float, depth: int) -> list[Stroke]:
    middle = 1 - 1.3 * abs((x + wide / 2) / scene.width - (0.62 if scene.light[0] < scene.width / 2 else 0.38))
    tall = scene.horizon * (0.14 + 0.44 * float(rng.random()) ** 2 + 0.22 * max(0.0, middle)) * (1.15 - 0.3 * depth)
    top, bottom = scene.horizon - tall, scene.horizon + 3
    wall = scene.tints.get("city", rgb(WALLS[int(rng.integers(len(WALLS)))]))
    distance = (0.62, 0.36, 0.1)[depth]
    night = scene.palette.dark
    tone = scene.far(scene.lit(times(wall, 1 - 0.5 * night), 0.5), distance * (1 - 0.25 * night))
    side = scene.far(scene.lit(times(wall, 1 - 0.35 * night), 0.12), distance * (1 - 0.25 * night))
    to_right = scene.light[0] > x
    edge = x + wide * (0.3 if to_right else 0.7)
    strokes: list[Stroke] = [(_quad(x, top, x + wide, bottom), tone)]
    strokes.append((_quad(x, top, edge, bottom) if to_right else _quad(edge, top, x + wide, bottom), side))
    strokes += _roof(canvas, rng, x=x, wide=wide, top=top, tone=tone, side=side)
    if scene.style != "ink":
        strokes += _windows(scene, rng, box=(x, top, x + wide, bottom), tone=tone, distance=distance, depth=depth)
    if scene.style == "neon" and depth > 0 and rng.random() < 0.6:
        strokes += _sign(canvas, rng, x=x, wide=wide, top=top, tall=tall)
    return strokes


def _roof(canvas: Canvas, rng: Rng, *, x: float, wide: float, top: float, tone: RGB, side: RGB) -> list[Stroke]:
    kind = rng.random()
    middle = x + wide / 2
    if kind < 0.3:
        return [(_quad(x + wide * 0.2, top - wide * 0.3, x + wide * 0.8, top), tone)]
    if kind < 0.5:
        spire = np.array(
            [(x + wide * 0.1, top), (middle, top - wide * 0.9), (x + wide * 0.9, top)], dtype=np.float32
        )
        return [
            (spire, tone),
            (_quad(middle - canvas.unit, top - wide * 1.4, middle + canvas.unit, top - wide * 0.7), side),
        ]
    if kind < 0.68:
        steps = [
            (_quad(x + wide * part, top - wide * part, x + wide * (1 - part), top), tone) for part in (0.14, 0.28)
        ]
        return [*steps, (_quad(middle - canvas.unit, top - wide * 0.8, middle + canvas.unit, top), side)]
    return []


def _windows(
    scene: Scene, rng: Rng, *, box: tuple[float, float, float, float], tone: RGB, distance: float, depth: int
) -> list[Stroke]:
    left, top, right, bottom = box
    night = scene.palette.dark
    columns = max(2, round((right - left) / (scene.height * 0.0105)))
    rows = max(3, round((bottom - top) / (scene.height * 0.0135)))
    dx, dy = (right - left) / (columns + 0.6), (bottom - top) / (rows + 0.6)
    share = (0.1 + 0.24 * night) * (0.6, 0.9, 1.0)[depth] if night > 0.2 else 0.0
    glass = mix(tone, scene.palette.sky[1][1], 0.3 * (1 - night))
    strokes: list[Stroke] = []
    for row in range(rows):
        for column in range(columns):
            lit = rng.random() < share
            if not lit and night > 0.6:
                continue
            colour = rgb(LIT[int(rng.integers(len(LIT)))]) if lit else times(glass, 0.9)
            colour = mix(colour, scene.palette.haze, distance * (0.45 if lit else 0.9))
            x, y = left + (column + 0.5) * dx, top + (row + 0.5) * dy
            strokes.append((_quad(x, y, x + dx * 0.56, y + dy * 0.58), colour))
    return strokes


def _sign(canvas: Canvas, rng: Rng, *, x: float, wide: float, top: float, tall: float) -> list[Stroke]:
    """Strips of neon."""
    colour = rgb(SIGNS[int(rng.integers(len(SIGNS)))])
    thick = canvas.unit * 2.6
    if rng.random() < 0.5:
        at = x + wide * float(rng.uniform(0.1, 0.8))
        return [(_quad(at, top + tall * 0.1, at + thick, top + tall * float(rng.uniform(0.4, 0.8))), colour)]
    y = top + tall * float(rng.uniform(0.08, 0.4))
    board = [(_quad(x + wide * 0.15, y, x + wide * 0.85, y + wide * 0.34), times(colour, 0.4))]
    bars = [
        (
            _quad(
                x + wide * 0.22, y + wide * part, x + wide * float(rng.uniform(0.5, 0.78)), y + wide * part + thick
            ),
            colour,
        )
        for part in (0.07, 0.2)
    ]
    return [*board, *bars]
