"""Where gateways put pictures, words, errors and usage in their JSON (docs/gateways.md): pure, JSON to pieces.

A picture's source is still a string here: a link, a data URL, bare base64, or the token of a lifted picture.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, assert_never

from providers.types import JSON

Position = Literal["list", "chat", "thought", "partial"]

TASK_STATES: Final = frozenset(
    {"queued", "pending", "submitted", "processing", "in_progress", "running", "starting", "created", "waiting"}
)
ONE: Final = ("b64_json", "url", "image_url", "inline_data", "inlineData", "image", "b64", "base64")
SEVERAL: Final = ("data", "images", "image_urls", "output")
SENTENCES: Final = ("message", "msg", "detail", "error_msg", "error_message", "localized_message")
IMAGE_EVENTS: Final = ("image_generation.", "image_edit.")
LOOKS_LIKE_A_SOURCE: Final = re.compile(r"\s*(?:https?:|data:|~|//?[\w.]|[A-Za-z0-9+/_-]{32})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPiece:
    """Text of one choice. `whole`: all of it again, not more of it; `thought`: the model's thinking."""

    text: str
    choice: int = 0
    whole: bool = False
    thought: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagePiece:
    """A picture by base64 or by address; `place` tells what it is among others, `slot` whom it is interim for."""

    base64: str = ""
    source: str = ""
    place: Position = "list"
    choice: int = 0
    slot: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPiece:
    """An error object inside the answer. `part`: of one picture of several."""

    error: JSON
    part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishPiece:
    """Why the model stopped."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsagePiece:
    """Token counts by flattened name ("input_tokens_details.text_tokens"), and the model that was named."""

    tokens: Mapping[str, int]
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPiece:
    """A task id instead of a picture."""

    id: str
    status: str


Piece = TextPiece | ImagePiece | ErrorPiece | FinishPiece | UsagePiece | TaskPiece


def read_pieces(body: JSON, *, event: str = "") -> list[Piece]:
    """What one JSON answer, or one event of a stream, says. `event` is the name of the server-sent event."""
    match body:
        case dict():
            return _object(body, event)
        case list():
            return [
                piece for item in body if isinstance(item, dict | list) for piece in read_pieces(item, event=event)
            ]
        case str() | int() | float() | None:
            return [ErrorPiece(error=body)] if event == "error" and body else []
        case _:
            assert_never(body)


def _object(body: dict[str, JSON], event: str) -> list[Piece]:
    kind = str(body.get("type") or event)
    out: list[Piece] = []
    if kind.endswith("partial_image"):
        out += _images(body, place="partial", slot=_number(body, "image_index", "index"))
    elif kind.startswith(IMAGE_EVENTS) and kind.endswith("_failed"):
        return [ErrorPiece(error=body.get("error") or body, part=True), *_spent(body)]
    else:
        choices = body.get("choices")
        for place, choice in enumerate(choices if isinstance(choices, list) else []):
            out += _choice(choice, place)
        out += _lists(body)
    out += _spent(body)
    return [*out, *_fault(body, event=event, found=out)]


def _lists(body: dict[str, JSON]) -> Iterator[Piece]:
    """Pictures that stand beside `choices` or instead of them (Q21): all of them are final."""
    for name in SEVERAL:
        match body.get(name):
            case list(items):
                for item in items:
                    yield from _item(item)
            case dict() as inner:
                yield from read_pieces(inner)
            case str(text) if LOOKS_LIKE_A_SOURCE.match(text):
                yield ImagePiece(source=text)
            case str(text) if name == "output" and text.strip():
                yield TextPiece(text=text)
            case _:
                pass
    yield from _images(body, place="list")


def _item(item: JSON) -> Iterator[Piece]:
    match item:
        case str(text) if text.strip():
            yield ImagePiece(source=text)
        case dict():
            images = [*_images(item, place="list")]
            yield from images
            if not images and isinstance(result := item.get("result"), str) and result:
                yield ImagePiece(base64=result)
            if not images and isinstance(content := item.get("content"), list):
                yield from _blocks(content, choice=0, whole=True)
            if error := item.get("error"):
                yield ErrorPiece(error=error, part=True)
            yield from _task(item)
        case _:
            pass


def _choice(choice: JSON, place: int) -> Iterator[Piece]:
    if not isinstance(choice, dict):
        return
    number = _number(choice, "index") if isinstance(choice.get("index"), int) else place
    for name in ("delta", "message"):
        if isinstance(message := choice.get(name), dict):
            yield from _message(message, choice=number, whole=name == "message")
    yield from _beside(choice, choice=number)
    reason = choice.get("finish_reason") or choice.get("native_finish_reason")
    if isinstance(reason, str):
        yield FinishPiece(reason=reason)
    if error := choice.get("error"):
        yield ErrorPiece(error=error)


def _message(message: dict[str, JSON], *, choice: int, whole: bool) -> Iterator[Piece]:
    thought = message.get("reasoning_content") or message.get("reasoning")
    if isinstance(thought, str) and thought:
        yield TextPiece(text=thought, choice=choice, whole=whole, thought=True)
    for name in ("content", "parts", "multi_mod_content"):
        match message.get(name):
            case str(text) if text:
                yield TextPiece(text=text, choice=choice, whole=whole)
            case list(blocks):
                yield from _blocks(blocks, choice=choice, whole=whole)
            case dict() as block:
                yield from _blocks([block], choice=choice, whole=whole)
            case _:
                pass
    if isinstance(refusal := message.get("refusal"), str) and refusal:
        yield TextPiece(text=refusal, choice=choice, whole=whole)
    yield from _beside(message, choice=choice)


def _blocks(blocks: list[JSON], *, choice: int, whole: bool) -> Iterator[Piece]:
    """Content as a list (Turing), or native Gemini parts that leaked (Q15)."""
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            texts.append(block)
        elif isinstance(block, dict):
            text = block.get("text")
            if isinstance(text, str) and block.get("thought") is True:
                yield TextPiece(text=text, choice=choice, whole=whole, thought=True)
            elif isinstance(text, str):
                texts.append(text)
            if isinstance(parts := block.get("parts"), list):
                yield from _blocks(parts, choice=choice, whole=whole)
            yield from _images(block, place="thought" if block.get("thought") is True else "chat", choice=choice)
    if text := "".join(texts):
        yield TextPiece(text=text, choice=choice, whole=whole)


def _beside(holder: dict[str, JSON], *, choice: int) -> Iterator[Piece]:
    """`images` or `image` on a delta, a message or a choice (Turing and Qiniu, Q15)."""
    images = holder.get("images")
    for item in images if isinstance(images, list) else [images]:
        if isinstance(item, str) and item.strip():
            yield ImagePiece(source=item, place="chat", choice=choice)
        elif isinstance(item, dict):
            yield from _images(item, place="chat", choice=choice)
    if image := holder.get("image"):
        yield from _images({"image": image}, place="chat", choice=choice)


def _images(item: dict[str, JSON], *, place: Position, choice: int = 0, slot: int = 0) -> Iterator[ImagePiece]:
    """The one picture of an object, by whatever name; empty and null count as absent (Q2)."""
    base64 = source = ""
    for name in (*ONE, "partial_image_b64"):
        match item.get(name):
            case str(text) if text.strip():
                if name in ("b64_json", "b64", "base64", "partial_image_b64"):
                    base64 = base64 or text
                else:
                    source = source or text
            case {"data": str(text)} if text.strip():
                base64 = base64 or text
            case dict() as inner:
                for image in _images(inner, place=place):
                    base64, source = base64 or image.base64, source or image.source
            case _:
                pass
    if base64 or source:
        yield ImagePiece(base64=base64, source=source, place=place, choice=choice, slot=slot)


def _spent(body: dict[str, JSON]) -> Iterator[Piece]:
    usage, model = body.get("usage"), body.get("model")
    tokens = dict(_counts(usage, "")) if isinstance(usage, dict) else {}
    if tokens or (isinstance(model, str) and model):
        yield UsagePiece(tokens=tokens, model=model if isinstance(model, str) else "")


def _counts(usage: dict[str, JSON], within: str) -> Iterator[tuple[str, int]]:
    for name, value in usage.items():
        match value:
            case bool():
                pass
            case int():
                yield within + name, value
            case dict():
                yield from _counts(value, f"{within}{name}.")
            case _:
                pass


def _number(body: dict[str, JSON], *names: str) -> int:
    """The first whole number under one of the names, else 0."""
    return next((value for name in names if isinstance(value := body.get(name), int)), 0)


def _task(body: dict[str, JSON]) -> Iterator[Piece]:
    named = body.get("task_id") or body.get("taskId") or body.get("id")
    status = str(body.get("status") or body.get("task_status") or "").lower()
    if named and status in TASK_STATES and isinstance(named, str | int):
        yield TaskPiece(id=str(named), status=status)


def _fault(body: dict[str, JSON], *, event: str, found: list[Piece]) -> Iterator[Piece]:
    """An error in any of the forms of Q1 and Q3, or a task id; pictures of the same body come before it."""
    error = body.get("error")
    kind = str(body.get("type") or event)
    useful = any(
        isinstance(piece, TextPiece | ImagePiece | ErrorPiece | FinishPiece | TaskPiece) for piece in found
    )
    if isinstance(error, dict) and useful and not any(error.values()):
        return
    if error:
        yield ErrorPiece(error=body if error is True else error)
    elif event == "error" or kind == "error" or kind.endswith("_error"):
        yield ErrorPiece(error=body)
    elif not useful and "choices" not in body:
        tasks = [*_task(body)]
        yield from tasks
        if not tasks and (not kind or "code" in body) and any(body.get(name) for name in SENTENCES):
            yield ErrorPiece(error=body)
