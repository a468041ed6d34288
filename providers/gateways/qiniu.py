"""Qiniu AIToken: Gemini 3 Pro Image by chat, best not streamed ("图片生成建议设为 false")."""

from models.caps import Caps
from models.inputs import GEMINI_INPUTS, with_inputs
from models.sizes import GEMINI_3_SIZES, RATIOS, TIERS
from providers.gateways._shared import ROUTES
from providers.request.sizing import encode_snake_image_config
from providers.types import ChatWire, Gateway, Model, Route

CAPS = Caps(aspect_ratios=RATIOS, resolutions=TIERS, sizes=GEMINI_3_SIZES, streams=(False, True))
CHAT = Route(
    name="chat",
    wire=ChatWire(encode_size=encode_snake_image_config),
    caps=CAPS,
    edits=with_inputs(CAPS, GEMINI_INPUTS),
)
"""Qiniu's guide names no pixels; the model is the one of the table that DMXAPI and Turing print."""

GATEWAY = Gateway(
    id="qiniu",
    name="Qiniu",
    site="https://developer.qiniu.com/aitokenapi",
    order=40,
    base_url="https://api.qnaigc.com/v1",
    key_env="QINIU_API_KEY",
    base_envs=("QINIU_BASE_URL",),
    models_env="QINIU_MODELS",
    models=(Model(id="gemini-3.0-pro-image-preview", label="Gemini 3 Pro Image", routes=(CHAT,)),),
    templates=ROUTES,
)
