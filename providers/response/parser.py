"""One reader for every answer shape: pictures and words wherever a gateway puts them, whatever was asked for.

bytes → Lifter (long base64 goes to files) → server-sent events or one JSON → shapes → findings. An answer that is
a picture's own bytes goes to its file as it is. A sync state machine; any cut of the answer into chunks gives the
same pictures, words and end (docs/gateways.md, "Answers and streams").
"""

import json
import re
from typing import Final, Literal

from providers.decoding.incoming_images import IncomingImages
from providers.decoding.sse import MOST, SSEDecoder, SSEMessage
from providers.decoding.text_stream import repair_surrogates
from providers.errors import ProviderError, Unreadable
from providers.errors.classify import classify_response
from providers.events import ReasoningDelta, TextDelta
from providers.image_format import may_be_image, read_header
from providers.response.collector import CollectedItem, EventCollector, Link
from providers.response.delta_template import DeltaTemplate, template_of
from providers.response.json_shapes import ErrorPiece, Piece, read_pieces
from providers.spool import Spool
from providers.types import JSON

__all__ = ["CollectedItem", "Link", "ResponseParser"]

SLICE: Final = 64 * 1024
"""Bytes taken at once, however many are fed: the memory a piece costs while it is looked at."""
PAGE: Final = 64 * 1024
READ_EARLY: Final = 256 * 1024
"""A JSON answer up to so long is read as soon as it is whole, before the connection ends."""
EDGE: Final = b"\xef\xbb\xbf \t\r\n"
FIELD: Final = re.compile(rb"(?:data|event|id|retry)?:")
FIELD_SO_FAR: Final = (b"data:", b"event:", b"retry:", b"id:")
DECODER: Final = json.JSONDecoder(strict=False)


class ResponseParser:
    """Understands one answer. `expected` is its length in bytes where known, `base_url` what relative links
    are relative to. Only the spool's files are touched."""

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
        self._album = IncomingImages(spool, expected=expected)
        self._findings = EventCollector(self._album, base_url=base_url, status=status, request_id=request_id)
        self._splitter = SSEDecoder()
        self._mode: Literal["", "json", "stream", "page", "picture"] = ""
        self._parts: list[bytes] = []
        self._mould: DeltaTemplate | None = None
        self._length = 0
        self._failure: ProviderError | None = None
        self._finished = False

    def feed(self, chunk: bytes) -> list[CollectedItem]:
        """More of the answer. Raises ProviderError when it says that nothing will come of it; what was found
        before that is given out first, and the error raised by the next call. Raises OSError of the disk."""
        if self._failure is not None:
            raise self._failure
        try:
            for at in range(0, len(chunk), SLICE):
                self._bytes(chunk[at : at + SLICE])
        except ProviderError as error:
            self._failure = error
            if not self._findings.out:
                raise
        return self.left()

    def finish(self) -> list[CollectedItem]:
        """The end of the answer. Raises ProviderError when nothing usable came; `left` then tells the rest."""
        if self._failure is not None:
            raise self._failure
        if self._finished:
            return []
        self._finished = True
        try:
            self._end()
            self._findings.finish()
        except ProviderError as error:
            self._failure = error
            raise
        return self.left()

    def left(self) -> list[CollectedItem]:
        """What was found and not yet given out: also before the error that was raised."""
        found, self._findings.out = self._findings.out, []
        out: list[CollectedItem] = []
        for one in found:
            match one, out[-1] if out else None:
                case TextDelta(text=more), TextDelta(text=text):
                    out[-1] = TextDelta(text=text + more)
                case ReasoningDelta(text=more), ReasoningDelta(text=text):
                    out[-1] = ReasoningDelta(text=text + more)
                case _:
                    out.append(one)
        return out

    def next_key(self) -> int:
        """A key for a picture that is fetched by its link."""
        return self._album.next_key()

    def close(self) -> None:
        """Close every file. Closing twice is harmless."""
        self._album.close()

    def _bytes(self, piece: bytes) -> None:
        self._findings.tally.bytes += len(piece)
        if not self._mode:
            piece = self._decide(piece)
        if not piece:
            return
        if self._mode == "page":
            self._collect(piece)
            return
        if self._mode == "picture":
            self._findings.out += self._album.expose(piece)
            return
        rest = self._album.lifter.feed(piece)
        self._album.notice_lifted()
        if rest:
            self._rest(rest)
        self._findings.out += self._album.develop(quiet=self._findings.growing)

    def _decide(self, piece: bytes) -> bytes:
        """The kind of answer, by its first bytes: what was asked for and the content type may both be wrong
        (Q3, Q4, C5). Returns what is to be read; white space before it is gone."""
        head = b"".join((*self._parts, piece)).lstrip(EDGE)
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
        self._album.lift(lines=self._mode == "stream")
        return head

    def _collect(self, rest: bytes) -> None:
        if self._mode == "page" and self._length > PAGE:
            return
        self._parts.append(rest)
        self._length += len(rest)
        if self._length > MOST:
            raise Unreadable("the answer is too long", status=self._status, request_id=self._request_id)

    def _rest(self, rest: bytes) -> None:
        """What is left of the answer without its pictures."""
        if self._mode == "stream":
            for message in self._splitter.feed(rest):
                self._message(message)
            return
        self._collect(rest)
        if self._length <= READ_EARLY and rest.rstrip().endswith((b"}", b"]")):
            self._json(last=False)

    def _json(self, *, last: bool) -> None:
        """Read the one JSON answer; what stands behind it is read as a stream's lines are (NDJSON, `[DONE]`)."""
        text = b"".join(self._parts).decode("utf-8", "surrogateescape").lstrip("\ufeff \t\r\n")
        try:
            body, end = DECODER.raw_decode(text)
        except ValueError as error:
            if last:
                self._unparsed(text, error)
            return
        except RecursionError as error:
            raise Unreadable(status=self._status, request_id=self._request_id) from error
        self._mode, self._parts, self._length = "stream", [], 0
        self._findings.tally.ended = True
        self._understand(body)
        if after := text[end:].lstrip():
            self._rest(after.encode("utf-8", "surrogateescape"))

    def _message(self, message: SSEMessage) -> None:
        """One server-sent event; heartbeats say nothing (Q9)."""
        data = message.data.strip()
        if data == b"[DONE]":
            self._findings.tally.ended = True
            return
        if self._mould is not None and (words := self._mould.words(data, event=message.event)) is not None:
            self._findings.take(words)
            return
        text = data.decode("utf-8", "surrogateescape")
        if not data.startswith((b"{", b"[")):
            if message.event == "error":
                self._findings.take(ErrorPiece(error=text))
            return
        try:
            body, _ = DECODER.raw_decode(text)
        except ValueError as error:
            self._unparsed(text, error)
            return
        except RecursionError as error:
            raise Unreadable(status=self._status, request_id=self._request_id) from error
        self._mould = template_of(data, self._understand(body, event=message.event), event=message.event)

    def _understand(self, body: JSON, *, event: str = "") -> list[Piece]:
        try:
            pieces = read_pieces(body, event=event)
        except RecursionError as error:
            raise Unreadable(status=self._status, request_id=self._request_id) from error
        for piece in pieces:
            self._findings.take(piece)
        return pieces

    def _unparsed(self, text: str, error: ValueError) -> None:
        """Text that is no JSON: the beginning of one that was cut off (T78), or something else."""
        tally = self._findings.tally
        at = error.pos if isinstance(error, json.JSONDecodeError) else 0
        cut = text.startswith(("{", "[")) and ("Unterminated" in str(error) or at >= len(text.rstrip()) - 8)
        if cut:
            tally.cut, tally.ended = True, False
        else:
            tally.unreadable = tally.unreadable or repair_surrogates(text[:2000])

    def _end(self) -> None:
        """The bytes are over: what was held back is read."""
        rest = self._album.lifter.finish()
        self._album.notice_lifted()
        if not self._mode and b"".join(self._parts):
            self._mode = "json"
        if self._mode == "page":
            body = b"".join(self._parts)
            headers = {"content-type": "text/html", "x-request-id": self._request_id}
            raise classify_response(status=self._status, body=body, headers=headers, url=self._base_url)
        if rest:
            self._rest(rest)
        if self._mode == "json":
            self._json(last=True)
        for message in self._splitter.finish():
            self._message(message)
        stray = b"\n".join(self._splitter.stray).strip()
        if stray:
            self._stray(stray.decode("utf-8", "surrogateescape"))

    def _stray(self, text: str) -> None:
        """Bare JSON between the events, or behind heartbeats: often an error (Q3, T57)."""
        at = 0
        while at < len(text):
            try:
                body, at = DECODER.raw_decode(text, at)
            except ValueError as error:
                self._unparsed(text[at:], error)
                return
            except RecursionError as error:
                raise Unreadable(status=self._status, request_id=self._request_id) from error
            self._findings.tally.ended = True
            self._understand(body)
            at += len(text[at:]) - len(text[at:].lstrip())
