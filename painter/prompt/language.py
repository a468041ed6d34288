"""Language of a prompt: English, or Chinese as soon as one Chinese character stands in it."""

import re
from typing import Final, Literal

Language = Literal["en", "zh"]
CHINESE: Final = re.compile(r"[\u3400-\u9fff]")


def language_of(prompt: str) -> Language:
    """The language in which the painter speaks about this prompt."""
    return "zh" if CHINESE.search(prompt) else "en"
