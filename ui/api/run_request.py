"""A request to make a picture, as it comes over HTTP, read into a RunRequest: nothing guessed or dropped."""

import json
from collections.abc import Mapping
from typing import Final, cast, get_args

from starlette.datastructures import UploadFile
from starlette.requests import Request

from providers.catalog import Catalog
from providers.types import JSON, ImageRequest, Task
from studio.studio import Studio
from studio.types import RunRequest
from ui.api.references import open_form, save_upload
from ui.schemas.errors import ApiError
from ui.security.visitor_cookie import visitor_of

WORDS: Final = (
    "task",
    "gateway",
    "model",
    "prompt",
    "aspect_ratio",
    "resolution",
    "size",
    "parent",
    "mask",
    "based_on",
    "conversation",
)
FIELDS: Final = frozenset({*WORDS, "pictures", "count", "options", "fit"})
MAX_FILES: Final = 33
"""Files of one form: twice the most pictures, so that too many get the model's own answer, and a mask."""


SCHEMA: Final = {
    "type": "object",
    "required": ["prompt"],
    "properties": {
        "task": {"type": "string", "enum": list(get_args(Task)), "default": "generate"},
        "gateway": {"type": "string", "description": "without gateway and model: what the page opens with"},
        "model": {"type": "string"},
        "prompt": {"type": "string"},
        "aspect_ratio": {"type": "string", "examples": ["16:9"]},
        "resolution": {"type": "string", "examples": ["1K"]},
        "size": {"type": "string", "description": "sent verbatim"},
        "count": {"type": "integer", "default": 1},
        "options": {"type": "object", "description": "the model's own, and route: images or chat; text in a form"},
        "images": {"type": "array", "items": {"type": "string", "format": "binary"}},
        "mask": {
            "type": "string",
            "format": "binary",
            "description": "alpha PNG, transparent = may change, of the first picture's size; or the id of one",
        },
        "pictures": {
            "type": "array",
            "items": {"type": "string"},
            "description": "ids of your own pictures; they follow the files of `images`",
        },
        "fit": {"type": "boolean", "description": "make pictures smaller where they are over the model's limits"},
        "parent": {"type": "string", "description": "a run of yours to continue; of a chat, the turn before"},
        "based_on": {
            "type": "string",
            "description": "chat: the id of the picture to change; none without one; left out, the newest",
        },
        "conversation": {"type": "string", "description": "chat: where a turn without a parent begins a branch"},
    },
}


async def parse_attachments(request: Request, studio: Studio) -> dict[str, JSON]:
    """The request's fields; the files of a form are kept as the visitor's and stand as their ids. Raises ApiError,
    or StudioError for what is no picture."""
    if not is_form(request):
        return await read_fields(request)
    async with open_form(request, files=MAX_FILES) as form:
        words: dict[str, JSON] = {}
        files: list[UploadFile] = []
        ids: list[JSON] = []
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if name not in {"images", "images[]", "mask"}:
                    raise _unreadable(name)
                files += [value] if name != "mask" else []
            elif name == "pictures":
                ids.append(value)
            else:
                words[name] = value
        visitor, mask = visitor_of(request), form.get("mask")
        pictures: list[JSON] = [*[(await save_upload(studio, visitor, each)).id for each in files], *ids]
        if isinstance(mask, UploadFile):
            words["mask"] = (await save_upload(studio, visitor, mask, painted_for=str(next(iter(pictures), "")))).id
        return {**words, "pictures": pictures}


async def read_fields(request: Request) -> dict[str, JSON]:
    """The fields of a request without files. Raises ApiError."""
    if is_form(request):
        async with open_form(request) as form:
            return {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        said: JSON = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise ApiError("bad_input", status=400, said="JSON") from error
    if not isinstance(said, dict):
        raise ApiError("bad_input", status=400, said="JSON")
    return said


def parse_run_request(fields: Mapping[str, JSON], *, catalog: Catalog) -> RunRequest:
    """The press of the button that the fields describe, without a key. Raises ApiError; the model's own rules are
    checked by the studio."""
    for name in fields:
        if name not in FIELDS:
            raise _unreadable(name)
    words = {name: _word(fields, name) for name in WORDS}
    task = words["task"] or "generate"
    if task not in get_args(Task):
        raise _unreadable("task")
    gateway, model = words["gateway"], words["model"]
    if not (gateway or model):
        opened = catalog.default
        gateway, model = opened[0].id, opened[1].id
    pictures = _pictures(fields.get("pictures"))
    request = ImageRequest(
        prompt=words["prompt"],
        task=cast(Task, task),
        aspect_ratio=words["aspect_ratio"],
        resolution=words["resolution"],
        size=words["size"],
        count=_count(fields.get("count")),
        options=_options(fields.get("options")),
    )
    return RunRequest(
        gateway=gateway,
        model=model,
        request=request,
        parent=words["parent"],
        pictures=pictures,
        mask=words["mask"],
        based_on=words["based_on"],
        conversation=words["conversation"],
        fit=frozenset(pictures) if fields.get("fit") in (True, "true", "1") else frozenset(),
    )


def is_form(request: Request) -> bool:
    """Whether the request's body is a form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in {"multipart/form-data", "application/x-www-form-urlencoded"}


def _pictures(value: JSON) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MAX_FILES:
        raise _unreadable("pictures")
    ids = tuple(each for each in value if isinstance(each, str) and 0 < len(each) <= 64)
    if len(ids) != len(value):
        raise _unreadable("pictures")
    return ids


def _word(fields: Mapping[str, JSON], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _unreadable(name)
    return value if name == "prompt" else value.strip()


def _count(value: JSON) -> int:
    match value:
        case None | "":
            return 1
        case bool():
            raise _unreadable("count")
        case int():
            return value
        case str() if value.strip().isdecimal() and len(value) < 9:
            return int(value)
        case _:
            raise _unreadable("count")


def _options(value: JSON) -> dict[str, str | int]:
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise _unreadable("options") from error
    if value in (None, ""):
        return {}
    if not isinstance(value, dict):
        raise _unreadable("options")
    return {name: _option(name, each) for name, each in value.items() if each is not None}


def _option(name: str, value: JSON) -> str | int:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | str():
            return value
        case float() if value.is_integer():
            return int(value)
        case _:
            raise _unreadable(f"options.{name}")


def _unreadable(name: str) -> ApiError:
    return ApiError("bad_input", status=422, said=name[:100], field=name[:100])
