"""What a model that nobody described is taken to do: generous, by protocol. The gateway has the last word."""

from providers.geometry import pixels, snake_with_modalities
from providers.model import Caps, ChatWire, Choice, ImagesWire, Needs, Number, Route, Words
from providers.sizes import ANYWHERE, RATIOS, TIERS

IMAGES = Route(
    name="images",
    wire=ImagesWire(spell=pixels),
    caps=Caps(
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
    ),
)

CHAT = Route(
    name="chat",
    wire=ChatWire(spell=snake_with_modalities),
    caps=Caps(aspect_ratios=RATIOS, resolutions=TIERS, streams=(True, False)),
)

ROUTES = (IMAGES, CHAT)
