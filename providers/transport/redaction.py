"""What a call tells, without its key: gateways repeat it when they speak of a failure (docs/gateways.md, Q8)."""

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
from providers.transport.answer import SHORTEST_KEY

PIECE: Final = 12
"""So much of a key is struck out of a failure's words also alone: words are cut short before they come here."""


async def redacted_events(events: AsyncGenerator[Event, None], *, key: str) -> AsyncGenerator[Event, None]:
    """The same events, and at the end the same error, with the key in none of them.

    A key so short that it may be a common word ("none", "EMPTY") is no secret.
    """
    key = key.strip()
    secret = len(key) >= SHORTEST_KEY
    try:
        async with aclosing(events):
            async for event in events:
                yield _without(event, key) if secret and not isinstance(event, PictureGrew) else event
    except ProviderError as error:
        if secret:
            _strike(error, key)
        raise


def redact(words: str, key: str) -> str:
    """`words` without the key and without long pieces of it."""
    least, at = min(PIECE, len(key)), 0
    while at + least <= len(key):
        end = at + least
        if key[at:end] not in words:
            at += 1
            continue
        while end < len(key) and key[at : end + 1] in words:
            end += 1
        words = words.replace(key[at:end], "…")
    return words


def _without(event: Event, key: str) -> Event:
    match event:
        case TextDelta(text=text) | ReasoningDelta(text=text):
            return replace(event, text=text.replace(key, "…")) if key in text else event
        case Progress(words=words):
            return replace(event, words=redact(words, key))
        case Notice(params=params):
            return replace(event, params={name: _plain(value, key) for name, value in params.items()})
        case PictureFailed(error=error, url=url):
            _strike(error, key)
            return replace(event, url=redact(url, key))
        case WillRetry(error=error):
            _strike(error, key)
            return event
        case PictureDone(url=url):
            return replace(event, url=redact(url, key))
        case Answered(request_id=request_id, content_type=content_type):
            return replace(event, request_id=redact(request_id, key), content_type=redact(content_type, key))
        case Usage(model=model):
            return replace(event, model=redact(model, key))
        case _:
            return event


def _strike(error: ProviderError, key: str) -> None:
    error.said = redact(error.said, key)
    error.args = (error.said or error.kind,)
    error.request_id = redact(error.request_id, key)
    error.params = {name: _plain(value, key) for name, value in error.params.items()}


def _plain(value: str | int, key: str) -> str | int:
    return redact(value, key) if isinstance(value, str) else value
