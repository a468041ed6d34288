"""What a model that nobody described is taken to do: generous, by protocol. The gateway has the last word."""

from dataclasses import replace

from providers.gateways._inputs import GEMINI, GPT, taking
from providers.gateways._sizes import ANYWHERE, RATIOS, TIERS
from providers.request.sizing import pixels, snake_with_modalities
from providers.types import Caps, ChatWire, Choice, ImagesWire, Needs, Number, Route, Words

ANY_IMAGES = Caps(
    aspect_ratios=RATIOS,
    resolutions=TIERS,
    sizes=ANYWHERE,
    ratio_implied="1:1",
    any_size=True,
    count=10,
    streams=(False, True),
    options=(
        Words(name="quality", longest=32),
        Choice(name="response_format", values=("url", "b64_json")),
        Choice(name="output_format", values=("png", "jpeg", "webp")),
        Number(name="output_compression", low=0, high=100),
        Choice(name="background", values=("auto", "opaque", "transparent")),
        Words(name="style", longest=32),
        Number(name="seed", low=0, high=2**31 - 1),
        Words(name="user"),
        Number(name="partial_images", low=0, high=3, default=0, sent=2),
    ),
    needs=(Needs(option="partial_images", needs="stream", values=("true",)),),
)
ANY_EDIT = taking(ANY_IMAGES, GPT, without=("style",))
FIDELITY = Choice(name="input_fidelity", values=("low", "high"))

IMAGES = Route(
    name="images",
    wire=ImagesWire(spell=pixels, several="image[]"),
    caps=ANY_IMAGES,
    edits=replace(ANY_EDIT, options=(*ANY_EDIT.options, FIDELITY)),
)
"""Several pictures go as `image[]`, as OpenAI, LiteLLM and stable-diffusion.cpp read them."""

ANY_CHAT = Caps(aspect_ratios=RATIOS, resolutions=TIERS, streams=(True, False))
CHAT = Route(
    name="chat",
    wire=ChatWire(spell=snake_with_modalities),
    caps=ANY_CHAT,
    edits=taking(ANY_CHAT, GEMINI),
)

ROUTES = (IMAGES, CHAT)
