"""Gradio's page, its configuration and its theme: made once, and right behind any proxy.

Gradio writes the address of its files, `root`, from the Host header into both, so that a proxy which changes that
header makes a page that asks another server for everything. Here `root` is the public address or the path alone,
and the page's first script sets it to where the page was loaded (ui/static/boot.js).
"""

import asyncio
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.http.compression import encode, preferred_encoding
from ui.i18n import LANGUAGES, strings_for
from ui.serving.gradio_chunks import chunk_tags
from ui.serving.page_config import with_lean_config
from ui.serving.skeleton import preload_tags
from ui.settings import Settings
from ui.static_files import BOOT_SCRIPT, FOREVER, page_url

THEME: Final = "/theme.css"
PATHS: Final = frozenset({"/", "/config", THEME})
NOWHERE: Final = "easel.invalid"  # a host name that is nobody's (RFC 2606), to be replaced
FIRST_SCRIPT: Final = "<script data-gradio-mode>"  # the one after the page's configuration
MANIFEST: Final = 'href="/manifest.json"'
OWN_MANIFEST: Final = 'href="./manifest.json" crossorigin="use-credentials"'  # else it comes without the login
BODY: Final = "<gradio-app"
THEME_COLOR: Final = '<meta name="theme-color" content="#f3f1ec">'
LINK_PREVIEW: Final = re.compile(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>')
OWN_LINK_PREVIEW: Final = '<title>Easel</title><meta property="og:title" content="Easel">'
"""What a chat shows of a link to the page; Gradio's says "Click to try out the app!" under its own image."""
FRAME_SCRIPT: Final = re.compile(
    r"<script>(?:(?!</script>).)*iframeResizer\.contentWindow(?:(?!</script>).)*</script>", re.DOTALL
)
"""What asks for the script that a Space's frame speaks to; ours asks where there is a frame (boot.js)."""
PAGE_QUALITY: Final = 10  # of brotli; the page is compressed once
ENCODINGS: Final = ("", "gzip", "br")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document in every encoding; its weak ETag stands for all of them (RFC 9110 §8.8.1)."""

    media_type: str
    etag: str
    bodies: Mapping[str, bytes]


def gradio_page(app: ASGIApp, *, settings: Settings, first_paint: str, strings: str) -> ASGIApp:
    """Middleware that answers Gradio's page and configuration, the same for all visitors.

    `first_paint` is the HTML that stands there until Gradio has drawn it, `strings` are for the page's scripts.
    """
    documents: dict[str, Document] = {}
    making = asyncio.Lock()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in PATHS:
            await app(scope, receive, send)
            return
        async with making:
            path = scope["path"]
            if path not in documents:
                documents[path] = await _make(app, path, settings=settings, around=(first_paint, strings))
        response = _response(documents[path], Headers(scope=scope))
        if path == THEME and scope["query_string"].startswith(b"v="):  # the page names it by its hash
            response.headers["cache-control"] = FOREVER
        await response(scope, receive, send)

    return answer


def _response(document: Document, request: Headers) -> Response:
    """The document, or 304 to a browser that has it: the page is most of what a second visit would load."""
    headers = {"etag": document.etag, "vary": "Accept-Encoding"}
    if request.get("if-none-match") == document.etag:
        return Response(status_code=304, headers=headers)
    if encoding := preferred_encoding(request.get("accept-encoding", "")):
        headers["content-encoding"] = encoding
    return Response(document.bodies[encoding], headers=headers, media_type=document.media_type)


async def _make(app: ASGIApp, path: str, *, settings: Settings, around: tuple[str, str]) -> Document:
    media_type, text = await _ask(app, path)
    text = text.replace(f"http://{NOWHERE}", settings.public_url or settings.root_path)
    if media_type.startswith("text/html"):
        text = with_lean_config(FRAME_SCRIPT.sub("", LINK_PREVIEW.sub("", text)))
        text = text.replace(MANIFEST, OWN_MANIFEST).replace(FIRST_SCRIPT, boot_tags(settings), 1)
        first_paint, strings = around  # the images of the first paint first
        text = text.replace(BODY, first_paint + chunk_tags(text) + strings + BODY, 1)
    body = text.encode()
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
    bodies = await asyncio.to_thread(lambda: {name: encode(body, name, quality=PAGE_QUALITY) for name in ENCODINGS})
    return Document(media_type=media_type, etag=etag, bodies=bodies)


def boot_tags(settings: Settings) -> str:
    """The script that runs before Gradio's, with its strings, and Gradio's own tag behind it."""
    data = {"rootPath": settings.root_path, "publicUrl": settings.public_url}
    strings = {lang: strings_for(("connection.", "card.proxy."), lang) for lang in LANGUAGES}
    text = json.dumps({**data, "strings": strings}, ensure_ascii=False).replace("<", "\\u003c")
    tag = f'<script type="application/json" id="easel-connection">{text}</script>'
    idle, running = (page_url(f"app/{name}.svg") for name in ("mark", "mark-running"))
    icon = f'<link rel="icon" type="image/svg+xml" href="{idle}" data-running="{running}">'
    touch_icon = f'<link rel="apple-touch-icon" href="{page_url("app/icon-192.png")}">'
    script = BOOT_SCRIPT.read_text(encoding="utf-8")
    links = f"{preload_tags()}{icon}{touch_icon}"
    return f"{OWN_LINK_PREVIEW}{links}{THEME_COLOR}{tag}<script>{script}</script>{FIRST_SCRIPT}"


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
