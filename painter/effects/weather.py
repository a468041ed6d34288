"""The last touches: light that blooms, weather in front of the lens, a quiet vignette and a grain."""

import numpy as np
from PIL import Image

from painter.render.canvas import Canvas, Stroke, picture
from painter.render.noise import Grid, blur, fbm, mesh, smooth
from painter.render.palette import mix, rgb
from painter.scene.plan import Scene


def bloom(canvas: Canvas, scene: Scene, *, strength: float = 0.3) -> None:
    """Bright places shine over their neighbours."""
    wide, high = canvas.width, canvas.height
    part = min(1.0, 360 / max(wide, high))
    size = max(4, round(wide * part)), max(4, round(high * part))
    small = np.asarray(canvas.image.resize(size, Image.Resampling.BOX, reducing_gap=2.0), dtype=np.float32) / 255
    light = np.clip(small - (0.62 - 0.2 * scene.palette.dark), 0, 1) * 2.2
    halo = 0.6 * blur(light, size[0] * 0.012) + 0.55 * blur(light, size[0] * 0.045)
    glow = picture(np.clip(halo * strength, 0, 1).astype(np.float32))
    for start, end in canvas.strips(0, high):
        box = (0.0, start / high * size[1], float(size[0]), end / high * size[1])
        add = (
            np.asarray(glow.resize((wide, end - start), Image.Resampling.BICUBIC, box=box), dtype=np.float32) / 255
        )
        below = canvas.part(start, end)
        canvas.stamp((1 - (1 - below) * (1 - add)).astype(np.float32), (0, start))


def rays(canvas: Canvas, scene: Scene) -> None:
    """Shafts of light from a low sun through the air."""
    if scene.palette.glow < 0.6 or scene.palette.dark > 0.5:
        return
    size = canvas.field()
    across, down = mesh(size)
    dx, dy = across * scene.width - scene.light[0], down * scene.height - scene.light[1]
    angle = np.arctan2(dy, dx)
    rng = scene.rng("rays")
    places, depths = rng.uniform(5, 31, size=5), rng.uniform(0, 6, size=5)
    beams = (
        sum(np.sin(angle * float(place) + float(turn)) for place, turn in zip(places, depths, strict=True)) / 3.2
    )
    reach = np.hypot(dx, dy) / scene.height
    alpha = (
        smooth(0.1, 1.2, np.asarray(beams, dtype=np.float32))
        * np.exp(-reach * 2.0)
        * smooth(0.02, 0.2, reach)
        * smooth(1.1, 0.85, down * scene.height / scene.horizon)
        * 0.2
    )
    canvas.lay(mix(scene.palette.sun, rgb("#ffffff"), 0.2), (alpha * scene.palette.glow).astype(np.float32))


def weather(canvas: Canvas, scene: Scene) -> None:
    """Fog, rain, snow, petals, leaves and fireflies between the scene and the eye."""
    if scene.weather & {"rain", "storm"}:
        _rain(canvas, scene)
    if "snow" in scene.weather:
        _flakes(canvas, scene)
    drifting = {"spring": "#f6c4d4", "autumn": "#d9772c"}.get(scene.season)
    if drifting is not None:
        _drift(canvas, scene, drifting)
    if "firefly" in scene.weather:
        _fireflies(canvas, scene)


def fog(canvas: Canvas, scene: Scene) -> None:
    size = canvas.field()
    down = mesh(size)[1]
    rng = scene.rng("fog")
    banks = fbm(rng, size, cell=size[1] * 0.3, octaves=5, stretch=4)
    level = scene.horizon / scene.height
    alpha = np.exp(-(((down - level) / 0.15) ** 2)) * 0.6 + smooth(0.1, 1.8, banks) * smooth(0.95, 0.5, down) * 0.35
    canvas.lay(
        mix(scene.palette.haze, rgb("#f2f4f4"), 0.25 * (1 - scene.palette.dark)),
        np.clip(alpha + 0.08, 0, 0.85).astype(np.float32),
    )


def _rain(canvas: Canvas, scene: Scene) -> None:
    rng = scene.rng("rain")
    unit = canvas.unit
    tone = mix(scene.palette.haze, rgb("#ffffff"), 0.4)
    for depth in range(3):
        strokes: list[Stroke] = []
        for _ in range(260 - 60 * depth):
            x, y = float(rng.uniform(-0.05, 1.1)) * scene.width, float(rng.uniform(-0.1, 1)) * scene.height
            long, thick = unit * (24 + 34 * depth) * float(rng.uniform(0.6, 1.3)), unit * (0.45 + 0.5 * depth)
            lean = -0.16 * long
            points = [(x, y), (x + thick, y), (x + lean + thick, y + long), (x + lean, y + long)]
            strokes.append((np.array(points, dtype=np.float32), tone))
        canvas.strokes(strokes, alpha=0.2 + 0.06 * depth)


def _round(x: float, y: float, size: float) -> Grid:
    turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    return np.stack([x + np.cos(turn) * size, y + np.sin(turn) * size], axis=1).astype(np.float32)


def _flakes(canvas: Canvas, scene: Scene) -> None:
    rng = scene.rng("flakes")
    for depth, count in ((0, 520), (1, 220), (2, 44)):
        strokes: list[Stroke] = []
        for _ in range(count):
            x, y = float(rng.random()) * scene.width, float(rng.random()) * scene.height
            size = canvas.unit * (1.1 + 1.7 * depth + 2.2 * (depth == 2)) * float(rng.uniform(0.6, 1.3))
            strokes.append((_round(x, y, size), rgb("#ffffff")))
        canvas.strokes(strokes, alpha=(0.5, 0.72, 0.45)[depth])


def _drift(canvas: Canvas, scene: Scene, colour: str) -> None:
    """Petals or leaves in the wind."""
    rng = scene.rng("drift")
    strokes: list[Stroke] = []
    for _ in range(46):
        x, y = float(rng.random()) * scene.width, float(rng.uniform(0.2, 1)) * scene.height
        size, turn = canvas.unit * float(rng.uniform(2.2, 6)), float(rng.random()) * 6.3
        c, s = np.cos(turn) * size, np.sin(turn) * size
        points = [(x - c, y - s), (x + s * 0.4, y - c * 0.4), (x + c, y + s), (x - s * 0.45, y + c * 0.45)]
        strokes.append((np.array(points, dtype=np.float32), scene.lit(rgb(colour), float(rng.uniform(0.5, 1)))))
    canvas.strokes(strokes, alpha=0.85)


def _fireflies(canvas: Canvas, scene: Scene) -> None:
    rng = scene.rng("fireflies")
    for size, alpha in ((15, 0.09), (8, 0.2), (2.6, 0.95)):
        spots = scene.rng("firefly spots")
        strokes: list[Stroke] = []
        for _ in range(70):
            x, y = float(spots.random()) * scene.width, float(spots.uniform(0.45, 0.97)) * scene.height
            grown = float(spots.uniform(0.5, 1.4))
            strokes.append(
                (_round(x, y, canvas.unit * size * grown), rgb("#f4f08a" if rng.random() < 0.7 else "#fff6c0"))
            )
        canvas.strokes(strokes, alpha=alpha)


def vignette(canvas: Canvas, scene: Scene) -> None:
    """Darker corners."""
    size = max(8, canvas.width // 8), max(8, canvas.height // 8)
    across, down = mesh(size)
    reach = np.hypot((across - 0.5) * 1.05, (down - 0.5) * 1.0) * 2
    canvas.lay(mix(scene.palette.shade, rgb("#000000"), 0.8), (smooth(0.75, 1.6, reach) * 0.34).astype(np.float32))


def grain(canvas: Canvas, scene: Scene, *, strength: float = 0.013) -> None:
    """A fine grain at full size: it hides the steps of smooth gradients and keeps a large picture lively."""
    rng = scene.rng("grain")
    fine = rng.standard_normal((256, canvas.width), dtype=np.float32)
    soft = blur(rng.standard_normal((256, canvas.width), dtype=np.float32), 1.2)
    tile = (fine * 0.7 + soft * 1.0) * np.float32(strength * 0.7)
    for start, end in canvas.strips(0, canvas.height):
        shift = int(rng.integers(256))
        rows = (np.arange(end - start) + shift) % 256
        canvas.stamp(
            canvas.part(start, end) + np.roll(tile[rows], int(rng.integers(canvas.width)), axis=1)[..., None],
            (0, start),
        )
