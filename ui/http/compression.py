"""Compression of the page, JSON, scripts and styles; never of pictures, zips, event streams."""

import asyncio
import gzip
import re
from typing import Final

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TEXT: Final = re.compile(
    r"(?:text/(?:html|css|plain|javascript)|application/(?:javascript|json|manifest\+json))(?:;|$)", re.IGNORECASE
)
SMALLEST: Final = 1024  # bytes; what fits one packet gains nothing
IN_THREAD: Final = 64 * 1024  # bytes; this much takes some 2 ms, and the event loop is everybody's
BROTLI_QUALITY: Final = 4  # smaller and faster than gzip's default
ACCEPTED: Final = re.compile(r"\s*(br|gzip)\s*(?:;\s*q\s*=\s*([\d.]+)\s*)?", re.IGNORECASE)


def compress_text(app: ASGIApp) -> ASGIApp:
    """Middleware that compresses text in one piece; what is streamed passes as it comes."""

    async def compress(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        encoding = preferred_encoding(Headers(scope=scope).get("accept-encoding", ""))
        start: Message | None = None

        async def send_compressed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_text(message):
                MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
                start = message
                return
            if start is not None:
                pending, start = start, None
                if encoding and not message.get("more_body") and len(message.get("body", b"")) >= SMALLEST:
                    message = {**message, "body": await _encode_aside(message["body"], encoding)}
                    _describe(pending, encoding, length=len(message["body"]))
                await send(pending)
            await send(message)

        await app(scope, receive, send_compressed)

    return compress


def preferred_encoding(accept: str) -> str:
    """ "br", "gzip" or "" by an Accept-Encoding header (RFC 9110 §12.5.3)."""
    matches = (ACCEPTED.fullmatch(part) for part in accept.split(","))
    taken = {match[1].lower() for match in matches if match and (match[2] or "1").strip("0.")}
    return next((encoding for encoding in ("br", "gzip") if encoding in taken), "")


def encode(body: bytes, encoding: str, *, quality: int = BROTLI_QUALITY) -> bytes:
    """The body in an encoding, as it is with ""."""
    match encoding:
        case "br":
            return bytes(brotli.compress(body, quality=quality))  # type: ignore[no-untyped-call]
        case "gzip":
            return gzip.compress(body, compresslevel=6, mtime=0)
        case _:
            return body


async def _encode_aside(body: bytes, encoding: str) -> bytes:
    return encode(body, encoding) if len(body) < IN_THREAD else await asyncio.to_thread(encode, body, encoding)


def _is_text(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    if "content-range" in headers:  # a part of the file as it is
        return False
    return TEXT.match(headers.get("content-type", "")) is not None and "content-encoding" not in headers


def _describe(start: Message, encoding: str, *, length: int) -> None:
    """The headers of a compressed body: its ETag becomes a weak one (RFC 9110 §8.8.1)."""
    headers = MutableHeaders(scope=start)
    headers["content-encoding"] = encoding
    headers["content-length"] = str(length)
    if headers.get("etag", "").startswith('"'):
        headers["etag"] = f"W/{headers['etag']}"
