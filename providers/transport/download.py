"""A picture read from a result link into a file: tries, redirects, resuming, what it is by its bytes. No httpx."""

import asyncio
import re
import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from providers.errors import Damaged, LinkDead
from providers.image_format import ENOUGH, is_complete_file, read_header
from providers.spool import PictureFile
from providers.transport.ssrf import PinnedTarget, Resolve, pin_target

TRIES: Final = 5
TRIES_REFUSED: Final = 3
REDIRECTS: Final = 5
LONGEST_PAUSE: Final = 10.0
UNKNOWN_HEAD: Final = 4096


class DownloadInterrupted(Exception):
    """The way to the link broke: not resolved, not connected, cut off. Another try may do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLink:
    """An answer to a GET: header names in lower case. `chunks` raises Broken."""

    status: int
    headers: Mapping[str, str]
    chunks: AsyncGenerator[bytes, None]


OpenLink = Callable[[PinnedTarget, Mapping[str, str]], Awaitable[OpenedLink]]
"""One GET with these headers, no redirect followed. Raises Broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStarted:
    """It is a picture: format, size in pixels (0 when the file hides it), size in bytes when known."""

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
    resolve: Resolve,
    private_host: str = "",
    most: int,
    seconds: float,
    backoff: float,
) -> AsyncGenerator[LinkStarted | LinkGrew, None]:
    """Reads the picture at `url` into `into`, trying again where that may help: reading is free.

    At most `most` bytes and `seconds` in all. Raises LinkDead, whose `params` keep the url and a `reason`:
    forbidden, redirects, status, network, no_picture, too_large, slow, changed.
    """
    arriving = _DownloadState(url, into, most=most)
    deadline = asyncio.get_running_loop().time() + seconds
    for turn in range(TRIES):
        try:
            async with asyncio.timeout_at(deadline):
                if turn:
                    await asyncio.sleep(max(min(backoff * 2 ** (turn - 1), LONGEST_PAUSE), arriving.pause))
                opened = await _opened(
                    url, arriving, open_link=open_link, resolve=resolve, private_host=private_host, turn=turn
                )
            if opened is None:
                continue
            async with aclosing(opened.chunks):
                while True:
                    async with asyncio.timeout_at(deadline):
                        chunk = await anext(opened.chunks, b"")
                    for step in arriving.take(chunk) if chunk else arriving.end():
                        yield step
                    if not chunk:
                        await asyncio.to_thread(arriving.approve)
                        return
        except TimeoutError:
            raise arriving.dead("slow") from None
        except DownloadInterrupted:
            arriving.reason = "network"
    raise arriving.dead(arriving.reason)


async def _opened(
    url: str, arriving: "_DownloadState", *, open_link: OpenLink, resolve: Resolve, private_host: str, turn: int
) -> OpenedLink | None:
    """The answer that holds the picture, redirects followed; None when it is worth another try."""
    at = url
    for _ in range(REDIRECTS + 1):
        try:
            target = await pin_target(at, resolve=resolve, private_host=private_host, turn=turn)
        except OSError as error:
            raise DownloadInterrupted("not resolved") from error
        opened = await open_link(target, arriving.headers())
        if 300 <= opened.status < 400 and (location := opened.headers.get("location")):
            await opened.chunks.aclose()
            at = urljoin(at, location)
            continue
        if arriving.accept(opened, turn=turn):
            return opened
        await opened.chunks.aclose()
        return None
    raise arriving.dead("redirects")


class _DownloadState:
    """One download over all its tries: what was written, and where the next try goes on."""

    def __init__(self, url: str, into: PictureFile, *, most: int) -> None:
        self.reason = "network"
        self.pause = 0.0
        self._url = url
        self._into = into
        self._most = most
        self._head = b""
        self._started = False
        self._mime = ""
        self._total: int | None = None
        self._status: int | None = None
        self._written = 0
        self._crc = 0
        self._skip = 0
        self._skipped_crc = 0
        self._etag = ""
        self._ranges = True

    def dead(self, reason: str) -> LinkDead:
        return LinkDead(status=self._status, params={"url": self._url, "reason": reason})

    def headers(self) -> dict[str, str]:
        """For the next try: the rest only, where something is there already and it is the same file."""
        plain = {"Accept": "image/*, */*;q=0.5", "Accept-Encoding": "identity", "User-Agent": "Easel"}
        if not self._written or not self._ranges:
            return plain
        only_same = {"If-Range": self._etag} if self._etag else {}
        return {**plain, "Range": f"bytes={self._written}-", **only_same}

    def accept(self, opened: OpenedLink, *, turn: int) -> bool:
        """Whether `opened` brings bytes. Raises LinkDead when another try would bring the same."""
        self._status, self.reason, self.pause = opened.status, "status", 0.0
        if opened.status not in (200, 206):
            self._ranges = self._ranges and opened.status != 416
            patience = TRIES if opened.status in (408, 416, 425, 429) or opened.status >= 500 else 0
            # A CDN may not have the file yet in the second that the gateway names it.
            patience = TRIES_REFUSED if opened.status in (403, 404) else patience
            if turn + 1 >= patience:
                raise self.dead("status")
            said = opened.headers.get("retry-after", "")
            self.pause = min(float(said), LONGEST_PAUSE) if said.isdecimal() else 0.0
            return False
        begins, whole = _span(opened)
        if begins not in (0, self._written):
            self._ranges = False
            return False
        self._head, self._total = b"", whole
        self._skip, self._skipped_crc = (self._written if begins == 0 else 0), 0
        tag = opened.headers.get("etag", "")
        self._etag = "" if tag.startswith("W/") else tag
        if whole is not None and whole > self._most:
            raise self.dead("too_large")
        return True

    def take(self, chunk: bytes) -> list[LinkStarted | LinkGrew]:
        """What `chunk` brings. Nothing is written before it is known to be a picture."""
        if self._skip:
            again, chunk = chunk[: self._skip], chunk[self._skip :]
            self._skip -= len(again)
            self._skipped_crc = zlib.crc32(again, self._skipped_crc)
            if not self._skip and self._skipped_crc != self._crc:
                raise self.dead("changed")
        if self._started:
            return self._write(chunk)
        self._head += chunk
        found = read_header(self._head)
        if found is None and len(self._head) >= UNKNOWN_HEAD:
            raise self.dead("no_picture")
        return self._start() if found and (found.width or len(self._head) >= ENOUGH) else []

    def end(self) -> list[LinkStarted | LinkGrew]:
        """The last byte was there."""
        if self._skip:
            raise self.dead("changed")
        return [] if self._started else self._start()

    def approve(self) -> None:
        """Looks at the file's own end: an answer without a length may have broken off unseen. Raises Damaged when
        it is no whole picture, Broken when more of it may come."""
        if is_complete_file(self._mime, self._into.path):
            return
        if self._total is None:
            raise DownloadInterrupted("no length, no end")
        raise Damaged(status=self._status, params={"url": self._url})

    def _start(self) -> list[LinkStarted | LinkGrew]:
        found = read_header(self._head)
        if found is None:
            raise self.dead("no_picture")
        self._started, self._mime = True, found.mime
        head, self._head = self._head, b""
        started = LinkStarted(mime=found.mime, width=found.width, height=found.height, total=self._total)
        return [started, *self._write(head)]

    def _write(self, chunk: bytes) -> list[LinkStarted | LinkGrew]:
        if not chunk:
            return []
        if self._written + len(chunk) > self._most:
            raise self.dead("too_large")
        self._into.write(chunk)
        self._written += len(chunk)
        self._crc = zlib.crc32(chunk, self._crc)
        return [LinkGrew(size=self._written)]


def _span(opened: OpenedLink) -> tuple[int, int | None]:
    """Where the body begins in the file, and how long the whole file is (RFC 9110 §14.4)."""
    if opened.status == 206:
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", opened.headers.get("content-range", "").strip())
        if not found:
            return -1, None
        return int(found[1]), None if found[2] == "*" else int(found[2])
    length = opened.headers.get("content-length", "")
    return 0, int(length) if length.isdecimal() else None
