"""A request to make a picture, as it comes over HTTP, read into an Ask: nothing is guessed, nothing dropped."""

import json
from collections.abc import Mapping
from typing import Final, get_args

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from providers.catalog import Catalog
from providers.model import JSON, ImageRequest, Task
from studio.records import Ask
from ui.problems import Problem

WORDS: Final = ("task", "gateway", "model", "prompt", "aspect_ratio", "resolution", "size", "parent")
REFERENCES: Final = ("images", "mask", "pictures")
FIELDS: Final = frozenset({*WORDS, *REFERENCES, "count", "options"})


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
        "mask": {"type": "string", "format": "binary", "description": "alpha PNG, transparent = may change"},
        "pictures": {"type": "array", "items": {"type": "string"}, "description": "ids of your own pictures"},
        "parent": {"type": "string", "description": "a run of yours to continue"},
    },
}


async def fields_of(request: Request) -> dict[str, JSON]:
    """The request's fields; a form's files stand as their names. Raises Problem."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        return await _form(request)
    try:
        said: JSON = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise Problem("bad_input", status=400, said="JSON") from error
    if not isinstance(said, dict):
        raise Problem("bad_input", status=400, said="JSON")
    return said


def ask_of(fields: Mapping[str, JSON], *, catalog: Catalog) -> Ask:
    """The press of the button that the fields describe, without a key. Raises Problem; the model's own rules are
    checked by the studio."""
    for name in fields:
        if name not in FIELDS:
            raise _unreadable(name)
    words = {name: _word(fields, name) for name in WORDS}
    task = words["task"] or "generate"
    if task not in get_args(Task):
        raise _unreadable("task")
    if task != "generate" or any(fields.get(name) for name in REFERENCES):
        raise Problem("not_yet", status=422, field="task")
    gateway, model = words["gateway"], words["model"]
    if not (gateway or model):
        opened = catalog.default
        gateway, model = opened[0].id, opened[1].id
    request = ImageRequest(
        prompt=words["prompt"],
        aspect_ratio=words["aspect_ratio"],
        resolution=words["resolution"],
        size=words["size"],
        count=_count(fields.get("count")),
        options=_options(fields.get("options")),
    )
    return Ask(gateway=gateway, model=model, request=request, parent=words["parent"])


async def _form(request: Request) -> dict[str, JSON]:
    try:
        async with request.form(max_files=32, max_fields=32, max_part_size=256 * 1024) as form:
            several: dict[str, list[JSON]] = {}
            for name, value in form.multi_items():
                several.setdefault(name, []).append(
                    (value.filename or name) if isinstance(value, UploadFile) else value
                )
    except HTTPException as error:  # starlette's own translation of a form that cannot be read
        raise Problem("bad_input", status=400, said="multipart") from error
    return {name: values if name in REFERENCES else values[-1] for name, values in several.items()}


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


def _unreadable(name: str) -> Problem:
    return Problem("bad_input", status=422, said=name[:100], field=name[:100])
