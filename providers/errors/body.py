"""The bodies of refusals: every shape of error object that gateways send, and their words made fit to show. Pure.

Shapes: docs/gateways.md, Q1 and T77. Showing: Q8 (messages carry hosts and key tails; the request id is kept).
"""

import html
import json
import re
from dataclasses import dataclass
from typing import Final

KEY: Final = re.compile(r"\bsk-[\w*.…-]*[\w*…-]|\bAIza[\w-]{10,}|\beyJ[\w-]{8,}(?:\.[\w-]+)*")
BEARER: Final = re.compile(r"\b(Bearer|Basic)\s+[^\s\"',;)]+", re.IGNORECASE)
NAMED_KEY: Final = re.compile(r"(?i)\b((?:api[_-]?key|token|authorization)[\"']?\s*[:=]\s*[\"']?)[\w*.…-]{6,}")
URL: Final = re.compile(r"[a-z][a-z0-9+.-]{0,15}://[^\s\"'<>，。）)]+", re.IGNORECASE)
DATA_URL: Final = re.compile(r"\bdata:[\w/+.-]+;base64,[\w+/=-]*", re.IGNORECASE)
ADDRESS: Final = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?(?![\w.]*\w)|\[[0-9a-f:.%]*:[0-9a-f:.%]*\](?::\d+)?", re.I
)
HOST: Final = re.compile(
    r"(?<![\w.@/-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
    r"(?:com|cn|net|org|io|ai|app|dev|cloud|top|xyz|site|tech|vip|pro|info|co|us|local|internal|svc|lan|localdomain)"
    r"(?::\d+)?(?![\w-]|\.\w)(?:/[^\s\"'<>]*)?",
    re.IGNORECASE,
)
PORT_HOST: Final = re.compile(r"(?<![\w.-])(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*:\d{2,5}(?!\d)", re.IGNORECASE)
LONG: Final = re.compile(r"(?<![\w+/=-])(?=[\w+/=-]*\d)[\w+/=-]{48,}")
HIDDEN_TEXT: Final = re.compile(r"<(script|style|head)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
TAG: Final = re.compile(r"<(?:!--.*?(?:-->|\Z)|/?[a-z!][^<>]*(?:>|\Z))", re.IGNORECASE | re.DOTALL)
TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
PAGE: Final = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body|center)\b", re.IGNORECASE | re.DOTALL
)
REQUEST_ID: Final = re.compile(
    r"(?:request|trace)[ _-]?id[\"']?\s*[:：=]?\s*[\"']?([A-Za-z0-9][\w.-]{5,127})", re.IGNORECASE
)
MESSAGE: Final = re.compile(r'"(?:message|msg|detail)"\s*:\s*("(?:[^"\\]|\\.)*)')
UNDECODED: Final = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd\ud800-\udfff]+")
CONTROL: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")

NESTED: Final = 8
WORDS: Final = 8_000
GARBLED: Final = 0.25
"""Words of which more than this could not be decoded are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorBody:
    """What an error object tells. `said` is clean; `all_words` is everything in it, only to be searched;
    `number` is a numeric code or status, 0 when there is none."""

    said: str = ""
    all_words: str = ""
    number: int = 0
    request_id: str = ""


def sanitize(words: str, *, limit: int = 500) -> str:
    """`words` without keys, markup, hosts and addresses, on one line, at most about `limit` characters.

    The request id stays, also when it stood behind the cut (docs/gateways.md, Q8). Bytes that are no text are
    no words.
    """
    if sum(map(len, UNDECODED.findall(words[:WORDS]))) > GARBLED * len(words[:WORDS]):
        return ""
    text = html.unescape(TAG.sub(" ", HIDDEN_TEXT.sub(" ", words[:WORDS])))
    text = TAG.sub(" ", text)
    kept = REQUEST_ID.search(text)
    for pattern in (DATA_URL, URL, KEY, HOST, PORT_HOST, ADDRESS, LONG, UNDECODED):
        text = pattern.sub("…", text)
    text = NAMED_KEY.sub(r"\1…", BEARER.sub(r"\1 …", text))
    text = CONTROL.sub(" ", text).strip()
    if len(text) <= limit:
        return text
    cut = text[:limit].rstrip() + "…"
    return f"{cut} (request id: {kept[1]})" if kept and kept[1] not in cut else cut


def is_page(body: bytes, content_type: str = "") -> bool:
    """Whether this is a web page: by its first bytes, or by its type when it does not look like JSON."""
    if PAGE.match(body[:2048]):
        return True
    return content_type.lower().startswith(("text/html", "application/xhtml")) and body.lstrip()[:1] not in (
        b"{",
        b"[",
    )


def read_body(body: bytes) -> ErrorBody:
    """What the body of a refusal tells: JSON of any shape, JSON behind `data:`, a page, plain words, nothing."""
    text = body.decode("utf-8", "replace").strip().removeprefix("\ufeff")
    for candidate in (text, _behind_data(text)):
        if candidate[:1] in ("{", "["):
            try:
                return read_error(json.loads(candidate, strict=False))
            except (ValueError, RecursionError):
                continue
    if title := TITLE.search(text[:WORDS]):
        return ErrorBody(said=sanitize(title[1], limit=200), all_words=title[1])
    cut = MESSAGE.search(text)
    return _told(message=_unquoted(cut[1]) if cut else text, all_words=text)


def read_error(error: object, *, depth: int = 0) -> ErrorBody:
    """What an error value tells, whatever its shape: an object, a list, a string, a number, None."""
    if isinstance(error, str):
        return _read_string(error, depth=depth)
    if isinstance(error, list):
        if len(error) == 1 and not _item(error[0]) and depth < NESTED:
            return read_error(error[0], depth=depth + 1)
        return _told(message="; ".join(filter(None, map(_item, error[:8]))), all_words=_flat(error))
    if not isinstance(error, dict):
        return ErrorBody()
    inner = error.get("error")
    if isinstance(inner, dict | str | list) and inner and depth < NESTED:
        return _with_outer(read_error(inner, depth=depth + 1), error)
    return _read_object(error, depth=depth)


def _read_object(error: dict[str, object], *, depth: int) -> ErrorBody:
    said = next((error[name] for name in ("message", "msg", "detail", "details", "errors") if error.get(name)), "")
    told = read_error(said, depth=depth + 1) if depth < NESTED and not isinstance(said, bool) else ErrorBody()
    label = next((str(error[name]) for name in ("code", "type", "status") if _names(error.get(name))), "")
    words = _flat(error)
    return ErrorBody(
        said=told.said or sanitize(label),
        all_words=words,
        number=_number(error) or told.number,
        request_id=_id_field(error) or told.request_id or _id_in(words),
    )


def _with_outer(told: ErrorBody, outer: dict[str, object]) -> ErrorBody:
    """The inner error is what counts; the object around it may add words, a code, an id (DMXAPI, Q1)."""
    rest = {name: value for name, value in outer.items() if name != "error"}
    around = _read_object(rest, depth=NESTED - 1)
    return ErrorBody(
        said=told.said or around.said,
        all_words=f"{told.all_words} {around.all_words}",
        number=told.number or around.number,
        request_id=told.request_id or around.request_id,
    )


def _read_string(text: str, *, depth: int) -> ErrorBody:
    """Plain words, or another gateway's whole answer as a string, perhaps behind words of its own."""
    start = text.find("{")
    if depth < NESTED and start >= 0 and '"' in text[start:]:
        try:
            inner, _ = json.JSONDecoder(strict=False).raw_decode(text, start)
        except (ValueError, RecursionError):
            return _told(message=text, all_words=text)
        told = read_error(inner, depth=depth + 1)
        said = sanitize(f"{text[:start].strip(' :,')}: {told.said}" if text[:start].strip() else told.said)
        return ErrorBody(
            said=said,
            all_words=f"{text[:start]} {told.all_words} {text}"[:WORDS],
            number=told.number,
            request_id=told.request_id or _id_in(text),
        )
    return _told(message=text, all_words=text)


def _told(*, message: str, all_words: str) -> ErrorBody:
    return ErrorBody(said=sanitize(message), all_words=all_words[:WORDS], request_id=_id_in(all_words[:WORDS]))


def _item(item: object) -> str:
    """One item of FastAPI's `detail` list: where, and what."""
    match item:
        case {"msg": str(said), "loc": list(where)}:
            return f"{'.'.join(str(part) for part in where)}: {said}"
        case {"msg": str(said)} | str(said):
            return said
    return ""


def _names(value: object) -> bool:
    """Whether a code or type says anything: not null, not "", not Go's "<nil>"."""
    return isinstance(value, str | int) and not isinstance(value, bool) and str(value) not in ("", "<nil>", "0")


def _number(error: dict[str, object]) -> int:
    for name in ("code", "status", "http_code", "status_code"):
        value = error.get(name)
        if isinstance(value, int | str) and not isinstance(value, bool) and re.fullmatch(r"[45]\d\d", str(value)):
            return int(value)
    return 0


def _id_field(error: dict[str, object]) -> str:
    found = next((error[name] for name in ("request_id", "requestId", "trace_id") if error.get(name)), "")
    return sanitize(found, limit=128) if isinstance(found, str) else ""


def _id_in(words: str) -> str:
    found = REQUEST_ID.search(words)
    return sanitize(found[1], limit=128) if found else ""


def _flat(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:WORDS]


def _behind_data(text: str) -> str:
    return next((line[5:].strip() for line in text.splitlines() if line.startswith("data:") and "{" in line), "")


def _unquoted(literal: str) -> str:
    try:
        return str(json.loads(literal + '"', strict=False))
    except ValueError:
        return literal[1:]
