"""Typed events that every wire yields while a gateway makes a picture.

A picture is named by `key`, a number that is unique within its call. A later event about the same key replaces what
was said before: a picture that was done can be named a draft when a later one is the final."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from providers.errors import ProviderError


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The request's last byte has left. From here on the call may cost money."""

    attempt: int = 1
    body_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WillRetry:
    """The call is sent again after `after` seconds.

    The gateway certainly did not start the work.
    """

    after: float
    attempt: int
    error: ProviderError


@dataclass(frozen=True, slots=True, kw_only=True)
class Resending:
    """The wait is over.

    The call leaves once more as soon as the next event is asked for, and not before.
    """

    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answer's status and headers are here; the body may still take minutes."""

    status: int
    request_id: str = ""
    content_type: str = ""
    content_encoding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Progress as the gateway reports it. `fraction` is 0..1, or None when it names no number."""

    fraction: float | None = None
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDelta:
    """More of the model's text, never markup."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasoningDelta:
    """More of the model's reasoning, shown folded."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureStarted:
    """The first bytes showed the format and the size; the file at `path` grows from here.

    `width` and `height` are pixels as the file declares them (0 while unknown); `total` is the expected
    size of the file in bytes where the answer tells it, and may be off by a few for base64.
    """

    key: int
    path: Path
    mime: str
    width: int = 0
    height: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureGrew:
    """The file of picture `key` now holds `size` bytes."""

    key: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialPicture:
    """Picture `key` is whole, but an interim one: a later one with the same `slot` replaces it."""

    key: int
    slot: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureDone:
    """Every byte of picture `key` is on disk.

    `draft`: the model sent a later one as its final picture.
    """

    key: int
    draft: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFailed:
    """One picture of several did not arrive.

    What is known of it is stored (`url` can be read again, free).
    """

    error: ProviderError
    key: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something the person should know that is no failure. `kind` names a sentence of ui/i18n."""

    kind: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Token counts by name, and the model that the answer names."""

    tokens: Mapping[str, int] = field(default_factory=dict)
    model: str = ""


Event = (
    Sent
    | WillRetry
    | Resending
    | Answered
    | Progress
    | TextDelta
    | ReasoningDelta
    | PictureStarted
    | PictureGrew
    | PartialPicture
    | PictureDone
    | PictureFailed
    | Notice
    | Usage
)
