"""Answers of the images endpoint.

`data` by link or base64, OpenAI's events (docs/gateways.md, Q25).
"""

from collections.abc import Callable
from typing import Any

from tests.simulator.answer import Answer, Pause, Piece
from tests.simulator.lazy_json import LazyJson, RenderedDelivery, data_url, to_base64
from tests.simulator.pictures import Picture

Shape = Callable[[RenderedDelivery], Answer]


def images_plain(result: RenderedDelivery) -> Answer:
    """tu-zi, DMXAPI, Seedream: `{"created", "data":[{"url"} | {"b64_json"}]}`."""
    lazy = LazyJson()
    return plain_answer(lazy.pieces({"created": result.created, "data": _items(result, lazy)}))


def images_usage(result: RenderedDelivery) -> Answer:
    """gpt-image: always base64, with usage; streamed when asked."""
    if result.delivery.stream:
        return images_events(result)
    lazy = LazyJson()
    body = {
        "created": result.created,
        "data": _items(result, lazy),
        **_settings(result),
        "usage": usage(result),
    }
    return plain_answer(lazy.pieces(body))


def images_events(result: RenderedDelivery) -> Answer:
    """partial_image ×N, then completed."""
    lazy, delivery = LazyJson(), result.delivery
    kind = "image_edit" if delivery.edit else "image_generation"
    out: list[Piece] = []
    for index, picture in enumerate(result.interim):
        name = f"{kind}.partial_image"
        head = {
            "type": name,
            "b64_json": lazy.placeholder(to_base64(picture, delivery)),
            "partial_image_index": index,
        }
        out += [
            *lazy.event({**head, "created_at": result.created, **_settings(result)}, name=name),
            Pause(delivery.gap),
        ]
    for picture in result.finals:
        name = f"{kind}.completed"
        head = {
            "type": name,
            "b64_json": lazy.placeholder(to_base64(picture, delivery)),
            "created_at": result.created,
        }
        out += lazy.event({**head, **_settings(result), "usage": usage(result)}, name=name)
    return stream_answer(tuple(out))


def images_empty_fields(result: RenderedDelivery) -> Answer:
    """new-api without omitempty: the fields that are not used are there, and empty (Q2)."""
    lazy = LazyJson()
    empty = {"url": "", "b64_json": "", "revised_prompt": ""}
    return plain_answer(
        lazy.pieces({"created": result.created, "data": [{**empty, **item} for item in _items(result, lazy)]})
    )


def images_both(result: RenderedDelivery) -> Answer:
    """url and b64_json of the same picture."""
    lazy = LazyJson()
    pairs = zip(result.finals, result.links, strict=True)
    data = [
        {"url": link, "b64_json": lazy.placeholder(to_base64(picture, result.delivery))} for picture, link in pairs
    ]
    return plain_answer(lazy.pieces({"created": result.created, "data": data}))


def images_url_holds_base64(result: RenderedDelivery) -> Answer:
    """`url` holds what is no address (Q21)."""
    lazy = LazyJson()
    data = [{"url": lazy.placeholder(to_base64(picture, result.delivery))} for picture in result.finals]
    return plain_answer(lazy.pieces({"created": result.created, "data": data}))


def images_list(result: RenderedDelivery) -> Answer:
    """`images: ["https…"]` instead of data (Q21)."""
    return plain_answer(LazyJson().pieces({"images": list(result.links)}))


def images_objects(result: RenderedDelivery) -> Answer:
    """SiliconFlow: `images:[{url}]` and `data:[{url}]` name the same."""
    links = [{"url": link} for link in result.links]
    return plain_answer(
        LazyJson().pieces({"images": links, "data": links, "timings": {"inference": 1.5}, "seed": 1})
    )


def task_id(result: RenderedDelivery) -> Answer:
    """An asynchronous gateway: a task instead of a picture."""
    return plain_answer(
        LazyJson().pieces({"id": f"task_{result.id}", "status": "queued", "created": result.created})
    )


def ark_events(result: RenderedDelivery) -> Answer:
    """Seedream's stream (Q24): one event a picture, one failure, and a summary that holds no picture."""
    lazy, delivery = LazyJson(), result.delivery
    out: list[Piece] = []
    for index, (picture, link) in enumerate(zip(result.finals, result.links, strict=True)):
        name = "image_generation.partial_succeeded"
        by = {"url": link} if delivery.by == "url" else {"b64_json": lazy.placeholder(to_base64(picture, delivery))}
        out += lazy.event({"type": name, "model": delivery.model, "image_index": index, **by}, name=name)
    name = "image_generation.partial_failed"
    error = {"code": "OutputImageSensitiveContentDetected", "message": "The output image may be sensitive."}
    out += lazy.event({"type": name, "image_index": len(result.finals), "error": error}, name=name)
    name = "image_generation.completed"
    out += lazy.event({"type": name, "usage": {"generated_images": len(result.finals)}}, name=name)
    return stream_answer((*out, b"data: [DONE]\n\n"))


def plain_answer(pieces: tuple[bytes, ...]) -> Answer:
    return Answer(pieces=pieces)


def stream_answer(pieces: tuple[Piece, ...]) -> Answer:
    return Answer(pieces=pieces, content_type="text/event-stream", framing="chunked")


def usage(result: RenderedDelivery) -> dict[str, Any]:
    """Token counts in the form of Turing's document."""
    text, output = max(1, len(result.delivery.prompt) // 4), 1568 * len(result.finals)
    details = {"text_tokens": text, "image_tokens": 0}
    inputs = {"input_tokens": text, "input_tokens_details": details}
    return {**inputs, "output_tokens": output, "total_tokens": text + output}


def _items(result: RenderedDelivery, lazy: LazyJson) -> list[dict[str, str]]:
    if result.delivery.by == "url":
        return [{"url": link} for link in result.links]
    return [{"b64_json": lazy.placeholder(_b64(picture, result))} for picture in result.finals]


def _b64(picture: Picture, result: RenderedDelivery) -> bytes:
    return data_url(picture, result.delivery) if result.delivery.label else to_base64(picture, result.delivery)


def _settings(result: RenderedDelivery) -> dict[str, str]:
    delivery = result.delivery
    background = "transparent" if delivery.alpha else "opaque"
    return {
        "background": background,
        "output_format": delivery.format,
        "size": f"{delivery.width}x{delivery.height}",
    }
