"""Words in the ids of models that make images: what a long list of models begins with."""

import re
from typing import Final

IMAGE_ID: Final = re.compile(
    r"(?i)image|imagine|dall-?e|flux|banana|seedream|seededit|diffusion|sdxl|(?:^|[^a-z])sd-?[123]|midjourney"
    r"|(?:^|[^a-z])mj[-_]|kolors|ideogram|recraft|hidream|cogview|photon|playground|janus|wanx|t2i|txt2img|painter|绘|画"
)
"""It only sorts: what a model makes its gateway alone knows."""


def is_image_id(model_id: str) -> bool:
    """Whether a model's id speaks of images."""
    return IMAGE_ID.search(model_id) is not None
