"""OpenAI Chat Completions API with image output.

POST /chat/completions with the text and the pictures of a turn, and what went before it.
"""

from collections.abc import AsyncGenerator

from providers.events import Event
from providers.request.body import DataUrl, JsonBodyValue, json_body
from providers.request.extra import with_extra
from providers.request.options import is_streamed
from providers.request.prompt import attachments_of, full_prompt, image_label
from providers.request.validation import capabilities_for
from providers.response.stream import send_and_stream
from providers.spool import Spool
from providers.transport.client import HttpClient
from providers.types import Attachment, ChatWire, Gateway, ImageRequest, Model, PastTurn, Route


def build_body(model: Model, route: Route, request: ImageRequest) -> dict[str, JsonBodyValue]:
    """The exact JSON of the request. `stream` is always sent.

    Gateways differ in what they do without (docs/gateways.md, C5). Options go out by the size encoder alone. The
    request must have passed `validate`; the route must be on the chat wire.
    """
    wire = route.wire
    if not isinstance(wire, ChatWire):
        raise TypeError(f"{route.name} is no route of the chat wire")
    caps = capabilities_for(route, request)
    fields: dict[str, JsonBodyValue] = {"model": model.id, "messages": messages(wire, request)}
    fields["stream"] = is_streamed(request, caps)
    fields |= {name: value for name, value in wire.encode_size(request, caps).items() if value not in ("", None)}
    return with_extra(fields, request)


def messages(wire: ChatWire, request: ImageRequest) -> list[JsonBodyValue]:
    """The messages: one of the user, or the earlier turns as messages of their own.

    The latter where the wire's history mode is "blocks". Of earlier pictures only those go that the request has,
    each in the turn that made it.
    """
    if wire.history_mode == "text" or not request.before:
        return [{"role": "user", "content": message_content(request)}]
    out: list[JsonBodyValue] = []
    pending: list[str] = []
    sent_numbers: set[int] = set()
    for turn in request.before:
        pending.append(turn.said)
        answer = _assistant_content(request, turn)
        if answer:  # a turn that brought nothing that is sent again leaves its words to the next one
            out.append({"role": "user", "content": [_text_block("\n\n".join(pending))]})
            out.append({"role": "assistant", "content": answer})
            sent_numbers.update(turn.made)
            pending = []
    rest = [picture for number, picture in enumerate(request.images, 1) if number not in sent_numbers]
    last = _text_block("\n\n".join([*pending, request.prompt]))
    out.append({"role": "user", "content": [last, *(_image_block(picture) for picture in rest)]})
    return out


def _assistant_content(request: ImageRequest, turn: PastTurn) -> list[JsonBodyValue]:
    blocks: list[JsonBodyValue] = [_text_block(turn.answered)] if turn.answered else []
    return [*blocks, *(_image_block(request.images[number - 1]) for number in turn.made)]


def _text_block(text: str) -> JsonBodyValue:
    return {"type": "text", "text": text}


def _image_block(picture: Attachment) -> JsonBodyValue:
    return {"type": "image_url", "image_url": {"url": DataUrl(picture=picture)}}


def message_content(request: ImageRequest) -> JsonBodyValue:
    """The content of the user's message: text, or blocks with images.

    With pictures: the words first (Qiniu's order), then each picture, announced by its number where there are
    several, since nothing else in the message numbers them.
    """
    pictures = attachments_of(request)
    if not pictures:
        return full_prompt(request)
    blocks: list[JsonBodyValue] = [_text_block(full_prompt(request))]
    for number, picture in enumerate(pictures, 1):
        if len(pictures) > 1:
            blocks.append(_text_block(image_label(request, number)))
        blocks.append(_image_block(picture))
    return blocks


def send(
    gateway: Gateway, model: Model, route: Route, request: ImageRequest, spool: Spool, *, http: HttpClient, key: str
) -> AsyncGenerator[Event, None]:
    """Posts the request and yields all that comes of it. Raises ProviderError."""
    body = json_body(build_body(model, route, request))
    return send_and_stream(gateway, "/chat/completions", body, spool, http=http, key=key)
