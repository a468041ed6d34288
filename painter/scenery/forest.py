"""Woods: rows of trees, the far ones pale, and great ones that frame the picture."""

import numpy as np
from PIL import Image

from painter.figures.registry import drawing, figure_of
from painter.render.canvas import Canvas, Stopped
from painter.render.noise import Grid, Rng
from painter.render.palette import rgb
from painter.scene.plan import Scene

ALONE = ("pine", "willow", "bamboo", "cherry", "palm")


def kinds(scene: Scene) -> list[str]:
    """Which trees grow here."""
    rng = scene.rng("kinds")
    names = [subject.name for subject in scene.subjects]
    if "panda" in names:
        return ["bamboo"]
    named = [name for name in names if name in ALONE]
    if named:
        return named
    if scene.snowy:
        return ["pine"]
    if "mountain" in scene.features:
        return ["pine", "pine", "tree"]
    return ["tree", "tree", "pine"] if rng.random() < 0.6 or scene.season == "autumn" else ["pine", "tree"]


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
    count = int(scene.width / tall * (7.5 if dense else 2.6))
    phase, beat = float(rng.uniform(0, 6.3)), float(rng.uniform(7, 12))
    for x in np.sort(rng.random(count)):
        group = np.sin(x * beat + phase) + 0.5 * np.sin(x * beat * 2.3 + phase * 2)
        if group < (-0.9 if dense else 0.55):
            continue
        if canvas.halt.is_set():
            raise Stopped
        stamp = stamps[int(rng.integers(len(stamps)))]
        part = float(rng.uniform(0.55, 1.0)) * (0.75 + 0.25 * min(1.0, float(group)))
        size = max(2, round(stamp.width * part)), max(2, round(stamp.height * part))
        sized = stamp.resize(size, Image.Resampling.BILINEAR)
        foot = float(line[min(line.size - 1, int(x * line.size))]) + tall * 0.05
        canvas.image.paste(sized, (round(x * scene.width - size[0] / 2), round(foot - size[1] * 0.97)), sized)


def _stamps(scene: Scene, rng: Rng, *, tall: float, distance: float) -> list[Image.Image]:
    """Two trees of each kind, seen through the air."""
    found: list[Image.Image] = []
    for kind in dict.fromkeys(kinds(scene)):
        sort = drawing(kind, scene)
        if sort is None:
            continue
        for variant in range(2 if kind != "tree" or scene.season != "autumn" else 3):
            own = None
            if kind == "tree" and scene.season == "autumn":
                own = rgb(("#cf7a2c", "#c24a2a", "#d9a83a")[variant])
            figure = figure_of(scene, sort, rng, pixels=max(12.0, tall), colour=own)
            image = figure.image(haze=scene.palette.haze, distance=distance)
            found.append(washed(image) if scene.style == "ink" else image)
    return found


def washed(stamp: Image.Image) -> Image.Image:
    """A tree in grey washes."""
    return stamp.convert("LA").convert("RGBA")
