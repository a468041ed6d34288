"""The path under which a proxy shows Easel: taken off each request, put before each link."""

from typing import Final

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import Scope

UNTRUSTED: Final = frozenset({b"forwarded", b"x-forwarded-host", b"x-forwarded-prefix", b"x-forwarded-proto"})
"""Gradio believes these of anybody. uvicorn has read the scheme by then, from the proxies that are trusted."""


def inner_scope(scope: Scope, root_path: str) -> Scope:
    """The request as it would have come without a proxy, the prefix taken off if it is there."""
    headers = [(name, value) for name, value in scope["headers"] if name not in UNTRUSTED]
    scope = {**scope, "headers": headers, "state": {**scope.get("state", {}), "root_path": root_path}}
    if root_path and f"{scope['path']}/".startswith(f"{root_path}/"):
        scope["path"] = scope["path"].removeprefix(root_path)
        scope["raw_path"] = scope.get("raw_path", b"").removeprefix(root_path.encode())
    if root_path and scope["path"].startswith("//"):  # a proxy that stripped "/easel" and put "/" in its place
        scope["path"] = f"/{scope['path'].lstrip('/')}"
        scope["raw_path"] = b"/" + scope.get("raw_path", b"").lstrip(b"/")
    return scope


def root_path_of(request: HTTPConnection) -> str:
    """The prefix of this request's links, "" where there is none."""
    return str(request.scope.get("state", {}).get("root_path", ""))


def slash_redirect(scope: Scope) -> RedirectResponse:
    """From "/easel" to "/easel/", which the page's own links are relative to."""
    name = scope["state"]["root_path"].rsplit("/", 1)[-1]
    return RedirectResponse(f"{name}/", status_code=307)


def wants_page(scope: Scope) -> bool:
    """Whether a person sees the answer: a browser goes there, no script and no image."""
    headers = Headers(scope=scope)
    is_going = scope["method"] in {"GET", "HEAD"} or headers.get("sec-fetch-mode") == "navigate"
    return is_going and "text/html" in headers.get("accept", "")
