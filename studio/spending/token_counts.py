"""Token counts of a call by the names that gateways give them; the day (UTC) of a time."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

TOKEN_COUNTS: Final = (("total_tokens",), ("input_tokens", "output_tokens"), ("prompt_tokens", "completion_tokens"))
"""How gateways name all tokens of a call: their sum, or the parts of it."""
MAX_TOKENS: Final = 100_000_000
"""Tokens of one call that are counted: a gateway may say any number, and a column holds so many."""


def total_tokens(usage: Mapping[str, int]) -> int:
    """All tokens of a call, 0 where its gateway does not tell, MAX_TOKENS at most."""
    for names in TOKEN_COUNTS:
        if tokens := sum(max(0, usage.get(name, 0)) for name in names):
            return min(tokens, MAX_TOKENS)
    return 0


def utc_day(now: float) -> str:
    """The day of a time, YYYY-MM-DD."""
    return datetime.fromtimestamp(now, UTC).date().isoformat()
