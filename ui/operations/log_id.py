"""Log ids: each request's own, on every answer as X-Request-Id, in log lines and in errors."""

import secrets
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from studio.observing.call_report import LOG_ID
from ui.security.visitor_cookie import with_headers

HEADER: Final = "x-request-id"


def log_ids(app: ASGIApp) -> ASGIApp:
    """Middleware that names each request. What a client calls it by itself does not count."""

    async def name_request(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        log_id = secrets.token_hex(8)
        LOG_ID.set(log_id)

        def add_header(headers: MutableHeaders) -> None:
            headers[HEADER] = log_id

        await app(scope, receive, with_headers(send, add_header))

    return name_request
