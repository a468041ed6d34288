"""`generate`, the only verb.

What is refused before anything is sent, and a picture through every gateway.
"""

from contextlib import aclosing
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from providers.catalog import generate, load_catalog
from providers.errors import BadKey, NoKey, UnknownModel, Unsupported
from providers.events import Event, PictureDone, PictureStarted
from providers.request.sizing import expected_size
from providers.transport.client import HttpClient
from providers.types import ImageRequest
from studio.storage.call_files import CallSpool
from tests.providers.expected_requests import ROWS
from tests.simulator import Simulator

PATHS = {"images": "/images/generations", "chat": "/chat/completions"}


@pytest.fixture(scope="module")
def simulator():
    with Simulator() as running:
        yield running


async def run_generate(
    simulator: Simulator, folder: Path, gateway: str, model: str, *, keyless: bool = False, **asked: Any
) -> list[Event]:
    catalog, keys = load_catalog(simulator.env())
    spool = CallSpool(folder)
    async with HttpClient() as http:
        steps = generate(
            catalog.gateway(gateway),
            catalog.model(gateway, model),
            ImageRequest(**{"prompt": "a fox", **asked}),
            spool,
            http=http,
            key="" if keyless else keys.get(gateway),
        )
        async with aclosing(steps):
            return [event async for event in steps]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(row[:3]))
def test_the_strict_simulator_takes_every_request(simulator, row):
    gateway, _, route, _, body = row
    key = simulator.env()[f"{gateway.upper()}_API_KEY"]
    answer = httpx.post(
        simulator.url(gateway) + PATHS[route], json=body, headers={"Authorization": f"Bearer {key}"}, timeout=60
    )
    assert answer.status_code == 200, answer.text[:300]


@pytest.mark.parametrize(
    ("gateway", "model", "asked"),
    [
        ("tuzi", "gemini-3-pro-image-preview", {"aspect_ratio": "16:9", "resolution": "1K"}),
        ("tuzi", "gemini-3-pro-image-preview", {"options": {"route": "chat"}}),
        ("dmxapi", "nano-banana-2", {"aspect_ratio": "4:5", "resolution": "1K"}),
        ("turing", "turing/gpt-image-2", {"aspect_ratio": "3:2", "resolution": "1K"}),
        ("turing", "turing/gpt-image-2", {"size": "1024x640", "options": {"output_format": "jpeg"}}),
        ("turing", "turing/gemini-2.5-flash-image", {"aspect_ratio": "21:9", "resolution": "1K"}),
        ("turing", "turing/gemini-3-pro-image", {"aspect_ratio": "9:16", "options": {"stream": "false"}}),
        ("qiniu", "gemini-3.0-pro-image-preview", {"aspect_ratio": "4:3", "resolution": "1K"}),
        ("qiniu", "gemini-3.0-pro-image-preview", {"aspect_ratio": "2:3", "options": {"stream": "true"}}),
        ("openai", "gpt-image-1", {"aspect_ratio": "2:3", "options": {"partial_images": 1}}),
        ("openai", "gpt-image-2", {"aspect_ratio": "1:1", "options": {"stream": "false"}}),
        ("custom", "gpt-image-1", {"size": "1024x1024"}),
        ("custom", "gemini-3-pro-image", {}),
        ("demo", "painter", {"size": "320x200"}),
    ],
)
async def test_a_picture_of_the_expected_size_comes_back(simulator, tmp_path, gateway, model, asked):
    events = await run_generate(simulator, tmp_path / "call", gateway, model, **asked)
    final = [event.key for event in events if isinstance(event, PictureDone) and not event.draft][-1]
    path = next(event.path for event in events if isinstance(event, PictureStarted) and event.key == final)
    catalog = load_catalog(simulator.env())[0]
    route = catalog.route(catalog.model(gateway, model), asked.get("options", {}).get("route", ""))
    promised = expected_size(ImageRequest(prompt="a fox", **asked), route.caps)
    with Image.open(path) as picture:
        picture.load()
        assert promised in (None, picture.size)


@pytest.mark.parametrize(
    ("gateway", "model", "asked", "error"),
    [
        ("turing", "turing/gpt-image-2", {"prompt": " "}, Unsupported),
        ("turing", "turing/gpt-image-2", {"size": "1000x1000"}, Unsupported),
        ("dmxapi", "nano-banana-2", {"count": 2}, Unsupported),
        ("openai", "gpt-image-1", {"count": 2}, Unsupported),
        ("qiniu", "gemini-3.0-pro-image-preview", {"options": {"route": "images"}}, UnknownModel),
        ("tuzi", "gemini-3-pro-image-preview", {"keyless": True}, NoKey),
    ],
)
async def test_a_refusal_sends_nothing(simulator, tmp_path, gateway, model, asked, error):
    before = len(simulator.requests)
    with pytest.raises(error):
        await run_generate(simulator, tmp_path / "call", gateway, model, **asked)
    assert len(simulator.requests) == before


async def test_a_gateway_that_needs_no_key_is_asked_without_one(simulator, tmp_path):
    before = simulator.posts
    with pytest.raises(BadKey):
        await run_generate(simulator, tmp_path / "call", "custom", "gpt-image-1", keyless=True)
    assert simulator.posts == before + 1
    assert "authorization" not in {name.lower() for name in simulator.requests[-1].headers}
