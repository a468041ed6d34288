"""/api/recipes: the recipe of a dropped file or of a picture of one's own.

With what is still here of the pictures that went along.
"""

import asyncio
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Request, Response
from pydantic import Field

from studio.errors import NotFound
from studio.recipes.recipe import MAX_LENGTH, Recipe, from_json, recipe_of
from studio.recipes.recipe_embedding import extract_recipe
from studio.studio import Studio
from ui.context import AppContext
from ui.http.root_path import root_path_of
from ui.incoming.uploads import File, path_of, receive_form
from ui.responses import json_response
from ui.schemas.errors import ErrorResponse
from ui.schemas.request_body import (
    FORM_TYPE,
    JSON_TYPE,
    RequestBody,
    document_body,
    is_form,
    parse_body,
    read_body,
)
from ui.schemas.serialize import input_image_view
from ui.security.visitor_cookie import visitor_of


class RecipeForm(RequestBody):
    """A file that carries its recipe."""

    blamed_field: ClassVar[str] = "image"

    image: Annotated[File, Field(description="a file that carries its recipe")]


class RecipeBody(RequestBody):
    """A picture of one's own."""

    blamed_field: ClassVar[str] = "picture"

    picture: Annotated[str, Field(description="the id of a picture of yours")]


RECIPE_BODY: Final[dict[str, Any]] = document_body({FORM_TYPE: RecipeForm, JSON_TYPE: RecipeBody})


def routes(context: AppContext) -> APIRouter:
    """POST /api/recipes."""
    router = APIRouter(prefix="/api", tags=["gallery"], default_response_class=Response)

    @router.post(
        "/recipes",
        openapi_extra=RECIPE_BODY,
        responses={status: {"model": ErrorResponse} for status in (404, 422, 428)},
        summary="How a picture was made, and which of the pictures that went along are still here",
    )
    async def read(request: Request) -> Response:
        studio, visitor = context.studio, visitor_of(request)
        if is_form(request):
            recipe = await _recipe_in_file(request, studio)
        else:
            body = await read_body(request, RecipeBody)
            picture = await studio.picture(visitor, body.picture)
            recipe = recipe_of(await studio.get(visitor, picture.run), picture)
        return json_response(await _with_pictures(recipe, studio, visitor, root_path=root_path_of(request)))

    return router


async def _with_pictures(recipe: Recipe, studio: Studio, visitor: str, *, root_path: str) -> dict[str, Any]:
    """The recipe, with what is still here of what went along.

    That is a `picture` of each reference, `mask_picture` and `markup_picture`.
    """
    library, view = studio.references, partial(input_image_view, root_path=root_path)
    fields = asdict(recipe) | {"mask_picture": None, "markup_picture": None}
    for reference in fields["references"]:
        known = await library.by_sha256(visitor, reference["sha256"])
        reference["picture"] = view(await library.get(visitor, known)) if known else None
    for name, sha256 in (("mask_picture", recipe.mask), ("markup_picture", recipe.markup)):
        if not sha256 or not recipe.references:
            continue
        with suppress(NotFound):
            overlay, picture = await library.overlay_by_sha256(visitor, sha256, over=recipe.references[0].sha256)
            fields[name] = view(overlay)
            # A mask or markup goes with the very picture that it was drawn for.
            fields["references"][0]["picture"] = view(picture)
    return fields


async def _recipe_in_file(request: Request, studio: Studio) -> Recipe:
    """Raises NoRecipe, or ApiError where there is no file."""
    async with receive_form(request, studio) as form:
        body = parse_body(RecipeForm, form)
        return from_json(await asyncio.to_thread(_recipe_text, path_of(body.image)))


def _recipe_text(path: Path) -> str:
    """The text of a recipe in a picture, or of a `.json` beside one. Raises NoRecipe."""
    with path.open("rb") as file:
        data = file.read(MAX_LENGTH + 1) if file.read(1) == b"{" and file.seek(0) == 0 else b""
    return data.decode("utf-8", "replace") if data else extract_recipe(path)
