"""Retry policy: which failures are sent again without paying twice.

Only what certainly was not begun (docs/gateways.md). Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from providers.errors import BadRequest, Busy, ProviderError, RateLimited, Unreachable

BACKOFF_FACTORS: Final = (1, 2)
MAX_WAIT: Final = 60.0
UNNAMED_WAIT_FACTOR: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedAttempt:
    """An attempt that ended before an answer came.

    `is_json`: its body was JSON, so the gateway's own and not a proxy's; `body` is that body, its first 64 KB;
    `denies_retry`: it said `x-should-retry: false`; `wait_in_header`: a header named a time to wait. A time in the
    words of a page is not enough: a proxy that lost the gateway in the middle of the work writes such a page.
    """

    error: ProviderError
    body: bytes = b""
    is_json: bool = False
    denies_retry: bool = False
    wait_in_header: bool = False


def wait_before(attempt: FailedAttempt, *, previous: Sequence[ProviderError], backoff: float) -> float | None:
    """Seconds until the call is sent again, or None when it must not be.

    `previous`: what was already resent. Not one byte left: twice. 429 that is not about quota (that one is
    OutOfCredit): twice. 503 whose own words say busy, or that names a time (any other is ambiguous): once. Two
    resends in all; whoever asks for more than a minute is told to the person instead.
    """
    error = attempt.error
    if len(previous) >= len(BACKOFF_FACTORS) or attempt.denies_retry:
        return None
    pause = backoff * BACKOFF_FACTORS[len(previous)]
    match error:
        case Unreachable():
            return pause
        case RateLimited(status=429):
            wait = pause * UNNAMED_WAIT_FACTOR if error.retry_after is None else error.retry_after
        case Busy() if (attempt.is_json or attempt.wait_in_header) and not _was_busy(previous):
            wait = pause * UNNAMED_WAIT_FACTOR if error.retry_after is None else error.retry_after
        case _:
            return None
    return wait if wait <= MAX_WAIT else None


def may_be_changed(attempt: FailedAttempt, *, previous: Sequence[ProviderError]) -> bool:
    """Whether the call may be sent once more without a parameter that was refused by name.

    Only after a plain refusal of the request, once, and within the two resends. Which parameter that is,
    errors/refused_parameter.py reads.
    """
    is_first = not any(isinstance(error, BadRequest) for error in previous)
    in_bounds = is_first and len(previous) < len(BACKOFF_FACTORS) and not attempt.denies_retry
    return in_bounds and isinstance(attempt.error, BadRequest)


def _was_busy(before: Sequence[ProviderError]) -> bool:
    return any(isinstance(error, Busy) for error in before)
