"""POST /api/runs: the body as a model, and the model as a `RunRequest`.

Nothing is guessed, nothing dropped; the model's own rules are checked by the studio.
"""

import json
import re
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field
from starlette.datastructures import UploadFile
from starlette.requests import Request

from providers.catalog import Catalog
from providers.types import JSON, ImageRequest, Task
from studio.storage.idempotency import fingerprint
from studio.studio import Studio
from studio.types import RunRequest
from ui.i18n import Language
from ui.incoming.uploads import File, receive_form, save_upload
from ui.schemas.errors import ApiError
from ui.schemas.request_body import RequestBody, is_form, parse_body, read_fields, unreadable
from ui.security.visitor_cookie import visitor_of

MAX_FILES: Final = 34
"""Files of one form: twice the most pictures, so that too many get the model's own answer, a mask and a markup."""
OVERLAYS: Final = ("mask", "markup")
"""The files that are drawn over the first picture."""
MAX_ID: Final = 64
MAX_COUNT: Final = 10_000
"""Of a count that is read at all; what a model makes at once its caps tell."""
MAX_SIDE: Final = 100_000
"""Pixels of one side of an expansion that are read at all; how far it may go the studio says."""
MAX_INTEGER: Final = 2**63 - 1
MAX_KEY: Final = 255
"""Characters of an idempotency key."""
QUOTED: Final = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
"""A string of a structured field (RFC 9651 §3.3.3), as the draft of the header writes its key."""
IDEMPOTENCY_KEY: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": MAX_KEY,
        "description": "a new one for each press, a UUID say: the same key and body within 24 hours are the same "
        "run, another body is refused (409). It is yours alone, so keep the cookie of an earlier answer",
    },
}


def _text(value: JSON) -> JSON:
    return "" if value is None else value


def _strip_text(value: JSON) -> JSON:
    return value.strip() if isinstance(value, str) else _text(value)


def _task(value: JSON) -> JSON:
    return _strip_text(value) or "generate"


def _count(value: JSON) -> JSON:
    """A number, or a form's text of one."""
    match value:
        case None | "":
            return 1
        case str() if value.strip().isdecimal() and len(value) < 9:
            return int(value)
        case _:
            return value


def _json_object(value: JSON) -> JSON:
    """An object, or a form's JSON of one."""
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
    return {} if value in (None, "") else value


def _options(value: JSON) -> JSON:
    """An object, or a form's JSON of one; an option that is null was not chosen."""
    value = _json_object(value)
    return {name: item for name, item in value.items() if item is not None} if isinstance(value, dict) else value


def _expansion(value: JSON) -> JSON:
    """An object of sides, or a form's JSON of one; without any it is none."""
    sides = _options(value)
    return (sides if any(sides.values()) else None) if isinstance(sides, dict) else sides


def _option(value: JSON) -> JSON:
    match value:
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return int(value)
        case int() if abs(value) <= MAX_INTEGER:
            return value
        case str():
            return value
        case _:
            raise ValueError("neither text nor a whole number of 64 bits")


def _ids(value: JSON) -> object:
    return tuple(value) if isinstance(value, list) else () if value is None else value


def _flag(value: JSON) -> bool:
    return value in (True, "true", "1")


Side = Annotated[int, Field(ge=0, le=MAX_SIDE)]


class ExpandBody(RequestBody):
    """The pixels by which the first picture shall grow on each side, counted in its own."""

    left: Side = 0
    top: Side = 0
    right: Side = 0
    bottom: Side = 0

    @property
    def sides(self) -> tuple[int, ...]:
        """Left, top, right and bottom."""
        return self.left, self.top, self.right, self.bottom


Text = Annotated[str, BeforeValidator(_strip_text)]
Id = Annotated[str, Field(min_length=1, max_length=MAX_ID)]


class RunBody(RequestBody):
    """One press of the button, as scripts send it."""

    task: Annotated[Task, BeforeValidator(_task)] = "generate"
    gateway: Annotated[Text, Field(description="without gateway and model: what the page opens with")] = ""
    model: Text = ""
    prompt: Annotated[str, BeforeValidator(_text)] = ""
    aspect_ratio: Annotated[Text, Field(examples=["16:9"])] = ""
    resolution: Annotated[Text, Field(examples=["1K"])] = ""
    size: Annotated[Text, Field(description="sent verbatim")] = ""
    parent: Annotated[Text, Field(description="a run of yours to continue; of a chat, the turn before")] = ""
    mask: Annotated[Text, Field(description="the id of a mask that you brought")] = ""
    markup: Annotated[Text, Field(description="the id of a markup that you brought")] = ""
    based_on: Annotated[
        Text,
        Field(description="chat: the id of the picture to change; none without one; left out, the newest"),
    ] = ""
    conversation: Annotated[Text, Field(description="chat: where a turn without a parent begins a branch")] = ""
    pictures: Annotated[
        tuple[Id, ...],
        BeforeValidator(_ids),
        Field(max_length=MAX_FILES, description="ids of your own pictures; they follow the files of `images`"),
    ] = ()
    count: Annotated[int, BeforeValidator(_count), Field(ge=-MAX_COUNT, le=MAX_COUNT)] = 1
    options: Annotated[
        dict[str, Annotated[str | int, BeforeValidator(_option)]],
        BeforeValidator(_options),
        Field(default_factory=dict, description="the model's own, and route: images or chat; text in a form"),
    ]
    extra: Annotated[
        dict[str, Any],
        BeforeValidator(_json_object),
        Field(
            default_factory=dict,
            description="parameters that no option knows, put into the body as they are; JSON text in a form",
        ),
    ]
    expand: Annotated[
        ExpandBody | None,
        BeforeValidator(_expansion),
        Field(description="grow the first picture: its own pixels stay, what is new is painted; text in a form"),
    ] = None
    fit: Annotated[
        bool,
        BeforeValidator(_flag),
        Field(description="make pictures smaller where they are over the model's limits"),
    ] = False
    cutout: Annotated[
        bool, BeforeValidator(_flag), Field(description="with a transparent background, whose alpha is measured")
    ] = False


MaskFile = Annotated[
    File | str,
    Field(description="alpha PNG, transparent = may change, of the first picture's size; or the id of one"),
]


MarkupFile = Annotated[
    File | str,
    Field(
        description="transparent PNG of the first picture's size, marks that say what to change; or the id of one"
    ),
]


class RunForm(RunBody):
    """The same as a form, with files."""

    images: tuple[File, ...] = ()
    mask: MaskFile = ""  # type: ignore[assignment]
    markup: MarkupFile = ""  # type: ignore[assignment]


def read_idempotency_key(request: Request) -> str:
    """The request's Idempotency-Key, "" without one. Raises ApiError.

    A string in quotes as the draft has it, or bare, as most clients send it:
    https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header
    """
    values = request.headers.getlist("idempotency-key")
    if not values:
        return ""
    value = values[0].strip(" ")
    quoted = QUOTED.fullmatch(value)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else "" if value.startswith('"') else value
    if len(values) > 1 or not 0 < len(key) <= MAX_KEY or not (key.isascii() and key.isprintable()):
        raise ApiError("bad_idempotency_key", status=400, limit=MAX_KEY)
    return key


async def read_run_body(request: Request, studio: Studio) -> tuple[RunBody, str]:
    """The request's body and its fingerprint.

    The files of a form are stored and named by their ids. Raises ApiError, or StudioError for what is no picture.
    """
    if not is_form(request):
        body = parse_body(RunBody, await read_fields(request))
        return body, _fingerprint(body)
    fields, hashes = await parse_attachments(request, studio)
    body = parse_body(RunBody, fields)
    by_content = {
        "pictures": tuple(hashes.get(picture, picture) for picture in body.pictures),
        "mask": hashes.get(body.mask, body.mask),
        "markup": hashes.get(body.markup, body.markup),
    }
    # The files of a form that is sent again are the same under other ids.
    return body, _fingerprint(body.model_copy(update=by_content))


def _fingerprint(body: RunBody) -> str:
    """Without what is left to its default: a later Easel may have more fields."""
    return fingerprint(body.model_dump(exclude_defaults=True))


async def parse_attachments(request: Request, studio: Studio) -> tuple[dict[str, JSON], dict[str, str]]:
    """The fields of a form, and the hashes of its files by their ids.

    The files are stored as the visitor's and named by these ids. Raises ApiError, or StudioError for what is no
    picture.
    """
    async with receive_form(request, studio, files=MAX_FILES) as form:
        fields: dict[str, JSON] = {}
        files: list[UploadFile] = []
        ids: list[JSON] = []
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if name not in {"images", "images[]", *OVERLAYS}:
                    raise unreadable(name)
                files += [value] if name not in OVERLAYS else []
            elif name == "pictures":
                ids.append(value)
            else:
                fields[name] = value
        visitor = visitor_of(request)
        saved = [await save_upload(studio, visitor, file) for file in files]
        pictures: list[JSON] = [*[image.id for image in saved], *ids]
        first = str(next(iter(pictures), ""))
        for name in OVERLAYS:
            file = form.get(name)
            if isinstance(file, UploadFile):
                saved.append(await save_upload(studio, visitor, file, painted_for=first))
                fields[name] = saved[-1].id
        return {**fields, "pictures": pictures}, {image.id: image.sha256 for image in saved}


def parse_run_request(body: RunBody, *, catalog: Catalog, language: Language) -> RunRequest:
    """The press of the button that a body describes, without a key."""
    gateway, model = body.gateway, body.model
    if not (gateway or model):
        default_gateway, default_model = catalog.default
        gateway, model = default_gateway.id, default_model.id
    request = ImageRequest(
        prompt=body.prompt,
        task=body.task,
        aspect_ratio=body.aspect_ratio,
        resolution=body.resolution,
        size=body.size,
        count=body.count,
        options=body.options,
        extra=body.extra,
        cutout=body.cutout,
        expand=body.expand.sides if body.expand else (),
        language=language,
    )
    return RunRequest(
        gateway=gateway,
        model=model,
        request=request,
        parent=body.parent,
        pictures=body.pictures,
        mask=body.mask,
        markup=body.markup,
        based_on=body.based_on,
        conversation=body.conversation,
        fit=frozenset(body.pictures) if body.fit else frozenset(),
    )
