"""Turing: gpt-image-2 and Seedream by the images endpoint, the Gemini family by chat."""

from dataclasses import replace

from formats.size_rules import SizeRule
from providers.gateways import _shared as shared
from providers.gateways._shared import FIDELITY, RATIOS, TIERS, Sizes, with_inputs
from providers.request.sizing import encode_camel_image_config, encode_pixels, encode_pixels_or_tier
from providers.types import (
    Caps,
    ChatWire,
    Choice,
    Gateway,
    ImagesWire,
    Inputs,
    Model,
    Number,
    OptionDependency,
    Route,
    TextOption,
)

GPT_CAPS = Caps(
    aspect_ratios=RATIOS,
    resolutions=TIERS,
    sizes=shared.GPT_IMAGE_2_SIZES,
    implied_ratio="1:1",
    free_size=SizeRule(multiple=16, max_side=3840, ratio=3.0, min_pixels=655_360, max_pixels=8_294_400),
    verbatim=("auto",),
    max_count=10,
    options=(
        Choice(name="quality", values=("low", "medium", "high"), default="high"),
        Choice(name="output_format", values=("png", "jpeg"), default="png"),
        Number(name="output_compression", minimum=0, maximum=100, default=100),
        Choice(name="background", values=("auto", "opaque", "transparent"), default="auto"),
        Choice(name="moderation", values=("auto", "low"), default="auto"),
        TextOption(name="user"),
    ),
    dependencies=(
        OptionDependency(option="output_compression", needs="output_format", values=("jpeg",)),
        OptionDependency(option="background", value="transparent", needs="output_format", values=("png",)),
    ),
    prompt_limit=32_000,
)
GPT_EDIT = with_inputs(GPT_CAPS, shared.GPT_AZURE_INPUTS, without=("background",))
BACKGROUND = Choice(name="background", values=("auto", "transparent"), default="auto")
"""An edit's background is never "opaque" (Turing's document, "图像编辑专有参数")."""

GPT = Route(
    name="images",
    wire=ImagesWire(encode_size=encode_pixels, images_field="image[]"),
    caps=GPT_CAPS,
    edits=replace(GPT_EDIT, options=(*GPT_EDIT.options, BACKGROUND, FIDELITY)),
)

SEEDREAM_CAPS = Caps(
    aspect_ratios=RATIOS,
    resolutions=("2K", "4K"),
    sizes=shared.SEEDREAM_45_SIZES,
    free_size=SizeRule(ratio=16.0, max_pixels=16_777_216, recommended=3_686_400),
    verbatim=("2K", "4K"),
    max_count=15,
    options=(Choice(name="response_format", values=("b64_json", "url"), sent="b64_json"),),
)
SEEDREAM = Route(
    name="images",
    wire=ImagesWire(encode_size=encode_pixels_or_tier, json_images=True),
    caps=SEEDREAM_CAPS,
    edits=with_inputs(SEEDREAM_CAPS, shared.SEEDREAM_INPUTS),
)
"""`response_format` is sent because Turing's sample reads base64 while Ark's own default is a link
(docs/gateways.md, C10)."""


def _gemini(
    sizes: Sizes,
    *tiers: str,
    inputs: Inputs = shared.GEMINI_INPUTS,
    wire: ChatWire = ChatWire(encode_size=encode_camel_image_config),
) -> Route:
    caps = Caps(
        aspect_ratios=RATIOS,
        resolutions=tiers,
        sizes=sizes,
        streams=(True, False),
        options=(
            Choice(name="output_format", values=("png", "jpeg")),
            Number(name="output_compression", minimum=0, maximum=100),
        ),
        dependencies=(OptionDependency(option="output_compression", needs="output_format", values=("jpeg",)),),
    )
    return Route(name="chat", wire=wire, caps=caps, edits=with_inputs(caps, inputs))


FLASH_25 = _gemini(
    shared.GEMINI_25_SIZES,
    "1K",
    inputs=shared.GEMINI_25_INPUTS,
    wire=ChatWire(encode_size=encode_camel_image_config, history_mode="blocks"),
)


GATEWAY = Gateway(
    id="turing",
    name="Turing",
    site="https://live-turing.cn.llm.tcljd.com",
    order=30,
    base_url="https://live-turing.cn.llm.tcljd.com/api/v1",
    key_env="TURING_API_KEY",
    base_envs=("TURING_BASE_URL",),
    models_env="TURING_MODELS",
    models=(
        Model(id="turing/gpt-image-2", label="GPT Image 2", routes=(GPT,)),
        Model(id="doubao-seedream-4-5-251128", label="Seedream 4.5", routes=(SEEDREAM,)),
        Model(
            id="turing/gemini-3-pro-image",
            label="Nano Banana Pro",
            routes=(_gemini(shared.GEMINI_3_SIZES, *TIERS),),
        ),
        Model(
            id="turing/gemini-3.1-flash-image",
            label="Gemini 3.1 Flash",
            routes=(_gemini(shared.GEMINI_3_SIZES, *TIERS),),
        ),
        Model(
            id="turing/gemini-3.1-flash-lite-image",
            label="Gemini 3.1 Flash Lite",
            routes=(_gemini(shared.GEMINI_3_SIZES, *TIERS),),
        ),
        Model(id="turing/gemini-2.5-flash-image", label="Nano Banana", routes=(FLASH_25,)),
    ),
)
