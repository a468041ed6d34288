"""Server-sent events of runs: the whole run first, then only what changes; who comes back misses nothing."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import aclosing
from typing import Final

from studio.errors import NotFound
from studio.studio import Studio
from studio.types import ENDED, RunChange
from ui.schemas.serialize import Viewer, change_view, dumps, run_view

HEARTBEAT: Final = 15.0  # seconds; proxies cut lines that say nothing for 30 to 60 s
FIRST_COMMENT: Final = b"retry: 1000\n: hello\n\n"
HEARTBEAT_COMMENT: Final = b": still here\n\n"
HEADERS: Final = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
}
MAX_KNOWN: Final = 64
ODD_BREAKS: Final = tuple((letter.encode(), f"\\u{ord(letter):04x}".encode()) for letter in "\x85\u2028\u2029")
"""Line breaks to Unicode and to many a client's reader of lines (httpx's iter_lines), but not to the standard."""


def encode_event(name: str, body: object, *, id: str) -> bytes:
    """One server-sent event; JSON has no line breaks of its own, and what a model says may hold odd ones."""
    data = dumps(body)
    for letter, escape in ODD_BREAKS:
        data = data.replace(letter, escape)
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (id.encode(), name.encode(), data)


def encode_change(news: RunChange, reader: Viewer, *, id: str) -> bytes:
    """A change as an event: `run` with all of it, or `change` with what is new."""
    if news.fresh:
        return encode_event("run", run_view(news.run, reader), id=id)
    return encode_event("change", change_view(news, reader), id=id)


async def run_events(
    changes: AsyncGenerator[RunChange], reader: Viewer, *, closing: asyncio.Event
) -> AsyncIterator[bytes]:
    """The events of one run, to its end. The id of each is the revision, to go on from (Last-Event-ID)."""
    yield FIRST_COMMENT
    async with aclosing(with_heartbeat(changes, closing=closing)) as news:
        async for each in news:
            yield HEARTBEAT_COMMENT if each is None else encode_change(each, reader, id=str(each.rev))


async def visitor_events(
    studio: Studio, visitor: str, reader: Viewer, *, closing: asyncio.Event, known: Iterable[str] = ()
) -> AsyncIterator[bytes]:
    """The events of all of a visitor's runs on one line, until the server closes.

    The id of each event lists the unfinished runs that were told of: who comes back with it (`known`) is first
    told of those that ended meanwhile.
    """
    yield FIRST_COMMENT
    going: dict[str, None] = {}
    missed = list(known)[:MAX_KNOWN]
    async with aclosing(with_heartbeat(studio.watch_all(visitor), closing=closing)) as news:
        async for each in news:
            while missed:
                if body := await _ended_event(studio, visitor, missed.pop(), reader):
                    yield body
            if each is None:
                yield HEARTBEAT_COMMENT
                continue
            going[each.run.id] = None
            if each.run.state in ENDED:
                del going[each.run.id]
            yield encode_change(each, reader, id=",".join(going) or "-")


async def with_heartbeat(
    changes: AsyncGenerator[RunChange | None] | AsyncGenerator[RunChange],
    *,
    closing: asyncio.Event,
    every: float = HEARTBEAT,
) -> AsyncGenerator[RunChange | None]:
    """What comes, until `closing`; and None as soon as it is listened to, and after `every` seconds of silence."""
    async with aclosing(changes):
        coming = asyncio.ensure_future(anext(changes))
        closed = asyncio.ensure_future(closing.wait())
        try:
            await asyncio.sleep(0)
            yield None
            while not closed.done():
                await asyncio.wait({coming, closed}, timeout=every, return_when=asyncio.FIRST_COMPLETED)
                if not coming.done():
                    yield None
                    continue
                try:
                    news = coming.result()
                except StopAsyncIteration:
                    return
                yield news
                coming = asyncio.ensure_future(anext(changes))
        finally:
            coming.cancel()
            closed.cancel()
            await asyncio.wait({coming, closed})


async def in_threads(pieces: Iterator[bytes]) -> AsyncGenerator[bytes]:
    """Pieces that are read from the disk, each in a thread."""
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


async def _ended_event(studio: Studio, visitor: str, run_id: str, reader: Viewer) -> bytes:
    """The event of a run that has ended; nothing for one that goes on, which is told of anyway, or is no more."""
    try:
        found = await studio.get(visitor, run_id)
    except NotFound:
        return b""
    return encode_event("run", run_view(found, reader), id="-") if found.state in ENDED else b""
