"""Edits: the exact form or body of every route.

The bytes in the order of the tiles, and what is refused before.
"""

import base64
import io
import json
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from providers.catalog import Catalog, generate, load_catalog, route_of
from providers.errors import BadRequest, Unsupported
from providers.events import Event, PictureDone
from providers.request.body import DataUrl, JsonBodyValue, form_body, json_body
from providers.request.validation import capabilities_for, validate
from providers.transport.client import HttpClient
from providers.types import Attachment, ChatWire, ImageRequest, ImagesWire, Model, PaintWire, Route
from providers.wires import chat as chat_wire
from providers.wires import images as images_wire
from studio.storage.call_files import CallSpool
from tests.simulator import Simulator

PROMPT = "让图1的猫戴上图2的帽子"
CATALOG: Catalog = load_catalog(
    {"CUSTOM_BASE_URL": "http://127.0.0.1:9/v1", "CUSTOM_MODELS": "gpt-image-1@images, gemini-3-pro-image@chat"}
)[0]
ROUTES = [
    (gateway.id, model.id, route.name)
    for gateway in CATALOG.gateways
    for model in gateway.models
    for route in model.routes
    if not isinstance(route.wire, PaintWire)
]


@pytest.fixture(scope="module")
def simulator():
    with Simulator() as running:
        yield running


def picture(folder: Path, name: str, *, size: tuple[int, int] = (48, 32), colour: str = "red") -> Attachment:
    path = folder / name
    Image.new("RGB", size, colour).save(path)
    mime = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}[name.rpartition(".")[2]]
    return Attachment(path=path, mime=mime, width=size[0], height=size[1], size=path.stat().st_size)


def mask(folder: Path, size: tuple[int, int] = (48, 32)) -> Attachment:
    path = folder / "mask.png"
    painted = Image.new("RGBA", size, (0, 0, 0, 255))
    painted.paste((0, 0, 0, 0), (4, 4, 20, 20))
    painted.save(path)
    return Attachment(path=path, mime="image/png", width=size[0], height=size[1], size=path.stat().st_size)


def find_route(gateway: str, model_id: str, route_name: str = "") -> tuple[Model, Route]:
    model = CATALOG.model(gateway, model_id)
    return model, route_of(model, route_name)


def edit(*images: Attachment, **asked: Any) -> ImageRequest:
    return ImageRequest(**{"prompt": PROMPT, "task": "edit", "images": images, **asked})


def plain(value: JsonBodyValue) -> Any:
    """JSON with the pictures' file names in the place of their bytes."""
    return json.loads(json.dumps(value, default=lambda url: url.picture.path.name))


FORMS: list[tuple[str, str, dict[str, Any], dict[str, str], list[tuple[str, str]]]] = [
    (
        "tuzi",
        "gemini-3-pro-image-preview",
        {"aspect_ratio": "3:2", "resolution": "2K", "count": 2, "options": {"response_format": "url", "user": "u"}},
        {"n": "2", "size": "3x2", "quality": "2k", "response_format": "url", "user": "u"},
        [("image", "image-1.png"), ("image", "image-2.jpg"), ("mask", "mask.png")],
    ),
    (
        "dmxapi",
        "nano-banana-2",
        {"aspect_ratio": "5:4", "resolution": "4K"},
        {"n": "1", "aspect_ratio": "5:4", "size": "4K", "response_format": "url"},
        [("image", "image-1.png"), ("image", "image-2.jpg")],
    ),
    (
        "turing",
        "turing/gpt-image-2",
        {
            "size": "1536x1024",
            "options": {
                "quality": "low",
                "input_fidelity": "high",
                "output_format": "jpeg",
                "output_compression": 80,
                "background": "auto",
                "moderation": "low",
            },
        },
        {
            "size": "1536x1024",
            "quality": "low",
            "input_fidelity": "high",
            "output_format": "jpeg",
            "output_compression": "80",
            "background": "auto",
            "moderation": "low",
        },
        [("image[]", "image-1.png"), ("image[]", "image-2.jpg"), ("mask", "mask.png")],
    ),
    (
        "openai",
        "gpt-image-1.5",
        {"aspect_ratio": "3:2", "resolution": "1K", "options": {"input_fidelity": "low"}},
        {"size": "1536x1024", "input_fidelity": "low", "partial_images": "2", "stream": "true"},
        [("image[]", "image-1.png"), ("image[]", "image-2.jpg"), ("mask", "mask.png")],
    ),
    (
        "custom",
        "gpt-image-1",
        {"size": "640x480"},
        {"size": "640x480"},
        [("image[]", "image-1.png"), ("image[]", "image-2.jpg"), ("mask", "mask.png")],
    ),
]


@pytest.mark.parametrize(
    ("gateway", "model_id", "asked", "fields", "files"), FORMS, ids=lambda value: str(value)[:30]
)
def test_the_exact_form(tmp_path, gateway, model_id, asked, fields, files):
    model, route = find_route(gateway, model_id)
    images = picture(tmp_path, "a.png"), picture(tmp_path, "b.jpg", colour="blue")
    painted = mask(tmp_path) if files[-1][0] == "mask" else None
    request = edit(*images, mask=painted, **asked)
    validate(request, capabilities_for(route, request))
    form = images_wire.build_form(model, route, request)
    assert form.fields == {"model": model_id, "prompt": PROMPT, **fields}
    assert [(part.name, part.filename) for part in form.files] == files
    assert [part.picture for part in form.files[:2]] == list(images)


@pytest.mark.parametrize("gateway", ["turing", "openai", "custom"])
def test_one_picture_has_the_plain_name(tmp_path, gateway):
    model, route = find_route(
        gateway, {"turing": "turing/gpt-image-2", "openai": "gpt-image-2"}.get(gateway, "gpt-image-1")
    )
    form = images_wire.build_form(model, route, edit(picture(tmp_path, "a.png")))
    assert [(part.name, part.filename) for part in form.files] == [("image", "image-1.png")]


CHATS = [
    ("tuzi", "gemini-3-pro-image-preview", "chat", {}, {"stream": True}),
    (
        "turing",
        "turing/gemini-3-pro-image",
        "chat",
        {"aspect_ratio": "3:2"},
        {"stream": True, "modalities": ["text", "image"], "imageConfig": {"aspectRatio": "3:2"}},
    ),
    (
        "qiniu",
        "gemini-3.0-pro-image-preview",
        "chat",
        {"resolution": "2K"},
        {"stream": False, "image_config": {"image_size": "2K"}},
    ),
    ("custom", "gemini-3-pro-image", "chat", {}, {"stream": True, "modalities": ["text", "image"]}),
]


@pytest.mark.parametrize(("gateway", "model_id", "route_name", "asked", "more"), CHATS)
def test_the_exact_chat(tmp_path, gateway, model_id, route_name, asked, more):
    model, route = find_route(gateway, model_id, route_name)
    images = picture(tmp_path, "a.png"), picture(tmp_path, "b.jpg")
    content = [
        {"type": "text", "text": PROMPT},
        {"type": "text", "text": "图1："},
        {"type": "image_url", "image_url": {"url": "a.png"}},
        {"type": "text", "text": "图2："},
        {"type": "image_url", "image_url": {"url": "b.jpg"}},
    ]
    body = plain(chat_wire.build_body(model, route, edit(*images, **asked)))
    assert body == {"model": model_id, "messages": [{"role": "user", "content": content}], **more}


def test_one_picture_needs_no_number(tmp_path):
    model, route = find_route("qiniu", "gemini-3.0-pro-image-preview")
    content = plain(chat_wire.build_body(model, route, edit(picture(tmp_path, "a.png"))))["messages"][0]["content"]
    assert [part["type"] for part in content] == ["text", "image_url"]


def test_a_marked_picture_goes_last_and_what_is_added_follows_the_prompt(tmp_path):
    marked = picture(tmp_path, "marked.png", colour="magenta")
    images = picture(tmp_path, "a.png"), picture(tmp_path, "b.png")
    model, route = find_route("turing", "turing/gemini-3-pro-image")
    added = ("Image 3 is image 1 with an area marked.", "No hats.")
    request = edit(*images, mask=mask(tmp_path), marked=marked, prompt="a hat for image 1", added=added)
    content = plain(chat_wire.build_body(model, route, request))["messages"][0]["content"]
    text = "a hat for image 1\n\nImage 3 is image 1 with an area marked.\n\nNo hats."
    assert content[0]["text"] == text
    assert content[-1]["image_url"]["url"] == "marked.png"
    dmx = images_wire.build_form(*find_route("dmxapi", "nano-banana-2"), request)
    assert [part.name for part in dmx.files] == ["image", "image", "image"]
    assert dmx.fields["prompt"] == text
    assert "mask_marked" in {notice.kind for notice in validate(request, capabilities_for(route, request))}


def test_seedream_takes_pictures_in_json(tmp_path):
    model, route = find_route("turing", "doubao-seedream-4-5-251128")
    one = plain(images_wire.build_body(model, route, edit(picture(tmp_path, "a.png"))))
    assert one["image"] == "a.png"
    two = edit(picture(tmp_path, "a.png"), picture(tmp_path, "b.png"))
    assert plain(images_wire.build_body(model, route, two))["image"] == ["a.png", "b.png"]
    assert "pictures_unsure" in {notice.kind for notice in validate(two, capabilities_for(route, two))}


def test_grok_imagine_takes_pictures_as_objects_in_json_and_never_a_size(tmp_path):
    catalog = load_catalog({"DMXAPI_MODELS": "grok-imagine-image-2.0@images"})[0]
    model = catalog.model("dmxapi", "grok-imagine-image-2.0")
    (route,) = model.routes
    assert isinstance(route.wire, ImagesWire) and route.wire.json_edits
    one = plain(images_wire.build_body(model, route, edit(picture(tmp_path, "a.png"), resolution="2K")))
    assert one == {
        "model": "grok-imagine-image-2.0",
        "prompt": PROMPT,
        "resolution": "2k",
        "image": {"url": "a.png", "type": "image_url"},
    }
    two = edit(picture(tmp_path, "a.png"), picture(tmp_path, "b.png"))
    images = plain(images_wire.build_body(model, route, two))["images"]
    assert [image["url"] for image in images] == ["a.png", "b.png"]
    with pytest.raises(Unsupported):
        validate(edit(picture(tmp_path, "a.png"), size="1024x1024"), capabilities_for(route, two))


async def _body_bytes(body: Any) -> bytes:
    return b"".join([piece async for piece in body.chunks()])


@pytest.mark.parametrize("size", [0, 1, 2, 3, 393_215, 393_216, 393_217, 1_000_000])
async def test_a_data_url_in_json_is_the_file_whatever_its_length(tmp_path, size):
    path = tmp_path / "file"
    path.write_bytes(bytes(index * 7 % 251 for index in range(size)))
    url = DataUrl(picture=Attachment(path=path, mime="image/png", width=1, height=1, size=size))
    body = json_body({"a": '引号"\n', "b": [url, {"c": url}], "d": None})
    sent = await _body_bytes(body)
    assert len(sent) == body.length
    parsed = json.loads(sent)
    head, _, data = parsed["b"][1]["c"].partition(",")
    assert (head, base64.b64decode(data)) == ("data:image/png;base64", path.read_bytes())
    assert parsed["a"] == '引号"\n'


async def test_a_file_that_became_shorter_is_not_sent_as_something_else(tmp_path):
    image = picture(tmp_path, "a.png")
    form = images_wire.build_form(*find_route("openai", "gpt-image-2"), edit(image))
    image.path.write_bytes(b"short")
    with pytest.raises(OSError, match="shorter"):
        await _body_bytes(form_body(form.fields, form.files))


async def run_generate(
    simulator: Simulator, folder: Path, route_key: tuple[str, str, str], request: ImageRequest
) -> list[Event]:
    catalog, keys = load_catalog(simulator.env())
    gateway, model_id, route_name = route_key
    options = {**request.options, "route": route_name}
    asked = ImageRequest(
        prompt=request.prompt,
        task="edit",
        images=request.images,
        mask=request.mask,
        marked=request.marked,
        options=options,
    )
    async with HttpClient() as http:
        steps = generate(
            catalog.gateway(gateway),
            catalog.model(gateway, model_id),
            asked,
            CallSpool(folder / "call"),
            http=http,
            key=keys.get(gateway),
        )
        async with aclosing(steps):
            return [event async for event in steps]


@pytest.mark.parametrize("route_key", ROUTES, ids="-".join)
@pytest.mark.parametrize("count", [1, 3])
async def test_the_strict_gateway_gets_the_very_bytes_in_the_order_of_the_tiles(
    simulator, tmp_path, route_key, count
):
    simulator.reset()
    _, route = find_route(*route_key)
    images = tuple(picture(tmp_path, f"{number}.jpg", colour=c) for number, c in enumerate(("red", "lime", "blue")))
    inputs = (route.edits or route.caps).inputs
    assert inputs is not None
    painted = mask(tmp_path)
    marked = None if inputs.mask else picture(tmp_path, "marked.png")
    events = await run_generate(simulator, tmp_path, route_key, edit(*images[:count], mask=painted, marked=marked))
    assert any(isinstance(event, PictureDone) and not event.draft for event in events)
    (entry,) = [item for item in simulator.requests if item.method == "POST"]
    expected = [item.path.read_bytes() for item in (*images[:count], *([marked] if marked else []))]
    assert _sent_images(entry) == expected
    masks = [item.data for item in entry.files if item.name == "mask"]
    assert masks == ([painted.path.read_bytes()] if inputs.mask else [])
    for file in entry.files:
        with Image.open(io.BytesIO(file.data)) as image:
            assert file.content_type == Image.MIME[image.format]


def _sent_images(entry: Any) -> list[bytes]:
    """The pictures of a request as the gateway read them, whatever wire they came by."""
    if entry.files:
        return [file.data for file in entry.files if file.name != "mask"]
    urls = entry.body.get("image") or [
        part["image_url"]["url"] for part in entry.body["messages"][0]["content"] if part["type"] == "image_url"
    ]
    return [base64.b64decode(url.partition(",")[2]) for url in ([urls] if isinstance(urls, str) else urls)]


async def test_a_gateway_that_takes_no_pictures_for_seedream_says_so_in_its_words(simulator, tmp_path):
    simulator.reset()
    simulator.play("no_pictures", gateway="turing")
    with pytest.raises(BadRequest) as refused:
        await run_generate(
            simulator,
            tmp_path,
            ("turing", "doubao-seedream-4-5-251128", "images"),
            edit(picture(tmp_path, "a.png")),
        )
    assert not refused.value.may_be_charged
    assert simulator.posts == 1


@pytest.mark.parametrize(
    ("model", "asked", "field", "reason", "nearest"),
    [
        (("turing", "turing/gpt-image-2"), {"images": 0}, "images", "pictures_none", ""),
        (("turing", "turing/gpt-image-2"), {"images": 17}, "images", "images_too_many", ""),
        (("turing", "turing/gpt-image-2"), {"images": 1, "kind": "webp"}, "images", "image_format", ""),
        (
            ("turing", "doubao-seedream-4-5-251128"),
            {"images": 1, "size": 10_000_001},
            "images",
            "image_too_heavy",
            "",
        ),
        (("dmxapi", "nano-banana-2"), {"images": 1, "size": 50_000_000}, "images", "image_too_heavy", ""),
        (("openai", "gpt-image-2"), {"images": 1, "mask": (48, 33)}, "mask", "mask_size", "48x32"),
        (("openai", "gpt-image-2"), {"images": 1, "mask_size": 4_000_000}, "mask", "mask_too_heavy", ""),
    ],
)
def test_what_does_not_go_is_refused_before_it_leaves(tmp_path, model, asked, field, reason, nearest):
    _, route = find_route(*model)
    image = picture(tmp_path, f"a.{asked.get('kind', 'png')}")
    heavy = Attachment(path=image.path, mime=image.mime, width=48, height=32, size=asked.get("size", image.size))
    painted = None
    if "mask" in asked or "mask_size" in asked:
        drawn = mask(tmp_path, asked.get("mask", (48, 32)))
        painted = Attachment(
            path=drawn.path,
            mime=drawn.mime,
            width=drawn.width,
            height=drawn.height,
            size=asked.get("mask_size", drawn.size),
        )
    request = edit(*[heavy] * asked["images"], mask=painted)
    with pytest.raises(Unsupported) as refused:
        validate(request, capabilities_for(route, request))
    assert (refused.value.field, refused.value.reason, refused.value.nearest) == (field, reason, nearest)


def test_many_or_heavy_pictures_give_a_notice(tmp_path):
    _, route = find_route("turing", "turing/gemini-2.5-flash-image")
    image = picture(tmp_path, "a.png")
    heavy = Attachment(path=image.path, mime=image.mime, width=48, height=32, size=7_000_001)
    request = edit(image, image, image, heavy)
    kinds = {notice.kind: notice.params for notice in validate(request, capabilities_for(route, request))}
    assert kinds["images_many"] == {"limit": 3}
    assert kinds["image_heavy"] == {"number": 4, "limit": 7}


def test_every_route_of_the_catalog_takes_pictures():
    wires = {
        (gateway.id, model.id, route.name): route
        for gateway in CATALOG.gateways
        for model in gateway.models
        for route in model.routes
    }
    assert {name for name, route in wires.items() if route.edits is None or route.edits.inputs is None} == set()
    assert {type(route.wire) for route in wires.values()} == {ImagesWire, ChatWire, PaintWire}
