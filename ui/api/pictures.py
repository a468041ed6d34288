"""The picture routes: the bytes exactly as they were delivered, while they grow too; the owner's alone."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse
from starlette.types import Send

from studio.errors import NoRecipe, NotFound
from studio.images.recipe import recipe_of, to_json
from studio.images.recipe_embedding import embed_recipe
from studio.studio import Studio
from studio.types import Picture
from ui.api.event_stream import in_threads
from ui.security.visitor_cookie import visitor_of

PIECE: Final = 1024 * 1024  # bytes read at once: large enough that the thread's hop costs nothing
DISPLAYABLE: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/avif": "avif",
    "image/bmp": "bmp",
}
DOWNLOAD_ONLY: Final = {"image/svg+xml": "svg", "image/tiff": "tiff", "image/heic": "heic"}
FOREVER: Final = "private, max-age=31536000, immutable"
SANDBOX_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "x-content-type-options": "nosniff",
}
RANGE: Final = re.compile(r"bytes=(?=\d|-\d)(\d{0,18})-(\d{0,18})")


class ClosingStreamingResponse(StreamingResponse):
    """A streamed answer whose source is closed when the reader leaves, not when the garbage is collected."""

    def __init__(self, content: AsyncIterator[bytes], *, status: int = 200, headers: Mapping[str, str]) -> None:
        super().__init__(content, status_code=status, headers=headers)
        self._content = content

    async def stream_response(self, send: Send) -> None:
        async with aclosing(self._content):  # type: ignore[type-var]
            await super().stream_response(send)


def routes(studio: Studio) -> APIRouter:
    """GET and HEAD of a picture and of its thumbnail."""
    router = APIRouter(tags=["pictures"])

    @router.head("/pictures/{picture_id}", include_in_schema=False)
    @router.get(
        "/pictures/{picture_id}",
        response_class=Response,
        summary="A picture's bytes exactly as delivered, while they grow too; ?download=1 saves it as a file, "
        "?download=recipe a copy with its recipe in it",
    )
    async def picture(request: Request, picture_id: str, download: bool | Literal["recipe"] = False) -> Response:
        visitor = visitor_of(request)
        found = await studio.picture(visitor, picture_id)
        if found.gone:
            raise NotFound("it was deleted")
        if download == "recipe":
            return await _with_recipe(studio, visitor, found)
        headers = _headers(found)
        if download or found.mime not in DISPLAYABLE:
            prompt = (await studio.get(visitor, found.run)).request.prompt
            headers["content-disposition"] = picture_disposition(found, prompt)
        if found.state == "growing":
            headers["cache-control"] = "no-store"
            if request.method == "HEAD":
                return Response(headers=headers)
            return ClosingStreamingResponse(studio.stream_picture(visitor, picture_id), headers=headers)
        headers |= {"cache-control": FOREVER, "etag": f'"{found.sha256 or found.id}"', "accept-ranges": "bytes"}
        return await stored_file(request, found.path, headers=headers)

    @router.head("/pictures/{picture_id}/thumb", include_in_schema=False)
    @router.get("/pictures/{picture_id}/thumb", response_class=Response, summary="A small preview")
    async def thumb(request: Request, picture_id: str) -> Response:
        visitor = visitor_of(request)
        path = await studio.thumbnail(visitor, picture_id)
        found = await studio.picture(visitor, picture_id)
        headers = {
            "content-type": "image/webp",
            "cache-control": FOREVER,
            "etag": f'"{found.sha256 or found.id}-thumb"',
            **SANDBOX_HEADERS,
        }
        return await stored_file(request, path, headers=headers)

    return router


async def _with_recipe(studio: Studio, visitor: str, found: Picture) -> Response:
    """A copy with the recipe written into it, not a pixel of it touched. Raises NoRecipe where its format has no
    place for one or the picture is not whole, NotFound where its file is gone."""
    if found.state != "done":
        raise NoRecipe(params={"reason": "unfinished"})
    run = await studio.get(visitor, found.run)
    told = to_json(recipe_of(run, found))
    try:
        # It looks through the whole file, and says what cannot be before anything is sent.
        pieces = await asyncio.to_thread(embed_recipe, found.path, found.mime, told)
    except FileNotFoundError as error:
        raise NotFound("its file is gone") from error
    headers = _headers(found) | {
        "content-disposition": picture_disposition(found, run.request.prompt),
        "cache-control": "no-store",
    }
    return ClosingStreamingResponse(in_threads(pieces), headers=headers)


async def stored_file(request: Request, path: Path, *, headers: dict[str, str]) -> Response:
    """A file that does not change: whole, or the range that is asked for (RFC 9110 §14). Raises NotFound."""
    if _matches(request.headers.get("if-none-match", ""), headers["etag"]):
        return Response(status_code=304, headers=headers)
    try:
        size = (await asyncio.to_thread(path.stat)).st_size
    except FileNotFoundError as error:
        raise NotFound("its file is gone") from error
    asked = request.headers.get("range", "") if "accept-ranges" in headers else ""
    if request.headers.get("if-range", headers["etag"]) != headers["etag"]:
        asked = ""
    span = span_of(asked, size)
    if span is None:
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{size}"})
    start, end = span
    headers["content-length"] = str(end - start)
    partial = RANGE.fullmatch(asked) is not None
    if partial:
        headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
    status = 206 if partial else 200
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    return ClosingStreamingResponse(_pieces(path, start=start, end=end), status=status, headers=headers)


def span_of(asked: str, size: int) -> tuple[int, int] | None:
    """The first and one past the last byte of a Range header; the whole for one that is not understood (RFC 9110
    §14.2 allows that), None for one that cannot be served."""
    found = RANGE.fullmatch(asked)
    if found is None:
        return 0, size
    if not found[1]:
        start, end = max(0, size - int(found[2])), size
    else:
        start, end = int(found[1]), min(size, int(found[2]) + 1 if found[2] else size)
    return (start, end) if start < end else None


def picture_disposition(picture: Picture, prompt: str) -> str:
    """Content-Disposition of a picture, with a name from its prompt."""
    return content_disposition(
        prompt, (DISPLAYABLE | DOWNLOAD_ONLY).get(picture.mime, "bin"), mark=f"-{picture.id[:6]}"
    )


def content_disposition(said: str, suffix: str, *, mark: str = "") -> str:
    """Content-Disposition with a name from words, in any script (RFC 6266, RFC 8187)."""
    words = re.sub(r"[^\w]+", "-", said[:200]).strip("-_")[:60].strip("-_") or "picture"
    plain = re.sub(r"[^A-Za-z0-9_-]", "", words).strip("-_") or "picture"
    return f"attachment; filename=\"{plain}{mark}.{suffix}\"; filename*=UTF-8''{quote(f'{words}{mark}.{suffix}')}"


def _headers(picture: Picture) -> dict[str, str]:
    known = picture.mime in DISPLAYABLE or picture.mime in DOWNLOAD_ONLY
    return {"content-type": picture.mime if known else "application/octet-stream", **SANDBOX_HEADERS}


def _matches(header: str, etag: str) -> bool:
    return header.strip() == "*" or etag in {each.strip().removeprefix("W/") for each in header.split(",")}


async def _pieces(path: Path, *, start: int, end: int) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb", buffering=0) as file:
        file.seek(start)
        while start < end and (piece := await asyncio.to_thread(file.read, min(PIECE, end - start))):
            start += len(piece)
            yield piece
