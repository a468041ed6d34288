"""Answers of the chat endpoint.

Pictures in text, in blocks, in `images` of delta, message or choice.
"""

from itertools import pairwise
from typing import Any

from tests.simulator.answer import Answer, Pause, Piece
from tests.simulator.lazy_json import LazyJson, RenderedDelivery, data_url, to_base64
from tests.simulator.pictures import Picture
from tests.simulator.shapes import plain_answer, stream_answer


def chat_text(result: RenderedDelivery) -> Answer:
    """tu-zi: words with a markdown link, or in the 原价 group a markdown data URL (docs/gateways.md, Q15)."""
    lazy, delivery = LazyJson(), result.delivery
    lines = [*delivery.lines, *([delivery.text] if delivery.text else [])]
    texts: list[bytes] = []
    for picture in result.interim:
        texts.append(b"![draft](" + data_url(picture, delivery) + b")\\n\\n")
    for picture, link in zip(result.finals, result.links, strict=True):
        if delivery.by == "url":
            texts.append(f"![image]({link})\\n\\n[下载]({link})\\n".encode())
        else:
            texts += _cut(b"![image](" + data_url(picture, delivery) + b")", delivery.deltas)
    deltas = [
        *({"content": f"{line}\n\n"} for line in lines),
        *({"content": lazy.placeholder(text)} for text in texts),
    ]
    content = "".join(delta["content"] for delta in deltas)
    return _chat(result, lazy=lazy, deltas=deltas, message={"content": content})


def chat_blocks(result: RenderedDelivery) -> Answer:
    """Turing gemini-2.5: a list of blocks; streamed as data URLs, whole as links."""
    lazy = LazyJson()
    blocks: list[dict[str, Any]] = [{"type": "text", "text": result.delivery.text}] if result.delivery.text else []
    streamed_urls = (
        lazy.placeholder(data_url(picture, result.delivery)) for picture in (*result.interim, *result.finals)
    )
    for url in streamed_urls if result.delivery.stream else result.links:
        blocks.append({"type": "image_url", "image_url": {"url": url, "detail": "low"}})
    return _chat(result, lazy=lazy, deltas=[{"content": [block]} for block in blocks], message={"content": blocks})


def chat_choice(result: RenderedDelivery) -> Answer:
    """Turing gemini-3 "Beta": `content: []` with bare base64 in `images`, on the delta or on the choice."""
    lazy = LazyJson()
    images = _images(result, lazy, bare=True)
    deltas: list[dict[str, Any]] = [{"content": result.delivery.text}] if result.delivery.text else []
    deltas += [{"content": [], "images": [image]} for image in images]
    return _chat(
        result, lazy=lazy, deltas=deltas, message={"content": result.delivery.text}, choice={"images": images}
    )


def chat_message(result: RenderedDelivery) -> Answer:
    """Qiniu: `message.images` as data URLs with an index, `reasoning_content` beside."""
    lazy, delivery = LazyJson(), result.delivery
    images = [{**image, "index": index} for index, image in enumerate(_images(result, lazy))]
    reasoning = {"reasoning_content": delivery.reasoning} if delivery.reasoning else {}
    deltas: list[dict[str, Any]] = [
        *([reasoning] if reasoning else []),
        *([{"content": delivery.text}] if delivery.text else []),
    ]
    deltas += [{"content": "", "images": [image]} for image in images]
    message: dict[str, Any] = {"content": delivery.text, **reasoning, **({"images": images} if images else {})}
    return _chat(result, lazy=lazy, deltas=deltas, message=message)


def chat_old_litellm(result: RenderedDelivery) -> Answer:
    """`message.image`, one object (LiteLLM before 1.77, Q15)."""
    lazy = LazyJson()
    image = {"image": _images(result, lazy)[0]["image_url"]}
    return _chat(result, lazy=lazy, deltas=[image], message={"content": result.delivery.text, **image})


def chat_plain_strings(result: RenderedDelivery) -> Answer:
    """`images[].image_url` a plain string."""
    lazy = LazyJson()
    images = [{"type": "image_url", "image_url": image["image_url"]["url"]} for image in _images(result, lazy)]
    return _chat(result, lazy=lazy, deltas=[{"images": images}], message={"content": "", "images": images})


def chat_multi_mod(result: RenderedDelivery) -> Answer:
    """`multi_mod_content` with `inline_data` (tu-zi with some keys, Q15)."""
    lazy, delivery = LazyJson(), result.delivery
    pictures = [
        {
            "inline_data": {
                "mime_type": delivery.label or picture.mime,
                "data": lazy.placeholder(to_base64(picture, delivery)),
            }
        }
        for picture in result.finals
    ]
    parts = {"multi_mod_content": [{"text": delivery.text}, *pictures]}
    return _chat(result, lazy=lazy, deltas=[parts], message={"content": "", **parts})


def chat_in_reasoning(result: RenderedDelivery) -> Answer:
    """new-api with thought text: the picture ends up in `reasoning_content` (Q16)."""
    lazy = LazyJson()
    links = "".join(
        f"![image]({lazy.placeholder(data_url(picture, result.delivery))})" for picture in result.finals
    )
    reasoning = {"reasoning_content": f"Planning the scene.\n{links}"}
    return _chat(result, lazy=lazy, deltas=[reasoning], message={"content": "", **reasoning})


def _chat(
    result: RenderedDelivery,
    *,
    lazy: LazyJson,
    deltas: list[dict[str, Any]],
    message: dict[str, Any],
    choice: dict[str, Any] | None = None,
) -> Answer:
    delivery = result.delivery
    token_counts = {
        "prompt_tokens": max(1, len(delivery.prompt) // 4),
        "completion_tokens": 1210 * len(result.finals),
    }
    usage = {**token_counts, "total_tokens": sum(token_counts.values())} if delivery.usage else None
    head = {"id": f"chatcmpl-{result.id}", "created": result.created, "model": delivery.model}
    if not delivery.stream:
        first = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": delivery.finish}
        body = {**head, "object": "chat.completion", "choices": [{**first, **(choice or {})}], "usage": usage}
        return plain_answer(lazy.pieces(body))

    def chunk(delta: dict[str, Any], finish: str | None = None) -> tuple[bytes, ...]:
        choice_chunk = {"index": 0, "delta": delta, "finish_reason": finish}
        return lazy.event({**head, "object": "chat.completion.chunk", "choices": [choice_chunk]})

    out: list[Piece] = [*chunk({"role": "assistant", "content": ""})]
    for delta in deltas:
        out += [*chunk(delta), Pause(delivery.gap)] if delivery.gap else chunk(delta)
    out += chunk({}, delivery.finish)
    if usage:
        out += lazy.event({**head, "object": "chat.completion.chunk", "choices": [], "usage": usage})
    return stream_answer((*out, b"data: [DONE]\n\n") if delivery.done else tuple(out))


def _images(result: RenderedDelivery, lazy: LazyJson, *, bare: bool = False) -> list[dict[str, Any]]:
    def url(picture: Picture) -> str:
        return lazy.placeholder(to_base64(picture, result.delivery) if bare else data_url(picture, result.delivery))

    finals = result.links if result.delivery.by == "url" else map(url, result.finals)
    urls = [*map(url, result.interim), *finals]
    return [{"type": "image_url", "image_url": {"url": image_url}} for image_url in urls]


def _cut(run: bytes, number: int) -> list[bytes]:
    """`run` in `number` parts of about the same length; never inside the two characters of an escape."""
    if number <= 1:
        return [run]
    edges = [len(run) * step // number for step in range(number + 1)]
    edges = [edge - 1 if 0 < edge < len(run) and run[edge - 1 : edge] == b"\\" else edge for edge in edges]
    return [run[start:end] for start, end in pairwise(edges)]
