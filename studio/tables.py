"""The journal's tables, and each record as a row and back. Paths are kept relative to the data folder."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Double, ForeignKey, Index, Integer, MetaData, String, Table, Text

from providers.model import ImageRequest
from studio.records import Call, Failure, Picture, Run, Said, whole_words

VERSION = 1
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
    Index("runs_of_visitor", "visitor", "created", "id"),
    Index("runs_by_state", "state"),
)

CALLS = Table(
    "calls",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("run", ForeignKey("runs.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("state", String(16), nullable=False, index=True),
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
)

Row = Mapping[str, Any]


def run_row(run: Run) -> dict[str, Any]:
    row = _flat(run)
    del row["calls"], row["pictures"]
    return row | {"request": _flat(run.request), "notices": [_flat(said) for said in run.notices]}


def call_row(call: Call) -> dict[str, Any]:
    return _flat(call) | {
        "notices": [_flat(said) for said in call.notices],
        "error": _flat(call.error) if call.error else None,
        "resend_error": _flat(call.resend_error) if call.resend_error else None,
        "usage": dict(call.usage),
    }


def picture_row(picture: Picture, data: Path) -> dict[str, Any]:
    path = picture.path.relative_to(data) if picture.path.is_relative_to(data) else picture.path
    return _flat(picture) | {"path": path.as_posix()}


def as_run(row: Row, *, calls: tuple[Call, ...], pictures: tuple[Picture, ...]) -> Run:
    request = ImageRequest(**_known(ImageRequest, row["request"]))
    said = _notices(row["notices"])
    return Run(**{**row, "request": request, "notices": said, "calls": calls, "pictures": pictures})


def as_call(row: Row) -> Call:
    errors = {name: _failure(row[name]) for name in ("error", "resend_error")}
    return Call(**{**row, **errors, "notices": _notices(row["notices"])})


def as_picture(row: Row, data: Path) -> Picture:
    return Picture(**{**row, "path": data / row["path"]})


def _flat(record: Any) -> dict[str, Any]:
    """The record's own fields; mappings as plain dicts, which JSON can hold."""
    values = {each.name: getattr(record, each.name) for each in dataclasses.fields(record)}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    """No database takes half a surrogate pair, and PostgreSQL no NUL; model words may hold either."""
    match value:
        case str():
            return value if value.isascii() and "\0" not in value else whole_words(value).replace("\0", "\ufffd")
        case Mapping():
            return dict(value)
        case _:
            return value


def _known(record: type, values: Row) -> dict[str, Any]:
    """Only the fields that this version of the record has: an older or newer server may have written the row."""
    names = {each.name for each in dataclasses.fields(record)}
    return {name: value for name, value in values.items() if name in names}


def _failure(values: Row | None) -> Failure | None:
    return None if values is None else Failure(**_known(Failure, values))


def _notices(values: list[Row]) -> tuple[Said, ...]:
    return tuple(Said(**_known(Said, each)) for each in values)
