"""/api/pictures: the gallery, its marks, its zip downloads.

Deletions have a way back.
"""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator, Field

from providers.types import JSON
from studio.observing.audit_log import AuditEvent
from studio.types import GalleryFilter, GalleryItem
from ui.accounts.audit_record import record_event
from ui.context import AppContext
from ui.exports.zip_stream import ZipEntry
from ui.responses import json_response, view_context_of, zip_response
from ui.schemas.errors import ApiError
from ui.schemas.request_body import JSON_TYPE, URLENCODED_TYPE, RequestBody, document_body, read_body
from ui.schemas.runs import GalleryItemPage, GalleryModels, MarkResult
from ui.schemas.serialize import file_suffix, gallery_item_view
from ui.security.visitor_cookie import visitor_of

MAX_PICTURES: Final = 1000
"""Pictures that are marked or taken away in one request."""
MAX_ID: Final = 64
MAX_SIDE: Final = 1_000_000  # pixels; a database takes no number beyond 64 bits
MAX_TIME: Final = 1e12  # seconds since the epoch


def _ids(value: JSON) -> object:
    """The ids in a list, each once; what cannot be one is left out. Raises ValueError where none is left."""
    listed = value if isinstance(value, list) else []
    ids = tuple(dict.fromkeys(item for item in listed if isinstance(item, str) and 0 < len(item) <= MAX_ID))
    if not ids or len(listed) > MAX_PICTURES:
        raise ValueError(f"1 to {MAX_PICTURES} ids")
    return ids


def _split(value: JSON) -> JSON:
    return [item for item in value.split(",") if item] if isinstance(value, str) else value


class MarkBody(RequestBody):
    """Pictures, and how they are to be marked; a mark that is left out or null stays."""

    unknown_field: ClassVar[str] = "ids"

    favourite: bool | None = None
    deleted: Annotated[bool | None, Field(description="false takes a deletion back")] = None
    ids: Annotated[tuple[str, ...], BeforeValidator(_ids)]


class ZipBody(RequestBody):
    """The pictures of a zip, each once and in this order."""

    blamed_field: ClassVar[str] = "ids"

    ids: Annotated[tuple[str, ...], BeforeValidator(_ids), BeforeValidator(_split)]


class ZipForm(ZipBody):
    """The same as a form."""

    ids: Annotated[str, Field(description="separated by commas")]  # type: ignore[assignment]


MARK_BODY: Final[dict[str, Any]] = document_body({JSON_TYPE: MarkBody})
ZIP_BODY: Final[dict[str, Any]] = document_body({URLENCODED_TYPE: ZipForm, JSON_TYPE: ZipBody})


def _filters(
    search: Annotated[str, Query(max_length=200, description="words of prompts")] = "",
    gateway: Annotated[str, Query(max_length=128)] = "",
    model: Annotated[str, Query(max_length=256)] = "",
    task: Annotated[str, Query(max_length=16)] = "",
    since: Annotated[float, Query(ge=0, le=MAX_TIME, description="seconds since the epoch")] = 0.0,
    until: Annotated[float, Query(ge=0, le=MAX_TIME, description="seconds since the epoch, not included")] = 0.0,
    least: Annotated[int, Query(ge=0, le=MAX_SIDE, description="pixels of the longer side")] = 0,
    favourites: bool = False,
) -> GalleryFilter:
    return GalleryFilter(
        search=search,
        gateway=gateway,
        model=model,
        task=task,
        since=since,
        until=until,
        least=least,
        favourites=favourites,
    )


def routes(context: AppContext) -> APIRouter:
    """Every call under /api/pictures."""
    router = APIRouter(prefix="/api", tags=["gallery"], default_response_class=Response)
    gallery = context.studio.gallery

    @router.get("/pictures", responses={200: {"model": GalleryItemPage}}, summary="Your pictures, newest first")
    async def list_pictures(
        request: Request,
        filters: Annotated[GalleryFilter, Depends(_filters)],
        cursor: Annotated[str, Query(max_length=200)] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 60,
    ) -> Response:
        items, cursor = await gallery.page(visitor_of(request), filters, before=cursor, limit=limit)
        view_context = view_context_of(request, context)
        pictures = tuple(gallery_item_view(item, view_context) for item in items)
        return json_response(GalleryItemPage(pictures=pictures, next=cursor))

    @router.get(
        "/pictures/models", responses={200: {"model": GalleryModels}}, summary="The models you have pictures of"
    )
    async def list_models(request: Request) -> Response:
        return json_response(GalleryModels(models=await gallery.models(visitor_of(request))))

    @router.patch(
        "/pictures",
        openapi_extra=MARK_BODY,
        responses={200: {"model": MarkResult}},
        summary="Make pictures favourites or not; delete them, or take that back",
    )
    async def mark(request: Request) -> Response:
        body = await read_body(request, MarkBody)
        deleted = None if body.deleted is None else context.studio.now() if body.deleted else 0.0
        marked = await gallery.mark(visitor_of(request), body.ids, favourite=body.favourite, deleted=deleted)
        if marked and body.deleted is not None:
            event: AuditEvent = "pictures_deleted" if body.deleted else "pictures_restored"
            await record_event(context.studio, request.scope, event, count=marked)
        return json_response(MarkResult(marked=marked))

    @router.post(
        "/pictures/zip",
        openapi_extra=ZIP_BODY,
        responses={200: {"content": {"application/zip": {}}}},
        summary="Take pictures away as a zip, each exactly as delivered",
    )
    async def download_zip(request: Request) -> Response:
        body = await read_body(request, ZipBody)
        items = await gallery.by_ids(visitor_of(request), body.ids)
        if not items:
            raise ApiError("not_found", status=404)
        return zip_response(_entries(items), name="pictures")

    return router


def _entries(items: tuple[GalleryItem, ...]) -> Iterator[ZipEntry]:
    """The files of a zip; a file that is gone is left out."""
    for number, item in enumerate(items, 1):
        picture = item.picture
        if picture.path.exists():
            name = f"{number:04d}-{picture.id[:8]}.{file_suffix(picture.mime)}"
            yield ZipEntry(name=name, content=picture.path)
