"""Prefixes of base64 in a field: data URLs (RFC 2397) as often as they stand, and quotes."""

import re
from typing import Final
from urllib.parse import unquote

PREFIX: Final = re.compile(
    r"(?:[\s\"'`]*(?:(?:https?://[^\s,~]{0,200}?)?data:[^,~]{0,200};base64,|data:[^,~]{0,200},"
    r"|(?:image/[\w.+-]{1,40};\s*)?base64[,:]))+[\s\"'`]*",
    re.IGNORECASE,
)
QUOTE: Final = re.compile(r"\s*b?([\"'`])(?=[A-Za-z0-9+/_~-])")


def without_data_url(text: str) -> str | None:
    """The base64 behind the prefixes of a field; None where it has none of them."""
    prefix = PREFIX.match(text) or QUOTE.match(text)
    if prefix is None:
        return None
    rest = text[prefix.end() :].rstrip(" \t\r\n\"'`")
    return unquote(rest) if "%" in rest else rest
