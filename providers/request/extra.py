"""Extra parameters: JSON that people put into a body, for what no form knows. Pure.

What Easel sends itself cannot be among them: it would be sent twice, or past the checks and the count.
"""

import json
import re
from collections.abc import Mapping
from typing import Final

from formats.texts.plain_json import is_plain_json
from models.caps import Caps
from providers.errors import Unsupported
from providers.request.body import JsonBodyValue
from providers.types import JSON, ImageRequest, ImagesWire, PaintWire, Route

MAX_LENGTH: Final = 8192
"""Characters of them as JSON."""
ALWAYS_SENT: Final = frozenset(
    {"model", "prompt", "messages", "n", "stream", "size", "image", "image[]", "images", "images[]", "mask"}
)
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.\[\]-]{0,63}")


def parse_extra(text: str) -> Mapping[str, JSON]:
    """Parses what was typed; nothing is no parameter. Raises Unsupported."""
    if not text.strip():
        return {}
    if len(text) > MAX_LENGTH:
        raise Unsupported(field="extra", reason="extra_too_long", limit=MAX_LENGTH)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise Unsupported(field="extra", reason="extra_unreadable") from None
    if not isinstance(value, dict):
        raise Unsupported(field="extra", reason="extra_unreadable")
    return value


def validate_extra(request: ImageRequest, route: Route, caps: Caps) -> None:
    """Raises Unsupported for extra parameters that cannot be sent along by this route."""
    if not request.extra:
        return
    if isinstance(route.wire, PaintWire):
        raise Unsupported(field="extra", reason="extra_not_sent")
    if not is_plain_json(dict(request.extra)):
        raise Unsupported(field="extra", reason="extra_unreadable")
    if len(json.dumps(request.extra, ensure_ascii=False)) > MAX_LENGTH:
        raise Unsupported(field="extra", reason="extra_too_long", limit=MAX_LENGTH)
    sent = {name.lower() for name in _sent_parameters(route, caps)}
    for name in request.extra:
        if not _NAME.fullmatch(name):
            raise Unsupported(
                field="extra", reason="extra_name", value=name[:64].encode("ascii", "replace").decode()
            )
        if name.lower() in sent:
            raise Unsupported(field="extra", reason="extra_sent", value=name)


def with_extra(fields: Mapping[str, JsonBodyValue], request: ImageRequest) -> dict[str, JsonBodyValue]:
    """The fields of a body with the extra parameters, which never replace one."""
    return {**fields, **{name: value for name, value in request.extra.items() if name not in fields}}


def _sent_parameters(route: Route, caps: Caps) -> set[str]:
    """The names in the body that Easel gives a value, by the form or by itself."""
    names = {*ALWAYS_SENT, *(option.name for option in caps.options)}
    if isinstance(route.wire, PaintWire):
        return names
    if isinstance(route.wire, ImagesWire):
        names |= {route.wire.image_field, route.wire.images_field}
    shaped = ImageRequest(
        prompt="", aspect_ratio=next(iter(caps.aspect_ratios), ""), resolution=next(iter(caps.resolutions), "")
    )
    sized = ImageRequest(prompt="", size="1024x1024")
    return names.union(*(route.wire.encode_size(probe, caps) for probe in (shaped, sized)))
