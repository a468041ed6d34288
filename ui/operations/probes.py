"""/readyz and /metrics: for whoever runs the server, before cookie and login.

/readyz is 200 when it can take a run: the journal answers, the disk is above its floor, and it is not closing.
/metrics answers this machine, and others by EASEL_METRICS_TOKEN; to anybody else it does not exist.
"""

import asyncio
import hmac
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from formats.web_address import is_loopback
from studio.disk.quota import check_free
from studio.errors import Closing, DiskFloor, JournalFailed
from studio.studio import Studio
from ui.operations.metrics import CONTENT_TYPE, Metrics
from ui.operations.version import VERSION
from ui.schemas.errors import ApiError
from ui.security.request_guard import error_response

FORWARDED: Final = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""What a proxy adds: its peers are not this machine, though its own address is."""


def probes(app: ASGIApp, *, studio: Studio, metrics: Metrics, token: str) -> ASGIApp:
    """Middleware that answers the two."""

    async def answer_probe(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/readyz":
            await (await _readiness(studio))(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == "/metrics":
            await (await _metrics(scope, metrics, token))(scope, receive, send)
        else:
            await app(scope, receive, send)

    return answer_probe


async def _readiness(studio: Studio) -> Response:
    problems: list[str] = []
    try:
        await studio.check()
    except Closing:
        problems.append("closing")
    except JournalFailed:
        problems.append("journal")
    try:
        await asyncio.to_thread(check_free, studio.disk.data, floor=studio.disk.limits.keep_free)
    except (DiskFloor, OSError):
        problems.append("disk")
    body = {"ready": not problems, "problems": problems, "version": VERSION}
    return JSONResponse(body, status_code=503 if problems else 200, headers={"cache-control": "no-store"})


async def _metrics(scope: Scope, metrics: Metrics, token: str) -> Response:
    if not _may_read(scope, token):
        return error_response(ApiError("not_found", status=404), scope)
    text = await asyncio.to_thread(metrics.text)
    return Response(text, headers={"content-type": CONTENT_TYPE, "cache-control": "no-store"})


def _may_read(scope: Scope, token: str) -> bool:
    headers = Headers(scope=scope)
    given = headers.get("authorization", "").removeprefix("Bearer ").encode()
    if token and hmac.compare_digest(given, token.encode()):
        return True
    if any(name in headers for name in FORWARDED) or not scope.get("client"):
        return False
    return is_loopback(scope["client"][0])
