"""The deltas of a stream are one JSON in which only the words differ: what was read of one holds for the next.

A picture in a chat stream is thousands of them, and most of their cost was to read the same frame again.
"""

from dataclasses import dataclass, replace
from typing import Final

from providers.response.json_shapes import Piece, TextPiece, UsagePiece

PLAIN: Final = bytes(set(range(0x20, 0x7F)) - set(b'"\\'))
"""ASCII that needs no escape in JSON."""
SHORTEST: Final = 8
"""Words so short may stand in the frame as well, so that it is not known which of them will change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaTemplate:
    """What stands before and after the words of a delta, and those words. `event`: the stream's name for it."""

    before: bytes
    after: bytes
    said: TextPiece
    event: str

    def words(self, data: bytes, *, event: str) -> TextPiece | None:
        """The words of a delta that differs in nothing else; None of any other, which has to be read."""
        start, stop = len(self.before), len(data) - len(self.after)
        if stop < start or event != self.event or not (data.startswith(self.before) and data.endswith(self.after)):
            return None
        text = data[start:stop]
        return replace(self.said, text=text.decode("ascii")) if _plain(text) else None


def template_of(data: bytes, pieces: list[Piece], *, event: str) -> DeltaTemplate | None:
    """The mould of a delta that was read and said nothing but words (and which model it is, as every one does)."""
    match [piece for piece in pieces if not (isinstance(piece, UsagePiece) and not piece.tokens)]:
        case [TextPiece(text=text, whole=False) as said] if len(text) >= SHORTEST and text.isascii():
            words = text.encode()
        case _:
            return None
    if not _plain(words) or data.count(b'"' + words + b'"') != 1 or data.count(words) != 1:
        return None
    before, after = data.split(words)
    return DeltaTemplate(before=before, after=after, said=said, event=event)


def _plain(text: bytes) -> bool:
    """Whether it stands in a JSON string as it is, and says something."""
    return bool(text) and not text.translate(None, PLAIN)
