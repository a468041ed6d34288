"""DMXAPI: nano-banana-2 by the images endpoint, one picture a call."""

from models.caps import Caps, Choice
from models.inputs import with_inputs
from models.sizes import GEMINI_3_SIZES, RATIOS, TIERS
from providers.gateways._shared import DMXAPI_INPUTS, ROUTES
from providers.request.sizing import encode_ratio_and_tier
from providers.types import Gateway, ImagesWire, Model, Route

CAPS = Caps(
    aspect_ratios=RATIOS,
    resolutions=TIERS,
    sizes=GEMINI_3_SIZES,
    options=(Choice(name="response_format", values=("url", "b64_json"), sent="url"),),
    prompt_limit=32_000,
)
IMAGES = Route(
    name="images",
    wire=ImagesWire(encode_size=encode_ratio_and_tier, always_n=True),
    caps=CAPS,
    edits=with_inputs(CAPS, DMXAPI_INPUTS),
)
"""`response_format` is sent as DMXAPI's sample does: a link that breaks off can be read again, base64 cannot."""

GATEWAY = Gateway(
    id="dmxapi",
    name="DMXAPI",
    site="https://www.dmxapi.cn",
    order=20,
    base_url="https://www.dmxapi.cn/v1",
    key_env="DMXAPI_API_KEY",
    base_envs=("DMXAPI_BASE_URL",),
    models_env="DMXAPI_MODELS",
    models=(Model(id="nano-banana-2", label="Gemini 3 Pro Image", routes=(IMAGES,)),),
    templates=ROUTES,
)
