"""From checked fields to the order: sizes in pixels by the gateways' tables, the rules that join two fields."""

import re
from collections.abc import Callable

from tests.simulator.order import Order
from tests.simulator.strict import Fields, Wrong

TierOf = Callable[[Fields], Order]

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


def tuzi_images(tier: str, *, edit: bool = False) -> TierOf:
    """`tier` is what the model gives without `quality`: the -hd model is 4K."""

    def order(fields: Fields) -> Order:
        size = fields.get("size", "1x1")
        sides = [int(side) for side in size.split("x")]
        in_pixels = max(sides) >= 64
        width, height = sides if in_pixels else gemini_size(size.replace("x", ":"), fields.get("quality", tier))
        by = "b64" if fields.get("response_format") == "b64_json" else "url"
        n = int(fields.get("n", 1))
        return _order(fields, edit=edit, count=n, width=width, height=height, by=by)

    return order


def tuzi_chat(tier: str) -> TierOf:
    def order(fields: Fields) -> Order:
        width, height = gemini_size("1:1", tier)
        words = "好的，这是为您生成的图片："
        return _order(fields, width=width, height=height, by="url", stream=True, words=words, lines=QUEUE)

    return order


def dmxapi(*, edit: bool = False) -> TierOf:
    def order(fields: Fields) -> Order:
        width, height = gemini_size(fields.get("aspect_ratio", ""), fields.get("size", ""))
        by = "b64" if fields.get("response_format") == "b64_json" else "url"
        return _order(fields, edit=edit, width=width, height=height, by=by)

    return order


def seedream(fields: Fields) -> Order:
    """Turing's own sample reads b64_json without asking for it, so that is what comes unasked."""
    asked = str(fields.get("size", "2K"))
    size = {"2K": "2048x2048", "4K": "4096x4096"}.get(asked, asked)
    width, height = (int(side) for side in size.split("x"))
    by = "url" if fields.get("response_format") == "url" else "b64"
    count = 1 if fields.get("sequential_image_generation") == "disabled" else fields.get("n", 1)
    return _order(fields, count=count, width=width, height=height, by=by, format="jpeg")


def gpt_image(*, edit: bool = False) -> TierOf:
    def order(fields: Fields) -> Order:
        size = fields.get("size", "auto")
        width, height = (1024, 1024) if size == "auto" else (int(side) for side in size.split("x"))
        streamed = str(fields.get("stream", False)).lower() == "true"
        return _order(
            fields,
            edit=edit,
            count=int(fields.get("n", 1)),
            width=width,
            height=height,
            format=fields.get("output_format", "png"),
            quality=int(fields.get("output_compression", 100)),
            alpha=fields.get("background") == "transparent",
            stream=streamed,
            partials=int(fields.get("partial_images", 0)) if streamed else 0,
        )

    return order


def turing_gemini(tiers: tuple[str, ...]) -> TierOf:
    def order(fields: Fields) -> Order:
        config = fields.get("imageConfig", {})
        ratio, tier = config.get("aspectRatio", "1:1"), config.get("imageSize", "1K")
        width, height = GEMINI_25[ratio] if tiers == ("1K",) else gemini_size(ratio, tier)
        output = config.get("imageOutputOptions", {})
        return _order(
            fields,
            width=width,
            height=height,
            format=output.get("mimeType", "image/png").removeprefix("image/"),
            quality=output.get("compressionQuality", 90),
            stream=fields.get("stream", False),
            words="Here's your picture!",
        )

    return order


def qiniu(fields: Fields) -> Order:
    config = fields.get("image_config", {})
    width, height = gemini_size(config.get("aspect_ratio", ""), config.get("image_size", ""))
    return _order(fields, width=width, height=height, stream=fields.get("stream", False), reasoning=THOUGHT)


def free_images(*, edit: bool = False) -> TierOf:
    """A server that takes what it understands and drops the rest in silence."""

    def order(fields: Fields) -> Order:
        found = re.fullmatch(r"([0-9]{2,4})x([0-9]{2,4})", str(fields.get("size", "")))
        width, height = (int(found[1]), int(found[2])) if found else (1024, 1024)
        kind = fields.get("output_format")
        return _order(
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

    return order


def free_chat(fields: Fields) -> Order:
    google = fields.get("extra_body", {}).get("google", {}).get("image_config", {})
    config = fields.get("image_config") or google
    ratio, tier = config.get("aspect_ratio", "1:1"), config.get("image_size", "1K")
    width, height = gemini_size(ratio if ratio in GEMINI_3 else "", tier if tier in ("1K", "2K", "4K") else "")
    return _order(fields, width=width, height=height, stream=fields.get("stream") is True)


def must_stream(fields: Fields) -> None:
    if fields["stream"] is not True:
        raise Wrong("chat 必须使用流式响应: stream must be true", param="stream")


def transparent_needs_alpha(fields: Fields) -> None:
    if fields.get("background") == "transparent" and fields.get("output_format", "png") == "jpeg":
        raise Wrong("Transparent background needs output_format 'png'.", param="background")


def compression_needs_loss(fields: Fields) -> None:
    if "output_compression" in fields and fields.get("output_format", "png") == "png":
        raise Wrong("output_compression is only for jpeg.", param="output_compression")


def one_when_streamed(fields: Fields) -> None:
    streamed = str(fields.get("stream", False)).lower() == "true"
    if "partial_images" in fields and not streamed:
        raise Wrong("partial_images needs stream.", param="partial_images")
    if streamed and int(fields.get("n", 1)) > 1:
        raise Wrong("Streaming supports n=1 only.", param="n")


def no_assistant_pictures(fields: Fields) -> None:
    """Gemini 3 refuses a picture in its own turn without its thought signature (docs/gateways.md, Q19)."""
    for place, message in enumerate(fields["messages"]):
        parts = message["content"] if isinstance(message["content"], list) else []
        for number, part in enumerate(parts):
            if message["role"] == "assistant" and part["type"] == "image_url":
                at = f"content position {place}, part position {number}"
                raise Wrong(f"Image part is missing a thought_signature in {at}.", param="messages")


def prompt_of(fields: Fields) -> str:
    """The prompt, or the words of the last message."""
    if "messages" not in fields:
        return str(fields["prompt"])
    content = fields["messages"][-1]["content"]
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if part["type"] == "text")


def _order(fields: Fields, **more: object) -> Order:
    return Order(prompt=prompt_of(fields), model=fields["model"], **more)  # type: ignore[arg-type]
