"""Cache of Gradio's hashed files in memory: a first visit asks for some seventy of them.

By Gradio each goes through some forty routes and a thread that opens the file, 2 to 3 ms on the loop that everybody
shares. A hashed file never changes, and is the same for all.
"""

import re
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.http.compression import preferred_encoding

HASHED_ASSET: Final = re.compile(r"/assets/(?:.*/)?[\w.-]+-[\w-]{8}\d?\.\w+")
CONDITIONS: Final = ("range", "if-none-match", "if-modified-since")
CAPACITY: Final = 16_000_000
"""Bytes; all that a page loads are 0.6 MB."""


@dataclass(frozen=True, slots=True)
class CachedFile:
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


def cache_assets(app: ASGIApp) -> ASGIApp:
    """Middleware that answers a hashed file from memory once it was answered whole."""
    files: dict[tuple[str, str], CachedFile] = {}

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not HASHED_ASSET.fullmatch(scope["path"]):
            await app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if any(name in headers for name in CONDITIONS):
            await app(scope, receive, send)
            return
        key = scope["path"], preferred_encoding(headers.get("accept-encoding", ""))
        if key not in files:
            file = await _pass_on(app, scope, receive, send)
            if file and sum(len(other.body) for other in files.values()) + len(file.body) <= CAPACITY:
                files[key] = file
            return
        file = files[key]
        await send({"type": "http.response.start", "status": 200, "headers": list(file.headers)})
        await send({"type": "http.response.body", "body": file.body})

    return answer


async def _pass_on(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> CachedFile | None:
    """Has the app answer, and returns what it answered with 200; a cookie was for the one who asked."""
    start: Message = {}
    pieces: list[bytes] = []

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message, headers=list(message["headers"]))
        elif message["type"] == "http.response.body":
            pieces.append(message.get("body", b""))
        await send(message)

    await app(scope, receive, collect)
    if start.get("status") != 200:
        return None
    shared = tuple((name, value) for name, value in start["headers"] if name.lower() != b"set-cookie")
    return CachedFile(shared, b"".join(pieces))
