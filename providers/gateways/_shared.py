"""Data that gateways share: size tables, input limits, routes for unknown models.

The tables say which pixels each (aspect ratio, resolution) is. Which images a model takes depends on its family
(docs/gateways.md, Q18, "Masks"). A model that nobody described is taken to do what its protocol can, and the
gateway has the last word."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from providers.request.sizing import encode_pixels, encode_snake_with_modalities
from providers.types import Caps, ChatWire, Choice, ImagesWire, Inputs, Number, OptionDependency, Route, TextOption

Sizes = Mapping[tuple[str, str], tuple[int, int]]

RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
"""The ten aspect ratios that all the gateways name."""

TIERS = ("1K", "2K", "4K")


def _table(rows: str) -> Sizes:
    """Rows of a ratio and its WIDTHxHEIGHT under each resolution of the head row."""
    head, *lines = (row.split() for row in rows.strip().splitlines())
    pairs = {
        (ratio, tier): (int(size.partition("x")[0]), int(size.partition("x")[2]))
        for ratio, *sizes in lines
        for tier, size in zip(head[1:], sizes, strict=True)
    }
    return MappingProxyType(pairs)


def sizes_of_tiers(sizes: Sizes, *tiers: str) -> Sizes:
    """The part of a size table that is in these resolutions."""
    return MappingProxyType({key: pixels for key, pixels in sizes.items() if key[1] in tiers})


GEMINI_3_SIZES = _table("""
    ratio  1K         2K         4K
    1:1    1024x1024  2048x2048  4096x4096
    2:3    848x1264   1696x2528  3392x5056
    3:2    1264x848   2528x1696  5056x3392
    3:4    896x1200   1792x2400  3584x4800
    4:3    1200x896   2400x1792  4800x3584
    4:5    928x1152   1856x2304  3712x4608
    5:4    1152x928   2304x1856  4608x3712
    9:16   768x1376   1536x2752  3072x5504
    16:9   1376x768   2752x1536  5504x3072
    21:9   1584x672   3168x1344  6336x2688
""")
"""Gemini 3 Pro Image and 3.1 Flash Image (DMXAPI and Turing print the same table)."""

GEMINI_25_SIZES = _table("""
    ratio  1K
    1:1    1024x1024
    2:3    832x1248
    3:2    1248x832
    3:4    864x1184
    4:3    1184x864
    4:5    896x1152
    5:4    1152x896
    9:16   768x1344
    16:9   1344x768
    21:9   1536x672
""")
"""Gemini 2.5 Flash Image (Turing): 1K sizes_of_tiers."""

GPT_IMAGE_2_SIZES = _table("""
    ratio  1K         2K         4K
    1:1    1024x1024  2048x2048  2880x2880
    2:3    832x1248   1664x2496  2336x3504
    3:2    1248x832   2496x1664  3504x2336
    3:4    864x1152   1776x2368  2480x3312
    4:3    1152x864   2368x1776  3312x2480
    4:5    912x1136   1840x2304  2576x3216
    5:4    1136x912   2304x1840  3216x2576
    9:16   768x1360   1536x2736  2160x3840
    16:9   1360x768   2736x1536  3840x2160
    21:9   1568x672   3136x1344  3840x1648
""")
"""Sizes that pass the five rules of Turing's document, computed; 4K is the most that they allow."""

GPT_IMAGE_1_SIZES = _table("""
    ratio  1K
    1:1    1024x1024
    2:3    1024x1536
    3:2    1536x1024
""")
"""The three sizes of gpt-image-1 and 1.5."""

SEEDREAM_45_SIZES = _table("""
    ratio  2K         4K
    1:1    2048x2048  4096x4096
    2:3    1664x2496  3328x4992
    3:2    2496x1664  4992x3328
    3:4    1728x2304  3520x4704
    4:3    2304x1728  4704x3520
    4:5    1856x2320  3648x4560
    5:4    2320x1856  4560x3648
    9:16   1600x2848  3040x5504
    16:9   2848x1600  5504x3040
    21:9   3136x1344  6240x2656
""")
"""Ark's recommended sizes for Seedream 4.5; 4:5 and 5:4 computed within its 3,686,400–16,777,216 pixels
(docs/gateways.md, Q24)."""

GENERIC_SIZES: Sizes = MappingProxyType({**GPT_IMAGE_2_SIZES, **GPT_IMAGE_1_SIZES})
"""For models that nobody described: multiples of 16, and at 1K the three sizes that every gpt-image takes."""

MB: Final = 1_000_000
PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"
MAX_INPUTS: Final = 16

GEMINI_INPUTS: Final = Inputs(
    max_images=MAX_INPUTS, formats=(PNG, JPEG, WEBP), recommended_images=14, recommended_bytes=7 * MB
)
"""3 Pro and 3.1: 14 pictures of 7 MB (docs/gateways.md, Q18). More gives a notice, not an error: the gateway in
between may know better."""

GEMINI_25_INPUTS: Final = replace(GEMINI_INPUTS, recommended_images=3)

DMXAPI_INPUTS: Final = replace(GEMINI_INPUTS, max_bytes=50 * MB - 1)
"""DMXAPI: up to 16, each under 50 MB, png, webp or jpg, and no mask."""

TUZI_INPUTS: Final = replace(DMXAPI_INPUTS, mask=True, mask_max_bytes=4 * MB - 1)
"""tu-zi takes a mask under 4 MB; its "square PNG under 4 MB" for the picture is dall-e-2's text, and its own sample
sends a JPEG (docs/gateways.md, C2)."""

GPT_INPUTS: Final = Inputs(
    max_images=MAX_INPUTS, formats=(PNG, JPEG, WEBP), max_bytes=50 * MB - 1, mask=True, mask_max_bytes=4 * MB - 1
)
GPT_AZURE_INPUTS: Final = replace(GPT_INPUTS, formats=(PNG, JPEG))
"""Turing: PNG, JPG or JPEG of at most 50 MB, a PNG mask. Under 4 MB satisfies OpenAI's reference too (C3)."""

SEEDREAM_INPUTS: Final = Inputs(max_images=14, formats=(PNG, JPEG), max_bytes=10 * MB, unconfirmed=True)
"""Ark takes 14 pictures in `image` (Q24); Turing only says that there is no /images/edits."""


def with_inputs(caps: Caps, inputs: Inputs, *, without: tuple[str, ...] = ()) -> Caps:
    """The capabilities with input images, and without the options that an edit does not know."""
    options = tuple(option for option in caps.options if option.name not in without)
    return replace(caps, inputs=inputs, options=options)


ANY_IMAGES = Caps(
    aspect_ratios=RATIOS,
    resolutions=TIERS,
    sizes=GENERIC_SIZES,
    implied_ratio="1:1",
    any_size=True,
    max_count=10,
    streams=(False, True),
    options=(
        TextOption(name="quality", max_length=32),
        Choice(name="response_format", values=("url", "b64_json")),
        Choice(name="output_format", values=("png", "jpeg", "webp")),
        Number(name="output_compression", minimum=0, maximum=100),
        Choice(name="background", values=("auto", "opaque", "transparent")),
        TextOption(name="style", max_length=32),
        Number(name="seed", minimum=0, maximum=2**31 - 1),
        TextOption(name="user"),
        Number(name="partial_images", minimum=0, maximum=3, default=0, sent=2),
    ),
    dependencies=(OptionDependency(option="partial_images", needs="stream", values=("true",)),),
)
ANY_EDIT = with_inputs(ANY_IMAGES, GPT_INPUTS, without=("style",))
FIDELITY = Choice(name="input_fidelity", values=("low", "high"))

IMAGES = Route(
    name="images",
    wire=ImagesWire(encode_size=encode_pixels, images_field="image[]"),
    caps=ANY_IMAGES,
    edits=replace(ANY_EDIT, options=(*ANY_EDIT.options, FIDELITY)),
)
"""Several pictures go as `image[]`, as OpenAI, LiteLLM and stable-diffusion.cpp read them."""

ANY_CHAT = Caps(aspect_ratios=RATIOS, resolutions=TIERS, streams=(True, False))
CHAT = Route(
    name="chat",
    wire=ChatWire(encode_size=encode_snake_with_modalities),
    caps=ANY_CHAT,
    edits=with_inputs(ANY_CHAT, GEMINI_INPUTS),
)

ROUTES = (IMAGES, CHAT)
