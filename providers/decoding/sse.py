"""Server-sent events out of bytes: lines end at LF, CR or CRLF and nowhere else.

What gateways send: docs/gateways.md, Q9-Q13, T39-T41. A text splitter would also cut at U+2028, U+2029 and U+0085,
which are ordinary characters inside JSON (Q10).
"""

from dataclasses import dataclass
from typing import Final

from providers.errors import Unreadable

MOST: Final = 32 * 1024 * 1024
"""Bytes held at once for one event, pictures not counted: they are lifted out before."""
FIELDS: Final = frozenset({b"event", b"id", b"retry"})
BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class SSEMessage:
    """One event. `ended` is False when the stream stopped before the blank line that ends it."""

    data: bytes
    event: str = ""
    ended: bool = True


class SSEDecoder:
    """Bytes in, messages out. What belongs to no field is kept in `stray`: gateways put bare JSON there (Q3)."""

    def __init__(self) -> None:
        self.stray: list[bytes] = []
        self._pieces: list[bytes] = []
        self._data: list[bytes] = []
        self._event = ""
        self._held = 0
        self._partial = 0
        self._strayed = 0
        self._after_cr = False
        self._first = True

    def feed(self, chunk: bytes) -> list[SSEMessage]:
        """Raises Unreadable when one event is longer than MOST."""
        if self._after_cr and chunk.startswith(b"\n"):
            chunk = chunk[1:]
            self._after_cr = False
        if not chunk:
            return []
        self._after_cr = chunk.endswith(b"\r")
        out: list[SSEMessage] = []
        for line in chunk.splitlines(keepends=True):
            if not line.endswith((b"\n", b"\r")):
                self._pieces.append(line)
                self._partial += len(line)
                self._check()
                break
            if self._pieces:
                line = b"".join((*self._pieces, line))
                self._pieces, self._partial = [], 0
            out += self._line(line.rstrip(b"\r\n"))
        return out

    def finish(self) -> list[SSEMessage]:
        """The end of the stream: the last event counts even without its blank line."""
        last = b"".join(self._pieces)
        self._pieces = []
        out = self._line(last) if last else []
        return [*out, *self._dispatch(ended=False)]

    def _line(self, line: bytes) -> list[SSEMessage]:
        if self._first:
            self._first = False
            line = line.removeprefix(BOM)
        if not line:
            return self._dispatch(ended=True)
        if line.startswith(b":"):
            return []
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._data.append(value)
            self._held += len(value)
            self._check()
        elif name == b"event":
            self._event = value.decode("utf-8", "replace")
        elif name not in FIELDS:
            self.stray.append(line)
            self._strayed += len(line)
            self._check()
        return []

    def _dispatch(self, *, ended: bool) -> list[SSEMessage]:
        data, event = self._data, self._event
        self._data, self._event = [], ""
        self._held = 0
        if not data and event != "error":
            return []
        return [SSEMessage(data=b"\n".join(data), event=event, ended=ended)]

    def _check(self) -> None:
        if self._held + self._partial + self._strayed > MOST:
            raise Unreadable("one event of the answer is too long")
