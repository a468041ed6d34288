"""Totals of the calls of a run, columns beside it that a month is summed up from."""

from studio.spending.token_counts import total_tokens, utc_day
from studio.types import Call, Run


def run_totals(run: Run) -> dict[str, str | int]:
    """The columns `day`, `call_count`, `failed_count`, `maybe_charged` and `tokens` of a run."""
    return {
        "day": utc_day(run.created),
        "call_count": len(run.calls),
        "failed_count": sum(call.state in ("failed", "unknown") for call in run.calls),
        "maybe_charged": sum(_may_be_charged(call) for call in run.calls),
        "tokens": sum(total_tokens(call.usage) for call in run.calls),
    }


def _may_be_charged(call: Call) -> bool:
    """Whether a call may have been paid for without what was asked."""
    return call.state == "unknown" or (call.error is not None and call.error.may_be_charged)
