"""Pictures and masks that a visitor brings: kept as they come, shown to their owner alone."""

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from studio.studio import Studio
from studio.types import InputImage
from ui.api.pictures import DISPLAYABLE, FOREVER, SANDBOX_HEADERS, stored_file
from ui.schemas.errors import ApiError, ErrorResponse
from ui.schemas.runs import InputImageView
from ui.schemas.serialize import dumps, input_image_view
from ui.security.visitor_cookie import visitor_of

BODY: Final = {
    "type": "object",
    "properties": {
        "image": {"type": "string", "format": "binary", "description": "a picture"},
        "mask": {
            "type": "string",
            "format": "binary",
            "description": "instead: an alpha PNG, transparent = may change",
        },
        "picture": {"type": "string", "description": "the id of the picture that the mask was painted for"},
    },
}
TAKEN: Final = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": BODY}}}}
NO: Final[dict[int | str, dict[str, Any]]] = {404: {"model": ErrorResponse}}


def routes(studio: Studio) -> APIRouter:
    """POST /api/references, and what is kept under /references."""
    router = APIRouter(tags=["pictures"])

    @router.post(
        "/api/references",
        status_code=201,
        openapi_extra=TAKEN,
        responses={201: {"model": InputImageView}, 422: {"model": ErrorResponse}},
        summary="Bring a picture, or a mask painted for one; its id goes into `pictures` or `mask` of a run",
    )
    async def bring(request: Request) -> Response:
        async with open_form(request) as form:
            file, mask = form.get("image"), form.get("mask")
            chosen, painted_for = (
                (file, "") if isinstance(file, UploadFile) else (mask, str(form.get("picture") or ""))
            )
            if not isinstance(chosen, UploadFile):
                raise ApiError("bad_input", status=422, said="image", field="image")
            kept = await save_upload(studio, visitor_of(request), chosen, painted_for=painted_for)
        body = dumps(input_image_view(kept))
        return Response(
            body, status_code=201, media_type=JSONResponse.media_type, headers={"cache-control": "no-store"}
        )

    @router.head("/references/{picture_id}", include_in_schema=False)
    @router.get(
        "/references/{picture_id}",
        response_class=Response,
        responses=NO,
        summary="As it came",
    )
    async def whole(request: Request, picture_id: str) -> Response:
        found = await studio.references.get(visitor_of(request), picture_id)
        headers = _headers(found.mime if found.mime in DISPLAYABLE else "application/octet-stream", found.sha256)
        return await stored_file(request, found.path, headers={**headers, "accept-ranges": "bytes"})

    @router.head("/references/{picture_id}/thumb", include_in_schema=False)
    @router.get(
        "/references/{picture_id}/thumb",
        response_class=Response,
        responses=NO,
        summary="Small",
    )
    async def thumb(request: Request, picture_id: str) -> Response:
        found, path = await studio.references.thumb_of(visitor_of(request), picture_id)
        return await stored_file(request, path, headers=_headers("image/webp", f"{found.sha256}-thumb"))

    @router.head("/references/{picture_id}/view", include_in_schema=False)
    @router.get(
        "/references/{picture_id}/view",
        response_class=Response,
        responses=NO,
        summary="As any browser can show it, pixel for pixel",
    )
    async def view(request: Request, picture_id: str) -> Response:
        found, path = await studio.references.view_of(visitor_of(request), picture_id)
        return await stored_file(request, path, headers=_headers("image/png", f"{found.sha256}-view"))

    return router


@asynccontextmanager
async def open_form(request: Request, *, files: int = 1) -> AsyncIterator[FormData]:
    """The request's form, its files on disk. Raises ApiError when it cannot be read as one."""
    try:
        form = await request.form(max_files=files, max_fields=32, max_part_size=256 * 1024)
    except HTTPException as error:  # starlette's own translation of a form that cannot be read
        raise ApiError("bad_input", status=400, said="multipart") from error
    try:
        yield form
    finally:
        await form.close()


async def save_upload(studio: Studio, visitor: str, file: UploadFile, *, painted_for: str = "") -> InputImage:
    """Keeps an uploaded file as the visitor's. Raises StudioError's classes for what is no picture."""
    path = studio.references.incoming / secrets.token_hex(16)
    try:
        await asyncio.to_thread(copy_upload, file.file, path)
        return await studio.references.add(visitor, path, name=_name(file.filename or ""), painted_for=painted_for)
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)


def copy_upload(source: BinaryIO, path: Path) -> None:
    """Copies an uploaded file to a path that is not there yet; blocks."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("xb") as out:
        shutil.copyfileobj(source, out, 1024 * 1024)


def _name(filename: str) -> str:
    """The file's own name without a folder, and without what no name should hold."""
    plain = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in plain if letter.isprintable())


def _headers(mime: str, etag: str) -> dict[str, str]:
    return {"content-type": mime, "cache-control": FOREVER, "etag": f'"{etag}"', **SANDBOX_HEADERS}
