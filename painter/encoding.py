"""Encodes a finished picture."""

import io
from typing import Final

from PIL import Image

from painter.editing.image import on_white

LARGE: Final = 6_000_000
"""From so many pixels on a PNG is packed fast: a second less for a twentieth more bytes."""


def encode(image: Image.Image, form: str, *, quality: int) -> bytes:
    """The file's bytes. A JPEG is progressive: its rough whole stands before its detail."""
    out = io.BytesIO()
    profile = image.info.get("icc_profile")
    match form:
        case "jpeg":
            on_white(image).save(out, "JPEG", quality=quality, progressive=True, icc_profile=profile)
        case "webp":
            image.save(out, "WEBP", quality=quality, method=2, icc_profile=profile or b"")
        case _:
            level = 3 if image.width * image.height < LARGE else 1
            image.save(out, "PNG", compress_level=level, icc_profile=profile)
    return out.getvalue()
