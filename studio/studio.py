"""The studio: presses become runs that belong to the server, and whoever is entitled can watch them."""

import asyncio
import logging
import secrets
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

from providers.catalog import Catalog, generate
from providers.check import calls_of, check
from providers.errors import Damaged, NoKey, UnknownModel
from providers.http import Http
from providers.model import Caps
from providers.receive import read_again
from studio import pictures
from studio.bell import Bell
from studio.errors import Closing, NotFound, TooManyRuns
from studio.follow import finished, growing
from studio.journal import Journal
from studio.limits import Limits
from studio.live import fresh
from studio.outcome import revision_of
from studio.records import Ask, Call, Change, KeyLookup, Picture, Run, Said
from studio.runs import LiveRun, Order
from studio.tools import AskGateway, ReadAgain, Tools, in_the_background
from studio.watching import watch, watch_all

LOG = logging.getLogger(__name__)


class Studio:
    """Open it with `async with`; closing it gives running calls `limits.grace` seconds to end.

    Everything is asked for by a visitor, and what is another visitor's is NotFound. JournalFailed can come out
    of whatever reads or writes the journal. `catalog` may be replaced while it is open: a gateway may come to
    offer more. `http` is opened and closed by whoever made it.
    """

    def __init__(
        self,
        *,
        catalog: Catalog,
        keys: KeyLookup,
        http: Http,
        data: Path,
        database_url: str = "",
        limits: Limits = Limits(),
        ask_gateway: AskGateway = generate,
        read_again: ReadAgain = read_again,
        now: Callable[[], float] = time.time,
    ) -> None:
        data = data.resolve()
        self.catalog = catalog
        self._keys = keys
        self._limits = limits
        self._tools = Tools(
            data=data,
            journal=Journal(database_url, data=data),
            http=http,
            ask_gateway=ask_gateway,
            read_again=read_again,
            limits=limits,
            checkers=ThreadPoolExecutor(limits.checkers, thread_name_prefix="check", initializer=in_the_background),
            now=now,
        )
        self._runs: dict[str, dict[str, LiveRun]] = {}
        self._arriving: Counter[str] = Counter()
        self._bells: WeakValueDictionary[str, Bell] = WeakValueDictionary()
        self._leaving: set[str] = set()
        self._closing = False
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Opens the journal and takes up what a restart cut off. Raises JournalFailed."""
        self._tools.data.mkdir(parents=True, exist_ok=True)
        async with AsyncExitStack() as opening:
            await opening.enter_async_context(self._tools.journal)
            for run in await self._tools.journal.unfinished():
                self._enter(run).recover(caps=self._caps(run))
            self._stack = opening.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        await asyncio.gather(
            *(run.close(grace=self._limits.grace) for runs in self._runs.values() for run in runs.values())
        )
        await self._stack.aclose()
        await asyncio.to_thread(self._tools.checkers.shutdown)

    async def submit(self, visitor: str, ask: Ask) -> Run:
        """Checks the press, writes it down, and starts it. Raises Refused's classes, TooManyRuns, NotFound (for
        `parent`), Closing or JournalFailed, and then nothing was written or sent."""
        orders, notices = self._orders(ask)
        self._room(visitor)
        self._arriving[visitor] += 1
        try:
            if ask.parent:
                await self.get(visitor, ask.parent)
            run = self._new_run(visitor, ask, orders=orders, notices=notices)
            await self._tools.journal.begin(run)
            if self._closing:
                raise Closing
            started = self._enter(run)
        finally:
            self._arriving[visitor] -= 1
        started.start(orders)
        return started.live.run

    async def get(self, visitor: str, run_id: str) -> Run:
        """The run as it is now. Raises NotFound."""
        mine = self._mine(visitor, run_id)
        return mine.live.run if mine else await self._tools.journal.run(visitor, run_id)

    async def page(self, visitor: str, *, before: str = "", limit: int = 20) -> tuple[tuple[Run, ...], str]:
        """The visitor's runs, newest first, and the cursor of the next page, "" after the last one.

        Raises NotFound for a cursor that cannot be read.
        """
        runs, cursor = await self._tools.journal.page(visitor, before=before, limit=limit)
        here = self._runs.get(visitor, {})
        return tuple(here[run.id].live.run if run.id in here else run for run in runs), cursor

    def live(self, visitor: str) -> tuple[Run, ...]:
        """The visitor's unfinished runs, oldest first."""
        return tuple(mine.live.run for mine in self._all_of(visitor) if not mine.live.ended)

    async def watch(self, visitor: str, run_id: str, *, since: int = 0) -> AsyncGenerator[Change, None]:
        """What changed since a revision, then what changes, to the end of the run. Raises NotFound."""
        mine = self._mine(visitor, run_id)
        if mine is None:
            run = await self._tools.journal.run(visitor, run_id)
            if since != revision_of(run):
                yield fresh(run, revision_of(run))
            return
        async with aclosing(watch(mine, since=since)) as changes:
            async for change in changes:
                yield change

    async def watch_all(self, visitor: str) -> AsyncGenerator[Change | None, None]:
        """The changes of all the visitor's live runs, also of those to come; None when nothing happened for
        `limits.tick` seconds. It never ends by itself."""
        bell = self._bell(visitor)
        watched = watch_all(lambda: self._all_of(visitor), bell=bell, tick=self._limits.tick)
        async with aclosing(watched) as changes:
            async for change in changes:
                yield change

    async def cancel(self, visitor: str, run_id: str) -> Run:
        """Stops waiting for what has not ended, and returns the run when that is written down. Raises NotFound."""
        mine = self._mine(visitor, run_id)
        if mine is None:
            return await self._tools.journal.run(visitor, run_id)
        mine.stop()
        await mine.over()
        return mine.live.run

    async def picture(self, visitor: str, picture_id: str) -> Picture:
        """Raises NotFound."""
        for mine in self._all_of(visitor):
            if mine.live.has_picture(picture_id):
                return mine.live.picture(picture_id)
        return await self._tools.journal.picture(visitor, picture_id)

    async def follow(self, visitor: str, picture_id: str) -> AsyncGenerator[bytes, None]:
        """The picture's bytes from the first one on, as they come, to the end. Raises NotFound."""
        picture = await self.picture(visitor, picture_id)
        growth = self._tools.growths.get(picture_id)
        if growth and picture.state == "growing":
            try:
                async with aclosing(growing(growth)) as pieces:
                    async for piece in pieces:
                        yield piece
                return
            except FileNotFoundError:
                # It was finished and put in its place just before it could be opened.
                picture = await self.picture(visitor, picture_id)
        try:
            async with aclosing(finished(picture.path)) as pieces:
                async for piece in pieces:
                    yield piece
        except FileNotFoundError as error:
            raise NotFound from error

    async def thumb(self, visitor: str, picture_id: str) -> Path:
        """The path of a WebP of at most 512×512. Raises NotFound, also while the picture is not whole, and when
        no thumbnail can be made of its format."""
        picture = await self.picture(visitor, picture_id)
        if picture.state != "done" or picture.mime in pictures.BEYOND_PILLOW:
            raise NotFound
        kept = pictures.place(self._tools.data / "thumbs", picture.sha256, "webp")
        if not await asyncio.to_thread(kept.exists):
            loop = asyncio.get_running_loop()
            try:
                await loop.run_in_executor(self._tools.checkers, pictures.make_thumb, picture.path, kept)
            except (Damaged, OSError) as error:
                LOG.error("no thumbnail of picture %s: %s", picture_id, error)
                raise NotFound from error
        return kept

    def _orders(self, ask: Ask) -> tuple[tuple[Order, ...], tuple[Said, ...]]:
        """The calls that this press makes, and what is to be told beforehand."""
        gateway = self.catalog.gateway(ask.gateway)
        model = self.catalog.model(ask.gateway, ask.model)
        caps = self.catalog.route(model, str(ask.request.options.get("route", ""))).caps
        notices = check(ask.request, caps)
        key = ask.key or self._keys.get(gateway.id)
        if gateway.needs_key and not key:
            raise NoKey(params={"gateway": gateway.name, "setting": gateway.key_env})
        calls = calls_of(ask.request, caps)
        orders = tuple(Order(gateway=gateway, model=model, request=each, caps=caps, key=key) for each in calls)
        return orders, tuple(Said(kind=notice.kind, params=dict(notice.params)) for notice in notices)

    def _room(self, visitor: str) -> None:
        if self._closing:
            raise Closing
        going = len(self.live(visitor)) + self._arriving[visitor]
        if going >= self._limits.runs_per_visitor:
            raise TooManyRuns(params={"limit": self._limits.runs_per_visitor})

    def _new_run(self, visitor: str, ask: Ask, *, orders: tuple[Order, ...], notices: tuple[Said, ...]) -> Run:
        now, run_id = self._tools.now(), secrets.token_urlsafe(12)
        calls = (
            Call(id=secrets.token_urlsafe(12), run=run_id, number=number, count=order.request.count, created=now)
            for number, order in enumerate(orders, 1)
        )
        route = self.catalog.route(orders[0].model, str(ask.request.options.get("route", "")))
        return Run(
            id=run_id,
            visitor=visitor,
            gateway=ask.gateway,
            model=ask.model,
            route=route.name,
            request=ask.request,
            calls=tuple(calls),
            notices=notices,
            created=now,
            parent=ask.parent,
        )

    def _caps(self, run: Run) -> Caps:
        """What the run's model can do; of one that is no longer offered, nothing is known."""
        try:
            return self.catalog.route(self.catalog.model(run.gateway, run.model), run.route).caps
        except UnknownModel:
            return Caps()

    def _enter(self, run: Run) -> LiveRun:
        bell = self._bell(run.visitor)

        def rung() -> None:
            bell.ring()
            if mine.live.ended and run.id not in self._leaving:
                self._leaving.add(run.id)
                self._leave_later(mine)

        mine = LiveRun(run, self._tools, then=rung)
        self._runs.setdefault(run.visitor, {})[run.id] = mine
        bell.ring()
        return mine

    def _leave_later(self, mine: LiveRun) -> None:
        asyncio.get_running_loop().call_later(self._limits.kept, self._leave, mine)

    def _leave(self, mine: LiveRun) -> None:
        """An ended run leaves the memory; the journal has it. What the journal lacks stays."""
        if mine.keeper.behind:
            self._leave_later(mine)
            return
        run = mine.live.run
        self._leaving.discard(run.id)
        for picture in run.pictures:
            self._tools.growths.pop(picture.id, None)
        mine_too = self._runs[run.visitor]
        del mine_too[run.id]
        if not mine_too:
            del self._runs[run.visitor]

    def _bell(self, visitor: str) -> Bell:
        """The visitor's bell lives as long as one of their runs or a watcher holds it."""
        bell = self._bells.get(visitor)
        if bell is None:
            bell = self._bells[visitor] = Bell()
        return bell

    def _mine(self, visitor: str, run_id: str) -> LiveRun | None:
        return self._runs.get(visitor, {}).get(run_id)

    def _all_of(self, visitor: str) -> tuple[LiveRun, ...]:
        return tuple(self._runs.get(visitor, {}).values())
