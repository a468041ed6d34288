"""The studio: presses become runs that belong to the server, and whoever is entitled can watch them."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

from providers.catalog import Catalog, generate
from providers.request.validation import validate
from providers.response.stream import read_again
from providers.transport.client import HttpClient
from studio.conversations import Conversations
from studio.errors import Closing, JournalFailed, NotFound, NothingToRead, TooManyRuns
from studio.images import files as pictures
from studio.limits import Limits
from studio.maintenance.cleanup import CleanupContext, clean_up
from studio.notifier import Notifier
from studio.references.attach import PreparedInputs, attach_inputs
from studio.references.library import ReferenceLibrary
from studio.runs.live_run import CallPlan, LiveRun
from studio.runs.outcome import revision_of
from studio.runs.planner import caps_for_request, caps_of_run, is_duplicate, new_run, plan_calls
from studio.runs.run_state import full_change
from studio.runs.subscriptions import watch, watch_all
from studio.services import AskGateway, ReadAgain, Services, disk_errors, lower_thread_priority
from studio.storage.call_files import stored_answer
from studio.storage.conversation_store import ConversationStore
from studio.storage.database import Database
from studio.storage.gallery_store import GalleryStore
from studio.storage.growing_file import read_growing
from studio.storage.journal import Journal
from studio.types import ENDED, KeyLookup, Picture, Run, RunChange, RunRequest, State

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
        http: HttpClient,
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
        self._database = Database(database_url, data=data)
        journal = Journal(self._database, data=data)
        self._tools = Services(
            data=data,
            journal=journal,
            conversation_store=ConversationStore(self._database),
            gallery_store=GalleryStore(self._database, journal),
            http=http,
            ask_gateway=ask_gateway,
            read_again=read_again,
            limits=limits,
            checkers=ThreadPoolExecutor(
                limits.checkers, thread_name_prefix="check", initializer=lower_thread_priority
            ),
            now=now,
        )
        self.references = ReferenceLibrary(services=self._tools, find_picture=self.picture)
        self.conversations = Conversations(services=self._tools, live_runs=self._here)
        self._runs: dict[str, dict[str, LiveRun]] = {}
        self._arriving: Counter[str] = Counter()
        self._bells: WeakValueDictionary[str, Notifier] = WeakValueDictionary()
        self._leaving: set[str] = set()
        self._closing = False
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Opens the journal and takes up what a restart cut off. Raises JournalFailed."""
        self._tools.data.mkdir(parents=True, exist_ok=True)
        async with AsyncExitStack() as opening:
            await opening.enter_async_context(self._database)
            for run in await self._tools.journal.unfinished():
                key = self._keys.get(run.gateway)
                self._enter(run).recover(caps=caps_of_run(self.catalog, run), key=key)
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

    async def check(self) -> None:
        """Whether it can serve: raises JournalFailed when it cannot."""
        await self._tools.journal.check()

    async def clean_up(self) -> None:
        """Removes what is not kept for ever and whose time is over. Raises JournalFailed or OSError."""
        broom = CleanupContext(
            database=self._database,
            data=self._tools.data,
            limits=self._limits,
            now=self._tools.now,
            is_live=lambda run: any(run in runs for runs in self._runs.values()),
        )
        await clean_up(broom)

    async def submit(self, visitor: str, ask: RunRequest) -> Run:
        """Checks the press, writes it down, and starts it. Raises Refused's classes, TooManyRuns, NotFound (for
        `parent` and pictures), Closing, DiskFailed or JournalFailed, and then nothing was written or sent."""
        self._room(visitor)
        self._arriving[visitor] += 1
        try:
            started, orders = await self._begin(visitor, ask)
        finally:
            self._arriving[visitor] -= 1
        started.start(orders)
        return started.state.run

    async def _begin(self, visitor: str, ask: RunRequest) -> tuple[LiveRun, tuple[CallPlan, ...]]:
        conversation = None
        if ask.request.task == "chat":
            ask, conversation = await self.conversations.resolve_turn(visitor, ask)
        elif ask.parent:
            await self.get(visitor, ask.parent)
        laid = await self._lay_out(visitor, ask)
        orders, notices = plan_calls(replace(ask, request=laid.request), catalog=self.catalog, keys=self._keys)
        run = new_run(
            visitor,
            ask,
            laid=laid,
            orders=orders,
            notices=notices,
            now=self._tools.now(),
            conversation=conversation.id if conversation else "",
        )
        await self._tools.journal.begin(run, replace(conversation, head=run.id) if conversation else None)
        if self._closing:
            raise Closing
        return self._enter(run), orders

    async def get(self, visitor: str, run_id: str) -> Run:
        """The run as it is now. Raises NotFound."""
        mine = self._mine(visitor, run_id)
        return mine.state.run if mine else await self._tools.journal.run(visitor, run_id)

    async def page(
        self, visitor: str, *, before: str = "", limit: int = 20, states: Sequence[State] = ()
    ) -> tuple[tuple[Run, ...], str]:
        """The visitor's runs, or those in one of `states`, newest first, and the cursor of the next page, "" after
        the last one. Raises NotFound for a cursor that cannot be read.
        """
        runs, cursor = await self._tools.journal.page(visitor, before=before, limit=limit, states=states)
        here = self._runs.get(visitor, {})
        return tuple(here[run.id].state.run if run.id in here else run for run in runs), cursor

    def live_runs(self, visitor: str) -> tuple[Run, ...]:
        """The visitor's unfinished runs, oldest first."""
        return tuple(mine.state.run for mine in self._all_of(visitor) if not mine.state.ended)

    def duplicate_of(self, visitor: str, ask: RunRequest) -> str:
        """The id of a run that goes on and was asked for in the very same words and pictures, or ""."""
        return next((run.id for run in self.live_runs(visitor) if is_duplicate(run, ask)), "")

    async def watch(self, visitor: str, run_id: str, *, since: int = 0) -> AsyncGenerator[RunChange, None]:
        """What changed since a revision, then what changes, to the end of the run. Raises NotFound."""
        mine = self._mine(visitor, run_id)
        if mine is None:
            run = await self._tools.journal.run(visitor, run_id)
            if since != revision_of(run):
                yield full_change(run, revision_of(run))
            return
        async with aclosing(watch(mine, since=since)) as changes:
            async for change in changes:
                yield change

    async def watch_all(self, visitor: str) -> AsyncGenerator[RunChange | None, None]:
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
        await mine.wait_until_ended()
        return mine.state.run

    async def read_again(self, visitor: str, run_id: str, *, key: str = "") -> Run:
        """Reads what is stored of the answers of calls that did not go well once more, and the links in them: free,
        nothing is sent. Returns the run, which goes on by itself. `key` is the visitor's own or "", which an answer
        may repeat. Raises NotFound, NothingToRead, Closing, or JournalFailed while the journal lacks what came
        before."""
        run = await self.get(visitor, run_id)
        if run.state not in ENDED:
            return run
        stored = [
            call
            for call in run.calls
            if call.state != "done"
            and await asyncio.to_thread(stored_answer, self._tools.call_folder(call.id)) is not None
        ]
        if not stored:
            raise NothingToRead
        if self._closing:
            raise Closing
        mine = self._mine(visitor, run_id)
        if mine and not mine.state.ended:
            return mine.state.run  # two presses at once are one
        if mine and mine.persister.has_unsaved:
            raise JournalFailed
        started = self._enter(run)
        started.reread(stored, caps=caps_of_run(self.catalog, run), key=key or self._keys.get(run.gateway))
        return started.state.run

    async def picture(self, visitor: str, picture_id: str) -> Picture:
        """Raises NotFound."""
        for mine in self._all_of(visitor):
            if mine.state.has_picture(picture_id):
                return mine.state.picture(picture_id)
        return await self._tools.journal.picture(visitor, picture_id)

    async def stored_answers(self, visitor: str, run_id: str) -> tuple[Path, ...]:
        """The folders of the run's calls, in their order; of what went well there is none any more. Raises
        NotFound."""
        run = await self.get(visitor, run_id)
        return tuple(self._tools.call_folder(call.id) for call in run.calls)

    def now(self) -> float:
        """The server's clock, in seconds since the epoch."""
        return self._tools.now()

    @property
    def gallery(self) -> GalleryStore:
        """The visitors' galleries."""
        return self._tools.gallery_store

    async def stream_picture(self, visitor: str, picture_id: str) -> AsyncGenerator[bytes, None]:
        """The picture's bytes from the first one on, as they come, to the end. Raises NotFound."""
        growth = self._tools.growing_files.get(picture_id)
        async with aclosing(read_growing(lambda: self.picture(visitor, picture_id), growth)) as pieces:
            async for piece in pieces:
                yield piece

    async def thumbnail(self, visitor: str, picture_id: str) -> Path:
        """The path of a WebP of at most 512×512. Raises NotFound, also while the picture is not whole, and when
        no thumbnail can be made of its format."""
        picture = await self.picture(visitor, picture_id)
        if picture.state != "done" or picture.gone or picture.mime in pictures.BEYOND_PILLOW:
            raise NotFound
        return await self.references.thumbnail(picture.path, picture.sha256)

    async def _lay_out(self, visitor: str, ask: RunRequest) -> PreparedInputs:
        caps = caps_for_request(self.catalog, ask.gateway, ask.model, ask.request, pictures=bool(ask.pictures))
        # What needs no picture to be refused is refused before any is looked at.
        validate(replace(ask.request, task="generate", images=()), replace(caps, inputs=None))
        with disk_errors():
            return await attach_inputs(self._tools, ask, caps, find=lambda each: self.references.get(visitor, each))

    def _room(self, visitor: str) -> None:
        if self._closing:
            raise Closing
        going = len(self.live_runs(visitor)) + self._arriving[visitor]
        if going >= self._limits.runs_per_visitor:
            raise TooManyRuns(params={"limit": self._limits.runs_per_visitor})

    def _enter(self, run: Run) -> LiveRun:
        bell = self._bell(run.visitor)

        def rung() -> None:
            bell.notify()
            if mine.state.ended and run.id not in self._leaving:
                self._leaving.add(run.id)
                self._leave_later(mine)

        mine = LiveRun(run, self._tools, on_notify=rung)
        self._leaving.discard(run.id)
        self._runs.setdefault(run.visitor, {})[run.id] = mine
        bell.notify()
        return mine

    def _leave_later(self, mine: LiveRun) -> None:
        asyncio.get_running_loop().call_later(self._limits.keep_in_memory, self._leave, mine)

    def _leave(self, mine: LiveRun) -> None:
        """An ended run leaves the memory; the journal has it. What the journal lacks stays."""
        if mine.persister.has_unsaved:
            self._leave_later(mine)
            return
        run = mine.state.run
        if self._mine(run.visitor, run.id) is not mine:
            return  # its answer is being read again, by another
        self._leaving.discard(run.id)
        for picture in run.pictures:
            self._tools.growing_files.pop(picture.id, None)
        mine_too = self._runs[run.visitor]
        del mine_too[run.id]
        if not mine_too:
            del self._runs[run.visitor]

    def _bell(self, visitor: str) -> Notifier:
        """The visitor's bell lives as long as one of their runs or a watcher holds it."""
        bell = self._bells.get(visitor)
        if bell is None:
            bell = self._bells[visitor] = Notifier()
        return bell

    def _here(self, visitor: str) -> tuple[Run, ...]:
        return tuple(mine.state.run for mine in self._all_of(visitor))

    def _mine(self, visitor: str, run_id: str) -> LiveRun | None:
        return self._runs.get(visitor, {}).get(run_id)

    def _all_of(self, visitor: str) -> tuple[LiveRun, ...]:
        return tuple(self._runs.get(visitor, {}).values())
