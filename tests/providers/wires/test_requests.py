"""The exact request of every model in the catalog on every route.

And that none is missing here.
"""

import json
from typing import Any

import pytest

from providers.catalog import Catalog, load_catalog, route_of
from providers.request.validation import split_into_calls, validate
from providers.types import JSON, ChatWire, ImageRequest, ImagesWire, Model, Route
from providers.wires import chat as chat_wire
from providers.wires import images as images_wire
from tests.providers.expected_requests import PROMPT, ROWS

ENV = {
    "CUSTOM_BASE_URL": "http://127.0.0.1:9/v1",
    "CUSTOM_MODELS": "gpt-image-1@images, gemini-3-pro-image@chat",
    "TUZI_MODELS": "new-painter@images, theirs=gpt-image-2.6-flare@images, nano-banana-2.1@images",
    "DMXAPI_MODELS": "next-painter@images, grok-imagine-image-2.0@images, seedream-5-0-pro-260628@images",
    "QINIU_MODELS": "gemini-2.5-flash-image@chat",
}
CATALOG: Catalog = load_catalog(ENV)[0]
BUILT_IN: Catalog = load_catalog({name: ENV[name] for name in ("CUSTOM_BASE_URL", "CUSTOM_MODELS")})[0]


def body_of(model: Model, route: Route, request: ImageRequest) -> dict[str, JSON]:
    assert isinstance(route.wire, ImagesWire | ChatWire)
    module = images_wire if isinstance(route.wire, ImagesWire) else chat_wire
    return module.build_body(model, route, request)


def sent_body(gateway: str, model_id: str, route_name: str, fields: dict[str, Any]) -> dict[str, JSON]:
    model = CATALOG.model(gateway, model_id)
    route = route_of(model, route_name)
    request = ImageRequest(prompt=PROMPT, **fields)
    validate(request, route.caps)
    (call,) = split_into_calls(request, route.caps)
    return body_of(model, route, call)


def _name(row: Any) -> str:
    gateway, model, route, asked, _ = row
    return f"{gateway}-{model.rpartition('/')[2]}-{route}-{json.dumps(asked)[:40]}"


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_the_exact_request(row):
    gateway, model, route, asked, body = row
    size = sent_body(gateway, model, route, asked)
    assert json.loads(json.dumps(size)) == body


def test_every_model_and_route_is_pinned_by_default_and_by_intent():
    pinned = {(gateway, model, route, bool(asked)) for gateway, model, route, asked, _ in ROWS}
    for gateway in BUILT_IN.gateways:
        for model in gateway.models:
            for route in model.routes:
                if isinstance(route.wire, ImagesWire | ChatWire):
                    assert (gateway.id, model.id, route.name, False) in pinned
                    assert (gateway.id, model.id, route.name, True) in pinned


def test_every_option_of_every_model_is_pinned():
    for gateway in BUILT_IN.gateways:
        for model in gateway.models:
            for route in model.routes:
                if not isinstance(route.wire, ImagesWire | ChatWire):
                    continue
                used = {
                    option
                    for row in ROWS
                    if row[:3] == (gateway.id, model.id, route.name)
                    for option in row[3].get("options", {})
                }
                assert {option.name for option in route.caps.options} <= used, model.id


MESSAGES = [{"role": "user", "content": PROMPT}]
WIDE = {"aspect_ratio": "16:9"}
ADDED = [
    ("tuzi", "new-painter", "images", {"resolution": "4K"}, {"size": "16x9", "quality": "4k"}),
    (
        "tuzi",
        "nano-banana-2.1",
        "images",
        {"aspect_ratio": "1:8", "resolution": "2K"},
        {"size": "1x8", "quality": "2k"},
    ),
    (
        "tuzi",
        "theirs",
        "images",
        {"resolution": "2K", "options": {"quality": "max", "complexity": "low"}},
        {"size": "2736x1536", "quality": "max", "complexity": "low"},
    ),
    (
        "dmxapi",
        "next-painter",
        "images",
        {"resolution": "4K"},
        {"n": 1, "aspect_ratio": "16:9", "size": "4K", "response_format": "url"},
    ),
    (
        "dmxapi",
        "grok-imagine-image-2.0",
        "images",
        {"resolution": "2K", "count": 3},
        {"n": 3, "aspect_ratio": "16:9", "resolution": "2k"},
    ),
    (
        "dmxapi",
        "seedream-5-0-pro-260628",
        "images",
        {"resolution": "2K", "options": {"output_format": "png"}},
        {"size": "2704x1520", "output_format": "png"},
    ),
    (
        "qiniu",
        "gemini-2.5-flash-image",
        "chat",
        {"resolution": "1K"},
        {"messages": MESSAGES, "stream": False, "image_config": {"aspect_ratio": "16:9", "image_size": "1K"}},
    ),
]
"""Models added by a setting: gateway, model, route, what is asked for beside 16:9, and what the body holds more."""


@pytest.mark.parametrize(("gateway", "model", "route", "asked", "more"), ADDED)
def test_a_model_added_in_env_speaks_its_familys_dialect_or_else_the_gateways(gateway, model, route, asked, more):
    prompt = {} if route == "chat" else {"prompt": PROMPT}
    assert sent_body(gateway, model, route, {**WIDE, **asked}) == {"model": model, **prompt, **more}


def test_nothing_empty_is_ever_sent():
    empty = {"aspect_ratio": "", "resolution": "", "size": ""}
    for gateway in CATALOG.gateways:
        for model in gateway.models:
            for route in model.routes:
                if not isinstance(route.wire, ImagesWire | ChatWire):
                    continue
                blank = {option.name: "" for option in route.caps.options} | {"stream": "", "route": ""}
                request = ImageRequest(prompt=PROMPT, options=blank, **empty)
                body = body_of(model, route, request)
                assert body == body_of(model, route, ImageRequest(prompt=PROMPT))
                assert not [name for name, value in body.items() if value in ("", None, {}, [])]
