"""Turing: gpt-image-2 and Seedream by the images endpoint, the Gemini family by chat."""

from dataclasses import replace

from models.caps import Caps, Choice, Inputs, Number, OptionDependency
from models.gpt_image import ANY_SIZE, FIDELITY, with_options
from models.inputs import GEMINI_25_INPUTS, GEMINI_INPUTS, SEEDREAM_INPUTS, with_inputs
from models.other_models import SEEDREAM_4
from models.sizes import GEMINI_3_SIZES, GEMINI_25_SIZES, RATIOS, TIERS, Sizes
from providers.gateways._shared import GPT_AZURE_INPUTS, WIRES
from providers.request.sizing import encode_camel_image_config, encode_pixels
from providers.types import ChatWire, Gateway, ImagesWire, Model, Route

GPT_CAPS = replace(
    with_options(
        ANY_SIZE,
        Choice(name="quality", values=("low", "medium", "high"), default="high"),
        Choice(name="output_format", values=("png", "jpeg"), default="png"),
        without=("partial_images",),
    ),
    streams=(False,),
    dependencies=(
        OptionDependency(option="output_compression", needs="output_format", values=("jpeg",)),
        OptionDependency(option="background", value="transparent", needs="output_format", values=("png",)),
    ),
)
BACKGROUND = Choice(name="background", values=("auto", "transparent"), default="auto")
"""An edit's background is never "opaque" (Turing's document, "图像编辑专有参数")."""

GPT = Route(
    name="images",
    wire=ImagesWire(encode_size=encode_pixels, images_field="image[]"),
    caps=GPT_CAPS,
    edits=with_inputs(GPT_CAPS, GPT_AZURE_INPUTS, without=("background",), options=(BACKGROUND, FIDELITY)),
)

SEEDREAM_CAPS = replace(
    SEEDREAM_4, options=(Choice(name="response_format", values=("b64_json", "url"), sent="b64_json"),)
)
SEEDREAM = Route(
    name="images",
    wire=WIRES["seedream"],
    caps=SEEDREAM_CAPS,
    edits=with_inputs(SEEDREAM_CAPS, SEEDREAM_INPUTS),
)
"""`response_format` is sent because Turing's sample reads base64 while Ark's own default is a link
(docs/gateways.md, C10)."""


def _gemini(
    sizes: Sizes,
    *tiers: str,
    inputs: Inputs = GEMINI_INPUTS,
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
    GEMINI_25_SIZES,
    "1K",
    inputs=GEMINI_25_INPUTS,
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
            label="Gemini 3 Pro Image (Nano Banana Pro)",
            routes=(_gemini(GEMINI_3_SIZES, *TIERS),),
        ),
        Model(
            id="turing/gemini-3.1-flash-image",
            label="Gemini 3.1 Flash Image (Nano Banana 2)",
            routes=(_gemini(GEMINI_3_SIZES, *TIERS),),
        ),
        Model(
            id="turing/gemini-3.1-flash-lite-image",
            label="Gemini 3.1 Flash Lite Image",
            routes=(_gemini(GEMINI_3_SIZES, *TIERS),),
        ),
        Model(id="turing/gemini-2.5-flash-image", label="Gemini 2.5 Flash Image (Nano Banana)", routes=(FLASH_25,)),
    ),
)
