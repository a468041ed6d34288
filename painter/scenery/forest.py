"""Forest and meadows: rows of trees, and rolling land between the horizon and the front."""

import numpy as np
from PIL import Image

from painter.figures.registry import drawing, figure_of
from painter.render.canvas import Canvas, Stopped, below
from painter.render.noise import Grid, Rng, fbm, mesh, resample, smooth, wander
from painter.render.palette import mix, over, plain, rgb, times
from painter.scene.plan import Scene
from painter.scenery.ridges import SNOW

NAMED = ("pine", "cherry")
AUTUMN = ("#cf7a2c", "#c24a2a", "#d9a83a")


def kinds(scene: Scene) -> list[str]:
    """Kinds of trees that grow here."""
    named = [subject.name for subject in scene.subjects if subject.name in NAMED]
    if named:
        return named
    if scene.snowy:
        return ["pine"]
    return ["pine", "tree"] if "mountain" in scene.features or scene.season != "autumn" else ["tree", "pine"]


def paint_shore(canvas: Canvas, scene: Scene) -> None:
    """The far bank of a lake or a river: a low line of trees."""
    line = np.full(scene.width * 2, scene.horizon + 1, dtype=np.float32)
    dense = "forest" in scene.features
    paint_row(canvas, scene, row=0, tall=scene.height * 0.07, distance=0.5, line=line, dense=dense)
    if dense:
        paint_row(canvas, scene, row=1, tall=scene.height * 0.12, distance=0.3, line=line, dense=True)


def paint_row(
    canvas: Canvas, scene: Scene, *, row: int, tall: float, distance: float, line: Grid, dense: bool
) -> None:
    """Trees along `line`, in groups or close together."""
    rng = scene.rng(f"wood {row}")
    if "fog" in scene.weather:
        distance = min(0.85, distance + 0.25)
    stamps = _stamps(scene, rng, tall=tall, distance=distance)
    phase, beat = float(rng.uniform(0, 6.3)), float(rng.uniform(7, 12))
    for x in np.sort(rng.random(int(scene.width / tall * (7.5 if dense else 2.6)))):
        group = float(np.sin(x * beat + phase) + 0.5 * np.sin(x * beat * 2.3 + phase * 2))
        if group < (-0.9 if dense else 0.55):
            continue
        if canvas.halt.is_set():
            raise Stopped
        stamp = stamps[int(rng.integers(len(stamps)))]
        part = float(rng.uniform(0.55, 1.0)) * (0.75 + 0.25 * min(1.0, group))
        size = max(2, round(stamp.width * part)), max(2, round(stamp.height * part))
        sized = stamp.resize(size, Image.Resampling.BILINEAR)
        foot = float(line[min(line.size - 1, int(x * line.size))]) + tall * 0.05
        canvas.image.paste(sized, (round(x * scene.width - size[0] / 2), round(foot - size[1] * 0.97)), sized)


def _stamps(scene: Scene, rng: Rng, *, tall: float, distance: float) -> list[Image.Image]:
    stamps: list[Image.Image] = []
    for kind in kinds(scene):
        sort = drawing(kind, scene)
        is_autumn = kind == "tree" and scene.season == "autumn"
        for own in (rgb(word) for word in AUTUMN) if is_autumn else (None, None):
            if sort is not None:
                figure = figure_of(scene, sort, rng, pixels=max(12.0, tall), colour=own)
                image = figure.image(haze=scene.palette.haze, distance=distance)
                stamps.append(image.convert("LA").convert("RGBA") if scene.style == "ink" else image)
    return stamps


LEVELS, DUNE = 4, rgb("#dfa763")
WOODED = frozenset(["forest", "hill", "meadow", "lake", "river", "mountain"])


def paint_meadows(canvas: Canvas, scene: Scene, *, level: float) -> None:
    """Waves of land from the horizon down to about `level` of the height, trees on their crests."""
    dense, rise = "forest" in scene.features, 2.6 if "desert" in scene.features else 1.0
    for number in range(LEVELS):
        near = number / LEVELS
        base = scene.horizon + (scene.height * (level + 0.04) - scene.horizon) * near**1.15
        cell = scene.width * (0.8 + 0.7 * near)
        wave = wander(scene.rng(f"roll {number}"), scene.width * 2, cell=cell, octaves=3, gain=0.3)
        line = base - scene.height * (0.008 + 0.022 * near) * rise * (wave + 1)
        _level(canvas, scene, line, near=near, step=f"roll face {number}")
        if scene.features & WOODED:
            tall = scene.height * (0.03 + 0.075 * near + (0.05 + 0.07 * near if dense else 0))
            paint_row(canvas, scene, row=number + 10, tall=tall, distance=0.5 - 0.4 * near, line=line, dense=dense)


def _level(canvas: Canvas, scene: Scene, line: Grid, *, near: float, step: str) -> None:
    base = scene.tints.get("desert", DUNE) if "desert" in scene.features else SNOW if scene.snowy else scene.grass
    top, edge = float(line.min()) - 2, below(line, scene.width)
    distance = 0.5 * (1 - near) ** 1.3 + 0.04
    if scene.style == "flat":
        canvas.lay(scene.far(scene.lit(base, 0.85 - 0.5 * near), distance * 0.8), top=top, edge=edge)
        return
    size = canvas.field(top, scene.height)
    across, down = mesh(size)
    rng = scene.rng(step)
    ridge = resample(line, size[0])[None, :]
    depth = np.clip((top + down * (scene.height - top) - ridge) / scene.height, 0, None)
    if scene.style == "ink":
        wet = fbm(rng, size, cell=max(8, size[1] * 0.2), octaves=6, stretch=3)
        canvas.lay(scene.palette.haze, top=top, edge=edge)
        alpha = np.exp(-depth / (0.02 + 0.03 * near)) * (0.24 + 0.3 * near) * (1 + 0.3 * wet)
        canvas.lay(rgb("#4a4c4c"), np.clip(alpha, 0, 1), top=top, edge=edge)
        return
    slope = np.gradient(ridge[0])[None, :] * (-1 if scene.facing[0] > 0 else 1)
    patches = fbm(rng, size, cell=max(10, size[1] * 0.35), octaves=4, stretch=5)
    rough = fbm(rng, size, cell=max(5, size[1] * 0.05), octaves=3, stretch=3)
    warm = np.exp(-np.abs(across * scene.width - scene.light[0]) / (scene.width * 0.3))
    sharp = 0.42 if base == DUNE else 0.14
    bright = 0.72 + sharp * np.tanh(slope * 1.4) - depth * (2.4 - 1.2 * near) + 0.13 * np.tanh(patches)
    bright = bright + 0.035 * rough + 0.2 * warm * (1 - scene.palette.height)
    own = mix(base, rgb("#d8c464"), 0.28) if base == scene.grass and scene.rng(step).random() < 0.5 else base
    dark, light = scene.lit(times(own, 0.78), 0.02), scene.lit(mix(own, rgb("#f2e88a"), 0.14), 1.06)
    mist = np.clip(distance + 0.2 * smooth(0.03, 0.1, depth) * (1 - near), 0, 1)
    if "fog" in scene.weather:
        mist = np.clip(mist * 0.7 + 0.3, 0, 1)
    field = over(plain(dark), light, np.clip(bright, 0, 1))
    canvas.lay(over(field, scene.palette.haze, mist + 0 * bright), top=top, edge=edge)
