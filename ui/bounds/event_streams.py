"""Bounds on open event streams, of one visitor and of one network; the oldest makes room.

A thousand streams of one client, each told of every word, took a core.
"""

import asyncio
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.errors import NoCookie
from ui.security.request_guard import error_response

STREAMS: Final = re.compile(r"/api/(?:events|runs/(?P<run>[^/]+)/events)")
REOPEN_AFTER: Final = 60
"""Seconds that one which had to make room shall wait before it comes again."""
LAST_EVENT: Final = b'retry: %d\nevent: superseded\ndata: {"reopen_after":%d}\n\n' % (
    1000 * REOPEN_AFTER,
    REOPEN_AFTER,
)
"""`retry` is what the browser itself heeds (HTML Standard, 9.2.6)."""
HEADERS: Final = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]


@dataclass(frozen=True, slots=True, eq=False)
class _Stream:
    owner: str
    network: str
    superseded: asyncio.Event = field(default_factory=asyncio.Event)


class EventStreams:
    """The open streams, oldest first. `owner` is a visitor and one kind of stream."""

    def __init__(self, *, per_visitor: int, per_network: int) -> None:
        self._per_visitor = per_visitor
        self._per_network = per_network
        self._by_owner: defaultdict[str, list[_Stream]] = defaultdict(list)
        self._by_network: defaultdict[str, list[_Stream]] = defaultdict(list)

    @property
    def count(self) -> int:
        """The number of those that are open."""
        return sum(map(len, self._by_owner.values()))

    def open(self, owner: str, network: str) -> _Stream:
        """Adds a stream, for which the oldest has to go where there are too many.

        In a network that is one of the owner who has the most, so that who has one keeps it.
        """
        stream = _Stream(owner, network)
        if len(self._by_owner[owner]) >= self._per_visitor:
            self._supersede(self._by_owner[owner][0])
        neighbours = self._by_network[network]
        if network and len(neighbours) >= self._per_network:
            [(greediest, _)] = Counter(other.owner for other in neighbours).most_common(1)
            self._supersede(next(other for other in neighbours if other.owner == greediest))
        self._by_owner[owner].append(stream)
        self._by_network[network].append(stream)
        return stream

    def close(self, stream: _Stream) -> None:
        """Takes a stream out; one that had to make room is out already."""
        for group, name in ((self._by_owner, stream.owner), (self._by_network, stream.network)):
            if stream in group[name]:
                group[name].remove(stream)
            if not group[name]:
                del group[name]

    def _supersede(self, stream: _Stream) -> None:
        self.close(stream)
        stream.superseded.set()


def bound_event_streams(app: ASGIApp, *, streams: EventStreams) -> ASGIApp:
    """Middleware that ends the oldest stream of too many, and those of a login that is over.

    It ends with an event `superseded`, which tells when to come again. A visitor whose cookie did not come back has
    nothing to watch, and is refused where others can reach the server.
    """

    async def bound(scope: Scope, receive: Receive, send: Send) -> None:
        match = STREAMS.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if match is None or scope["method"] != "GET":
            await app(scope, receive, send)
            return
        state: dict[str, Any] = scope.get("state", {})
        network = state.get("network")
        if network is not None and not state.get("returning"):
            await error_response(NoCookie(), scope)(scope, receive, send)
            return
        kind = "run" if match["run"] else "all"
        stream = streams.open(f"{kind} {state.get('visitor', '')}", network or "")
        try:
            await _run_until_superseded(app, stream, scope, receive, send)
        finally:
            streams.close(stream)

    return bound


async def _run_until_superseded(app: ASGIApp, stream: _Stream, scope: Scope, receive: Receive, send: Send) -> None:
    started = over = is_logged_out = False
    still_holds = scope.get("state", {}).get("still_holds")

    async def note_progress(message: Message) -> None:
        nonlocal started, over, is_logged_out
        if still_holds is not None and not await still_holds():
            is_logged_out = True
            stream.superseded.set()
            return
        started = True
        over = message["type"] == "http.response.body" and not message.get("more_body")
        await send(message)

    answering = asyncio.ensure_future(app(scope, receive, note_progress))
    superseded = asyncio.ensure_future(stream.superseded.wait())
    try:
        await asyncio.wait({answering, superseded}, return_when=asyncio.FIRST_COMPLETED)
        if answering.done():
            await answering
            return
    finally:
        superseded.cancel()
        answering.cancel()
        await asyncio.wait({answering, superseded})
    if not started:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    if not over:
        # Who was logged out comes again at once, and is told so.
        await send({"type": "http.response.body", "body": b"" if is_logged_out else LAST_EVENT, "more_body": False})
