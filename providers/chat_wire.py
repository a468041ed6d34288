"""The chat protocol: POST /chat/completions with one message of the user."""

from collections.abc import AsyncGenerator

from providers.events import Event
from providers.http import Http
from providers.model import JSON, ChatWire, Gateway, ImageRequest, Model, Route
from providers.options import streamed
from providers.receive import talk
from providers.spool import Spool


def body(model: Model, route: Route, request: ImageRequest) -> dict[str, JSON]:
    """The exact request. `stream` is always said: gateways differ in what they do without it (gateways.md C5).

    Options go out by the spelling alone. The request must have passed `check`; the route must be on the chat wire.
    """
    wire = route.wire
    if not isinstance(wire, ChatWire):
        raise TypeError(f"{route.name} is no route of the chat wire")
    fields: dict[str, JSON] = {"model": model.id, "messages": [{"role": "user", "content": request.prompt}]}
    fields["stream"] = streamed(request, route.caps)
    fields |= {name: value for name, value in wire.spell(request, route.caps).items() if value not in ("", None)}
    return fields


def send(
    gateway: Gateway, model: Model, route: Route, request: ImageRequest, spool: Spool, *, http: Http, key: str
) -> AsyncGenerator[Event, None]:
    """Posts the request and yields all that comes of it. Raises ProviderError."""
    return talk(gateway, "/chat/completions", body(model, route, request), spool, http=http, key=key)
