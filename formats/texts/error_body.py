"""Parses the error bodies that gateways send.

Pure; formats/texts/shown_text.py cleans their words. Shapes: docs/gateways.md, Q1 and T77. Showing: Q8 (messages
carry hosts and key tails; the request id stays).
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from formats.texts.shown_text import MAX_TEXT, REQUEST_ID, TITLE, sanitize

MESSAGE: Final = re.compile(r'"(?:message|msg|detail)"\s*:\s*("(?:[^"\\]|\\.)*)')

MESSAGE_FIELDS: Final = (
    *("message", "msg", "detail", "error_msg", "error_message", "error_description", "localized_message"),
    *("status_msg", "err_msg", "errmsg", "fail_reason", "failReason", "failMsg", "failure_reason"),
    *("task_status_msg", "Message", "faultstring", "description", "reason"),
)
SENTENCE_FIELDS: Final = (*MESSAGE_FIELDS, "title", "details", "errors", "metadata", "raw", "data")
CLASS_WORD: Final = re.compile(
    r"[\w:/-]*[_.:/0-9-][\w.:/-]*|[A-Z]+|(?:[A-Z][a-z0-9]+){2,}"
    r"|(?i:(?:(?:unknown|internal|upstream|provider returned) )?error|exception|fail\w*|)",
    re.ASCII,
)
STATUS_PHRASES: Final = frozenset(status.phrase.lower() for status in HTTPStatus)

MAX_DEPTH: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorBody:
    """The content of an error object.

    `message` is clean; `full_text` is everything in it, only to be searched; `status_code` is a numeric code or
    status, 0 when there is none.
    """

    message: str = ""
    full_text: str = ""
    status_code: int = 0
    request_id: str = ""


def read_body(body: bytes) -> ErrorBody:
    """Parses the body of an error response.

    JSON of any shape, JSON behind `data:`, a page, plain text, nothing.
    """
    text = body.decode("utf-8", "replace").strip().removeprefix("\ufeff")
    for candidate in (text, _sse_data(text)):
        if candidate[:1] in ("{", "["):
            try:
                return read_error(json.loads(candidate, strict=False))
            except (ValueError, RecursionError):
                continue
    if title := TITLE.search(text[:MAX_TEXT]):
        return ErrorBody(message=sanitize(title[1], limit=200), full_text=title[1])
    message = MESSAGE.search(text)
    return _from_text(message=_unquote(message[1]) if message else text, full_text=text)


def read_error(error: object, *, depth: int = 0) -> ErrorBody:
    """Parses an error value of any shape. An object, a list, a string, a number, None."""
    if isinstance(error, str):
        return _read_string(error, depth=depth)
    if isinstance(error, list):
        if len(error) == 1 and not _detail_item(error[0]) and depth < MAX_DEPTH:
            return read_error(error[0], depth=depth + 1)
        return _from_text(message="; ".join(filter(None, map(_detail_item, error[:8]))), full_text=_to_text(error))
    if not isinstance(error, dict):
        return ErrorBody()
    inner = error.get("error")
    if isinstance(inner, dict | str | list) and inner and depth < MAX_DEPTH:
        return _merge_outer(read_error(inner, depth=depth + 1), error)
    return _read_object(error, depth=depth)


def _read_object(error: dict[str, object], *, depth: int) -> ErrorBody:
    values = [error[name] for name in SENTENCE_FIELDS if error.get(name) and not isinstance(error[name], bool)]
    inner = _first_sentence(read_error(value, depth=depth + 1) for value in values if depth < MAX_DEPTH)
    label = next((str(error[name]) for name in ("code", "type", "status") if _is_meaningful(error.get(name))), "")
    text = _to_text(error)
    return ErrorBody(
        message=inner.message or sanitize(label),
        full_text=text,
        status_code=_status_of(error) or inner.status_code,
        request_id=_request_id_field(error) or inner.request_id or _find_request_id(text),
    )


def _merge_outer(inner: ErrorBody, outer: dict[str, object]) -> ErrorBody:
    """The inner error is what counts; the object around it may add words, a code, an id (DMXAPI, Q1), and the
    sentence where `error` is only the name of a class (Q42)."""
    around = _read_object({name: value for name, value in outer.items() if name != "error"}, depth=MAX_DEPTH - 1)
    message = _first_sentence((inner, around)).message
    if isinstance(outer["error"], str) and _explains(inner.message) and _explains(around.message):
        message = sanitize(f"{inner.message.rstrip(' .:')}: {around.message}")
    return ErrorBody(
        message=message,
        full_text=f"{inner.full_text} {around.full_text}",
        status_code=inner.status_code or around.status_code,
        request_id=inner.request_id or around.request_id,
    )


def _first_sentence(bodies: Iterable[ErrorBody]) -> ErrorBody:
    """The first that explains something, else the first that says anything."""
    spoken = [body for body in bodies if body.message]
    return next((body for body in spoken if _explains(body.message)), spoken[0] if spoken else ErrorBody())


def _explains(message: str) -> bool:
    """Whether it is more than the name of a class or of a status: "server_error", "Bad Request"."""
    return not CLASS_WORD.fullmatch(message) and message.lower().rstrip(".") not in STATUS_PHRASES


def _read_string(text: str, *, depth: int) -> ErrorBody:
    """Plain words, or another gateway's whole answer as a string, perhaps behind words of its own."""
    start = text.find("{")
    if depth < MAX_DEPTH and start >= 0 and '"' in text[start:]:
        try:
            inner, _ = json.JSONDecoder(strict=False).raw_decode(text, start)
        except (ValueError, RecursionError):
            return _from_text(message=text, full_text=text)
        parsed = read_error(inner, depth=depth + 1)
        message = sanitize(
            f"{text[:start].strip(' :,')}: {parsed.message}" if text[:start].strip() else parsed.message
        )
        return ErrorBody(
            message=message,
            full_text=f"{text[:start]} {parsed.full_text} {text}"[:MAX_TEXT],
            status_code=parsed.status_code,
            request_id=parsed.request_id or _find_request_id(text),
        )
    return _from_text(message=text, full_text=text)


def _from_text(*, message: str, full_text: str) -> ErrorBody:
    return ErrorBody(
        message=sanitize(message), full_text=full_text[:MAX_TEXT], request_id=_find_request_id(full_text[:MAX_TEXT])
    )


def _detail_item(item: object) -> str:
    """One item of FastAPI's `detail` list: where, and what."""
    match item:
        case {"msg": str(message), "loc": list(location)}:
            return f"{'.'.join(str(part) for part in location)}: {message}"
        case {"msg": str(message)} | str(message):
            return message
    return ""


def _is_meaningful(value: object) -> bool:
    """Whether a code or type says anything: not null, not "", not Go's "<nil>"."""
    return isinstance(value, str | int) and not isinstance(value, bool) and str(value) not in ("", "<nil>", "0")


def _status_of(error: dict[str, object]) -> int:
    for name in ("code", "status", "http_code", "status_code", "statusCode"):
        value = error.get(name)
        if isinstance(value, int | str) and not isinstance(value, bool) and re.fullmatch(r"[45]\d\d", str(value)):
            return int(value)
    return 0


def _request_id_field(error: dict[str, object]) -> str:
    value = next((error[name] for name in ("request_id", "requestId", "trace_id") if error.get(name)), "")
    return sanitize(value, limit=128) if isinstance(value, str) else ""


def _find_request_id(text: str) -> str:
    match = REQUEST_ID.search(text)
    return sanitize(match[1], limit=128) if match else ""


def _to_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:MAX_TEXT]


def _sse_data(text: str) -> str:
    return next((line[5:].strip() for line in text.splitlines() if line.startswith("data:") and "{" in line), "")


def _unquote(literal: str) -> str:
    try:
        return str(json.loads(literal + '"', strict=False))
    except ValueError:
        return literal[1:]
