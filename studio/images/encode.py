"""Encoding of input images: as the model can read it, or lighter. Writing blocks."""

from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Final

from PIL import Image

from providers.errors import Unsupported
from studio.images import masks
from studio.images.decode import FORMAT_NAMES, JPEG, PNG, WEBP, SourceTraits

MAX_SIDES: Final = {JPEG: 65_500, PNG: 2**31 - 1, WEBP: 16_383}
"""The longest side that each can be written with."""
FAST_FROM: Final = 8_000_000
"""Pixels from which on a PNG is written in strips: at 8 megapixels in 0.35 s of processor instead of 2.5, an eighth
heavier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """A way to write a picture. `quality` 0 is without loss."""

    mime: str
    quality: int = 0


LOSSLESS: Final = (Encoding(mime=PNG), Encoding(mime=WEBP))
BEST_JPEG: Final = Encoding(mime=JPEG, quality=95)
LOWER_QUALITIES: Final = (95, 90, 85, 80)
"""The qualities that are tried before a picture is made smaller."""


def choose_encoding(picture: Image.Image, traits: SourceTraits, formats: tuple[str, ...]) -> Encoding:
    """The way to write a picture that the model cannot read as it is.

    JPEG knows no alpha, and loses what is fine.
    """
    order = (BEST_JPEG, *LOSSLESS) if traits.lossy and picture.mode == "RGB" else (*LOSSLESS, BEST_JPEG)
    for encoding in order:
        if encoding.mime in formats and max(picture.size) <= MAX_SIDES[encoding.mime]:
            return encoding
    raise Unsupported(field="images", reason="image_format", value=FORMAT_NAMES[traits.mime])


def lighter_encodings(first: Encoding, picture: Image.Image, formats: tuple[str, ...]) -> tuple[Encoding, ...]:
    """The ways to write a picture of one size, each lighter than the one before."""
    flat = first.mime == JPEG or picture.mode == "RGB"
    lossy = JPEG if flat and JPEG in formats else WEBP
    if lossy not in formats or max(picture.size) > MAX_SIDES[lossy]:
        return (first,)
    coarser = (Encoding(mime=lossy, quality=quality) for quality in LOWER_QUALITIES)
    return (first, *(encoding for encoding in coarser if encoding != first))


def scale(picture: Image.Image, shrink: float, max_pixels: int) -> Image.Image:
    """The picture at `shrink` of its size or, where that is smaller, with at most `max_pixels`."""
    size = scaled_size(picture.size, shrink, max_pixels)
    if size == picture.size:
        return picture
    small = picture.resize(size, Image.Resampling.LANCZOS)
    small.info = picture.info
    return small


def scaled_size(size: tuple[int, int], shrink: float, max_pixels: int) -> tuple[int, int]:
    """A size at `shrink` or, where that is smaller, of at most `max_pixels` (0: any number)."""
    width, height = size
    shrink *= min(1.0, sqrt(max_pixels / (width * height))) if max_pixels else 1.0
    if shrink == 1.0:
        return size
    wide, tall = max(1, int(width * shrink)), max(1, int(height * shrink))
    if max_pixels:
        # A side cannot go below 1, so of a very narrow picture the other one must.
        tall = min(tall, max_pixels)
        wide = min(wide, max_pixels // tall)
    return wide, tall


def encode(picture: Image.Image, encoding: Encoding, into: Path) -> None:
    """Writes a picture. Raises OSError."""
    profile = picture.info.get("icc_profile")
    match encoding.mime:
        case "image/jpeg":
            if picture.mode == "RGBA":
                white = Image.new("RGB", picture.size, "white")
                white.paste(picture, mask=picture.getchannel("A"))
                picture = white
            picture.save(into, "JPEG", quality=encoding.quality, subsampling="4:4:4", icc_profile=profile)
        case "image/webp":
            # `exact` keeps the colours under what is see-through: they may be what is asked for.
            fine = {"quality": encoding.quality} if encoding.quality else {"lossless": True}
            picture.save(into, "WEBP", method=2, exact=True, icc_profile=profile, **fine)
        case _ if picture.width * picture.height >= FAST_FROM:
            masks.write_png(picture, into)
        case _:
            picture.save(into, "PNG", icc_profile=profile)
