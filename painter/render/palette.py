"""Colours and palettes: what the light is at each time of day."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from painter.render.noise import Grid

RGB = tuple[float, float, float]


def rgb(words: str) -> RGB:
    """`#rrggbb` as three numbers 0..1."""
    return int(words[1:3], 16) / 255, int(words[3:5], 16) / 255, int(words[5:7], 16) / 255


def mix(first: RGB, second: RGB, part: float) -> RGB:
    """`part` 0 is the first colour, 1 the second."""
    red, green, blue = (a + (b - a) * part for a, b in zip(first, second, strict=True))
    return red, green, blue


def times(colour: RGB, by: RGB | float) -> RGB:
    """The colour under a light."""
    factor = (by, by, by) if isinstance(by, float | int) else by
    red, green, blue = (min(1.0, a * b) for a, b in zip(colour, factor, strict=True))
    return red, green, blue


def byte(colour: RGB) -> tuple[int, int, int]:
    """0..255, for Pillow."""
    red, green, blue = (max(0, min(255, round(part * 255))) for part in colour)
    return red, green, blue


def luma(colour: RGB) -> float:
    """How light a colour looks, 0..1."""
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
    """The light of a scene. `light` and `shade` multiply surfaces that face the light and that do not;
    `dark` is 0 by day and 1 at night, `height` the light's place between horizon (0) and top (1)."""

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


def _palette(
    sky: str,
    *,
    haze: str,
    sun: str,
    light: str,
    shade: str,
    cloud: str,
    gloom: str,
    glow: float,
    dark: float,
    height: float,
) -> Palette:
    colours = [rgb(word) for word in sky.split()]
    stops = tuple((index / (len(colours) - 1), colour) for index, colour in enumerate(colours))
    return Palette(
        sky=stops, haze=rgb(haze), sun=rgb(sun), light=rgb(light), shade=rgb(shade), cloud=rgb(cloud),
        gloom=rgb(gloom), glow=glow, dark=dark, height=height,
    )  # fmt: skip


TIMES = {
    "dawn": _palette(
        "#4a6299 #7f8fc0 #c9a9c4 #f3bfae #fddcae", haze="#efc4b4", sun="#fff0c8", light="#ffe6cf", shade="#7d7ba6",
        cloud="#ffd9c4", gloom="#9a8ab4", glow=0.75, dark=0.12, height=0.14,
    ),
    "day": _palette(
        "#2f74bd #5b9fd8 #98c8e8 #cfe6f0 #eaf3ee", haze="#c3dbe8", sun="#fffbe6", light="#fffaf0", shade="#7489a6",
        cloud="#ffffff", gloom="#a9bdd2", glow=0.45, dark=0.0, height=0.72,
    ),
    "noon": _palette(
        "#1f66bd #3f90dc #7cc0ee #bfe2f4 #e4f3f4", haze="#bfdcec", sun="#ffffff", light="#ffffff", shade="#6f8aa8",
        cloud="#ffffff", gloom="#a6c0d8", glow=0.4, dark=0.0, height=0.88,
    ),
    "golden": _palette(
        "#5f8fbf #93b4c9 #d9cfae #f8dc9c #ffe9b4", haze="#f0d6a4", sun="#fff6d0", light="#ffe9b8", shade="#857a88",
        cloud="#fff0cc", gloom="#b8a6a4", glow=0.8, dark=0.05, height=0.3,
    ),
    "sunset": _palette(
        "#27305f #5a4484 #a8507e #e8705f #fba057 #ffd27f", haze="#e58a68", sun="#fff0b8", light="#ffc894",
        shade="#5b4a78", cloud="#ffc08e", gloom="#8a4f7c", glow=1.0, dark=0.25, height=0.1,
    ),
    "dusk": _palette(
        "#141d45 #28356f #4c4f92 #8d6aa0 #d98f93 #f2b592", haze="#a47c9c", sun="#ffe0b0", light="#c3a9cc",
        shade="#3b3d6e", cloud="#c68fa8", gloom="#3f3f74", glow=0.7, dark=0.55, height=0.06,
    ),
    "night": _palette(
        "#050a1e #0b1638 #152a5c #264478 #3f6391", haze="#2c4a78", sun="#f6f2df", light="#8fa9dc", shade="#1c294f",
        cloud="#7d97c4", gloom="#17264c", glow=0.5, dark=1.0, height=0.7,
    ),
    "ink": _palette(
        "#ddd7c9 #e9e4d7 #f1ede2 #f4f0e6", haze="#f1ede2", sun="#c8402f", light="#f4f0e6", shade="#35332f",
        cloud="#f6f3ea", gloom="#c9c4b8", glow=0.12, dark=0.0, height=0.6,
    ),
    "neon": _palette(
        "#0a0620 #1b0b3f #41106a #8a1c8c #ff3f9f #ff8f6a", haze="#7a1f8f", sun="#ff7ac0", light="#ff9bf0",
        shade="#2c1a66", cloud="#c23fae", gloom="#2a0f55", glow=0.9, dark=0.9, height=0.12,
    ),
}  # fmt: skip

GREY = {
    "overcast": rgb("#b4bcc4"),
    "fog": rgb("#d3d8d8"),
    "rain": rgb("#77838f"),
    "snow": rgb("#d3dbe4"),
    "storm": rgb("#414a5c"),
}
