"""/api/references and /references/{id}: a visitor's input images and masks.

GalleryItem as they come, shown to their owner alone.
"""

from typing import Annotated, Any, ClassVar, Final, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from studio.canvas.cropping import Crop
from studio.studio import Studio
from ui.http.root_path import root_path_of
from ui.incoming.uploads import File, admit_upload, receive_form, save_upload
from ui.responses import FOREVER, NOT_FOUND, SANDBOX_HEADERS, json_response, stored_file
from ui.schemas.errors import ErrorResponse
from ui.schemas.request_body import (
    FORM_TYPE,
    JSON_TYPE,
    RequestBody,
    document_body,
    parse_body,
    read_body,
    unreadable,
)
from ui.schemas.runs import InputImageView
from ui.schemas.serialize import DISPLAYABLE, input_image_view
from ui.security.visitor_cookie import visitor_of

MAX_SIDE: Final = 1_000_000
"""Pixels that are read at all."""


class ReferenceForm(RequestBody):
    """A picture, or a mask or markup drawn for one."""

    blamed_field: ClassVar[str] = "image"

    image: Annotated[File | None, Field(description="a picture")] = None
    mask: Annotated[File | None, Field(description="instead: an alpha PNG, transparent = may change")] = None
    markup: Annotated[File | None, Field(description="instead: a transparent PNG with marks on it")] = None
    picture: Annotated[str, Field(description="the id of the picture that mask or markup was drawn for")] = ""


Pixel = Annotated[int, Field(ge=0, le=MAX_SIDE)]


class CropBody(RequestBody):
    """A part of a picture, in the pixels of the picture once it is turned and mirrored."""

    x: Pixel = 0
    y: Pixel = 0
    width: Annotated[Pixel, Field(description="0: up to the right edge")] = 0
    height: Annotated[Pixel, Field(description="0: down to the bottom edge")] = 0
    rotate: Annotated[Literal[0, 90, 180, 270], Field(description="degrees clockwise, before all else")] = 0
    flip: Annotated[bool, Field(description="mirror it left to right, once it is turned")] = False


CROP_BODY: Final[dict[str, Any]] = document_body({JSON_TYPE: CropBody})
REFERENCE_BODY: Final[dict[str, Any]] = document_body({FORM_TYPE: ReferenceForm})


def routes(studio: Studio) -> APIRouter:
    """/api/references, and what is stored under /references."""
    router = APIRouter(tags=["pictures"])
    router.include_router(_uploading(studio))
    router.include_router(_reading(studio))
    return router


def _uploading(studio: Studio) -> APIRouter:
    router = APIRouter()

    @router.post(
        "/api/references",
        status_code=201,
        openapi_extra=REFERENCE_BODY,
        responses={201: {"model": InputImageView}, **{status: {"model": ErrorResponse} for status in (422, 428)}},
        summary="Bring a picture, or a mask or markup drawn for one; its id goes into that field of a run",
    )
    async def upload(request: Request) -> Response:
        async with receive_form(request, studio) as form:
            body = parse_body(ReferenceForm, form)
            file = body.image or body.mask or body.markup
            if file is None:
                raise unreadable("image")
            painted_for = "" if body.image else body.picture
            image = await save_upload(studio, visitor_of(request), file, painted_for=painted_for)
        return json_response(input_image_view(image, root_path=root_path_of(request)), status=201)

    @router.post(
        "/api/references/{picture_id}/crop",
        status_code=201,
        openapi_extra=CROP_BODY,
        responses={
            201: {"model": InputImageView},
            **{status: {"model": ErrorResponse} for status in (404, 422, 428)},
        },
        summary="Crop, rotate or mirror a picture of yours: a new one, at all of its pixels",
    )
    async def crop(request: Request, picture_id: str) -> Response:
        visitor, body = visitor_of(request), await read_body(request, CropBody)
        image = await studio.references.get(visitor, picture_id)
        part = Crop(x=body.x, y=body.y, width=body.width, height=body.height, rotate=body.rotate, flip=body.flip)
        async with admit_upload(request, studio, size=image.size):
            made = await studio.references.crop(visitor, image.id, part)
        return json_response(input_image_view(made, root_path=root_path_of(request)), status=201)

    return router


def _reading(studio: Studio) -> APIRouter:
    router = APIRouter()

    @router.get(
        "/api/references/{picture_id}",
        responses={200: {"model": InputImageView}, **NOT_FOUND},
        summary="An input image of yours: its name, size and addresses",
    )
    async def show(request: Request, picture_id: str) -> Response:
        image = await studio.references.get(visitor_of(request), picture_id)
        return json_response(input_image_view(image, root_path=root_path_of(request)))

    @router.head("/references/{picture_id}", include_in_schema=False)
    @router.get("/references/{picture_id}", response_class=Response, responses=NOT_FOUND, summary="As it came")
    async def get_original(request: Request, picture_id: str) -> Response:
        image = await studio.references.get(visitor_of(request), picture_id)
        headers = _headers(image.mime if image.mime in DISPLAYABLE else "application/octet-stream", image.sha256)
        return await stored_file(request, image.path, headers={**headers, "accept-ranges": "bytes"})

    @router.head("/references/{picture_id}/thumb", include_in_schema=False)
    @router.get("/references/{picture_id}/thumb", response_class=Response, responses=NOT_FOUND, summary="Small")
    async def get_thumb(request: Request, picture_id: str) -> Response:
        image, path = await studio.references.thumb_of(visitor_of(request), picture_id)
        return await stored_file(request, path, headers=_headers("image/webp", f"{image.sha256}-thumb"))

    @router.head("/references/{picture_id}/view", include_in_schema=False)
    @router.get(
        "/references/{picture_id}/view",
        response_class=Response,
        responses=NOT_FOUND,
        summary="As any browser can show it, pixel for pixel",
    )
    async def get_view(request: Request, picture_id: str) -> Response:
        image, path = await studio.references.view_of(visitor_of(request), picture_id)
        return await stored_file(request, path, headers=_headers("image/png", f"{image.sha256}-view"))

    return router


def _headers(mime: str, etag: str) -> dict[str, str]:
    return {"content-type": mime, "cache-control": FOREVER, "etag": f'"{etag}"', **SANDBOX_HEADERS}
