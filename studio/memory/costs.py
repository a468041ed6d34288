"""Costs of opening a picture: bytes of memory, and whether it takes seconds. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

STRIPS_FROM: Final = 20_000_000
"""From so many pixels on a PNG is read in strips: no model answers with more, and a third of a second is less."""
LONG_FROM: Final = 24_000_000
"""Pixels from which on the work takes seconds."""
DRAWN: Final = 250_000_000
"""Bytes that the process takes which draws an SVG, with the copy that is made for it before."""
DRAWN_TYPE: Final = "image/svg+xml"
MIN_MEMORY: Final = 8_000_000
"""Bytes that any work takes: buffers, the file's head, a thumbnail."""
STRIPS: Final = 48_000_000
"""Bytes that reading in strips takes, whatever the picture."""

# The most that the process took for a picture of 5000×4000 beyond what it had (VmHWM), by pixel, rounded up: Pillow
# 12.3 has four bytes for each pixel in colour, and the libraries below it have buffers of their own.
CHECKED: Final[Mapping[str, float]] = {
    "image/jpeg": 7.0,  # 0.6 where it is not progressive, 3.3 with halved colours
    "image/png": 10.5,  # 16 bits; 4.5 in plain colours
    "image/gif": 6.0,
    "image/bmp": 5.0,
    "image/tiff": 9.0,
    "image/webp": 17.0,  # two canvases, and two copies of the result
    "image/avif": 13.0,
    "image/heic": 9.0,
    "image/heif": 9.0,
}
LOADED: Final[Mapping[str, float]] = {
    **CHECKED,
    "image/jpeg": 12.5,  # 8.1 where it need not be turned
    "image/gif": 9.0,
    "image/bmp": 9.0,
    "image/tiff": 13.0,  # turned and see-through
    "image/webp": 17.5,
}
LOADED_IN_STRIPS: Final = 8.5
"""What is see-through is copied once where it turns out to be opaque."""
UNKNOWN: Final = 17.5
COMPOSITED, ANSWERED = 28.0, 9.0
"""For a paste-back, by pixel of the original and of the answer."""
PAINTED, PAINTED_FURTHER, PAINTED_AT_ONCE = 40.0, 20.0, 4_000_000
"""The demo's painter, by pixel: 30 to 74 at 2048×2048, 28 at 4096×4096, 35 of an edit."""
EDITED: Final = 8_000_000
"""What the demo edits it scales down to so many pixels before it paints."""
DECODED: Final = 4.0
"""By pixel of a picture that was decoded whole and is gone through in strips."""
CANVAS: Final = 14.0
"""For a canvas that is drawn to be sent, by pixel."""
CROPPED: Final = 4.0
"""For what is cut out of a picture, by its pixels, beside the picture's rows: 235 MB in all for a turned part of 49
megapixels of a PNG of 64."""
MASKED: Final = 20.0
"""For a mask that is drawn in the size of what is sent, and the area marked on that."""

CUT_OUT, CUT_OUT_LONG = 36.0, 6_000_000
"""For a picture that is keyed out: 32 at 4096×4096, in 4 s of a core. From so many pixels on it is long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Bytes that work takes, and whether it is long."""

    memory: int
    is_long: bool = False


def cost_of_check(mime: str, pixels: int, *, in_strips: bool) -> Cost:
    """Decoding a whole picture for its thumbnail."""
    if in_strips and pixels > STRIPS_FROM:
        return _cost(STRIPS, pixels)
    if mime == DRAWN_TYPE:
        return _cost_of_drawing(0)
    return _cost(CHECKED.get(mime, UNKNOWN) * pixels, pixels)


def cost_of_load(mime: str, pixels: int, *, in_strips: bool) -> Cost:
    """Decoding a whole picture to its pixels, and writing them."""
    if in_strips and pixels > STRIPS_FROM:
        return _cost(STRIPS + LOADED_IN_STRIPS * pixels, pixels)
    if mime == DRAWN_TYPE:
        return _cost_of_drawing(pixels)
    return _cost(LOADED.get(mime, UNKNOWN) * pixels, pixels)


def cost_of_rows(mime: str, pixels: int, *, in_strips: bool, beside: float) -> Cost:
    """Going through a whole picture a strip at a time, with `beside` bytes next to it."""
    # An SVG is drawn, which its check leaves to what loads it.
    cost_of = cost_of_load if mime == DRAWN_TYPE else cost_of_check
    whole = cost_of(mime, pixels, in_strips=in_strips)
    decoded = 0 if in_strips and pixels > STRIPS_FROM else DECODED * pixels
    # What the decoder takes is free again before anything else is opened.
    return _cost(max(whole.memory, decoded + beside) + STRIPS, pixels)


def cost_of_painting(pixels: int) -> Cost:
    """Painting a picture by rule, or editing one."""
    return _cost(PAINTED * min(pixels, PAINTED_AT_ONCE) + PAINTED_FURTHER * pixels, 0)


def cost_of_mask(pixels: int) -> Cost:
    """Drawing a mask in that many pixels."""
    return _cost(MASKED * pixels, pixels)


def cost_of_composite(original: int, answer: int) -> Cost:
    """Laying an answer over its original, by the pixels of both."""
    return _cost(COMPOSITED * original + ANSWERED * answer, max(original, answer))


def cost_of_cutout(pixels: int) -> Cost:
    """Measuring a picture's alpha, and keying its background out."""
    return Cost(memory=_cost(CUT_OUT * pixels, 0).memory, is_long=pixels > CUT_OUT_LONG)


def _cost_of_drawing(pixels: int) -> Cost:
    """An SVG counts as long, whatever its size: only its drawing tells."""
    return Cost(memory=round(DRAWN + LOADED["image/png"] * pixels), is_long=True)


def _cost(memory: float, pixels: int) -> Cost:
    return Cost(memory=max(MIN_MEMORY, round(memory)), is_long=pixels > LONG_FROM)
