"""Bounds on the page's callbacks: so many a second of one visitor, so many pages a minute.

A callback of a session that Gradio does not know takes three times as long on the event loop, and keeps 240 KB.
"""

import json
from collections import OrderedDict
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from studio.errors import NoCookie
from studio.limits import NETWORK_SHARE, TokenBuckets
from ui.schemas.errors import ApiError
from ui.security.request_guard import error_response, replay
from ui.settings import Settings

BURST_SECONDS: Final = 5
"""A page that opens asks for each of its forms at once, and a browser may open all its tabs again."""
MAX_SESSIONS: Final = 10_000


def bound_callbacks(app: ASGIApp, *, settings: Settings) -> ASGIApp:
    """Middleware that refuses callbacks and new sessions that are too many.

    It is for inside the allow-list, which lets one writing route of Gradio through, its body in one piece.
    """
    rate = settings.callbacks_per_second
    callbacks = TokenBuckets(rate=rate, burst=BURST_SECONDS * rate)
    pages = TokenBuckets(rate=settings.pages_per_minute / 60, burst=settings.pages_per_minute)
    sessions: OrderedDict[str, None] = OrderedDict()

    def check(state: dict[str, object], session: str) -> None:
        visitor, network = str(state.get("visitor", "")), state.get("network")
        if network is not None and not state.get("returning"):
            raise NoCookie
        wait = callbacks.take(visitor)
        if session not in sessions:
            wait = (
                wait
                or pages.take(visitor)
                or (pages.take(str(network), cost=1 / NETWORK_SHARE) if network else 0.0)
            )
        if wait:
            raise ApiError("too_many_requests", status=429, retry_after=wait)
        sessions[session] = None
        sessions.move_to_end(session)
        if len(sessions) > MAX_SESSIONS:
            sessions.popitem(last=False)

    async def bound(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith("/gradio_api/"):
            await app(scope, receive, send)
            return
        body = (await receive()).get("body", b"")
        try:
            check(scope.get("state", {}), str(json.loads(body).get("session_hash", "")))
        except (ApiError, NoCookie) as problem:
            await error_response(problem, scope)(scope, receive, send)
            return
        await app(scope, replay(body, receive), send)

    return bound
