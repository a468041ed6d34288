"""Tones, which treat every pixel alike; and the painter's styles over a picture."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Event
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from painter.effects import media, weather
from painter.prompt.parser import understand
from painter.prompt.vocabulary import COLOURS
from painter.render.canvas import Canvas, picture, stop_if
from painter.render.noise import Grid, smooth
from painter.render.palette import TIMES, luma, mix, rgb, times
from painter.scene.plan import Scene, plan

ToneStep = Callable[[Image.Image, float], Image.Image]
RAMP: Final = (np.arange(256) / 255).astype(np.float32)
BLACK, WHITE = rgb("#000000"), rgb("#ffffff")
REDUCED: Final = 6
"""Pixels over which a blur can no more tell a picture from its reduction."""


def _table(curve: Grid) -> list[int]:
    return [int(value) for value in np.clip(np.rint(curve * 255), 0, 255)]


def _curves(image: Image.Image, *curves: Grid) -> Image.Image:
    return image.point([value for curve in curves for value in _table(curve)] * (3 // len(curves)))


def _sepia(image: Image.Image, strength: float) -> Image.Image:
    faded = image.convert("L").point(_table(0.06 + 0.9 * RAMP))
    aged = Image.merge("RGB", [faded.point(_table(RAMP**power)) for power in (0.78, 1.0, 1.36)])
    return Image.blend(image, aged, min(1.0, strength))


def _blur(image: Image.Image, strength: float) -> Image.Image:
    radius = max(1.5, max(image.size) * 0.012) * strength
    factor = max(1, int(radius // REDUCED))
    small = image.reduce(factor).filter(ImageFilter.GaussianBlur(radius / factor))
    return small.resize(image.size, Image.Resampling.BICUBIC)


def _unsharp_mask(image: Image.Image, strength: float) -> Image.Image:
    radius = max(1.2, max(image.size) / 900)
    return image.filter(ImageFilter.UnsharpMask(radius=radius, percent=round(170 * strength), threshold=1))


def _pixelate(image: Image.Image, strength: float) -> Image.Image:
    side = max(4, round(max(image.size) / 48 * strength))
    size = -(-image.width // side) * side, -(-image.height // side) * side
    return image.reduce(side).resize(size, Image.Resampling.NEAREST).crop((0, 0, *image.size))


def _pale(image: Image.Image, strength: float) -> Image.Image:
    return _curves(ImageEnhance.Color(image).enhance(max(0.1, 1 - 0.55 * strength)), RAMP * 0.9 + 0.09)


TONES: Final[Mapping[str, ToneStep]] = {
    "grey": lambda image, strength: Image.blend(image, image.convert("L").convert("RGB"), min(1.0, strength)),
    "sepia": _sepia,
    "invert": lambda image, strength: ImageChops.invert(image),
    "bright": lambda image, strength: _curves(image, RAMP ** (1.6**-strength) * (1 + 0.04 * strength)),
    "dark": lambda image, strength: _curves(image, RAMP ** (1.45**strength) * (1 - 0.08 * strength)),
    "warm": lambda image, strength: _curves(image, *(RAMP * (1 + g * strength) for g in (0.15, 0.03, -0.2))),
    "cold": lambda image, strength: _curves(image, *(RAMP * (1 + g * strength) for g in (-0.19, -0.01, 0.16))),
    "contrast": lambda image, strength: _curves(image, RAMP + (smooth(0.04, 0.96, RAMP) - RAMP) * 1.1 * strength),
    "soft": lambda image, strength: _curves(image, 0.56 + (RAMP - 0.5) * max(0.2, 1 - 0.4 * strength)),
    "vivid": lambda image, strength: ImageEnhance.Color(image).enhance(1 + 0.75 * strength),
    "pale": _pale,
    "blur": _blur,
    "sharpen": _unsharp_mask,
    "pixelate": _pixelate,
}


def hour(image: Image.Image, name: str, strength: float) -> Image.Image:
    """The light of a time of day: its shade on what is dark, its light on what is bright."""
    palette = TIMES[name]
    shade = mix(palette.shade, WHITE, 0.28 * (1 - palette.dark))
    faded = ImageEnhance.Color(image).enhance(1 - 0.55 * palette.dark)
    gains = [dark + (light - dark) * RAMP for dark, light in zip(shade, palette.light, strict=True)]
    after = _curves(faded, *(RAMP * gain * (1.22 - 0.2 * palette.dark) for gain in gains))
    return Image.blend(image, after, min(1.0, strength))


def tint(image: Image.Image, name: str, *, mean: float, strength: float = 1.0) -> Image.Image:
    """All in one colour; what is as light as `mean` (0..1) gets the colour itself."""
    colour = rgb(COLOURS[name])
    own = luma(colour)
    is_pale = own > 0.85
    middle = min(0.72, max(0.2, 0.55 * mean if is_pale else 0.7 * mean + 0.3 * own))
    low = mix(BLACK, colour, 0.42) if is_pale else times(colour, 0.06)
    high = mix(colour, WHITE, 0.86 if own > 0.22 else 0.4)
    curves = [np.interp(RAMP, (0, middle, 1), stops) for stops in zip(low, colour, high, strict=True)]
    return Image.blend(image, _curves(image.convert("L").convert("RGB"), *curves), min(1.0, 0.9 * strength))


def mean_of(image: Image.Image, mask: Image.Image | None) -> float:
    """Lightness of the picture where the mask is, 0..1."""
    size, box = (64, 64), Image.Resampling.BOX
    small = np.asarray(image.convert("L").resize(size, box), dtype=np.float32) / 255
    weight = np.asarray(mask.resize(size, box), dtype=np.float32) + 1e-3 if mask else np.ones_like(small)
    return float((small * weight).sum() / weight.sum())


MAX_PIXELS: Final = 5_000_000
"""Strokes are measured by the picture: on more pixels than this they are the same, only slower."""
MIN_SIDE, MAX_RATIO = 16, 6
"""Not so narrow that strokes measured by the short side are without number on the long one."""


def _flat(canvas: Canvas, scene: Scene) -> None:
    size = canvas.image.size
    calm = media.shrunk(canvas.image, 900).filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.MedianFilter(3))
    few = calm.quantize(16, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    stop_if(canvas.halt)
    grey = np.asarray(calm.convert("L").filter(ImageFilter.GaussianBlur(1.2)), dtype=np.float32) / 255
    rows, columns = np.gradient(grey)
    lines = picture(smooth(0.022, 0.07, np.hypot(rows, columns)) * 0.85).resize(size, Image.Resampling.BICUBIC)
    few = TONES["vivid"](few, 0.7).resize(size, Image.Resampling.BICUBIC)
    canvas.image = Image.composite(Image.new("RGB", size, (30, 26, 34)), few, lines)


INK: Final = (("grey", 1.0), ("blur", 0.12), ("bright", 0.9), ("contrast", 1.0))
RECIPES: Final[Mapping[str, tuple[Callable[[Canvas, Scene], None], tuple[tuple[str, float], ...]]]] = {
    "watercolour": (media.watercolour, (("bright", 0.35),)), "oil": (media.oil, ()),
    "ink": (media.ink, INK), "pixel": (media.pixel, ()), "flat": (_flat, ()),
    "pencil": (media.pencil, ()), "neon": (media.neon, (("bright", 0.8), ("contrast", 0.5))),
    "rain": (weather.weather, (("pale", 0.6), ("dark", 0.5), ("cold", 0.4))),
    "snow": (weather.weather, (("pale", 0.5), ("cold", 0.4))), "fog": (weather.fog, (("pale", 0.7),)),
}  # fmt: skip
"""The painter's effect of each style, and the tones that prepare the picture for it."""


def stylize(image: Image.Image, name: str, *, strength: float, seed: int, halt: Event) -> Image.Image:
    """Draw the picture in that style or weather."""
    effect, before = RECIPES[name]
    part = min(1.0, (MAX_PIXELS / (image.width * image.height)) ** 0.5)
    wide, high = (max(1, round(side * part)) for side in image.size)
    size = max(wide, high // MAX_RATIO, MIN_SIDE), max(high, wide // MAX_RATIO, MIN_SIDE)
    ready = image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    for tone, strength_of_tone in before:
        ready = TONES[tone](ready, strength_of_tone)
    canvas = Canvas(image=hour(ready, "neon", 1.0) if name == "neon" else ready.copy(), halt=halt)
    palette, weathers = TIMES[name if name in ("ink", "neon") else "day"], {name} & {"rain", "snow", "fog"}
    scene = plan(understand("day"), width=size[0], height=size[1], seed=seed)
    effect(canvas, replace(scene, palette=palette, weather=frozenset(weathers)))
    after = canvas.image.resize(image.size, Image.Resampling.BICUBIC)
    return after if strength >= 1 else Image.blend(image, after, strength)
