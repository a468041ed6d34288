"""The chat protocol: POST /chat/completions with one message of the user, words and pictures in it."""

from collections.abc import AsyncGenerator

from providers.bodies import DataUrl, Posted, json_body
from providers.check import caps_of
from providers.events import Event
from providers.http import Http
from providers.model import ChatWire, Gateway, ImageRequest, Model, Route
from providers.options import streamed
from providers.receive import talk
from providers.references import label, pictures_of, told
from providers.spool import Spool


def body(model: Model, route: Route, request: ImageRequest) -> dict[str, Posted]:
    """The exact request. `stream` is always said: gateways differ in what they do without it (gateways.md C5).

    Options go out by the spelling alone. The request must have passed `check`; the route must be on the chat wire.
    """
    wire = route.wire
    if not isinstance(wire, ChatWire):
        raise TypeError(f"{route.name} is no route of the chat wire")
    caps = caps_of(route, request)
    fields: dict[str, Posted] = {"model": model.id, "messages": [{"role": "user", "content": content(request)}]}
    fields["stream"] = streamed(request, caps)
    fields |= {name: value for name, value in wire.spell(request, caps).items() if value not in ("", None)}
    return fields


def content(request: ImageRequest) -> Posted:
    """The words; with pictures, blocks: the words first (seed 004), then each picture, announced by its number
    where there are several, since nothing else in the message numbers them."""
    pictures = pictures_of(request)
    if not pictures:
        return request.prompt
    blocks: list[Posted] = [{"type": "text", "text": told(request)}]
    for number, picture in enumerate(pictures, 1):
        if len(pictures) > 1:
            blocks.append({"type": "text", "text": label(request, number)})
        blocks.append({"type": "image_url", "image_url": {"url": DataUrl(picture=picture)}})
    return blocks


def send(
    gateway: Gateway, model: Model, route: Route, request: ImageRequest, spool: Spool, *, http: Http, key: str
) -> AsyncGenerator[Event, None]:
    """Posts the request and yields all that comes of it. Raises ProviderError."""
    posted = json_body(body(model, route, request))
    return talk(gateway, "/chat/completions", posted, spool, http=http, key=key)
