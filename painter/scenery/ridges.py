"""Ridges of mountains and hills far away, each paler than the one before it."""

import numpy as np

from painter.render.canvas import Canvas, Edge, below
from painter.render.noise import Grid, fbm, mesh, resample, smooth, wander
from painter.render.palette import RGB, mix, over, plain, rgb
from painter.scene.plan import Scene

ROCK, SNOW = rgb("#5f6470"), rgb("#f4f7fc")
BARE = frozenset(["mountain", "sea", "beach", "city", "desert"])


def paint_far(canvas: Canvas, scene: Scene) -> None:
    """The ridges, far to near, down to the horizon."""
    if "mountain" in scene.features:
        _mountains(canvas, scene)
    if scene.features & {"hill", "meadow", "forest", "river"} or not scene.features & BARE:
        _hills(canvas, scene)


def _line(scene: Scene, step: str, *, cell: float, sharp: bool, gain: float) -> Grid:
    return wander(scene.rng(step), scene.width * 2, cell=cell * 2, octaves=9, gain=gain, sharp=sharp)


def _mountains(canvas: Canvas, scene: Scene) -> None:
    layers = 4 if scene.style != "ink" else 5
    peak = float(scene.rng("mountains").uniform(0.25, 0.75)) * scene.width
    if abs(peak - scene.light[0]) < 0.15 * scene.width:
        peak = scene.width - peak
    xs = np.arange(scene.width * 2, dtype=np.float32) / 2
    for layer in range(layers):
        near = layer / (layers - 1)
        line = _line(scene, f"mountain {layer}", cell=scene.height * (0.62 - 0.3 * near), sharp=True, gain=0.46)
        main = 1.15 * np.exp(-(((xs - peak) / (scene.width * 0.2 + scene.height * 0.06)) ** 2)) if layer == 1 else 0
        high = scene.horizon * (0.3, 0.38, 0.24, 0.13, 0.07)[layer]
        line = scene.horizon - np.maximum(high * (0.5 + 0.3 * line + main), high * 0.08)
        colour = scene.tints.get("mountain", mix(ROCK, scene.leaves, 0.15 + 0.7 * near**2))
        snow = 0.55 if scene.snowy or (layer < 2 and "mountain" not in scene.tints) else 0.0
        distance = 0.78 * (1 - near) ** 0.8 + 0.1
        _ridge(canvas, scene, line, colour=colour, distance=distance, step=f"face {layer}", snow=snow)


def _hills(canvas: Canvas, scene: Scene) -> None:
    high = scene.horizon * (0.13 if "mountain" in scene.features else 0.2)
    for layer in range(3):
        near = (layer + 1) / 3
        line = _line(scene, f"hill {layer}", cell=scene.height * (0.75 - 0.2 * near), sharp=False, gain=0.3)
        line = scene.horizon - np.maximum(high * (1.15 - 0.75 * near) * (0.6 + 0.36 * line), 0)
        colour = mix(scene.grass, scene.leaves, 0.65 if "forest" in scene.features else 0.35)
        _ridge(canvas, scene, line, colour=SNOW if scene.snowy else colour, distance=0.72 * (1 - near) + 0.2,
               step=f"slope {layer}", gentle=True)  # fmt: skip


def _ridge(
    canvas: Canvas, scene: Scene, line: Grid, *, colour: RGB, distance: float, step: str, snow: float = 0.0,
    gentle: bool = False,
) -> None:  # fmt: skip
    top, bottom = max(0.0, float(line.min()) - 2), scene.horizon + 2
    edge = below(line, scene.width)
    if scene.style == "flat":
        canvas.lay(scene.far(scene.lit(colour, 0.55), distance * 0.9), top=top, bottom=scene.height, edge=edge)
        return
    size = canvas.field(top, bottom)
    across, down = mesh(size)
    ridge = resample(line, size[0])
    depth = (top + down * (bottom - top) - ridge[None, :]) / scene.height
    if scene.style == "ink":
        _ink_ridge(canvas, scene, depth, distance=distance, rows=(top, bottom), edge=edge, step=step)
        return
    bright = _faces(scene, size, depth, ridge, step=step, gentle=gentle)
    field = over(plain(scene.lit(colour, 0.08)), scene.lit(colour, 1.0), bright)
    if snow:
        high = (ridge[None, :] - top) / max(1.0, bottom - top) + depth * 2.1
        cell = max(8, scene.height * canvas.fine * 0.09)
        high = high + 0.1 * fbm(scene.rng(step + " snow"), size, cell=cell, octaves=6, gain=0.6)
        shaded = scene.lit(mix(SNOW, rgb("#7f98c8"), 0.4), 0.16)
        cover = over(plain(shaded), scene.lit(SNOW, 1.0), smooth(0.25, 0.75, bright))
        field = over(field, cover, smooth(snow + 0.16, snow - 0.05, high))
    field = _add_haze(scene, field, across * scene.width, down, distance, gentle)
    canvas.lay(field, top=top, bottom=bottom, edge=edge)


def _add_haze(scene: Scene, field: Grid, x: Grid, down: Grid, distance: float, gentle: bool) -> Grid:
    mist = smooth(0.0, 1.0, down + 0 * x) ** 2
    veil = np.clip(distance + (1 - distance) * (0.14 + 0.5 * mist) * (0.75 if gentle else 1.0), 0, 1)
    if "fog" in scene.weather:
        veil = np.clip(veil * 0.7 + 0.3 + 0.3 * mist, 0, 0.98)
    low = scene.palette.glow * (1 - scene.palette.height) * 0.55
    near = np.exp(-np.abs(x - scene.light[0]) / (scene.width * 0.3)) * low + 0 * mist
    warm = mix(scene.palette.sun, scene.palette.sky[-1][1], 0.55)
    return over(field, over(plain(scene.palette.haze), warm, near), veil)


def _faces(scene: Scene, size: tuple[int, int], depth: Grid, ridge: Grid, *, step: str, gentle: bool) -> Grid:
    rng = scene.rng(step)
    cell = max(6.0, size[0] * scene.height / scene.width * (0.3 if gentle else 0.16))
    lx = 1 if scene.facing[0] > 0 else -1
    lean = np.gradient(ridge)[None, :] * -lx
    if gentle:
        broad = fbm(rng, size, cell=cell, octaves=3, stretch=2.2)
        rough = fbm(rng, size, cell=cell * 0.16, octaves=4, stretch=1.8)
        slope = np.gradient(broad, axis=1) * cell * 0.5 * lx
        return np.asarray(np.clip(0.56 + 0.2 * slope + 0.15 * lean + 0.05 * rough - depth * 1.2, 0.05, 1))
    crags = fbm(rng, size, cell=cell, octaves=6, gain=0.52, stretch=0.75, sharp=True)
    broad = fbm(rng, size, cell=cell * 1.6, octaves=2, stretch=0.6)
    slope, big = (
        np.tanh(np.gradient(field, axis=1) * cell * by * lx) for field, by in ((crags, 0.2), (broad, 0.75))
    )
    lean = np.tanh(lean * 1.2) * np.exp(-depth * 9)
    return np.asarray(np.clip(0.44 + 0.26 * slope + 0.26 * big + 0.22 * lean + 0.04 * crags, 0.0, 1))


def _ink_ridge(
    canvas: Canvas, scene: Scene, depth: Grid, *, distance: float, rows: tuple[float, float], edge: Edge, step: str
) -> None:
    size = (depth.shape[1], depth.shape[0])
    rng = scene.rng(step)
    wet = fbm(rng, size, cell=max(8, size[0] * 0.05), octaves=6, gain=0.62)
    streak = fbm(rng, size, cell=max(6, size[0] * 0.02), octaves=4, stretch=0.35)
    reach, deep = 0.05 + 0.13 * (1 - distance), np.clip(depth, 0, None)
    wash = np.exp(-deep / reach * (1 + 0.25 * wet)) * (0.92 - 0.1 * smooth(0, 1.5, streak))
    wash = wash + 0.16 * smooth(0.4, 1.6, streak + wet * 0.6) * np.exp(-deep / (reach * 1.8))
    tone = mix(rgb("#2a2c2e"), rgb("#aab0b2"), min(1.0, distance * 1.15))
    canvas.lay(scene.palette.haze, None, top=rows[0], bottom=rows[1], edge=edge)
    canvas.lay(tone, np.clip(wash * (1.05 - 0.35 * distance), 0, 1), top=rows[0], bottom=rows[1], edge=edge)
