"""Land: ridges, each paler than the one before it, rows of trees, meadows to the front."""

import numpy as np
from PIL import Image

from painter.figures.registry import drawing, figure_of
from painter.render.canvas import Canvas, Edge, below, stop_if
from painter.render.noise import Grid, Rng, fbm, mesh, resample, smooth, wander
from painter.render.palette import RGB, mix, over, plain, rgb, times
from painter.scene.plan import Scene

ROCK, SNOW, DUNE = rgb("#5f6470"), rgb("#f4f7fc"), rgb("#dfa763")
BARE = frozenset(["mountain", "sea", "beach", "city", "desert"])
WOODED = frozenset(["forest", "hill", "meadow", "lake", "river", "mountain"])
LEVELS = 4
AUTUMN = ("#cf7a2c", "#c24a2a", "#d9a83a")


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
    mist = smooth(0.0, 1.0, down + 0 * across) ** 2
    veil = np.clip(distance + (1 - distance) * (0.14 + 0.5 * mist) * (0.75 if gentle else 1.0), 0, 1)
    if "fog" in scene.weather:
        veil = np.clip(veil * 0.7 + 0.3 + 0.3 * mist, 0, 0.98)
    low = scene.palette.glow * (1 - scene.palette.height) * 0.55
    near = np.exp(-np.abs(across * scene.width - scene.light[0]) / (scene.width * 0.3)) * low + 0 * mist
    warm = mix(scene.palette.sun, scene.palette.sky[-1][1], 0.55)
    air = over(plain(scene.palette.haze), warm, near)
    canvas.lay(over(field, air, veil), top=top, bottom=bottom, edge=edge)


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


def paint_shore(canvas: Canvas, scene: Scene) -> None:
    """The far bank of a lake or a river: a low line of trees."""
    line = np.full(scene.width * 2, scene.horizon + 1, dtype=np.float32)
    dense = "forest" in scene.features
    for row, (tall, distance) in enumerate(((0.07, 0.5), (0.12, 0.3)) if dense else ((0.07, 0.5),)):
        paint_row(canvas, scene, row=row, tall=scene.height * tall, distance=distance, line=line, dense=dense)


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
        stop_if(canvas.halt)
        stamp = stamps[int(rng.integers(len(stamps)))]
        part = float(rng.uniform(0.55, 1.0)) * (0.75 + 0.25 * min(1.0, group))
        size = max(2, round(stamp.width * part)), max(2, round(stamp.height * part))
        sized = stamp.resize(size, Image.Resampling.BILINEAR)
        foot = float(line[min(line.size - 1, int(x * line.size))]) + tall * 0.05
        canvas.image.paste(sized, (round(x * scene.width - size[0] / 2), round(foot - size[1] * 0.97)), sized)


def _stamps(scene: Scene, rng: Rng, *, tall: float, distance: float) -> list[Image.Image]:
    stamps: list[Image.Image] = []
    mixed = ["pine", "tree"] if "mountain" in scene.features or scene.season != "autumn" else ["tree", "pine"]
    named = [subject.name for subject in scene.subjects if subject.name in ("pine", "cherry")]
    for kind in named or (["pine"] if scene.snowy else mixed):
        sort = drawing(kind, scene)
        is_autumn = kind == "tree" and scene.season == "autumn"
        for own in (rgb(word) for word in AUTUMN) if is_autumn else (None, None):
            if sort is not None:
                figure = figure_of(scene, sort, rng, pixels=max(12.0, tall), colour=own)
                image = figure.image(haze=scene.palette.haze, distance=distance)
                stamps.append(image.convert("LA").convert("RGBA") if scene.style == "ink" else image)
    return stamps


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
