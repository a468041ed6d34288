"""Table definitions; record to row and back.

Paths are kept relative to the data folder.
"""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

from providers.events import Notice
from providers.types import Attachment, ImageRequest, PastTurn
from studio.errors import NotFound
from studio.observing.run_totals import run_totals
from studio.types import Call, CallError, Conversation, InputImage, Picture, Run, encodable_text

VERSION = 5
METADATA = MetaData()

SCHEMA = Table("easel_schema", METADATA, Column("version", Integer, primary_key=True, autoincrement=False))

RUNS = Table(
    "runs",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("visitor", String(128), nullable=False),
    Column("gateway", String(128), nullable=False),
    Column("model", String(256), nullable=False),
    Column("route", String(64), nullable=False),
    Column("request", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("notices", JSON, nullable=False),
    Column("created", Double, nullable=False),
    Column("ended", Double, nullable=False),
    Column("parent", String(64), nullable=False),
    Column("brought", JSON, nullable=False),
    Column("painted", JSON(none_as_null=True)),
    Column("markup", JSON(none_as_null=True)),
    Column("conversation", String(64), nullable=False, server_default="", index=True),
    Column("based_on", String(64), nullable=False, server_default=""),
    Column("prompt", Text, nullable=False, server_default=""),
    Column("task", String(16), nullable=False, server_default=""),
    Column("day", String(10), nullable=False, server_default=""),
    Column("call_count", Integer, nullable=False, server_default="0"),
    Column("failed_count", Integer, nullable=False, server_default="0"),
    Column("maybe_charged", Integer, nullable=False, server_default="0"),
    Column("tokens", Integer, nullable=False, server_default="0"),
    Index("runs_of_visitor", "visitor", "created", "id"),
    Index("runs_by_day", "day", "visitor", "call_count", "failed_count", "maybe_charged", "tokens"),
    Index("runs_by_state", "state"),
)

CONVERSATIONS = Table(
    "conversations",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("visitor", String(128), nullable=False),
    Column("title", Text, nullable=False),
    Column("head", String(64), nullable=False),
    Column("created", Double, nullable=False),
    Column("changed", Double, nullable=False),
    Column("deleted", Double, nullable=False),
    Index("conversations_of_visitor", "visitor", "changed", "id"),
)

CALLS = Table(
    "calls",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("run", ForeignKey("runs.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("reasoning", Text, nullable=False),
    Column("progress", Double),
    Column("progress_words", Text, nullable=False),
    Column("received", Integer, nullable=False),
    Column("resend_at", Double, nullable=False),
    Column("resend_error", JSON(none_as_null=True)),
    Column("error", JSON(none_as_null=True)),
    Column("status", Integer),
    Column("request_id", Text, nullable=False),
    Column("model_named", Text, nullable=False),
    Column("usage", JSON, nullable=False),
    Column("notices", JSON, nullable=False),
    Column("created", Double, nullable=False),
    Column("sent", Double, nullable=False),
    Column("first_byte", Double, nullable=False),
    Column("first_pixel", Double, nullable=False),
    Column("last_byte", Double, nullable=False),
    Column("ended", Double, nullable=False),
    Index("calls_by_state", "state", "created"),
)

PICTURES = Table(
    "pictures",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("run", ForeignKey("runs.id"), nullable=False, index=True),
    Column("call", ForeignKey("calls.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("path", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("draft", Boolean, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("mime", String(128), nullable=False),
    Column("size", Integer, nullable=False),
    Column("expected", Integer, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("parent", String(64), nullable=False),
    Column("url", Text, nullable=False),
    Column("created", Double, nullable=False),
    Column("visitor", String(128), nullable=False, server_default=""),
    Column("gone", Double, nullable=False, server_default="0"),
    Index("pictures_of_visitor", "visitor", "created", "id"),
    Index("pictures_by_size", "visitor", "state", "gone", "size"),
)

MARKS = Table(
    "marks",
    METADATA,
    Column("picture", String(64), primary_key=True),
    Column("visitor", String(128), nullable=False),
    Column("favourite", Boolean, nullable=False),
    Column("deleted", Double, nullable=False),
)
"""What a visitor thinks of a picture: apart from what a run wrote of it, which is written again while it lives."""

UPLOADS = Table(
    "uploads",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("visitor", String(128), nullable=False),
    Column("name", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("mime", String(128), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("painted_for", String(64), nullable=False),
    Column("made", Boolean, nullable=False),
    Column("created", Double, nullable=False),
    Index("uploads_of_visitor", "visitor", "created"),
)

IDEMPOTENCY_KEYS = Table(
    "idempotency_keys",
    METADATA,
    Column("visitor", String(128), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("run", String(64), nullable=False),
    Column("created", Double, nullable=False),
)

DAILY_USAGE = Table(
    "daily_usage",
    METADATA,
    Column("day", String(10), primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("tokens", Integer, nullable=False),
)
"""What the server's own keys spent on a day (YYYY-MM-DD, UTC)."""

DRAWN_FILES: Final = ("mask", "marked", "markup", "annotated")
"""The files of a request that were drawn for it."""
Row = Mapping[str, Any]
Record = TypeVar("Record", InputImage, Attachment)


def run_row(run: Run, data: Path) -> dict[str, Any]:
    row = _fields_of(run)
    del row["calls"], row["pictures"], row["queue_position"]
    return row | {
        **run_totals(run),
        "request": _request_row(run.request, data),
        "notices": [_fields_of(notice) for notice in run.notices],
        "brought": [file_row(image, data) for image in run.brought],
        **{name: file_row(image, data) if image else None for name, image in _overlays(run).items()},
        "prompt": _storable(run.request.prompt),
        "task": run.request.task,
    }


def _overlays(run: Run) -> dict[str, InputImage | None]:
    return {"painted": run.painted, "markup": run.markup}


def head_row(conversation: Conversation) -> dict[str, Any]:
    """A conversation without what is counted."""
    row = _fields_of(conversation)
    del row["turns"], row["cover"]
    return row


def _request_row(request: ImageRequest, data: Path) -> dict[str, Any]:
    files = {name: getattr(request, name) for name in DRAWN_FILES}
    return _fields_of(request) | {
        "images": [file_row(image, data) for image in request.images],
        "before": [_fields_of(turn) for turn in request.before],
        **{name: file_row(file, data) if file else None for name, file in files.items()},
    }


def file_row(record: Picture | InputImage | Attachment, data: Path) -> dict[str, Any]:
    """A record of a file, its path relative to the data folder where it lies in there."""
    path = record.path.relative_to(data) if record.path.is_relative_to(data) else record.path
    return _fields_of(record) | {"path": path.as_posix()}


def call_row(call: Call) -> dict[str, Any]:
    return _fields_of(call) | {
        "notices": [_fields_of(notice) for notice in call.notices],
        "error": _fields_of(call.error) if call.error else None,
        "resend_error": _fields_of(call.resend_error) if call.resend_error else None,
        "usage": dict(call.usage),
    }


def as_run(row: Row, data: Path, *, calls: tuple[Call, ...], pictures: tuple[Picture, ...]) -> Run:
    read = {
        "request": _as_request(row["request"], data),
        "notices": _read_notices(row["notices"]),
        "brought": tuple(as_input_image(image, data) for image in row["brought"]),
        **{name: as_input_image(row[name], data) if row[name] else None for name in ("painted", "markup")},
    }
    return Run(**{**_known_fields(Run, row), **read, "calls": calls, "pictures": pictures})


def _as_request(values: Row, data: Path) -> ImageRequest:
    files = {name: _as_file_record(Attachment, values[name], data) for name in DRAWN_FILES if values.get(name)}
    images = tuple(_as_file_record(Attachment, image, data) for image in values.get("images", ()))
    before = tuple(_as_past_turn(turn) for turn in values.get("before", ()))
    listed = {name: tuple(values.get(name, ())) for name in ("added", "expand")}
    read = {**files, **listed, "images": images, "before": before}
    return ImageRequest(**{**_known_fields(ImageRequest, values), **read})


def _as_past_turn(turn: Row) -> PastTurn:
    """An earlier turn; until one answer could bring several pictures, `made` was one number, 0 for none."""
    made = turn.get("made", ())
    numbers = ([made] if made else []) if isinstance(made, int) else made
    return PastTurn(**{**_known_fields(PastTurn, turn), "made": tuple(numbers)})


def as_input_image(row: Row, data: Path) -> InputImage:
    return _as_file_record(InputImage, row, data)


def _as_file_record(record: type[Record], row: Row, data: Path) -> Record:
    values = _known_fields(record, row)
    more = {"padding": tuple(values["padding"])} if "padding" in values else {}
    return record(**{**values, **more, "path": data / row["path"]})


def as_call(row: Row) -> Call:
    errors = {name: _call_error(row[name]) for name in ("error", "resend_error")}
    return Call(**{**row, **errors, "notices": _read_notices(row["notices"])})


def as_picture(row: Row, data: Path) -> Picture:
    return Picture(**{**_known_fields(Picture, row), "path": data / row["path"]})


def _fields_of(record: Any) -> dict[str, Any]:
    """The record's own fields; mappings as plain dicts, which JSON can hold."""
    values = {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}
    return {name: _storable(value) for name, value in values.items()}


def _storable(value: Any) -> Any:
    """No database takes half a surrogate pair, and PostgreSQL no NUL; model words may hold either."""
    match value:
        case str():
            return value if value.isascii() and "\0" not in value else encodable_text(value).replace("\0", "\ufffd")
        case Mapping():
            return dict(value)
        case _:
            return value


def _known_fields(record: type, values: Row) -> dict[str, Any]:
    """Only the fields that this version of the record has: an older or newer server may have written the row."""
    names = {field.name for field in dataclasses.fields(record)}
    return {name: value for name, value in values.items() if name in names}


def _call_error(values: Row | None) -> CallError | None:
    return None if values is None else CallError(**_known_fields(CallError, values))


def _read_notices(values: list[Row]) -> tuple[Notice, ...]:
    return tuple(Notice(**_known_fields(Notice, notice)) for notice in values)


def cursor(time: float, record_id: str) -> str:
    """Cursor of the page that begins after a record, by its time and id."""
    return f"{time!r}~{record_id}"


def parse_cursor(text: str) -> tuple[float, str]:
    """Parses a cursor. Raises NotFound for one that was never given."""
    time, _, record_id = text.partition("~")
    try:
        return float(time), record_id
    except ValueError as error:
        raise NotFound from error
