"""API keys as people paste them."""

import re

_KEY = re.compile(r"[\x21-\x7e]{1,4096}")


class BadKeyFormat(ValueError):
    """A key that cannot be one.

    The message completes "TUZI_API_KEY …" and never repeats what was given.
    """


def clean_key(text: str) -> str:
    """Cleans a key as it was pasted.

    Without quotes, blanks around it or a leading "Bearer". Raises BadKeyFormat.
    """
    key = re.sub(r"(?i)^bearer\s+", "", text.strip().strip("\"'").strip())
    if key and not _KEY.fullmatch(key):
        raise BadKeyFormat("is no key: it holds a blank, a line break or a letter outside ASCII.")
    return key
