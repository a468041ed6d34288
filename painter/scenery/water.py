"""Water: mirrored ripples, its own colour, waves, and the path of light."""

import numpy as np

from painter.render.canvas import Canvas, Stroke, ellipse
from painter.render.noise import Grid, fbm, mesh, sample, smooth
from painter.render.palette import RGB, mix, over, ramp, rgb, screen, times
from painter.scene.plan import Scene

NAMES = ("sea", "lake", "river", "water", "beach")


def water_colours(scene: Scene) -> tuple[RGB, RGB]:
    """Near and far colour of the water."""
    usual = rgb("#0f5068" if scene.features & {"sea", "beach"} else "#1f4a55")
    deep = next((scene.tints[name] for name in NAMES if name in scene.tints), usual)
    near = times(deep, mix(scene.palette.shade, scene.palette.light, 0.45))
    return mix(near, scene.palette.sky[1][1], 0.25), mix(times(deep, 1.2), scene.palette.haze, 0.72)


def paint_water(canvas: Canvas, scene: Scene, *, bottom: float) -> None:
    """Water from the horizon down to `bottom`, mirroring what is painted above it."""
    if scene.style == "flat":
        _flat(canvas, scene, bottom)
        return
    size = canvas.field(scene.horizon, bottom)
    across, down = mesh(size)
    depth = 1 / (0.035 + down * 0.965)
    calm = bool(scene.features & {"lake", "river"}) or scene.style == "neon"
    sheet = fbm(scene.rng("water"), (512, 512), cell=512 / 7, octaves=5, gain=0.55, wraps=True)
    u = (across - 0.5) * scene.width / scene.height * depth * (90 if calm else 120)
    v = depth * (330 if calm else 260) + 0 * across
    ripple = sample(sheet, u, v) * smooth(0.0, 0.12, down + 0 * across)
    bend = ripple * (0.022 if calm else 0.05)
    above = canvas.small(scene.horizon - min(scene.horizon, (bottom - scene.horizon) * 1.25), scene.horizon)[::-1]
    rows, columns = above.shape[:2]
    y = np.clip(down * (rows - 1) + bend * rows * (0.3 + 1.2 * down), 0, rows - 1)
    x = np.clip(across * columns + bend * 0.35 * columns * (0.1 + down), 0, columns - 1)
    mirrored: Grid = above[y.astype(np.int32), x.astype(np.int32)]
    near, far = water_colours(scene)
    body = ramp([(0.0, far), (0.5, mix(far, near, 0.7)), (1.0, near)], down + 0 * across)
    share = np.clip((0.86 if calm else 0.62) - 0.42 * down - 0.1 * ripple * (0.5 + down), 0.05, 1)
    field = over(body, mirrored, share * (0.5 if scene.style == "ink" else 1.0))
    wave = np.tanh(np.gradient(ripple, axis=0) * (2.2 if calm else 3.0)) * (0.08 if calm else 0.16) * (0.4 + down)
    field = np.clip(field * (1 + wave[..., None]), 0, 1)
    palette, wide = scene.palette, scene.width * (0.05 + 0.1 * down) + 0.02 * scene.height
    if palette.glow >= 0.25:
        shine = np.exp(-(((across * scene.width - scene.light[0]) / wide) ** 2)) * smooth(-1.6, 1.6, ripple)
        shine = shine * (1 - 0.55 * down) * palette.glow * 0.55 * (1 - 0.65 * palette.height)
        field = screen(field, palette.sun, shine)
    canvas.lay(field, top=scene.horizon, bottom=bottom)
    if scene.style != "ink" and not scene.weather & {"fog", "rain", "storm", "overcast", "snow"}:
        canvas.strokes(_glitter(canvas, scene, bottom), alpha=0.85)


def _glitter(canvas: Canvas, scene: Scene, bottom: float) -> list[Stroke]:
    rng = scene.rng("glitter")
    strokes: list[Stroke] = []
    bright = mix(scene.palette.sun, rgb("#ffffff"), 0.35)
    for _ in range(int(520 * scene.palette.glow)):
        down = float(rng.random()) ** 1.4
        y = scene.horizon + 2 + down * (bottom - scene.horizon)
        off = float(rng.normal())
        x = scene.light[0] + off * scene.width * (0.03 + 0.1 * down)
        if rng.random() < abs(off) * 0.45:
            continue
        half = canvas.unit * (1.5 + 15 * down) * float(rng.uniform(0.4, 1.3))
        tone = mix(bright, scene.palette.sky[-1][1], min(0.8, 0.25 * abs(off) + 0.25 * float(rng.random())))
        strokes.append((ellipse(x, y, half, canvas.unit * (0.5 + 1.5 * down), corners=4), tone))
    return strokes


def _flat(canvas: Canvas, scene: Scene, bottom: float) -> None:
    near, far = water_colours(scene)
    rng, room = scene.rng("flat water"), bottom - scene.horizon
    for band in range(5):
        canvas.lay(mix(far, near, band / 4), top=scene.horizon + room * (band / 5) ** 1.3, bottom=bottom)
    strokes: list[Stroke] = []
    for bar in range(11):
        y = scene.horizon + room * ((bar + 0.5) / 11) ** 1.25
        half, thick = scene.width * float(rng.uniform(0.02, 0.07)), canvas.unit * (2 + 0.6 * bar)
        x = scene.light[0] + scene.width * float(rng.normal()) * 0.012
        strokes.append((ellipse(x, y, half, thick), mix(scene.palette.sun, far, 0.15)))
    canvas.strokes(strokes)
