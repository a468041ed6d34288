"""The images protocol: words go to /images/generations as JSON, words with pictures to /images/edits as a form.

A dialect is the values of the wire's fields.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from providers.events import Event
from providers.request.body import Body, DataUrl, Part, Posted, filename, form_body, json_body
from providers.request.options import settled, streamed
from providers.request.prompt import pictures_of, told
from providers.request.validation import caps_of
from providers.response.stream import talk
from providers.spool import Spool
from providers.transport.client import Http
from providers.types import Gateway, ImageRequest, ImagesWire, Model, Route

GENERATIONS, EDITS = "/images/generations", "/images/edits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What stands in an edit's form: fields as text, files in the order of the tiles, the mask last."""

    fields: dict[str, str]
    files: tuple[Part, ...]


def body(model: Model, route: Route, request: ImageRequest) -> dict[str, Posted]:
    """The exact fields. What was not chosen is absent, never "" (docs/gateways.md, C8); `stream` is said only when
    true.

    The request must have passed `check`; the route must be on the images wire.
    """
    wire, caps = _wire(route), caps_of(route, request)
    fields: dict[str, Posted] = {"model": model.id, "prompt": told(request, limit=caps.prompt_limit)}
    if wire.always_n or request.count > 1:
        fields["n"] = request.count
    fields |= settled(request, caps)
    fields |= wire.spell(request, caps)
    if streamed(request, caps):
        fields["stream"] = True
    if request.images and wire.json_images:
        urls = [DataUrl(picture=each) for each in pictures_of(request)]
        fields["image"] = urls if len(urls) > 1 else urls[0]
    return {name: value for name, value in fields.items() if value not in ("", None)}


def form(model: Model, route: Route, request: ImageRequest) -> Form:
    """The exact form of an edit, under the same conditions."""
    wire, pictures = _wire(route), pictures_of(request)
    name = wire.several if len(pictures) > 1 else wire.one
    files = [
        Part(name=name, filename=filename(f"image-{number}", each), picture=each)
        for number, each in enumerate(pictures, 1)
    ]
    if request.mask is not None and request.marked is None:
        files.append(Part(name="mask", filename=filename("mask", request.mask), picture=request.mask))
    return Form(
        fields={name: _text(value) for name, value in body(model, route, request).items()}, files=tuple(files)
    )


def send(
    gateway: Gateway, model: Model, route: Route, request: ImageRequest, spool: Spool, *, http: Http, key: str
) -> AsyncGenerator[Event, None]:
    """Posts the request and yields all that comes of it. Raises ProviderError."""
    path, posted = _posted(model, route, request)
    return talk(gateway, path, posted, spool, http=http, key=key)


def _posted(model: Model, route: Route, request: ImageRequest) -> tuple[str, Body]:
    if not request.images or _wire(route).json_images:
        return GENERATIONS, json_body(body(model, route, request))
    edit = form(model, route, request)
    return EDITS, form_body(edit.fields, edit.files)


def _wire(route: Route) -> ImagesWire:
    if not isinstance(route.wire, ImagesWire):
        raise TypeError(f"{route.name} is no route of the images wire")
    return route.wire


def _text(value: Posted) -> str:
    """A form knows only text."""
    return str(value).lower() if isinstance(value, bool) else str(value)
