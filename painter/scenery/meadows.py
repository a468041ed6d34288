"""Rolling land between the horizon and the front: meadows in light and cloud shadow, level behind level."""

import numpy as np

from painter.render.canvas import Canvas, below
from painter.render.noise import Grid, fbm, mesh, smooth, wander
from painter.render.palette import mix, over, plain, rgb, times
from painter.scene.plan import Scene
from painter.scenery.forest import paint_row

SNOW = rgb("#f4f7fc")
LEVELS = 4


def paint_rolls(canvas: Canvas, scene: Scene, *, level: float) -> None:
    """Waves of land from the horizon down to about `level` of the height, trees on their crests."""
    wooded = "forest" in scene.features
    for number in range(LEVELS):
        near = number / LEVELS
        base = scene.horizon + (scene.height * (level + 0.04) - scene.horizon) * near**1.15
        swell = scene.height * (0.008 + 0.022 * near)
        rng = scene.rng(f"roll {number}")
        wave = wander(rng, scene.width * 2, cell=scene.width * (0.8 + 0.7 * near), octaves=3, gain=0.3)
        line = (base - swell * wave - swell).astype(np.float32)
        _roll(canvas, scene, line, near=near, step=f"roll face {number}")
        if scene.features & {"forest", "hill", "meadow", "lake", "river", "mountain"}:
            tall = scene.height * (0.03 + 0.075 * near + (0.05 + 0.07 * near if wooded else 0))
            paint_row(canvas, scene, row=number + 10, tall=tall, distance=0.5 - 0.4 * near, line=line, dense=wooded)


def _roll(canvas: Canvas, scene: Scene, line: Grid, *, near: float, step: str) -> None:
    base = SNOW if scene.snowy else scene.grass
    top = float(line.min()) - 2
    edge = below(line, scene.width)
    distance = 0.5 * (1 - near) ** 1.3 + 0.04
    if scene.style == "flat":
        canvas.lay(scene.far(scene.lit(base, 0.85 - 0.5 * near), distance * 0.8), top=top, edge=edge)
        return
    if scene.style == "ink":
        _wash(canvas, scene, line, near=near, step=step)
        return
    size = canvas.field(top, scene.height)
    across, down = mesh(size)
    rng = scene.rng(step)
    ridge = np.interp(np.linspace(0, 1, size[0]), np.linspace(0, 1, line.size), line)[None, :]
    depth = np.clip((top + down * (scene.height - top) - ridge) / scene.height, 0, None)
    slope = np.gradient(ridge[0])[None, :] * (-1 if scene.facing[0] > 0 else 1)
    patches = fbm(rng, size, cell=max(10, size[1] * 0.35), octaves=4, stretch=5)
    rough = fbm(rng, size, cell=max(5, size[1] * 0.05), octaves=3, stretch=3)
    x = across * scene.width
    warm = np.exp(-np.abs(x - scene.light[0]) / (scene.width * 0.3)) * (1 - scene.palette.height)
    bright = (
        0.72
        + 0.14 * np.tanh(slope * 1.4)
        - depth * (2.4 - 1.2 * near)
        + 0.13 * np.tanh(patches)
        + 0.035 * rough
        + 0.2 * warm
    )
    own = base
    if not scene.snowy and scene.rng(step).random() < 0.5:
        own = mix(base, rgb("#d8c464"), 0.28)
    dark, light = scene.lit(times(own, 0.78), 0.02), scene.lit(mix(own, rgb("#f2e88a"), 0.14), 1.06)
    field = over(plain(dark), light, np.clip(bright, 0, 1))
    mist = np.clip(distance + 0.2 * smooth(0.03, 0.1, depth) * (1 - near), 0, 1)
    if "fog" in scene.weather:
        mist = np.clip(mist * 0.7 + 0.3, 0, 1)
    canvas.lay(over(field, scene.palette.haze, mist + 0 * bright), top=top, edge=edge)


def _wash(canvas: Canvas, scene: Scene, line: Grid, *, near: float, step: str) -> None:
    """A slope in ink: a wet crest that fades into mist."""
    top = float(line.min()) - 2
    size = canvas.field(top, scene.height)
    down = mesh(size)[1]
    ridge = np.interp(np.linspace(0, 1, size[0]), np.linspace(0, 1, line.size), line)[None, :]
    depth = np.clip((top + down * (scene.height - top) - ridge) / scene.height, 0, None)
    wet = fbm(scene.rng(step), size, cell=max(8, size[1] * 0.2), octaves=6, stretch=3)
    edge = below(line, scene.width)
    canvas.lay(scene.palette.haze, top=top, edge=edge)
    alpha = np.exp(-depth / (0.02 + 0.03 * near)) * (0.24 + 0.3 * near) * (1 + 0.3 * wet)
    canvas.lay(rgb("#4a4c4c"), np.clip(alpha, 0, 1), top=top, edge=edge)
