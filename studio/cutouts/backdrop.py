"""Backdrops: the flat colour to ask for, and the flat colour that a picture stands on."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from providers.request.prompt import prompt_language
from providers.types import ImageRequest
from studio.images.decode import load_normalized
from studio.memory.probe import probe_file
from studio.services import Services

Colour = tuple[int, int, int]
Pixels = NDArray[np.uint8]

BACKDROP: Final = {
    "en": (
        "Show the subject alone on a perfectly flat {colour} background ({code}) that fills the image to every "
        "edge: one uniform colour, with no gradient, texture, floor, shadow or reflection. Nothing of the subject "
        "is {colour}."
    ),
    "zh": (
        "只保留主体，背景为铺满整张图的纯{colour}（{code}）：颜色完全均匀，没有渐变、纹理、地面、阴影或反光。主体上不出现{colour}。"
    ),
}
BACKDROPS: Final[Mapping[str, tuple[Colour, str]]] = {
    "green": ((0, 255, 0), "绿色"),
    "magenta": ((255, 0, 255), "洋红色"),
    "blue": ((0, 0, 255), "蓝色"),
}
"""The flat colours that can be asked for: red, green and blue, and the Chinese name."""
NAMED: Final = {
    "green": re.compile(r"\bgreen|\bgrass|\bleaf|\bleaves|\bplant|\btree|绿|草|叶|植物|树", re.IGNORECASE),
    "magenta": re.compile(r"\bmagenta|\bpink|\bpurple|\bviolet|洋红|品红|粉|紫", re.IGNORECASE),
    "blue": re.compile(r"\bblue|\bsky|\bsea\b|蓝|天空|海", re.IGNORECASE),
}
"""Words of a prompt that are likely to bring a colour into the picture."""
SEEN: Final = 256
"""The longest side, in pixels, at which the colours of a picture are counted."""
LIKE_KEY: Final = 0.25
"""From this share of a key colour's own excess on, a pixel would be taken for some of it."""

RING: Final = 1 / 64
"""The width of the border that is looked at, as a share of the short side."""
MIN_ASKED, MIN_FOUND = 0.3, 0.6
"""The share of the border that must be of the colour that was asked for, or of any one colour."""
NEAR: Final = 32
"""Up to this distance from it in RGB, a pixel of the border counts as of one colour."""
MAX_NOISE, MIN_FLAT = 60.0, 0.8
"""The distance from their median up to which that share of these pixels lies, in a background that counts as flat.
The others are edges of a subject that stands on the border."""
SATURATED: Final = 100
"""From this difference between its channels on a colour is keyed wherever it is; else only from the border in."""


class CannotCutOut(Exception):
    """The background cannot be taken away.

    `reason`: "flat", it is not of one colour, but `percent` of its border is; "empty", nothing but background is
    there.
    """

    def __init__(self, reason: str, percent: float = 0.0) -> None:
        super().__init__(f"{reason}: {percent:.0f} %")
        self.reason = reason
        self.percent = percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """The flat colour that a picture stands on.

    `noise`: 95 % of its pixels at the border are at most that far from it. `high` are the channels that make a
    saturated colour, none of a grey one.
    """

    colour: Colour
    noise: float
    high: tuple[int, ...]

    @property
    def low(self) -> tuple[int, ...]:
        """The other channels."""
        return tuple(channel for channel in range(3) if channel not in self.high)


def high_channels(colour: Colour) -> tuple[int, ...]:
    """The channels that make a colour what it is, () for one that is nearly grey."""
    lowest, highest = min(colour), max(colour)
    if highest - lowest < SATURATED:
        return ()
    return tuple(channel for channel, value in enumerate(colour) if value > (lowest + highest) / 2)


def excess(pixels: Pixels, high: tuple[int, ...]) -> NDArray[np.int16]:
    """Excess of the high channels over the others in each pixel."""
    low = [channel for channel in range(3) if channel not in high]
    lowest_high: NDArray[np.int16] = pixels[..., list(high)].min(axis=-1).astype(np.int16)
    highest_low: NDArray[np.int16] = pixels[..., low].max(axis=-1).astype(np.int16)
    return np.subtract(lowest_high, highest_low)


async def ask_for_backdrop(services: Services, request: ImageRequest, *, visitor: str) -> ImageRequest:
    """The request of a cut-out with the words for a flat background.

    Its colour is that which the first image and the prompt's words have least of. Raises Damaged.
    """
    shares = dict.fromkeys(BACKDROPS, 0.0)
    if request.images:
        path = request.images[0].path
        probe = await asyncio.to_thread(probe_file, path)
        work = partial(_colour_shares, path)
        shares = await services.workers.run(work, cost=probe.cost_of_load(), visitor=visitor)
    name = min(shares, key=lambda name: shares[name] + bool(NAMED[name].search(request.prompt)))
    colour, chinese = BACKDROPS[name]
    code, language = "#{:02X}{:02X}{:02X}".format(*colour), prompt_language(request)
    sentence = BACKDROP[language].format(colour=chinese if language == "zh" else name, code=code)
    return replace(request, backdrop=code, added=(*request.added, sentence))


def _colour_shares(path: Path) -> dict[str, float]:
    """The share of the picture's pixels that each of the colours would be mistaken for."""
    picture = load_normalized(path).convert("RGB")
    picture.thumbnail((SEEN, SEEN), Image.Resampling.BOX)
    pixels = np.asarray(picture)
    shares = {}
    for name, (colour, _) in BACKDROPS.items():
        shares[name] = float((excess(pixels, high_channels(colour)) > 255 * LIKE_KEY).mean())
    return shares


def find_backdrop(pixels: Pixels, *, asked: Colour | None) -> Backdrop:
    """The flat colour of a picture's border.

    The one that was `asked` for where a good part of the border has it, else the one that most of it has: a subject
    may stand on the border. Raises CannotCutOut.
    """
    width = max(2, round(RING * min(pixels.shape[:2])))
    sides = (pixels[:width], pixels[-width:], pixels[width:-width, :width], pixels[width:-width, -width:])
    ring = np.concatenate([side.reshape(-1, 3) for side in sides])
    near = _near_asked(ring, asked) if asked else np.zeros(len(ring), bool)
    if near.mean() < MIN_ASKED:
        near = _near_commonest(ring)
        if near.mean() < MIN_FOUND:
            raise CannotCutOut("flat", 100 * float(near.mean()))
    colour = np.median(ring[near], axis=0)
    away = np.linalg.norm(ring[near] - colour, axis=1)
    flat = away <= MAX_NOISE
    if flat.mean() < MIN_FLAT:
        raise CannotCutOut("flat", 100 * float(near.mean()))
    noise = float(np.percentile(away[flat], 95))
    red, green, blue = (round(float(value)) for value in colour)
    return Backdrop(colour=(red, green, blue), noise=noise, high=high_channels((red, green, blue)))


def _near_asked(ring: Pixels, asked: Colour) -> NDArray[np.bool_]:
    high = high_channels(asked)
    return excess(ring, high) > 0.4 * int(excess(np.array([asked], np.uint8), high)[0])


def _near_commonest(ring: Pixels) -> NDArray[np.bool_]:
    """The pixels near the colour that occurs most, told in 32 steps of each channel."""
    steps = (ring >> 3).astype(np.int32)
    index = (steps[:, 0] << 10) | (steps[:, 1] << 5) | steps[:, 2]
    commonest = int(np.bincount(index, minlength=1 << 15).argmax())
    colour = np.median(ring[index == commonest], axis=0)
    near: NDArray[np.bool_] = np.linalg.norm(ring - colour, axis=1) < NEAR
    return near
