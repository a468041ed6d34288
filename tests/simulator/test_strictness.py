"""Wrong parameters get their 4xx, in the gateway's own words.

And every right one gets a picture.
"""

import base64
import io
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.simulator import Simulator

KEY = {"authorization": "Bearer sk-sim-test"}
MESSAGES = [{"role": "user", "content": "a lighthouse"}]
TUZI, DMX, QINIU = "gemini-3-pro-image-preview", "nano-banana-2", "gemini-3.0-pro-image-preview"
GPT, SEEDREAM, GEMINI = "turing/gpt-image-2", "doubao-seedream-4-5-251128", "turing/gemini-3-pro-image"
GOOD: dict[str, tuple[str, dict[str, Any]]] = {
    "tuzi": ("/images/generations", {"model": TUZI, "prompt": "a lighthouse"}),
    "tuzi chat": ("/chat/completions", {"model": TUZI, "messages": MESSAGES, "stream": True}),
    "dmxapi": ("/images/generations", {"model": DMX, "prompt": "a lighthouse", "n": 1}),
    "turing gpt": ("/images/generations", {"model": GPT, "prompt": "a lighthouse"}),
    "turing seedream": ("/images/generations", {"model": SEEDREAM, "prompt": "a lighthouse", "size": "1024x1024"}),
    "turing gemini": ("/chat/completions", {"model": GEMINI, "messages": MESSAGES}),
    "turing 2.5": ("/chat/completions", {"model": "turing/gemini-2.5-flash-image", "messages": MESSAGES}),
    "qiniu": ("/chat/completions", {"model": QINIU, "messages": MESSAGES}),
    "openai": ("/images/generations", {"model": "gpt-image-1", "prompt": "a lighthouse"}),
    "openai 2": ("/images/generations", {"model": "gpt-image-2", "prompt": "a lighthouse"}),
    "openai 2.5": ("/images/generations", {"model": "gpt-image-2.5-flare", "prompt": "a lighthouse"}),
    "openai 2.6": ("/images/generations", {"model": "gpt-image-2.6-sunburst", "prompt": "a lighthouse"}),
    "custom": ("/images/generations", {"model": "anything", "prompt": "a lighthouse", "size": "512x512"}),
}
CUT_BASE64 = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}]

GIF = {"output_format": "gif"}

WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("tuzi", {"size": "16:9"}, "size"),
    ("tuzi", {"size": "16x10"}, "size"),
    ("tuzi", {"size": ""}, "size"),
    ("tuzi", {"quality": "4K"}, "quality"),
    ("tuzi", {"quality": ""}, "quality"),
    ("tuzi", {"n": 0}, "n"),
    ("tuzi", {"n": 11}, "n"),
    ("tuzi", {"n": "1"}, "n"),
    ("tuzi", {"n": True}, "n"),
    ("tuzi", {"user": ""}, "user"),
    ("tuzi", {"response_format": "png"}, "response_format"),
    ("tuzi", {"prompt": ""}, "prompt"),
    ("tuzi", {"prompt": "  "}, "prompt"),
    ("tuzi", {"prompt": None}, "prompt"),
    ("tuzi", {"aspect_ratio": "16:9"}, "aspect_ratio"),
    ("tuzi", {"stream": False}, "stream"),
    ("tuzi chat", {"stream": False}, "stream"),
    ("tuzi chat", {"stream": "true"}, "stream"),
    ("tuzi chat", {"size": "16x9"}, "size"),
    ("tuzi chat", {"messages": []}, "messages"),
    ("tuzi chat", {"messages": [{"role": "user", "content": ""}]}, "messages"),
    ("tuzi chat", {"messages": [{"role": "user", "content": CUT_BASE64}]}, "messages"),
    ("tuzi chat", {"messages": [{"role": "assistant", "content": "hello"}]}, "messages"),
    ("dmxapi", {"n": 2}, "n"),
    ("dmxapi", {"n": "1"}, "n"),
    ("dmxapi", {"size": "1024x1024"}, "size"),
    ("dmxapi", {"size": "8K"}, "size"),
    ("dmxapi", {"aspect_ratio": "16x9"}, "aspect_ratio"),
    ("dmxapi", {"aspect_ratio": "1:4"}, "aspect_ratio"),
    ("dmxapi", {"quality": "4k"}, "quality"),
    ("dmxapi", {"user": "me"}, "user"),
    ("dmxapi", {"prompt": "x" * 32_001}, "prompt"),
    ("turing gpt", {"response_format": "b64_json"}, "response_format"),
    ("turing gpt", {"style": "vivid"}, "style"),
    ("turing gpt", {"stream": True}, "stream"),
    ("turing gpt", {"size": "2000x2001"}, "size"),
    ("turing gpt", {"size": "3856x1440"}, "size"),
    ("turing gpt", {"size": "3200x1056"}, "size"),
    ("turing gpt", {"size": "640x640"}, "size"),
    ("turing gpt", {"size": "3840x2176"}, "size"),
    ("turing gpt", {"size": "16:9"}, "size"),
    ("turing gpt", {"size": ""}, "size"),
    ("turing gpt", {"quality": "auto"}, "quality"),
    ("turing gpt", {"output_format": "webp"}, "output_format"),
    ("turing gpt", {"output_compression": 80}, "output_compression"),
    ("turing gpt", {"output_compression": 101, "output_format": "jpeg"}, "output_compression"),
    ("turing gpt", {"background": "transparent", "output_format": "jpeg"}, "background"),
    ("turing gpt", {"moderation": "off"}, "moderation"),
    ("turing gpt", {"n": 11}, "n"),
    ("turing gpt", {"prompt": "x" * 32_001}, "prompt"),
    ("turing seedream", {"size": "1K"}, "size"),
    ("turing seedream", {"size": "adaptive"}, "size"),
    ("turing seedream", {"n": 16}, "n"),
    ("turing seedream", {"quality": "high"}, "quality"),
    ("turing gemini", {"imageConfig": {"imageSize": "4k"}}, "imageConfig"),
    ("turing gemini", {"imageConfig": {"aspectRatio": "16x9"}}, "imageConfig"),
    ("turing gemini", {"imageConfig": {"aspect_ratio": "16:9"}}, "imageConfig"),
    ("turing gemini", {"imageConfig": {"imageOutputOptions": {"mimeType": "image/webp"}}}, "imageConfig"),
    ("turing gemini", {"image_config": {"aspect_ratio": "16:9"}}, "image_config"),
    ("turing gemini", {"modalities": ["text"]}, "modalities"),
    ("turing 2.5", {"imageConfig": {"imageSize": "2K"}}, "imageConfig"),
    ("qiniu", {"imageConfig": {"aspectRatio": "16:9"}}, "imageConfig"),
    ("qiniu", {"image_config": {"image_size": "4k"}}, "image_config"),
    ("qiniu", {"image_config": {"aspect_ratio": ""}}, "image_config"),
    ("qiniu", {"modalities": ["text", "image"]}, "modalities"),
    ("openai", {"size": "1536x864"}, "size"),
    ("openai", {"response_format": "url"}, "response_format"),
    ("openai", {"partial_images": 2}, "partial_images"),
    ("openai", {"partial_images": 4, "stream": True}, "partial_images"),
    ("openai", {"n": 2, "stream": True}, "n"),
    ("openai 2", {"size": "1000x1000"}, "size"),
    ("openai 2", {"complexity": "low"}, "complexity"),
    ("openai 2", {"quality": "max"}, "quality"),
    ("openai 2", {"background": "transparent"}, "Transparent background is not supported for this model."),
    ("openai 2.5", {"complexity": "low"}, "complexity"),
    ("openai 2.5", {"output_format": "svg"}, "output_format"),
    ("openai 2.6", {"complexity": "max"}, "complexity"),
    ("openai 2.6", {"frame_count": 6}, "frame_count"),
    ("openai 2.6", {**GIF, "frame_count": 17}, "frame_count"),
    ("openai 2.6", {**GIF, "frame_duration_ms": 10}, "frame_duration_ms"),
    ("openai 2.6", {**GIF, "frame_count": 6, "size": "1024x1024"}, "4096 pixels"),
    ("openai 2.6", {**GIF, "frame_count": 16, "size": "816x816"}, "10653696"),
    ("openai 2.6", {**GIF, "stream": True}, "stream"),
    ("openai 2.6", {**GIF, "partial_images": 2, "stream": True}, "stream"),
    ("openai 2.6", {**GIF, "output_compression": 50}, "output_compression"),
    ("openai 2.6", {"output_format": "svg", "output_compression": 50}, "output_compression"),
    ("openai 2.6", {"size": "512x512"}, "size"),
    ("custom", {"prompt": ""}, "prompt"),
    ("custom", {"not_a_field": 1}, "not_a_field"),
]


@pytest.mark.parametrize(("case", "more", "param"), WRONG)
def test_a_wrong_parameter_is_refused_by_name(
    simulator: Simulator, case: str, more: dict[str, Any], param: str
) -> None:
    path, good = GOOD[case]
    answer = httpx.post(simulator.url(case.split()[0]) + path, json=good | more, headers=KEY)
    assert answer.status_code == 400
    assert param in answer.text


@pytest.mark.parametrize("case", GOOD)
def test_the_same_without_it_is_taken(simulator: Simulator, case: str) -> None:
    path, good = GOOD[case]
    answer = httpx.post(simulator.url(case.split()[0]) + path, json=good, headers=KEY)
    assert answer.status_code == 200
    for name in good:
        without = {key: value for key, value in good.items() if key != name}
        refused = httpx.post(simulator.url(case.split()[0]) + path, json=without, headers=KEY)
        assert refused.status_code == (200 if name == "size" else 400)


def test_each_gateway_says_no_in_its_own_way(simulator: Simulator) -> None:
    answers = {}
    for gateway in ("tuzi", "dmxapi", "turing", "qiniu", "openai", "custom"):
        path = "/chat/completions" if gateway == "qiniu" else "/images/generations"
        answer = httpx.post(simulator.url(gateway) + path, json={"model": "no-such", "prompt": ""}, headers=KEY)
        answers[gateway] = (answer.status_code, answer.json())
    assert [answers[name][0] for name in answers] == [503, 503, 404, 400, 404, 400]
    assert answers["tuzi"][1]["error"]["code"] == "model_not_found"
    assert "request id" in answers["tuzi"][1]["error"]["message"]
    assert answers["openai"][1]["error"]["type"] == "invalid_request_error"
    assert "detail" in answers["custom"][1]


@pytest.mark.parametrize("gateway", ["tuzi", "dmxapi", "turing", "qiniu", "openai", "custom"])
def test_a_key_is_needed(simulator: Simulator, gateway: str) -> None:
    for headers in ({}, {"authorization": "Bearer sk-other"}, {"authorization": "sk-sim-test"}):
        answer = httpx.get(simulator.url(gateway) + "/models", headers=headers)
        assert answer.status_code == 401
    assert httpx.get(simulator.url(gateway) + "/models", headers=KEY).json()["data"]


@pytest.mark.parametrize(
    ("gateway", "path", "model", "status"),
    [
        ("tuzi", "/v1/images/generations", TUZI, 404),
        ("qiniu", "/images/generations", QINIU, 404),
        ("openai", "/chat/completions", "gpt-image-1", 404),
        ("dmxapi", "/chat/completions", DMX, 404),
        ("turing", "/images/generations", GEMINI, 400),
        ("turing", "/images/edits", SEEDREAM, 400),
    ],
)
def test_what_a_gateway_does_not_offer(
    simulator: Simulator, gateway: str, path: str, model: str, status: int
) -> None:
    answer = httpx.post(simulator.url(gateway) + path, json={"model": model, "prompt": "x"}, headers=KEY)
    assert answer.status_code == status
    assert httpx.get(simulator.url("tuzi") + "/images/generations", headers=KEY).status_code == 405


def test_a_body_that_is_no_json_object(simulator: Simulator) -> None:
    url = simulator.url("openai") + "/images/generations"
    json_kind = {**KEY, "content-type": "application/json"}
    assert httpx.post(url, content=b'{"model":', headers=json_kind).status_code == 400
    assert httpx.post(url, content=b"[]", headers=json_kind).status_code == 400
    assert httpx.post(url, data={"model": "gpt-image-1"}, headers=KEY).status_code == 415


@pytest.mark.parametrize(
    ("case", "more", "size", "kind"),
    [
        ("tuzi", {"size": "16x9", "response_format": "b64_json"}, (1376, 768), "PNG"),
        ("tuzi", {"size": "21x9", "quality": "2k", "response_format": "b64_json"}, (3168, 1344), "PNG"),
        ("tuzi", {"size": "2048x1152", "response_format": "b64_json"}, (2048, 1152), "PNG"),
        ("dmxapi", {"aspect_ratio": "5:4", "size": "2K", "response_format": "b64_json"}, (2304, 1856), "PNG"),
        ("turing gpt", {"size": "1536x1024"}, (1536, 1024), "PNG"),
        ("turing gpt", {"output_format": "jpeg", "output_compression": 50}, (1024, 1024), "JPEG"),
        ("turing seedream", {"size": "2560x1440"}, (2560, 1440), "JPEG"),
        ("openai", {"output_format": "webp", "size": "1024x1536"}, (1024, 1536), "WEBP"),
        ("openai 2.5", {"quality": "xhigh", "background": "transparent"}, (1024, 1024), "PNG"),
        ("openai 2.6", {**GIF, "frame_count": 3, "size": "320x320"}, (320, 320), "GIF"),
    ],
)
def test_the_picture_is_what_was_asked_for(
    simulator: Simulator, case: str, more: dict[str, Any], size: tuple[int, int], kind: str
) -> None:
    path, good = GOOD[case]
    answer = httpx.post(simulator.url(case.split()[0]) + path, json=good | more, headers=KEY)
    with Image.open(io.BytesIO(base64.b64decode(answer.json()["data"][0]["b64_json"]))) as picture:
        assert (picture.size, picture.format) == (size, kind)


@pytest.mark.parametrize(
    ("case", "config", "size"),
    [
        ("turing gemini", {"imageConfig": {"aspectRatio": "3:4", "imageSize": "2K"}}, (1792, 2400)),
        ("turing 2.5", {"imageConfig": {"aspectRatio": "4:3"}}, (1184, 864)),
        ("qiniu", {"image_config": {"aspect_ratio": "9:16", "image_size": "1K"}}, (768, 1376)),
    ],
)
def test_the_chat_models_keep_their_tables(
    simulator: Simulator, case: str, config: dict[str, Any], size: tuple[int, int]
) -> None:
    path, good = GOOD[case]
    answer = httpx.post(simulator.url(case.split()[0]) + path, json=good | config, headers=KEY)
    choice = answer.json()["choices"][0]
    parts = choice.get("images") or choice["message"].get("images") or choice["message"]["content"]
    url = parts[-1]["image_url"]["url"]
    data = httpx.get(url).content if url.startswith("http") else base64.b64decode(url.rpartition(",")[2])
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == size


def test_transparent_is_transparent_and_the_same_prompt_is_the_same_picture(simulator: Simulator) -> None:
    path, good = GOOD["turing gpt"]
    asked = good | {"background": "transparent", "output_format": "png"}
    first, second = (httpx.post(simulator.url("turing") + path, json=asked, headers=KEY).json() for _ in range(2))
    assert first["data"] == second["data"]
    with Image.open(io.BytesIO(base64.b64decode(first["data"][0]["b64_json"]))) as picture:
        assert picture.mode == "RGBA"
        assert picture.getchannel("A").getextrema() == (0, 255)


def test_an_animation_has_its_frames_and_a_vector_is_text(simulator: Simulator) -> None:
    path, good = GOOD["openai 2.6"]

    def answer(**more: Any) -> bytes:
        reply = httpx.post(simulator.url("openai") + path, json=good | more, headers=KEY).json()
        return base64.b64decode(reply["data"][0]["b64_json"])

    with Image.open(io.BytesIO(answer(**GIF, frame_count=4, frame_duration_ms=155))) as moving:
        assert (getattr(moving, "n_frames", 1), moving.info["duration"]) == (4, 160)
    assert answer(output_format="svg", size="1024x1536").startswith(
        b'<svg xmlns="http://www.w3.org/2000/svg" width="1024"'
    )


def png(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, "PNG")
    return out.getvalue()


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48)).save(out, "JPEG")
    return out.getvalue()


IMAGE, ALPHA = png(), png(mode="RGBA")
TWO = [("image", ("a.png", IMAGE)), ("image", ("b.png", IMAGE))]
TWO_LISTED = [("image[]", ("a.png", IMAGE)), ("image[]", ("b.png", IMAGE))]
ONE = [("image", ("a.png", IMAGE))]
MARKED = [*ONE, ("markup", ("marks.png", ALPHA))]
MASKED = [*ONE, ("mask", ("mask.png", ALPHA))]
EDITS: list[tuple[str, dict[str, str], list[Any], int]] = [
    ("tuzi", {"model": TUZI, "n": "1", "size": "1x1"}, ONE, 200),
    ("tuzi", {"model": TUZI}, TWO, 200),
    ("tuzi", {"model": TUZI}, TWO_LISTED, 400),
    ("tuzi", {"model": TUZI}, MASKED, 200),
    ("tuzi", {"model": TUZI, "quality": ""}, ONE, 400),
    ("tuzi", {"model": TUZI}, [*ONE, ("mask", ("mask.png", png((32, 32), "RGBA")))], 400),
    ("tuzi", {"model": TUZI}, [*ONE, ("mask", ("mask.png", IMAGE))], 400),
    ("tuzi", {"model": TUZI}, [*ONE, ("mask", ("mask.jpg", jpeg()))], 400),
    ("dmxapi", {"model": DMX, "n": "1", "size": "4k", "aspect_ratio": "5:4"}, [], 400),
    ("dmxapi", {"model": DMX, "n": "1", "size": "1K", "aspect_ratio": "5:4", "response_format": "url"}, TWO, 200),
    ("dmxapi", {"model": DMX, "n": "2"}, ONE, 400),
    ("dmxapi", {"model": DMX, "n": "1"}, MASKED, 400),
    ("dmxapi", {"model": DMX, "n": "1"}, ONE * 17, 400),
    ("turing", {"model": GPT, "n": "1", "size": "1024x1024", "quality": "medium"}, ONE, 200),
    ("turing", {"model": GPT}, TWO_LISTED, 200),
    ("turing", {"model": GPT}, TWO, 400),
    ("turing", {"model": GPT}, [*ONE, *TWO_LISTED], 400),
    ("turing", {"model": GPT, "size": "1024x1024", "quality": "high"}, MASKED, 200),
    ("turing", {"model": GPT, "input_fidelity": "high"}, ONE, 200),
    ("turing", {"model": GPT, "background": "opaque"}, ONE, 400),
    ("turing", {"model": GPT, "n": "x"}, ONE, 400),
    ("turing", {"model": GPT}, [("image", ("a.webp", IMAGE))], 400),
    ("turing", {"model": GPT}, [("image", ("a.png", b"no picture"))], 400),
    ("turing", {"model": GPT}, [("image", ("a.jpg", IMAGE))], 400),
    ("openai", {"model": "gpt-image-1", "input_fidelity": "high"}, TWO_LISTED, 200),
    ("openai", {"model": "gpt-image-2", "input_fidelity": "high"}, ONE, 400),
    ("openai", {"model": "gpt-image-2"}, MARKED, 400),
    ("openai", {"model": "gpt-image-2.6-flare", "complexity": "low", "quality": "max"}, MARKED, 200),
    ("openai", {"model": "gpt-image-2.6-flare"}, [*ONE, ("markup", ("marks.png", png((32, 32), "RGBA")))], 400),
    ("openai", {"model": "gpt-image-2.6-flare"}, [*ONE, ("markup", ("marks.png", IMAGE))], 400),
    ("openai", {"model": "gpt-image-2.6-flare", **GIF, "frame_count": "4", "size": "320x320"}, ONE, 200),
    ("openai", {"model": "gpt-image-2.6-flare", **GIF, "frame_count": "4", "size": "320x320"}, MASKED, 400),
]


@pytest.mark.parametrize(("gateway", "fields", "files", "status"), EDITS)
def test_edits_are_forms_with_the_right_parts(
    simulator: Simulator, gateway: str, fields: dict[str, str], files: list[Any], status: int
) -> None:
    url = simulator.url(gateway) + "/images/edits"
    answer = httpx.post(url, data={"prompt": "a hat", **fields}, files=files or {"x": b""}, headers=KEY)
    assert answer.status_code == status, answer.text


def test_an_edit_is_no_json(simulator: Simulator) -> None:
    url = simulator.url("tuzi") + "/images/edits"
    assert httpx.post(url, json={"model": TUZI, "prompt": "a hat"}, headers=KEY).status_code == 415
