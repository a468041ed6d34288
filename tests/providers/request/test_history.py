"""History of a conversation as it is sent in turn 3 on branch B.

Word for word, on each wire.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from providers.catalog import Catalog, load_catalog, route_of
from providers.request.body import JsonBodyValue
from providers.request.prompt import full_prompt
from providers.request.validation import capabilities_for, validate
from providers.types import Attachment, ImageRequest, Model, PastTurn, Route
from providers.wires import chat as chat_wire
from providers.wires import images as images_wire

CATALOG: Catalog = load_catalog(
    {"CUSTOM_BASE_URL": "http://127.0.0.1:9/v1", "CUSTOM_MODELS": "gpt-image-1@images, gemini-3-pro-image@chat"}
)[0]
DOG = PastTurn(said="draw me a dog", answered="Here you go!", made=(1,))
HAT = PastTurn(said="add a hat", made=())
RECALLED = (
    "Earlier in this conversation, oldest first:\n"
    "- I said: draw me a dog\n"
    "- You answered: Here you go!\n"
    "- I said: add a hat\n\n"
    "Image 1 is what came of it so far. Change it as I say now:\n\n"
    "no, red"
)


def picture(folder: Path, name: str) -> Attachment:
    path = folder / name
    Image.new("RGB", (48, 32), "red").save(path)
    return Attachment(path=path, mime="image/png", width=48, height=32, size=path.stat().st_size)


def find_route(gateway: str, model_id: str, route: str) -> tuple[Model, Route]:
    model = CATALOG.model(gateway, model_id)
    return model, route_of(model, route)


def plain(value: JsonBodyValue) -> Any:
    """JSON with the pictures' file names in the place of their bytes."""
    return json.loads(json.dumps(value, default=lambda url: url.picture.path.name))


def chat_turn(
    folder: Path, *beside: str, before: tuple[PastTurn, ...] = (DOG, HAT), prompt: str = "no, red"
) -> ImageRequest:
    images = tuple(picture(folder, name) for name in ("v1.png", *beside))
    return ImageRequest(prompt=prompt, task="chat", images=images, before=before)


@pytest.mark.parametrize(
    ("gateway", "model_id"),
    [
        ("tuzi", "gemini-3-pro-image-preview"),
        ("turing", "turing/gemini-3-pro-image"),
        ("turing", "turing/gemini-3.1-flash-image"),
        ("qiniu", "gemini-3.0-pro-image-preview"),
        ("custom", "gemini-3-pro-image"),
    ],
)
def test_by_chat_the_picture_goes_again_as_the_users_beside_the_new_words(
    tmp_path: Path, gateway: str, model_id: str
) -> None:
    """Gemini 3 refuses a picture in a turn of its own without a thought signature (docs/gateways.md, Q19)."""
    model, route = find_route(gateway, model_id, "chat")
    request = chat_turn(tmp_path)
    validate(request, capabilities_for(route, request))
    body = plain(chat_wire.build_body(model, route, request))
    content = [{"type": "text", "text": RECALLED}, {"type": "image_url", "image_url": {"url": "v1.png"}}]
    assert body["messages"] == [{"role": "user", "content": content}]


def test_several_pictures_are_announced_by_their_numbers(tmp_path: Path) -> None:
    model, route = find_route("turing", "turing/gemini-3-pro-image", "chat")
    body = plain(chat_wire.build_body(model, route, chat_turn(tmp_path, "hat.png")))
    [message] = body["messages"]
    assert [part.get("text") or part["image_url"]["url"] for part in message["content"]] == [
        RECALLED,
        "Image 1:",
        "v1.png",
        "Image 2:",
        "hat.png",
    ]


def test_flash_25_takes_the_turns_as_blocks_with_its_picture_in_the_turn_that_made_it(tmp_path: Path) -> None:
    """Turing's document, "多轮含图片(图像编辑)"."""
    model, route = find_route("turing", "turing/gemini-2.5-flash-image", "chat")
    body = plain(chat_wire.build_body(model, route, chat_turn(tmp_path, "hat.png")))
    assert body["messages"] == [
        {"role": "user", "content": [{"type": "text", "text": "draw me a dog"}]},
        {
            "role": "assistant",
            "content": [
                {"type": "text", "text": "Here you go!"},
                {"type": "image_url", "image_url": {"url": "v1.png"}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "add a hat\n\nno, red"},
                {"type": "image_url", "image_url": {"url": "hat.png"}},
            ],
        },
    ]


@pytest.mark.parametrize(
    ("gateway", "model_id"),
    [
        ("tuzi", "gemini-3-pro-image-preview"),
        ("dmxapi", "nano-banana-2"),
        ("turing", "turing/gpt-image-2"),
        ("openai", "gpt-image-1"),
        ("custom", "gpt-image-1"),
    ],
)
def test_by_images_a_turn_is_an_edit_of_the_picture_that_it_is_based_on(
    tmp_path: Path, gateway: str, model_id: str
) -> None:
    model, route = find_route(gateway, model_id, "images")
    request = chat_turn(tmp_path)
    validate(request, capabilities_for(route, request))
    form = images_wire.build_form(model, route, request)
    assert form.fields["prompt"] == RECALLED
    assert [(part.name, part.picture.path.name) for part in form.files] == [("image", "v1.png")]


def test_seedream_has_it_in_json(tmp_path: Path) -> None:
    model, route = find_route("turing", "doubao-seedream-4-5-251128", "images")
    body = plain(images_wire.build_body(model, route, chat_turn(tmp_path)))
    assert (body["prompt"], body["image"]) == (RECALLED, "v1.png")


def test_without_a_picture_the_words_say_so_and_a_first_turn_says_nothing_before() -> None:
    asked = ImageRequest(prompt="and now?", task="chat", before=(PastTurn(said="which breeds are red?"),))
    assert full_prompt(asked) == (
        "Earlier in this conversation, oldest first:\n- I said: which breeds are red?\n\nNow I say:\n\nand now?"
    )
    assert full_prompt(ImageRequest(prompt="draw me a dog", task="chat")) == "draw me a dog"


def test_history_is_in_the_language_of_the_prompt(tmp_path: Path) -> None:
    asked = chat_turn(tmp_path, before=(PastTurn(said="画一只狗", made=(1,)),), prompt="加顶帽子")
    assert full_prompt(asked) == (
        "这段对话此前的内容，从早到晚：\n- 我说：画一只狗\n\n图1是目前的结果。请按我现在说的修改：\n\n加顶帽子"
    )


def test_history_never_takes_the_prompt_over_the_models_limit() -> None:
    before = tuple(PastTurn(said=f"turn {number} " + "x" * 300) for number in range(12))
    asked = ImageRequest(prompt="y" * 800, task="chat", before=before)
    text = full_prompt(asked, limit=1600)
    assert len(text) <= 1600
    assert text.endswith("y" * 800)
    assert "turn 11" in text
    assert "turn 0 " not in text
    assert full_prompt(asked, limit=810) == "y" * 800


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        (
            "the second, in blue",
            "Images 1, 2, 3 are what came of it so far. Change image 1 as I say now, or the one that I name:",
        ),
        ("第二张换成蓝色", "图1、图2、图3都是目前的结果。请按我现在说的修改图1；我指明哪张，就改哪张："),
    ],
)
def test_several_results_of_one_answer_are_named(tmp_path: Path, prompt: str, text: str) -> None:
    before = (PastTurn(said=prompt, made=(1, 2, 3)),)
    assert text in full_prompt(chat_turn(tmp_path, "v2.png", "v3.png", before=before, prompt=prompt))
