"""The visitors' own keys, kept in memory and told to nobody."""

from typing import Final

from formats.texts.api_key import BadKeyFormat, clean_key
from ui.schemas.request_body import unreadable
from ui.security.visitor_store import SEEN_LATELY, StoreFull, VisitorStore

__all__ = ["SEEN_LATELY", "KeysFull", "VisitorKeys", "clean_visitor_key", "key_tail"]

SHOWN_FROM: Final = 16
"""Characters of a key from which on its last four give nothing away."""
KeysFull = StoreFull


def key_tail(key: str) -> str:
    """The part of a key that its owner is shown: "sk-…4f2a"; of a short one none, "" for no key."""
    if len(key) < SHOWN_FROM:
        return "…" if key else ""
    return f"{'sk-' if key.startswith('sk-') else ''}…{key[-4:]}"


def clean_visitor_key(pasted: str) -> str:
    """A pasted key, cleaned, or "". Raises ApiError, which does not repeat it."""
    try:
        return clean_key(pasted)
    except BadKeyFormat as error:
        raise unreadable("key") from error


class VisitorKeys(VisitorStore[str]):
    """The visitors' own keys, each under its visitor and its gateway's id."""

    def get(self, visitor: str, gateway: str) -> str:
        """The visitor's key for that gateway, "" when none is kept."""
        return self.find(visitor, gateway) or ""
