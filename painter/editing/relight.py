"""The light of a picture that was given, as the painter's palette: what is painted in is lit by it."""

from dataclasses import replace
from typing import Final

import numpy as np
from PIL import Image

from painter.editing.image import Box
from painter.prompt.parser import understand
from painter.render.noise import Grid
from painter.render.palette import RGB, TIMES, luma, mix, times
from painter.scene.plan import Scene, plan

_SIDE: Final = 48
_NEUTRAL: RGB = (1.0, 1.0, 1.0)


def lit_scene(image: Image.Image, box: Box, *, seed: int) -> Scene:
    """A scene whose light comes from where the picture is brighter, in the colour and strength of what is around
    `box`."""
    small = np.asarray(image.resize((_SIDE, _SIDE), Image.Resampling.BOX, reducing_gap=2.0), dtype=np.float32) / 255
    around = _around(small, box, image.size)
    tone = luma(around)
    cast = mix(_NEUTRAL, times(around, 1 / max(0.08, max(around))), 0.42)
    strength = min(1.06, 0.56 + 0.85 * tone)
    light, shade = times(cast, strength), times(mix(cast, around, 0.35), 0.34 + 0.3 * tone)
    palette = replace(TIMES["day"], light=light, shade=shade, haze=around, dark=max(0.0, 0.5 - 1.6 * tone))
    scene = plan(understand(""), width=image.width, height=image.height, seed=seed)
    side = _side(small)
    return replace(
        scene, world="land", features=frozenset(), palette=palette, facing=(side * 0.6, -0.8), weather=frozenset(),
        season="", style="", time="day", tints={}, accents=(), subjects=(),
        light=((0.5 + side * 0.4) * image.width, 0.0),
    )  # fmt: skip


def _around(small: Grid, box: Box, size: tuple[int, int]) -> RGB:
    """The mean colour in and around the box."""
    left, top, right, bottom = (edge * _SIDE / side for edge, side in zip(box, (*size, *size), strict=True))
    wide, high = (right - left) * 0.3 + 1, (bottom - top) * 0.3 + 1
    rows = slice(max(0, int(top - high)), int(bottom + high) + 1)
    columns = slice(max(0, int(left - wide)), int(right + wide) + 1)
    red, green, blue = (float(part) for part in small[rows, columns].mean(axis=(0, 1)))
    return red, green, blue


def _side(small: Grid) -> float:
    """-1 when the light comes from the left, 1 from the right."""
    columns = small.mean(axis=(0, 2))
    half = _SIDE // 2
    return -1.0 if float(columns[:half].mean()) >= float(columns[half:].mean()) else 1.0
