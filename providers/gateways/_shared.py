"""Data that gateways share: input limits, routes for unknown models, wires by kind.

A model that nobody described is taken to do what its protocol can, and the gateway has the last word
(docs/gateways.md, "Families").
"""

from dataclasses import replace
from typing import Final

from models.inputs import GEMINI_INPUTS, GPT_INPUTS, JPEG, MB, PNG
from models.other_models import ANY_CHAT, ANY_CHAT_EDITS, ANY_IMAGES, ANY_IMAGES_EDITS
from providers.request.sizing import (
    encode_pixels,
    encode_pixels_or_tier,
    encode_ratio_and_resolution,
    encode_snake_with_modalities,
)
from providers.types import ChatWire, ImagesWire, Route

DMXAPI_INPUTS: Final = replace(GEMINI_INPUTS, max_bytes=50 * MB - 1)
"""DMXAPI: up to 16, each under 50 MB, png, webp or jpg, and no mask."""

TUZI_INPUTS: Final = replace(DMXAPI_INPUTS, mask=True, mask_max_bytes=4 * MB - 1)
"""tu-zi takes a mask under 4 MB; its "square PNG under 4 MB" for the picture is dall-e-2's text, and its own sample
sends a JPEG (docs/gateways.md, C2)."""

GPT_AZURE_INPUTS: Final = replace(GPT_INPUTS, formats=(PNG, JPEG))
"""Turing: PNG, JPG or JPEG of at most 50 MB, a PNG mask. Under 4 MB satisfies OpenAI's reference too (C3)."""

IMAGES = Route(
    name="images",
    wire=ImagesWire(encode_size=encode_pixels, images_field="image[]"),
    caps=ANY_IMAGES,
    edits=ANY_IMAGES_EDITS,
)
"""Several pictures go as `image[]`, as OpenAI, LiteLLM and stable-diffusion.cpp read them."""

CHAT = Route(
    name="chat",
    wire=ChatWire(encode_size=encode_snake_with_modalities),
    caps=ANY_CHAT,
    edits=ANY_CHAT_EDITS,
)

ROUTES = (IMAGES, CHAT)

WIRES: Final = {
    "seedream": ImagesWire(encode_size=encode_pixels_or_tier, json_images=True),
    "grok-imagine": ImagesWire(encode_size=encode_ratio_and_resolution, json_edits=True),
}
"""How the images endpoint is asked for a kind of model (models/families.py) whose fields are not OpenAI's."""
