"""Result links read at the same time as the answer that names them, each a task that ends with its owner."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from types import TracebackType
from typing import Final, Self, assert_never

from providers.errors import LinkDead, ProviderError
from providers.events import Event, PictureDone, PictureFailed, PictureGrew, PictureStarted
from providers.spool import Spool
from providers.transport.client import HttpClient
from providers.transport.download import LinkGrew, LinkStarted

MOST: Final = 64


class LinkFetcher:
    """The downloads of one answer. Without `http` every sure link fails, its address kept.

    `errors`: what failed of the sure ones, in order; `passed_over`: the unsure links that gave no picture.
    """

    def __init__(self, spool: Spool, *, http: HttpClient | None, private_host: str) -> None:
        self.errors: list[ProviderError] = []
        self.passed_over: list[str] = []
        self._seen: set[str] = set()
        self._spool = spool
        self._http = http
        self._private_host = private_host
        self._news: deque[Event] = deque()
        self._bell = asyncio.Event()
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

    def start(self, url: str, *, key: int, sure: bool) -> None:
        """Begins to read `url` as picture `key`, once. One that is not `sure` may be no picture, quietly."""
        if url in self._seen:
            return
        self._seen.add(url)
        if self._http is None or len(self._seen) > MOST:
            reason = "not_read" if self._http is None else "too_many"
            self._failed(url, LinkDead(params={"url": url, "reason": reason}), key=None, sure=sure)
            return
        task = asyncio.create_task(self._fetch(self._http, url, key=key, sure=sure))
        self._running.add(task)
        task.add_done_callback(self._ended)

    async def between(self, chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes | Event, None]:
        """The chunks, and between them what the downloads tell, each as soon as it is there."""
        reading: asyncio.Task[bytes | None] | None = None
        try:
            while True:
                for event in self._told():
                    yield event
                if not self._running and reading is None:
                    chunk = await anext(chunks, None)
                else:
                    reading = reading or asyncio.create_task(_next(chunks))
                    await self._news_or(reading)
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

    async def rest(self) -> AsyncGenerator[Event, None]:
        """What the downloads still tell, to their end."""
        while self._running or self._news or self._crashed:
            for event in self._told():
                yield event
            if self._running:
                await self._news_or()

    async def _news_or(self, *others: "asyncio.Task[bytes | None]") -> None:
        ringing = asyncio.create_task(self._bell.wait())
        try:
            await asyncio.wait({ringing, *others}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ringing.cancel()

    def _told(self) -> list[Event]:
        """Raises what a download crashed with: a full disk, a mistake of ours."""
        self._bell.clear()
        if self._crashed is not None:
            self._crashed.result()
        events = list(self._news)
        self._news.clear()
        return events

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._crashed = task
        self._bell.set()

    def _tell(self, event: Event) -> None:
        self._news.append(event)
        self._bell.set()

    def _failed(self, url: str, error: ProviderError, *, key: int | None, sure: bool) -> None:
        if not sure and key is None:
            self.passed_over.append(url)
            return
        self.errors.append(error)
        self._tell(PictureFailed(error=error, key=key, url=url))

    async def _fetch(self, http: HttpClient, url: str, *, key: int, sure: bool) -> None:
        file = self._spool.picture() if sure else self._spool.scratch()
        started = False
        try:
            async with aclosing(http.fetch(url, file, private_host=self._private_host)) as steps:
                async for step in steps:
                    match step:
                        case LinkStarted(mime=mime, width=width, height=height, total=total):
                            started = True
                            self._tell(
                                PictureStarted(
                                    key=key, path=file.path, mime=mime, width=width, height=height, total=total
                                )
                            )
                        case LinkGrew(size=size):
                            self._tell(PictureGrew(key=key, size=size))
                        case _:
                            assert_never(step)
            self._tell(PictureDone(key=key, url=url))
        except ProviderError as error:
            self._failed(url, error, key=key if started else None, sure=sure)
        finally:
            file.close()


async def _next(chunks: AsyncIterator[bytes]) -> bytes | None:
    return await anext(chunks, None)
