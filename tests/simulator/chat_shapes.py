"""The chat endpoint's answers: pictures in words, in blocks, in `images` on delta, message or choice."""

from itertools import pairwise
from typing import Any

from tests.simulator.answer import Answer, Pause, Piece
from tests.simulator.lazy_json import Ink, Made, data_url, spelled
from tests.simulator.pictures import Picture
from tests.simulator.shapes import streamed, whole


def chat_text(made: Made) -> Answer:
    """tu-zi: words with a markdown link, or in the 原价 group a markdown data URL (docs/gateways.md, Q15)."""
    ink, order = Ink(), made.order
    said = [*order.lines, *([order.words] if order.words else [])]
    texts: list[bytes] = []
    for picture in made.interim:
        texts.append(b"![draft](" + data_url(picture, order) + b")\\n\\n")
    for picture, link in zip(made.finals, made.links, strict=True):
        if order.by == "url":
            texts.append(f"![image]({link})\\n\\n[下载]({link})\\n".encode())
        else:
            texts += _cut(b"![image](" + data_url(picture, order) + b")", order.deltas)
    deltas = [*({"content": f"{line}\n\n"} for line in said), *({"content": ink.put(text)} for text in texts)]
    content = "".join(delta["content"] for delta in deltas)
    return _chat(made, ink=ink, deltas=deltas, message={"content": content})


def chat_blocks(made: Made) -> Answer:
    """Turing gemini-2.5: a list of blocks; streamed as data URLs, whole as links."""
    ink = Ink()
    blocks: list[dict[str, Any]] = [{"type": "text", "text": made.order.words}] if made.order.words else []
    streamed_urls = (ink.put(data_url(picture, made.order)) for picture in (*made.interim, *made.finals))
    for url in streamed_urls if made.order.stream else made.links:
        blocks.append({"type": "image_url", "image_url": {"url": url, "detail": "low"}})
    return _chat(made, ink=ink, deltas=[{"content": [block]} for block in blocks], message={"content": blocks})


def chat_choice(made: Made) -> Answer:
    """Turing gemini-3 "Beta": `content: []` with bare base64 in `images`, on the delta or on the choice."""
    ink = Ink()
    images = _images(made, ink, bare=True)
    deltas: list[dict[str, Any]] = [{"content": made.order.words}] if made.order.words else []
    deltas += [{"content": [], "images": [image]} for image in images]
    return _chat(made, ink=ink, deltas=deltas, message={"content": made.order.words}, choice={"images": images})


def chat_message(made: Made) -> Answer:
    """Qiniu: `message.images` as data URLs with an index, `reasoning_content` beside."""
    ink, order = Ink(), made.order
    images = [{**image, "index": index} for index, image in enumerate(_images(made, ink))]
    thought = {"reasoning_content": order.reasoning} if order.reasoning else {}
    deltas: list[dict[str, Any]] = [
        *([thought] if thought else []),
        *([{"content": order.words}] if order.words else []),
    ]
    deltas += [{"content": "", "images": [image]} for image in images]
    message: dict[str, Any] = {"content": order.words, **thought, **({"images": images} if images else {})}
    return _chat(made, ink=ink, deltas=deltas, message=message)


def chat_old_litellm(made: Made) -> Answer:
    """`message.image`, one object (LiteLLM before 1.77, Q15)."""
    ink = Ink()
    image = {"image": _images(made, ink)[0]["image_url"]}
    return _chat(made, ink=ink, deltas=[image], message={"content": made.order.words, **image})


def chat_plain_strings(made: Made) -> Answer:
    """`images[].image_url` a plain string."""
    ink = Ink()
    images = [{"type": "image_url", "image_url": each["image_url"]["url"]} for each in _images(made, ink)]
    return _chat(made, ink=ink, deltas=[{"images": images}], message={"content": "", "images": images})


def chat_multi_mod(made: Made) -> Answer:
    """`multi_mod_content` with `inline_data` (tu-zi with some keys, Q15)."""
    ink, order = Ink(), made.order
    pictures = [
        {"inline_data": {"mime_type": order.label or picture.mime, "data": ink.put(spelled(picture, order))}}
        for picture in made.finals
    ]
    parts = {"multi_mod_content": [{"text": order.words}, *pictures]}
    return _chat(made, ink=ink, deltas=[parts], message={"content": "", **parts})


def chat_in_reasoning(made: Made) -> Answer:
    """new-api with thought text: the picture ends up in `reasoning_content` (Q16)."""
    ink = Ink()
    links = "".join(f"![image]({ink.put(data_url(picture, made.order))})" for picture in made.finals)
    thought = {"reasoning_content": f"Planning the scene.\n{links}"}
    return _chat(made, ink=ink, deltas=[thought], message={"content": "", **thought})


def _chat(
    made: Made,
    *,
    ink: Ink,
    deltas: list[dict[str, Any]],
    message: dict[str, Any],
    choice: dict[str, Any] | None = None,
) -> Answer:
    order = made.order
    spent = {"prompt_tokens": max(1, len(order.prompt) // 4), "completion_tokens": 1210 * len(made.finals)}
    usage = {**spent, "total_tokens": sum(spent.values())} if order.usage else None
    head = {"id": f"chatcmpl-{made.id}", "created": made.created, "model": order.model}
    if not order.stream:
        first = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": order.finish}
        body = {**head, "object": "chat.completion", "choices": [{**first, **(choice or {})}], "usage": usage}
        return whole(ink.pieces(body))

    def chunk(delta: dict[str, Any], finish: str | None = None) -> tuple[bytes, ...]:
        one = {"index": 0, "delta": delta, "finish_reason": finish}
        return ink.event({**head, "object": "chat.completion.chunk", "choices": [one]})

    out: list[Piece] = [*chunk({"role": "assistant", "content": ""})]
    for delta in deltas:
        out += [*chunk(delta), Pause(order.gap)] if order.gap else chunk(delta)
    out += chunk({}, order.finish)
    if usage:
        out += ink.event({**head, "object": "chat.completion.chunk", "choices": [], "usage": usage})
    return streamed((*out, b"data: [DONE]\n\n") if order.done else tuple(out))


def _images(made: Made, ink: Ink, *, bare: bool = False) -> list[dict[str, Any]]:
    def url(picture: Picture) -> str:
        return ink.put(spelled(picture, made.order) if bare else data_url(picture, made.order))

    finals = made.links if made.order.by == "url" else map(url, made.finals)
    urls = [*map(url, made.interim), *finals]
    return [{"type": "image_url", "image_url": {"url": each}} for each in urls]


def _cut(run: bytes, number: int) -> list[bytes]:
    """`run` in `number` parts of about the same length; never inside the two characters of an escape."""
    if number <= 1:
        return [run]
    edges = [len(run) * step // number for step in range(number + 1)]
    edges = [edge - 1 if 0 < edge < len(run) and run[edge - 1 : edge] == b"\\" else edge for edge in edges]
    return [run[start:end] for start, end in pairwise(edges)]
