"""OpenAI Python SDK against the simulator, and readers from the gateways' own samples."""

import base64
import importlib
import io
from typing import TYPE_CHECKING, Any

from PIL import Image

from tests.simulator import Simulator

if TYPE_CHECKING:
    from openai import OpenAI


def sdk() -> Any:
    """The SDK. Each worker reads all files of tests, and importing it takes 0.9 s: only where its tests run."""
    return importlib.import_module("openai")


def sdk_client(simulator: Simulator, gateway: str, key: str = "sk-sim-sdk") -> "OpenAI":
    # A test that is refused must not be sent again behind its back.
    return sdk().OpenAI(base_url=simulator.url(gateway), api_key=key, max_retries=0, timeout=60)


def open_picture(data: bytes) -> tuple[str | None, tuple[int, int]]:
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return picture.format, picture.size


def first_picture(result: Any) -> bytes:
    """As Turing's sample reads it."""
    return base64.b64decode(result.data[0].b64_json)
