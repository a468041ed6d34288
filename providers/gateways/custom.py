"""Any other OpenAI-compatible address, from the settings alone; a local server needs no key."""

from providers.gateways._shared import ROUTES
from providers.types import Gateway

GATEWAY = Gateway(
    id="custom",
    name="Custom",
    order=60,
    base_url="",
    key_env="CUSTOM_API_KEY",
    base_envs=("CUSTOM_BASE_URL",),
    models_env="CUSTOM_MODELS",
    name_env="CUSTOM_NAME",
    numbered=9,
    models=(),
    templates=ROUTES,
    needs_key=False,
    discovers_models=True,
)
