"""The outermost middleware: host, origin, length and response headers.

Whose name the request calls, which page it comes from, how long it is, and what every answer says to the browser.
Pure ASGI; answers pass through piece by piece, never gathered.
"""

from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from providers.errors import ProviderError
from studio.errors import StudioError
from ui.http.host_check import check_host, check_origin, host_names
from ui.http.plain_page import page_preferences
from ui.http.refusal_page import refusal_page
from ui.http.root_path import inner_scope, root_path_of, slash_redirect, wants_page
from ui.schemas.errors import ApiError, error_headers, error_view, lang_of, status_of
from ui.schemas.serialize import dumps
from ui.security.visitor_cookie import with_headers
from ui.serving.asset_cache import HASHED_ASSET
from ui.settings import Settings

SAFE_METHODS: Final = {"GET", "HEAD"}
JSON_LIMIT: Final = 256 * 1024  # bytes of a body that is no upload
UPLOAD_LIMITS: Final = {
    "/api/runs": 512 * 2**20,
    "/api/references": 100 * 2**20,
    "/api/recipes": 100 * 2**20,
    "/share-target": 512 * 2**20,
}
"""Where multipart is taken, and how much of it."""

# Gradio's page starts from inline scripts and evaluates the templates of gr.HTML; every host but this one is shut.
PAGE_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors "
)
HSTS_AGE: Final = 365 * 24 * 3600  # seconds
SPACES_FRAMES: Final = "'self' https://huggingface.co https://*.hf.space"


def request_guard(app: ASGIApp, *, settings: Settings) -> ASGIApp:
    """Middleware that refuses cross-site requests and unknown hosts.

    What no page of ours and no script of a person sends is refused, and every answer is sealed.
    """
    names = host_names(settings)
    seal = _header_setter(settings)

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        scope = inner_scope(scope, settings.root_path)
        sealed = with_headers(send, lambda headers: seal(headers, scope["path"]))
        headers = Headers(scope=scope)
        if settings.is_public_https:
            scope["scheme"] = "https"
        try:
            check_host(headers, names)
            _check_nul(scope)
            if scope["method"] not in SAFE_METHODS:
                check_origin(headers, names)
            receive = await _limit_body(scope, headers, receive)
        except ApiError as problem:
            await error_response(problem, scope)(scope, receive, sealed)
            return
        except ClientDisconnect:
            return  # half a body is none, and nobody waits for an answer
        await (app if scope["path"] else slash_redirect(scope))(scope, receive, sealed)

    return guard


def error_response(error: ApiError | ProviderError | StudioError, scope: Scope) -> Response:
    """The answer that tells why: a page where a person sees it, JSON everywhere else."""
    lang, status = lang_of(scope), status_of(error)
    view, headers = error_view(error, lang), error_headers(error)
    if wants_page(scope):
        page = refusal_page(
            page_preferences(scope), view, home=f"{root_path_of(HTTPConnection(scope))}/", status=status
        )
        page.headers.update(headers)
        return page
    return Response(dumps({"error": view}), status_code=status, media_type=JSONResponse.media_type, headers=headers)


def _check_nul(scope: Scope) -> None:
    """Raises ApiError for an address with a NUL, which PostgreSQL does not even look for."""
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:
        raise ApiError("bad_input", status=400, said="%00")


async def _limit_body(scope: Scope, headers: Headers, receive: Receive) -> Receive:
    """The body, when it is no upload, read whole: JSON_LIMIT bytes at most. An upload is counted as it comes."""
    if scope["method"] in SAFE_METHODS:
        return receive
    uploads = headers.get("content-type", "").lower().startswith("multipart/") and scope["path"] in UPLOAD_LIMITS
    limit = UPLOAD_LIMITS[scope["path"]] if uploads else JSON_LIMIT
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise _too_large(limit)
    return _count_body(receive, limit=limit) if uploads else replay(await _read_body(receive), receive)


def _count_body(receive: Receive, *, limit: int) -> Receive:
    """A `receive` that raises ApiError beyond `limit` bytes: a tunnel may strip how many will come."""
    left = limit

    async def count() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise _too_large(limit)
        return message

    return count


def _too_large(limit: int) -> ApiError:
    return ApiError("body_too_large", status=413, limit=limit // 1024)


async def _read_body(receive: Receive) -> bytes:
    pieces: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        pieces.append(message.get("body", b""))
        if sum(map(len, pieces)) > JSON_LIMIT:
            raise _too_large(JSON_LIMIT)
        if not message.get("more_body", False):
            return b"".join(pieces)


def replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives `body` whole, and then what the connection says."""
    pending = [body]

    async def again() -> Message:
        if pending:
            return {"type": "http.request", "body": pending.pop(), "more_body": False}
        return await receive()

    return again


def _header_setter(settings: Settings) -> Callable[[MutableHeaders, str], None]:
    policy = PAGE_POLICY + (SPACES_FRAMES if settings.framed else "'self'")

    def seal(headers: MutableHeaders, path: str) -> None:
        for name in [name for name in headers if name.startswith("access-control-")]:
            del headers[name]
        headers.setdefault("content-security-policy", policy)
        headers.setdefault("x-content-type-options", "nosniff")
        headers.setdefault("referrer-policy", "same-origin")
        headers.setdefault("cross-origin-resource-policy", "same-origin")
        headers.setdefault("permissions-policy", "camera=(), microphone=(), geolocation=()")
        if settings.public_url.startswith("https:"):
            headers.setdefault("strict-transport-security", f"max-age={HSTS_AGE}")
        forever = HASHED_ASSET.fullmatch(path) is not None
        headers.setdefault("cache-control", "public, max-age=31536000, immutable" if forever else "no-cache")

    return seal
