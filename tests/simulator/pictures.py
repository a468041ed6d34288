"""Real pictures of any size: the same prompt gives the same one; noise makes one of 30 MB."""

import base64
import hashlib
import io
import threading
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from tests.studio.credentials.signing import sign

Format = Literal["png", "jpeg", "webp", "svg", "gif"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSpec:
    """Properties of a picture to be made.

    `noise` makes it incompressible and the same for every prompt, so that a
    benchmark makes it once; `blur` is the share of detail that an interim picture lacks; `signed` gives it content
    credentials, as OpenAI's pictures have them; a GIF has so many `frames`, each for `frame_ms`."""

    prompt: str
    width: int
    height: int
    format: Format = "png"
    quality: int = 90
    alpha: bool = False
    noise: bool = False
    signed: bool = False
    index: int = 0
    blur: int = 0
    frames: int = 1
    frame_ms: int = 0


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
        return "image/svg+xml" if self.format == "svg" else f"image/{self.format}"

    @property
    def id(self) -> str:
        return hashlib.sha256(self.data).hexdigest()[:24]


class Pictures:
    """Makes pictures and caches the last `capacity` of them. Safe to call from several threads."""

    def __init__(self, capacity: int = 24) -> None:
        self._capacity = capacity
        self._cache: dict[PictureSpec, Picture] = {}
        self._lock = threading.Lock()

    def make(self, spec: PictureSpec) -> Picture:
        """The picture of a spec. Slow when large (two seconds for 4096×4096 with noise): not for an event loop."""
        with self._lock:
            picture = self._cache.pop(spec, None) or draw_picture(spec)
            self._cache[spec] = picture
            while len(self._cache) > self._capacity:
                self._cache.pop(next(iter(self._cache)))
            return picture


def draw_picture(spec: PictureSpec) -> Picture:
    """Draw and encode."""
    if spec.format == "svg":
        data = _vector(spec)
        return Picture(data=data, base64=base64.b64encode(data), format="svg", width=spec.width, height=spec.height)
    image = _noise(spec) if spec.noise else _scene(spec)
    data = _encode(image, spec)
    if spec.signed:
        data = sign(data, f"image/{spec.format}")
    return Picture(
        data=data, base64=base64.b64encode(data), format=spec.format, width=spec.width, height=spec.height
    )


def _vector(spec: PictureSpec) -> bytes:
    """A sky and discs in the prompt's own colours, as text that runs and loads nothing."""
    seed = hashlib.sha256(f"{spec.prompt}\0{spec.index}".encode()).digest()
    colours = [f"#{seed[start : start + 3].hex()}" for start in range(0, 18, 3)]
    sky = "" if spec.alpha else f'<rect width="{spec.width}" height="{spec.height}" fill="{colours[0]}"/>'
    discs = "".join(
        f'<circle cx="{seed[number] * spec.width // 256}" cy="{seed[-number] * spec.height // 256}"'
        f' r="{min(spec.width, spec.height) // 8}" fill="{colour}"/>'
        for number, colour in enumerate(colours[1:], 1)
    )
    size = f'width="{spec.width}" height="{spec.height}" viewBox="0 0 {spec.width} {spec.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{sky}{discs}</svg>'.encode()


def _scene(spec: PictureSpec) -> Image.Image:
    """A sky, a ground and some discs in the prompt's own colours; with alpha only the discs are there."""
    seed = hashlib.sha256(f"{spec.prompt}\0{spec.index}".encode()).digest()
    rng = np.random.default_rng(np.frombuffer(seed, dtype=np.uint32))
    scale = 256 / max(spec.width, spec.height)
    width, height = max(2, round(spec.width * scale)), max(2, round(spec.height * scale))
    top, bottom, ground = rng.integers(30, 226, size=(3, 3))
    fall = np.linspace(0, 1, height)[:, None, None]
    sky = np.broadcast_to(top + (bottom - top) * fall, (height, width, 3)).astype(np.uint8)
    image = Image.fromarray(sky).convert("RGBA")
    if spec.alpha:
        image.putalpha(0)
    draw = ImageDraw.Draw(image)
    if not spec.alpha:
        draw.rectangle((0, height * 0.72, width, height), fill=(*map(int, ground), 255))
    for x, y, radius, *colour in rng.integers(0, 256, size=(9, 6)):
        middle_x, middle_y, reach = x / 256 * width, y / 256 * height, 8 + radius / 256 * min(width, height) / 4
        box = (middle_x - reach, middle_y - reach, middle_x + reach, middle_y + reach)
        draw.ellipse(box, fill=(*map(int, colour), 255))
    if spec.blur:
        image = image.resize((max(2, width // spec.blur), max(2, height // spec.blur)), Image.Resampling.BOX)
    image = image.resize((spec.width, spec.height), Image.Resampling.NEAREST)
    return image if spec.alpha else image.convert("RGB")


def _noise(spec: PictureSpec) -> Image.Image:
    """Grain of 14 levels: 4096×4096 becomes a PNG of 32 MB."""
    rng = np.random.default_rng(spec.index)
    channels = 4 if spec.alpha else 3
    grain = rng.integers(0, 14, size=(spec.height, spec.width, channels), dtype=np.uint8)
    grain[..., 0] += 96
    grain[..., 1] += 120
    if spec.alpha:
        grain[..., 3] *= 18
    return Image.fromarray(grain)


def _encode(image: Image.Image, spec: PictureSpec) -> bytes:
    out = io.BytesIO()
    match spec.format:
        case "png":
            image.save(out, "PNG", compress_level=1)
        case "jpeg":
            image.convert("RGB").save(out, "JPEG", quality=max(1, min(95, spec.quality)))
        case "webp":
            image.save(out, "WEBP", quality=spec.quality, method=0)
        case "gif":
            first, *others = [_frame(image, spec, number) for number in range(spec.frames)]
            first.save(out, "GIF", save_all=True, append_images=others, duration=spec.frame_ms, loop=0)
    return out.getvalue()


def _frame(image: Image.Image, spec: PictureSpec, number: int) -> Image.Image:
    """The scene, moved on by one step a frame."""
    step = number * max(1, spec.width // spec.frames)
    return ImageChops.offset(image.convert("RGB"), step, 0).quantize(16)
