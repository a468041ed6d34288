"""What pictures the models' families take along, as data (docs/gateways.md, Q18, "Masks")."""

from dataclasses import replace
from typing import Final

from providers.types import Caps, Inputs

MB: Final = 1_000_000
PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"
MOST: Final = 16

GEMINI: Final = Inputs(max_images=MOST, formats=(PNG, JPEG, WEBP), recommended_images=14, recommended_bytes=7 * MB)
"""3 Pro and 3.1: 14 pictures of 7 MB (Q18). More is told, not refused: the gateway in between may know better."""

GEMINI_25: Final = replace(GEMINI, recommended_images=3)

NANO_FORM: Final = replace(GEMINI, max_bytes=50 * MB - 1)
"""DMXAPI: up to 16, each under 50 MB, png, webp or jpg, and no mask."""

TUZI_FORM: Final = replace(NANO_FORM, mask=True, mask_max_bytes=4 * MB - 1)
"""tu-zi takes a mask under 4 MB; its "square PNG under 4 MB" for the picture is dall-e-2's text, and its own sample
sends a JPEG (docs/gateways.md, C2)."""

GPT: Final = Inputs(
    max_images=MOST, formats=(PNG, JPEG, WEBP), max_bytes=50 * MB - 1, mask=True, mask_max_bytes=4 * MB - 1
)
GPT_AZURE: Final = replace(GPT, formats=(PNG, JPEG))
"""Turing: PNG, JPG or JPEG of at most 50 MB, a PNG mask. Under 4 MB satisfies OpenAI's reference too (C3)."""

SEEDREAM: Final = Inputs(max_images=14, formats=(PNG, JPEG), max_bytes=10 * MB, unconfirmed=True)
"""Ark takes 14 pictures in `image` (Q24); Turing only says that there is no /images/edits."""


def with_inputs(caps: Caps, inputs: Inputs, *, without: tuple[str, ...] = ()) -> Caps:
    """The same with pictures that go along, and without the options that an edit does not know."""
    options = tuple(option for option in caps.options if option.name not in without)
    return replace(caps, inputs=inputs, options=options)
