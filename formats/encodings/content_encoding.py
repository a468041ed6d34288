"""Incremental decoder of compressed answers, whatever their header promised.

Relays unpack a body to meter it and pass the header on, or the other way round (docs/gateways.md, Q32): the bytes
decide, and the header only helps where they leave it open. `identity` is asked for, so that nearly every answer
passes as it is.
"""

import asyncio
import codecs
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal, Protocol

import brotli

from formats.encodings.errors import DecodingError
from formats.image_format import may_be_image, read_header

GZIP: Final = b"\x1f\x8b"
LAST_ASCII: Final = 0x7F
ZLIB: Final = 0x78
"""First byte of a zlib stream with the usual window, and an "x"."""
MAX_OUTPUT: Final = 64 * 1024
"""Bytes unpacked at once: a few bytes cannot become gigabytes in memory."""
MAX_INPUT: Final = 64 * 1024
MAX_MEMBERS: Final = 1000
MAX_LAYERS: Final = 2
MAX_HEAD_WORK: Final = 16 * 2**20
MAX_WORK: Final = 2**30
"""Bytes that all layers of one answer may unpack: one may give many that the next makes nothing of."""
MAX_UNDECIDED: Final = 64 * 1024
SURE: Final = 16
"""So many bytes that read as text are text: of compressed ones hardly one in a million begins so."""
CONTROL: Final = frozenset({*range(0x20), 0x7F} - {*b"\t\r\n"})


class _Inflater(Protocol):
    """One layer of compression. Raises zlib.error or brotli.error for bytes that are none of its own."""

    def inflate(self, data: bytes) -> Iterator[bytes]: ...


class _Zlib:
    """gzip, zlib or bare deflate; several gzip members in a row are one (RFC 1952 §2.2), and text behind them."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._stream = zlib.decompressobj(wbits)
        self._members = 1
        self._buffered = b""
        self._behind: Literal["", "text", "junk"] = ""

    def inflate(self, data: bytes) -> Iterator[bytes]:
        # In slices: what stands behind a member is copied with each member's end.
        for start in range(0, len(data), MAX_INPUT):
            yield from self._inflate_slice(self._buffered + data[start : start + MAX_INPUT])

    def _inflate_slice(self, data: bytes) -> Iterator[bytes]:
        self._buffered = b""
        while data:
            if self._stream.eof:
                data = data if self._behind else data.lstrip(b"\0")  # filling of a block
                if not self._behind and data in (b"", GZIP[:1]):
                    self._buffered = data
                    return
                if self._behind or not data.startswith(GZIP):
                    self._behind = self._behind or ("text" if _reads_as_text(data) else "junk")
                    if self._behind == "text":
                        yield data  # a relay's own, written behind what was packed
                    return
                self._begin_member()
            before = self._stream.copy()
            try:
                out = self._stream.decompress(data, MAX_OUTPUT)
            except zlib.error:
                # zlib gives nothing of a call that meets a broken byte; what stands before that byte was paid for.
                for position in range(len(data)):
                    if out := before.decompress(data[position : position + 1]):
                        yield out
                raise
            data = self._stream.unconsumed_tail or self._stream.unused_data
            yield out

    def _begin_member(self) -> None:
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise zlib.error("too many members")
        self._stream = zlib.decompressobj(self._wbits)


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def inflate(self, data: bytes) -> Iterator[bytes]:
        while not self._stream.is_finished():
            out = self._stream.process(data, output_buffer_limit=MAX_OUTPUT)
            data = b""
            if not out and self._stream.can_accept_more_data():
                return
            yield out


@dataclass(slots=True)
class Work:
    """The bytes that all layers of one answer may still unpack."""

    left: int = MAX_WORK

    def count(self, out: bytes) -> None:
        """Counts one piece. Raises DecodingError when it was too much."""
        self.left -= len(out) + 1
        if self.left < 0:
            raise DecodingError("too_long", limit_mb=MAX_WORK // 2**20)


class ContentDecoder:
    """Undoes the compression of one answer.

    `named` is its `Content-Encoding`. `patient`: bytes that may be text are looked at until that is certain, as
    where the header named a compression or is not known any more; else the first byte decides, and nothing waits.
    """

    def __init__(
        self,
        named: str = "",
        *,
        patient: bool = False,
        layers: int = MAX_LAYERS,
        work: "Work | None" = None,
    ) -> None:
        self._named = [name.strip() for name in named.lower().split(",") if name.strip() not in ("", "identity")]
        self._patient = patient or bool(self._named)
        self._layers = layers
        self._work = work or Work()
        self._undecided = b""
        self._unproven = b""
        self._inflater: _Inflater | None = None
        self._within: ContentDecoder | None = None
        self.is_plain = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Decodes more bytes.

        An empty piece says that there was work and is nothing yet to show, so that others can have their turn.
        Raises DecodingError where a compression breaks after something came of it; what came is given out before.
        """
        if self.is_plain:
            yield chunk
        elif self._inflater is not None:
            yield from self._inflate(chunk, self._inflater)
        else:
            self._undecided += chunk
            yield from self._decide(last=False)

    def finish(self) -> Iterator[bytes]:
        """Ends the decoding; gives what was held back."""
        if not self.is_plain and self._inflater is None and self._undecided:
            yield from self._decide(last=True)
        if self._within is not None:
            yield from self._within.finish()
        elif self._unproven:
            yield from self._give_up()

    def _decide(self, *, last: bool) -> Iterator[bytes]:
        head = self._undecided
        if not last and self._is_open(head):
            return
        self._undecided = b""
        self._inflater = None if self._layers == 0 else self._inflater_of(head)
        if self._inflater is None:
            self.is_plain = True
            yield head
        else:
            yield from self._inflate(head, self._inflater)

    def _is_open(self, head: bytes) -> bool:
        """Whether more bytes are needed to tell what these are."""
        if len(head) < 2:
            return self._patient or not head or head[0] == ZLIB or head[0] > LAST_ASCII or not _reads_as_text(head)
        return self._patient and len(head) < SURE and _reads_as_text(head)

    def _inflater_of(self, head: bytes) -> _Inflater | None:
        """The decoder of what these bytes are, None for what is not compressed."""
        if head.startswith(GZIP):
            return _Zlib(zlib.MAX_WBITS | 16)
        if head[0] == ZLIB and int.from_bytes(head[:2], "big") % 31 == 0:  # RFC 1950 §2.2
            return _Zlib(zlib.MAX_WBITS)
        if _reads_as_text(head) or read_header(head) or may_be_image(head):
            return None
        return _Zlib(-zlib.MAX_WBITS) if self._named == ["deflate"] else _Brotli()

    def _inflate(self, chunk: bytes, inflater: _Inflater) -> Iterator[bytes]:
        """Unpacks, through a further layer where there is one.

        Bytes that break before anything came of them are given as they are.
        """
        if self._within is None:
            self._unproven += chunk
        broken = False
        try:
            for out in inflater.inflate(chunk):
                self._work.count(out)
                if self._within is None and out:
                    if not self._is_plausible(out, inflater):
                        broken = True
                        break
                    self._within = ContentDecoder(patient=True, layers=self._layers - 1, work=self._work)
                    self._unproven = b""
                yield b""
                if self._within is not None:
                    yield from self._within.feed(out)
        except (zlib.error, brotli.error):
            broken = True
        if self._within is None and (broken or len(self._unproven) > MAX_UNDECIDED):
            yield from self._give_up()
        elif broken:
            raise DecodingError("compression")

    def _is_plausible(self, out: bytes, inflater: _Inflater) -> bool:
        """Whether this is what was packed. Brotli has no mark: text in another character set may pass for it."""
        if not isinstance(inflater, _Brotli) or "br" in self._named:
            return True
        return out.startswith(GZIP) or _reads_as_text(out) or read_header(out) is not None or may_be_image(out)

    def _give_up(self) -> Iterator[bytes]:
        """It was no compression after all."""
        self.is_plain, self._inflater = True, None
        raw, self._unproven = self._unproven, b""
        yield raw


def _reads_as_text(head: bytes) -> bool:
    """Whether the first bytes are UTF-8 without control characters; a character cut at the end is none yet."""
    head = head[:SURE]
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return CONTROL.isdisjoint(head)


async def decode(
    chunks: AsyncIterator[bytes], *, named: str = "", patient: bool = False, max_bytes: int
) -> AsyncGenerator[bytes, None]:
    """Decodes an answer, at most `max_bytes` of it.

    Raises DecodingError, and what `chunks` raises.
    """
    decoder, total = ContentDecoder(named, patient=patient), 0
    async for chunk in chunks:
        if decoder.is_plain:
            yield chunk
            continue
        for out in decoder.feed(chunk):
            if not out:
                await asyncio.sleep(0)  # a few bytes may be much work: others have their turn
                continue
            total += len(out)
            if total > max_bytes:
                raise DecodingError("too_long", limit_mb=max_bytes // 2**20)
            yield out
    for out in decoder.finish():
        yield out


def is_plain(head: bytes, *, named: str = "") -> bool:
    """Whether an answer that begins with `head` is not compressed."""
    decoder = ContentDecoder(named, patient=True)
    for _ in chain(decoder.feed(head), decoder.finish()):
        break
    return decoder.is_plain


def unpack(body: bytes, *, named: str = "", max_bytes: int) -> bytes:
    """Unpacks the first `max_bytes` of a whole body.

    What breaks in the middle gives what came before.
    """
    decoder, out = ContentDecoder(named, patient=True, work=Work(left=MAX_HEAD_WORK)), b""
    with suppress(DecodingError):
        for piece in chain(decoder.feed(body), decoder.finish()):
            out += piece
            if len(out) >= max_bytes:
                break
    return out[:max_bytes]
