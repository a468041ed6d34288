"""Real pictures in any size: the same prompt gives the same picture, and noise makes one of 30 MB."""

import base64
import hashlib
import io
import threading
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw

Format = Literal["png", "jpeg", "webp"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A picture to be made. `noise` makes it incompressible and the same for every prompt, so that a
    benchmark makes it once; `blur` is the share of detail that an interim picture lacks."""

    prompt: str
    width: int
    height: int
    format: Format = "png"
    quality: int = 90
    alpha: bool = False
    noise: bool = False
    index: int = 0
    blur: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture's file and the same in base64."""

    data: bytes = field(repr=False)
    base64: bytes = field(repr=False)
    format: Format
    width: int
    height: int

    @property
    def mime(self) -> str:
        return f"image/{self.format}"

    @property
    def id(self) -> str:
        return hashlib.sha256(self.data).hexdigest()[:24]


class Pictures:
    """Makes pictures and keeps the last `room` of them. Safe to call from several threads."""

    def __init__(self, room: int = 24) -> None:
        self._room = room
        self._kept: dict[Ask, Picture] = {}
        self._lock = threading.Lock()

    def make(self, ask: Ask) -> Picture:
        """The picture of `ask`. Slow when large (two seconds for 4096×4096 with noise): not for an event loop."""
        with self._lock:
            picture = self._kept.pop(ask, None) or drawn(ask)
            self._kept[ask] = picture
            while len(self._kept) > self._room:
                self._kept.pop(next(iter(self._kept)))
            return picture


def drawn(ask: Ask) -> Picture:
    """Draw and encode."""
    image = _noise(ask) if ask.noise else _scene(ask)
    data = _encoded(image, ask)
    return Picture(data=data, base64=base64.b64encode(data), format=ask.format, width=ask.width, height=ask.height)


def _scene(ask: Ask) -> Image.Image:
    """A sky, a ground and some discs in the prompt's own colours; with alpha only the discs are there."""
    seed = hashlib.sha256(f"{ask.prompt}\0{ask.index}".encode()).digest()
    rng = np.random.default_rng(np.frombuffer(seed, dtype=np.uint32))
    scale = 512 / max(ask.width, ask.height)
    width, height = max(2, round(ask.width * scale)), max(2, round(ask.height * scale))
    top, bottom, ground = rng.integers(30, 226, size=(3, 3))
    fall = np.linspace(0, 1, height)[:, None, None]
    sky = np.broadcast_to(top + (bottom - top) * fall, (height, width, 3)).astype(np.uint8)
    image = Image.fromarray(sky).convert("RGBA")
    if ask.alpha:
        image.putalpha(0)
    draw = ImageDraw.Draw(image)
    if not ask.alpha:
        draw.rectangle((0, height * 0.72, width, height), fill=(*map(int, ground), 255))
    for x, y, radius, *colour in rng.integers(0, 256, size=(9, 6)):
        middle_x, middle_y, reach = x / 256 * width, y / 256 * height, 8 + radius / 256 * min(width, height) / 4
        box = (middle_x - reach, middle_y - reach, middle_x + reach, middle_y + reach)
        draw.ellipse(box, fill=(*map(int, colour), 255))
    if ask.blur:
        image = image.resize((max(2, width // ask.blur), max(2, height // ask.blur)), Image.Resampling.BOX)
    image = image.resize((ask.width, ask.height), Image.Resampling.BICUBIC)
    return image if ask.alpha else image.convert("RGB")


def _noise(ask: Ask) -> Image.Image:
    """Grain of 14 levels: 4096×4096 becomes a PNG of 32 MB."""
    rng = np.random.default_rng(ask.index)
    channels = 4 if ask.alpha else 3
    grain = rng.integers(0, 14, size=(ask.height, ask.width, channels), dtype=np.uint8)
    grain[..., 0] += 96
    grain[..., 1] += 120
    if ask.alpha:
        grain[..., 3] *= 18
    return Image.fromarray(grain)


def _encoded(image: Image.Image, ask: Ask) -> bytes:
    out = io.BytesIO()
    match ask.format:
        case "png":
            image.save(out, "PNG", compress_level=1)
        case "jpeg":
            image.convert("RGB").save(out, "JPEG", quality=max(1, min(95, ask.quality)))
        case "webp":
            image.save(out, "WEBP", quality=ask.quality, method=0)
    return out.getvalue()
