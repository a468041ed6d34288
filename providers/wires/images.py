"""OpenAI Images API: /images/generations as JSON, /images/edits as a form.

A dialect is the values of the wire's fields.
"""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from providers.events import Event
from providers.request.body import DataUrl, FilePart, JsonBodyValue, filename, form_body, json_body
from providers.request.extra import with_extra
from providers.request.options import is_streamed, outgoing_options
from providers.request.prompt import attachments_of, full_prompt
from providers.request.validation import capabilities_for
from providers.response.stream import send_and_stream
from providers.spool import Spool
from providers.transport.client import HttpClient
from providers.types import Gateway, ImageRequest, ImagesWire, Model, Route

GENERATIONS, EDITS = "/images/generations", "/images/edits"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditForm:
    """An edit's form: fields as text, files in the order of the images, then mask and markup."""

    fields: dict[str, str]
    files: tuple[FilePart, ...]


def build_body(model: Model, route: Route, request: ImageRequest) -> dict[str, JsonBodyValue]:
    """The exact JSON fields. `stream` is sent only when true.

    What was not chosen is absent, never "" (docs/gateways.md, C8). The request must have passed `validate`; the
    route must be on the images wire.
    """
    wire, caps = _images_wire(route), capabilities_for(route, request)
    fields: dict[str, JsonBodyValue] = {"model": model.id, "prompt": full_prompt(request, limit=caps.prompt_limit)}
    if wire.always_n or request.count > 1:
        fields["n"] = request.count
    fields |= outgoing_options(request, caps)
    fields |= wire.encode_size(request, caps)
    if is_streamed(request, caps):
        fields["stream"] = True
    if request.images and (wire.json_images or wire.json_edits):
        fields |= _images_in_json(wire, request)
    return with_extra({name: value for name, value in fields.items() if value not in ("", None)}, request)


def build_form(model: Model, route: Route, request: ImageRequest) -> EditForm:
    """The exact form of an edit, under the same conditions."""
    wire, pictures = _images_wire(route), attachments_of(request)
    name = wire.images_field if len(pictures) > 1 else wire.image_field
    files = [
        FilePart(name=name, filename=filename(f"image-{number}", picture), picture=picture)
        for number, picture in enumerate(pictures, 1)
    ]
    native = (("mask", request.mask, request.marked), ("markup", request.markup, request.annotated))
    for field, file, copy in native:
        if file is not None and copy is None:
            files.append(FilePart(name=field, filename=filename(field, file), picture=file))
    return EditForm(
        fields={name: _form_value(value) for name, value in build_body(model, route, request).items()},
        files=tuple(files),
    )


def send(
    gateway: Gateway, model: Model, route: Route, request: ImageRequest, spool: Spool, *, http: HttpClient, key: str
) -> AsyncGenerator[Event, None]:
    """Posts the request and yields all that comes of it. Raises ProviderError."""
    wire = _images_wire(route)
    if not request.images or wire.json_images:
        path, body = GENERATIONS, json_body(build_body(model, route, request))
    elif wire.json_edits:
        path, body = EDITS, json_body(build_body(model, route, request))
    else:
        form = build_form(model, route, request)
        path, body = EDITS, form_body(form.fields, form.files)
    return send_and_stream(gateway, path, body, spool, http=http, key=key)


def _images_in_json(wire: ImagesWire, request: ImageRequest) -> dict[str, JsonBodyValue]:
    """The pictures as data URLs: plain in `image` (Ark), or as xAI's objects in `image` or `images`."""
    urls = [DataUrl(picture=picture) for picture in attachments_of(request)]
    if wire.json_images:
        return {"image": urls if len(urls) > 1 else urls[0]}
    objects: list[JsonBodyValue] = [{"url": url, "type": "image_url"} for url in urls]
    return {"images": objects} if len(objects) > 1 else {"image": objects[0]}


def _images_wire(route: Route) -> ImagesWire:
    if not isinstance(route.wire, ImagesWire):
        raise TypeError(f"{route.name} is no route of the images wire")
    return route.wire


def _form_value(value: JsonBodyValue) -> str:
    """A form knows only text; what is no text of its own goes as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
