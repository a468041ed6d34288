"""Worlds without a horizon: space, the sea floor, a table by the window, a pattern."""

from collections.abc import Iterator

import numpy as np

from painter.figures.drawing import curve, ribbon
from painter.render.canvas import Canvas, Stroke
from painter.render.noise import Grid, fbm, mesh, smooth, wander
from painter.render.palette import RGB, mix, over, plain, ramp, rgb, screen, times
from painter.scene.plan import Scene
from painter.scenery.sky import spark

NEBULAE = (("#d0409a", "#4060e0", "#30c0c8"), ("#e87040", "#a040c0", "#3050c0"), ("#40b090", "#3a70d8", "#9050d0"))
STARS = ("#ffffff", "#cfe0ff", "#ffe2c0", "#ffd0d8")
CORALS = ("#e86a6a", "#f0a050", "#d070b8", "#e8c860")
FAMILIES = (
    "#0f2a43 #1f6f8b #e6c79c #d9573f #f4efe6", "#2b1b3d #6a3b8a #e0709a #f6b26b #fdf1dc",
    "#12352f #2f7f6a #a8c686 #f0c75e #fbf3e0",
)  # fmt: skip
SWAY = ((0.0, 0.0), (0.12, 0.35), (-0.12, 0.7), (0.072, 1.0))


def paint_space(canvas: Canvas, scene: Scene) -> None:
    """Nebulae, dust and stars."""
    size = canvas.field()
    rng = scene.rng("space")
    across, down = mesh(size)
    field = ramp([(0.0, rgb("#05060f")), (1.0, rgb("#0b0a20"))], down + 0 * across)
    warp = fbm(rng, size, cell=size[1] * 0.6, octaves=4)
    names, tilt = NEBULAE[int(rng.integers(len(NEBULAE)))], float(rng.uniform(-0.6, 0.6))
    lane = np.exp(-(((down - 0.5 - tilt * (across - 0.5) + 0.09 * warp) / 0.3) ** 2))
    for tone in scene.accents[:3] or [rgb(name) for name in names]:
        gas = fbm(rng, size, cell=size[1] * 0.42, octaves=7, gain=0.58)
        field = screen(field, tone, np.clip(smooth(-0.2, 2.4, gas + 0.4 * warp) * lane * 0.95, 0, 1))
    core = smooth(0.7, 2.6, fbm(rng, size, cell=size[1] * 0.3, octaves=6))
    field = screen(field, rgb("#ffe6d0"), core * lane**2 * 0.6)
    dust = smooth(0.3, 1.8, fbm(rng, size, cell=size[1] * 0.25, octaves=7, gain=0.6)) * lane
    canvas.lay(field * (1 - 0.62 * dust)[..., None])
    stars: list[Stroke] = []
    for x, y, chance in scene.rng("space stars").random((900, 3)).tolist():
        bright = chance**4
        tone = mix(rgb("#20243c"), rgb(STARS[int(rng.integers(4))]), 0.35 + 0.65 * bright)
        radius, rays = canvas.unit * (0.5 + 2.4 * bright), 4 if bright > 0.6 else 0
        stars.append((spark(x * scene.width, y * scene.height, radius, rays), tone))
    canvas.strokes(stars)


def paint_sea_floor(canvas: Canvas, scene: Scene) -> None:
    """Water from light above to dark below, shafts of light, sand, weed and bubbles."""
    size = canvas.field()
    across, down = mesh(size)
    rng, dark = scene.rng("deep"), scene.palette.dark
    own = scene.tints.get("sea", scene.tints.get("water", scene.accents[0] if scene.accents else rgb("#1f8fb0")))
    tones = mix(own, rgb("#d8f8f0"), 0.62), own, times(own, 0.5), times(own, 0.3)
    stops = [(stop, times(tone, 1 - 0.55 * dark)) for stop, tone in zip((0.0, 0.3, 0.75, 1.0), tones, strict=True)]
    field = ramp(stops, np.clip(down + 0.03 * fbm(rng, size, cell=size[1] * 0.5, octaves=4), 0, 1))
    slant = (across + down * float(rng.uniform(-0.3, 0.3))) * 700 + 160
    shaft = np.interp(slant, np.arange(1024), wander(rng, 1024, cell=110, octaves=5, gain=0.6))
    light = smooth(0.1, 2.2, shaft) * np.exp(-down * 2.4) * 0.55 * (1 - 0.55 * dark)
    canvas.lay(screen(field, rgb("#e8fff4"), light))
    xs = np.arange(0, scene.width * 2, 4)
    for layer in range(3):
        line = wander(scene.rng(f"floor {layer}"), scene.width * 2, cell=scene.width * 0.5, octaves=5)[xs]
        path = np.stack([xs / 2, scene.height * (0.8 + 0.07 * layer - 0.03 * line)], axis=1)
        corners = [(scene.width + 4, scene.height + 4), (-4, scene.height + 4)]
        tone = mix(times(own, 0.46), rgb("#c9b98a"), 0.16 + 0.18 * layer)
        canvas.strokes([(np.concatenate([path, corners]), times(tone, (1.5 - 0.2 * layer) * (1 - 0.4 * dark)))])
    canvas.strokes(list(_weeds(canvas, scene, own)))
    bubbles: list[Stroke] = []
    for x, y, part in scene.rng("bubbles").random((70, 3)).tolist():
        x, y, radius = x * scene.width, y * scene.height * 0.9, canvas.unit * (1.5 + 6.5 * part)
        shine = spark(x - radius * 0.3, y - radius * 0.3, radius * 0.35, 0), rgb("#ffffff")
        bubbles += [(spark(x, y, radius, 0), rgb("#bfeef0")), shine]
    canvas.strokes(bubbles, alpha=0.55)


def _weeds(canvas: Canvas, scene: Scene, own: RGB) -> Iterator[Stroke]:
    rng = scene.rng("weeds")
    for _ in range(46):
        x = float(rng.random()) * 0.36
        x = (x if rng.random() < 0.5 else 1 - x) * scene.width
        foot, depth = scene.height * float(rng.uniform(0.86, 1.0)), float(rng.random())
        if rng.random() < 0.34:
            coral = mix(rgb(CORALS[int(rng.integers(4))]), own, 0.45 * (1 - depth))
            for _ in range(9):
                lean, tall = float(rng.normal()) * 0.3, scene.height * float(rng.uniform(0.04, 0.1))
                path = [(x, foot), (x + lean * tall, foot - tall * 0.5), (x + lean * tall * 2, foot - tall)]
                branch = ribbon(curve(path, closed=False), [canvas.unit * 7, canvas.unit * 5])
                yield branch, times(coral, float(rng.uniform(0.75, 1.1)))
            continue
        tall, wide = scene.height * float(rng.uniform(0.12, 0.34)), canvas.unit * float(rng.uniform(4, 9))
        path = [(x + tall * dx, foot - tall * dy) for dx, dy in SWAY]
        green = mix(rgb("#2f8a52"), own, 0.35 + 0.4 * (1 - depth))
        yield ribbon(curve(path, closed=False), [wide, wide * 0.9, wide * 0.15]), times(green, 0.7 + 0.4 * depth)


def paint_room(canvas: Canvas, scene: Scene) -> None:
    """A soft view through a window, and a wooden table that mirrors it."""
    size = canvas.field()
    across, down = mesh(size)
    sky, light = scene.palette.sky, scene.light[0] / scene.width
    far = mix(scene.far(scene.grass, 0.35), sky[-1][1], 0.3)
    stops = [(0.0, sky[-2][1]), (0.45, sky[-1][1]), (0.62, far), (1.0, scene.grass)]
    drift = 0.08 * fbm(scene.rng("room"), size, cell=size[1] * 0.5, octaves=3)
    wall = times(mix(rgb("#8a6a54"), scene.palette.haze, 0.4), 0.5 + 0.4 * (1 - scene.palette.dark))
    aside = 0.5 * smooth(0.5, 1.1, np.abs(across - light) * 1.6) + 0 * down
    field = over(ramp(stops, np.clip(down / 0.62 + drift, 0, 1)), wall, aside)
    reach = np.hypot((across - light) * scene.width / scene.height, down - 0.25)
    canvas.lay(screen(field, scene.palette.sun, np.exp(-reach * 2.4) * 0.5))
    across, down = mesh(canvas.field(0, scene.height * 0.66))
    wide = 0.009 * scene.height / scene.width
    bars = smooth(0.03, 0.008, np.abs(down - 0.42) + 0 * across)
    for bar in (0.17, 0.5, 0.83):
        bars = np.maximum(bars, smooth(wide * 2.4, wide * 0.6, np.abs(across - bar) + 0 * down))
    tone = mix(scene.lit(rgb("#6a4a38"), 0.5), scene.palette.haze, 0.35)
    canvas.lay(tone, bars * 0.8, top=0, bottom=scene.height * 0.66)
    top = round(scene.height * 0.64)
    size = canvas.field(top, scene.height)
    across, down = mesh(size)
    board = (across - 0.5) / (0.45 + 0.55 * down) * 5.0
    streak = fbm(scene.rng("boards"), size, cell=size[1] * 0.12, octaves=5, stretch=9)
    wood = scene.tints.get("table", rgb("#b4794c"))
    bright = np.clip(0.72 + np.sin(np.floor(board) * 12.9898) * 0.06 + 0.07 * streak - 0.2 * down, 0, 1)
    shaded, lit = scene.lit(times(wood, 0.5), 0.3), scene.lit(mix(wood, rgb("#ffdfae"), 0.2), 1.0)
    mirror = canvas.small(top - (scene.height - top), top)[::-1]
    rows, columns = (np.linspace(0, mirror.shape[n] - 1, size[1 - n]).astype(int) for n in (0, 1))
    sheen = np.clip(0.34 * (1 - down) + 0.05 * streak, 0, 0.5)
    field = over(over(plain(shaded), lit, bright), mirror[rows][:, columns], sheen)
    gap: Grid = smooth(0.014, 0.004, np.abs(board - np.round(board))) * 0.55
    canvas.lay(field * (1 - gap)[..., None], top=top)


def paint_pattern(canvas: Canvas, scene: Scene) -> None:
    """Bands of a few colours, drawn through a random current as in marbled paper."""
    size = canvas.field()
    across, down = mesh(size)
    rng = scene.rng("pattern")
    tones: list[RGB] = [rgb(word) for word in FAMILIES[int(rng.integers(3))].split()]
    if scene.accents:
        own = scene.accents[0]
        tones = [times(own, 0.28), times(own, 0.7), *scene.accents, mix(own, rgb("#ffffff"), 0.75)]
    bend = fbm(rng, size, cell=size[1] * 0.9, octaves=3) * 0.22
    bend = bend + fbm(rng, size, cell=size[1] * 0.3, octaves=5) * 0.05
    along = (across * float(rng.uniform(0.4, 1.2)) + down + bend) * 2.2
    count = len(tones)
    bands = [(i / (4 * count), times(tones[(i * 3) % count], 0.86 + 0.07 * (i % 3))) for i in range(4 * count + 1)]
    vein = 1 - 0.35 * smooth(0.9, 1.0, np.abs(np.sin(along * 22)))
    canvas.lay(ramp(bands, along - np.floor(along)) * vein[..., None])
