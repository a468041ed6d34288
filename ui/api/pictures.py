"""/pictures/{id}: a picture's bytes exactly as they were delivered, while they grow too.

Its owner's alone.
"""

import asyncio
from typing import Literal

from fastapi import APIRouter, Request, Response

from studio.credentials.carriers import has_credentials
from studio.errors import NoRecipe, NotFound
from studio.images.recipe import recipe_of, to_json
from studio.images.recipe_embedding import embed_recipe
from studio.studio import Studio
from studio.types import Picture
from ui.exports.zip_stream import ZipEntry
from ui.responses import (
    FOREVER,
    SANDBOX_HEADERS,
    ClosingStreamingResponse,
    file_stem,
    in_threads,
    picture_disposition,
    stored_file,
    zip_response,
)
from ui.schemas.serialize import DISPLAYABLE, DOWNLOAD_ONLY, file_suffix
from ui.security.visitor_cookie import visitor_of


def routes(studio: Studio) -> APIRouter:
    """GET and HEAD of a picture and of its thumbnail."""
    router = APIRouter(tags=["pictures"])

    @router.head("/pictures/{picture_id}", include_in_schema=False)
    @router.get(
        "/pictures/{picture_id}",
        response_class=Response,
        summary="A picture's bytes exactly as delivered, while they grow too; ?download=1 saves it as a file, "
        "?download=recipe a copy with its recipe in it, or of a signed file a zip of both",
    )
    async def get_picture(
        request: Request, picture_id: str, download: bool | Literal["recipe"] = False
    ) -> Response:
        visitor = visitor_of(request)
        picture = await studio.picture(visitor, picture_id)
        if picture.gone:
            raise NotFound("it was deleted")
        if download == "recipe":
            return await _copy_with_recipe(studio, visitor, picture)
        headers = _headers(picture)
        if download or picture.mime not in DISPLAYABLE:
            prompt = (await studio.get(visitor, picture.run)).request.prompt
            headers["content-disposition"] = picture_disposition(picture, prompt)
        if picture.state == "growing":
            headers["cache-control"] = "no-store"
            if request.method == "HEAD":
                return Response(headers=headers)
            return ClosingStreamingResponse(studio.stream_picture(visitor, picture_id), headers=headers)
        headers |= {"cache-control": FOREVER, "etag": f'"{picture.sha256 or picture.id}"', "accept-ranges": "bytes"}
        return await stored_file(request, picture.path, headers=headers)

    @router.head("/pictures/{picture_id}/thumb", include_in_schema=False)
    @router.get("/pictures/{picture_id}/thumb", response_class=Response, summary="A small preview")
    async def get_thumb(request: Request, picture_id: str) -> Response:
        visitor = visitor_of(request)
        path = await studio.thumbnail(visitor, picture_id)
        picture = await studio.picture(visitor, picture_id)
        headers = {
            "content-type": "image/webp",
            "cache-control": FOREVER,
            "etag": f'"{picture.sha256 or picture.id}-thumb"',
            **SANDBOX_HEADERS,
        }
        return await stored_file(request, path, headers=headers)

    return router


async def _copy_with_recipe(studio: Studio, visitor: str, picture: Picture) -> Response:
    """A copy with the recipe written into it, not a pixel of it touched; of a file with content credentials, whose
    signature covers every byte, a zip of the file as it is and the recipe beside it. Raises NoRecipe where its
    format has no room for one or the picture is not whole, NotFound where its file is gone."""
    if picture.state != "done":
        raise NoRecipe(params={"reason": "unfinished"})
    run = await studio.get(visitor, picture.run)
    recipe = to_json(recipe_of(run, picture))
    try:
        if await asyncio.to_thread(has_credentials, picture.path):
            stem = f"{file_stem(run.request.prompt)}-{picture.id[:6]}"
            entries = (
                ZipEntry(name=f"{stem}.{file_suffix(picture.mime)}", content=picture.path),
                ZipEntry(name=f"{stem}.json", content=recipe.encode()),
            )
            return zip_response(entries, name=stem)
        # It looks through the whole file, and says what cannot be before anything is sent.
        chunks = await asyncio.to_thread(embed_recipe, picture.path, picture.mime, recipe)
    except FileNotFoundError as error:
        raise NotFound("its file is gone") from error
    headers = _headers(picture) | {
        "content-disposition": picture_disposition(picture, run.request.prompt),
        "cache-control": "no-store",
    }
    return ClosingStreamingResponse(in_threads(chunks), headers=headers)


def _headers(picture: Picture) -> dict[str, str]:
    known = picture.mime in DISPLAYABLE or picture.mime in DOWNLOAD_ONLY
    return {"content-type": picture.mime if known else "application/octet-stream", **SANDBOX_HEADERS}
