"""The sky: its gradient, the glow of the light in it, stars, moon, aurora and rainbow."""

import numpy as np

from painter.figures.drawing import ribbon
from painter.render.canvas import Canvas, Stroke
from painter.render.noise import Grid, fbm, mesh, smooth, wander
from painter.render.palette import RGB, mix, over, plain, ramp, rgb, screen, times
from painter.scene.plan import Scene
from painter.scenery.clouds import add_clouds


def paint_sky(canvas: Canvas, scene: Scene) -> None:
    """Everything behind the land, over the whole canvas (what lies below the horizon is seen in no picture)."""
    size = canvas.field()
    across, down = mesh(size)
    x, y = across * scene.width, down * scene.height
    rng = scene.rng("sky")
    level = np.clip(y / scene.horizon + 0 * x, 0, 1)
    if scene.style == "flat":
        _flat(canvas, scene, level, x, y)
        return
    level = np.clip(level + 0.022 * fbm(rng, size, cell=size[1] * 0.7, octaves=3, stretch=2.5), 0, 1)
    field = ramp(scene.palette.sky, level)
    field = _glow(scene, field, x, y)
    if scene.palette.dark > 0.6 and scene.style != "neon":
        field = _galaxy(scene, field, size)
    if "aurora" in scene.weather:
        field = _aurora(scene, field, size)
    moon = any(subject.name == "moon" for subject in scene.subjects)
    stars = scene.palette.dark > 0.5 and not scene.weather & {"rain", "storm", "snow", "fog", "overcast"}
    canvas.lay(field)
    if (stars or "stars" in scene.weather) and scene.style != "ink":
        canvas.strokes(_stars(canvas, scene))
    behind = not scene.weather & {"rain", "storm", "fog", "overcast"} or moon
    if behind:
        _disc(canvas, scene, moon=moon or scene.palette.dark > 0.8)
    add_clouds(canvas, scene)
    if "rainbow" in scene.weather:
        _rainbow(canvas, scene)
    if "storm" in scene.weather:
        _lightning(canvas, scene)
    if "firework" in scene.weather:
        canvas.strokes(_fireworks(canvas, scene))
    if "meteor" in scene.weather:
        canvas.strokes(_meteors(canvas, scene), alpha=0.85)


def _flat(canvas: Canvas, scene: Scene, level: Grid, x: Grid, y: Grid) -> None:
    """A poster's sky: rings of colour around the light."""
    reach = np.hypot(x - scene.light[0], y - scene.light[1]) / scene.height
    steps = np.floor(reach * 7.5) / 7.5
    field = ramp(scene.palette.sky, np.clip(1 - steps * 0.95 + 0 * level, 0, 1))
    canvas.lay(field)
    _disc(canvas, scene, moon=scene.palette.dark > 0.6)


def _glow(scene: Scene, field: Grid, x: Grid, y: Grid) -> Grid:
    palette = scene.palette
    reach = np.hypot((x - scene.light[0]) * 0.8, y - scene.light[1]) / scene.height
    wide = np.exp(-reach * 3.2) * palette.glow * 0.55
    close = np.exp(-((reach * 10) ** 1.1)) * (0.35 + palette.glow * 0.6) * (1 - 0.6 * palette.dark)
    warm = mix(palette.sun, palette.sky[-1][1], 0.45)
    low = np.exp(-(((y - scene.horizon) / (scene.height * 0.16)) ** 2)) * (0.25 * palette.glow)
    low = low * np.exp(-(((x - scene.light[0]) / (scene.width * 0.5)) ** 2))
    field = screen(field, warm, (wide + low).astype(np.float32))
    return screen(field, palette.sun, close.astype(np.float32))


def _galaxy(scene: Scene, field: Grid, size: tuple[int, int]) -> Grid:
    """A faint band of light across the night."""
    rng = scene.rng("galaxy")
    across, down = mesh(size)
    tilt = float(rng.uniform(0.5, 0.9)) * (1 if rng.random() < 0.5 else -1)
    bend = 0.05 * fbm(rng, size, cell=size[1] * 0.5, octaves=3)
    away = (down - 0.28 - (across - 0.5) * tilt * size[0] / size[1] * 0.55) + bend
    dust = fbm(rng, size, cell=size[1] * 0.22, octaves=6)
    band = np.exp(-((away / 0.15) ** 2)) * smooth(-1.4, 1.8, dust)
    core = np.exp(-((away / 0.055) ** 2)) * smooth(-0.6, 1.6, dust)
    lane = np.exp(-(((away - 0.012) / 0.022) ** 2)) * smooth(-0.2, 1.0, -dust)
    fade = smooth(1.0, 0.5, down * size[1] / (scene.horizon * size[1] / scene.height) + 0 * across)
    field = screen(field, rgb("#7f8fd8"), (band * fade * 0.34).astype(np.float32))
    field = screen(field, rgb("#f0cfd8"), (core * fade * 0.3).astype(np.float32))
    return (field * (1 - 0.22 * (lane * fade * band))[..., None]).astype(np.float32)


def _aurora(scene: Scene, field: Grid, size: tuple[int, int]) -> Grid:
    """Curtains of light: each a wandering foot from which rays rise."""
    width, height = size
    horizon = scene.horizon / scene.height * height
    rows = np.arange(height, dtype=np.float32)[:, None]
    for number in range(3):
        rng = scene.rng(f"aurora {number}")
        foot = horizon * (0.42 + 0.17 * number) + wander(rng, width, cell=width * 0.4, octaves=4) * horizon * 0.08
        rays = smooth(-1.6, 2.0, wander(rng, width, cell=width * 0.035, octaves=4, gain=0.75))
        power = smooth(-1.2, 1.2, wander(rng, width, cell=width * 0.4, octaves=2))
        tall = horizon * (0.34 + 0.16 * rays)
        up = (foot[None, :] - rows) / tall[None, :]
        curtain = np.where(up > 0, np.exp(-up * 2.6), np.exp(up * 22)) * (power * (0.35 + 0.65 * rays))[None, :]
        green = curtain * np.clip(1.15 - up * 0.55, 0, 1)
        violet = curtain * np.clip(up * 0.85, 0, 1)
        field = screen(field, rgb("#3df0a0"), (green * (0.75 - 0.14 * number)).astype(np.float32))
        field = screen(field, rgb("#9a50f0"), (violet * 0.95).astype(np.float32))
    return field


def _stars(canvas: Canvas, scene: Scene) -> list[Stroke]:
    rng = scene.rng("stars")
    strokes: list[Stroke] = []
    count = int(420 * (1.6 if "stars" in scene.weather else 1) * min(2.2, scene.width / scene.height))
    tones = [rgb("#ffffff"), rgb("#cfe0ff"), rgb("#ffe9c8"), rgb("#bcd0ff")]
    for _ in range(count):
        x, y = rng.random() * scene.width, scene.horizon * rng.random() ** 1.25 * 0.96
        bright = rng.random() ** 3.2
        radius = canvas.unit * (0.55 + 2.0 * bright)
        back = times(scene.palette.sky[1][1], 1.1)
        if rng.random() > 1.3 * scene.palette.dark - 1.1 * y / scene.horizon:
            continue
        tone = mix(back, tones[int(rng.integers(4))], 0.4 + 0.6 * bright)
        strokes.append((spark(float(x), float(y), radius, 4 if bright > 0.75 else 0), tone))
    return strokes


def spark(x: float, y: float, radius: float, rays: int) -> Grid:
    """A round dot, or a star with `rays` thin rays."""
    count = rays * 4 if rays else 8
    turn = np.arange(count, dtype=np.float32) * np.float32(2 * np.pi / count)
    reach = np.full(count, radius, dtype=np.float32)
    if rays:
        reach = np.where(np.arange(count) % 4 == 0, radius * 2.6, radius * 0.62).astype(np.float32)
    return np.stack([x + np.cos(turn) * reach, y + np.sin(turn) * reach], axis=1).astype(np.float32)


def _meteors(canvas: Canvas, scene: Scene) -> list[Stroke]:
    rng = scene.rng("meteor")
    strokes: list[Stroke] = []
    for _ in range(5):
        x, y = rng.uniform(0.15, 0.95) * scene.width, rng.uniform(0.04, 0.5) * scene.horizon
        long, thick = rng.uniform(70, 190) * canvas.unit, rng.uniform(1.4, 2.8) * canvas.unit
        for step in range(12):
            start, end = step / 12, (step + 1) / 12
            wide = thick * (1 - start), thick * (1 - end)
            xs, ys = (x + long * start, x + long * end), (y - long * 0.5 * start, y - long * 0.5 * end)
            corners = [
                (xs[0], ys[0] - wide[0]),
                (xs[1], ys[1] - wide[1]),
                (xs[1], ys[1] + wide[1]),
                (xs[0], ys[0] + wide[0]),
            ]
            tone = mix(rgb("#ffffff"), scene.palette.sky[1][1], start)
            strokes.append((np.array(corners, dtype=np.float32), tone))
    return strokes


def _rainbow(canvas: Canvas, scene: Scene) -> None:
    size = canvas.field()
    across, down = mesh(size)
    centre = scene.width * 0.5 + (scene.width * 0.5 - scene.light[0]) * 0.5, scene.horizon * 1.12
    reach = np.hypot(across * scene.width - centre[0], down * scene.height - centre[1])
    radius, band = min(scene.horizon * 0.86, scene.width * 0.6), canvas.unit * 62
    part = (reach - radius) / band
    hues = [
        (0.0, "#7a4fd0"),
        (0.2, "#3f6fe0"),
        (0.4, "#35b06a"),
        (0.6, "#f0e050"),
        (0.8, "#f09030"),
        (1.0, "#e04040"),
    ]
    colours = ramp([(at, rgb(word)) for at, word in hues], part)
    alpha = smooth(-0.15, 0.25, part) * smooth(1.15, 0.75, part) * 0.5
    canvas.lay(colours, (alpha * smooth(1.15, 0.4, down * scene.height / scene.horizon)).astype(np.float32))


def _disc(canvas: Canvas, scene: Scene, *, moon: bool) -> None:
    """The sun, or the moon with its seas, in the light's place."""
    named = next((subject for subject in scene.subjects if subject.name in ("moon", "sun")), None)
    radius = (
        canvas.unit * (46 if moon else 40 if scene.palette.height < 0.5 else 30) * (named.scale if named else 1)
    )
    radius *= 1.25 if named else 1.0
    radius *= 1.6 if scene.style in ("flat", "neon") else 1.0
    tone: RGB = rgb("#f5f0dc") if moon else mix(scene.palette.sun, rgb("#ffffff"), 0.0 if scene.style else 0.6)
    if named is not None and named.colour is not None:
        tone = named.colour
    left, top = scene.light[0] - radius, max(scene.light[1], radius * 1.6) - radius
    side = max(8, round(radius * 2))
    across, down = mesh((side, side))
    dx, dy = across * 2 - 1, down * 2 - 1
    reach = np.hypot(dx, dy)
    alpha = np.clip((1 - reach) * radius + 0.5, 0, 1)
    field: Grid = np.broadcast_to(plain(tone), (side, side, 3))
    if moon and scene.style not in ("flat", "neon"):
        seas = smooth(0.2, 1.3, fbm(scene.rng("moon"), (side, side), cell=side * 0.5, octaves=5))
        rim = np.clip(reach, 0, 1) ** 3
        field = field * (1 - 0.2 * seas - 0.14 * rim)[..., None]
    if scene.style == "neon":
        cuts = (np.sin(down * 60 + 0 * across) > 0.9 - 1.6 * np.clip(down - 0.45, 0, 1)) & (down > 0.45)
        alpha = alpha * np.where(cuts, 0.0, 1.0)
        field = ramp([(0.0, rgb("#ffe08a")), (0.55, rgb("#ff7a9a")), (1.0, rgb("#d02fb0"))], down + 0 * across)
    _stamp(canvas, field.astype(np.float32), alpha.astype(np.float32), (round(left), round(top)))


def _stamp(canvas: Canvas, field: Grid, alpha: Grid, corner: tuple[int, int]) -> None:
    region = canvas.image.crop((corner[0], corner[1], corner[0] + alpha.shape[1], corner[1] + alpha.shape[0]))
    canvas.stamp(over(np.asarray(region, dtype=np.float32) / 255, field, alpha), corner)


def _lightning(canvas: Canvas, scene: Scene) -> None:
    """One branching bolt and the light it throws into the cloud."""
    rng = scene.rng("lightning")
    x, y = scene.width * float(rng.uniform(0.2, 0.8)), -4.0
    path = [(x, y)]
    while y < scene.horizon:
        x, y = x + float(rng.normal()) * canvas.unit * 22, y + canvas.unit * float(rng.uniform(18, 42))
        path.append((x, y))
    trunk = np.array(path)
    strokes: list[Stroke] = [
        (ribbon(trunk, [canvas.unit * 2.6, canvas.unit * 1.2]).astype(np.float32), rgb("#f4f6ff"))
    ]
    for start in rng.integers(2, max(3, len(path) - 5), size=3):
        side = [trunk[int(start)]]
        for _ in range(6):
            side.append(
                side[-1] + np.array((float(rng.normal(0.7 if start % 2 else -0.7, 0.6)) * 20, 24)) * canvas.unit
            )
        strokes.append(
            (ribbon(np.array(side), [canvas.unit * 1.2, canvas.unit * 0.3]).astype(np.float32), rgb("#d8dcff"))
        )
    across, down = mesh(canvas.field())
    reach = np.hypot(across * scene.width - trunk[0, 0], down * scene.height * 0.8) / scene.height
    canvas.lay(rgb("#b8c0f0"), np.exp(-reach * 3.2) * 0.5)
    canvas.strokes(strokes)


def _fireworks(canvas: Canvas, scene: Scene) -> list[Stroke]:
    """A few bursts of falling sparks."""
    rng = scene.rng("fireworks")
    tones = ("#ff6a6a", "#ffd24a", "#6ad0ff", "#c98aff", "#7affa0")
    strokes: list[Stroke] = []
    for burst in range(6):
        x, y = scene.width * float(rng.uniform(0.1, 0.9)), scene.horizon * float(rng.uniform(0.12, 0.6))
        radius, tone = canvas.unit * float(rng.uniform(60, 130)), rgb(tones[burst % 5])
        for _ in range(64):
            turn, reach = float(rng.random()) * 6.283, radius * float(rng.uniform(0.3, 1.0))
            dx, dy = np.cos(turn), np.sin(turn)
            path = [
                (x + dx * reach * part, y + dy * reach * part + 0.22 * reach * part**2) for part in (0.25, 0.6, 1.0)
            ]
            trail = ribbon(np.array(path), [canvas.unit * 0.4, canvas.unit * 1.3])
            strokes.append((trail.astype(np.float32), mix(tone, rgb("#ffffff"), float(rng.random()) * 0.5)))
    return strokes
