"""The allow-list of Gradio's own routes (docs/gradio.md).

Gradio brings some sixty routes; the page needs a dozen. A route that is not listed here does not exist, and so it
is with those that a later Gradio adds. Pure ASGI, inside the visitor cookie.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

from providers.types import JSON
from ui.schemas.errors import ApiError
from ui.security.request_guard import SAFE_METHODS, error_response, replay
from ui.settings import Settings

OWN_PATHS: Final = re.compile(
    r"/(?:api(?:/.*)?|(?:pictures|references)/.*|admin|share-target|healthz|docs|openapi\.json|static/.*)"
)
READ_PATHS: Final = re.compile(
    r"/(?:|config|theme\.css|favicon\.ico|robots\.txt|manifest\.json|assets/.+"
    r"|gradio_api/(?:startup-events|app_id|theme\.css|heartbeat/(?P<session>[\w-]{1,64})))"
)
WRITE_PATHS: Final = re.compile(r"/gradio_api/run/predict")
FIELDS: Final = frozenset({"data", "event_data", "fn_index", "trigger_id", "session_hash"})

Seal = Callable[[str], str]
"""A page's session name → the name under which Gradio knows it."""


def gradio_allowlist(app: ASGIApp, *, settings: Settings) -> ASGIApp:
    """Middleware that lets the listed routes of Gradio through, and no others.

    No files by the queue, and each visitor's sessions apart. A page names its session by itself
    (`Math.random()`), and whoever knows the name can read what it is told. So Gradio gets another name, which
    follows from the page's and the visitor's: the same words of two visitors are two sessions.
    """

    async def allowlist(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or OWN_PATHS.fullmatch(scope["path"]):
            await app(scope, receive, send)
            return
        visitor = scope.get("state", {}).get("visitor", "")
        try:
            if scope["method"] in SAFE_METHODS:
                scope = _check_read(scope, _seal(settings.secret, visitor))
            else:
                scope, receive = await _check_write(scope, receive, _seal(settings.secret, visitor))
        except ApiError as problem:
            await error_response(problem, scope)(scope, receive, send)
            return
        await app(scope, receive, send)

    return allowlist


def _seal(secret: str, visitor: str) -> Seal:
    key = f"easel-session-name {secret}".encode()
    return lambda session: hmac.new(key, f"{visitor} {session}".encode(), hashlib.sha256).hexdigest()[:40]


def _check_read(scope: Scope, seal: Seal) -> Scope:
    match = READ_PATHS.fullmatch(scope["path"])
    asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    if match is None or "deep_link" in dict(asked):
        raise ApiError("not_found", status=404, reason="path")
    sealed = [(name, seal(value) if name == "session_hash" else value) for name, value in asked]
    scope = {**scope, "query_string": urlencode(sealed).encode()}
    if match["session"]:
        scope["path"] = scope["path"].removesuffix(match["session"]) + seal(match["session"])
        scope["raw_path"] = scope["path"].encode()
    return scope


async def _check_write(scope: Scope, receive: Receive, seal: Seal) -> tuple[Scope, Receive]:
    """The guard has read the body whole, so one message is all of it."""
    if scope["method"] != "POST" or not WRITE_PATHS.fullmatch(scope["path"]):
        raise ApiError("not_found", status=404)
    body = json.dumps(_seal_body((await receive()).get("body", b""), seal)).encode()
    headers = [(name, value) for name, value in scope["headers"] if name != b"content-length"]
    return {**scope, "headers": [*headers, (b"content-length", b"%d" % len(body))]}, replay(body, receive)


def _seal_body(body: bytes, seal: Seal) -> dict[str, JSON]:
    try:
        message: JSON = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ApiError("bad_input", status=400, said="JSON") from error
    if not isinstance(message, dict):
        raise ApiError("bad_input", status=400, said="JSON")
    fields = {name: value for name, value in message.items() if name in FIELDS}
    if _names_a_file(fields.get("data")):
        raise ApiError("bad_input", status=422, said="path")
    if isinstance(fields.get("session_hash"), str):
        fields["session_hash"] = seal(str(fields["session_hash"]))
    return fields


def _names_a_file(data: JSON) -> bool:
    """Whether anything in `data` has a path: Gradio's picture components would open any file of this server."""
    pending = [data]
    while pending:
        match pending.pop():
            case {"path": _}:
                return True
            case dict() as fields:
                pending.extend(fields.values())
            case list() as items:
                pending.extend(items)
    return False
