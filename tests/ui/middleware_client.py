"""A small application behind the real middleware, for tests that need no page."""

import json

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.security.gradio_allowlist import gradio_allowlist
from ui.security.request_guard import request_guard
from ui.security.visitor_cookie import identify_visitor, visitor_of
from ui.settings import Settings

SECRET = "a secret of the tests, long enough"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers what arrived, and whose it is."""
    request = Request(scope, receive)
    body = await request.body()
    answer = {
        "visitor": visitor_of(request),
        "path": request.url.path,
        "query": dict(request.query_params),
        "body": json.loads(body) if body else None,
    }
    headers = {"access-control-allow-origin": "*", "access-control-allow-credentials": "true"}
    await JSONResponse(answer, headers=headers)(scope, receive, send)


def client(
    settings: Settings | None = None, *, app: ASGIApp = echo, host: str = "http://127.0.0.1:7860"
) -> httpx.AsyncClient:
    """A browser without a memory of its own, in front of the middleware."""
    settings = settings or Settings(secret=SECRET)
    inside = identify_visitor(gradio_allowlist(app, settings=settings), settings=settings)
    transport = httpx.ASGITransport(app=request_guard(inside, settings=settings))
    return httpx.AsyncClient(transport=transport, base_url=host)
