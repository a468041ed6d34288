"""OpenAI: the gpt-image models, streamed or not (docs/gateways.md, Q25, Q26)."""

from dataclasses import replace

from formats.size_rules import SizeRule
from providers.gateways import _shared as shared
from providers.gateways._shared import FIDELITY, RATIOS, ROUTES, TIERS, with_inputs
from providers.request.sizing import encode_pixels
from providers.types import (
    Caps,
    Choice,
    Gateway,
    ImagesWire,
    Model,
    Number,
    OptionDependency,
    Route,
    TextOption,
)

THREE_SIZES = Caps(
    aspect_ratios=("1:1", "2:3", "3:2"),
    resolutions=("1K",),
    sizes=shared.GPT_IMAGE_1_SIZES,
    implied_ratio="1:1",
    verbatim=("auto", "1024x1024", "1024x1536", "1536x1024"),
    max_count=10,
    streams=(True, False),
    options=(
        Choice(name="quality", values=("auto", "low", "medium", "high"), default="auto"),
        Choice(name="output_format", values=("png", "jpeg", "webp"), default="png"),
        Number(name="output_compression", minimum=0, maximum=100, default=100),
        Choice(name="background", values=("auto", "opaque", "transparent"), default="auto"),
        Choice(name="moderation", values=("auto", "low"), default="auto"),
        TextOption(name="user"),
        Number(name="partial_images", minimum=0, maximum=3, default=0, sent=2),
    ),
    dependencies=(
        OptionDependency(option="output_compression", needs="output_format", values=("jpeg", "webp")),
        OptionDependency(option="background", value="transparent", needs="output_format", values=("png", "webp")),
        OptionDependency(option="partial_images", needs="stream", values=("true",)),
    ),
    prompt_limit=32_000,
)
ANY_SIZE = replace(
    THREE_SIZES,
    aspect_ratios=RATIOS,
    resolutions=TIERS,
    sizes=shared.GPT_IMAGE_2_SIZES,
    verbatim=("auto",),
    free_size=SizeRule(multiple=16, max_side=3840, ratio=3.0, min_pixels=655_360, max_pixels=8_294_400),
)
WIRE = ImagesWire(encode_size=encode_pixels, images_field="image[]")
THREE_EDIT = with_inputs(THREE_SIZES, shared.GPT_INPUTS, without=("moderation",))
FAITHFUL = replace(THREE_EDIT, options=(*THREE_EDIT.options, FIDELITY))
"""`input_fidelity` is known to gpt-image-1 and 1.5 alone; gpt-image-2 refuses it (docs/gateways.md, Q26)."""
THREE = Route(name="images", wire=WIRE, caps=THREE_SIZES, edits=FAITHFUL)
ANY = Route(
    name="images", wire=WIRE, caps=ANY_SIZE, edits=with_inputs(ANY_SIZE, shared.GPT_INPUTS, without=("moderation",))
)

GATEWAY = Gateway(
    id="openai",
    name="OpenAI",
    site="https://platform.openai.com",
    order=50,
    base_url="https://api.openai.com/v1",
    key_env="OPENAI_API_KEY",
    base_envs=("OPENAI_BASE_URL",),
    models_env="OPENAI_MODELS",
    models=(
        Model(id="gpt-image-2", label="GPT Image 2", routes=(ANY,)),
        Model(id="gpt-image-1.5", label="GPT Image 1.5", routes=(THREE,)),
        Model(id="gpt-image-1", label="GPT Image 1", routes=(THREE,)),
    ),
    templates=ROUTES,
)
