"""The HTTP API of the gallery: pictures searched and marked, deleted with a way back, taken away as a zip."""

from collections.abc import Iterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from studio.types import GalleryFilter, GalleryItem
from ui.api.event_stream import in_threads
from ui.api.pictures import DISPLAYABLE, DOWNLOAD_ONLY, ClosingStreamingResponse, content_disposition
from ui.api.run_request import read_fields
from ui.api.runs import json_response, viewer_of
from ui.context import AppContext
from ui.exports.zip_stream import ZipEntry, stream_zip
from ui.schemas.errors import ApiError
from ui.schemas.runs import GalleryItemPage, GalleryModels, MarkResult
from ui.schemas.serialize import gallery_item_view
from ui.security.visitor_cookie import visitor_of

MOST: Final = 1000
"""Pictures that are marked or taken away in one request."""
MARKING: Final = {
    "type": "object",
    "required": ["ids"],
    "properties": {
        "ids": {"type": "array", "items": {"type": "string"}},
        "favourite": {"type": "boolean"},
        "deleted": {"type": "boolean", "description": "false takes a deletion back"},
    },
}
MARK_BODY: Final = {"requestBody": {"required": True, "content": {"application/json": {"schema": MARKING}}}}
TAKING: Final = {"type": "object", "properties": {"ids": {"type": "string", "description": "separated by commas"}}}
TAKE_BODY: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": TAKING}}}
}


def _wanted(
    search: Annotated[str, Query(max_length=200, description="words of prompts")] = "",
    gateway: Annotated[str, Query(max_length=128)] = "",
    model: Annotated[str, Query(max_length=256)] = "",
    task: Annotated[str, Query(max_length=16)] = "",
    since: Annotated[float, Query(description="seconds since the epoch")] = 0.0,
    until: Annotated[float, Query(description="seconds since the epoch, not included")] = 0.0,
    least: Annotated[int, Query(ge=0, description="pixels of the longer side")] = 0,
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
    async def page(
        request: Request,
        wanted: Annotated[GalleryFilter, Depends(_wanted)],
        cursor: Annotated[str, Query(max_length=200)] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 60,
    ) -> Response:
        found, following = await gallery.page(visitor_of(request), wanted, before=cursor, limit=limit)
        who = viewer_of(request, context)
        return json_response(
            GalleryItemPage(pictures=tuple(gallery_item_view(each, who) for each in found), next=following)
        )

    @router.get(
        "/pictures/models", responses={200: {"model": GalleryModels}}, summary="The models you have pictures of"
    )
    async def models(request: Request) -> Response:
        return json_response(GalleryModels(models=await gallery.models(visitor_of(request))))

    @router.patch(
        "/pictures",
        openapi_extra=MARK_BODY,
        responses={200: {"model": MarkResult}},
        summary="Make pictures favourites or not; delete them, or take that back",
    )
    async def mark(request: Request) -> Response:
        fields = await read_fields(request)
        favourite, deleted = _flag(fields, "favourite"), _flag(fields, "deleted")
        if fields.keys() - {"ids", "favourite", "deleted"}:
            raise ApiError("bad_input", status=422, said="ids", field="ids")
        when = None if deleted is None else context.studio.now() if deleted else 0.0
        ids = _ids(fields.get("ids"))
        return json_response(
            MarkResult(marked=await gallery.mark(visitor_of(request), ids, favourite=favourite, deleted=when))
        )

    @router.post(
        "/pictures/zip",
        openapi_extra=TAKE_BODY,
        responses={200: {"content": {"application/zip": {}}}},
        summary="Take pictures away as a zip, each exactly as delivered",
    )
    async def take(request: Request) -> Response:
        said = (await read_fields(request)).get("ids")
        ids = _ids([each for each in said.split(",") if each] if isinstance(said, str) else said)
        found = await gallery.by_ids(visitor_of(request), ids)
        if not found:
            raise ApiError("not_found", status=404)
        headers = {
            "content-type": "application/zip",
            "content-disposition": content_disposition("pictures", "zip"),
            "cache-control": "no-store",
        }
        return ClosingStreamingResponse(in_threads(stream_zip(_members(found))), headers=headers)

    return router


def _members(found: tuple[GalleryItem, ...]) -> Iterator[ZipEntry]:
    """The files of a zip; a file that is gone is left out."""
    for number, each in enumerate(found, 1):
        if each.picture.path.exists():
            suffix = (DISPLAYABLE | DOWNLOAD_ONLY).get(each.picture.mime, "bin")
            yield ZipEntry(name=f"{number:04d}-{each.picture.id[:8]}.{suffix}", content=each.picture.path)


def _flag(fields: dict[str, Any], name: str) -> bool | None:
    value = fields.get(name)
    if not isinstance(value, bool | None):
        raise ApiError("bad_input", status=422, said=name, field=name)
    return value


def _ids(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else []
    ids = tuple(dict.fromkeys(each for each in listed if isinstance(each, str) and 0 < len(each) <= 64))
    if not ids or len(listed) > MOST:
        raise ApiError("bad_input", status=422, said="ids", field="ids")
    return ids
