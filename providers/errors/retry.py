"""What may be sent again by itself: only what certainly was not begun (docs/gateways.md). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from providers.errors import Busy, ProviderError, RateLimited, Unreachable

DOUBLING: Final = (1, 2)
PATIENCE: Final = 60.0
UNNAMED_PAUSE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedAttempt:
    """An attempt that ended before an answer came. `worded`: its words were JSON, so the gateway's own and not a
    proxy's; `forbidden`: it said `x-should-retry: false`."""

    error: ProviderError
    worded: bool = False
    forbidden: bool = False


def wait_before(refusal: FailedAttempt, *, before: Sequence[ProviderError], backoff: float) -> float | None:
    """Seconds until the call is sent again, or None when it must not be; `before`: what was already resent.

    Not one byte left: twice. 429 that is not about quota (that one is OutOfCredit): twice. 503 whose own words say
    busy, or that names a time (any other is ambiguous): once. Two resends in all; whoever asks for more than a
    minute is told to the person instead.
    """
    error = refusal.error
    if len(before) >= len(DOUBLING) or refusal.forbidden:
        return None
    doubling = backoff * DOUBLING[len(before)]
    match error:
        case Unreachable():
            return doubling
        case RateLimited():
            wait = doubling * UNNAMED_PAUSE if error.retry_after is None else error.retry_after
        case Busy() if (refusal.worded or error.retry_after is not None) and not _busy(before):
            wait = doubling * UNNAMED_PAUSE if error.retry_after is None else error.retry_after
        case _:
            return None
    return wait if wait <= PATIENCE else None


def _busy(before: Sequence[ProviderError]) -> bool:
    return any(isinstance(error, Busy) for error in before)
