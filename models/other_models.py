"""Capabilities of the image models of Google, ByteDance, xAI, Alibaba, and of unknown ones.

docs/gateways.md, Q18, Q24, "Families". A Gemini's options are those of the gateway that serves it: its rows here
say shapes and input images alone.
"""

from dataclasses import replace
from typing import Final

from formats.size_rules import SizeRule
from models.caps import Caps, Choice, Inputs, Number, OptionDependency, TextOption
from models.gpt_image import FIDELITY
from models.inputs import (
    GEMINI_25_INPUTS,
    GEMINI_INPUTS,
    GPT_INPUTS,
    JPEG,
    MB,
    PNG,
    SEEDREAM_INPUTS,
    WEBP,
    with_inputs,
)
from models.sizes import (
    FOUR_MEGAPIXEL_SIZES,
    GEMINI_3_SIZES,
    GEMINI_25_SIZES,
    GENERIC_SIZES,
    NANO_BANANA_21_SIZES,
    RATIOS,
    SEEDREAM_5_LITE_SIZES,
    SEEDREAM_45_SIZES,
    TIERS,
    WIDE_RATIOS,
    sizes_of_tiers,
)

LINK: Final = Choice(name="response_format", values=("url", "b64_json"))

GEMINI_25: Final = Caps(aspect_ratios=RATIOS, resolutions=("1K",), sizes=GEMINI_25_SIZES)
GEMINI_25_EDITS: Final = with_inputs(GEMINI_25, GEMINI_25_INPUTS)
GEMINI_3: Final = Caps(aspect_ratios=RATIOS, resolutions=TIERS, sizes=GEMINI_3_SIZES)
GEMINI_3_EDITS: Final = with_inputs(GEMINI_3, GEMINI_INPUTS)
GEMINI_3_LITE: Final = replace(GEMINI_3, resolutions=("1K",), sizes=sizes_of_tiers(GEMINI_3_SIZES, "1K"))
GEMINI_3_LITE_EDITS: Final = with_inputs(GEMINI_3_LITE, GEMINI_INPUTS)
NANO_BANANA_21: Final = replace(GEMINI_3, aspect_ratios=WIDE_RATIOS, sizes=NANO_BANANA_21_SIZES)
NANO_BANANA_21_EDITS: Final = with_inputs(NANO_BANANA_21, GEMINI_INPUTS)

SEEDREAM_4: Final = Caps(
    aspect_ratios=RATIOS,
    resolutions=("2K", "4K"),
    sizes=SEEDREAM_45_SIZES,
    free_size=SizeRule(ratio=16.0, max_pixels=16_777_216, recommended=3_686_400),
    verbatim=("2K", "4K"),
    max_count=15,
    options=(LINK,),
)
SEEDREAM_4_EDITS: Final = with_inputs(SEEDREAM_4, SEEDREAM_INPUTS)
SEEDREAM_5_LITE: Final = replace(
    SEEDREAM_4,
    resolutions=("2K", "3K"),
    sizes=SEEDREAM_5_LITE_SIZES,
    free_size=SizeRule(ratio=16.0, max_pixels=10_404_496, recommended=3_686_400),
    verbatim=("2K", "3K"),
    options=(*SEEDREAM_4.options, Choice(name="output_format", values=("png", "jpeg"))),
)
SEEDREAM_5_LITE_EDITS: Final = with_inputs(SEEDREAM_5_LITE, replace(SEEDREAM_INPUTS, unconfirmed=False))
SEEDREAM_5_PRO: Final = replace(
    SEEDREAM_5_LITE,
    resolutions=("1K", "2K"),
    sizes=FOUR_MEGAPIXEL_SIZES,
    free_size=SizeRule(ratio=16.0, max_pixels=4_194_304),
    verbatim=("1K", "2K"),
    max_count=1,
)
"""One picture a call, but all layers of one in a single answer: up to sixteen pictures, each a result."""
SEEDREAM_5_PRO_EDITS: Final = with_inputs(
    SEEDREAM_5_PRO, Inputs(max_images=10, formats=(PNG, JPEG, WEBP), max_bytes=30 * MB, max_pixels=36_000_000)
)

GROK_IMAGINE: Final = Caps(
    aspect_ratios=("1:1", "2:3", "3:2", "3:4", "4:3", "9:16", "16:9"),
    resolutions=("1K", "2K"),
    max_count=10,
    options=(LINK,),
)
"""It refuses `size`: a shape is its ratio and its resolution, of which no page promises the pixels."""
GROK_IMAGINE_EDITS: Final = with_inputs(
    GROK_IMAGINE, Inputs(max_images=3, formats=(PNG, JPEG, WEBP), max_bytes=20 * MB)
)

QWEN_IMAGE_2: Final = Caps(
    aspect_ratios=RATIOS,
    resolutions=("1K", "2K"),
    sizes=FOUR_MEGAPIXEL_SIZES,
    implied_ratio="1:1",
    free_size=SizeRule(multiple=16, ratio=8.0, min_pixels=262_144, max_pixels=4_194_304),
    max_count=6,
    options=(
        TextOption(name="negative_prompt", max_length=500),
        Number(name="seed", minimum=0, maximum=2**31 - 1),
        LINK,
    ),
)
QWEN_IMAGE_2_EDITS: Final = with_inputs(
    QWEN_IMAGE_2, Inputs(max_images=3, formats=(PNG, JPEG, WEBP), max_bytes=10 * MB)
)

ANY_IMAGES: Final = Caps(
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
"""Of a model of which nothing is known: what its protocol can, and the gateway has the last word."""
ANY_IMAGES_EDITS: Final = with_inputs(ANY_IMAGES, GPT_INPUTS, without=("style",), options=(FIDELITY,))

ANY_CHAT: Final = Caps(aspect_ratios=RATIOS, resolutions=TIERS, streams=(True, False))
ANY_CHAT_EDITS: Final = with_inputs(ANY_CHAT, GEMINI_INPUTS)
