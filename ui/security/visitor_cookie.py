"""The visitor: an id from a signed cookie that no script on a page can read.

The middleware puts it into the ASGI scope (`state`), which a client cannot write; `visitor_of` reads it there, in
the API's routes and in Gradio's callbacks alike.
"""

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from math import inf
from typing import Final
from urllib.parse import urlsplit

import gradio as gr
from fastapi import Request
from itsdangerous import BadSignature, TimestampSigner
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from formats.web_address import network_of
from studio.types import Origin
from ui.settings import Settings

COOKIE: Final = "easel_visitor"
FORMER_NAMES: Final = (COOKIE, f"__Host-{COOKIE}", f"__Secure-{COOKIE}")
"""A visitor who has one of the names before that of the present connection keeps their gallery."""
MAX_AGE: Final = 400 * 24 * 3600  # seconds; browsers keep no cookie longer (RFC 6265bis)
RENEWAL_AGE: Final = 30 * 24 * 3600
COOKIELESS: Final = ("/static/", "/assets/", "/healthz", "/favicon.ico", "/robots.txt")


def visitor_of(request: HTTPConnection | gr.Request) -> str:
    """The id of who asks."""
    return str(request.state.visitor)


def public_name(visitor: str) -> str:
    """The visitor's name for their own pages; it opens nothing.

    By it a browser's tabs know which of them are the same visitor's.
    """
    return hashlib.sha256(f"public {visitor}".encode()).hexdigest()[:16]


def cookie_values(scope: Scope, name: str) -> tuple[str, ...]:
    """All values of a name, in the browser's order; a sibling host may have set a further one."""
    parts = (
        part.strip().partition("=") for line in Headers(scope=scope).getlist("cookie") for part in line.split(";")
    )
    return tuple(value.strip('"') for other, _, value in parts if other == name)


def origin_of(request: Request | gr.Request) -> Origin:
    """The origin of a press; with a login, and on this machine alone, none is counted."""
    network = getattr(request.state, "network", None)
    return Origin() if network is None else Origin(network=network, is_known=request.state.returning)


def is_secure(scope: Scope, settings: Settings) -> bool:
    """Whether the person's own connection is TLS, by the public address or a trusted proxy."""
    return settings.is_public_https or bool(scope.get("scheme") == "https")


def cookie_name(name: str, *, scope: Scope, settings: Settings) -> str:
    """The name of a cookie of ours on this connection.

    Over TLS it has a prefix by which browsers refuse it from a sibling host (RFC 6265bis §4.1.3); `__Host-` is only
    for a server that has its host name alone.
    """
    if not is_secure(scope, settings):
        return name
    return f"__Secure-{name}" if settings.root_path else f"__Host-{name}"


def set_cookie(
    name: str, value: str, *, scope: Scope, settings: Settings, max_age: int = MAX_AGE, is_secret: bool = True
) -> str:
    """A Set-Cookie line, under the name that `cookie_name` gives.

    No script can read it where it `is_secret`. In another site's frame only SameSite=None with Partitioned comes
    back (CHIPS).
    """
    flags = "SameSite=None; Secure; Partitioned" if settings.framed else "SameSite=Lax"
    if is_secure(scope, settings) and not settings.framed:
        flags += "; Secure"
    if is_secret:
        flags = f"HttpOnly; {flags}"
    full = cookie_name(name, scope=scope, settings=settings)
    return f"{full}={value}; Path={settings.root_path or '/'}; Max-Age={max_age}; {flags}"


def identify_visitor(app: ASGIApp, *, settings: Settings) -> ASGIApp:
    """Middleware that knows a visitor by their cookie, and gives a new one a cookie.

    A visitor is known by a cookie whose signature holds. `returning` in the state says whether one came back, and
    `network` where from, on a server that others can reach.
    """
    cookies = VisitorCookies(settings)

    async def identify(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        visitor, age = cookies.read(scope)
        state = scope.setdefault("state", {})
        state |= {"visitor": visitor or secrets.token_hex(16), "returning": bool(visitor)}
        if settings.is_exposed:
            state["network"] = network_of(scope["client"][0] if scope.get("client") else "")
        if age <= RENEWAL_AGE or scope["path"].startswith(COOKIELESS):
            await app(scope, receive, send)
            return
        lines = cookies.lines(scope)

        def append_lines(headers: MutableHeaders) -> None:
            for line in lines:
                headers.append("set-cookie", line)

        await app(scope, receive, with_headers(send, append_lines))

    return identify


class VisitorCookies:
    """The visitor's cookie, under its present name and under those that it had before.

    Each kind of name is signed apart: what a sibling host puts under an old name can only be an old cookie.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def read(self, scope: Scope) -> tuple[str, float]:
        """The visitor, "" where no signature holds, and the age of the cookie in seconds.

        The age is endless where the cookie must be set anew.

        Of a name that was used before two that differ count for nothing: one may be a stranger's.
        """
        present = cookie_name(COOKIE, scope=scope, settings=self._settings)
        for value in cookie_values(scope, present):
            with suppress(BadSignature):
                return self._unsign(present, value)
        former = set()
        for name in FORMER_NAMES[: FORMER_NAMES.index(present)]:
            for value in cookie_values(scope, name):
                with suppress(BadSignature):
                    former.add(self._unsign(name, value)[0])
        return former.pop() if len(former) == 1 else "", inf

    def lines(self, scope: Scope) -> list[str]:
        """The Set-Cookie lines: the present name, and the end of the plain one that came under TLS."""
        present = cookie_name(COOKIE, scope=scope, settings=self._settings)
        value = self._signer(present).sign(scope["state"]["visitor"]).decode()
        lines = [set_cookie(COOKIE, value, scope=scope, settings=self._settings)]
        if present != COOKIE and cookie_values(scope, COOKIE):
            lines.append(f"{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
        return lines

    def _unsign(self, name: str, value: str) -> tuple[str, float]:
        signer = self._signer(name)
        visitor, signed = signer.unsign(value, max_age=MAX_AGE, return_timestamp=True)
        return visitor.decode(), signer.get_timestamp() - int(signed.timestamp())

    def _signer(self, name: str) -> TimestampSigner:
        return TimestampSigner(self._settings.secret, salt="easel-visitor" + name.removesuffix(COOKIE))


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
