"""The demo gateway: a painter by rule, no AI model.

The embedded default. It needs no network, no key and no money.
"""

from formats.size_rules import SizeRule
from models.caps import Caps, Choice, Inputs, Number
from models.inputs import JPEG, MAX_INPUTS, PNG, WEBP, with_inputs
from models.sizes import GEMINI_3_SIZES, RATIOS, TIERS
from providers.types import Gateway, Model, PaintWire, Route

STYLES = ("auto", "natural", "watercolour", "oil", "ink", "pixel", "poster", "pencil", "neon")

CAPS = Caps(
    aspect_ratios=RATIOS,
    resolutions=TIERS,
    sizes=GEMINI_3_SIZES,
    free_size=SizeRule(max_side=4096, ratio=8, min_pixels=64 * 64),
    max_count=4,
    max_count_streamed=4,
    streams=(True,),
    options=(
        Choice(name="style", values=STYLES, default="auto"),
        Number(name="seed", minimum=0, maximum=2_147_483_647, default=0),
        Choice(name="output_format", values=("png", "jpeg", "webp"), default="png"),
    ),
    prompt_limit=4000,
)
INPUTS = Inputs(max_images=MAX_INPUTS, formats=(PNG, JPEG, WEBP), max_pixels=24_000_000, mask=True, markup=True)
PAINT = Route(name="paint", wire=PaintWire(), caps=CAPS, edits=with_inputs(CAPS, INPUTS, without=("style",)))

GATEWAY = Gateway(
    id="demo",
    name="Demo",
    order=90,
    base_url="",
    needs_key=False,
    by_rule=True,
    max_concurrency=2,
    models=(Model(id="painter", label="Built-in painter", routes=(PAINT,)),),
)
