"""Pieces of an answer: text, images, errors, the end, usage, tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from providers.types import JSON

Position = Literal["list", "chat", "thought", "partial"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPiece:
    """Text of one choice.

    `whole`: all of it again, not more of it; `is_reasoning`: the model's reasoning.
    """

    text: str
    choice: int = 0
    whole: bool = False
    is_reasoning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagePiece:
    """An image by base64 or by address.

    `position` tells what it is among others, `slot` which image it is interim for; `by_model`: it stands where
    some gateways put the model's words.
    """

    base64: str = ""
    source: str = ""
    position: Position = "list"
    choice: int = 0
    slot: int = 0
    by_model: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPiece:
    """An error object inside the answer. `part`: of one picture of several."""

    error: JSON
    part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishPiece:
    """The reason for which the model stopped, and its `message` about that."""

    reason: str
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsagePiece:
    """Token counts, and the model that was named.

    The counts are by flattened name ("input_tokens_details.text_tokens")."""

    tokens: Mapping[str, int]
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPiece:
    """A task id instead of a picture; `url` is where the gateway would tell of it."""

    id: str
    status: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class StrayPiece:
    """A string under an unknown name; perhaps a picture's address where nothing else came."""

    text: str


Piece = TextPiece | ImagePiece | ErrorPiece | FinishPiece | UsagePiece | TaskPiece | StrayPiece
