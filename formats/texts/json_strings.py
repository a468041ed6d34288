"""Strings in JSON of an unknown shape: links and pictures in them, JSON in them. Pure."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

MAX_DEPTH: Final = 8
MAX_VALUES: Final = 2000
REQUEST_FIELDS: Final = re.compile(
    r"(?:input|request|param|prompt|message|logo|avatar|icon|doc|help|home|web_?site|cancel|web_?hook|callback"
    r"|polling|status|response|annotation|citation|source)",
    re.IGNORECASE,
)
"""Fields that hold what was sent, or an address that is no picture's."""
EVENT_LINE: Final = re.compile(r"^\s*data:\s*(?=[{\[\"])", re.MULTILINE)


def result_strings(body: Any) -> Iterator[str]:
    """The strings of a value, without those that repeat the request; at most `MAX_VALUES`."""
    yield from islice(_strings(body, depth=0), MAX_VALUES)


def _strings(value: Any, *, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        return
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _strings(item, depth=depth + 1)
        case dict():
            for name, item in value.items():
                if not REQUEST_FIELDS.match(name):
                    yield from _strings(item, depth=depth + 1)


def json_texts(text: str) -> list[Any]:
    """The JSON inside of a string, or of each event where it is a stream; [] for other text."""
    if EVENT_LINE.match(text):
        return [value for part in EVENT_LINE.split(text) for value in json_texts(part)]
    if text.lstrip()[:1] not in ("{", "["):
        return []
    try:
        return [json.JSONDecoder(strict=False).raw_decode(text.strip())[0]]
    except (ValueError, RecursionError):
        return []
