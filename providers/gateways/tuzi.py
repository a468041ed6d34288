"""tu-zi: Gemini 3 Pro Image by the images endpoint and by streamed chat."""

from models.caps import Caps, Choice, TextOption
from models.inputs import GEMINI_INPUTS, with_inputs
from models.sizes import GEMINI_3_SIZES, RATIOS, TIERS, sizes_of_tiers
from providers.gateways._shared import ROUTES, TUZI_INPUTS
from providers.request.sizing import encode_nothing, encode_ratio_with_x
from providers.types import ChatWire, Gateway, ImagesWire, Model, Route


def _images(*tiers: str) -> Route:
    """The images endpoint in these resolutions; -hd is the 4K model itself. `response_format` goes out only when
    chosen: the key's group decides it (default: url, 原价: base64), and tu-zi's own sample sends none."""
    caps = Caps(
        aspect_ratios=RATIOS,
        resolutions=tiers,
        sizes=sizes_of_tiers(GEMINI_3_SIZES, *tiers),
        any_size=True,
        size_replaces=("aspect_ratio",),
        max_count=10,
        options=(Choice(name="response_format", values=("url", "b64_json")), TextOption(name="user")),
        prompt_recommended=1000,
    )
    return Route(
        name="images",
        wire=ImagesWire(encode_size=encode_ratio_with_x),
        caps=caps,
        edits=with_inputs(caps, TUZI_INPUTS),
    )


STREAMED = Caps(streams=(True,))
CHAT = Route(
    name="chat",
    wire=ChatWire(encode_size=encode_nothing),
    caps=STREAMED,
    edits=with_inputs(STREAMED, GEMINI_INPUTS),
)
"""Must stream: "必须使用流式响应才能获取完整的图片数据" (tu-zi's document)."""

GATEWAY = Gateway(
    id="tuzi",
    name="tu-zi",
    site="https://api.tu-zi.com",
    order=10,
    base_url="https://api.tu-zi.com/v1",
    key_env="TUZI_API_KEY",
    base_envs=("TUZI_BASE_URL", "TUZI_API_BASE"),
    models_env="TUZI_MODELS",
    models=(
        Model(id="gemini-3-pro-image-preview", label="Gemini 3 Pro Image", routes=(_images(*TIERS), CHAT)),
        Model(id="gemini-3-pro-image-preview-hd", label="Gemini 3 Pro Image 4K", routes=(_images("4K"), CHAT)),
    ),
    templates=ROUTES,
)
