"""A recipe: all that is needed to make a picture again, as a record and as JSON. Pure.

What goes in is listed here, field by field and option by option. A key, an address, a visitor's id and what a
gateway said are none of it.
"""

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Final, cast, get_args

from formats.texts.plain_json import is_plain_json
from providers.types import JSON, Task
from studio.errors import NoRecipe
from studio.types import Picture, Run, encodable_text

VERSION: Final = 1
MAX_LENGTH: Final = 1024 * 1024
"""Characters of a recipe as JSON; a longer one is none."""
MAX_PROMPT_LENGTH: Final = 256 * 1024
MAX_NAME_LENGTH: Final = 256
"""Characters of a name or a setting; those of the catalog and the journal are shorter."""
MAX_INTEGER: Final = 2**53
"""Whole numbers up to here are the same to every reader of JSON (RFC 8259 §6)."""
MAX_ITEMS: Final = 64
"""References, options and kinds of tokens; the most pictures of one press are 16."""
RECIPE_OPTIONS: Final = frozenset(
    {
        "background",
        "complexity",
        "frame_count",
        "frame_duration_ms",
        "input_fidelity",
        "moderation",
        "negative_prompt",
        "output_compression",
        "output_format",
        "partial_images",
        "quality",
    }
    | {"response_format", "route", "seed", "stream", "style"}
)
"""The options that go in. `user` is none of them: it names a person, and no picture depends on it."""
SHA256: Final = re.compile(r"[0-9a-f]{64}")
TOKEN_NAME: Final = re.compile(r"[\w.-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeSettings:
    """Requested settings; an empty field was not asked for.

    `expand` are the pixels by which the first reference was to grow: left, top, right, bottom.
    """

    aspect_ratio: str = ""
    resolution: str = ""
    size: str = ""
    count: int = 1
    options: Mapping[str, str | int] = field(default_factory=dict)
    extra: Mapping[str, JSON] = field(default_factory=dict)
    cutout: bool = False
    expand: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeResult:
    """Delivered image; 0 and "" where that is not known."""

    width: int = 0
    height: int = 0
    mime: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeReference:
    """Input image of a recipe: its content's hash, and its file's name for people."""

    sha256: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Recipe of one picture.

    Pictures are named by the hash of their bytes, "" where there is none.

    `gateway` is the id of its family, never an address. `references` went along in this order, `mask` and
    `markup` with them. `parent` is the picture that this one was based on: the one that a turn of a conversation
    changed, or the raw answer from which a held picture was pasted. `when` is in ISO 8601 and UTC. `tokens` are
    those of the call that brought it. `sha256` is of the delivered bytes, "" of a picture that never became
    whole.
    """

    version: int = VERSION
    task: Task
    prompt: str
    gateway: str
    model: str
    route: str = ""
    asked: RecipeSettings = RecipeSettings()
    delivered: RecipeResult = RecipeResult()
    references: tuple[RecipeReference, ...] = ()
    mask: str = ""
    markup: str = ""
    parent: str = ""
    when: str
    tokens: Mapping[str, int] = field(default_factory=dict)
    sha256: str = ""


def recipe_of(run: Run, picture: Picture) -> Recipe:
    """The recipe of one of the run's pictures."""
    request = run.request
    tokens = next((call.usage for call in run.calls if call.id == picture.call), {})
    return Recipe(
        task=request.task,
        prompt=encodable_text(request.prompt),
        gateway=encodable_text(run.gateway),
        model=encodable_text(run.model),
        route=encodable_text(run.route),
        asked=RecipeSettings(
            aspect_ratio=encodable_text(request.aspect_ratio),
            resolution=encodable_text(request.resolution),
            size=encodable_text(request.size),
            count=request.count,
            options={
                name: _valid_value(value)
                for name, value in sorted(request.options.items())
                if name in RECIPE_OPTIONS
            },
            extra=request.extra,
            cutout=request.cutout,
            expand=request.expand,
        ),
        delivered=RecipeResult(width=picture.width, height=picture.height, mime=picture.mime),
        references=tuple(
            RecipeReference(sha256=image.sha256, name=encodable_text(image.name)) for image in run.brought
        ),
        mask=run.painted.sha256 if run.painted else "",
        markup=run.markup.sha256 if run.markup else "",
        parent=_parent_sha256(run, picture),
        when=_iso(datetime.fromtimestamp(picture.created or run.created, UTC)),
        # The gateway names them, and may count wrongly; what no reader would take is left out.
        tokens={name: count for name, count in sorted(tokens.items()) if _is_token_count(name, count)},
        sha256=picture.sha256,
    )


def to_json(recipe: Recipe) -> str:
    """Serializes a recipe as compact JSON in the order of the fields.

    It has no line breaks: as the text of XML it stays what it is.
    """
    fields = dataclasses.asdict(_with_sorted_keys(recipe))
    if not recipe.asked.extra:
        del fields["asked"]["extra"]  # as the recipes were before there were any
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    # XML has no place for these two (XML 1.0 §2.2); outside of its strings JSON has neither.
    return text.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")


def from_json(text: str) -> Recipe:
    """Parses what to_json wrote, here or in a later version, whose new fields are passed over.

    It comes out of strangers' files: every field is checked. Raises NoRecipe.
    """
    if len(text) > MAX_LENGTH:
        raise NoRecipe("too long")
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoRecipe("no JSON") from error
    values = _object(values, "recipe")
    tokens = _object(values.get("tokens"), "tokens", limit=MAX_ITEMS)
    if not all(_is_token_count(name, count) for name, count in tokens.items()):
        raise NoRecipe("tokens")
    return Recipe(
        version=_number(values, "version", low=1),
        task=_task(_text(values, "task")),
        prompt=_text(values, "prompt", longest=MAX_PROMPT_LENGTH),
        gateway=_text(values, "gateway", low=1),
        model=_text(values, "model", low=1),
        route=_text(values, "route"),
        asked=_read_settings(_object(values.get("asked"), "asked")),
        delivered=_read_result(_object(values.get("delivered"), "delivered")),
        references=_read_references(values.get("references")),
        mask=_sha256(values, "mask"),
        # Of an Easel that knew no markup there is none.
        markup=_sha256({"markup": "", **values}, "markup"),
        parent=_sha256(values, "parent"),
        when=_utc_time(_text(values, "when")),
        tokens=tokens,
        sha256=_sha256(values, "sha256"),
    )


def _with_sorted_keys(recipe: Recipe) -> Recipe:
    options, extra = dict(sorted(recipe.asked.options.items())), dict(sorted(recipe.asked.extra.items()))
    asked = dataclasses.replace(recipe.asked, options=options, extra=extra)
    return dataclasses.replace(recipe, asked=asked, tokens=dict(sorted(recipe.tokens.items())))


def _parent_sha256(run: Run, picture: Picture) -> str:
    changed = (image.sha256 for image in run.brought if image.id == run.based_on)
    raw = (other.sha256 for other in run.pictures if other.id == picture.parent)
    return next(chain(changed, raw), "")


def _valid_value(value: str | int) -> str | int:
    return encodable_text(value) if isinstance(value, str) else value


def _is_token_count(name: str, count: object) -> bool:
    return TOKEN_NAME.fullmatch(name) is not None and type(count) is int and 0 <= count <= MAX_INTEGER


def _object(value: Any, name: str, *, limit: int = 10_000) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) > limit:
        raise NoRecipe(name)
    return value


def _text(values: Mapping[str, Any], name: str, *, low: int = 0, longest: int = MAX_NAME_LENGTH) -> str:
    value = values.get(name)
    if not isinstance(value, str) or not low <= len(value) <= longest:
        raise NoRecipe(name)
    return encodable_text(value)


def _number(values: Mapping[str, Any], name: str, *, low: int = 0) -> int:
    value = values.get(name)
    # JSON's true is an int to Python.
    if type(value) is not int or not low <= value <= MAX_INTEGER:
        raise NoRecipe(name)
    return value


def _sha256(values: Mapping[str, Any], name: str) -> str:
    value = _text(values, name)
    if value and not SHA256.fullmatch(value):
        raise NoRecipe(name)
    return value


def _task(value: str) -> Task:
    if value not in get_args(Task):
        raise NoRecipe("task")
    return cast(Task, value)


def _read_settings(values: Mapping[str, Any]) -> RecipeSettings:
    options = _object(values.get("options"), "options", limit=MAX_ITEMS)
    for name, value in options.items():
        short = isinstance(value, str) and len(value) <= MAX_NAME_LENGTH
        if len(name) > MAX_NAME_LENGTH or not (short or (type(value) is int and abs(value) <= MAX_INTEGER)):
            raise NoRecipe("options")
    return RecipeSettings(
        aspect_ratio=_text(values, "aspect_ratio"),
        resolution=_text(values, "resolution"),
        size=_text(values, "size"),
        count=_number(values, "count", low=1),
        cutout=values.get("cutout") is True,
        # An option that this version does not know is none that its form could be set to.
        options={name: _valid_value(value) for name, value in options.items() if name in RECIPE_OPTIONS},
        extra=_read_extra(values.get("extra", {})),
        expand=_read_sides(values.get("expand", [])),
    )


def _read_extra(value: Any) -> Mapping[str, JSON]:
    extra = _object(value, "extra", limit=MAX_ITEMS)
    if not is_plain_json(extra):
        raise NoRecipe("extra")
    return extra


def _read_sides(value: Any) -> tuple[int, ...]:
    """Four numbers or none; files from before have no such field."""
    known = isinstance(value, list) and len(value) in (0, 4)
    if not known or not all(type(side) is int and 0 <= side <= MAX_INTEGER for side in value):
        raise NoRecipe("expand")
    return tuple(value)


def _read_result(values: Mapping[str, Any]) -> RecipeResult:
    wide, tall = _number(values, "width"), _number(values, "height")
    return RecipeResult(width=wide, height=tall, mime=_text(values, "mime"))


def _read_references(values: Any) -> tuple[RecipeReference, ...]:
    if not isinstance(values, list) or len(values) > MAX_ITEMS:
        raise NoRecipe("references")
    read = [_object(item, "references") for item in values]
    return tuple(RecipeReference(sha256=_sha256(item, "sha256"), name=_text(item, "name")) for item in read)


def _utc_time(value: str) -> str:
    try:
        when = datetime.fromisoformat(value)
        if when.tzinfo is None:
            raise NoRecipe("when")
        return _iso(when.astimezone(UTC))
    except (ValueError, OverflowError) as error:
        raise NoRecipe("when") from error


def _iso(when: datetime) -> str:
    return when.isoformat(timespec="seconds")
