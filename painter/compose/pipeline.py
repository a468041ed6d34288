"""Pipeline of one painting: its stages in order, each a piece of work for a thread."""

from collections.abc import Callable, Iterator
from functools import partial
from threading import Event

import numpy as np
from PIL import Image

from painter.effects import media, weather
from painter.figures.registry import figure_of
from painter.prompt.parser import understand
from painter.prompt.tokenizer import Language, language_of
from painter.render.canvas import Canvas, picture, stop_if
from painter.render.noise import blur, mesh, wander
from painter.render.palette import byte, mix, rgb
from painter.scene.layout import Placed, front_level, layout
from painter.scene.plan import WATERS, Scene, plan, seed_of
from painter.scenery import city, ground, land, sky, water, worlds
from painter.steps import STAGES, PaintStep, final_steps, sentence, summary

Draw = Callable[[Canvas, Scene], None]
STYLES: dict[str, Draw] = {
    "watercolour": media.watercolour, "oil": media.oil, "ink": media.ink, "pixel": media.pixel,
    "pencil": media.pencil, "neon": media.neon, "flat": partial(media.paper, depth=0.012),
}  # fmt: skip
WORLDS: dict[str, Draw] = {
    "space": worlds.paint_space, "underwater": worlds.paint_sea_floor, "table": worlds.paint_room,
    "abstract": worlds.paint_pattern,
}  # fmt: skip


def paint(
    *, prompt: str, size: tuple[int, int], seed: int = 0, language: Language | None = None, style: str = "auto",
    number: int = 0, halt: Event | None = None, backdrop: tuple[int, int, int] | None = None,
) -> Iterator[PaintStep]:  # fmt: skip
    """Paint image `number` (from 0), a variation, exactly `size` (width, height) large.

    Equal arguments give equal pixels. `style` "auto" is the prompt's own; `language` None is that of the prompt.
    With a `backdrop` only its subjects are painted, on that flat colour.
    Once `halt` is set the next step raises painter.render.canvas.Stopped.
    """
    understood, language = understand(prompt), language or language_of(prompt)
    scene = plan(understood, width=size[0], height=size[1], seed=seed_of(prompt, seed, number), style=style)
    canvas = Canvas(image=Image.new("RGB", size), halt=halt or Event())
    text = summary(understood, language) if number == 0 else ""
    shown = None
    works = stages(scene) if backdrop is None else [("subject", 0.1, partial(_subjects_alone, colour=backdrop))]
    for name, start, work in works:
        yield PaintStep(start=start, message=sentence(STAGES[name], language), text=text, image=shown)
        work(canvas, scene)
        text, shown = "", canvas.image
    yield from final_steps(canvas.image, language=language)


def stages(scene: Scene) -> Iterator[tuple[str, float, Draw]]:
    """Stages of this scene, in order: name, share of the work before it, and the work."""
    if scene.world in WORLDS:
        yield "sky", 0.02, WORLDS[scene.world]
        yield "subject", 0.5, partial(_figures, early=False)
    else:
        yield "sky", 0.02, sky.paint_sky
        yield "far", 0.2, _far
        yield "middle", 0.32, _middle
        yield "front", 0.48, _front
        yield "subject", 0.6, partial(_figures, early=False)
    yield "light", 0.72, _light
    if scene.style in STYLES:
        yield "style", 0.82, STYLES[scene.style]


def _far(canvas: Canvas, scene: Scene) -> None:
    land.paint_far(canvas, scene)
    if "city" in scene.features:
        city.paint_city(canvas, scene)


def _middle(canvas: Canvas, scene: Scene) -> None:
    wet, level = scene.features & WATERS, front_level(scene)
    if not wet:
        land.paint_meadows(canvas, scene, level=level or 0.8)
        return
    if not scene.features & {"sea", "beach", "city"}:
        land.paint_shore(canvas, scene)
    water.paint_water(canvas, scene, bottom=scene.height * min(1.0, (level or 1.0) + 0.06))


def _front(canvas: Canvas, scene: Scene) -> None:
    if "fog" in scene.weather and scene.style not in ("flat", "ink"):
        weather.fog(canvas, scene)
    _figures(canvas, scene, early=True)
    level = front_level(scene)
    if level is not None and (scene.features & WATERS or "desert" not in scene.features):
        ground.paint_ground(canvas, scene, level=level)


def _figures(canvas: Canvas, scene: Scene, *, early: bool) -> None:
    for number, placed in enumerate(layout(scene)):
        if (placed.drawing.spot in ("sky", "water")) == early:
            place_figure(canvas, scene, placed, number=number)


def _subjects_alone(canvas: Canvas, scene: Scene, *, colour: tuple[int, int, int]) -> None:
    """The subjects on a flat colour; of a prompt that names none, a lighthouse."""
    canvas.image.paste(colour, (0, 0, *canvas.image.size))
    other = plan(understand("lighthouse"), width=scene.width, height=scene.height, seed=scene.seed)
    for number, figure in enumerate(layout(scene) or layout(other)):
        place_figure(canvas, scene, figure, number=number, is_alone=True)


def _light(canvas: Canvas, scene: Scene) -> None:
    if scene.style in ("flat", "ink"):
        return
    if scene.world == "land":
        weather.weather(canvas, scene)
        weather.rays(canvas, scene)
    if scene.world != "abstract":
        weather.bloom(canvas, scene, strength=0.55 if scene.style == "neon" else 0.3)
    if scene.style in ("", "oil", "neon"):
        weather.vignette(canvas, scene)
    if not scene.style:
        weather.grain(canvas, scene)


def place_figure(canvas: Canvas, scene: Scene, placed: Placed, *, number: int, is_alone: bool = False) -> None:
    """Paint one figure where the layout wants it.

    `is_alone`: without a shadow, a reflection or a light.
    """
    stop_if(canvas.halt)
    rng = scene.rng(f"figure {number} {placed.name}")
    sort = placed.drawing
    figure = figure_of(scene, sort, rng, pixels=placed.pixels, colour=placed.colour, flip=placed.flip)
    image = figure.image(haze=scene.palette.haze, distance=placed.distance, flip=placed.flip)
    left = -sort.box[2] if placed.flip else sort.box[0]
    corner = round(placed.x + left * placed.pixels), round(placed.y - sort.box[3] * placed.pixels)
    if scene.style == "ink":
        image = _ink_figure(image, bound=placed.colour is not None or sort.colours.startswith("#d8"))
    spot = "" if is_alone else sort.spot
    stands = spot in ("front", "back") and scene.world == "land" and not placed.is_held
    if spot == "water" or (stands and scene.style == "neon"):
        _reflect(canvas, scene, image, corner, line=placed.y, step=f"mirror {number}")
    elif stands or spot == "table":
        _shadow(canvas, scene, placed)
    if spot and sort.lamp and scene.palette.dark > 0.4:
        _beam(canvas, scene, placed)
    canvas.image.paste(image, corner, image)


def _ink_figure(image: Image.Image, *, bound: bool) -> Image.Image:
    values = np.asarray(image, dtype=np.float32) / 255
    grey = values[..., :3] @ np.array([0.3, 0.59, 0.11], dtype=np.float32)
    wash = 0.1 + 0.8 * np.clip(grey, 0, 1)[..., None] ** 0.9
    colours = wash * np.array([1.0, 0.985, 0.95]) * (1 - 0.55 * bound) + values[..., :3] * (0.55 * bound)
    return picture(np.dstack([colours, values[..., 3]]))


def _shadow(canvas: Canvas, scene: Scene, placed: Placed) -> None:
    wide = placed.pixels * placed.drawing.wide * 0.46
    is_low = scene.palette.height < 0.4 and scene.palette.dark < 0.5
    away = -1 if scene.light[0] > placed.x else 1
    reach = wide * (0.55 if is_low else 0.18)
    size = max(8, round((wide + reach) * 2.4)), max(6, round(wide * 0.62))
    part = min(1.0, 300 / max(size))
    across, down = mesh((max(4, round(size[0] * part)), max(4, round(size[1] * part))))
    x, y = across * 2 - 1, down * 2 - 1
    inside = np.clip(1.0 - np.hypot(x * 1.15, y * 1.3), 0, 1)
    dark = np.clip(inside * 1.5, 0, 1) * (0.62 - 0.3 * np.clip(x * away, 0, 1))
    alpha = picture(dark * (0.72 if scene.style != "ink" else 0.4)).resize(size)
    paint = Image.new("RGB", size, byte(mix(scene.palette.shade, rgb("#101418"), 0.72)))
    corner = round(placed.x + away * reach * 0.7 - size[0] / 2), round(placed.y - size[1] * 0.5)
    canvas.image.paste(paint, corner, alpha)


def _reflect(
    canvas: Canvas, scene: Scene, image: Image.Image, corner: tuple[int, int], *, line: float, step: str
) -> None:
    foot = round(line) - corner[1]
    if foot <= 4:
        return
    turned = image.crop((0, 0, image.width, min(foot, image.height))).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    turned = turned.resize((image.width, max(2, round(turned.height * 0.72))), Image.Resampling.BILINEAR)
    values = np.asarray(turned, dtype=np.float32) / 255
    rows, count = values.shape[:2]
    rng = scene.rng(step)
    ripple = wander(rng, rows, cell=max(4.0, rows / 16), octaves=3) * (canvas.unit * 3.2)
    ripple = ripple * np.linspace(0.25, 2.0, rows)
    columns = np.clip(np.arange(count)[None, :] + ripple[:, None].astype(np.int32), 0, count - 1)
    values = np.take_along_axis(values, columns[..., None], axis=1)
    gaps = np.clip(0.85 + 0.3 * wander(rng, rows, cell=max(4.0, rows / 22), octaves=2), 0, 1)
    soft = blur(values[..., 3], max(1.0, canvas.unit * 1.2)) if min(rows, count) > 8 else values[..., 3]
    fade = (np.linspace(0.62, 0.12, rows) * gaps)[:, None]
    mirror = picture(np.dstack([values[..., :3] * 0.86, soft * fade]))
    canvas.image.paste(mirror, (corner[0], round(line) - 1), mirror)


def _beam(canvas: Canvas, scene: Scene, placed: Placed) -> None:
    across, down = mesh(canvas.field())
    dx = across * scene.width - placed.x
    dy = down * scene.height - (placed.y - placed.drawing.lamp * placed.pixels)
    reach = np.hypot(dx, dy) / scene.width
    off = np.abs(dy + dx * 0.1) / (np.abs(dx) * 0.13 + placed.pixels * 0.02)
    alpha = np.exp(-(off**2)) * np.exp(-reach * 2.2) * 0.62 + np.exp(-reach * 26) * 0.8
    canvas.lay(rgb("#fff2c0"), np.clip(alpha, 0, 1))
