"""Worlds without a horizon: space, the bottom of the sea, a table by the window, and pure pattern."""

import numpy as np

from painter.figures.drawing import curve, ribbon
from painter.render.canvas import Canvas, Stroke
from painter.render.noise import Grid, fbm, mesh, smooth, wander
from painter.render.palette import RGB, mix, over, plain, ramp, rgb, screen, times
from painter.scene.plan import Scene
from painter.scenery.sky import spark

NEBULAE = (("#d0409a", "#4060e0", "#30c0c8"), ("#e87040", "#a040c0", "#3050c0"), ("#40b090", "#3a70d8", "#9050d0"))


def paint_space(canvas: Canvas, scene: Scene) -> None:
    """Nebulae, dust and stars."""
    size = canvas.field()
    rng = scene.rng("space")
    across, down = mesh(size)
    field = ramp([(0.0, rgb("#05060f")), (1.0, rgb("#0b0a20"))], down + 0 * across)
    warp = fbm(rng, size, cell=size[1] * 0.6, octaves=4)
    names = NEBULAE[int(rng.integers(len(NEBULAE)))]
    tones = list(scene.accents[:3]) or [rgb(name) for name in names]
    tilt = float(rng.uniform(-0.6, 0.6))
    lane = np.exp(-(((down - 0.5 - tilt * (across - 0.5) + 0.09 * warp) / 0.3) ** 2))
    for tone in tones:
        gas = fbm(rng, size, cell=size[1] * 0.42, octaves=7, gain=0.58)
        field = screen(field, tone, np.clip(smooth(-0.2, 2.4, gas + 0.4 * warp) * lane * 0.95, 0, 1))
    core = fbm(rng, size, cell=size[1] * 0.3, octaves=6)
    field = screen(field, rgb("#ffe6d0"), smooth(0.7, 2.6, core) * lane**2 * 0.6)
    dust = smooth(0.3, 1.8, fbm(rng, size, cell=size[1] * 0.25, octaves=7, gain=0.6)) * lane
    canvas.lay(field * (1 - 0.62 * dust)[..., None])
    canvas.strokes(_stars(canvas, scene))


def _stars(canvas: Canvas, scene: Scene) -> list[Stroke]:
    rng = scene.rng("space stars")
    tones = [rgb(word) for word in ("#ffffff", "#cfe0ff", "#ffe2c0", "#ffd0d8")]
    strokes: list[Stroke] = []
    for _ in range(900):
        bright = float(rng.random()) ** 4
        x, y = float(rng.random()) * scene.width, float(rng.random()) * scene.height
        tone = mix(rgb("#20243c"), tones[int(rng.integers(4))], 0.35 + 0.65 * bright)
        strokes.append((spark(x, y, canvas.unit * (0.5 + 2.4 * bright), 4 if bright > 0.6 else 0), tone))
    return strokes


def paint_sea_floor(canvas: Canvas, scene: Scene) -> None:
    """Water from light above to dark below, shafts of light, sand, weed and bubbles."""
    size = canvas.field()
    across, down = mesh(size)
    rng = scene.rng("deep")
    own = scene.tints.get("sea", scene.tints.get("water", scene.accents[0] if scene.accents else rgb("#1f8fb0")))
    night = 1 - 0.55 * scene.palette.dark
    stops = [(0.0, mix(own, rgb("#d8f8f0"), 0.62)), (0.3, own), (0.75, times(own, 0.5)), (1.0, times(own, 0.3))]
    haze = fbm(rng, size, cell=size[1] * 0.5, octaves=4)
    field = ramp([(at, times(colour, night)) for at, colour in stops], np.clip(down + 0.03 * haze, 0, 1))
    slant = across + (down - 0.0) * float(rng.uniform(-0.3, 0.3))
    beam = wander(rng, 1024, cell=110, octaves=5, gain=0.6)
    shaft = np.interp(slant * 700 + 160, np.arange(1024), beam)
    field = screen(field, rgb("#e8fff4"), smooth(0.1, 2.2, shaft) * np.exp(-down * 2.4) * 0.55 * night)
    canvas.lay(field)
    _floor(canvas, scene, own)
    canvas.strokes(_weeds(canvas, scene, own))
    canvas.strokes(_bubbles(canvas, scene), alpha=0.55)


def _floor(canvas: Canvas, scene: Scene, own: RGB) -> None:
    for layer in range(3):
        rng = scene.rng(f"floor {layer}")
        line = scene.height * (
            0.8 + 0.07 * layer - 0.03 * wander(rng, scene.width * 2, cell=scene.width * 0.5, octaves=5)
        )
        at = np.arange(0, scene.width * 2, 4)
        path = np.stack([at / 2, line[at]], axis=1)
        outline = np.concatenate([path, [(scene.width + 4, scene.height + 4), (-4, scene.height + 4)]]).astype(
            np.float32
        )
        tone = mix(times(own, 0.46), rgb("#c9b98a"), 0.16 + 0.18 * layer)
        canvas.strokes([(outline, times(tone, (1.5 - 0.2 * layer) * (1 - 0.4 * scene.palette.dark)))])


def _weeds(canvas: Canvas, scene: Scene, own: RGB) -> list[Stroke]:
    rng = scene.rng("weeds")
    corals = [rgb(word) for word in ("#e86a6a", "#f0a050", "#d070b8", "#e8c860")]
    strokes: list[Stroke] = []
    for _ in range(46):
        x = float(rng.random())
        x = (x * 0.36 if rng.random() < 0.5 else 1 - x * 0.36) * scene.width
        foot, depth = scene.height * float(rng.uniform(0.86, 1.0)), float(rng.random())
        if rng.random() < 0.34:
            tone = mix(corals[int(rng.integers(4))], own, 0.45 * (1 - depth))
            strokes += _coral(canvas, scene, x, foot, tone)
            continue
        tall = scene.height * float(rng.uniform(0.12, 0.34))
        sway = tall * 0.12
        path = [
            (x, foot),
            (x + sway, foot - tall * 0.35),
            (x - sway, foot - tall * 0.7),
            (x + sway * 0.6, foot - tall),
        ]
        wide = canvas.unit * float(rng.uniform(4, 9))
        green = mix(rgb("#2f8a52"), own, 0.35 + 0.4 * (1 - depth))
        blade = ribbon(curve(path, closed=False), [wide, wide * 0.9, wide * 0.15])
        strokes.append((blade.astype(np.float32), times(green, 0.7 + 0.4 * depth)))
    return strokes


def _coral(canvas: Canvas, scene: Scene, x: float, foot: float, tone: RGB) -> list[Stroke]:
    rng = scene.rng(f"coral {x:.3f}")
    strokes: list[Stroke] = []
    for _ in range(9):
        lean, tall = float(rng.normal()) * 0.6, scene.height * float(rng.uniform(0.04, 0.1))
        path = [(x, foot), (x + lean * tall * 0.5, foot - tall * 0.5), (x + lean * tall, foot - tall)]
        wide = canvas.unit * 7
        shade = times(tone, float(rng.uniform(0.75, 1.1)))
        strokes.append(
            (ribbon(curve(path, closed=False), [wide, wide * 0.8, wide * 0.7]).astype(np.float32), shade)
        )
    return strokes


def _bubbles(canvas: Canvas, scene: Scene) -> list[Stroke]:
    rng = scene.rng("bubbles")
    strokes: list[Stroke] = []
    for _ in range(70):
        x, y = float(rng.random()) * scene.width, float(rng.random()) * scene.height * 0.9
        radius = canvas.unit * float(rng.uniform(1.5, 8))
        strokes.append((spark(x, y, radius, 0), rgb("#bfeef0")))
        strokes.append((spark(x - radius * 0.3, y - radius * 0.3, radius * 0.35, 0), rgb("#ffffff")))
    return strokes


def paint_room(canvas: Canvas, scene: Scene) -> None:
    """A soft view through a window, and a wooden table that mirrors it."""
    size = canvas.field()
    across, down = mesh(size)
    rng = scene.rng("room")
    sky = scene.palette.sky
    far = mix(scene.far(scene.grass, 0.35), sky[-1][1], 0.3)
    stops = [(0.0, sky[-2][1]), (0.45, sky[-1][1]), (0.62, far), (1.0, scene.grass)]
    back = ramp(stops, np.clip(down / 0.62 + 0.08 * fbm(rng, size, cell=size[1] * 0.5, octaves=3), 0, 1))
    wall = 0.5 * smooth(0.5, 1.1, np.abs(across - scene.light[0] / scene.width) * 1.6) + 0 * down
    field = over(
        back, times(mix(rgb("#8a6a54"), scene.palette.haze, 0.4), 0.5 + 0.4 * (1 - scene.palette.dark)), wall
    )
    reach = np.hypot((across - scene.light[0] / scene.width) * scene.width / scene.height, down - 0.25)
    canvas.lay(screen(field, scene.palette.sun, np.exp(-reach * 2.4) * 0.5))
    _bokeh(canvas, scene)
    _window(canvas, scene)
    _boards(canvas, scene)


def _bokeh(canvas: Canvas, scene: Scene) -> None:
    rng = scene.rng("bokeh")
    tones = [
        scene.palette.sun,
        mix(scene.grass, rgb("#f8f4b0"), 0.6),
        mix(scene.palette.sky[-1][1], rgb("#ffffff"), 0.4),
    ]
    for alpha in (0.14, 0.22, 0.3):
        strokes: list[Stroke] = []
        for _ in range(16):
            x, y = float(rng.random()) * scene.width, float(rng.uniform(0.02, 0.6)) * scene.height
            turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
            radius = canvas.unit * float(rng.uniform(14, 46))
            disc = np.stack([x + np.cos(turn) * radius, y + np.sin(turn) * radius], axis=1).astype(np.float32)
            strokes.append((disc, tones[int(rng.integers(3))]))
        canvas.strokes(strokes, alpha=alpha)


def _window(canvas: Canvas, scene: Scene) -> None:
    """The bars of the window, out of focus."""
    size = canvas.field(0, scene.height * 0.66)
    across, down = mesh(size)
    wide = 0.009 * scene.height / scene.width
    bars = np.zeros((size[1], size[0]), dtype=np.float32)
    for place in (0.17, 0.5, 0.83):
        bars = np.maximum(bars, smooth(wide * 2.4, wide * 0.6, np.abs(across - place) + 0 * down))
    bars = np.maximum(bars, smooth(0.03, 0.008, np.abs(down - 0.42) + 0 * across))
    tone = mix(scene.lit(rgb("#6a4a38"), 0.5), scene.palette.haze, 0.35)
    canvas.lay(tone, bars * 0.8, top=0, bottom=scene.height * 0.66)


def _boards(canvas: Canvas, scene: Scene) -> None:
    top = round(scene.height * 0.64)
    size = canvas.field(top, scene.height)
    across, down = mesh(size)
    rng = scene.rng("boards")
    depth = 1 / (0.45 + 0.55 * down)
    place = (across - 0.5) * depth * 5.0
    board = np.floor(place)
    seam = np.abs(place - np.round(place))
    streak = fbm(rng, size, cell=size[1] * 0.12, octaves=5, stretch=9)
    tint = np.sin(board * 12.9898) * 0.06
    wood = scene.tints.get("table", rgb("#b4794c"))
    bright = 0.72 + tint + 0.07 * streak - 0.2 * down
    field = over(
        plain(scene.lit(times(wood, 0.5), 0.3)),
        scene.lit(mix(wood, rgb("#ffdfae"), 0.2), 1.0),
        np.clip(bright, 0, 1),
    )
    mirror = canvas.small(top - (scene.height - top), top)[::-1]
    rows = np.linspace(0, mirror.shape[0] - 1, size[1]).astype(int)
    columns = np.linspace(0, mirror.shape[1] - 1, size[0]).astype(int)
    sheen = np.clip(0.34 * (1 - down) + 0.05 * streak, 0, 0.5) + 0 * across
    field = over(field, mirror[rows][:, columns], sheen)
    gap: Grid = smooth(0.014, 0.004, seam) * 0.55
    canvas.lay(field * (1 - gap)[..., None], top=top)


def paint_pattern(canvas: Canvas, scene: Scene) -> None:
    """Ribbons that follow a random current, in a few colours that go together."""
    size = canvas.field()
    across, down = mesh(size)
    rng = scene.rng("pattern")
    families = (
        "#0f2a43 #1f6f8b #e6c79c #d9573f #f4efe6",
        "#2b1b3d #6a3b8a #e0709a #f6b26b #fdf1dc",
        "#12352f #2f7f6a #a8c686 #f0c75e #fbf3e0",
    )
    tones: list[RGB] = [rgb(word) for word in families[int(rng.integers(3))].split()]
    if scene.accents:
        own = scene.accents[0]
        tones = [times(own, 0.28), times(own, 0.7), *scene.accents, mix(own, rgb("#ffffff"), 0.75)]
    ground = ramp(
        [(0.0, tones[0]), (1.0, mix(tones[0], tones[1], 0.55))],
        down + 0.1 * fbm(rng, size, cell=size[1] * 0.7, octaves=3) + 0 * across,
    )
    canvas.lay(ground)
    turn = fbm(rng, (256, 256), cell=150, octaves=3) * 0.9 + float(rng.uniform(0, 6.3))
    strokes = [_current(canvas, scene, turn, number, tones) for number in range(760)]
    canvas.strokes(strokes[:380], alpha=0.8)
    canvas.strokes(strokes[380:], alpha=0.92)


def _current(canvas: Canvas, scene: Scene, turn: Grid, number: int, tones: list[RGB]) -> Stroke:
    rng = scene.rng(f"current {number}")
    x, y = float(rng.uniform(-0.1, 1.1)) * scene.width, float(rng.uniform(-0.1, 1.1)) * scene.height
    step, path = scene.height * 0.012, []
    for _ in range(int(rng.integers(14, 46))):
        path.append((x, y))
        row, column = int(np.clip(y / scene.height * 255, 0, 255)), int(np.clip(x / scene.width * 255, 0, 255))
        angle = float(turn[row, column])
        x, y = x + np.cos(angle) * step, y + np.sin(angle) * step
    wide = canvas.unit * float(rng.uniform(1.5, 9)) * (0.4 + 1.2 * (number < 380))
    place = (path[0][0] / scene.width + path[0][1] / scene.height) / 2 + float(rng.normal()) * 0.16
    tone = tones[1 + int(np.clip(place, 0, 0.999) * (len(tones) - 1))]
    outline = ribbon(np.array(path), [wide * 0.1, wide, wide * 0.8, wide * 0.05])
    return outline.astype(np.float32), times(tone, float(rng.uniform(0.86, 1.12)))
