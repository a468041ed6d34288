"""The ground in front: grass with flowers, snow, sand, dunes."""

import numpy as np

from painter.render.canvas import Canvas, Stroke, below
from painter.render.noise import Grid, fbm, mesh, smooth, wander
from painter.render.palette import RGB, mix, over, plain, rgb, times
from painter.scene.plan import Scene
from painter.scenery.ridges import SNOW

SAND, DUNE, PAVING = rgb("#e3cfa0"), rgb("#dfa763"), rgb("#8d8a8c")
PETALS = ("#e2493f", "#f3c64b", "#f5f1ea", "#c86fc0", "#f08aa8", "#6a86e0")


def front_line(scene: Scene, level: float) -> Grid:
    """The upper edge of the front ground, two samples per column, about `level` of the height down."""
    line = wander(scene.rng("front"), scene.width * 2, cell=scene.width * 1.1, octaves=4, gain=0.34)
    return (scene.height * (level + 0.016 * line)).astype(np.float32)


def paint_ground(canvas: Canvas, scene: Scene, *, level: float) -> None:
    """The front ground from about `level` of the height down to the edge."""
    line = front_line(scene, level)
    own = sandy(scene)
    base = own or (SNOW if scene.snowy else scene.grass)
    top = max(0.0, float(line.min()) - 2)
    edge = below(line, scene.width)
    if scene.style == "flat":
        canvas.lay(scene.lit(base, 0.6), top=top, edge=edge)
        return
    if scene.style == "ink":
        _ink(canvas, scene, top, line)
        return
    size = canvas.field(top, scene.height)
    across, down = mesh(size)
    rng = scene.rng("ground")
    broad = fbm(rng, size, cell=max(8, size[1] * 0.6), octaves=4, stretch=3)
    rough = fbm(rng, size, cell=max(6, size[1] * 0.1), octaves=4, stretch=2.5)
    x = across * scene.width
    near = np.exp(-np.abs(x - scene.light[0]) / (scene.width * 0.35)) * (1 - scene.palette.height * 0.6)
    bright = 0.66 - 0.36 * down + 0.1 * broad + 0.06 * rough + 0.22 * near * (1 - down)
    field = over(
        plain(scene.lit(times(base, 0.8), 0.05)), scene.lit(base, 1.05), np.clip(bright, 0, 1).astype(np.float32)
    )
    air = (0.3 * (1 - smooth(0, 0.5, down + 0 * bright))).astype(np.float32)
    canvas.lay(over(field, scene.palette.haze, air), top=top, edge=edge)
    if own is None and not scene.snowy:
        canvas.strokes(_blades(canvas, scene, line))
        if scene.style != "neon":
            canvas.strokes(_flowers(canvas, scene, line))
    elif scene.snowy:
        canvas.strokes(_sparkles(canvas, scene, line))


def sandy(scene: Scene) -> RGB | None:
    """The colour of sand where the front ground is sand."""
    if "desert" in scene.features:
        return scene.tints.get("desert", DUNE)
    if "city" in scene.features and not scene.features & {"meadow", "hill", "forest"}:
        return PAVING
    if scene.features & {"sea", "beach"} and not scene.features & {"meadow", "hill"} and not scene.snowy:
        return scene.tints.get("beach", SAND)
    return None


def _spots(canvas: Canvas, scene: Scene, line: Grid, count: int, step: str) -> list[tuple[float, float, float]]:
    """Places on the ground, the far ones first: x, y, and nearness 0..1."""
    rng = scene.rng(step)
    near = np.sort(rng.random(count) ** 0.8)
    x = rng.random(count) * scene.width
    upper = line[np.clip((x * 2).astype(int), 0, line.size - 1)]
    y = upper + (scene.height * 1.03 - upper) * near
    return [(float(a), float(b), float(c)) for a, b, c in zip(x, y, near, strict=True)]


def _blades(canvas: Canvas, scene: Scene, line: Grid) -> list[Stroke]:
    rng = scene.rng("blades")
    strokes: list[Stroke] = []
    shades = (("#d8d070", 0.35), ("#1f4a2a", 0.4), ("#d8d070", 0.0), ("#9fc060", 0.4), ("#2f5a30", 0.25))
    tones = [mix(scene.grass, rgb(word), part) for word, part in shades]
    wind = 0.35 * (1 if scene.facing[0] < 0 else -1)
    count = int(3400 * min(1.6, scene.width / scene.height))
    for x, y, near in _spots(canvas, scene, line, count, "blade spots"):
        tall = canvas.unit * (3.5 + 36 * near**1.6) * float(rng.uniform(0.6, 1.3))
        wide = canvas.unit * (0.5 + 1.7 * near)
        lean = tall * (wind + 0.3 * float(rng.normal()))
        glow = float(np.exp(-abs(x - scene.light[0]) / (scene.width * 0.3))) * (1 - scene.palette.height)
        amount = 0.42 + 0.34 * float(rng.random()) - 0.3 * near + 0.35 * glow
        tone = scene.far(scene.lit(tones[int(rng.integers(5))], max(0.02, amount)), 0.26 * (1 - near) ** 2)
        points = [(x - wide, y), (x + lean * 0.45 - wide * 0.6, y - tall * 0.6), (x + lean, y - tall),
                  (x + lean * 0.45 + wide * 0.6, y - tall * 0.6), (x + wide, y)]  # fmt: skip
        strokes.append((np.array(points, dtype=np.float32), tone))
    return strokes


def _flowers(canvas: Canvas, scene: Scene, line: Grid) -> list[Stroke]:
    """Wild flowers in drifts: discs seen at a slant, with a heart."""
    rng = scene.rng("flowers")
    many = "meadow" in scene.features
    blooming = {"spring": 1.5, "summer": 1.2, "autumn": 0.35, "winter": 0.0}.get(scene.season, 1.0)
    count = int((1500 if many else 300) * blooming)
    names = [PETALS[i] for i in rng.permutation(len(PETALS))[:3]]
    petals = [rgb(name) for name in names] if not scene.accents else [*scene.accents, rgb(names[0])]
    drift = fbm(scene.rng("drift"), (96, 48), cell=18, octaves=3)
    strokes: list[Stroke] = []
    for x, y, near in _spots(canvas, scene, line, count, "flower spots"):
        if drift[min(47, int(near * 48)), min(95, max(0, int(x / scene.width * 96)))] < float(rng.normal()) * 0.5:
            continue
        own = petals[int(rng.integers(len(petals)) * 0.999)]
        size = canvas.unit * (1.7 + 8.5 * near**1.4) * float(rng.uniform(0.7, 1.2))
        y -= canvas.unit * (3 + 24 * near**1.4)
        turn = np.linspace(0, 2 * np.pi, 20, endpoint=False)
        reach = size * (0.78 + 0.26 * np.cos(turn * 5 + float(rng.random()) * 6))
        disc = np.stack([x + np.cos(turn) * reach, y + np.sin(turn) * reach * 0.66], axis=1)
        tone = scene.far(scene.lit(own, 0.55 + 0.35 * float(rng.random())), 0.25 * (1 - near) ** 2)
        strokes.append(((disc + np.array((0, size * 0.16))).astype(np.float32), times(tone, 0.74)))
        strokes.append((disc.astype(np.float32), tone))
        if near > 0.35:
            heart = np.stack([x + np.cos(turn) * size * 0.24, y + np.sin(turn) * size * 0.18], axis=1)
            strokes.append(
                (
                    heart.astype(np.float32),
                    scene.lit(rgb("#e8b83a") if own[0] < 0.93 or own[2] > 0.6 else rgb("#5a3a24"), 0.8),
                )
            )
    return strokes


def _sparkles(canvas: Canvas, scene: Scene, line: Grid) -> list[Stroke]:
    rng = scene.rng("sparkles")
    strokes: list[Stroke] = []
    for x, y, near in _spots(canvas, scene, line, 260, "sparkle spots"):
        size = canvas.unit * (0.6 + 1.7 * near) * float(rng.random())
        points = np.array([(x - size, y), (x, y - size), (x + size, y), (x, y + size)], dtype=np.float32)
        strokes.append((points, scene.lit(rgb("#ffffff"), 1.1)))
    return strokes


def _ink(canvas: Canvas, scene: Scene, top: float, line: Grid) -> None:
    """A bank in a few wet strokes, with reeds."""
    size = canvas.field(top, scene.height)
    down = mesh(size)[1]
    wet = fbm(scene.rng("ink ground"), size, cell=max(8, size[1] * 0.3), octaves=6, stretch=3)
    alpha = np.clip(0.5 * smooth(0.0, 0.1, down) * smooth(1.1, 0.1, down) + 0.12 * wet, 0, 0.8)
    canvas.lay(rgb("#6d6f6c"), alpha.astype(np.float32), top=top, edge=below(line, scene.width))
    rng = scene.rng("reeds")
    strokes: list[Stroke] = []
    for x, y, near in _spots(canvas, scene, line, 150, "reed spots"):
        tall, lean = canvas.unit * (14 + 50 * near) * float(rng.random()), float(rng.normal()) * 12 * canvas.unit
        points = [(x - canvas.unit, y), (x + lean, y - tall), (x + canvas.unit, y)]
        strokes.append((np.array(points, dtype=np.float32), rgb("#3d3f3e")))
    canvas.strokes(strokes, alpha=0.8)


def paint_dunes(canvas: Canvas, scene: Scene) -> None:
    """Dunes from the horizon to the front: a lit and a shaded slope meeting in a sharp crest."""
    own = scene.tints.get("desert", DUNE)
    layers = 5
    for layer in range(layers):
        near = layer / (layers - 1)
        rng = scene.rng(f"dune {layer}")
        level = scene.horizon + (scene.height * 0.9 - scene.horizon) * near**1.25
        swell = min(scene.height, scene.width * 0.6) * (0.02 + 0.055 * near)
        crest = wander(rng, scene.width * 2, cell=scene.width * (0.7 + 0.8 * near), octaves=2, gain=0.25)
        line = (level - swell * crest).astype(np.float32)
        edge = below(line, scene.width)
        top = float(line.min()) - 2
        if scene.style == "flat":
            canvas.lay(scene.far(scene.lit(own, 0.75 - 0.4 * near), 0.5 * (1 - near)), top=top, edge=edge)
            continue
        _dune(canvas, scene, line, own=own, near=near, step=f"dune face {layer}")


def _dune(canvas: Canvas, scene: Scene, line: Grid, *, own: RGB, near: float, step: str) -> None:
    top = float(line.min()) - 2
    size = canvas.field(top, scene.height)
    across, down = mesh(size)
    rng = scene.rng(step)
    ridge = np.interp(np.linspace(0, 1, size[0]), np.linspace(0, 1, line.size), line)[None, :]
    depth = (top + down * (scene.height - top) - ridge) / scene.height
    wind = wander(rng, size[0], cell=size[0] * 0.5, octaves=3)[None, :]
    flat = min(1.0, scene.width / scene.height)
    fall = (0.02 + 0.05 * near + np.abs(wind) * (0.025 + 0.07 * near)) * flat
    shaded = smooth(1.04, 0.96, depth / fall) * smooth(-0.2, 0.5, wind)
    bend = fbm(rng, size, cell=max(8, size[1] * 0.5), octaves=3, stretch=2)
    ripple = np.sin(depth * 420 / (0.4 + near) + bend * 3.2 + across * 9) * 0.035 * near
    bright = np.clip(0.84 - 0.52 * shaded - depth * 0.9 + ripple * (1 - 0.6 * shaded) + 0.04 * bend, 0.05, 1)
    field = over(plain(scene.lit(times(own, 0.82), 0.0)), scene.lit(own, 1.08), bright.astype(np.float32))
    veil = np.full(bright.shape, 0.55 * (1 - near) ** 1.4, dtype=np.float32)
    canvas.lay(over(field, scene.palette.haze, veil), top=top, edge=below(line, scene.width))
