"""Sky: its gradient, the glow of the light in it, stars, sun or moon, aurora, and clouds."""

import numpy as np

from painter.render.canvas import Canvas, Stroke
from painter.render.noise import Grid, Rng, blur, fbm, mesh, sample, smooth, wander
from painter.render.palette import mix, over, plain, ramp, rgb, screen, times
from painter.scene.plan import Scene

STARS = ("#ffffff", "#cfe0ff", "#ffe9c8", "#bcd0ff")


def paint_sky(canvas: Canvas, scene: Scene) -> None:
    """Paint everything behind the land, over the whole canvas."""
    size = canvas.field()
    across, down = mesh(size)
    x, y = across * scene.width, down * scene.height
    moon = any(subject.name == "moon" for subject in scene.subjects)
    if scene.style == "flat":
        rings = np.floor(np.hypot(x - scene.light[0], y - scene.light[1]) / scene.height * 7.5) / 7.5
        canvas.lay(ramp(scene.palette.sky, np.clip(1 - rings * 0.95, 0, 1)))
        _disc(canvas, scene, moon=scene.palette.dark > 0.6)
        return
    drift = 0.022 * fbm(scene.rng("sky"), size, cell=size[1] * 0.7, octaves=3, stretch=2.5)
    field = _glow(scene, ramp(scene.palette.sky, np.clip(y / scene.horizon + 0 * x + drift, 0, 1)), x, y)
    if "aurora" in scene.weather:
        field = _aurora(scene, field, size)
    canvas.lay(field)
    is_clear = not scene.weather & {"rain", "storm", "fog", "overcast"}
    has_stars = scene.palette.dark > 0.5 and is_clear and "snow" not in scene.weather
    if (has_stars or "stars" in scene.weather) and scene.style != "ink":
        canvas.strokes(_stars(canvas, scene))
    if is_clear or moon:
        _disc(canvas, scene, moon=moon or scene.palette.dark > 0.8)
    add_clouds(canvas, scene)


def _glow(scene: Scene, field: Grid, x: Grid, y: Grid) -> Grid:
    palette = scene.palette
    reach = np.hypot((x - scene.light[0]) * 0.8, y - scene.light[1]) / scene.height
    wide = np.exp(-reach * 3.2) * palette.glow * 0.55
    close = np.exp(-((reach * 10) ** 1.1)) * (0.35 + palette.glow * 0.6) * (1 - 0.6 * palette.dark)
    low = np.exp(-(((y - scene.horizon) / (scene.height * 0.16)) ** 2)) * (0.25 * palette.glow)
    low = low * np.exp(-(((x - scene.light[0]) / (scene.width * 0.5)) ** 2))
    field = screen(field, mix(palette.sun, palette.sky[-1][1], 0.45), wide + low)
    return screen(field, palette.sun, close)


def _aurora(scene: Scene, field: Grid, size: tuple[int, int]) -> Grid:
    width, height = size
    horizon = scene.horizon / scene.height * height
    rows = np.arange(height, dtype=np.float32)[:, None]
    for number in range(3):
        rng = scene.rng(f"aurora {number}")
        foot = horizon * (0.42 + 0.17 * number) + wander(rng, width, cell=width * 0.4, octaves=4) * horizon * 0.08
        rays = smooth(-1.6, 2.0, wander(rng, width, cell=width * 0.035, octaves=4, gain=0.75))
        power = smooth(-1.2, 1.2, wander(rng, width, cell=width * 0.4, octaves=2))
        up = (foot[None, :] - rows) / (horizon * (0.34 + 0.16 * rays))[None, :]
        curtain = np.where(up > 0, np.exp(-up * 2.6), np.exp(up * 22)) * (power * (0.35 + 0.65 * rays))[None, :]
        field = screen(field, rgb("#3df0a0"), curtain * np.clip(1.15 - up * 0.55, 0, 1) * (0.75 - 0.14 * number))
        field = screen(field, rgb("#9a50f0"), curtain * np.clip(up * 0.85, 0, 1) * 0.95)
    return field


def _stars(canvas: Canvas, scene: Scene) -> list[Stroke]:
    rng = scene.rng("stars")
    strokes: list[Stroke] = []
    back = times(scene.palette.sky[1][1], 1.1)
    for _ in range(int(420 * (1.6 if "stars" in scene.weather else 1) * min(2.2, scene.width / scene.height))):
        x, y = rng.random() * scene.width, scene.horizon * rng.random() ** 1.25 * 0.96
        bright = rng.random() ** 3.2
        if rng.random() < 1.3 * scene.palette.dark - 1.1 * y / scene.horizon:
            tone = mix(back, rgb(STARS[int(rng.integers(4))]), 0.4 + 0.6 * bright)
            radius = canvas.unit * (0.55 + 2.0 * bright)
            strokes.append((spark(float(x), float(y), radius, 4 if bright > 0.75 else 0), tone))
    return strokes


def spark(x: float, y: float, radius: float, rays: int) -> Grid:
    """A round dot, or a star with `rays` thin rays."""
    count = rays * 4 if rays else 8
    angles = np.arange(count) * (2 * np.pi / count)
    reach = np.where(np.arange(count) % 4 == 0, radius * 2.6, radius * 0.62) if rays else radius
    return np.stack([x + np.cos(angles) * reach, y + np.sin(angles) * reach], axis=1)


def _disc(canvas: Canvas, scene: Scene, *, moon: bool) -> None:
    named = next((subject for subject in scene.subjects if subject.name in ("moon", "sun")), None)
    radius = canvas.unit * (46 if moon else 40 if scene.palette.height < 0.5 else 30)
    radius *= (1.25 * named.scale if named else 1.0) * (1.6 if scene.style in ("flat", "neon") else 1.0)
    tone = rgb("#f5f0dc") if moon else mix(scene.palette.sun, rgb("#ffffff"), 0.0 if scene.style else 0.6)
    tone = (named and named.colour) or tone
    left, top = round(scene.light[0] - radius), round(max(scene.light[1], radius * 1.6) - radius)
    side = max(8, round(radius * 2))
    across, down = mesh((side, side))
    reach = np.hypot(across * 2 - 1, down * 2 - 1)
    alpha = np.clip((1 - reach) * radius + 0.5, 0, 1)
    field: Grid = np.broadcast_to(plain(tone), (side, side, 3))
    if moon and scene.style not in ("flat", "neon"):
        seas = smooth(0.2, 1.3, fbm(scene.rng("moon"), (side, side), cell=side * 0.5, octaves=5))
        field = field * (1 - 0.2 * seas - 0.14 * np.clip(reach, 0, 1) ** 3)[..., None]
    if scene.style == "neon":
        cuts = (np.sin(down * 60 + 0 * across) > 0.9 - 1.6 * np.clip(down - 0.45, 0, 1)) & (down > 0.45)
        alpha = alpha * np.where(cuts, 0.0, 1.0)
        field = ramp([(0.0, rgb("#ffe08a")), (0.55, rgb("#ff7a9a")), (1.0, rgb("#d02fb0"))], down + 0 * across)
    region = np.asarray(canvas.image.crop((left, top, left + side, top + side)), dtype=np.float32) / 255
    canvas.stamp(over(region, field, alpha), (left, top))


def add_clouds(canvas: Canvas, scene: Scene) -> None:
    """Clouds as the weather and the chance of the scene have it."""
    is_cloudy = "cloud" in scene.weather
    if ("clear" in scene.weather and not is_cloudy) or "fog" in scene.weather or scene.style == "ink":
        return
    rng = scene.rng("clouds")
    heavy = bool(scene.weather & {"rain", "storm", "overcast", "snow"})
    if heavy or is_cloudy or rng.random() < 0.85:
        cover = -0.7 if heavy else float(rng.uniform(-0.1, 0.7)) + 0.4 * scene.palette.dark
        _layer(canvas, scene, cover=cover, rng=rng)
    if is_cloudy or (rng.random() < 0.75 and not heavy and scene.palette.dark < 0.9):
        _heaps(canvas, scene, rng=rng)


def _layer(canvas: Canvas, scene: Scene, *, cover: float, rng: Rng) -> None:
    palette = scene.palette
    across, down = mesh(canvas.field(0, scene.horizon))
    sheet = fbm(rng, (768, 768), cell=192, octaves=7, gain=0.56, wraps=True)
    depth = 1 / (1 - down * 0.93)
    u = (across - 0.5) * scene.width / scene.height * depth * 210 + float(rng.random()) * 768
    v = depth * 190 + 0 * across + float(rng.random()) * 768
    bend = sample(sheet, u * 0.35, v * 0.35) * 26
    density = sample(sheet, u + bend, v + bend * 0.6)
    lx, ly = scene.facing
    toward = sample(sheet, u + bend + lx * 16, v + bend * 0.6 + ly * 16)
    cloud = smooth(cover, cover + 1.5, density)
    bright = np.clip(0.62 + (density - toward) * 0.55 - cloud * 0.28, 0, 1)
    x, y = across * scene.width, down * scene.horizon
    near = np.exp(-np.hypot(x - scene.light[0], (y - scene.light[1]) * 1.4) / (scene.height * 0.32))
    field = over(plain(palette.gloom), palette.cloud, bright)
    rim = np.clip(near * palette.glow * (1 - cloud * 0.75) * 0.9, 0, 1)
    field = over(field, mix(palette.sun, palette.cloud, 0.25), rim)
    far = smooth(0.72, 1.02, down + 0 * across) * 0.75
    field = over(field, palette.sky[-1][1], far)
    canvas.lay(field, cloud * (0.9 - 0.38 * palette.dark) * (1 - 0.4 * far), top=0, bottom=scene.horizon)


def _heaps(canvas: Canvas, scene: Scene, *, rng: Rng) -> None:
    width, height = size = canvas.field(0, scene.horizon)
    relief = np.zeros((height, width), dtype=np.float32)
    banks = int(rng.integers(3, 6))
    for bank in range(banks):
        row = height * (0.9 - 0.42 * (bank / banks) ** 1.3 * float(rng.uniform(0.6, 1.1)))
        middle = float(rng.uniform(-0.05, 1.05)) * width
        span = height * float(rng.uniform(0.3, 0.62)) * (1.1 - 0.35 * bank / banks)
        _bank(relief, rng=rng, middle=(middle, row), span=span)
    rough = fbm(rng, size, cell=height * 0.085, octaves=5, gain=0.58)
    across = np.arange(width, dtype=np.float32)[None, :] + rough * height * 0.009
    shift = fbm(rng, size, cell=height * 0.07, octaves=4) * height * 0.009
    down = np.arange(height, dtype=np.float32)[:, None] + shift
    relief = sample(relief, np.clip(across, 0, width - 1.01), np.clip(down, 0, height - 1.01))
    relief = np.clip(relief + rough * height * 0.006 * (relief > 0), 0, None)
    palette = scene.palette
    soft, broad = blur(relief, max(1, height / 240)), blur(relief, height / 45)
    slope_y, slope_x = np.gradient(0.62 * soft + 0.38 * broad)
    lean = -(slope_x * scene.facing[0] + slope_y * scene.facing[1])
    bright = np.clip(0.6 + 0.34 * lean / (0.5 + np.abs(lean)), 0, 1)
    across, down = mesh(size)
    down = down + 0 * across
    field = over(plain(mix(palette.gloom, palette.haze, 0.25)), palette.cloud, bright)
    field = over(field, palette.sky[-1][1], smooth(0.5, 1.0, down) * 0.62)
    reach = np.hypot(across * scene.width - scene.light[0], down * scene.horizon - scene.light[1])
    near = np.exp(-reach / (scene.height * 0.25))
    rim = np.clip(near * (1 - smooth(0, height * 0.05, broad)) * palette.glow, 0, 1)
    alpha = smooth(0, height * 0.022, soft) * smooth(1.0, 0.9, down) * (0.95 - 0.3 * palette.dark)
    canvas.lay(over(field, palette.sun, rim), alpha, top=0, bottom=scene.horizon)


def _bank(relief: Grid, *, rng: Rng, middle: tuple[float, float], span: float) -> None:
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
        part = relief[top:bottom, left:right]
        np.maximum(part, ball + np.where(ball > 0, span * 0.22 * tall, 0), out=part)
