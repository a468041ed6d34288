"""Putting figures into the scene: their shadow on the ground, their image in the water, the air before them."""

import numpy as np
from PIL import Image

from painter.figures.registry import figure_of
from painter.render.canvas import Canvas, Stopped, Stroke
from painter.render.noise import Grid, blur, mesh, wander
from painter.render.palette import mix, rgb
from painter.scene.layout import Placed
from painter.scene.plan import Scene

INK = rgb("#2e2f30")


def place(canvas: Canvas, scene: Scene, placed: Placed, *, number: int) -> None:
    """Paint one figure where the layout wants it."""
    if canvas.halt.is_set():
        raise Stopped
    rng = scene.rng(f"figure {number} {placed.name}")
    sort = placed.drawing
    figure = figure_of(scene, sort, rng, pixels=placed.pixels, colour=placed.colour, flip=placed.flip)
    haze = scene.palette.haze
    image = figure.image(haze=haze, distance=placed.distance, flip=placed.flip)
    left, _, _, top = sort.box
    if placed.flip:
        left = -sort.box[2]
    corner = round(placed.x + left * placed.pixels), round(placed.y - top * placed.pixels)
    if scene.style == "ink":
        image = _inked(image, bound=placed.colour is not None or sort.colours.startswith("#d8"))
    match sort.spot:
        case "front" | "back" if scene.style == "neon" and scene.world == "land" and not placed.held:
            _reflect(canvas, scene, image, corner, placed.y, rng_step=f"mirror {number}")
        case "front" | "back" if scene.world == "land" and not placed.held:
            _shadow(canvas, scene, placed)
        case "table":
            _shadow(canvas, scene, placed)
        case "water":
            _reflect(canvas, scene, image, corner, placed.y, rng_step=f"mirror {number}")
        case _:
            pass
    if placed.name == "kite" and scene.world == "land":
        canvas.strokes([_string(scene, placed)], alpha=0.7)
    if sort.lamp and scene.palette.dark > 0.4:
        _beam(canvas, scene, placed)
    canvas.image.paste(image, corner, image)
    if (
        sort.spot in ("front", "back")
        and scene.world == "land"
        and not scene.snowy
        and not placed.held
        and scene.style != "neon"
        and scene.style not in ("flat", "ink")
    ):
        canvas.strokes(_tuft(canvas, scene, placed, number))


def _inked(image: Image.Image, *, bound: bool) -> Image.Image:
    """The figure in washes of ink; one that has a colour of its own keeps a breath of it."""
    values = np.asarray(image, dtype=np.float32) / 255
    grey = values[..., :3] @ np.array([0.3, 0.59, 0.11], dtype=np.float32)
    wash = 0.1 + 0.8 * np.clip(grey, 0, 1)[..., None] ** 0.9
    paper = np.array([1.0, 0.985, 0.95], dtype=np.float32)
    colours = wash * paper * (1 - 0.55 * bound) + values[..., :3] * (0.55 * bound)
    return Image.fromarray((np.clip(np.dstack([colours, values[..., 3]]), 0, 1) * 255).astype(np.uint8))


def _shadow(canvas: Canvas, scene: Scene, placed: Placed) -> None:
    """A soft shadow from the foot, away from the light."""
    wide = placed.pixels * placed.drawing.wide * 0.46
    low = scene.palette.height < 0.4 and scene.palette.dark < 0.5
    away = -1 if scene.light[0] > placed.x else 1
    reach = wide * (0.55 if low else 0.18)
    width, height = max(8, round((wide + reach) * 2.4)), max(6, round(wide * 0.62))
    part = min(1.0, 300 / max(width, height))
    rows, columns = max(4, round(height * part)), max(4, round(width * part))
    y = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows * 2 - 1
    x = (np.arange(columns, dtype=np.float32)[None, :] + 0.5) / columns * 2 - 1
    away_part = np.clip(x * away, 0, 1)
    inside = np.clip(1.0 - np.hypot(x * 1.15, y * 1.3), 0, 1)
    dark = np.clip(inside * 1.5, 0, 1) * (0.62 - 0.3 * away_part)
    alpha = Image.fromarray((dark * 255 * (0.72 if scene.style != "ink" else 0.4)).astype(np.uint8)).resize(
        (width, height)
    )
    tone = mix(scene.palette.shade, rgb("#101418"), 0.72)
    paint = Image.new("RGB", (width, height), tuple(round(c * 255) for c in tone))
    canvas.image.paste(
        paint, (round(placed.x + away * reach * 0.7 - width / 2), round(placed.y - height * 0.5)), alpha
    )


def _reflect(
    canvas: Canvas, scene: Scene, image: Image.Image, corner: tuple[int, int], line: float, *, rng_step: str
) -> None:
    """The figure upside down in the water below its foot, broken by ripples."""
    foot = round(line) - corner[1]
    if foot <= 4:
        return
    turned = image.crop((0, 0, image.width, min(foot, image.height))).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    turned = turned.resize((image.width, max(2, round(turned.height * 0.72))), Image.Resampling.BILINEAR)
    values = np.asarray(turned).copy()
    rows = values.shape[0]
    rng = scene.rng(rng_step)
    ripple = wander(rng, rows, cell=max(4.0, rows / 16), octaves=3) * (canvas.unit * 3.2)
    ripple *= np.linspace(0.25, 2.0, rows, dtype=np.float32)
    columns = np.clip(
        np.arange(values.shape[1])[None, :] + ripple[:, None].astype(np.int32), 0, values.shape[1] - 1
    )
    values = np.take_along_axis(values, columns[..., None], axis=1)
    fade = np.linspace(0.62, 0.12, rows, dtype=np.float32)[:, None]
    gaps = np.clip(0.85 + 0.3 * wander(rng, rows, cell=max(4.0, rows / 22), octaves=2), 0, 1)[:, None]
    soft = (
        blur(values[..., 3].astype(np.float32), max(1.0, canvas.unit * 1.2))
        if min(values.shape[:2]) > 8
        else values[..., 3]
    )
    sheet = np.dstack([(values[..., :3] * 0.86).astype(np.uint8), (soft * fade * gaps).astype(np.uint8)])
    mirror = Image.fromarray(sheet)
    canvas.image.paste(mirror, (corner[0], round(line) - 1), mirror)


def _tuft(canvas: Canvas, scene: Scene, placed: Placed, number: int) -> list[Stroke]:
    """A few blades before the foot, so that it stands in the grass."""
    if scene.features & {"sea", "beach", "desert", "city"} and not scene.features & {"meadow", "hill", "forest"}:
        return []
    rng = scene.rng(f"tuft {number}")
    strokes: list[Stroke] = []
    half = placed.pixels * placed.drawing.wide * 0.36
    near = placed.y / scene.height
    for _ in range(46):
        x = placed.x + float(rng.normal()) * half * 0.62
        y = placed.y + placed.pixels * float(rng.uniform(0.0, 0.035))
        tall, wide = canvas.unit * float(rng.uniform(9, 26)) * near, canvas.unit * float(rng.uniform(0.8, 1.7))
        lean = float(rng.normal()) * tall * 0.35
        tone = scene.lit(
            mix(scene.grass, rgb("#c8cc70" if rng.random() < 0.4 else "#1f4426"), 0.35),
            float(rng.uniform(0.1, 0.6)),
        )
        points: Grid = np.array(
            [(x - wide, y), (x + lean * 0.5, y - tall * 0.6), (x + lean, y - tall), (x + wide, y)], dtype=np.float32
        )
        strokes.append((points, tone))
    return strokes


def _beam(canvas: Canvas, scene: Scene, placed: Placed) -> None:
    """The light that a lighthouse throws, to both sides."""
    size = canvas.field()
    across, down = mesh(size)
    dx = across * scene.width - placed.x
    dy = down * scene.height - (placed.y - placed.drawing.lamp * placed.pixels)
    reach = np.hypot(dx, dy) / scene.width
    off = np.abs(dy + dx * 0.1) / (np.abs(dx) * 0.13 + placed.pixels * 0.02)
    alpha = np.exp(-(off**2)) * np.exp(-reach * 2.2) * 0.62 + np.exp(-reach * 26) * 0.8
    canvas.lay(rgb("#fff2c0"), np.clip(alpha, 0, 1))


def _string(scene: Scene, placed: Placed) -> Stroke:
    """The kite's line, down to the ground out of the picture."""
    top = placed.x, placed.y - placed.pixels * 0.72
    end = placed.x + (0.3 if placed.x < scene.width / 2 else -0.3) * scene.width, scene.height * 0.92
    part = np.linspace(0, 1, 24)[:, None]
    sag = np.array([0.0, scene.height * 0.08])
    path = np.array(top) * (1 - part) + np.array(end) * part + sag * np.sin(part * np.pi)
    thick = np.array([0.0, max(0.8, scene.height / 1100)])
    return np.concatenate([path, (path + thick)[::-1]]).astype(np.float32), mix(
        scene.palette.haze, rgb("#20242c"), 0.6
    )
