"""Downloads result URLs while the answer that names them still streams.

Each is a task that ends with its owner.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from types import TracebackType
from typing import Final, Self, assert_never

from providers.errors import LinkDead, ProviderError
from providers.events import Event, PictureDone, PictureFailed, PictureGrew, PictureStarted
from providers.spool import Spool
from providers.transport.client import HttpClient
from providers.transport.download import LinkGrew, LinkStarted
from providers.transport.ssrf import LinkScope

MAX_LINKS: Final = 64


class LinkFetcher:
    """The downloads of one answer.

    Without `http` every sure link fails, its address kept. `errors`: what failed of the sure ones, in order;
    `skipped`: the unsure links that gave no picture.
    """

    def __init__(self, spool: Spool, *, http: HttpClient | None, scope: LinkScope) -> None:
        self.errors: list[ProviderError] = []
        self.skipped: list[str] = []
        self._started: set[str] = set()
        self._keyed: set[str] = set()
        self._spool = spool
        self._http = http
        self._scope = scope
        self._events: deque[Event] = deque()
        self._changed = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._crashed: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        running = set(self._running)
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)

    def start(self, url: str, *, key: int, sure: bool, keyed: bool) -> None:
        """Begins to download `url` as picture `key`, once.

        One that is not `sure` may be no picture, quietly; one that is not `keyed` never gets the gateway's key.
        """
        if keyed:
            self._keyed.add(url)
        if url in self._started:
            return
        self._started.add(url)
        if self._http is None or len(self._started) > MAX_LINKS:
            reason = "not_read" if self._http is None else "too_many"
            self._report_failure(url, LinkDead(params={"url": url, "reason": reason}), key=None, sure=sure)
            return
        task = asyncio.create_task(self._fetch(self._http, url, key=key, sure=sure))
        self._running.add(task)
        task.add_done_callback(self._on_done)

    async def interleave(self, chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes | Event, None]:
        """The chunks, and between them the events of the downloads as soon as they are there."""
        reading: asyncio.Task[bytes | None] | None = None
        try:
            while True:
                for event in self._take_events():
                    yield event
                if not self._running and reading is None:
                    chunk = await anext(chunks, None)
                else:
                    reading = reading or asyncio.create_task(_next(chunks))
                    await self._wait_for_events(reading)
                    if not reading.done():
                        continue
                    chunk, reading = reading.result(), None
                if chunk is None:
                    return
                yield chunk
        finally:
            if reading is not None:
                reading.cancel()
                await asyncio.wait({reading})

    async def drain(self) -> AsyncGenerator[Event, None]:
        """The remaining events of the downloads, to their end."""
        while self._running or self._events or self._crashed:
            for event in self._take_events():
                yield event
            if self._running:
                await self._wait_for_events()

    async def _wait_for_events(self, *others: "asyncio.Task[bytes | None]") -> None:
        waiting = asyncio.create_task(self._changed.wait())
        try:
            await asyncio.wait({waiting, *others}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()

    def _take_events(self) -> list[Event]:
        """Raises what a download crashed with: a full disk, a mistake of ours."""
        self._changed.clear()
        if self._crashed is not None:
            self._crashed.result()
        events = list(self._events)
        self._events.clear()
        return events

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._crashed = task
        self._changed.set()

    def _emit(self, event: Event) -> None:
        self._events.append(event)
        self._changed.set()

    def _report_failure(self, url: str, error: ProviderError, *, key: int | None, sure: bool) -> None:
        if not sure and key is None:
            self.skipped.append(url)
            return
        self.errors.append(error)
        self._emit(PictureFailed(error=error, key=key, url=url))

    async def _fetch(self, http: HttpClient, url: str, *, key: int, sure: bool) -> None:
        file = self._spool.picture() if sure else self._spool.scratch()
        scope = self._scope if url in self._keyed else replace(self._scope, key="")
        started = False
        try:
            async with aclosing(http.fetch(url, file, scope=scope)) as steps:
                async for step in steps:
                    match step:
                        case LinkStarted(mime=mime, width=width, height=height, total=total):
                            started = True
                            self._emit(
                                PictureStarted(
                                    key=key, path=file.path, mime=mime, width=width, height=height, total=total
                                )
                            )
                        case LinkGrew(size=size):
                            self._emit(PictureGrew(key=key, size=size))
                        case _:
                            assert_never(step)
            self._emit(PictureDone(key=key, url=url))
        except ProviderError as error:
            self._report_failure(url, error, key=key if started else None, sure=sure)
        finally:
            file.close()


async def _next(chunks: AsyncIterator[bytes]) -> bytes | None:
    return await anext(chunks, None)
