"""Weather and light: bloom, rays, fog, rain, snow, petals, vignette and grain."""

import numpy as np
from PIL import Image

from painter.render.canvas import Canvas, Stroke, ellipse, picture
from painter.render.noise import blur, fbm, mesh, smooth
from painter.render.palette import mix, rgb
from painter.scene.plan import Scene

DRIFTING = {"spring": "#f6c4d4", "autumn": "#d9772c"}


def bloom(canvas: Canvas, scene: Scene, *, strength: float = 0.3) -> None:
    """Bright parts shine over their neighbours."""
    part = min(1.0, 360 / max(canvas.width, canvas.height))
    size = max(4, round(canvas.width * part)), max(4, round(canvas.height * part))
    small = np.asarray(canvas.image.resize(size, Image.Resampling.BOX, reducing_gap=2.0), dtype=np.float32) / 255
    light = np.clip(small - (0.62 - 0.2 * scene.palette.dark), 0, 1) * 2.2
    halo = 0.6 * blur(light, size[0] * 0.012) + 0.55 * blur(light, size[0] * 0.045)
    canvas.overlay(picture(halo * strength), lambda below, above: 1 - (1 - below) * (1 - above))


def rays(canvas: Canvas, scene: Scene) -> None:
    """Shafts of light from a low sun through the air."""
    if scene.palette.glow < 0.6 or scene.palette.dark > 0.5:
        return
    across, down = mesh(canvas.field())
    dx, dy = across * scene.width - scene.light[0], down * scene.height - scene.light[1]
    angle, reach = np.arctan2(dy, dx), np.hypot(dx, dy) / scene.height
    rng = scene.rng("rays")
    waves, phases = rng.uniform(5, 31, size=5), rng.uniform(0, 6, size=5)
    beams = np.sum([np.sin(angle * wave + phase) for wave, phase in zip(waves, phases, strict=True)], axis=0) / 3.2
    alpha = smooth(0.1, 1.2, beams) * np.exp(-reach * 2.0) * smooth(0.02, 0.2, reach) * scene.palette.glow * 0.2
    alpha = alpha * smooth(1.1, 0.85, down * scene.height / scene.horizon)
    canvas.lay(mix(scene.palette.sun, rgb("#ffffff"), 0.2), alpha)


def fog(canvas: Canvas, scene: Scene) -> None:
    """Banks of fog over the horizon."""
    size = canvas.field()
    down = mesh(size)[1]
    banks = fbm(scene.rng("fog"), size, cell=size[1] * 0.3, octaves=5, stretch=4)
    alpha = np.exp(-(((down - scene.horizon / scene.height) / 0.15) ** 2)) * 0.6
    alpha = alpha + smooth(0.1, 1.8, banks) * smooth(0.95, 0.5, down) * 0.35 + 0.08
    tone = mix(scene.palette.haze, rgb("#f2f4f4"), 0.25 * (1 - scene.palette.dark))
    canvas.lay(tone, np.clip(alpha, 0, 0.85))


def weather(canvas: Canvas, scene: Scene) -> None:
    """Rain, snow, petals and leaves between the scene and the eye."""
    if scene.weather & {"rain", "storm"}:
        _rain(canvas, scene)
    if "snow" in scene.weather:
        for count, size, alpha in ((520, 1.1, 0.5), (220, 2.8, 0.72), (44, 6.7, 0.45)):
            _dots(canvas, scene, "flakes", count=count, size=size, alpha=alpha, colour="#ffffff")
    if scene.season in DRIFTING:
        _dots(canvas, scene, "drift", count=60, size=4.0, alpha=0.85, colour=DRIFTING[scene.season], top=0.2)
    if "firefly" in scene.weather:
        for size, alpha in ((15.0, 0.09), (8.0, 0.2), (2.6, 0.95)):
            _dots(canvas, scene, "fireflies", count=70, size=size, alpha=alpha, colour="#f4f08a", top=0.45)


def _dots(
    canvas: Canvas, scene: Scene, step: str, *, count: int, size: float, alpha: float, colour: str, top: float = 0.0
) -> None:
    spots = scene.rng(f"{step} {count}").random((count, 3))
    strokes = [
        (ellipse(x * scene.width, (top + (1 - top) * y) * scene.height, radius, radius, corners=12), rgb(colour))
        for x, y, grown in spots.tolist()
        for radius in [canvas.unit * size * (0.6 + 0.7 * grown)]
    ]
    canvas.strokes(strokes, alpha=alpha)


def _rain(canvas: Canvas, scene: Scene) -> None:
    rng, unit = scene.rng("rain"), canvas.unit
    tone = mix(scene.palette.haze, rgb("#ffffff"), 0.4)
    for depth in range(3):
        strokes: list[Stroke] = []
        for _ in range(260 - 60 * depth):
            x, y = float(rng.uniform(-0.05, 1.1)) * scene.width, float(rng.uniform(-0.1, 1)) * scene.height
            long, thick = unit * (24 + 34 * depth) * float(rng.uniform(0.6, 1.3)), unit * (0.45 + 0.5 * depth)
            low = x - 0.16 * long
            strokes.append((np.array([(x, y), (x + thick, y), (low + thick, y + long), (low, y + long)]), tone))
        canvas.strokes(strokes, alpha=0.2 + 0.06 * depth)


def vignette(canvas: Canvas, scene: Scene) -> None:
    """Darker corners."""
    across, down = mesh((max(8, canvas.width // 8), max(8, canvas.height // 8)))
    reach = np.hypot((across - 0.5) * 1.05, (down - 0.5) * 1.0) * 2
    canvas.lay(mix(scene.palette.shade, rgb("#000000"), 0.8), smooth(0.75, 1.6, reach) * 0.34)


def grain(canvas: Canvas, scene: Scene, *, strength: float = 0.013) -> None:
    """Fine grain at full size, which hides the steps of smooth gradients."""
    rng = scene.rng("grain")
    fine = rng.standard_normal((256, canvas.width), dtype=np.float32)
    soft = blur(rng.standard_normal((256, canvas.width), dtype=np.float32), 1.2)
    tile = (fine * 0.7 + soft) * np.float32(strength * 0.7)
    for start, end in canvas.strips(0, canvas.height):
        rows = (np.arange(end - start) + int(rng.integers(256))) % 256
        noise = np.roll(tile[rows], int(rng.integers(canvas.width)), axis=1)[..., None]
        canvas.stamp(canvas.part(start, end) + noise, (0, start))
