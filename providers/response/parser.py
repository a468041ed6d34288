"""One parser for every response shape, whatever was asked for.

bytes → Base64Extractor (long base64 goes to files) → server-sent events or one JSON → json_shapes → EventCollector.
An answer that is a picture's own bytes goes to its file as it is. A sync state machine; any cut of the answer into
chunks gives the same pictures, text and end (docs/gateways.md, "Answers and streams")."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Literal

from formats.encodings.sse import MAX_EVENT_BYTES, SSEDecoder, SSEMessage
from formats.image_format import may_be_image, read_header
from formats.surrogates import repair_surrogates
from formats.texts.error_body import read_body
from formats.texts.json_strings import json_texts
from providers.decoding.incoming_images import IncomingImages
from providers.errors import ProviderError, Unreadable
from providers.errors.classify import classify_response
from providers.events import ReasoningDelta, TextDelta
from providers.response.collector import CollectedItem, EventCollector, Link
from providers.response.delta_template import EVENT_END, DeltaTemplate, template_of
from providers.response.json_shapes import read_pieces
from providers.response.pieces import ErrorPiece, Piece
from providers.spool import Spool
from providers.types import JSON

__all__ = ["CollectedItem", "Link", "ResponseParser"]

MAX_SLICE: Final = 64 * 1024
"""Bytes taken at once, however many are fed: the memory a piece costs while it is looked at."""
MAX_PAGE_BYTES: Final = 64 * 1024
READ_EARLY: Final = 256 * 1024
"""A JSON answer up to so long is read as soon as it is whole, before the connection ends."""
LEADING_SPACE: Final = b"\xef\xbb\xbf \t\r\n"
FIELD: Final = re.compile(rb"(?:data|event|id|retry)?:")
FIELD_SO_FAR: Final = (b"data:", b"event:", b"retry:", b"id:")
FAILURE: Final = re.compile(
    r"error|fail|exception|denied|refused|insufficient|错误|失败|异常|不足|拒绝", re.IGNORECASE
)
WRAPPED: Final = re.compile(rb"(?:data|event):")
BEHIND_JSON: Final = re.compile(r"(?:\s|data:|\[DONE\])*")
BEHIND_DONE: Final = re.compile(rb'\A"?\[DONE\]"?(?:\s|data:)*')
NESTED_ERROR: Final = re.compile(r'\{"(?:error|type"\s*:\s*"error)"')
"""The beginning of an error that a relay wrote into the middle of a text of JSON."""
MAX_BUFFERED: Final = 64 * 1024
"""Bytes of a delta that is not whole yet."""
MAX_WRAPPED: Final = 2
MAX_JSON_TEXTS: Final = 8
"""How often an event is unwrapped, and how many JSON texts are read of one: more has not been seen."""
DECODER: Final = json.JSONDecoder(strict=False)


class ResponseParser:
    """Parses one response incrementally.

    `expected` is its length in bytes where known, `base_url` what relative links are relative to. Only the spool's
    files are touched.
    """

    def __init__(
        self,
        spool: Spool,
        *,
        content_type: str = "",
        base_url: str = "",
        expected: int | None = None,
        status: int = 200,
        request_id: str = "",
    ) -> None:
        self._content_type = content_type.lower()
        self._base_url = base_url
        self._status = status
        self._request_id = request_id
        self._images = IncomingImages(spool, expected=expected)
        self._collector = EventCollector(self._images, base_url=base_url, status=status, request_id=request_id)
        self._sse = SSEDecoder()
        self._mode: Literal["", "json", "stream", "page", "picture"] = ""
        self._parts: list[bytes] = []
        self._template: DeltaTemplate | None = None
        self._buffered = b""
        self._length = 0
        self._failure: ProviderError | None = None
        self._finished = False

    def feed(self, chunk: bytes) -> list[CollectedItem]:
        """Parses more of the answer.

        Raises ProviderError when it says that nothing will come of it; what was collected before that is given out
        first, and the error raised by the next call. Raises OSError of the disk.
        """
        if self._failure is not None:
            raise self._failure
        try:
            for start in range(0, len(chunk), MAX_SLICE):
                self._feed_slice(chunk[start : start + MAX_SLICE])
        except ProviderError as error:
            self._failure = error
            if not self._collector.out:
                raise
        return self.drain()

    def finish(self, *, ended: bool = False) -> list[CollectedItem]:
        """Ends the answer. Raises ProviderError when nothing usable came.

        `drain` then gives the rest. `ended`: its last byte is known to have come.
        """
        if self._failure is not None:
            raise self._failure
        if self._finished:
            return []
        self._finished = True
        self._images.answer_ended = ended and self._mode == "picture"
        try:
            self._finish_input()
            self._collector.finish()
        except ProviderError as error:
            self._failure = error
            raise
        return self.drain()

    def drain(self) -> list[CollectedItem]:
        """Items that were collected and not yet given out, also before an error was raised."""
        collected, self._collector.out = self._collector.out, []
        out: list[CollectedItem] = []
        for item in collected:
            match item, out[-1] if out else None:
                case TextDelta(text=more), TextDelta(text=text):
                    out[-1] = TextDelta(text=text + more)
                case ReasoningDelta(text=more), ReasoningDelta(text=text):
                    out[-1] = ReasoningDelta(text=text + more)
                case _:
                    out.append(item)
        return out

    def next_key(self) -> int:
        """A key for a picture that is fetched by its link."""
        return self._images.next_key()

    def close(self) -> None:
        """Close every file. Closing twice is harmless."""
        self._images.close()

    def _feed_slice(self, piece: bytes) -> None:
        self._collector.summary.bytes += len(piece)
        if not self._mode:
            piece = self._detect_mode(piece)
        if not piece:
            return
        if self._mode == "page":
            self._buffer(piece)
            return
        if self._mode == "picture":
            self._collector.out += self._images.feed_raw_image(piece)
            return
        for part in self._split_deltas(piece):
            rest = self._images.extractor.feed(part)
            self._images.register_extracted()
            if rest:
                self._feed_text(rest)
        self._collector.out += self._images.report_growth(claimed_only=self._collector.growing)

    def _split_deltas(self, piece: bytes) -> Iterator[bytes]:
        """The parts that are read event by event. Whole deltas of a growing picture are taken at once instead."""
        piece, self._buffered = self._buffered + piece, b""
        if self._growing_template() and not self._is_between_events() and (end := piece.find(EVENT_END)) >= 0:
            yield piece[: end + len(EVENT_END)]
            piece = piece[end + len(EVENT_END) :]
        if (template := self._growing_template()) and self._is_between_events():
            piece = self._take_deltas(piece, template)
        if piece:
            yield piece

    def _growing_template(self) -> DeltaTemplate | None:
        """The template of the deltas, while they bring a picture."""
        template = self._template
        return template if template is not None and self._collector.is_growing(template.piece) else None

    def _take_deltas(self, piece: bytes, template: DeltaTemplate) -> bytes:
        """Takes the whole deltas and holds a beginning of another; the rest has to be read."""
        text, end = template.take_base64(piece)
        if text:
            self._images.extractor.skip(end)
            self._collector.add(replace(template.piece, text=text))
        if len(piece) - end < MAX_BUFFERED and template.is_begun(piece[end:]):
            self._buffered, end = piece[end:], len(piece)
        return piece[end:]

    def _is_between_events(self) -> bool:
        return self._images.extractor.is_idle and self._sse.is_idle

    def _detect_mode(self, piece: bytes) -> bytes:
        """The kind of answer, by its first bytes: what was asked for and the content type may both be wrong
        (Q3, Q4, C5). Returns what is to be read; white space before it is gone.
        """
        head = b"".join((*self._parts, piece)).lstrip(LEADING_SPACE)
        self._parts = []
        if head.startswith(b"<"):
            self._mode = "picture" if "svg" in self._content_type else "page"
        elif read_header(head):
            self._mode = "picture"
        elif may_be_image(head):
            self._parts = [head]
            return b""
        elif head.startswith((b"{", b"[")):
            self._mode = "json"
        elif FIELD.match(head) or ("event-stream" in self._content_type and len(head) > 8):
            self._mode = "stream"
        elif head and not any(field.startswith(head) for field in FIELD_SO_FAR):
            self._mode = "json"
        else:
            self._parts = [head]
            return b""
        self._images.reset_extractor(line_based=self._mode == "stream")
        return head

    def _buffer(self, rest: bytes) -> None:
        if self._mode == "page" and self._length > MAX_PAGE_BYTES:
            return
        self._parts.append(rest)
        self._length += len(rest)
        if self._length > MAX_EVENT_BYTES:
            raise Unreadable("the answer is too long", status=self._status, request_id=self._request_id)

    def _feed_text(self, rest: bytes) -> None:
        """Feeds the answer without its pictures."""
        if self._mode == "stream":
            for message in self._sse.feed(rest):
                self._handle_message(message)
            return
        self._buffer(rest)
        if self._length <= READ_EARLY and rest.rstrip().endswith((b"}", b"]")):
            self._parse_json(last=False)

    def _parse_json(self, *, last: bool) -> None:
        """Read the one JSON answer; what stands behind it is read as a stream's lines are (NDJSON, `[DONE]`)."""
        text = b"".join(self._parts).decode("utf-8", "surrogateescape").lstrip("\ufeff \t\r\n")
        if (decoded := self._decode(text, 0, last=last)) is None:
            return
        body, end = decoded
        self._mode, self._parts, self._length = "stream", [], 0
        self._collector.summary.ended = True
        self._collect_pieces(body)
        if after := text[end:].lstrip():
            self._feed_text(after.encode("utf-8", "surrogateescape"))

    def _handle_message(self, message: SSEMessage, *, layers: int = MAX_WRAPPED) -> None:
        """One server-sent event; heartbeats say nothing (Q9). `layers`: how often it may be unwrapped."""
        data = message.data.strip()
        if layers and WRAPPED.match(data):
            inner = SSEDecoder()  # the events of a relay, wrapped as the data of another once more (Q34)
            for wrapped in (*inner.feed(data + b"\n\n"), *inner.finish()):
                event = wrapped.event or message.event
                self._handle_message(replace(wrapped, event=event), layers=layers - 1)
            return
        if data.startswith((b"[DONE]", b'"[DONE]"')):
            self._collector.summary.ended = True
            data = BEHIND_DONE.sub(b"", data)
            if not data:
                return
        if self._template is not None and (piece := self._template.parse(data, event=message.event)) is not None:
            self._collector.add(piece)
            return
        text = data.decode("utf-8", "surrogateescape")
        if not data.startswith((b"{", b"[", b'"')):
            if message.event == "error":
                self._collector.add(ErrorPiece(error=text))
            elif FAILURE.search(text):
                self._collector.summary.failure_text = repair_surrogates(text[:2000])
            return
        self._parse_event(text, message)

    def _parse_event(self, text: str, message: SSEMessage) -> None:
        """The JSON of an event. A second one behind it is a relay's own, written into an event still open (Q34)."""
        position, event = 0, message.event
        for number in range(MAX_JSON_TEXTS):
            if (decoded := self._decode(text, position)) is None:
                return
            body, position = decoded
            if message.parted and isinstance(body, dict) and (body.get("choices") or body.get("data")):
                event = ""  # a keep-alive's before it, as `event: error`
            pieces = self._collect_pieces(body, event=event)
            behind = BEHIND_JSON.match(text, position)
            if behind and "[DONE]" in behind[0]:
                self._collector.summary.ended = True
            position, event = behind.end() if behind else position, ""
            if position >= len(text):
                if not number:
                    self._template = template_of(message.data.strip(), pieces, event=message.event)
                return

    def _collect_pieces(self, body: JSON, *, event: str = "") -> list[Piece]:
        try:
            pieces = read_pieces(body, event=event)
        except RecursionError as error:
            raise Unreadable(status=self._status, request_id=self._request_id) from error
        for piece in pieces:
            self._collector.add(piece)
        return pieces

    def _decode(self, text: str, position: int, *, last: bool = True) -> tuple[JSON, int] | None:
        """The JSON at a position and where it ends, None where there is none; recorded where no more will come."""
        try:
            decoded: tuple[JSON, int] = DECODER.raw_decode(text, position)
            return decoded
        except ValueError as error:
            if last:
                self._record_unparsed(text[position:], error)
            return None
        except RecursionError as error:
            raise Unreadable(status=self._status, request_id=self._request_id) from error

    def _record_unparsed(self, text: str, error: ValueError) -> None:
        """Text that is no JSON: the beginning of one that was cut off (T78), or something else."""
        summary = self._collector.summary
        if pieces := read_pieces(text):  # an address alone
            summary.ended = True
            for piece in pieces:
                self._collector.add(piece)
            return
        for nested in NESTED_ERROR.finditer(text, 1):
            for body in json_texts(text[nested.start() :]):
                self._collect_pieces(body)
        position = error.pos if isinstance(error, json.JSONDecodeError) else 0
        is_cut = text.startswith(("{", "[")) and (
            "Unterminated" in str(error) or position >= len(text.rstrip()) - 8
        )
        if is_cut:
            summary.cut, summary.ended = True, False
        else:
            summary.unreadable = summary.unreadable or repair_surrogates(text[:2000])

    def _finish_input(self) -> None:
        """The bytes are over: what was held back is read."""
        buffered, self._buffered = self._buffered, b""
        rest = self._images.extractor.feed(buffered) + self._images.extractor.finish()
        self._images.register_extracted()
        if not self._mode and b"".join(self._parts):
            self._mode = "json"
        if self._mode == "page":
            body = b"".join(self._parts)
            headers = {"content-type": "text/html", "x-request-id": self._request_id}
            raise classify_response(status=self._status, body=body, headers=headers, url=self._base_url)
        if rest:
            self._feed_text(rest)
        if self._mode == "json":
            self._parse_json(last=True)
        for message in self._sse.finish():
            self._handle_message(message)
        stray = b"\n".join(self._sse.stray).strip()
        if stray.startswith(b"<"):  # a proxy's page behind events
            self._collector.add(ErrorPiece(error=read_body(stray).message))
        elif stray:
            self._parse_stray(stray.decode("utf-8", "surrogateescape"))

    def _parse_stray(self, text: str) -> None:
        """Bare JSON between the events, or behind heartbeats: often an error (Q3, T57)."""
        position = 0
        while position < len(text):
            if (decoded := self._decode(text, position)) is None:
                return
            body, position = decoded
            self._collector.summary.ended = True
            self._collect_pieces(body)
            position += len(text[position:]) - len(text[position:].lstrip())
