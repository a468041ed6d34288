"""/pictures/{id}: a picture's bytes exactly as they were delivered, while they grow too.

Its owner's alone.
"""

import asyncio
from typing import Final, Literal

from fastapi import APIRouter, Request, Response

from studio.credentials.carriers import has_credentials
from studio.errors import NoRecipe, NotFound
from studio.recipes.recipe import recipe_of, to_json
from studio.recipes.recipe_embedding import embed_recipe, has_room_for_recipe
from studio.studio import Studio
from studio.types import Picture
from studio.vectors.drawing import SVG
from ui.exports.zip_stream import ZipEntry
from ui.responses import (
    FOREVER,
    REVALIDATED,
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

PLACEHOLDER: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512" fill="#6b6b70">'
    '<rect width="512" height="512" fill="#dcdce0"/>'
    '<path d="M96 64h224l96 96v288H96z" fill="none" stroke="#6b6b70" stroke-width="16"/><text x="256" y="320" '
    'text-anchor="middle" font-family="sans-serif" font-size="112" font-weight="600">SVG</text></svg>'
)
"""The thumbnail of an SVG that is not shown."""


def routes(studio: Studio) -> APIRouter:
    """GET and HEAD of a picture and of its thumbnail."""
    router = APIRouter(tags=["pictures"])

    @router.head("/pictures/{picture_id}", include_in_schema=False)
    @router.get(
        "/pictures/{picture_id}",
        response_class=Response,
        summary="A picture's bytes exactly as delivered, while they grow too; ?download=1 saves it as a file, "
        "?download=recipe a copy with its recipe in it, or of a signed file, a GIF or an SVG a zip of both",
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
        if download or not _is_shown(picture):
            prompt = (await studio.get(visitor, picture.run)).request.prompt
            headers["content-disposition"] = picture_disposition(picture, prompt)
        if picture.state == "growing":
            headers["cache-control"] = "no-store"
            if request.method == "HEAD":
                return Response(headers=headers)
            return ClosingStreamingResponse(studio.stream_picture(visitor, picture_id), headers=headers)
        headers |= _validators(picture) | {"accept-ranges": "bytes"}
        return await stored_file(request, picture.path, headers=headers)

    @router.head("/pictures/{picture_id}/thumb", include_in_schema=False)
    @router.get("/pictures/{picture_id}/thumb", response_class=Response, summary="A small preview")
    async def get_thumb(request: Request, picture_id: str) -> Response:
        visitor = visitor_of(request)
        picture = await studio.picture(visitor, picture_id)
        headers = {
            "content-type": "image/webp",
            "cache-control": FOREVER,
            "etag": f'"{picture.sha256 or picture.id}-thumb"',
            **SANDBOX_HEADERS,
        }
        if picture.is_withheld and not picture.gone:
            return Response(PLACEHOLDER, headers=headers | {"content-type": SVG})
        try:
            path = await studio.thumbnail(visitor, picture_id)
        except NotFound:
            # One that could not be drawn here is shown by the browser; not for ever, as it may be drawn later.
            if picture.mime != SVG or picture.gone or not _is_shown(picture):
                raise
            path, headers = picture.path, headers | {"content-type": SVG, "cache-control": "no-store"}
        return await stored_file(request, path, headers=headers)

    return router


async def _copy_with_recipe(studio: Studio, visitor: str, picture: Picture) -> Response:
    """A copy with the recipe written into it, not a pixel of it touched; of a format that has no room for one, and
    of a file with content credentials, whose signature covers every byte, a zip of the file as it is and the recipe
    beside it. Raises NoRecipe where the picture is not whole, NotFound where its file is gone."""
    if picture.state != "done":
        raise NoRecipe(params={"reason": "unfinished"})
    run = await studio.get(visitor, picture.run)
    recipe = to_json(recipe_of(run, picture))
    try:
        if not has_room_for_recipe(picture.mime) or await asyncio.to_thread(has_credentials, picture.path):
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


def _is_shown(picture: Picture) -> bool:
    """Whether a browser may show it: an SVG not before it was looked through."""
    if picture.mime not in DISPLAYABLE:
        return False
    return picture.mime != SVG or (picture.state == "done" and not picture.is_withheld)


def _validators(picture: Picture) -> dict[str, str]:
    """For how long a browser keeps it; what broke off may yet come whole, when its answer is read again."""
    if picture.state == "broken":
        return {"cache-control": REVALIDATED, "etag": f'"{picture.id}-{picture.size}"'}
    return {"cache-control": FOREVER, "etag": f'"{picture.sha256 or picture.id}"'}


def _headers(picture: Picture) -> dict[str, str]:
    known = picture.mime in DISPLAYABLE or picture.mime in DOWNLOAD_ONLY
    return {"content-type": picture.mime if known else "application/octet-stream", **SANDBOX_HEADERS}
