"""Finish reasons: which of several counts, and what it means: a block, a fault, a limit.

Pure (docs/gateways.md, Q43, Q44)."""

import re
from collections.abc import Mapping
from typing import Final

from providers.types import JSON

FIELDS: Final = ("native_finish_reason", "finishReason", "finish_reason")
FILTER_FIELDS: Final = ("prompt_filter_results", "content_filter_results")
BLOCKED: Final = re.compile(
    r"filter|safety|prohibited|block|recitation|spii|moderation|sensitive|refus|guardrail|policy", re.IGNORECASE
)
FAULT_REASONS: Final = frozenset({"error", "failed", "failure", "server_error", "internal_error"})
LENGTH_REASONS: Final = frozenset({"length", "max_tokens", "max_output_tokens", "token_limit"})
NORMAL_REASONS: Final = frozenset(
    {"stop", "end_turn", "complete", "completed", "eos", "stop_sequence", "tool_calls", "success", "done"}
)


def finish_of(choice: Mapping[str, JSON]) -> tuple[str, str]:
    """The reason of a choice and the model's words about it, "" where there is none.

    The native reason counts, unless it is the normal one.
    """
    reasons = [reason for name in FIELDS if isinstance(reason := choice.get(name), str) and reason]
    abnormal = next((reason for reason in reasons if reason.lower() not in NORMAL_REASONS), "")
    return abnormal or (reasons[-1] if reasons else ""), str(choice.get("finishMessage") or "")


def prompt_block_of(body: Mapping[str, JSON]) -> tuple[str, str]:
    """The same for a blocked prompt (Gemini), or a filter that says that it filtered (Azure)."""
    match body.get("promptFeedback") or body.get("prompt_feedback"):
        case {"blockReason": str(reason), **more} | {"block_reason": str(reason), **more}:
            return f"prompt blocked: {reason}", str(more.get("blockReasonMessage") or "")
    match body.get("incomplete_details"):
        case {"reason": str(reason)}:
            return reason, ""
    return "content_filter" if any(_is_filtered(body.get(name)) for name in (*FILTER_FIELDS, "data")) else "", ""


def _is_filtered(results: JSON) -> bool:
    match results:
        case dict():
            return results.get("filtered") is True or any(map(_is_filtered, results.values()))
        case list():
            return any(map(_is_filtered, results))
    return False
