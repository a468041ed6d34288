"""The images protocol: POST /images/generations with JSON. A dialect is the values of the wire's fields."""

from collections.abc import AsyncGenerator

from providers.events import Event
from providers.http import Http
from providers.model import JSON, Gateway, ImageRequest, ImagesWire, Model, Route
from providers.options import settled, streamed
from providers.receive import talk
from providers.spool import Spool


def body(model: Model, route: Route, request: ImageRequest) -> dict[str, JSON]:
    """The exact request. What was not chosen is absent, never "" (gateways.md C8); `stream` is said only when true.

    The request must have passed `check`; the route must be on the images wire.
    """
    wire = route.wire
    if not isinstance(wire, ImagesWire):
        raise TypeError(f"{route.name} is no route of the images wire")
    fields: dict[str, JSON] = {"model": model.id, "prompt": request.prompt}
    if wire.always_n or request.count > 1:
        fields["n"] = request.count
    fields |= settled(request, route.caps)
    fields |= wire.spell(request, route.caps)
    if streamed(request, route.caps):
        fields["stream"] = True
    return {name: value for name, value in fields.items() if value not in ("", None)}


def send(
    gateway: Gateway, model: Model, route: Route, request: ImageRequest, spool: Spool, *, http: Http, key: str
) -> AsyncGenerator[Event, None]:
    """Posts the request and yields all that comes of it. Raises ProviderError."""
    return talk(gateway, "/images/generations", body(model, route, request), spool, http=http, key=key)
