"""The visitor: an id from a signed cookie that no script on a page can read.

The middleware puts it into the ASGI scope (`state`), which a client cannot write; `visitor_of` reads it there, in
the API's routes and in Gradio's callbacks alike.
"""

import secrets
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import urlsplit

import gradio as gr
from fastapi import Request
from itsdangerous import BadSignature, TimestampSigner
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.settings import Settings

COOKIE: Final = "easel_visitor"
MAX_AGE: Final = 400 * 24 * 3600  # seconds; browsers keep no cookie longer (RFC 6265bis)
RENEWAL_AGE: Final = 30 * 24 * 3600
COOKIELESS: Final = ("/static/", "/assets/", "/healthz", "/favicon.ico", "/robots.txt")


def visitor_of(request: Request | gr.Request) -> str:
    """The id of who asks."""
    return str(request.state.visitor)


def cookies_of(scope: Scope) -> dict[str, str]:
    """The request's cookies; a header that is no cookie is read as none."""
    jar: SimpleCookie = SimpleCookie()
    for line in Headers(scope=scope).getlist("cookie"):
        for part in line.split(";"):
            try:
                jar.load(part.strip())
            except CookieError:
                continue
    return {name: morsel.value for name, morsel in jar.items()}


def is_secure(scope: Scope, settings: Settings) -> bool:
    """Whether the person's own connection is TLS (the guard has set the scheme)."""
    return settings.framed or bool(scope.get("scheme") == "https")


def set_cookie(name: str, value: str, *, scope: Scope, settings: Settings, max_age: int = MAX_AGE) -> str:
    """A Set-Cookie line.

    In another site's frame only SameSite=None with Partitioned comes back (CHIPS).
    """
    flags = "SameSite=None; Secure; Partitioned" if settings.framed else "SameSite=Lax"
    if is_secure(scope, settings) and not settings.framed:
        flags += "; Secure"
    return f"{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; {flags}"


def identify_visitor(app: ASGIApp, *, settings: Settings) -> ASGIApp:
    """Middleware that knows a visitor by their cookie, and gives a new one a cookie.

    A visitor is known by a cookie whose signature holds.
    """
    signer = TimestampSigner(settings.secret, salt="easel-visitor")

    async def identify(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        visitor, fresh = _read_cookie(signer, cookies_of(scope).get(COOKIE, ""))
        scope.setdefault("state", {})["visitor"] = visitor
        if not fresh or scope["path"].startswith(COOKIELESS):
            await app(scope, receive, send)
            return
        line = set_cookie(COOKIE, signer.sign(visitor).decode(), scope=scope, settings=settings)
        await app(scope, receive, with_headers(send, lambda headers: headers.append("set-cookie", line)))

    return identify


def with_headers(send: Send, change: Callable[[MutableHeaders], None]) -> Send:
    """A `send` that changes the headers of the answer before they leave."""

    async def send_changed(message: Message) -> None:
        if message["type"] == "http.response.start":
            change(MutableHeaders(scope=message))
        await send(message)

    return send_changed


def host_of(url: str) -> str:
    """The host and port of an address as browsers write them into Host and Origin, lower case."""
    return urlsplit(url).netloc.lower()


def _read_cookie(signer: TimestampSigner, cookie: str) -> tuple[str, bool]:
    """The visitor, and whether the cookie must be set: there is none that holds, or it is old."""
    try:
        visitor, signed = signer.unsign(cookie, max_age=MAX_AGE, return_timestamp=True)
    except BadSignature:
        return secrets.token_hex(16), True
    age = signer.get_timestamp() - int(signed.timestamp())
    return visitor.decode(), age > RENEWAL_AGE
