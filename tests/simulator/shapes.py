"""The images endpoint's answers: `data` by link or base64, and OpenAI's event stream (docs/gateways.md, Q25)."""

from collections.abc import Callable
from typing import Any

from tests.simulator.answer import Answer, Pause, Piece
from tests.simulator.lazy_json import Ink, Made, data_url, spelled
from tests.simulator.pictures import Picture

Shape = Callable[[Made], Answer]


def images_plain(made: Made) -> Answer:
    """tu-zi, DMXAPI, Seedream: `{"created", "data":[{"url"} | {"b64_json"}]}`."""
    ink = Ink()
    return whole(ink.pieces({"created": made.created, "data": _items(made, ink)}))


def images_usage(made: Made) -> Answer:
    """gpt-image: always base64, with usage; streamed when asked."""
    if made.order.stream:
        return images_events(made)
    ink = Ink()
    body = {"created": made.created, "data": _items(made, ink), **_settings(made), "usage": usage(made)}
    return whole(ink.pieces(body))


def images_events(made: Made) -> Answer:
    """partial_image ×N, then completed."""
    ink, order = Ink(), made.order
    kind = "image_edit" if order.edit else "image_generation"
    out: list[Piece] = []
    for index, picture in enumerate(made.interim):
        name = f"{kind}.partial_image"
        head = {"type": name, "b64_json": ink.put(spelled(picture, order)), "partial_image_index": index}
        out += [*ink.event({**head, "created_at": made.created, **_settings(made)}, name=name), Pause(order.gap)]
    for picture in made.finals:
        name = f"{kind}.completed"
        head = {"type": name, "b64_json": ink.put(spelled(picture, order)), "created_at": made.created}
        out += ink.event({**head, **_settings(made), "usage": usage(made)}, name=name)
    return streamed(tuple(out))


def images_empty_fields(made: Made) -> Answer:
    """new-api without omitempty: the fields that are not used are there, and empty (Q2)."""
    ink = Ink()
    empty = {"url": "", "b64_json": "", "revised_prompt": ""}
    return whole(ink.pieces({"created": made.created, "data": [{**empty, **item} for item in _items(made, ink)]}))


def images_both(made: Made) -> Answer:
    """url and b64_json of the same picture."""
    ink = Ink()
    pairs = zip(made.finals, made.links, strict=True)
    data = [{"url": link, "b64_json": ink.put(spelled(picture, made.order))} for picture, link in pairs]
    return whole(ink.pieces({"created": made.created, "data": data}))


def images_url_holds_base64(made: Made) -> Answer:
    """`url` holds what is no address (Q21)."""
    ink = Ink()
    data = [{"url": ink.put(spelled(picture, made.order))} for picture in made.finals]
    return whole(ink.pieces({"created": made.created, "data": data}))


def images_list(made: Made) -> Answer:
    """`images: ["https…"]` instead of data (Q21)."""
    return whole(Ink().pieces({"images": list(made.links)}))


def images_objects(made: Made) -> Answer:
    """SiliconFlow: `images:[{url}]` and `data:[{url}]` name the same."""
    same = [{"url": link} for link in made.links]
    return whole(Ink().pieces({"images": same, "data": same, "timings": {"inference": 1.5}, "seed": 1}))


def task_id(made: Made) -> Answer:
    """An asynchronous gateway: a task instead of a picture."""
    return whole(Ink().pieces({"id": f"task_{made.id}", "status": "queued", "created": made.created}))


def ark_events(made: Made) -> Answer:
    """Seedream's stream (Q24): one event a picture, one failure, and a summary that holds no picture."""
    ink, order = Ink(), made.order
    out: list[Piece] = []
    for index, (picture, link) in enumerate(zip(made.finals, made.links, strict=True)):
        name = "image_generation.partial_succeeded"
        by = {"url": link} if order.by == "url" else {"b64_json": ink.put(spelled(picture, order))}
        out += ink.event({"type": name, "model": order.model, "image_index": index, **by}, name=name)
    name = "image_generation.partial_failed"
    error = {"code": "OutputImageSensitiveContentDetected", "message": "The output image may be sensitive."}
    out += ink.event({"type": name, "image_index": len(made.finals), "error": error}, name=name)
    name = "image_generation.completed"
    out += ink.event({"type": name, "usage": {"generated_images": len(made.finals)}}, name=name)
    return streamed((*out, b"data: [DONE]\n\n"))


def whole(pieces: tuple[bytes, ...]) -> Answer:
    return Answer(pieces=pieces)


def streamed(pieces: tuple[Piece, ...]) -> Answer:
    return Answer(pieces=pieces, content_type="text/event-stream", framing="chunked")


def usage(made: Made) -> dict[str, Any]:
    """Token counts in the form of Turing's document."""
    text, output = max(1, len(made.order.prompt) // 4), 1568 * len(made.finals)
    details = {"text_tokens": text, "image_tokens": 0}
    spent = {"input_tokens": text, "input_tokens_details": details}
    return {**spent, "output_tokens": output, "total_tokens": text + output}


def _items(made: Made, ink: Ink) -> list[dict[str, str]]:
    if made.order.by == "url":
        return [{"url": link} for link in made.links]
    return [{"b64_json": ink.put(_b64(picture, made))} for picture in made.finals]


def _b64(picture: Picture, made: Made) -> bytes:
    return data_url(picture, made.order) if made.order.label else spelled(picture, made.order)


def _settings(made: Made) -> dict[str, str]:
    order = made.order
    background = "transparent" if order.alpha else "opaque"
    return {"background": background, "output_format": order.format, "size": f"{order.width}x{order.height}"}
