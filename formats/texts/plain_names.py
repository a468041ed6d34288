"""Names that people give, cleaned of what is not printed."""

import re
from typing import Final

MAX_NAME: Final = 60
"""Characters of a name."""
UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, marks that turn the direction of a text, and halves of surrogate pairs."""


def clean_name(text: str) -> str:
    """A name as it was given, on one line, cut to `MAX_NAME`."""
    return " ".join(UNPRINTABLE.sub(" ", text).split())[:MAX_NAME].strip()
