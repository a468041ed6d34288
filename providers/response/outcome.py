"""Outcome of an ended answer: success with notices, or one error. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from providers.errors import Asynchronous, Blocked, CutOff, Damaged, Empty, ProviderError, TokenLimit, Unreadable
from providers.errors.classify import classify_error, sanitize
from providers.events import Notice
from providers.response.finish_reasons import BLOCKED, FAULT_REASONS, LENGTH_REASONS, NORMAL_REASONS

NO_PICTURE: Final = "no_picture"
TOKEN_TOTALS: Final = ("total_tokens", "output_tokens", "completion_tokens", "input_tokens", "prompt_tokens")
MAX_STATUS_LINES: Final = 3


@dataclass(slots=True, kw_only=True)
class ResponseSummary:
    """Summary of an answer.

    `pictures` are whole ones and sure links, `unsure` links that stand in the text. `failure_text` is that of a
    failure that stood in no JSON.
    """

    pictures: int = 0
    unsure: int = 0
    partials: int = 0
    error: ProviderError | None = None
    part_errors: list[ProviderError] = field(default_factory=list)
    damaged: bool = False
    cut: bool = False
    unreadable: str = ""
    failure_text: str = ""
    bytes: int = 0
    has_text: bool = False
    text: str = ""
    ended: bool = False
    finish_reason: str = ""
    finish_message: str = ""
    task: dict[str, str | int] = field(default_factory=dict)
    tokens: Mapping[str, int] = field(default_factory=dict)
    progress: list[str] = field(default_factory=list)

    @property
    def has_nothing(self) -> bool:
        """Whether nothing came of which a person could be told."""
        refused = self.error is not None or self.part_errors or self.damaged or BLOCKED.search(self.finish_reason)
        return not (self.pictures or self.has_text or self.partials or self.task or refused)


def conclude(summary: ResponseSummary, *, status: int, request_id: str) -> list[Notice]:
    """The notices of a success; raises the ProviderError of a failure.

    Cases: docs/gateways.md, T47, T49, T54, T55, T72-T78. Words alone are an answer, too (T75); so is a link in the
    words, which may turn out to be the picture.
    """
    if summary.pictures:
        return _late_notices(summary)
    if summary.error is not None:
        raise summary.error
    if summary.failure_text and not summary.ended:
        raise classify_error(summary.failure_text, status=status, request_id=request_id)
    status_text = sanitize("\n".join(summary.progress[-MAX_STATUS_LINES:]))
    if summary.finish_reason and BLOCKED.search(summary.finish_reason):
        message = sanitize(summary.finish_message) or sanitize(summary.text) or summary.finish_reason
        raise Blocked(message, status=status, request_id=request_id, may_be_charged=True)
    if summary.part_errors:
        raise summary.part_errors[0]
    if summary.cut or summary.partials:
        raise CutOff(status_text, status=status, request_id=request_id)
    if summary.damaged:
        raise Damaged(status=status, request_id=request_id)
    if summary.finish_reason.lower() in LENGTH_REASONS:
        raise TokenLimit(sanitize(summary.text), status=status, request_id=request_id)
    if summary.finish_reason.lower() in FAULT_REASONS:
        raise classify_error(summary.finish_message, status=status, request_id=request_id)
    # An id and nothing beside it is a job only where nothing else came: many events carry one.
    is_bare = summary.task.keys() <= {"task", "status"} and not summary.task.get("status")
    if summary.task and not (is_bare and (summary.has_text or summary.finish_reason or summary.tokens)):
        raise Asynchronous(status=status, request_id=request_id, params=summary.task)
    if summary.has_text and summary.ended:
        return [Notice(kind="answered_in_words")]
    if summary.unreadable:
        raise Unreadable(sanitize(summary.unreadable), status=status, request_id=request_id)
    if summary.ended or not summary.bytes:
        if summary.finish_reason and summary.finish_reason.lower() not in NORMAL_REASONS:
            message = sanitize(summary.finish_message) or status_text
            params = {"reason": NO_PICTURE, "finish": summary.finish_reason}
            raise Empty(message, status=status, request_id=request_id, params=params)
        raise empty_error(summary.tokens, message=status_text, status=status, request_id=request_id)
    raise CutOff(status_text, status=status, request_id=request_id)


def empty_error(
    tokens: Mapping[str, int], *, message: str = "", status: int | None = None, request_id: str = ""
) -> Empty:
    """The error of an answer with nothing in it, with its cost where the answer names it."""
    spent = next((tokens[name] for name in TOKEN_TOTALS if tokens.get(name)), 0)
    params: dict[str, str | int] = {"tokens": spent, "hint": "tokens"} if spent else {}
    return Empty(message, status=status, request_id=request_id, params=params)


def _late_notices(summary: ResponseSummary) -> list[Notice]:
    out: list[Notice] = []
    if summary.error is not None:
        out.append(Notice(kind="error_after_picture", params={"said": summary.error.gateway_message}))
    elif summary.cut:
        out.append(Notice(kind="unfinished_stream"))
    return out
