"""What a model that nobody described is taken to do: generous, by protocol. The gateway has the last word."""

from dataclasses import replace

from providers.gateways._inputs import GEMINI, GPT, with_inputs
from providers.gateways._sizes import ANYWHERE, RATIOS, TIERS
from providers.request.sizing import encode_pixels, encode_snake_with_modalities
from providers.types import Caps, ChatWire, Choice, ImagesWire, Number, OptionDependency, Route, TextOption

ANY_IMAGES = Caps(
    aspect_ratios=RATIOS,
    resolutions=TIERS,
    sizes=ANYWHERE,
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
ANY_EDIT = with_inputs(ANY_IMAGES, GPT, without=("style",))
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
    edits=with_inputs(ANY_CHAT, GEMINI),
)

ROUTES = (IMAGES, CHAT)
