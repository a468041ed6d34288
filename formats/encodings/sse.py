"""Incremental decoder of server-sent events over bytes.

Lines end at LF, CR or CRLF and nowhere else: a text splitter would also cut at U+2028, U+2029 and U+0085, which are
ordinary characters inside JSON (Q10). What gateways send: docs/gateways.md, Q9-Q13, T39-T41."""

from dataclasses import dataclass
from typing import Final

from formats.encodings.errors import DecodingError

MAX_EVENT_BYTES: Final = 32 * 1024 * 1024
"""Bytes held at once for one event, pictures not counted: they are extracted before."""
FIELDS: Final = frozenset({b"event", b"id", b"retry"})
HEARTBEATS: Final = frozenset({"", "ping", "keepalive", "keep-alive", "heartbeat"})
BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class SSEMessage:
    """One event. `ended` is False when the stream stopped before the blank line that ends it.

    `parted`: a blank line stood between its name and its data, so that the name may be another's.
    """

    data: bytes
    event: str = ""
    ended: bool = True
    parted: bool = False


class SSEDecoder:
    """Decodes bytes into server-sent events.

    What belongs to no field is left in `stray`: gateways put bare JSON there (Q3).
    """

    def __init__(self) -> None:
        self.stray: list[bytes] = []
        self._line_pieces: list[bytes] = []
        self._data: list[bytes] = []
        self._event = ""
        self._waits = False
        self._data_bytes = 0
        self._line_bytes = 0
        self._stray_bytes = 0
        self._after_cr = False
        self._is_first_line = True

    @property
    def is_idle(self) -> bool:
        """Whether no event has begun."""
        return not (self._line_pieces or self._data or self._event or self._waits or self._after_cr)

    def feed(self, chunk: bytes) -> list[SSEMessage]:
        """Decodes more bytes. Raises DecodingError when one event is too long."""
        if self._after_cr and chunk.startswith(b"\n"):
            chunk = chunk[1:]
            self._after_cr = False
        if not chunk:
            return []
        self._after_cr = chunk.endswith(b"\r")
        out: list[SSEMessage] = []
        for line in chunk.splitlines(keepends=True):
            if not line.endswith((b"\n", b"\r")):
                self._line_pieces.append(line)
                self._line_bytes += len(line)
                self._check_size()
                break
            if self._line_pieces:
                line = b"".join((*self._line_pieces, line))
                self._line_pieces, self._line_bytes = [], 0
            out += self._parse_line(line.rstrip(b"\r\n"))
        return out

    def finish(self) -> list[SSEMessage]:
        """The end of the stream: the last event counts even without its blank line."""
        last = b"".join(self._line_pieces)
        self._line_pieces = []
        out = self._parse_line(last) if last else []
        return [*out, *self._dispatch(ended=False, at_end=True)]

    def _parse_line(self, line: bytes) -> list[SSEMessage]:
        if self._is_first_line:
            self._is_first_line = False
            line = line.removeprefix(BOM)
        if not line:
            return self._dispatch(ended=True)
        if line.startswith(b":"):
            return []
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._data.append(value)
            self._data_bytes += len(value)
            self._check_size()
        elif name == b"event":
            self._event = value.decode("utf-8", "replace")
        elif name not in FIELDS:
            self.stray.append(line)
            self._stray_bytes += len(line)
            self._check_size()
        return []

    def _dispatch(self, *, ended: bool, at_end: bool = False) -> list[SSEMessage]:
        data, event = self._data, self._event
        parted, self._waits = self._waits, False
        if not data and event not in HEARTBEATS and not at_end:
            self._waits = True
            return []  # some relays part an event's name from its data by a blank line (docs/gateways.md, Q34)
        self._data, self._event = [], ""
        self._data_bytes = 0
        if not data and event != "error":
            return []
        return [SSEMessage(data=b"\n".join(data), event=event, ended=ended or parted, parted=parted and bool(data))]

    def _check_size(self) -> None:
        if self._data_bytes + self._line_bytes + self._stray_bytes > MAX_EVENT_BYTES:
            raise DecodingError("too_long", limit_mb=MAX_EVENT_BYTES // 2**20)
