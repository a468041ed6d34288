"""The proxy in front: trusted peers, the person's address, and who logged in there."""

import ipaddress
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, cast

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from studio.errors import JournalFailed
from studio.users.sessions import CACHE_SECONDS
from studio.users.user_store import UserStore
from ui.settings import Settings

MAX_LOGIN_AGE: Final = 600.0
"""Seconds until a line of events ends; the page opens it again by itself, and the proxy names somebody, or not."""


class ProxyLogin:
    """A login at the proxy in front, as long as it is to be believed of a request that goes on.

    A proxy tells of a login with each request and of a logout never.
    """

    def __init__(self, users: UserStore, user_id: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._users = users
        self._user_id = user_id
        self._clock = clock
        self._ends = clock() + MAX_LOGIN_AGE
        self._checked = clock()

    async def still_holds(self) -> bool:
        """Whether the user still gets in and the word is not too old; not while nobody can tell."""
        now = self._clock()
        if now < self._checked + CACHE_SECONDS:
            return True
        with suppress(JournalFailed):
            self._checked = now
            return now < self._ends and await self._users.is_active(self._user_id)
        return False


def trust_proxies(app: ASGIApp, settings: Settings) -> ASGIApp:
    """Middleware that takes a trusted proxy's word on the person's address and on https.

    Who is at the other end of the connection is noted before that: `peer` in the scope's state.
    """
    behind: Any = ProxyHeadersMiddleware(cast(Any, app), trusted_hosts=settings.trusted_proxies)

    async def remember(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope.get("client"):
            scope.setdefault("state", {})["peer"] = scope["client"][0]
        await behind(scope, receive, send)

    return remember


def is_trusted(peer: str, proxies: str) -> bool:
    """Whether an address is one of those that EASEL_TRUSTED_PROXIES lists."""
    named = [part.strip() for part in proxies.split(",") if part.strip()]
    return "*" in named or any(_is_within(peer, part) for part in named)


def address_of(scope: Scope, settings: Settings) -> str:
    """The person's own address, "" where a trusted proxy does not tell it."""
    if is_unnamed(scope, settings):
        return ""
    return str(scope["client"][0]) if scope.get("client") else ""


def is_unnamed(scope: Scope, settings: Settings) -> bool:
    """Whether a trusted proxy passes a request on without saying whose it is."""
    return "x-forwarded-for" not in Headers(scope=scope) and is_trusted(_peer(scope), settings.trusted_proxies)


def take_user_header(scope: Scope, settings: Settings) -> str:
    """Takes the header of EASEL_PROXY_USER_HEADER out; returns its name where it is believed."""
    header = settings.proxy_user_header
    if not header:
        return ""
    headers = MutableHeaders(scope=scope)
    names = headers.getlist(header)
    del headers[header]
    return names[0].strip() if len(names) == 1 and is_trusted(_peer(scope), settings.trusted_proxies) else ""


def _peer(scope: Scope) -> str:
    return str(scope.get("state", {}).get("peer", ""))


def _is_within(peer: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(peer) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False
