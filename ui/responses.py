"""HTTP responses that several resources share: JSON, stored files, streams and zips."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from fastapi import Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, JSONResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from providers.errors import UnknownModel
from providers.types import PaintWire
from studio.errors import NotFound
from studio.types import Picture, Run
from ui.context import AppContext
from ui.exports.zip_stream import ZipEntry, stream_zip
from ui.http.root_path import root_path_of
from ui.schemas.errors import ErrorResponse, lang_of
from ui.schemas.serialize import Viewer, dumps, file_suffix

NOT_FOUND: Final[dict[int | str, dict[str, Any]]] = {404: {"model": ErrorResponse}}
"""How a route documents that there may be nothing of that name."""
FOREVER: Final = "private, max-age=31536000, immutable"
SANDBOX_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "x-content-type-options": "nosniff",
}
ONE_RANGE: Final = re.compile(r"bytes=(?=\d|-\d)(\d{0,18})-(\d{0,18})")


class ClosingStreamingResponse(StreamingResponse):
    """A streaming response that closes its source.

    The source is closed when the reader leaves, not when the garbage is collected.
    """

    def __init__(self, content: AsyncIterator[bytes], *, headers: Mapping[str, str]) -> None:
        super().__init__(content, headers=headers)
        self._content = content

    async def stream_response(self, send: Send) -> None:
        async with aclosing(self._content):  # type: ignore[type-var]
            await super().stream_response(send)


class StoredFileResponse(FileResponse):
    """A file that does not change: whole, or the one range that is asked for (RFC 9110 §14).

    A Range header that is not understood, or that names several, is answered with the whole: the standard
    allows that.
    """

    chunk_size = 1024 * 1024  # large enough that the thread's hop costs nothing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        header = Headers(scope=scope).get("range")
        if header is not None and not _is_one_range(header):
            scope = {**scope, "headers": [*scope["headers"]]}
            del MutableHeaders(scope=scope)["range"]
        await super().__call__(scope, receive, send)


def json_response(value: object, *, status: int = 200) -> Response:
    """JSON that no cache keeps: it is one visitor's."""
    headers = {"cache-control": "no-store"}
    return Response(dumps(value), status_code=status, media_type=JSONResponse.media_type, headers=headers)


def viewer_of(request: Request, context: AppContext) -> Viewer:
    """The viewer of a response: their language, and the names that the catalog has."""
    names = {gateway.id: gateway.name for gateway in context.catalog.gateways}

    def by_rule(record: Run) -> bool:
        try:
            model = context.catalog.model(record.gateway, record.model)
            return isinstance(context.catalog.route(model, record.route).wire, PaintWire)
        except UnknownModel:
            return False

    return Viewer(
        lang=lang_of(request.scope),
        root_path=root_path_of(request),
        gateway_name=lambda gateway: names.get(gateway, gateway),
        by_rule=by_rule,
    )


async def stored_file(request: Request, path: Path, *, headers: Mapping[str, str]) -> Response:
    """A file under its ETag, or 304 for who has it already. Raises NotFound."""
    if _matches(request.headers.get("if-none-match", ""), headers["etag"]):
        return Response(status_code=304, headers=headers)
    try:
        stat = await asyncio.to_thread(path.stat)
    except FileNotFoundError as error:
        raise NotFound("its file is gone") from error
    return StoredFileResponse(path, headers=headers, stat_result=stat)


def zip_response(entries: Iterable[ZipEntry], *, name: str) -> Response:
    """A zip that is made while it is sent, and saved under a name."""
    headers = {
        "content-type": "application/zip",
        "content-disposition": content_disposition(name, "zip"),
        "cache-control": "no-store",
    }
    return ClosingStreamingResponse(in_threads(stream_zip(entries)), headers=headers)


async def in_threads(chunks: Iterator[bytes]) -> AsyncGenerator[bytes]:
    """The chunks of an iterator that blocks on the disk, each read in a thread."""
    while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
        yield chunk


def picture_disposition(picture: Picture, prompt: str) -> str:
    """Content-Disposition of a picture, with a name from its prompt."""
    return content_disposition(prompt, file_suffix(picture.mime), mark=f"-{picture.id[:6]}")


def file_stem(text: str) -> str:
    """The beginning of a file's name, from a text in any script."""
    return re.sub(r"[^\w]+", "-", text[:200]).strip("-_")[:60].strip("-_") or "picture"


def content_disposition(text: str, suffix: str, *, mark: str = "") -> str:
    """Content-Disposition with a file name from a text in any script (RFC 6266, RFC 8187)."""
    stem = file_stem(text)
    ascii_stem = re.sub(r"[^A-Za-z0-9_-]", "", stem).strip("-_") or "picture"
    encoded = quote(f"{stem}{mark}.{suffix}")
    return f"attachment; filename=\"{ascii_stem}{mark}.{suffix}\"; filename*=UTF-8''{encoded}"


def _is_one_range(header: str) -> bool:
    match = ONE_RANGE.fullmatch(header)
    return match is not None and (not match[1] or not match[2] or int(match[1]) <= int(match[2]))


def _matches(header: str, etag: str) -> bool:
    return header.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in header.split(",")}
