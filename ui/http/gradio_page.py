"""Gradio's page and its configuration: made once, and right behind any proxy.

Gradio writes the address of its files, `root`, from the Host header into both, so that a proxy which changes that
header makes a page that asks another server for everything. Here `root` is the public address or the path alone,
and the page's first script sets it to where the page was loaded (ui/static/boot.js).
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.http.compression import encode, preferred_encoding
from ui.i18n import LANGUAGES, strings_for
from ui.settings import Settings
from ui.static_files import BOOT_SCRIPT

PATHS: Final = frozenset({"/", "/config"})
NOWHERE: Final = "easel.invalid"  # a host name that is nobody's (RFC 2606), to be replaced
FIRST_SCRIPT: Final = "<script data-gradio-mode>"  # the one after the page's configuration
MANIFEST: Final = 'href="/manifest.json"'
ENCODINGS: Final = ("", "gzip", "br")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document in every encoding."""

    media_type: str
    bodies: Mapping[str, bytes]


def gradio_page(app: ASGIApp, *, settings: Settings) -> ASGIApp:
    """Middleware that answers Gradio's page and configuration, the same for all visitors."""
    documents: dict[str, Document] = {}
    making = asyncio.Lock()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in PATHS:
            await app(scope, receive, send)
            return
        async with making:
            path = scope["path"]
            if path not in documents:
                documents[path] = await _make(app, path, settings)
        encoding = preferred_encoding(Headers(scope=scope).get("accept-encoding", ""))
        headers = {"vary": "Accept-Encoding", "content-encoding": encoding} if encoding else {}
        document = documents[path]
        response = Response(document.bodies[encoding], headers=headers, media_type=document.media_type)
        await response(scope, receive, send)

    return answer


async def _make(app: ASGIApp, path: str, settings: Settings) -> Document:
    media_type, text = await _ask(app, path)
    text = text.replace(f"http://{NOWHERE}", settings.public_url or settings.root_path)
    if media_type.startswith("text/html"):
        text = text.replace(MANIFEST, MANIFEST.replace("/", "./", 1)).replace(FIRST_SCRIPT, boot_tags(settings), 1)
    body = text.encode()
    return await asyncio.to_thread(
        lambda: Document(media_type=media_type, bodies={name: encode(body, name, quality=7) for name in ENCODINGS})
    )


def boot_tags(settings: Settings) -> str:
    """The script that runs before Gradio's, with its strings, and Gradio's own tag behind it."""
    data = {"rootPath": settings.root_path, "publicUrl": settings.public_url}
    strings = {lang: strings_for(("connection.", "card.proxy."), lang) for lang in LANGUAGES}
    text = json.dumps({**data, "strings": strings}, ensure_ascii=False).replace("<", "\\u003c")
    tag = f'<script type="application/json" id="easel-connection">{text}</script>'
    return f"{tag}<script>{BOOT_SCRIPT.read_text(encoding='utf-8')}</script>{FIRST_SCRIPT}"


async def _ask(app: ASGIApp, path: str) -> tuple[str, str]:
    """The media type and the text that Gradio answers to a request that is nobody's."""
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", NOWHERE.encode())],
        "client": None,
        "server": (NOWHERE, 80),
        "state": {"visitor": ""},
    }
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def collect(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, collect)
    start, *rest = messages
    if start["status"] != 200:
        raise RuntimeError(f"Gradio answers {path} with {start['status']}")
    body = b"".join(message.get("body", b"") for message in rest)
    return Headers(raw=start["headers"])["content-type"], body.decode()
