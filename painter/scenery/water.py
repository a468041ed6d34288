"""Water: the picture above it mirrored in ripples, its own colour, waves, and the path of light."""

import numpy as np

from painter.render.canvas import Canvas, Stroke
from painter.render.noise import Grid, mesh, sample, smooth, tile, wander
from painter.render.palette import RGB, mix, over, ramp, rgb, screen, times
from painter.scene.plan import Scene

FOAM = rgb("#f7fafc")


def water_colours(scene: Scene) -> tuple[RGB, RGB]:
    """Near and far colour of the water."""
    own = next(
        (scene.tints[name] for name in ("sea", "lake", "river", "water", "beach") if name in scene.tints), None
    )
    deep = own or (rgb("#0f5068") if "sea" in scene.features or "beach" in scene.features else rgb("#1f4a55"))
    near = times(deep, mix(scene.palette.shade, scene.palette.light, 0.45))
    return mix(near, scene.palette.sky[1][1], 0.25), mix(times(deep, 1.2), scene.palette.haze, 0.72)


def paint_water(canvas: Canvas, scene: Scene, *, bottom: float) -> None:
    """Water from the horizon down to `bottom`, mirroring what is painted above it."""
    top = scene.horizon
    if scene.style == "flat":
        _flat(canvas, scene, bottom)
        return
    size = canvas.field(top, bottom)
    across, down = mesh(size)
    depth = 1 / (0.035 + down * 0.965)
    calm = "lake" in scene.features or "river" in scene.features or scene.style == "neon"
    rng = scene.rng("water")
    sheet = tile(rng, 512, cells=7, octaves=5, gain=0.55)
    ratio = scene.width / scene.height
    u, v = (across - 0.5) * ratio * depth * (90 if calm else 120), depth * (330 if calm else 260) + 0 * across
    ripple = sample(sheet, u, v) * smooth(0.0, 0.12, down + 0 * across)
    slope = np.gradient(ripple, axis=0)
    mirrored = _mirror(canvas, scene, size, ripple, strength=(0.022 if calm else 0.05), bottom=bottom)
    near, far = water_colours(scene)
    body = ramp([(0.0, far), (0.5, mix(far, near, 0.7)), (1.0, near)], down + 0 * across)
    share = np.clip((0.86 if calm else 0.62) - 0.42 * down - 0.1 * ripple * (0.5 + down), 0.05, 1)
    if scene.style == "ink":
        share = share * 0.5
    field = over(body, mirrored, share.astype(np.float32))
    wave = np.tanh(slope * (2.2 if calm else 3.0)) * (0.05 if calm else 0.1) * (0.4 + down)
    field = np.clip(field * (1 + wave[..., None] * 1.6), 0, 1)
    field = _path(scene, field, across * scene.width, down, ripple)
    canvas.lay(field.astype(np.float32), top=top, bottom=bottom)
    if scene.style not in ("ink",) and not scene.weather & {"fog", "rain", "storm", "overcast", "snow"}:
        canvas.strokes(_glitter(canvas, scene, bottom), alpha=0.85)


def _mirror(
    canvas: Canvas, scene: Scene, size: tuple[int, int], ripple: Grid, *, strength: float, bottom: float
) -> Grid:
    reach = min(scene.horizon, (bottom - scene.horizon) * 1.25)
    above = canvas.small(scene.horizon - reach, scene.horizon)[::-1]
    rows, columns = above.shape[:2]
    across, down = mesh(size)
    y = down * (rows - 1) + ripple * strength * rows * (0.3 + 1.2 * down)
    x = across * columns + ripple * strength * 0.35 * columns * (0.1 + down)
    yi = np.clip(y, 0, rows - 1).astype(np.int32)
    xi = np.clip(x, 0, columns - 1).astype(np.int32)
    return np.asarray(above[yi, xi], dtype=np.float32)


def _path(scene: Scene, field: Grid, x: Grid, down: Grid, ripple: Grid) -> Grid:
    """The broad shine under the light."""
    palette = scene.palette
    if palette.glow < 0.25:
        return field
    wide = scene.width * (0.05 + 0.1 * down) + 0.02 * scene.height
    shine = np.exp(-(((x - scene.light[0]) / wide) ** 2)) * smooth(-1.6, 1.6, ripple)
    low = 1 - 0.65 * palette.height
    return screen(field, palette.sun, (shine * (1 - 0.55 * down) * palette.glow * 0.55 * low).astype(np.float32))


def _glitter(canvas: Canvas, scene: Scene, bottom: float) -> list[Stroke]:
    """Short bright dashes under the light, small at the horizon and long in front."""
    rng = scene.rng("glitter")
    strokes: list[Stroke] = []
    bright = mix(scene.palette.sun, rgb("#ffffff"), 0.35)
    for _ in range(int(520 * scene.palette.glow)):
        down = float(rng.random()) ** 1.4
        y = scene.horizon + 2 + down * (bottom - scene.horizon)
        spread = scene.width * (0.03 + 0.1 * down)
        x = scene.light[0] + float(rng.normal()) * spread
        off = abs(x - scene.light[0]) / spread
        if rng.random() < off * 0.45:
            continue
        half = canvas.unit * (1.5 + 15 * down) * float(rng.uniform(0.4, 1.3))
        thick = canvas.unit * (0.5 + 1.5 * down)
        tone = mix(bright, scene.palette.sky[-1][1], min(0.8, 0.25 * off + 0.25 * float(rng.random())))
        points = np.array([(x - half, y), (x, y - thick), (x + half, y), (x, y + thick)], dtype=np.float32)
        strokes.append((points, tone))
    return strokes


def _flat(canvas: Canvas, scene: Scene, bottom: float) -> None:
    """A poster's water: bands, and bars of light under the sun."""
    near, far = water_colours(scene)
    rng = scene.rng("flat water")
    bands = 5
    for band in range(bands):
        top = scene.horizon + (bottom - scene.horizon) * (band / bands) ** 1.3
        canvas.lay(mix(far, near, band / (bands - 1)), top=top, bottom=bottom)
    strokes: list[Stroke] = []
    for bar in range(11):
        y = scene.horizon + (bottom - scene.horizon) * ((bar + 0.5) / 11) ** 1.25
        half, thick = scene.width * float(rng.uniform(0.02, 0.07)), canvas.unit * (2 + 0.6 * bar)
        x = scene.light[0] + scene.width * float(rng.normal()) * 0.012
        turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
        points = np.stack([x + np.cos(turn) * half, y + np.sin(turn) * thick], axis=1)
        strokes.append((points.astype(np.float32), mix(scene.palette.sun, far, 0.15)))
    canvas.strokes(strokes)


def shallows(canvas: Canvas, line: Grid, scene: Scene) -> None:
    """Foam where water meets `line` (heights in pixels along the width)."""
    at = np.linspace(0, scene.width, line.size)
    rng = scene.rng("foam")
    for offset, thick in ((-26, 3.0), (-12, 4.0), (-2, 6.0)):
        bend = wander(rng, line.size, cell=line.size / 9, octaves=3) * 5 * canvas.unit
        upper = line + bend + offset * canvas.unit
        points = np.concatenate([np.stack([at, upper], 1), np.stack([at, upper + thick * canvas.unit], 1)[::-1]])
        canvas.strokes(
            [(points.astype(np.float32), scene.lit(FOAM, 0.9))], alpha=0.5 * (1 - 0.65 * scene.palette.dark)
        )
