"""/api/events and /api/runs/{id}/events: server-sent events of runs.

The whole run comes first, then only what changes; who comes back misses nothing.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import aclosing
from typing import Annotated, Final

from fastapi import APIRouter, Header, Request, Response

from studio.errors import NotFound
from studio.studio import Studio
from studio.types import ENDED, Run, RunChange
from ui.context import AppContext
from ui.i18n import Language
from ui.responses import NOT_FOUND, ClosingStreamingResponse, view_context_of
from ui.schemas.serialize import ViewContext, change_view, dumps, run_view
from ui.security.visitor_cookie import public_name, visitor_of

HEARTBEAT: Final = 15.0  # seconds; proxies cut lines that say nothing for 30 to 60 s, pages wait for 2.5 of them
FIRST_COMMENT: Final = b"retry: 1000\n: hello\n\n"
HEARTBEAT_COMMENT: Final = b": still here\n\n"
PUBLIC_NAME: Final = "x-easel-visitor"
HEADERS: Final = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
}
MAX_KNOWN: Final = 64
MAX_ENCODED: Final = 64  # changes that are kept encoded; who watches the same run asks for it at the same moment
ODD_BREAKS: Final = tuple((letter.encode(), f"\\u{ord(letter):04x}".encode()) for letter in "\x85\u2028\u2029")
"""Line breaks to Unicode and to many a client's reader of lines (httpx's iter_lines), but not to the standard."""


def routes(context: AppContext) -> APIRouter:
    """The events of one run, and of all of a visitor's."""
    router = APIRouter(prefix="/api", tags=["events"], default_response_class=Response)
    encoder = ChangeEncoder()

    @router.get(
        "/runs/{run_id}/events",
        responses={200: {"content": {"text/event-stream": {}}}, **NOT_FOUND},
        summary="One run as it happens: `run` (all of it), then `change`; resumes with Last-Event-ID",
    )
    async def follow(request: Request, run_id: str, last_event_id: Annotated[str, Header()] = "") -> Response:
        visitor = visitor_of(request)
        run = await context.studio.get(visitor, run_id)
        since = int(last_event_id) if re.fullmatch(r"\d{1,18}", last_event_id, re.ASCII) else 0
        if since and run.state in ENDED and not await _has_news(context.studio, visitor, run_id, since=since):
            return Response(status_code=204)
        changes = context.studio.watch(visitor, run_id, since=since)
        view_context = view_context_of(request, context)
        events = run_events(changes, view_context, encoder=encoder, closing=request.app.state.closing)
        return ClosingStreamingResponse(events, headers=HEADERS)

    @router.get(
        "/events",
        responses={200: {"content": {"text/event-stream": {}}}},
        summary="All of your runs as they happen, on one line; resumes with Last-Event-ID",
    )
    async def follow_all(request: Request, last_event_id: Annotated[str, Header()] = "") -> Response:
        visitor = visitor_of(request)
        events = visitor_events(
            context.studio,
            visitor,
            view_context_of(request, context),
            encoder=encoder,
            known=re.findall(r"[\w-]{1,64}", last_event_id[:8192]),
        )
        return ClosingStreamingResponse(events, headers={**HEADERS, PUBLIC_NAME: public_name(visitor)})

    return router


class ChangeEncoder:
    """Encodes each change of a run once per language, however many watch the run.

    All who know a run equally well get the very same RunChange (`RunState.changes_since`), one after the other. A
    whole run is encoded anew: whoever reads it sets their clock by its `now`.
    """

    def __init__(self) -> None:
        self._encoded: OrderedDict[tuple[str, Language], tuple[RunChange, bytes]] = OrderedDict()

    def encode(self, change: RunChange, view_context: ViewContext, *, id: str) -> bytes:
        """A change as an event: `run` with all of it, or `change` with what is new."""
        if change.fresh:
            return encode_event("run", encode_data(run_view(change.run, view_context)), id=id)
        key = (change.run.id, view_context.lang)
        known, data = self._encoded.get(key, (None, b""))
        if known is not change:
            data = encode_data(change_view(change, view_context))
            self._encoded[key] = change, data
            self._encoded.move_to_end(key)
            if len(self._encoded) > MAX_ENCODED:
                self._encoded.popitem(last=False)
        return encode_event("change", data, id=id)


def encode_data(body: object) -> bytes:
    """The data of an event.

    JSON has no line breaks of its own, and what a model says may hold odd ones.
    """
    data = dumps(body)
    for letter, escape in ODD_BREAKS:
        data = data.replace(letter, escape)
    return data


def encode_event(name: str, data: bytes, *, id: str) -> bytes:
    """One server-sent event as bytes."""
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (id.encode(), name.encode(), data)


async def run_events(
    changes: AsyncGenerator[RunChange], view_context: ViewContext, *, encoder: ChangeEncoder, closing: asyncio.Event
) -> AsyncIterator[bytes]:
    """The events of one run, to its end.

    The id of each is the revision, to go on from (Last-Event-ID).
    """
    yield FIRST_COMMENT
    async with aclosing(with_heartbeat(changes, closing=closing)) as news:
        async for change in news:
            yield HEARTBEAT_COMMENT if change is None else encoder.encode(change, view_context, id=str(change.rev))


async def visitor_events(
    studio: Studio,
    visitor: str,
    view_context: ViewContext,
    *,
    encoder: ChangeEncoder,
    known: Iterable[str] = (),
) -> AsyncIterator[bytes]:
    """The events of all of a visitor's runs on one line, until the server has finished them.

    The id of each event lists the unfinished runs that were reported: who comes back with it (`known`) first hears
    of those that ended meanwhile.
    """
    yield FIRST_COMMENT
    unfinished = dict.fromkeys(list(known)[:MAX_KNOWN])
    missed = [*unfinished]
    async with aclosing(studio.watch_all(visitor)) as news:
        async for change in news:
            while missed:
                run = await _run_or_none(studio, visitor, run_id := missed.pop())
                if run is not None and run.state not in ENDED:
                    continue  # it is reported anyway
                del unfinished[run_id]
                if run is not None:
                    yield encode_event("run", encode_data(run_view(run, view_context)), id=_line_id(unfinished))
            if change is None:
                yield HEARTBEAT_COMMENT
                continue
            unfinished[change.run.id] = None
            if change.run.state in ENDED:
                del unfinished[change.run.id]
            yield encoder.encode(change, view_context, id=_line_id(unfinished))


def _line_id(unfinished: Iterable[str]) -> str:
    return ",".join(unfinished) or "-"


async def with_heartbeat(
    changes: AsyncGenerator[RunChange | None] | AsyncGenerator[RunChange],
    *,
    closing: asyncio.Event,
    every: float = HEARTBEAT,
) -> AsyncGenerator[RunChange | None]:
    """Interleave changes with None as a heartbeat, until `closing`.

    None comes as soon as it is listened to, and after `every` seconds of silence.
    """
    async with aclosing(changes):
        following = asyncio.ensure_future(anext(changes))
        closed = asyncio.ensure_future(closing.wait())
        try:
            await asyncio.sleep(0)
            yield None
            while not closed.done():
                await asyncio.wait({following, closed}, timeout=every, return_when=asyncio.FIRST_COMPLETED)
                if not following.done():
                    yield None
                    continue
                try:
                    change = following.result()
                except StopAsyncIteration:
                    return
                yield change
                following = asyncio.ensure_future(anext(changes))
        finally:
            following.cancel()
            closed.cancel()
            await asyncio.wait({following, closed})


async def _has_news(studio: Studio, visitor: str, run_id: str, *, since: int) -> bool:
    """Whether an ended run has anything that is newer than `since`."""
    async with aclosing(studio.watch(visitor, run_id, since=since)) as changes:
        return await anext(changes, None) is not None


async def _run_or_none(studio: Studio, visitor: str, run_id: str) -> Run | None:
    """A run; None where it is no more."""
    try:
        return await studio.get(visitor, run_id)
    except NotFound:
        return None
