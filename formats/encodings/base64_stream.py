"""Extracts base64 images from a streaming answer into files, in constant memory.

Decoded as it arrives; only the small rest of the answer goes on as text. Pure state machines: any cut of the input
gives the same files and the same rest (docs/gateways.md, Q11)."""

import re
import secrets
from binascii import b2a_base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from pybase64 import b64decode

from formats.image_format import MAX_HEADER_BYTES, ImageHeader, is_complete, read_header
from formats.picture_file import PictureFile, read_in_chunks

MIN_EXTRACTED: Final = 1024
"""A run of so many characters that begins like a picture is extracted from the answer."""
MAX_BUFFERED: Final = 64 * 1024
"""A run of so many characters is never kept in memory, whatever it is."""
HEAD_BYTES: Final = 4096
"""So many of a picture's first bytes are kept for telling it from others."""
UNSIZED: Final = frozenset({"image/tiff", "image/jxl"})
"""Formats whose first bytes do not tell width and height."""
WRAPPED_LINE: Final = range(40, 129)
"""Line lengths of wrapped base64 (MIME 76, PEM 64): only then is a line break part of it (Q21)."""

MARKER_PATTERN: Final = r"~[0-9a-f]{16}[ps]\d+~"
"""What a token looks like; whether it is one, the extractor's own nonce tells."""

BASE64_CLASS: Final = b"A-Za-z0-9+/=_-"
ESCAPE: Final = rb"\\(?:/|u00(?:2[bBfF]|3[dD]))"
ESCAPED_BREAK: Final = rb"\\[nr]"
UNWRAPPED_RUN: Final = re.compile(rb"(?:[" + BASE64_CLASS + rb"]++|" + ESCAPE + rb")++")
WRAPPED_RUN: Final = re.compile(rb"(?:[" + BASE64_CLASS + rb"]++|" + ESCAPE + rb"|" + ESCAPED_BREAK + rb")++")
WRAPPED_RUN_RAW: Final = re.compile(
    rb"(?:[\r\n" + BASE64_CLASS + rb"]++|" + ESCAPE + rb"|" + ESCAPED_BREAK + rb")++"
)
HALF_ESCAPE: Final = re.compile(rb"\\(?:u(?:0(?:0[23]?)?)?)?\Z")
ESCAPED_CHAR: Final = re.compile(rb"\\u00(..)")
BASE64_CHARS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-"
CHAR_CLASSES: Final = bytes(ord("+") if char in BASE64_CHARS else ord(" ") for char in range(256))
LONG_RUN: Final = b"+" * MIN_EXTRACTED
URLSAFE_TO_STANDARD: Final = bytes.maketrans(b"-_", b"+/")


def normalize_base64(run: bytes) -> bytes:
    """Normalizes a run to the standard alphabet.

    Escapes undone, line breaks gone, url-safe characters mapped (Q22).
    """
    if b"\\" in run:
        run = run.replace(rb"\/", b"/").replace(rb"\n", b"").replace(rb"\r", b"")
        if b"\\" in run:
            run = ESCAPED_CHAR.sub(lambda match: bytes.fromhex(match[1].decode()), run)
    if b"\n" in run or b"\r" in run:
        run = run.translate(None, b"\r\n")
    return run.translate(URLSAFE_TO_STANDARD) if b"-" in run or b"_" in run else run


def _decode_prefix(run: bytes) -> bytes:
    """The bytes of the beginning of a run; an escape that is cut at its end is left out."""
    half = HALF_ESCAPE.search(run)
    text = normalize_base64(run[: half.start()] if half else run).partition(b"=")[0]
    return b64decode(text[: len(text) & ~3])


class Base64FileDecoder:
    """Decodes base64 text into a growing file. `damaged` once the text cannot be what was sent."""

    def __init__(self, open_file: Callable[[], PictureFile]) -> None:
        self._open = open_file
        self._file: PictureFile | None = None
        self._carry = b""
        self.head = b""
        self.tail = b""
        self.size = 0
        self.start = 0
        self.header: ImageHeader | None = None
        self.padded = False
        self.damaged = False
        self.wrapped = False

    @property
    def file(self) -> PictureFile:
        """The file, opened by the first byte or by asking."""
        if self._file is None:
            self._file = self._open()
        return self._file

    def feed(self, text: bytes) -> None:
        """Decodes more text, of the standard alphabet with `=`.

        Raises OSError when the disk does not take it.
        """
        if self.padded:
            self.damaged = self.damaged or bool(text.strip(b"="))
            return
        stop = text.find(b"=")
        if stop >= 0:
            self.padded = True
            self.damaged = bool(text[stop:].strip(b"="))
            text = text[:stop]
        if self._carry:
            text = self._carry + text
        even = len(text) & ~3
        self._carry = text[even:]
        if even:
            self.write(b64decode(text[:even], validate=True))
        if self.padded:
            self._flush()

    def finish(self) -> None:
        """Ends the text and closes the file.

        Padding is optional, but one lone character is a loss. Closing twice is harmless.
        """
        if not self.padded:
            self.padded = True
            self._flush()
        if self._file is not None:
            self._file.close()

    def is_complete(self) -> bool:
        """Whether the bytes so far end as a picture of their format ends."""
        header = self.header or read_header(self.head)
        return not self._carry and header is not None and is_complete(header.mime, self.head, self.tail, self.size)

    def reencode(self) -> Iterator[bytes]:
        """The text that was fed, in standard base64, piece by piece."""
        if self.size:
            with self.file.path.open("rb") as file:
                for chunk in read_in_chunks(file, 48 * 1024):
                    yield b2a_base64(chunk, newline=False)
        yield self._carry

    def _flush(self) -> None:
        rest, self._carry = self._carry, b""
        if len(rest) == 1:
            self.damaged = True
        elif rest:
            self.write(b64decode((rest + b"==")[:4]))

    def write(self, data: bytes) -> None:
        """Bytes of the picture itself. Raises OSError when the disk does not take them."""
        self.file.write(data)
        self.size += len(data)
        self.tail = data[-16:] if len(data) >= 16 else (self.tail + data)[-16:]
        unsized = self.header is not None and not self.header.width and self.header.mime not in UNSIZED
        if len(self.head) < HEAD_BYTES or (unsized and len(self.head) < MAX_HEADER_BYTES):
            self.head += (
                data
                if len(self.head) + len(data) <= MAX_HEADER_BYTES
                else data[: MAX_HEADER_BYTES - len(self.head)]
            )
            self.header = read_header(self.head) or self.header


@dataclass(slots=True)
class _Run:
    """A run of base64 characters that has begun: held back, or on its way to a file."""

    start: int
    buffered: list[bytes]
    length: int = 0
    line_length: int = 0
    wrapped: bool = False
    classified: bool = False
    decoder: Base64FileDecoder | None = None
    scratch: PictureFile | None = None


class Base64Extractor:
    """Replaces long base64 runs in a byte stream by short tokens.

    `open_file` gives a file for a picture, `open_scratch` one for a heavy run that does not begin like one; that
    keeps its text, undecoded. `line_based`: the stream is made of lines (SSE), and no run crosses one. The nonce
    keeps the model's text from forging a token.
    """

    def __init__(
        self,
        open_file: Callable[[], PictureFile],
        open_scratch: Callable[[], PictureFile],
        *,
        line_based: bool,
        nonce: str = "",
    ) -> None:
        self.nonce = nonce or secrets.token_hex(8)
        self.pictures: dict[str, Base64FileDecoder] = {}
        self.scratch_files: dict[str, PictureFile] = {}
        self._open_file = open_file
        self._open_scratch = open_scratch
        self._line_based = line_based
        self._wrapped_run = WRAPPED_RUN if line_based else WRAPPED_RUN_RAW
        self._breaks = (rb"\n", rb"\r") if line_based else (rb"\n", rb"\r", b"\n", b"\r")
        self._run: _Run | None = None
        self._tail = b""
        self._offset = 0

    @property
    def growing(self) -> Base64FileDecoder | None:
        """The picture of the run that has not ended yet."""
        return self._run.decoder if self._run else None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is held back."""
        return self._run is None and not self._tail

    def skip(self, length: int) -> None:
        """So many bytes of the stream were read elsewhere."""
        self._offset += length

    def feed(self, chunk: bytes) -> bytes:
        """The rest, as far as it is known. Raises OSError when the disk does not take a picture."""
        data = self._tail + chunk if self._tail else chunk
        half = HALF_ESCAPE.search(data, max(0, len(data) - 5))
        self._tail = half[0] if half else b""
        if half:
            data = data[: half.start()]
        out: list[bytes] = []
        # Without a backslash nothing in a line is escaped or folded, and runs are found several times as fast.
        classes = data.translate(CHAR_CLASSES) if self._line_based and b"\\" not in data else b""
        index = 0
        while index < len(data):
            if self._run is not None:
                index = self._continue_run(data, index, out)
            elif classes:
                index = self._scan_fast(data, classes, index=index, out=out)
            else:
                index = self._scan(data, index, out)
        self._offset += len(data)
        return b"".join(out)

    def finish(self) -> bytes:
        """The end of the stream: what was held back."""
        out: list[bytes] = []
        if self._run is not None:
            self._end_run(self._run, out)
        out.append(self._tail)
        self._tail = b""
        return b"".join(out)

    def close(self) -> None:
        """Close what an unfinished run has open; a heavy run's file goes."""
        if self._run is not None and self._run.scratch is not None:
            self._run.scratch.close()
            self._run.scratch.path.unlink(missing_ok=True)

    def _scan(self, data: bytes, index: int, out: list[bytes]) -> int:
        """Pass on what is no long run; stop where one begins, or may begin."""
        for match in UNWRAPPED_RUN.finditer(data, index):
            start, end = match.span()
            if end - start < WRAPPED_LINE.start and end < len(data):
                continue
            folds = data.startswith(self._breaks, end) and len(normalize_base64(data[start:end])) in WRAPPED_LINE
            if end - start >= MIN_EXTRACTED or end == len(data) or folds:
                out.append(data[index:start])
                self._run = _Run(start=self._offset + start, buffered=[])
                return self._advance(self._run, data, out, start=start, end=end)
        out.append(data[index:])
        return len(data)

    def _scan_fast(self, data: bytes, classes: bytes, *, index: int, out: list[bytes]) -> int:
        """`_scan` where no run is wrapped or escaped. `classes` has "+" where base64 stands, blanks elsewhere."""
        start = classes.find(LONG_RUN, index)
        if start < 0:
            start = max(index, len(classes.rstrip(b"+")))
        out.append(data[index:start])
        if start == len(data):
            return start
        end = classes.find(b" ", start)
        self._run = _Run(start=self._offset + start, buffered=[])
        return self._advance(self._run, data, out, start=start, end=len(data) if end < 0 else end)

    def _continue_run(self, data: bytes, index: int, out: list[bytes]) -> int:
        """Go on with the run that has begun."""
        run = self._run
        assert run is not None  # noqa: S101 - the caller looked
        if index == 0 and not data.translate(None, BASE64_CHARS):
            end = len(data)
        else:
            match = (self._wrapped_run if run.wrapped else UNWRAPPED_RUN).match(data, index)
            end = match.end() if match else index
        return self._advance(run, data, out, start=index, end=end)

    def _advance(self, run: _Run, data: bytes, out: list[bytes], *, start: int, end: int) -> int:
        """`data` from `start` to `end` is of the run; see whether it goes on behind that."""
        if end > start:
            if not run.wrapped and run.line_length <= WRAPPED_LINE.stop:
                run.line_length += len(normalize_base64(data[start:end]))
            self._append(run, data[start:end])
        if end == len(data):
            return end
        if not run.wrapped and run.line_length in WRAPPED_LINE and data.startswith(self._breaks, end):
            run.wrapped = True
        else:
            self._end_run(run, out)
        return end

    def _append(self, run: _Run, piece: bytes) -> None:
        run.length += len(piece)
        if run.decoder is not None:
            run.decoder.feed(normalize_base64(piece))
        elif run.scratch is not None:
            run.scratch.write(normalize_base64(piece))
        else:
            run.buffered.append(piece)
            self._choose_target(run)

    def _choose_target(self, run: _Run) -> None:
        """Chooses whether what is buffered goes to a file. The decision hangs on the run alone, not on its cuts."""
        if run.length < MIN_EXTRACTED or (run.classified and run.length < MAX_BUFFERED):
            return
        run.buffered = [b"".join(run.buffered)]
        if not run.classified:
            run.classified = True
            if read_header(_decode_prefix(run.buffered[0][:MIN_EXTRACTED])):
                run.decoder = Base64FileDecoder(self._open_file)
                run.decoder.start, run.decoder.wrapped = run.start, run.wrapped
                self.pictures[self._token_for("p", len(self.pictures))] = run.decoder
                run.decoder.feed(normalize_base64(run.buffered[0]))
        if run.decoder is None and run.length >= MAX_BUFFERED:
            run.scratch = self._open_scratch()
            run.scratch.write(normalize_base64(run.buffered[0]))
        if run.decoder is not None or run.scratch is not None:
            run.buffered = []

    def _end_run(self, run: _Run, out: list[bytes]) -> None:
        self._run = None
        if run.decoder is not None:
            out.append(self._token_for("p", len(self.pictures) - 1).encode())
        elif run.scratch is not None:
            run.scratch.close()
            token = self._token_for("s", len(self.scratch_files))
            self.scratch_files[token] = run.scratch
            out.append(token.encode())
        else:
            out += run.buffered

    def _token_for(self, kind: str, number: int) -> str:
        return f"~{self.nonce}{kind}{number}~"
