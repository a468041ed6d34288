"""Recipes over HTTP: read out of a dropped file or of a picture of one's own, with what is still here of it."""

import asyncio
import secrets
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from studio.errors import NotFound
from studio.images.recipe import Recipe, from_json, recipe_of
from studio.images.recipe_embedding import extract_recipe
from studio.studio import Studio
from ui.api.references import copy_upload, open_form
from ui.api.run_request import is_form, read_fields
from ui.api.runs import json_response
from ui.context import AppContext
from ui.schemas.errors import ApiError, ErrorResponse
from ui.schemas.serialize import input_image_view
from ui.security.visitor_cookie import visitor_of

BODY: Final = {
    "type": "object",
    "properties": {
        "image": {"type": "string", "format": "binary", "description": "a file that carries its recipe"},
        "picture": {"type": "string", "description": "instead: the id of a picture of yours"},
    },
}
READ: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": BODY} for kind in ("multipart/form-data", "application/json")},
    }
}


def routes(context: AppContext) -> APIRouter:
    """POST /api/recipes."""
    router = APIRouter(prefix="/api", tags=["gallery"], default_response_class=Response)

    @router.post(
        "/recipes",
        openapi_extra=READ,
        responses={404: {"model": ErrorResponse}, 422: {"model": ErrorResponse}},
        summary="How a picture was made, and which of the pictures that went along are still here",
    )
    async def read(request: Request) -> Response:
        visitor = visitor_of(request)
        recipe = await (_of_file(request, context.studio) if is_form(request) else _of_own(request, context.studio))
        return json_response(await _told(context.studio, visitor, recipe))

    return router


async def _told(studio: Studio, visitor: str, recipe: Recipe) -> dict[str, Any]:
    """The recipe, with what is still here of what went along: a `picture` of each reference, and `mask_picture`."""
    references = studio.references
    told = asdict(recipe) | {"mask_picture": None}
    for each in told["references"]:
        known = await references.by_sha256(visitor, each["sha256"])
        each["picture"] = input_image_view(await references.get(visitor, known)) if known else None
    if recipe.mask and recipe.references:
        with suppress(NotFound):
            mask, picture = await references.mask_by_sha256(visitor, recipe.mask, over=recipe.references[0].sha256)
            told["mask_picture"] = input_image_view(mask)
            told["references"][0]["picture"] = input_image_view(
                picture
            )  # a mask goes with the very picture it was painted for
    return told


async def _of_file(request: Request, studio: Studio) -> Recipe:
    """Raises NoRecipe, or ApiError where there is no file."""
    path = studio.references.incoming / secrets.token_hex(16)
    async with open_form(request) as form:
        file = form.get("image")
        if not isinstance(file, UploadFile):
            raise ApiError("bad_input", status=422, said="image", field="image")
        try:
            await asyncio.to_thread(copy_upload, file.file, path)
            return from_json(await asyncio.to_thread(extract_recipe, path))
        finally:
            await asyncio.to_thread(path.unlink, missing_ok=True)


async def _of_own(request: Request, studio: Studio) -> Recipe:
    """Raises NotFound, or ApiError where no picture is named."""
    named = (await read_fields(request)).get("picture")
    if not isinstance(named, str):
        raise ApiError("bad_input", status=422, said="picture", field="picture")
    visitor = visitor_of(request)
    picture = await studio.picture(visitor, named)
    return recipe_of(await studio.get(visitor, picture.run), picture)
