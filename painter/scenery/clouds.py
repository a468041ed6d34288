"""Clouds: thin ones drawn out by the wind in perspective, and heaped ones with a lit and a shaded side."""

import numpy as np

from painter.render.canvas import Canvas
from painter.render.noise import Grid, Rng, blur, fbm, mesh, sample, smooth, tile
from painter.render.palette import mix, over, plain, times
from painter.scene.plan import Scene


def add_clouds(canvas: Canvas, scene: Scene) -> None:
    """Clouds as the weather and the chance of the scene have it."""
    if scene.weather & {"clear"} and "cloud" not in scene.weather:
        return
    rng = scene.rng("clouds")
    heavy = bool(scene.weather & {"rain", "storm", "overcast", "snow"})
    if scene.style == "ink" or "fog" in scene.weather:
        return
    if heavy or "cloud" in scene.weather or rng.random() < 0.85:
        cover = -0.7 if heavy else float(rng.uniform(-0.1, 0.7)) + 0.4 * scene.palette.dark
        _layer(canvas, scene, cover=cover, rng=rng)
    heaped = "cloud" in scene.weather or (rng.random() < 0.75 and not heavy and scene.palette.dark < 0.9)
    if heaped:
        _heaps(canvas, scene, rng=rng)


def _layer(canvas: Canvas, scene: Scene, *, cover: float, rng: Rng) -> None:
    """A sheet of broken cloud on a plane above: small and dense towards the horizon, as seen from the ground."""
    size = canvas.field(0, scene.horizon)
    across, down = mesh(size)
    sheet = tile(rng, 768, cells=4, octaves=7, gain=0.56)
    depth = 1 / (1 - down * 0.93)
    ratio = scene.width / scene.height
    u = (across - 0.5) * ratio * depth * 210 + float(rng.random()) * 768
    v = depth * 190 + 0 * across + float(rng.random()) * 768
    bend = sample(sheet, u * 0.35, v * 0.35) * 26
    density = sample(sheet, u + bend, v + bend * 0.6)
    lx, ly = (np.float32(part) for part in scene.facing)
    toward = sample(sheet, u + bend + lx * 16, v + bend * 0.6 + ly * 16)
    cloud = smooth(cover, cover + 1.5, density)
    bright = np.clip(0.62 + (density - toward) * 0.55 - cloud * 0.28, 0, 1)
    x, y = across * scene.width, down * scene.horizon
    near = np.exp(-np.hypot(x - scene.light[0], (y - scene.light[1]) * 1.4) / (scene.height * 0.32))
    palette = scene.palette
    field = over(plain(palette.gloom), palette.cloud, bright.astype(np.float32))
    rim = (near * palette.glow * (1 - cloud * 0.75) * 0.9).astype(np.float32)
    field = over(field, mix(palette.sun, palette.cloud, 0.25), np.clip(rim, 0, 1))
    far = smooth(0.72, 1.02, down + 0 * across) * 0.75
    field = over(field, palette.sky[-1][1], far.astype(np.float32))
    strength = 0.9 - 0.38 * palette.dark
    canvas.lay(field, (cloud * strength * (1 - 0.4 * far)).astype(np.float32), top=0, bottom=scene.horizon)


def _heaps(canvas: Canvas, scene: Scene, *, rng: Rng) -> None:
    """Cumulus: hundreds of balls as one height map, roughened, and lit from the scene's light."""
    width, height = canvas.field(0, scene.horizon)
    relief = np.zeros((height, width), dtype=np.float32)
    banks = int(rng.integers(3, 6))
    for bank in range(banks):
        row = height * (0.9 - 0.42 * (bank / banks) ** 1.3 * float(rng.uniform(0.6, 1.1)))
        middle = float(rng.uniform(-0.05, 1.05)) * width
        span = height * float(rng.uniform(0.3, 0.62)) * (1.1 - 0.35 * bank / banks)
        _bank(relief, rng=rng, middle=(middle, row), span=span)
    size = (width, height)
    rough = fbm(rng, size, cell=height * 0.085, octaves=5, gain=0.58)
    across = np.arange(width, dtype=np.float32)[None, :] + rough * height * 0.009
    down = (
        np.arange(height, dtype=np.float32)[:, None]
        + fbm(rng, size, cell=height * 0.07, octaves=4) * height * 0.009
    )
    relief = sample(relief, np.clip(across, 0, width - 1.01), np.clip(down, 0, height - 1.01))
    relief = np.clip(relief + rough * height * 0.006 * (relief > 0), 0, None)
    _lay_heaps(canvas, scene, relief.astype(np.float32))


def _bank(relief: Grid, *, rng: Rng, middle: tuple[float, float], span: float) -> None:
    """One cloud: balls piled on a flat base, largest in the middle."""
    height, width = relief.shape
    for _ in range(70):
        off = float(np.clip(rng.normal(0, 0.36), -1, 1))
        tall = (1 - abs(off)) ** 1.2
        radius = span * float(rng.uniform(0.06, 0.15)) * (0.55 + 0.8 * tall)
        x = middle[0] + off * span
        y = middle[1] - float(rng.random()) ** 0.8 * span * 0.5 * tall - radius * 0.45
        left, right = max(0, int(x - radius)), min(width, int(x + radius) + 1)
        top, bottom = max(0, int(y - radius)), min(height, int(min(y + radius, middle[1])) + 1)
        if left >= right or top >= bottom:
            continue
        dx = np.arange(left, right, dtype=np.float32)[None, :] - x
        dy = np.arange(top, bottom, dtype=np.float32)[:, None] - y
        ball = np.sqrt(np.clip(radius * radius - dx * dx - dy * dy, 0, None))
        ball += np.where(ball > 0, span * 0.22 * tall, 0)
        part = relief[top:bottom, left:right]
        np.maximum(part, ball, out=part)


def _lay_heaps(canvas: Canvas, scene: Scene, relief: Grid) -> None:
    height, width = relief.shape
    palette = scene.palette
    soft = blur(relief, max(1, height / 240))
    broad = blur(relief, height / 45)
    body = 0.62 * soft + 0.38 * broad
    slope_y, slope_x = np.gradient(body)
    lx, ly = scene.facing
    lean = -(slope_x * lx + slope_y * ly)
    bright = np.clip(0.6 + 0.34 * lean / (0.5 + np.abs(lean)), 0, 1)
    foot = smooth(0.5, 1.0, np.arange(height, dtype=np.float32)[:, None] / height + 0 * relief)
    down = np.arange(height, dtype=np.float32)[:, None] / height
    field = over(plain(mix(palette.gloom, palette.haze, 0.25)), palette.cloud, bright.astype(np.float32))
    field = over(field, palette.sky[-1][1], (foot * 0.62).astype(np.float32))
    x = np.arange(width, dtype=np.float32)[None, :] / width * scene.width
    near = np.exp(-np.hypot(x - scene.light[0], down * scene.horizon - scene.light[1]) / (scene.height * 0.25))
    alpha = smooth(0, height * 0.022, soft)
    rim = near * (1 - smooth(0, height * 0.05, broad)) * palette.glow
    field = over(field, times(palette.sun, 1.0), np.clip(rim, 0, 1).astype(np.float32))
    alpha = alpha * smooth(1.0, 0.9, down + 0 * relief) * (0.95 - 0.3 * palette.dark)
    canvas.lay(field, alpha.astype(np.float32), top=0, bottom=scene.horizon)
