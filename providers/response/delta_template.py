"""Fast path for stream deltas that differ only in their text.

The deltas of a stream are one JSON in which only the words differ: what was read of one holds for the next. A
picture in a chat stream is thousands of them, and most of their cost was to read the same frame again."""

from dataclasses import dataclass, replace
from typing import Final

from formats.encodings.base64_stream import BASE64_CHARS
from providers.response.pieces import Piece, TextPiece, UsagePiece

UNESCAPED: Final = bytes(set(range(0x20, 0x7F)) - set(b'"\\'))
"""ASCII that needs no escape in JSON."""
DATA: Final = b"data: "
EVENT_END: Final = b"\n\n"
MIN_TEXT: Final = 8
"""Words so short may stand in the frame as well, so that it is not known which of them will change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaTemplate:
    """The bytes before and after the text of a delta, and its piece.

    `event`: the stream's name for it.
    """

    before: bytes
    after: bytes
    piece: TextPiece
    event: str

    def parse(self, data: bytes, *, event: str) -> TextPiece | None:
        """The text of a delta that differs in nothing else. None of any other, which has to be read."""
        start, stop = len(self.before), len(data) - len(self.after)
        if stop < start or event != self.event or not (data.startswith(self.before) and data.endswith(self.after)):
            return None
        text = data[start:stop]
        return replace(self.piece, text=text.decode("ascii")) if _is_unescaped(text) else None

    def take_base64(self, data: bytes) -> tuple[str, int]:
        """All base64 of the whole events that `data` begins with, and where they end.

        Nothing where one of them has other text, or is written in another way.
        """
        first, last = DATA + self.before, self.after + EVENT_END
        end = data.rfind(last)
        if self.event or end < 0 or not data.startswith(first):
            return "", 0
        text = data[len(first) : end].replace(last + first, b"")
        return ("", 0) if text.translate(None, BASE64_CHARS) else (text.decode("ascii"), end + len(last))

    def is_begun(self, data: bytes) -> bool:
        """Whether `data` is the beginning of another such event."""
        first = DATA + self.before
        return data.startswith(first) or first.startswith(data)


def template_of(data: bytes, pieces: list[Piece], *, event: str) -> DeltaTemplate | None:
    """The template of a delta that has nothing but text.

    And which model it is, as every one names it.
    """
    match [piece for piece in pieces if not (isinstance(piece, UsagePiece) and not piece.tokens)]:
        case [TextPiece(text=text, whole=False) as piece] if len(text) >= MIN_TEXT and text.isascii():
            text_bytes = text.encode()
        case _:
            return None
    if not _is_unescaped(text_bytes) or data.count(b'"' + text_bytes + b'"') != 1 or data.count(text_bytes) != 1:
        return None
    before, after = data.split(text_bytes)
    return DeltaTemplate(before=before, after=after, piece=piece, event=event)


def _is_unescaped(text: bytes) -> bool:
    """Whether it stands in a JSON string as it is, and says something."""
    return bool(text) and not text.translate(None, UNESCAPED)
