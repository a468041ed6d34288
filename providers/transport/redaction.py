"""Redacts the API key from everything a gateway sends back.

Gateways repeat it when they speak of a failure (docs/gateways.md, Q8).
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Final

from providers.errors import ProviderError
from providers.events import (
    Answered,
    Event,
    Notice,
    PictureDone,
    PictureFailed,
    PictureGrew,
    Progress,
    ReasoningDelta,
    TextDelta,
    Usage,
    WillRetry,
)
from providers.transport.answer import MIN_SECRET_LENGTH

MIN_KEY_PART: Final = 12
"""So much of a key is struck out of a failure's words also alone: words are cut short before they come here."""


async def redacted_events(events: AsyncGenerator[Event, None], *, key: str) -> AsyncGenerator[Event, None]:
    """The same events, and at the end the same error, with the key in none of them.

    A key so short that it may be a common word ("none", "EMPTY") is no secret.
    """
    key = key.strip()
    is_secret = len(key) >= MIN_SECRET_LENGTH
    try:
        async with aclosing(events):
            async for event in events:
                yield _redact_event(event, key) if is_secret and not isinstance(event, PictureGrew) else event
    except ProviderError as error:
        if is_secret:
            _redact_error(error, key)
        raise


def redact(text: str, key: str) -> str:
    """`text` without the key and without long parts of it."""
    shortest, start = min(MIN_KEY_PART, len(key)), 0
    while start + shortest <= len(key):
        end = start + shortest
        if key[start:end] not in text:
            start += 1
            continue
        while end < len(key) and key[start : end + 1] in text:
            end += 1
        text = text.replace(key[start:end], "…")
    return text


def _redact_event(event: Event, key: str) -> Event:
    match event:
        case TextDelta(text=text) | ReasoningDelta(text=text):
            return replace(event, text=text.replace(key, "…")) if key in text else event
        case Progress(message=message):
            return replace(event, message=redact(message, key))
        case Notice(params=params):
            return replace(event, params={name: _redact_value(value, key) for name, value in params.items()})
        case PictureFailed(error=error, url=url):
            _redact_error(error, key)
            return replace(event, url=redact(url, key))
        case WillRetry(error=error):
            _redact_error(error, key)
            return event
        case PictureDone(url=url):
            return replace(event, url=redact(url, key))
        case Answered(request_id=request_id, content_type=content_type, content_encoding=encoding):
            return replace(
                event,
                request_id=redact(request_id, key),
                content_type=redact(content_type, key),
                content_encoding=redact(encoding, key),
            )
        case Usage(model=model):
            return replace(event, model=redact(model, key))
        case _:
            return event


def _redact_error(error: ProviderError, key: str) -> None:
    error.gateway_message = redact(error.gateway_message, key)
    error.args = (error.gateway_message or error.kind,)
    error.request_id = redact(error.request_id, key)
    error.params = {name: _redact_value(value, key) for name, value in error.params.items()}


def _redact_value(value: str | int, key: str) -> str | int:
    return redact(value, key) if isinstance(value, str) else value
