"""Qiniu AIToken: Gemini 3 Pro Image by chat, best not streamed ("图片生成建议设为 false")."""

from providers.gateways._inputs import GEMINI, with_inputs
from providers.gateways._shared import ROUTES
from providers.gateways._sizes import GEMINI_3, RATIOS, TIERS
from providers.request.sizing import encode_snake_image_config
from providers.types import Caps, ChatWire, Gateway, Model, Route

CAPS = Caps(aspect_ratios=RATIOS, resolutions=TIERS, sizes=GEMINI_3, streams=(False, True))
CHAT = Route(
    name="chat", wire=ChatWire(encode_size=encode_snake_image_config), caps=CAPS, edits=with_inputs(CAPS, GEMINI)
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
