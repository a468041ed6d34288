"""Styles of painting and weathers over a picture that was given: the painter's own hands on another's canvas."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Event
from typing import Final

import numpy as np
from PIL import Image, ImageFilter

from painter.editing.tones import TONES, hour
from painter.effects import dry_media as styles_dry
from painter.effects import weather as finish
from painter.effects import wet_media as styles_wet
from painter.prompt.parser import understand
from painter.render.canvas import Canvas, Stopped, bytes_of
from painter.render.noise import smooth
from painter.render.palette import TIMES
from painter.scene.plan import Scene, plan

MOST_PIXELS: Final = 5_000_000
"""Strokes are measured by the picture: on more pixels than this they are the same, only slower."""

LEAST: Final = 16
NARROWEST: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recipe:
    """`before` are the tones that prepare the picture, `hour` the light of the scene."""

    paint: Callable[[Canvas, Scene], None]
    before: tuple[tuple[str, float], ...] = ()
    hour: str = ""
    light: str = "day"
    weather: str = ""
    season: str = ""


def _flat(canvas: Canvas, scene: Scene) -> None:
    """Few flat colours with dark outlines, as in print."""
    small = styles_wet.shrunk(canvas.image, 900)
    calm = small.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.MedianFilter(3))
    few = calm.quantize(16, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    few = TONES["vivid"](few, 0.7).resize(canvas.image.size, Image.Resampling.BICUBIC)
    if canvas.halt.is_set():
        raise Stopped
    grey = np.asarray(calm.convert("L").filter(ImageFilter.GaussianBlur(1.2)), dtype=np.float32) / 255
    rows, columns = np.gradient(grey)
    lines = Image.fromarray(bytes_of(smooth(0.022, 0.07, np.hypot(rows, columns)) * np.float32(0.85)))
    ink = Image.new("RGB", canvas.image.size, (30, 26, 34))
    canvas.image = Image.composite(ink, few, lines.resize(canvas.image.size, Image.Resampling.BICUBIC))


def _thick(canvas: Canvas, scene: Scene) -> None:
    """The painter's weathers are sparse: three of one kind are seen on a photograph too."""
    for more in range(3):
        finish.weather(canvas, replace(scene, seed=scene.seed + more))


RECIPES: Final[Mapping[str, _Recipe]] = {
    "watercolour": _Recipe(paint=styles_wet.watercolour, before=(("bright", 0.35),)),
    "oil": _Recipe(paint=styles_wet.oil),
    "ink": _Recipe(
        paint=styles_wet.ink, light="ink",
        before=(("grey", 1.0), ("blur", 0.12), ("bright", 0.9), ("contrast", 1.0)),
    ),
    "pixel": _Recipe(paint=styles_dry.pixel),
    "flat": _Recipe(paint=_flat),
    "pencil": _Recipe(paint=styles_dry.pencil),
    "neon": _Recipe(paint=styles_dry.neon, before=(("bright", 0.8), ("contrast", 0.5)), hour="neon", light="neon"),
    "rain": _Recipe(paint=finish.weather, before=(("pale", 0.6), ("dark", 0.5), ("cold", 0.4)), weather="rain"),
    "snow": _Recipe(paint=finish.weather, before=(("pale", 0.5), ("cold", 0.4)), weather="snow"),
    "fog": _Recipe(paint=finish.fog, before=(("pale", 0.7),), weather="fog"),
    "firefly": _Recipe(paint=_thick, before=(("dark", 0.6),), weather="firefly"),
    "petals": _Recipe(paint=_thick, before=(("bright", 0.25),), season="spring"),
    "leaves": _Recipe(paint=_thick, before=(("warm", 0.8),), season="autumn"),
    "vignette": _Recipe(paint=finish.vignette),
    "grain": _Recipe(paint=lambda canvas, scene: finish.grain(canvas, scene, strength=0.06)),
}  # fmt: skip


def look(image: Image.Image, name: str, *, strength: float, seed: int, halt: Event) -> Image.Image:
    """The picture in that style or weather. Raises Stopped once `halt` is set."""
    recipe = RECIPES[name]
    size = _workable(image.size)
    ready = image if size == image.size else image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    for tone, much in recipe.before:
        ready = TONES[tone](ready, much)
    if recipe.hour:
        ready = hour(ready, recipe.hour, 1.0)
    canvas = Canvas(image=ready.copy(), halt=halt)
    recipe.paint(canvas, _scene(recipe, canvas.image.size, seed))
    done = canvas.image
    after = done if size == image.size else done.resize(image.size, Image.Resampling.BICUBIC)
    return after if strength >= 1 else Image.blend(image, after, strength)


def _workable(size: tuple[int, int]) -> tuple[int, int]:
    """The size at which the hands work: not too large, and not so narrow that strokes measured by the short side
    are without number on the long one."""
    part = min(1.0, (MOST_PIXELS / (size[0] * size[1])) ** 0.5)
    wide, high = (max(1, round(side * part)) for side in size)
    return max(wide, high // NARROWEST, LEAST), max(high, wide // NARROWEST, LEAST)


def _scene(recipe: _Recipe, size: tuple[int, int], seed: int) -> Scene:
    """What the painter's hands ask of a scene."""
    scene = plan(understand(""), width=size[0], height=size[1], seed=seed)
    weather = frozenset({recipe.weather} - {""})
    return replace(scene, palette=TIMES[recipe.light], weather=weather, season=recipe.season, time="day")
