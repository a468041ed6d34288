"""The OpenAI Python SDK against the calls of Turing's document.

It reads the pictures as the document's samples do.
"""

import base64
import io
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from PIL import Image

from tests.simulator import Simulator
from tests.simulator.sdk import first_picture, open_picture, sdk, sdk_client

if TYPE_CHECKING:
    from openai import OpenAI


@pytest.fixture
def turing(simulator: Simulator) -> "Iterator[OpenAI]":
    with sdk_client(simulator, "turing") as client:
        yield client


def test_seed_003_example_1_generates_with_seedream(turing: "OpenAI") -> None:
    img = turing.images.generate(
        prompt="a futuristic city with flying cars and neon lights",
        model="doubao-seedream-4-5-251128",
        n=1,
        size="1024x1024",
    )
    assert open_picture(first_picture(img))[1] == (1024, 1024)


def test_seed_003_example_2_edits_four_pictures(turing: "OpenAI", items: list[Path]) -> None:
    with ExitStack() as files:
        result = turing.images.edit(
            model="turing/gpt-image-2",
            n=1,
            size="1024x1024",
            image=[files.enter_context(path.open("rb")) for path in items],
            prompt="Generate a photorealistic image of a gift basket containing all the items.",
            timeout=120,
        )
    assert open_picture(first_picture(result)) == ("PNG", (1024, 1024))
    assert result.usage and result.usage.total_tokens


def test_seed_003_example_3_edits_one_picture(turing: "OpenAI", items: list[Path]) -> None:
    with items[0].open("rb") as image:
        result = turing.images.edit(
            model="turing/gpt-image-2", n=1, size="1024x1024", image=image, prompt="将瓶子的颜色替换为蓝色"
        )
    assert open_picture(first_picture(result)) == ("PNG", (1024, 1024))


def test_seed_003_edits_with_a_mask(turing: "OpenAI", items: list[Path], tmp_path: Path) -> None:
    Image.new("RGBA", (120, 90), (0, 0, 0, 0)).save(tmp_path / "mask.png")
    with items[0].open("rb") as image, (tmp_path / "mask.png").open("rb") as mask:
        result = turing.images.edit(
            model="turing/gpt-image-2", image=image, mask=mask, prompt="在透明区域添加一只橘猫", quality="high"
        )
    assert result.data


def test_seed_003_seedream_gives_several(turing: "OpenAI") -> None:
    result = turing.images.generate(model="doubao-seedream-4-5-251128", prompt="...", n=3, size="1024x1024")
    pictures = [base64.b64decode(item.b64_json or "") for item in result.data or []]
    assert len(set(pictures)) == 3
    assert all(open_picture(picture)[1] == (1024, 1024) for picture in pictures)


def test_seed_003_gpt_image_2_with_its_parameters(turing: "OpenAI") -> None:
    bear = turing.images.generate(
        model="turing/gpt-image-2",
        prompt="a close-up of a bear walking through a misty forest at dawn",
        n=1,
        size="1536x1024",
        quality="high",
        output_format="png",
    )
    assert open_picture(first_picture(bear)) == ("PNG", (1536, 1024))
    wide = turing.images.generate(
        model="turing/gpt-image-2",
        prompt="cyberpunk Tokyo street",
        size="3840x2160",
        quality="high",
    )
    assert open_picture(first_picture(wide)) == ("PNG", (3840, 2160))
    leaf = turing.images.generate(
        model="turing/gpt-image-2",
        prompt="a single red maple leaf, isolated",
        size="1024x1024",
        background="transparent",
        output_format="png",
    )
    with Image.open(io.BytesIO(first_picture(leaf))) as picture:
        assert picture.mode == "RGBA"
    with pytest.raises(sdk().BadRequestError, match="response_format"):
        turing.images.generate(model="turing/gpt-image-2", prompt="x", response_format="b64_json")


BANANA = {
    "modalities": ["text", "image"],
    "imageConfig": {
        "aspectRatio": "1:1",
        "imageSize": "1K",
        "imageOutputOptions": {"mimeType": "image/jpeg", "compressionQuality": 95},
    },
}
ASKED: list[Any] = [
    {"role": "system", "content": "You are a helpful assistant."},
    {"role": "user", "content": "Generate a Banana with saying hello"},
]


def test_seed_003_gemini_3_streams_bare_base64_in_images(turing: "OpenAI") -> None:
    streamed = turing.chat.completions.create(
        model="turing/gemini-3-pro-image", messages=ASKED, stream=True, extra_body=BANANA
    )
    deltas: list[Any] = [chunk.choices[0].delta for chunk in streamed if chunk.choices]
    image_deltas = [delta for delta in deltas if getattr(delta, "images", None)]
    contents: list[Any] = [delta.content for delta in image_deltas]
    assert contents == [[]]
    assert open_picture(base64.b64decode(image_deltas[0].images[0]["image_url"]["url"])) == ("JPEG", (1024, 1024))


def test_seed_003_gemini_3_whole_has_images_on_the_choice(turing: "OpenAI") -> None:
    config = {"aspectRatio": "16:9", "imageSize": "1K"}
    answer = turing.chat.completions.create(
        model="turing/gemini-3.1-flash-image", messages=ASKED, stream=False, extra_body={"imageConfig": config}
    )
    images = answer.choices[0].images  # type: ignore[attr-defined]
    assert open_picture(base64.b64decode(images[0]["image_url"]["url"])) == ("PNG", (1376, 768))


def test_seed_003_gemini_25_speaks_in_blocks(turing: "OpenAI") -> None:
    model = "turing/gemini-2.5-flash-image"
    streamed = turing.chat.completions.create(model=model, messages=ASKED, stream=True)
    deltas: list[Any] = [chunk.choices[0].delta for chunk in streamed if chunk.choices]
    blocks = [block for delta in deltas if isinstance(delta.content, list) for block in delta.content]
    assert [block["type"] for block in blocks] == ["text", "image_url"]
    data = blocks[1]["image_url"]["url"].split(",", 1)[1]
    assert open_picture(base64.b64decode(data)) == ("PNG", (1024, 1024))
    whole: Any = turing.chat.completions.create(model=model, messages=ASKED).choices[0].message.content
    assert open_picture(httpx.get(whole[1]["image_url"]["url"]).content) == ("PNG", (1024, 1024))


def test_seed_003_takes_earlier_turns_with_pictures(turing: "OpenAI", simulator: Simulator) -> None:
    url = f"{simulator.origin}/files/turing/dog.png"
    messages: list[Any] = [
        {"role": "user", "content": [{"type": "text", "text": "Please draw me a dog"}]},
        {
            "role": "assistant",
            "content": [
                {"type": "text", "text": "Here you go!"},
                {"type": "image_url", "image_url": {"url": url, "detail": "low"}},
            ],
        },
        {"role": "user", "content": [{"type": "text", "text": "Add a hat on the dog"}]},
    ]
    answer = turing.chat.completions.create(model="turing/gemini-2.5-flash-image", messages=messages)
    assert answer.choices[0].finish_reason == "stop"
