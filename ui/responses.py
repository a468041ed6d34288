"""HTTP responses that several resources share: JSON, stored files, streams and zips."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from fastapi import Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, JSONResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from studio.errors import JournalFailed, NotFound
from studio.runs.planner import is_by_rule
from studio.types import Picture, Run
from ui.context import AppContext
from ui.exports.zip_stream import ZipEntry, stream_zip
from ui.http.root_path import root_path_of
from ui.schemas.errors import ErrorResponse, lang_of
from ui.schemas.serialize import ViewContext, dumps, file_suffix
from ui.security.visitor_cookie import visitor_of

NOT_FOUND: Final[dict[int | str, dict[str, Any]]] = {404: {"model": ErrorResponse}}
"""How a route documents that there may be nothing of that name."""
FOREVER: Final = "private, max-age=31536000, immutable"
REVALIDATED: Final = "private, no-cache"
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


async def view_context_of_runs(
    request: Request, context: AppContext, runs: Iterable[Run], *, read_at: float
) -> ViewContext:
    """The context of these runs, with the marks of their pictures, and durations as of now.

    `read_at` is a time before they were read, in seconds since 1970. It stands in the response: the page drops one
    that is older than what it heard since (lib/run_store.js), and one that bore the time of its sending would undo
    a change that came while the marks were looked up. A run that goes on is watched where the database does not
    respond, too; its marks are then not told.
    """
    view_context = replace(view_context_of(request, context), now=lambda: read_at)
    ids = tuple(picture.id for run in runs for picture in run.pictures)
    await context.studio.durations.typical()
    try:
        return replace(view_context, marks=await context.studio.gallery.marks(visitor_of(request), ids))
    except JournalFailed:
        return view_context


def view_context_of(request: Request, context: AppContext) -> ViewContext:
    """The context of a response: its language, the catalog's names, and durations as read last."""
    seen, lang = context.seen_by(request), lang_of(request.scope)
    catalog = seen.catalog

    def typical_seconds(record: Run) -> float | None:
        durations = context.studio.durations.latest
        return durations.seconds(record.gateway, record.model, record.request.resolution)

    return ViewContext(
        lang=lang,
        root_path=root_path_of(request),
        gateway_name=lambda gateway: seen.gateway_name(gateway, lang),
        by_rule=lambda record: is_by_rule(catalog, record),
        typical_seconds=typical_seconds,
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
