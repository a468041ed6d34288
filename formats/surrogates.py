"""Repair of text with halves of characters."""

import re
from typing import Final

SURROGATE: Final = re.compile("[\ud800-\udfff]")
BYTES: Final = re.compile("[\udc80-\udcff]+")
CUT_CHARACTER: Final = re.compile("[\ud800-\udbff\udc80-\udcff]{1,4}\\Z")


def repair_surrogates(text: str) -> str:
    """Repairs text so that it can be written as UTF-8.

    Halves of a character are joined again, lone ones replaced (docs/gateways.md, T37). Halves are surrogates: those
    of JSON escapes, and those that stand for single bytes (PEP 383).
    """
    if text.isascii() or not SURROGATE.search(text):
        return text
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    joined = BYTES.sub(lambda run: run[0].encode("utf-8", "surrogateescape").decode("utf-8", "replace"), paired)
    return SURROGATE.sub("\ufffd", joined)
