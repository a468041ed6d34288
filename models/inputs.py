"""Input images that the models take: how many, of which formats, how large.

Which images a model takes depends on its family (docs/gateways.md, Q18, "Masks").
"""

from dataclasses import replace
from typing import Final

from models.caps import Caps, Inputs, Option

MB: Final = 1_000_000
PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"
MAX_INPUTS: Final = 16

GEMINI_INPUTS: Final = Inputs(
    max_images=MAX_INPUTS, formats=(PNG, JPEG, WEBP), recommended_images=14, recommended_bytes=7 * MB
)
"""3 Pro and 3.1: 14 pictures of 7 MB (docs/gateways.md, Q18). More gives a notice, not an error: the gateway in
between may know better."""

GEMINI_25_INPUTS: Final = replace(GEMINI_INPUTS, recommended_images=3)

GPT_INPUTS: Final = Inputs(
    max_images=MAX_INPUTS, formats=(PNG, JPEG, WEBP), max_bytes=50 * MB - 1, mask=True, mask_max_bytes=4 * MB - 1
)

SEEDREAM_INPUTS: Final = Inputs(max_images=14, formats=(PNG, JPEG), max_bytes=10 * MB, unconfirmed=True)
"""Ark takes 14 pictures in `image` (Q24); Turing only says that there is no /images/edits."""


def with_inputs(
    caps: Caps, inputs: Inputs, *, without: tuple[str, ...] = (), options: tuple[Option, ...] = ()
) -> Caps:
    """The capabilities with input images.

    `without` names the options that an edit does not know, `options` are its own.
    """
    unchanged = tuple(option for option in caps.options if option.name not in without)
    return replace(caps, inputs=inputs, options=(*unchanged, *options))
