"""The outermost middleware: host, origin, length and response headers.

Whose name the request calls, which page it comes from, how long it is, and what every answer says to the browser.
Pure ASGI; answers pass through piece by piece, never gathered.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from providers.errors import ProviderError
from studio.errors import StudioError
from ui.schemas.errors import ApiError, error_headers, error_view, lang_of, status_of
from ui.schemas.serialize import dumps
from ui.security.visitor_cookie import host_of, with_headers
from ui.settings import Settings, is_loopback

SAFE_METHODS: Final = {"GET", "HEAD"}
JSON_LIMIT: Final = 256 * 1024  # bytes of a body that is no upload
UPLOAD_LIMITS: Final = {"/api/runs": 512 * 2**20, "/api/references": 100 * 2**20, "/api/recipes": 100 * 2**20}
"""Where multipart is taken, and how much of it."""
HOST: Final = re.compile(r"(?P<name>[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
HASHED_ASSET: Final = re.compile(r"/assets/(?:.*/)?[\w.-]+-[\w-]{8}\d?\.\w+")

# Gradio's page starts from inline scripts and evaluates the templates of gr.HTML; every host but this one is shut.
PAGE_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors "
)
SPACES_FRAMES: Final = "'self' https://huggingface.co https://*.hf.space"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostNames:
    """The host names that this server goes by.

    A name that somebody pointed here (DNS rebinding) is none of them. An address cannot be rebound, and this
    machine's own names reach no other: both are always known.
    """

    any: bool
    public: str

    def includes(self, host: str) -> bool:
        """Whether a Host header names this server."""
        match = HOST.fullmatch(host)
        if match is None:
            return False
        name = match["name"].strip("[]").lower()
        return self.any or host.lower() == self.public or is_loopback(name) or _is_address(name)


def host_names(settings: Settings) -> HostNames:
    """The host names that the settings allow.

    Any name will do where no address is told and others are to reach the server, as in a container.
    """
    public = host_of(settings.public_url)
    return HostNames(any=settings.framed or not (public or settings.is_loopback), public=public)


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
        sealed = with_headers(send, lambda headers: seal(headers, scope["path"]))
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host.lower() == names.public and settings.public_url.startswith("https:"):
            scope["scheme"] = "https"
        try:
            _check(scope, headers, names=names)
            receive = await _limit_body(scope, headers, receive)
        except ApiError as problem:
            await error_response(problem, scope)(scope, receive, sealed)
            return
        await app(scope, receive, sealed)

    return guard


def error_response(error: ApiError | ProviderError | StudioError, scope: Scope) -> Response:
    """The answer that tells why a request is refused."""
    body = dumps({"error": error_view(error, lang_of(scope))})
    return Response(
        body, status_code=status_of(error), media_type=JSONResponse.media_type, headers=error_headers(error)
    )


def _check(scope: Scope, headers: Headers, *, names: HostNames) -> None:
    host = headers.get("host", "")
    if not names.includes(host):
        raise ApiError("unknown_host", status=421, host=re.sub(r"[^\w.:-]", "", host)[:100])
    if scope["method"] not in SAFE_METHODS and not _same_site(headers, names=names):
        raise ApiError("cross_site", status=403)


def _same_site(headers: Headers, *, names: HostNames) -> bool:
    """Whether what changes things comes from a page of ours, or from no page at all (a script of a person).

    Browsers tell by Sec-Fetch-Site, which pages cannot forge, over TLS and on this machine; elsewhere by Origin.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or host_of(origin) in {headers.get("host", "").lower(), names.public} - {""}


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
        forever = HASHED_ASSET.fullmatch(path) is not None
        headers.setdefault("cache-control", "public, max-age=31536000, immutable" if forever else "no-cache")

    return seal


def _is_address(name: str) -> bool:
    """Whether a host is a literal address: dotted quad or, without its brackets, IPv6."""
    return re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*", name) is not None
