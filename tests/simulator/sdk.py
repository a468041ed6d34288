"""OpenAI Python SDK against the simulator, and readers from the gateways' own samples."""

import base64
import io
from typing import Any

from openai import OpenAI
from PIL import Image

from tests.simulator import Simulator


def sdk_client(simulator: Simulator, gateway: str, key: str = "sk-sim-sdk") -> OpenAI:
    # A test that is refused must not be sent again behind its back.
    return OpenAI(base_url=simulator.url(gateway), api_key=key, max_retries=0, timeout=60)


def open_picture(data: bytes) -> tuple[str | None, tuple[int, int]]:
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return picture.format, picture.size


def first_picture(result: Any) -> bytes:
    """As Turing's sample reads it."""
    return base64.b64decode(result.data[0].b64_json)
