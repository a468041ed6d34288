"""Reads images, text, errors and usage from the JSON of every gateway.

Pure, JSON to pieces (docs/gateways.md). A picture's source is still a string here: a link, a data URL, bare base64,
or the token of an extracted picture."""

import re
from collections.abc import Iterator
from typing import Final, assert_never

from formats.texts.error_body import MESSAGE_FIELDS
from formats.texts.json_strings import json_texts, result_strings
from providers.response.finish_reasons import FILTER_FIELDS, finish_of, prompt_block_of
from providers.response.pieces import (
    ErrorPiece,
    FinishPiece,
    ImagePiece,
    Piece,
    Position,
    StrayPiece,
    TaskPiece,
    TextPiece,
    UsagePiece,
)
from providers.types import JSON

TASK_STATES: Final = frozenset(
    {"queued", "pending", "submitted", "processing", "in_progress", "running", "starting", "created", "waiting"}
)
TASK_IDS: Final = (
    *("task_id", "taskId", "job_id", "jobId", "generation_id", "generationId", "prompt_id", "prediction_id"),
    *("operation_id", "operationId", "request_id", "requestId", "id", "uuid"),
)
TASK_NAME: Final = re.compile(r"(?=\D*\d)[\w.:-]{4,64}")
"""An id alone under the name of a result."""
TASK_URLS: Final = ("polling_url", "status_url", "response_url", "fetch_result", "statusUrl", "pollingUrl", "get")
TASK_FIELDS: Final = frozenset(
    {*TASK_IDS, *("code", "created", "created_at", "msg", "message", "success", "status", "description")}
    | {"result", "data"}
)
WRAPPERS: Final = (
    *("response", "item", "base_resp", "body", "payload", "task", "job", "task_result", "sdGenerationJob"),
    *("Response", "ResponseMetadata", "header"),
)
"""Objects around an answer, or around what it says of itself; `response` is that of OpenAI's Responses API."""
UNDER_WAY: Final = (".created", ".in_progress", ".queued")
VAGUE_FIELDS: Final = frozenset({"description", "reason"})
"""Words that say nothing of a failure by themselves: "Drawing your picture"."""
FAILED: Final = frozenset({"error", "failed", "fail", "failure"})
SUCCESS: Final = re.compile(
    r"(?:.{0,40}(?:\b(?:success\w*|succeed(?:ed)?)|成功)|ok|done|completed)\W*", re.IGNORECASE
)
IMAGE_FIELDS: Final = ("b64_json", "url", "image_url", "inline_data", "inlineData", "image", "b64", "base64")
LIST_FIELDS: Final = (
    "data",
    "images",
    "image_urls",
    "output",
    "outputs",
    "results",
    "output_images",
    "urls",
    "result",
)
ERRORS: Final = ("error", "Error", "fault", "errors")
ERROR_FIELDS: Final = (*ERRORS, *MESSAGE_FIELDS, *FILTER_FIELDS, "code", "type", "status", "statusCode", "data")
ATTACHED_FIELDS: Final = ("attachments", "files", "artifacts")
IMAGE_EVENTS: Final = ("image_generation.", "image_edit.")
SOLE_SOURCE: Final = re.compile(r"\s*(?:(?:https?:|data:)\S+|~\w+~)\s*\Z", re.IGNORECASE)
LOOKS_LIKE_A_SOURCE: Final = re.compile(r"\s*(?:https?:|data:|~|//?[\w.]|[A-Za-z0-9+/_-]{32})", re.IGNORECASE)


def read_pieces(body: JSON, *, event: str = "") -> list[Piece]:
    """Reads the pieces of one JSON answer, or of one event of a stream.

    `event` is the name of the server-sent event.
    """
    match body:
        case dict():
            return _read_object(body, event)
        case list():
            return [piece for item in body for piece in read_pieces(item, event=event)]
        case str() if event != "error":
            return [*_read_string(body, event=event)]
        case str() | int() | float() | None:
            return [ErrorPiece(error=body)] if event == "error" and body else []
        case _:
            assert_never(body)


def _read_object(body: dict[str, JSON], event: str) -> list[Piece]:
    match body:
        case {"event": str(named), "data": dict() | list() | str() as data}:  # an event inside of its own JSON
            return [*read_pieces(data, event=named), *_read_usage(body)]
    type_ = str(body.get("type") or event)
    pieces: list[Piece] = []
    if type_.endswith("partial_image") or "partial_image_index" in body:
        pieces += _read_image(body, position="partial", slot=_first_int(body, "image_index", "index"))
    elif type_.startswith(IMAGE_EVENTS) and type_.endswith("_failed"):
        return [ErrorPiece(error=body.get("error") or body, part=True), *_read_usage(body)]
    else:
        for name in ("choices", "candidates"):
            choices = body.get(name)
            for index, choice in enumerate(choices if isinstance(choices, list) else []):
                pieces += _read_choice(choice, index)
        reason, message = prompt_block_of(body)
        pieces += [FinishPiece(reason=reason, message=message)] if reason else []
        pieces += _read_lists(body)
        for name in () if type_.endswith(UNDER_WAY) else WRAPPERS:
            pieces += read_pieces(inner) if isinstance(inner := body.get(name), dict) else []
    pieces += _read_usage(body)
    pieces += _read_error(body, event=event, pieces=pieces)
    if not any(not isinstance(piece, UsagePiece | StrayPiece) for piece in pieces) and "choices" not in body:
        pieces += map(StrayPiece, result_strings(body))
    return pieces


def _read_string(text: str, *, event: str) -> Iterator[Piece]:
    """An answer inside of a string: its address, its JSON, the events of a whole stream."""
    if texts := json_texts(text):
        for inner in texts:
            yield from read_pieces(inner, event=event)
    elif SOLE_SOURCE.match(text):
        yield ImagePiece(source=text)


def _read_lists(body: dict[str, JSON]) -> Iterator[Piece]:
    """Pictures that stand beside `choices` or instead of them (Q21): all of them are final."""
    for name in LIST_FIELDS:
        match body.get(name):
            case list(items):
                for item in items:
                    yield from _read_item(item)
            case dict() as inner:
                yield from read_pieces(inner)
            case str(text) if json_texts(text):
                yield from _read_string(text, event="")
            case str(text) if LOOKS_LIKE_A_SOURCE.match(text) and not TASK_NAME.fullmatch(text):
                yield ImagePiece(source=text, by_model=name == "output")
            case str(text) if name == "output" and text.strip():
                yield TextPiece(text=text)
            case _:
                pass
    for name in ("url", "image_url", "image"):
        if isinstance(listed := body.get(name), list):
            for item in listed:
                yield from _read_item(item)
    yield from _read_image(body, position="list")


def _read_item(item: JSON) -> Iterator[Piece]:
    match item:
        case str(text) if text.strip():
            yield ImagePiece(source=text)
        case list(items):
            for one in items:
                yield from _read_item(one)
        case dict():
            images = [*_read_image(item, position="list")]
            yield from images
            if not images and isinstance(result := item.get("result"), str) and result:
                yield ImagePiece(base64=result)
            if not images and isinstance(content := item.get("content"), list):
                yield from _read_blocks(content, choice=0, whole=True)
            for name in (*IMAGE_FIELDS, *LIST_FIELDS):
                if isinstance(listed := item.get(name), list):
                    for one in listed:
                        yield from _read_item(one)
            if error := item.get("error") or (not images and item.get("code") and item.get("message") and item):
                yield ErrorPiece(error=error, part=True)
            yield from (task for task in _read_task(item) if task.status or task.url)
        case _:
            pass


def _read_choice(choice: JSON, index: int) -> Iterator[Piece]:
    if not isinstance(choice, dict):
        return
    number = _first_int(choice, "index") if isinstance(choice.get("index"), int) else index
    for name in ("delta", "message"):
        if isinstance(message := choice.get(name), dict):
            yield from _read_message(message, choice=number, whole=name == "message")
    if isinstance(content := choice.get("content"), dict):
        yield from _read_message({"content": content}, choice=number, whole=False)
    yield from _read_attached_images(choice, choice=number)
    reason, explanation = finish_of(choice)
    if reason:
        yield FinishPiece(reason=reason, message=explanation)
    if error := choice.get("error"):
        yield ErrorPiece(error=error)


def _read_message(message: dict[str, JSON], *, choice: int, whole: bool) -> Iterator[Piece]:
    thought = message.get("reasoning_content") or message.get("reasoning")
    if isinstance(thought, str) and thought:
        yield TextPiece(text=thought, choice=choice, whole=whole, is_reasoning=True)
    for name in ("content", "parts", "multi_mod_content"):
        match message.get(name):
            case str(text) if text:
                yield TextPiece(text=text, choice=choice, whole=whole)
            case list(blocks):
                yield from _read_blocks(blocks, choice=choice, whole=whole)
            case dict() as block:
                yield from _read_blocks([block], choice=choice, whole=whole)
            case _:
                pass
    if isinstance(refusal := message.get("refusal"), str) and refusal:
        yield TextPiece(text=refusal, choice=choice, whole=whole)
    yield from _read_attached_images(message, choice=choice)


def _read_blocks(blocks: list[JSON], *, choice: int, whole: bool) -> Iterator[Piece]:
    """Content as a list (Turing), or native Gemini parts that leaked (Q15)."""
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            texts.append(block)
        elif isinstance(block, dict):
            text = block.get("text")
            if isinstance(text, str) and block.get("thought") is True:
                yield TextPiece(text=text, choice=choice, whole=whole, is_reasoning=True)
            elif isinstance(text, str):
                texts.append(text)
            if isinstance(parts := block.get("parts"), list):
                yield from _read_blocks(parts, choice=choice, whole=whole)
            yield from _read_image(
                block, position="thought" if block.get("thought") is True else "chat", choice=choice
            )
    if text := "".join(texts):
        yield TextPiece(text=text, choice=choice, whole=whole)


def _read_attached_images(holder: dict[str, JSON], *, choice: int) -> Iterator[Piece]:
    """`images` or `image` on a delta, a message or a choice (Turing and Qiniu, Q15)."""
    images = holder.get("images")
    for item in images if isinstance(images, list) else [images]:
        if isinstance(item, str) and item.strip():
            yield ImagePiece(source=item, position="chat", choice=choice)
        elif isinstance(item, dict):
            yield from _read_image(item, position="chat", choice=choice)
    for name in ATTACHED_FIELDS:
        yield from map(StrayPiece, result_strings(holder.get(name)))
    if image := holder.get("image"):
        yield from _read_image({"image": image}, position="chat", choice=choice)


def _read_image(
    item: dict[str, JSON], *, position: Position, choice: int = 0, slot: int = 0
) -> Iterator[ImagePiece]:
    """The one picture of an object, by whatever name; empty and null count as absent (Q2)."""
    base64 = source = ""
    for name in (*IMAGE_FIELDS, "partial_image_b64"):
        match item.get(name):
            case str(text) if text.strip():
                if name in ("b64_json", "b64", "base64", "partial_image_b64"):
                    base64 = base64 or text
                else:
                    source = source or text
            case {"data": str(text)} if text.strip():
                base64 = base64 or text
            case dict() as inner:
                for image in _read_image(inner, position=position):
                    base64, source = base64 or image.base64, source or image.source
            case _:
                pass
    if base64 or source:
        yield ImagePiece(base64=base64, source=source, position=position, choice=choice, slot=slot)


def _read_usage(body: dict[str, JSON]) -> Iterator[Piece]:
    usage, model = body.get("usage"), body.get("model")
    counts = dict(_flatten_counts(usage, "")) if isinstance(usage, dict) else {}
    if counts or (isinstance(model, str) and model):
        yield UsagePiece(tokens=counts, model=model if isinstance(model, str) else "")


def _flatten_counts(usage: dict[str, JSON], within: str) -> Iterator[tuple[str, int]]:
    for name, value in usage.items():
        match value:
            case bool():
                pass
            case int():
                yield within + name, value
            case dict():
                yield from _flatten_counts(value, f"{within}{name}.")
            case _:
                pass


def _first_int(body: dict[str, JSON], *names: str) -> int:
    """The first whole number under one of the names, else 0."""
    return next((value for name in names if isinstance(value := body.get(name), int)), 0)


def _read_task(body: dict[str, JSON]) -> Iterator[TaskPiece]:
    """A job that was accepted (Q36): by its state, by where it can be asked for, or by its id and nothing else."""
    named = next((body[name] for name in TASK_IDS if body.get(name)), None)
    results = (text for name in ("result", "data") if isinstance(text := body.get(name), str))
    named = named or next(filter(TASK_NAME.fullmatch, results), None)
    status = str(body.get("status") or body.get("task_status") or "").lower()
    urls = body.get("urls")
    places = {**urls, **body} if isinstance(urls, dict) else body
    url = next((str(places[name]) for name in TASK_URLS if places.get(name)), "")
    names = {
        name for name, value in body.items() if isinstance(value, list) or (value and isinstance(value, str | dict))
    }
    is_bare = names <= TASK_FIELDS and not (_is_refusal(body) or _says_why(body))
    if isinstance(named, str | int) and (status in TASK_STATES or url or (is_bare and not status)):
        yield TaskPiece(id=str(named), status=status, url=url)


def _says_why(body: dict[str, JSON]) -> bool:
    """Whether an object has words of its own, and they are not those of a success."""
    texts = (body.get(name) for name in MESSAGE_FIELDS if name not in VAGUE_FIELDS)
    return any(text and not (isinstance(text, str) and SUCCESS.fullmatch(text)) for text in texts)


def _is_refusal(body: dict[str, JSON]) -> bool:
    """Whether an object says that it failed: an id in it or beside that is then the request's, and no job."""
    failed = str(body.get("status")).lower() in FAILED or False in (body.get("success"), body.get("ok"))
    return failed or 400 <= _first_int(body, "code") < 600


def _read_error(body: dict[str, JSON], *, event: str, pieces: list[Piece]) -> Iterator[Piece]:
    """An error in any of the forms of Q1 and Q3, or a task id; pictures of the same body come before it."""
    error = next((body[name] for name in ERRORS if body.get(name)), None)
    type_ = str(body.get("type") or event)
    refused = _is_refusal(body)
    useless = UsagePiece | StrayPiece | TaskPiece if refused else UsagePiece | StrayPiece
    useful = any(not isinstance(piece, useless) for piece in pieces)
    if useful and (not body.get("error") or (isinstance(error, dict) and not any(error.values()))):
        error = None
    if error:
        fields: dict[str, JSON] = {name: body[name] for name in ERROR_FIELDS if name in body and name not in ERRORS}
        yield ErrorPiece(error=fields | {"error": error})
    elif event == "error" or type_ == "error" or type_.endswith("_error"):
        yield ErrorPiece(error=body)
    elif not useful and "choices" not in body:
        tasks = [*_read_task(body)]
        yield from tasks
        is_failure = refused or _says_why(body)
        if not tasks and (not type_ or "code" in body) and is_failure:
            yield ErrorPiece(error=body)
