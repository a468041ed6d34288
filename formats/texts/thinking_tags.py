"""Thinking in tags before the answer, as some relays write reasoning.

docs/gateways.md, T36."""

import re
from collections.abc import Iterator
from typing import Final, Literal

OPENING: Final = re.compile(r"\s*<(think|thinking|thought|reasoning)>", re.IGNORECASE)
OPENING_SO_FAR: Final = re.compile(r"\s*(?:<[a-z]{0,9})?\Z", re.IGNORECASE)
CLOSING: Final = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
CLOSING_SO_FAR: Final = re.compile(r"</?[a-z]{0,9}\Z", re.IGNORECASE)


class ThinkingTags:
    """Splits the text of one choice; a tag may be cut anywhere."""

    def __init__(self) -> None:
        self._state: Literal["before", "inside", "behind"] = "before"
        self._buffered = ""

    def feed(self, text: str) -> Iterator[tuple[str, bool]]:
        """Splits more text into parts, each with True where it is thinking."""
        text, self._buffered = self._buffered + text, ""
        if self._state == "before":
            if OPENING_SO_FAR.match(text):
                self._buffered = text
                return
            opening = OPENING.match(text)
            self._state = "inside" if opening else "behind"
            text = text[opening.end() :] if opening else text
        if self._state == "inside":
            closing = CLOSING.search(text) or CLOSING_SO_FAR.search(text)
            end = closing.start() if closing else len(text)
            yield text[:end], True
            if closing is None or not closing[0].endswith(">"):
                self._buffered = text[end:]
                return
            self._state, text = "behind", text[closing.end() :]
        if text:
            yield text, False

    def finish(self) -> tuple[str, bool]:
        """Ends the text: the rest that was held back, and True where it is thinking."""
        buffered, self._buffered = self._buffered, ""
        return buffered, self._state == "inside"
