"""What an answer comes to when it has ended: a success with notices, or the one error that says why not. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from providers.errors import Asynchronous, Blocked, CutOff, Damaged, Empty, ProviderError, TokenLimit, Unreadable
from providers.errors.classify import sanitize
from providers.events import Notice

BLOCKED: Final = re.compile(
    r"filter|safety|prohibited|blocklist|recitation|spii|moderation|sensitive", re.IGNORECASE
)
TOO_LONG: Final = frozenset({"length", "max_tokens", "max_output_tokens", "token_limit"})
TOTALS: Final = ("total_tokens", "output_tokens", "completion_tokens", "input_tokens", "prompt_tokens")
LAST_LINES: Final = 3


@dataclass(slots=True, kw_only=True)
class ResponseSummary:
    """What came of an answer. `pictures` are whole ones and sure links, `unsure` links that stand in the words."""

    pictures: int = 0
    unsure: int = 0
    partials: int = 0
    error: ProviderError | None = None
    parts_failed: list[ProviderError] = field(default_factory=list)
    damaged: bool = False
    cut: bool = False
    unreadable: str = ""
    bytes: int = 0
    said: bool = False
    words: str = ""
    ended: bool = False
    reason: str = ""
    task: Mapping[str, str | int] = field(default_factory=dict)
    tokens: Mapping[str, int] = field(default_factory=dict)
    progress: list[str] = field(default_factory=list)


def conclude(tally: ResponseSummary, *, status: int, request_id: str) -> list[Notice]:
    """The notices of a success; raises the ProviderError of a failure.

    Cases: docs/gateways.md, T47, T49, T54, T55, T72-T78.

    Words alone are an answer, too (T75); so is a link in the words, which may turn out to be the picture.
    """
    if tally.pictures:
        return _late(tally)
    if tally.error is not None:
        raise tally.error
    last = sanitize("\n".join(tally.progress[-LAST_LINES:]))
    if tally.reason and BLOCKED.search(tally.reason):
        said = sanitize(tally.words) or tally.reason
        raise Blocked(said, status=status, request_id=request_id, may_be_charged=True)
    if tally.parts_failed:
        raise tally.parts_failed[0]
    if tally.cut or tally.partials:
        raise CutOff(last, status=status, request_id=request_id)
    if tally.damaged:
        raise Damaged(status=status, request_id=request_id)
    if tally.reason.lower() in TOO_LONG:
        raise TokenLimit(sanitize(tally.words), status=status, request_id=request_id)
    if tally.task:
        raise Asynchronous(status=status, request_id=request_id, params=tally.task)
    if tally.said and tally.ended:
        return [Notice(kind="answered_in_words")]
    if tally.unreadable:
        raise Unreadable(sanitize(tally.unreadable), status=status, request_id=request_id)
    if tally.ended or not tally.bytes:
        raise empty(tally.tokens, said=last, status=status, request_id=request_id)
    raise CutOff(last, status=status, request_id=request_id)


def empty(tokens: Mapping[str, int], *, said: str = "", status: int | None = None, request_id: str = "") -> Empty:
    """An answer with nothing in it. What it cost is told where the answer names it."""
    spent = next((tokens[name] for name in TOTALS if tokens.get(name)), 0)
    params: dict[str, str | int] = {"tokens": spent, "hint": "tokens"} if spent else {}
    return Empty(said, status=status, request_id=request_id, params=params)


def _late(tally: ResponseSummary) -> list[Notice]:
    out: list[Notice] = []
    if tally.error is not None:
        out.append(Notice(kind="error_after_picture", params={"said": tally.error.said}))
    elif tally.cut:
        out.append(Notice(kind="unfinished_stream"))
    return out
