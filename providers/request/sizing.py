"""Aspect ratio, resolution and size, in each gateway's encoding.

One pure function per encoding, and the arithmetic of sizes.
"""

from collections.abc import Mapping

from formats.dimensions import parse_size
from models.caps import Caps
from providers.request.options import outgoing_options
from providers.types import JSON, ImageRequest

_MIN_SIDE = 64
"""Below this on both sides a WxH is a ratio written with the letter x, not pixels (docs/gateways.md, C1)."""


def promised_size(request: ImageRequest, caps: Caps) -> frozenset[tuple[int, int]]:
    """Every size in pixels that would honour the request; empty when nothing is promised.

    "16:9" at "4K" is one size, "4K" alone is every 4K size of the table, a written size is itself.
    """
    ratio, tier = request.aspect_ratio, request.resolution
    if request.size:
        pixels = parse_size(request.size)
        if not pixels:
            return frozenset()
        if max(pixels) >= _MIN_SIDE:
            return frozenset({pixels})
        ratio = f"{pixels[0]}:{pixels[1]}"
    if not ratio and not tier:
        return frozenset()
    ratio, tier = ratio or caps.implied_ratio, tier or next(iter(caps.resolutions), "")
    return frozenset(pixels for key, pixels in caps.sizes.items() if ratio in ("", key[0]) and key[1] == tier)


def expected_size(request: ImageRequest, caps: Caps) -> tuple[int, int] | None:
    """The one size in pixels to expect, or None while the model is free to choose."""
    sizes = promised_size(request, caps)
    return next(iter(sizes)) if len(sizes) == 1 else None


def _without_empty(**fields: JSON) -> dict[str, JSON]:
    """Only what has a value: a gateway must never see an empty field (docs/gateways.md, C8)."""
    return {name: value for name, value in fields.items() if value not in ("", None, {})}


def encode_nothing(request: ImageRequest, caps: Caps) -> Mapping[str, JSON]:
    """No field at all: the shape is said in the prompt (tu-zi's chat)."""
    return {}


def encode_ratio_with_x(request: ImageRequest, caps: Caps) -> Mapping[str, JSON]:
    """tu-zi: `size` "16x9" and `quality` "4k"; a written size goes out as it is (C1)."""
    size = request.size or request.aspect_ratio.replace(":", "x")
    return _without_empty(size=size, quality=request.resolution.lower())


def encode_ratio_and_tier(request: ImageRequest, caps: Caps) -> Mapping[str, JSON]:
    """DMXAPI: `aspect_ratio` "5:4" and `size` "4K" (capital as in its table, C9)."""
    return _without_empty(aspect_ratio=request.aspect_ratio, size=request.resolution)


def encode_ratio_and_resolution(request: ImageRequest, caps: Caps) -> Mapping[str, JSON]:
    """Grok Imagine: `aspect_ratio` "16:9" and `resolution` "2k"; it refuses a `size`."""
    return _without_empty(aspect_ratio=request.aspect_ratio, resolution=request.resolution.lower())


def encode_pixels(request: ImageRequest, caps: Caps) -> Mapping[str, JSON]:
    """gpt-image: `size` "1536x1024" from the table, or as written."""
    size = expected_size(request, caps)
    return _without_empty(size=request.size or (f"{size[0]}x{size[1]}" if size else ""))


def encode_pixels_or_tier(request: ImageRequest, caps: Caps) -> Mapping[str, JSON]:
    """Seedream: `size` in pixels when a shape is asked for, else "2K" or "4K".

    "2K" when nothing is (docs/gateways.md, C10).
    """
    size = request.size or encode_pixels(request, caps).get("size")
    return {"size": size or request.resolution or caps.resolutions[0]}


def encode_camel_image_config(request: ImageRequest, caps: Caps) -> Mapping[str, JSON]:
    """Turing's Gemini: `modalities` and `imageConfig` with `imageOutputOptions` inside."""
    options = outgoing_options(request, caps)
    kind = options.get("output_format", "")
    output = _without_empty(
        mimeType=f"image/{kind}" if kind else "", compressionQuality=options.get("output_compression")
    )
    config = _without_empty(
        aspectRatio=request.aspect_ratio, imageSize=request.resolution, imageOutputOptions=output
    )
    return _without_empty(modalities=["text", "image"], imageConfig=config)


def encode_snake_image_config(request: ImageRequest, caps: Caps) -> Mapping[str, JSON]:
    """Qiniu: `image_config` beside `messages`."""
    config = _without_empty(aspect_ratio=request.aspect_ratio, image_size=request.resolution)
    return _without_empty(image_config=config)


def encode_snake_with_modalities(request: ImageRequest, caps: Caps) -> Mapping[str, JSON]:
    """Any other chat gateway: as OpenRouter and LiteLLM read it."""
    return {"modalities": ["text", "image"], **encode_snake_image_config(request, caps)}
