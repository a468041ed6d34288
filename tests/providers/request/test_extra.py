"""Extra parameters: what may be among them, and how they go out in JSON and in a form."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from providers.catalog import discover
from providers.errors import Unsupported
from providers.gateways._shared import CHAT, IMAGES
from providers.request.extra import MAX_LENGTH, parse_extra, validate_extra
from providers.types import JSON, Attachment, ImageRequest, Model, Route
from providers.wires import chat as chat_wire
from providers.wires import images as images_wire

MODEL = Model(id="m", routes=(IMAGES, CHAT))
PICTURE = Attachment(path=Path("photo.png"), mime="image/png", width=8, height=8, size=1)


def asked(**extra: JSON) -> ImageRequest:
    return ImageRequest(prompt="a lighthouse", extra=extra)


def refusal(request: ImageRequest, route: Route = IMAGES) -> str:
    with pytest.raises(Unsupported) as caught:
        validate_extra(request, route, route.caps)
    assert caught.value.field == "extra"
    return f"{caught.value.reason} {caught.value.value}".strip()


@pytest.mark.parametrize(
    "name", ["model", "prompt", "n", "stream", "messages", "image", "mask", "size", "Prompt", "N"]
)
@pytest.mark.parametrize("route", [IMAGES, CHAT], ids=lambda route: route.name)
def test_what_easel_sends_itself_is_refused_by_name(name: str, route: Route) -> None:
    assert refusal(asked(**{name: 1}), route) == f"extra_sent {name}"


def test_every_option_of_the_form_and_every_field_of_the_encoding_is_refused() -> None:
    assert refusal(asked(quality="high")) == "extra_sent quality"
    assert refusal(asked(image_config={"image_size": "4K"}), CHAT) == "extra_sent image_config"
    assert refusal(asked(modalities=["image"]), CHAT) == "extra_sent modalities"
    for gateway in discover():
        for route in {route.name: route for model in gateway.models for route in model.routes}.values():
            for option in route.caps.options:
                assert refusal(asked(**{option.name: 1}), route).startswith(("extra_sent", "extra_not_sent"))
    validate_extra(asked(quality="high"), CHAT, CHAT.caps)  # nothing of the kind is sent by this route


@pytest.mark.parametrize(
    "value", [{"a": {"b": {"c": {"d": {"e": {"f": {}}}}}}}, float("nan"), 2**80, "half \ud83d", "nul \0"]
)
def test_what_not_every_gateway_reads_as_json_is_refused(value: JSON) -> None:
    assert refusal(asked(more=value)) == "extra_unreadable"


def test_length_and_names_are_bounded() -> None:
    assert refusal(asked(more="x" * MAX_LENGTH)) == "extra_too_long"
    assert refusal(asked(**{'a"; filename="x': 1})).startswith("extra_name")
    assert refusal(asked(**{"a\r\nb": 1})).startswith("extra_name")


@pytest.mark.parametrize("text", ["[1]", "7", "{", "watermark=false", '"text"', "[" * 5000])
def test_what_is_typed_must_be_an_object(text: str) -> None:
    with pytest.raises(Unsupported, match="unsupported"):
        parse_extra(text)
    assert parse_extra("  ") == {}
    assert parse_extra('{"watermark": false}') == {"watermark": False}


def test_they_stand_in_the_body_beside_what_is_sent_and_never_in_its_place() -> None:
    request = asked(watermark=False, camera={"lens": 35}, note=None, empty="")
    body = images_wire.build_body(MODEL, IMAGES, request)
    assert body["model"] == "m" and body["watermark"] is False
    assert (body["camera"], body["note"], body["empty"]) == ({"lens": 35}, None, "")
    assert images_wire.build_body(MODEL, IMAGES, asked(model="other"))["model"] == "m"
    assert chat_wire.build_body(MODEL, CHAT, request)["camera"] == {"lens": 35}


def test_a_form_has_them_as_text() -> None:
    request = replace(
        asked(watermark=False, camera={"lens": 35}, steps=7, word="ü"), task="edit", images=(PICTURE,)
    )
    fields = images_wire.build_form(MODEL, IMAGES, request).fields
    assert (fields["watermark"], fields["steps"], fields["word"]) == ("false", "7", "ü")
    assert json.loads(fields["camera"]) == {"lens": 35}
