"""Colours and palettes: what the light is at each time of day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from painter.render.noise import Grid

RGB = tuple[float, float, float]


def rgb(code: str) -> RGB:
    """`#rrggbb` as three numbers 0..1."""
    return int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255


def mix(first: RGB, second: RGB, part: float) -> RGB:
    """`part` 0 is the first colour, 1 the second."""
    (red, green, blue), (other_red, other_green, other_blue) = first, second
    return red + (other_red - red) * part, green + (other_green - green) * part, blue + (other_blue - blue) * part


def times(colour: RGB, by: RGB | float) -> RGB:
    """The colour under a light."""
    red, green, blue = (by, by, by) if isinstance(by, float | int) else by
    return min(1.0, colour[0] * red), min(1.0, colour[1] * green), min(1.0, colour[2] * blue)


def byte(colour: RGB) -> tuple[int, int, int]:
    """0..255, for Pillow."""
    red, green, blue = round(colour[0] * 255), round(colour[1] * 255), round(colour[2] * 255)
    return max(0, min(255, red)), max(0, min(255, green)), max(0, min(255, blue))


def as_bytes(colours: Sequence[RGB]) -> Iterator[tuple[int, int, int]]:
    """The same of many at once: a meadow has ten thousand blades."""
    channels = np.clip(np.rint(np.array(colours) * 255), 0, 255).astype(int)
    return zip(*channels.T.tolist(), strict=True)


def luma(colour: RGB) -> float:
    """Lightness of a colour, 0..1."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def vivid(colour: RGB, by: float) -> RGB:
    """More (by > 1) or less saturated, equally light."""
    grey = luma(colour)
    red, green, blue = (max(0.0, min(1.0, grey + (part - grey) * by)) for part in colour)
    return red, green, blue


def ramp(stops: Sequence[tuple[float, RGB]], values: Grid) -> Grid:
    """A gradient read at `values`: one more axis of three channels."""
    places = [stop for stop, _ in stops]
    channels = [np.interp(values, places, [colour[i] for _, colour in stops]) for i in range(3)]
    return np.stack(channels, axis=-1).astype(np.float32)


def plain(colour: RGB) -> Grid:
    """A colour as an array that spreads over a picture."""
    return np.array(colour, dtype=np.float32)


def over(below: Grid, above: Grid | RGB, alpha: Grid) -> Grid:
    """`above` laid over `below` where `alpha` (no channel axis) is 1."""
    top = plain(above) if isinstance(above, tuple) else above
    return (below + (top - below) * alpha[..., None]).astype(np.float32)


def screen(below: Grid, colour: RGB, amount: Grid) -> Grid:
    """Light of `colour` added without burning out."""
    return (1 - (1 - below) * (1 - plain(colour) * amount[..., None])).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The light of a scene.

    `light` and `shade` multiply surfaces that face the light and that do not; `dark` is 0 by day and 1 at night,
    `height` the light's height between horizon (0) and top (1).
    """

    sky: tuple[tuple[float, RGB], ...]
    haze: RGB
    sun: RGB
    light: RGB
    shade: RGB
    cloud: RGB
    gloom: RGB
    glow: float
    dark: float
    height: float


def _palette(colours: str, glow: float, dark: float, height: float) -> Palette:
    *sky, haze, sun, light, shade, cloud, gloom = (rgb(word) for word in colours.split())
    return Palette(
        sky=tuple((index / (len(sky) - 1), colour) for index, colour in enumerate(sky)), haze=haze, sun=sun,
        light=light, shade=shade, cloud=cloud, gloom=gloom, glow=glow, dark=dark, height=height,
    )  # fmt: skip


TIMES = {
    "dawn": _palette("#4a6299 #7f8fc0 #c9a9c4 #f3bfae #fddcae "
        "#efc4b4 #fff0c8 #ffe6cf #7d7ba6 #ffd9c4 #9a8ab4", 0.75, 0.12, 0.14),
    "day": _palette("#2f74bd #5b9fd8 #98c8e8 #cfe6f0 #eaf3ee "
        "#c3dbe8 #fffbe6 #fffaf0 #7489a6 #ffffff #a9bdd2", 0.45, 0.0, 0.72),
    "noon": _palette("#1f66bd #3f90dc #7cc0ee #bfe2f4 #e4f3f4 "
        "#bfdcec #ffffff #ffffff #6f8aa8 #ffffff #a6c0d8", 0.4, 0.0, 0.88),
    "golden": _palette("#5f8fbf #93b4c9 #d9cfae #f8dc9c #ffe9b4 "
        "#f0d6a4 #fff6d0 #ffe9b8 #857a88 #fff0cc #b8a6a4", 0.8, 0.05, 0.3),
    "sunset": _palette("#27305f #5a4484 #a8507e #e8705f #fba057 #ffd27f "
        "#e58a68 #fff0b8 #ffc894 #5b4a78 #ffc08e #8a4f7c", 1.0, 0.25, 0.1),
    "dusk": _palette("#141d45 #28356f #4c4f92 #8d6aa0 #d98f93 #f2b592 "
        "#a47c9c #ffe0b0 #c3a9cc #3b3d6e #c68fa8 #3f3f74", 0.7, 0.55, 0.06),
    "night": _palette("#050a1e #0b1638 #152a5c #264478 #3f6391 "
        "#2c4a78 #f6f2df #8fa9dc #1c294f #7d97c4 #17264c", 0.5, 1.0, 0.7),
    "ink": _palette("#ddd7c9 #e9e4d7 #f1ede2 #f4f0e6 "
        "#f1ede2 #c8402f #f4f0e6 #35332f #f6f3ea #c9c4b8", 0.12, 0.0, 0.6),
    "neon": _palette("#0a0620 #1b0b3f #41106a #8a1c8c #ff3f9f #ff8f6a "
        "#7a1f8f #ff7ac0 #ff9bf0 #2c1a66 #c23fae #2a0f55", 0.9, 0.9, 0.12),
}  # fmt: skip
GREY = {"overcast": "#b4bcc4", "fog": "#d3d8d8", "rain": "#77838f", "snow": "#d3dbe4", "storm": "#414a5c"}
