"""OpenAI: the gpt-image models, streamed or not (docs/gateways.md, Q25, Q26, "Families")."""

from models import gpt_image as gpt
from models.caps import Caps
from providers.gateways._shared import ROUTES
from providers.request.sizing import encode_pixels
from providers.types import Gateway, ImagesWire, Model, Route

WIRE = ImagesWire(encode_size=encode_pixels, images_field="image[]")


def _images(caps: Caps, edits: Caps) -> tuple[Route]:
    return (Route(name="images", wire=WIRE, caps=caps, edits=edits),)


ONE = _images(gpt.GPT_IMAGE_1, gpt.GPT_IMAGE_1_EDITS)
TWO_FIVE = _images(gpt.GPT_IMAGE_25, gpt.GPT_IMAGE_25_EDITS)
TWO_SIX = _images(gpt.GPT_IMAGE_26, gpt.GPT_IMAGE_26_EDITS)

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
        Model(id="gpt-image-2", label="GPT Image 2", routes=_images(gpt.GPT_IMAGE_2, gpt.GPT_IMAGE_2_EDITS)),
        Model(id="gpt-image-2.6-flare", label="GPT Image 2.6 Flare", routes=TWO_SIX),
        Model(id="gpt-image-2.6-sunburst", label="GPT Image 2.6 Sunburst", routes=TWO_SIX),
        Model(id="gpt-image-2.5-flare", label="GPT Image 2.5 Flare", routes=TWO_FIVE),
        Model(id="gpt-image-2.5-sunburst", label="GPT Image 2.5 Sunburst", routes=TWO_FIVE),
        Model(id="gpt-image-1.5", label="GPT Image 1.5", routes=ONE, ends="2026-12-01"),
        Model(id="gpt-image-1", label="GPT Image 1", routes=ONE, ends="2026-10-23", ends_by_report=True),
    ),
    templates=ROUTES,
)
