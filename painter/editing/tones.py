"""Changes that treat every place of a picture alike: light, colours, sharpness. `strength` 1 is as usual."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from painter.prompt.vocabulary import COLOURS
from painter.render.noise import Grid, smooth
from painter.render.palette import RGB, TIMES, luma, mix, rgb, times

ToneStep = Callable[[Image.Image, float], Image.Image]
_RAMP: Final = (np.arange(256) / 255).astype(np.float32)
_BLACK, _WHITE = rgb("#000000"), rgb("#ffffff")
_REDUCED = 6
"""Pixels over which a blur can no more tell a picture from its reduction."""


def _table(curve: Grid) -> list[int]:
    return [int(value) for value in np.clip(np.rint(curve * 255), 0, 255)]


def _alike(image: Image.Image, curve: Grid) -> Image.Image:
    """One curve for all channels."""
    return image.point(_table(curve) * 3)


def _each(image: Image.Image, curves: Sequence[Grid]) -> Image.Image:
    """A curve for each channel."""
    return image.point([value for curve in curves for value in _table(curve)])


def _part(before: Image.Image, after: Image.Image, strength: float) -> Image.Image:
    return after if strength >= 1 else Image.blend(before, after, strength)


def _grey(image: Image.Image, strength: float) -> Image.Image:
    return _part(image, image.convert("L").convert("RGB"), strength)


def _sepia(image: Image.Image, strength: float) -> Image.Image:
    faded = image.convert("L").point(_table(0.06 + 0.9 * _RAMP))
    aged = Image.merge("RGB", [faded.point(_table(_RAMP**power)) for power in (0.78, 1.0, 1.36)])
    return _part(image, aged, strength)


def _invert(image: Image.Image, strength: float) -> Image.Image:
    return ImageChops.invert(image)


def _bright(image: Image.Image, strength: float) -> Image.Image:
    return _alike(image, _RAMP ** (1.6**-strength) * (1 + 0.04 * strength))


def _dark(image: Image.Image, strength: float) -> Image.Image:
    return _alike(image, _RAMP ** (1.45**strength) * (1 - 0.08 * strength))


def _warm(image: Image.Image, strength: float) -> Image.Image:
    gains = 0.15 * strength, 0.03 * strength, -0.2 * strength
    return _each(image, [_RAMP * (1 + gain) for gain in gains])


def _cold(image: Image.Image, strength: float) -> Image.Image:
    gains = -0.19 * strength, -0.01 * strength, 0.16 * strength
    return _each(image, [_RAMP * (1 + gain) for gain in gains])


def _contrast(image: Image.Image, strength: float) -> Image.Image:
    return _alike(image, _RAMP + (smooth(0.04, 0.96, _RAMP) - _RAMP) * (1.1 * strength))


def _soft(image: Image.Image, strength: float) -> Image.Image:
    return _alike(image, 0.56 + (_RAMP - 0.5) * max(0.2, 1 - 0.4 * strength))


def _vivid(image: Image.Image, strength: float) -> Image.Image:
    return ImageEnhance.Color(image).enhance(1 + 0.75 * strength)


def _pale(image: Image.Image, strength: float) -> Image.Image:
    muted = ImageEnhance.Color(image).enhance(max(0.1, 1 - 0.55 * strength))
    return _alike(muted, _RAMP * 0.9 + 0.09)


def _blur(image: Image.Image, strength: float) -> Image.Image:
    radius = max(1.5, max(image.size) * 0.012) * strength
    factor = int(radius // _REDUCED)
    if factor < 2:
        return image.filter(ImageFilter.GaussianBlur(radius))
    small = image.reduce(factor).filter(ImageFilter.GaussianBlur(radius / factor))
    return small.resize(image.size, Image.Resampling.BICUBIC)


def _sharpen(image: Image.Image, strength: float) -> Image.Image:
    radius = max(1.2, max(image.size) / 900)
    return image.filter(ImageFilter.UnsharpMask(radius=radius, percent=round(170 * strength), threshold=1))


def _pixelate(image: Image.Image, strength: float) -> Image.Image:
    side = max(4, round(max(image.size) / 48 * strength))
    return (
        image.reduce(side)
        .resize((-(-image.width // side) * side, -(-image.height // side) * side), Image.Resampling.NEAREST)
        .crop((0, 0, *image.size))
    )


TONES: Final[Mapping[str, ToneStep]] = {
    "grey": _grey, "sepia": _sepia, "invert": _invert, "bright": _bright, "dark": _dark, "warm": _warm,
    "cold": _cold, "contrast": _contrast, "soft": _soft, "vivid": _vivid, "pale": _pale, "blur": _blur,
    "sharpen": _sharpen, "pixelate": _pixelate,
}  # fmt: skip


def hour(image: Image.Image, name: str, strength: float) -> Image.Image:
    """The light of a time of day: its shade on what is dark, its light on what is bright."""
    palette = TIMES[name]
    gain = 1.22 - 0.2 * palette.dark
    shade = mix(palette.shade, _WHITE, 0.28 * (1 - palette.dark))
    faded = ImageEnhance.Color(image).enhance(1 - 0.55 * palette.dark)
    curves = [
        _RAMP * (dark + (light - dark) * _RAMP) * gain for dark, light in zip(shade, palette.light, strict=True)
    ]
    return _part(image, _each(faded, curves), strength)


def colour_of(name: str, shade: str = "") -> RGB:
    """A named colour, light or deep when it is."""
    colour = rgb(COLOURS[name][0])
    match shade:
        case "light":
            return mix(colour, _WHITE, 0.45)
        case "deep":
            return times(colour, 0.6)
        case _:
            return colour


def tint(image: Image.Image, colour: RGB, *, mean: float, strength: float = 1.0) -> Image.Image:
    """All in one colour; what is as light as `mean` (0..1) gets the colour itself."""
    own = luma(colour)
    pale = own > 0.85
    middle = min(0.72, max(0.2, 0.55 * mean if pale else 0.7 * mean + 0.3 * own))
    low = mix(_BLACK, colour, 0.42) if pale else times(colour, 0.06)
    high = mix(colour, _WHITE, 0.86 if own > 0.22 else 0.4)
    grey_ = image.convert("L")
    channels = [
        grey_.point(_table(np.interp(_RAMP, (0, middle, 1), stops)))
        for stops in zip(low, colour, high, strict=True)
    ]
    return Image.blend(image, Image.merge("RGB", channels), min(1.0, 0.9 * strength))


def mean_of(image: Image.Image, mask: Image.Image | None) -> float:
    """How light the picture is where the mask is, 0..1."""
    small = np.asarray(image.convert("L").resize((64, 64), Image.Resampling.BOX), dtype=np.float32) / 255
    if mask is None:
        return float(small.mean())
    weight = np.asarray(mask.resize((64, 64), Image.Resampling.BOX), dtype=np.float32) + 1e-3
    return float((small * weight).sum() / weight.sum())


def coloured(image: Image.Image, name: str) -> Image.Image:
    """Where the picture has the named colour: 255 is surely, 0 not."""
    own = np.asarray(Image.new("RGB", (1, 1), tuple(round(part * 255) for part in colour_of(name))).convert("HSV"))
    hue, saturation, value = (int(part) for part in own[0, 0])
    hues, saturations, values = image.convert("HSV").split()
    steps = np.arange(256, dtype=np.float32)
    if saturation < 60:
        near = smooth(110, 60, np.abs(steps - value))
        return ImageChops.multiply(saturations.point(_table(smooth(90, 45, steps))), values.point(_table(near)))
    away = np.abs((steps - hue + 128) % 256 - 128)
    found = hues.point(_table(smooth(15, 7, away)))
    found = ImageChops.multiply(found, saturations.point(_table(smooth(60, 110, steps))))
    return ImageChops.multiply(found, values.point(_table(smooth(25, 55, steps))))
