"""JSON from people that every reader takes: no NaN, no giant numbers, not nested too deeply."""

import math
import re
from typing import Any, Final

MAX_DEPTH: Final = 6
MAX_INTEGER: Final = 2**63 - 1
_UNSENDABLE: Final = re.compile(r"[\x00\ud800-\udfff]")


def is_plain_json(value: Any, *, depth: int = 1) -> bool:
    """Whether a value is JSON that every reader takes, at most `MAX_DEPTH` levels deep."""
    match value:
        case dict():
            inner = (*value.keys(), *value.values())
            return depth <= MAX_DEPTH and all(is_plain_json(item, depth=depth + 1) for item in inner)
        case list():
            return depth <= MAX_DEPTH and all(is_plain_json(item, depth=depth + 1) for item in value)
        case str():
            return _UNSENDABLE.search(value) is None
        case bool() | None:
            return True
        case int():
            return abs(value) <= MAX_INTEGER
        case float():
            return math.isfinite(value)
        case _:
            return False
