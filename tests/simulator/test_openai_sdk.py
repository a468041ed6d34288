"""The OpenAI Python SDK runs the gateways' own samples and reads the pictures as they do."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from PIL import Image

from tests.simulator import Simulator
from tests.simulator.sdk import open_picture, sdk, sdk_client

if TYPE_CHECKING:
    from openai import OpenAI

TUZI = "gemini-3-pro-image-preview"


@pytest.fixture
def tuzi(simulator: Simulator) -> "Iterator[OpenAI]":
    with sdk_client(simulator, "tuzi") as client:
        yield client


@pytest.fixture
def qiniu(simulator: Simulator) -> "Iterator[OpenAI]":
    with sdk_client(simulator, "qiniu") as client:
        yield client


def read_as_seed_000(result: Any) -> bytes:
    """Its own order: base64 first, else the link, without the key."""
    image_base64, image_url = result.data[0].b64_json, result.data[0].url
    if image_base64:
        return base64.b64decode(image_base64)
    response = httpx.get(image_url)
    response.raise_for_status()
    return response.content


def test_seed_000_generates_by_link(tuzi: "OpenAI", simulator: Simulator) -> None:
    result = tuzi.images.generate(model=TUZI, prompt="生成一副清明上河图")
    assert open_picture(read_as_seed_000(result)) == ("PNG", (1024, 1024))
    assert result.data and result.data[0].b64_json is None
    assert simulator.requests[-1].key == ""


def test_seed_000_in_the_original_price_group_is_base64(simulator: Simulator) -> None:
    with sdk_client(simulator, "tuzi", key="sk-sim-yuanjia") as client:
        result = client.images.generate(model=TUZI, prompt="生成一副清明上河图")
        streamed = client.chat.completions.create(
            model=TUZI, messages=[{"role": "user", "content": "清明上河图"}], stream=True
        )
        text = "".join(chunk.choices[0].delta.content or "" for chunk in streamed if chunk.choices)
    assert result.data and result.data[0].url is None
    assert open_picture(read_as_seed_000(result)) == ("PNG", (1024, 1024))
    images = re.findall(r"data:image/[^;]+;base64,([A-Za-z0-9+/=]+)", text)
    assert [open_picture(base64.b64decode(data)) for data in images] == [("PNG", (1024, 1024))]


def test_seed_000_edits(tuzi: "OpenAI", tmp_path: Path) -> None:
    Image.new("RGB", (320, 200), "navy").save(tmp_path / "tuzisleep.jpg")
    with (tmp_path / "tuzisleep.jpg").open("rb") as image:
        result = tuzi.images.edit(
            model=TUZI, image=image, prompt="将图二的人物以近景的的形式输出图片", response_format="url"
        )
    assert open_picture(read_as_seed_000(result)) == ("PNG", (1024, 1024))


def test_seed_000_chats_in_a_stream_with_two_pictures(tuzi: "OpenAI", tmp_path: Path) -> None:
    urls = []
    for name in ("下载2.png", "sz.png"):
        Image.new("RGB", (64, 64), "pink").save(tmp_path / name)
        urls.append("data:image/png;base64," + base64.b64encode((tmp_path / name).read_bytes()).decode())
    content: list[Any] = [{"type": "text", "text": "依据上传图片，生成新的图片。"}]
    content += [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    streamed = tuzi.chat.completions.create(
        model=TUZI, messages=[{"role": "user", "content": content}], stream=True, timeout=120
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in streamed if chunk.choices)
    links = [match.group(0) for match in re.finditer(r'https?://[^\s<>"]+\.(png|jpg|jpeg|gif)', text)]
    assert len(set(links)) == 1
    assert open_picture(httpx.get(links[0]).content) == ("PNG", (1024, 1024))
    assert "进度" in text


def test_seed_000_chat_that_does_not_stream_is_refused(tuzi: "OpenAI") -> None:
    with pytest.raises(sdk().BadRequestError, match="stream"):
        tuzi.chat.completions.create(model=TUZI, messages=[{"role": "user", "content": "hi"}])


def test_the_form_of_dmxapis_sample_by_requests(simulator: Simulator, items: list[Path]) -> None:
    """DMXAPI's sample posts the form itself: `data=payload, files=[("image", …)]`."""
    payload = {
        "prompt": "生成一只可爱的小猫",
        "n": 1,
        "model": "nano-banana-2",
        "aspect_ratio": "5:4",
        "size": "4k",
        "response_format": "url",
    }
    files = [("image", (path.name, path.read_bytes(), "image/png")) for path in items[:1]]
    url = simulator.url("dmxapi") + "/images/edits"
    headers = {"Authorization": "Bearer sk-sim-dmx"}
    answer = httpx.post(url, headers=headers, data=payload, files=files, timeout=60)
    answer.raise_for_status()
    image_data = answer.json()["data"][0]
    assert "b64_json" not in image_data
    assert open_picture(httpx.get(image_data["url"], timeout=60).content) == ("PNG", (4608, 3712))


def extract_as_seed_004(response: Any) -> tuple[str, bytes]:
    message = response.choices[0].message
    images = [base64.b64decode(image["image_url"]["url"].split(",", 1)[1]) for image in message.images]
    assert [image["index"] for image in message.images] == list(range(len(images)))
    assert message.content == ""
    return message.reasoning_content, images[0]


@pytest.mark.parametrize(
    ("ratio", "tier", "size"),
    [("16:9", "4K", (5504, 3072)), ("1:1", "2K", (2048, 2048)), ("9:16", "4K", (3072, 5504))],
)
def test_seed_004_generates(qiniu: "OpenAI", ratio: str, tier: str, size: tuple[int, int]) -> None:
    response = qiniu.chat.completions.create(
        model="gemini-3.0-pro-image-preview",
        stream=False,
        messages=[{"role": "user", "content": "画一只可爱的橘猫"}],
        extra_body={"image_config": {"aspect_ratio": ratio, "image_size": tier}},
    )
    reasoning, data = extract_as_seed_004(response)
    assert reasoning
    assert open_picture(data) == ("PNG", size)


@pytest.mark.parametrize("number", [1, 2])
def test_seed_004_edits_by_links(qiniu: "OpenAI", number: int) -> None:
    link = "https://aitoken-public.qnaigc.com/example/generate-image/image-to-image-1.jpg"
    content: list[Any] = [{"type": "text", "text": "Merge these images into one."}]
    content += [{"type": "image_url", "image_url": {"url": link}}] * number
    response = qiniu.chat.completions.create(
        model="gemini-3.0-pro-image-preview", stream=False, messages=[{"role": "user", "content": content}]
    )
    assert open_picture(extract_as_seed_004(response)[1]) == ("PNG", (1024, 1024))


def test_openai_streams_partial_pictures(simulator: Simulator) -> None:
    with sdk_client(simulator, "openai") as client:
        events = list(
            client.images.generate(model="gpt-image-1", prompt="a fox", stream=True, partial_images=2, size="auto")
        )
    kinds = [event.type for event in events]
    assert kinds == ["image_generation.partial_image"] * 2 + ["image_generation.completed"]
    pictures = [base64.b64decode(event.b64_json) for event in events]
    assert len(set(pictures)) == 3
    assert all(open_picture(picture) == ("PNG", (1024, 1024)) for picture in pictures)


def test_the_sdk_lists_models_and_names_our_errors(simulator: Simulator) -> None:
    with sdk_client(simulator, "openai") as client:
        assert "gpt-image-1.5" in [model.id for model in client.models.list()]
        simulator.play("rate_limited", gateway="openai", retry_after=7)
        with pytest.raises(sdk().RateLimitError) as limited:
            client.images.generate(model="gpt-image-1", prompt="a fox")
        assert limited.value.response.headers["retry-after"] == "7"
        simulator.play("moderation_blocked", gateway="openai")
        with pytest.raises(sdk().BadRequestError) as blocked:
            client.images.generate(model="gpt-image-1", prompt="a fox")
        assert blocked.value.code == "moderation_blocked"
        assert blocked.value.request_id == simulator.requests[-1].request_id
    with sdk_client(simulator, "openai", key="sk-wrong") as client, pytest.raises(sdk().AuthenticationError):
        client.images.generate(model="gpt-image-1", prompt="a fox")
    assert simulator.posts == 3
