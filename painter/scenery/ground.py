"""Ground in front: grass with flowers, snow, sand."""

from collections.abc import Iterator

import numpy as np

from painter.render.canvas import Canvas, Stroke, below, ellipse
from painter.render.noise import Grid, fbm, mesh, smooth, wander
from painter.render.palette import RGB, mix, over, plain, rgb, times
from painter.scene.plan import Scene
from painter.scenery.land import DUNE, SNOW

SAND, PAVING = rgb("#e3cfa0"), rgb("#8d8a8c")
PETALS = ("#e2493f", "#f3c64b", "#f5f1ea", "#c86fc0", "#f08aa8", "#6a86e0")
BLADES = (("#d8d070", 0.35), ("#1f4a2a", 0.4), ("#d8d070", 0.0), ("#9fc060", 0.4), ("#2f5a30", 0.25))
BLOOMING = {"spring": 1.5, "summer": 1.2, "autumn": 0.35, "winter": 0.0}


def sandy(scene: Scene) -> RGB | None:
    """The colour of sand where the front ground is sand."""
    if "desert" in scene.features:
        return scene.tints.get("desert", DUNE)
    if "city" in scene.features and not scene.features & {"meadow", "hill", "forest"}:
        return PAVING
    if scene.features & {"sea", "beach"} and not scene.features & {"meadow", "hill"} and not scene.snowy:
        return scene.tints.get("beach", SAND)
    return None


def paint_ground(canvas: Canvas, scene: Scene, *, level: float) -> None:
    """The front ground from about `level` of the height down to the edge."""
    line = wander(scene.rng("front"), scene.width * 2, cell=scene.width * 1.1, octaves=4, gain=0.34)
    line, own = scene.height * (level + 0.016 * line), sandy(scene)
    base = own or (SNOW if scene.snowy else scene.grass)
    top, edge = max(0.0, float(line.min()) - 2), below(line, scene.width)
    if scene.style == "flat":
        canvas.lay(scene.lit(base, 0.6), top=top, edge=edge)
        return
    size = canvas.field(top, scene.height)
    across, down = mesh(size)
    rng = scene.rng("ground")
    broad = fbm(rng, size, cell=max(8, size[1] * 0.6), octaves=4, stretch=3)
    if scene.style == "ink":
        alpha = np.clip(0.5 * smooth(0.0, 0.1, down) * smooth(1.1, 0.1, down) + 0.12 * broad, 0, 0.8)
        canvas.lay(rgb("#6d6f6c"), alpha, top=top, edge=edge)
        blades = list(_grass(canvas, scene, line))[::16]
        canvas.strokes([(points, rgb("#3d3f3e")) for points, _ in blades], alpha=0.8)
        return
    rough = fbm(rng, size, cell=max(6, size[1] * 0.1), octaves=4, stretch=2.5)
    near = np.exp(-np.abs(across * scene.width - scene.light[0]) / (scene.width * 0.35))
    near = near * (1 - scene.palette.height * 0.6)
    bright = np.clip(0.66 - 0.36 * down + 0.1 * broad + 0.06 * rough + 0.22 * near * (1 - down), 0, 1)
    field = over(plain(scene.lit(times(base, 0.8), 0.05)), scene.lit(base, 1.05), bright)
    air = 0.3 * (1 - smooth(0, 0.5, down + 0 * bright))
    canvas.lay(over(field, scene.palette.haze, air), top=top, edge=edge)
    if own is None and not scene.snowy:
        canvas.strokes(list(_grass(canvas, scene, line)))
        if scene.style != "neon":
            canvas.strokes(list(_flowers(canvas, scene, line)))


def _spots(scene: Scene, line: Grid, count: int, step: str) -> Iterator[tuple[float, float, float]]:
    rng = scene.rng(step)
    near = np.sort(rng.random(count) ** 0.8)
    x = rng.random(count) * scene.width
    upper = line[np.clip((x * 2).astype(int), 0, line.size - 1)]
    y = upper + (scene.height * 1.03 - upper) * near
    return ((float(a), float(b), float(c)) for a, b, c in zip(x, y, near, strict=True))


def _grass(canvas: Canvas, scene: Scene, line: Grid) -> Iterator[Stroke]:
    rng = scene.rng("blades")
    tones = [mix(scene.grass, rgb(word), part) for word, part in BLADES]
    unit, wind = canvas.unit, 0.35 * (1 if scene.facing[0] < 0 else -1)
    for x, y, near in _spots(scene, line, int(3400 * min(1.6, scene.width / scene.height)), "blade spots"):
        tall = unit * (3.5 + 36 * near**1.6) * float(rng.uniform(0.6, 1.3))
        wide = unit * (0.5 + 1.7 * near)
        lean = tall * (wind + 0.3 * float(rng.normal()))
        glow = float(np.exp(-abs(x - scene.light[0]) / (scene.width * 0.3))) * (1 - scene.palette.height)
        amount = 0.42 + 0.34 * float(rng.random()) - 0.3 * near + 0.35 * glow
        tone = scene.far(scene.lit(tones[int(rng.integers(5))], max(0.02, amount)), 0.26 * (1 - near) ** 2)
        middle, bend = x + lean * 0.45, y - tall * 0.6
        blade = [(x - wide, y), (middle - wide * 0.6, bend), (x + lean, y - tall), (middle + wide * 0.6, bend)]
        yield np.array([*blade, (x + wide, y)]), tone


def _flowers(canvas: Canvas, scene: Scene, line: Grid) -> Iterator[Stroke]:
    rng = scene.rng("flowers")
    unit, count = canvas.unit, int((1500 if "meadow" in scene.features else 300) * BLOOMING.get(scene.season, 1.0))
    names = [rgb(PETALS[i]) for i in rng.permutation(len(PETALS))[:3]]
    petals = [*scene.accents, names[0]] if scene.accents else names
    drift = fbm(scene.rng("drift"), (96, 48), cell=18, octaves=3)
    angles = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    for x, y, near in _spots(scene, line, count, "flower spots"):
        if drift[min(47, int(near * 48)), min(95, max(0, int(x / scene.width * 96)))] < float(rng.normal()) * 0.5:
            continue
        own = petals[int(rng.integers(len(petals)))]
        size = unit * (1.7 + 8.5 * near**1.4) * float(rng.uniform(0.7, 1.2))
        y -= unit * (3 + 24 * near**1.4)
        reach = size * (0.78 + 0.26 * np.cos(angles * 5 + float(rng.random()) * 6))
        disc = np.stack([x + np.cos(angles) * reach, y + np.sin(angles) * reach * 0.66], axis=1)
        tone = scene.far(scene.lit(own, 0.55 + 0.35 * float(rng.random())), 0.25 * (1 - near) ** 2)
        yield disc + np.array((0, size * 0.16)), times(tone, 0.74)
        yield disc, tone
        if near > 0.35:
            heart = rgb("#e8b83a" if own[0] < 0.93 or own[2] > 0.6 else "#5a3a24")
            yield ellipse(x, y, size * 0.24, size * 0.18), scene.lit(heart, 0.8)
