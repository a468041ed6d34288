"""The chat protocol: POST /chat/completions with the words and the pictures of a turn, and what went before it."""

from collections.abc import AsyncGenerator

from providers.events import Event
from providers.request.body import DataUrl, Posted, json_body
from providers.request.options import streamed
from providers.request.prompt import label, pictures_of, told
from providers.request.validation import caps_of
from providers.response.stream import talk
from providers.spool import Spool
from providers.transport.client import Http
from providers.types import ChatWire, Exchange, Gateway, ImageRequest, Model, Reference, Route


def body(model: Model, route: Route, request: ImageRequest) -> dict[str, Posted]:
    """The exact request. `stream` is always said: gateways differ in what they do without
    (docs/gateways.md, C5).

    Options go out by the spelling alone. The request must have passed `check`; the route must be on the chat wire.
    """
    wire = route.wire
    if not isinstance(wire, ChatWire):
        raise TypeError(f"{route.name} is no route of the chat wire")
    caps = caps_of(route, request)
    fields: dict[str, Posted] = {"model": model.id, "messages": messages(wire, request)}
    fields["stream"] = streamed(request, caps)
    fields |= {name: value for name, value in wire.spell(request, caps).items() if value not in ("", None)}
    return fields


def messages(wire: ChatWire, request: ImageRequest) -> list[Posted]:
    """One message of the user; or, where the wire recalls in blocks, the turns before it as messages of their own.

    Of earlier pictures only those go that the request has, each in the turn that made it.
    """
    if wire.recalls == "told" or not request.before:
        return [{"role": "user", "content": content(request)}]
    said: list[Posted] = []
    mine: list[str] = []
    shown: set[int] = set()
    for turn in request.before:
        mine.append(turn.said)
        answer = _answered(request, turn)
        if answer:  # a turn that brought nothing that is sent again leaves its words to the next one
            said.append({"role": "user", "content": [_text("\n\n".join(mine))]})
            said.append({"role": "assistant", "content": answer})
            shown.add(turn.made)
            mine = []
    rest = [picture for number, picture in enumerate(request.images, 1) if number not in shown]
    last = _text("\n\n".join([*mine, request.prompt]))
    said.append({"role": "user", "content": [last, *(_picture(each) for each in rest)]})
    return said


def _answered(request: ImageRequest, turn: Exchange) -> list[Posted]:
    words: list[Posted] = [_text(turn.answered)] if turn.answered else []
    return [*words, _picture(request.images[turn.made - 1])] if turn.made else words


def _text(words: str) -> Posted:
    return {"type": "text", "text": words}


def _picture(picture: Reference) -> Posted:
    return {"type": "image_url", "image_url": {"url": DataUrl(picture=picture)}}


def content(request: ImageRequest) -> Posted:
    """The words; with pictures, blocks: the words first (Qiniu's order), then each picture, announced by its number
    where there are several, since nothing else in the message numbers them."""
    pictures = pictures_of(request)
    if not pictures:
        return told(request)
    blocks: list[Posted] = [_text(told(request))]
    for number, picture in enumerate(pictures, 1):
        if len(pictures) > 1:
            blocks.append(_text(label(request, number)))
        blocks.append(_picture(picture))
    return blocks


def send(
    gateway: Gateway, model: Model, route: Route, request: ImageRequest, spool: Spool, *, http: Http, key: str
) -> AsyncGenerator[Event, None]:
    """Posts the request and yields all that comes of it. Raises ProviderError."""
    posted = json_body(body(model, route, request))
    return talk(gateway, "/chat/completions", posted, spool, http=http, key=key)
