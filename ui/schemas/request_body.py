"""Reads request bodies, JSON or form, into pydantic models.

Nothing is guessed and nothing dropped: a field that is not known is refused, and so is one that cannot be read.
Every such refusal is made here: `ValidationError` → `ApiError`, which names the field.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, ClassVar, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from providers.types import JSON
from ui.schemas.errors import ApiError

JSON_TYPE: Final = "application/json"
FORM_TYPE: Final = "multipart/form-data"
URLENCODED_TYPE: Final = "application/x-www-form-urlencoded"
MAX_FIELDS: Final = 32
MAX_FIELD_BYTES: Final = 256 * 1024


class RequestBody(BaseModel):
    """Base of the request models: strict, frozen, no other fields than their own.

    `unknown_field` is named instead of a field that is not known, and `blamed_field` whatever the fault is,
    where a body is about one thing only.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)

    unknown_field: ClassVar[str] = ""
    blamed_field: ClassVar[str] = ""


Body = TypeVar("Body", bound=RequestBody)


def parse_body(model: type[Body], fields: Mapping[str, object]) -> Body:
    """The fields of a request as a model.

    Raises ApiError, which names the first field that is not known or cannot be read.
    """
    for name, value in fields.items():
        if _holds_nul(value):
            raise unreadable(name)
    try:
        return model.model_validate(dict(fields))
    except ValidationError as error:
        field = model.blamed_field or _field_of(error, unknown_field=model.unknown_field)
        raise unreadable(field) from error


def _holds_nul(value: object) -> bool:
    """Whether a text in it has the character that PostgreSQL does not store."""
    match value:
        case str():
            return "\0" in value
        case Mapping():
            return any(map(_holds_nul, (*value.keys(), *value.values())))
        case list() | tuple():
            return any(map(_holds_nul, value))
        case _:
            return False


def unreadable(name: str) -> ApiError:
    """The refusal of one field."""
    return ApiError("bad_input", status=422, said=name[:100], field=name[:100])


async def read_body(request: Request, model: type[Body]) -> Body:
    """The body of a request without files. Raises ApiError."""
    return parse_body(model, await read_fields(request))


async def read_fields(request: Request) -> dict[str, JSON]:
    """The fields of a request without files. Raises ApiError."""
    if is_form(request):
        async with open_form(request) as form:
            return {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        body: JSON = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise ApiError("bad_input", status=400, said="JSON") from error
    if not isinstance(body, dict):
        raise ApiError("bad_input", status=400, said="JSON")
    return body


@asynccontextmanager
async def open_form(request: Request, *, files: int = 1) -> AsyncIterator[FormData]:
    """The request's form, its files in memory: for those that need none.

    Raises ApiError when it cannot be read as one.
    """
    try:
        form = await request.form(max_files=files, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD_BYTES)
    except HTTPException as error:  # starlette's own translation of a form that cannot be read
        raise ApiError("bad_input", status=400, said="multipart") from error
    try:
        yield form
    finally:
        await form.close()


def is_form(request: Request) -> bool:
    """Whether the request's body is a form."""
    return content_type(request) in {FORM_TYPE, URLENCODED_TYPE}


def content_type(request: Request) -> str:
    """The media type of the request's body, lower case, without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def document_body(models: Mapping[str, type[RequestBody]]) -> dict[str, Any]:
    """The OpenAPI description of a request body: its model by media type."""
    content = {kind: {"schema": model.model_json_schema()} for kind, model in models.items()}
    return {"requestBody": {"required": True, "content": content}}


def _field_of(error: ValidationError, *, unknown_field: str) -> str:
    """The field that is to blame: one that is not known before one that cannot be read.

    An entry of an object is named with it (`options.seed`), one of a list by the list alone.
    """
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    unknown = [problem["loc"] for problem in problems if problem["type"] == "extra_forbidden"]
    if unknown:
        return unknown_field or str(unknown[0][0])
    return ".".join(part for part in problems[0]["loc"][:2] if isinstance(part, str))
