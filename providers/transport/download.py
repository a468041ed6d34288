"""Downloads one result URL: retries, redirects, resume, format by its bytes. No httpx."""

import asyncio
import re
import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from formats.encodings.content_encoding import ContentDecoder
from formats.encodings.errors import DecodingError
from formats.image_format import MAX_HEADER_BYTES, completeness, read_header
from formats.picture_file import PictureFile
from providers.errors import Damaged, LinkDead
from providers.transport.ssrf import LinkScope, PinnedTarget, is_own_origin

MAX_ATTEMPTS: Final = 5
MAX_ATTEMPTS_REFUSED: Final = 3
MAX_REDIRECTS: Final = 5
MAX_PAUSE: Final = 10.0
MAX_UNKNOWN_BYTES: Final = 4096


class DownloadInterrupted(Exception):
    """The connection broke: not resolved, not connected, cut off. Another attempt may do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLink:
    """A response to a GET: header names in lower case. `chunks` raises DownloadInterrupted."""

    status: int
    headers: Mapping[str, str]
    chunks: AsyncGenerator[bytes, None]


OpenLink = Callable[[PinnedTarget, Mapping[str, str]], Awaitable[OpenedLink]]
"""One GET with these headers, no redirect followed. Raises DownloadInterrupted."""
PinLink = Callable[[str, int], Awaitable[PinnedTarget]]
"""A URL and the number of the attempt → where to connect. Raises LinkDead, OSError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStarted:
    """The download is an image.

    Format, size in pixels (0 when the file hides it), size in bytes when known.
    """

    mime: str
    width: int = 0
    height: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkGrew:
    """The picture's file now holds `size` bytes."""

    size: int


async def download(
    url: str,
    into: PictureFile,
    *,
    open_link: OpenLink,
    pin: PinLink,
    scope: LinkScope,
    max_bytes: int,
    seconds: float,
    backoff: float,
) -> AsyncGenerator[LinkStarted | LinkGrew, None]:
    """Downloads the image at `url` into `into`, again where that may help: reading is free.

    At most `max_bytes` and `seconds` in all. Raises LinkDead, whose `params` keep the url and a `reason`:
    forbidden, private, fake_ip, redirects, status, network, no_picture, too_large, slow, changed.
    """
    state = _DownloadState(url, into, scope=scope, max_bytes=max_bytes)
    deadline = asyncio.get_running_loop().time() + seconds
    for attempt in range(MAX_ATTEMPTS):
        try:
            async with asyncio.timeout_at(deadline):
                if attempt:
                    await asyncio.sleep(max(min(backoff * 2 ** (attempt - 1), MAX_PAUSE), state.pause))
                response = await _open_redirected(url, state, open_link=open_link, pin=pin, attempt=attempt)
            if response is None:
                continue
            async with aclosing(response.chunks):
                while True:
                    async with asyncio.timeout_at(deadline):
                        chunk = await anext(response.chunks, b"")
                    for step in state.unpack(chunk) if chunk else state.finish():
                        yield step
                    if not chunk:
                        await asyncio.to_thread(state.verify)
                        return
        except TimeoutError:
            raise state.failure("slow") from None
        except (DownloadInterrupted, DecodingError):
            state.reason = "network"
    raise state.failure(state.reason)


async def _open_redirected(
    url: str, state: "_DownloadState", *, open_link: OpenLink, pin: PinLink, attempt: int
) -> OpenedLink | None:
    """The answer that holds the picture, redirects followed; None when it is worth another try."""
    current = url
    for _ in range(MAX_REDIRECTS + 1):
        try:
            target = await pin(current, attempt)
        except OSError as error:
            raise DownloadInterrupted("not resolved") from error
        response = await open_link(target, state.headers(target))
        if 300 <= response.status < 400 and (location := response.headers.get("location")):
            await response.chunks.aclose()
            current = urljoin(current, location)
            continue
        if state.accept(response, target, attempt=attempt):
            return response
        await response.chunks.aclose()
        return None
    raise state.failure("redirects")


class _DownloadState:
    """One download over all its attempts. What was written, and where the next attempt goes on."""

    def __init__(self, url: str, into: PictureFile, *, scope: LinkScope, max_bytes: int) -> None:
        self.reason = "network"
        self.pause = 0.0
        self._url = url
        self._into = into
        self._scope = scope
        self._needs_key = False
        self._max_bytes = max_bytes
        self._head = b""
        self._started = False
        self._mime = ""
        self._total: int | None = None
        self._status: int | None = None
        self._written = 0
        self._ended_at = 0
        self._crc = 0
        self._skip = 0
        self._skipped_crc = 0
        self._etag = ""
        self._ranges = True
        self._decoder = ContentDecoder()

    def failure(self, reason: str) -> LinkDead:
        return LinkDead(status=self._status, params={"url": self._url, "reason": reason})

    def headers(self, target: PinnedTarget) -> dict[str, str]:
        """For the next try: the rest only, where something is there already and it is the same file.

        The key goes to the gateway's own origin alone, once that asked for it; not behind a redirect either.
        """
        base = {"Accept": "image/*, */*;q=0.5", "Accept-Encoding": "identity", "User-Agent": "Easel"}
        if self._needs_key and is_own_origin(self._scope, target.parsed):
            base["Authorization"] = f"Bearer {self._scope.key}"
        if not self._written or not self._ranges:
            return base
        condition = {"If-Range": self._etag} if self._etag else {}
        return {**base, "Range": f"bytes={self._written}-", **condition}

    def accept(self, response: OpenedLink, target: PinnedTarget, *, attempt: int) -> bool:
        """Whether `response` brings bytes; LinkDead where another try would bring the same."""
        self._status, self.reason, self.pause = response.status, "status", 0.0
        if response.status in (401, 403) and not self._needs_key and self._scope.key:
            self._needs_key = is_own_origin(self._scope, target.parsed)
            if self._needs_key:
                return False
        if response.status not in (200, 206):
            self._ranges = self._ranges and response.status != 416
            attempts = MAX_ATTEMPTS if response.status in (408, 416, 425, 429) or response.status >= 500 else 0
            # A CDN may not have the file yet in the second that the gateway names it.
            attempts = MAX_ATTEMPTS_REFUSED if response.status in (403, 404) else attempts
            if attempt + 1 >= attempts:
                raise self.failure("status")
            retry_after = response.headers.get("retry-after", "")
            self.pause = min(float(retry_after), MAX_PAUSE) if retry_after.isdecimal() else 0.0
            return False
        start, total = _content_range(response)
        if start not in (0, self._written):
            self._ranges = False
            return False
        self._head, self._total = b"", total
        self._skip, self._skipped_crc = (self._written if start == 0 else 0), 0
        etag = response.headers.get("etag", "")
        self._etag = "" if etag.startswith("W/") else etag
        if total is not None and total > self._max_bytes:
            raise self.failure("too_large")
        # The rest of a file that was interrupted is no beginning to tell a compression by.
        self._decoder = ContentDecoder(response.headers.get("content-encoding", ""), layers=0 if start else 1)
        return True

    def unpack(self, chunk: bytes) -> Iterator[LinkStarted | LinkGrew]:
        """Adds a chunk as it is on the line.

        Some CDNs compress what was asked for as it is (docs/gateways.md, Q32). Raises DecodingError where
        the compression breaks.
        """
        for piece in self._decoder.feed(chunk):
            yield from self.feed(piece)
        if not self._decoder.is_plain:
            self._ranges, self._total = False, None  # both count what is on the line

    def feed(self, chunk: bytes) -> list[LinkStarted | LinkGrew]:
        """Adds a chunk. Nothing is written before it is known to be a picture."""
        if self._skip:
            repeated, chunk = chunk[: self._skip], chunk[self._skip :]
            self._skip -= len(repeated)
            self._skipped_crc = zlib.crc32(repeated, self._skipped_crc)
            if not self._skip and self._skipped_crc != self._crc:
                raise self.failure("changed")
        if self._started:
            return self._write(chunk)
        self._head += chunk
        header = read_header(self._head)
        if header is None and len(self._head) >= MAX_UNKNOWN_BYTES:
            raise self.failure("no_picture")
        return self._start() if header and (header.width or len(self._head) >= MAX_HEADER_BYTES) else []

    def finish(self) -> list[LinkStarted | LinkGrew]:
        """The last byte was there."""
        rest = [step for piece in self._decoder.finish() for step in self.feed(piece)]
        if self._skip:
            raise self.failure("changed")
        return rest if self._started else self._start()

    def verify(self) -> None:
        """Checks the file's own end.

        An answer without a length may have broken off unseen; one that ends twice at the same byte has not. Raises
        Damaged when it is no whole picture, DownloadInterrupted when more of it may come.
        """
        ending = completeness(self._mime, self._into.path)
        before, self._ended_at = self._ended_at, self._written
        if ending == "whole" or (ending == "unsure" and (self._total is not None or before == self._written)):
            return
        if self._total is None:
            raise DownloadInterrupted("no length, no end")
        raise Damaged(status=self._status, params={"url": self._url})

    def _start(self) -> list[LinkStarted | LinkGrew]:
        header = read_header(self._head)
        if header is None:
            raise self.failure("no_picture")
        self._started, self._mime = True, header.mime
        head, self._head = self._head, b""
        started = LinkStarted(mime=header.mime, width=header.width, height=header.height, total=self._total)
        return [started, *self._write(head)]

    def _write(self, chunk: bytes) -> list[LinkStarted | LinkGrew]:
        if not chunk:
            return []
        if self._written + len(chunk) > self._max_bytes:
            raise self.failure("too_large")
        self._into.write(chunk)
        self._written += len(chunk)
        self._crc = zlib.crc32(chunk, self._crc)
        return [LinkGrew(size=self._written)]


def _content_range(response: OpenedLink) -> tuple[int, int | None]:
    """The position of the body in the file, and the length of the whole file (RFC 9110 §14.4)."""
    if response.status == 206:
        match = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("content-range", "").strip())
        if not match:
            return -1, None
        return int(match[1]), None if match[2] == "*" else int(match[2])
    length = response.headers.get("content-length", "")
    return 0, int(length) if length.isdecimal() else None
