"""Checked fields → delivery: sizes by the gateways' tables, rules that join two fields."""

import re
from collections.abc import Callable

from tests.simulator.delivery import Delivery
from tests.simulator.gpt_rules import frame_milliseconds
from tests.simulator.strict import Fields, RequestRejected

DeliveryOf = Callable[[Fields], Delivery]

GEMINI_3 = {
    "1:1": (1024, 1024),
    "2:3": (848, 1264),
    "3:2": (1264, 848),
    "3:4": (896, 1200),
    "4:3": (1200, 896),
    "4:5": (928, 1152),
    "5:4": (1152, 928),
    "9:16": (768, 1376),
    "16:9": (1376, 768),
    "21:9": (1584, 672),
}
"""1K pixels of DMXAPI's and Turing's table; 2K is twice and 4K four times as wide and high."""

GEMINI_25 = {
    "1:1": (1024, 1024),
    "2:3": (832, 1248),
    "3:2": (1248, 832),
    "3:4": (864, 1184),
    "4:3": (1184, 864),
    "4:5": (896, 1152),
    "5:4": (1152, 896),
    "9:16": (768, 1344),
    "16:9": (1344, 768),
    "21:9": (1536, 672),
}
"""Turing's table of Gemini 2.5 Flash Image: 1K only."""

QUEUE = ("> 排队中…", "> 进度 25%", "> 进度 75%", "> 进度 100%")
THOUGHT = "The user wants a picture. I will compose it with care."


def gemini_size(ratio: str, tier: str) -> tuple[int, int]:
    width, height = GEMINI_3[ratio or "1:1"]
    factor = {"": 1, "1K": 1, "2K": 2, "4K": 4}[tier.upper()]
    return width * factor, height * factor


def tuzi_images(tier: str, *, edit: bool = False) -> DeliveryOf:
    """`tier` is what the model gives without `quality`: the -hd model is 4K."""

    def delivery(fields: Fields) -> Delivery:
        size = fields.get("size", "1x1")
        sides = [int(side) for side in size.split("x")]
        in_pixels = max(sides) >= 64
        width, height = sides if in_pixels else gemini_size(size.replace("x", ":"), fields.get("quality", tier))
        by = "b64" if fields.get("response_format") == "b64_json" else "url"
        n = int(fields.get("n", 1))
        return _delivery(fields, edit=edit, count=n, width=width, height=height, by=by)

    return delivery


def tuzi_chat(tier: str) -> DeliveryOf:
    def delivery(fields: Fields) -> Delivery:
        width, height = gemini_size("1:1", tier)
        text = "好的，这是为您生成的图片："
        return _delivery(fields, width=width, height=height, by="url", stream=True, text=text, lines=QUEUE)

    return delivery


def dmxapi(*, edit: bool = False) -> DeliveryOf:
    def delivery(fields: Fields) -> Delivery:
        width, height = gemini_size(fields.get("aspect_ratio", ""), fields.get("size", ""))
        by = "b64" if fields.get("response_format") == "b64_json" else "url"
        return _delivery(fields, edit=edit, width=width, height=height, by=by)

    return delivery


def seedream(fields: Fields) -> Delivery:
    """Turing's own sample reads b64_json without asking for it, so that is what comes unasked."""
    size = str(fields.get("size", "2K"))
    size = {"2K": "2048x2048", "4K": "4096x4096"}.get(size, size)
    width, height = (int(side) for side in size.split("x"))
    by = "url" if fields.get("response_format") == "url" else "b64"
    count = 1 if fields.get("sequential_image_generation") == "disabled" else fields.get("n", 1)
    return _delivery(fields, count=count, width=width, height=height, by=by, format="jpeg")


def gpt_image(*, edit: bool = False) -> DeliveryOf:
    def delivery(fields: Fields) -> Delivery:
        size, kind = fields.get("size", "auto"), fields.get("output_format", "png")
        usual = (512, 512) if kind == "gif" else (1024, 1024)
        width, height = usual if size == "auto" else (int(side) for side in size.split("x"))
        is_stream = str(fields.get("stream", False)).lower() == "true"
        return _delivery(
            fields,
            edit=edit,
            count=int(fields.get("n", 1)),
            width=width,
            height=height,
            format=kind,
            frames=int(fields.get("frame_count", 9)) if kind == "gif" else 1,
            frame_ms=frame_milliseconds(fields),
            quality=int(fields.get("output_compression", 100)),
            alpha=fields.get("background") == "transparent",
            stream=is_stream,
            partials=int(fields.get("partial_images", 0)) if is_stream else 0,
        )

    return delivery


def turing_gemini(tiers: tuple[str, ...]) -> DeliveryOf:
    def delivery(fields: Fields) -> Delivery:
        config = fields.get("imageConfig", {})
        ratio, tier = config.get("aspectRatio", "1:1"), config.get("imageSize", "1K")
        width, height = GEMINI_25[ratio] if tiers == ("1K",) else gemini_size(ratio, tier)
        output = config.get("imageOutputOptions", {})
        return _delivery(
            fields,
            width=width,
            height=height,
            format=output.get("mimeType", "image/png").removeprefix("image/"),
            quality=output.get("compressionQuality", 90),
            stream=fields.get("stream", False),
            text="Here's your picture!",
        )

    return delivery


def qiniu(fields: Fields) -> Delivery:
    config = fields.get("image_config", {})
    width, height = gemini_size(config.get("aspect_ratio", ""), config.get("image_size", ""))
    return _delivery(fields, width=width, height=height, stream=fields.get("stream", False), reasoning=THOUGHT)


def free_images(*, edit: bool = False) -> DeliveryOf:
    """A server that takes what it understands and drops the rest in silence."""

    def delivery(fields: Fields) -> Delivery:
        match = re.fullmatch(r"([0-9]{2,4})x([0-9]{2,4})", str(fields.get("size", "")))
        width, height = (int(match[1]), int(match[2])) if match else (1024, 1024)
        kind = fields.get("output_format")
        return _delivery(
            fields,
            edit=edit,
            count=min(10, max(1, int(fields.get("n", 1)))),
            width=width,
            height=height,
            format=kind if kind in ("png", "jpeg", "webp") else "png",
            by="url" if fields.get("response_format") == "url" else "b64",
            alpha=fields.get("background") == "transparent" and kind != "jpeg",
            stream=str(fields.get("stream", False)).lower() == "true",
            partials=int(fields.get("partial_images", 0)),
        )

    return delivery


def free_chat(fields: Fields) -> Delivery:
    google = fields.get("extra_body", {}).get("google", {}).get("image_config", {})
    config = fields.get("image_config") or google
    ratio, tier = config.get("aspect_ratio", "1:1"), config.get("image_size", "1K")
    width, height = gemini_size(ratio if ratio in GEMINI_3 else "", tier if tier in ("1K", "2K", "4K") else "")
    return _delivery(fields, width=width, height=height, stream=fields.get("stream") is True)


def must_stream(fields: Fields) -> None:
    if fields["stream"] is not True:
        raise RequestRejected("chat 必须使用流式响应: stream must be true", param="stream")


def transparent_needs_alpha(fields: Fields) -> None:
    if fields.get("background") == "transparent" and fields.get("output_format", "png") == "jpeg":
        raise RequestRejected("Transparent background needs output_format 'png'.", param="background")


def compression_needs_loss(fields: Fields) -> None:
    if "output_compression" in fields and fields.get("output_format", "png") == "png":
        raise RequestRejected("output_compression is only for jpeg.", param="output_compression")


def one_when_streamed(fields: Fields) -> None:
    is_stream = str(fields.get("stream", False)).lower() == "true"
    if "partial_images" in fields and not is_stream:
        raise RequestRejected("partial_images needs stream.", param="partial_images")
    if is_stream and int(fields.get("n", 1)) > 1:
        raise RequestRejected("Streaming supports n=1 only.", param="n")


def no_assistant_pictures(fields: Fields) -> None:
    """Gemini 3 refuses a picture in its own turn without its thought signature (docs/gateways.md, Q19)."""
    for index, message in enumerate(fields["messages"]):
        parts = message["content"] if isinstance(message["content"], list) else []
        for number, part in enumerate(parts):
            if message["role"] == "assistant" and part["type"] == "image_url":
                position = f"content position {index}, part position {number}"
                raise RequestRejected(f"Image part is missing a thought_signature in {position}.", param="messages")


def prompt_text(fields: Fields) -> str:
    """The prompt, or the text of the last message."""
    if "messages" not in fields:
        return str(fields["prompt"])
    content = fields["messages"][-1]["content"]
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if part["type"] == "text")


def _delivery(fields: Fields, **changes: object) -> Delivery:
    return Delivery(prompt=prompt_text(fields), model=fields["model"], **changes)  # type: ignore[arg-type]
