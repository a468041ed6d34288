"""One running run: starts its calls, resumes those that a restart cut off."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from formats.image_format import MAX_HEADER_BYTES, read_header
from models.caps import Caps
from providers.events import Event
from providers.request.parameters import changes_of
from providers.types import Gateway, ImageRequest, Model
from studio.disk.answer_limit import max_answer_bytes
from studio.errors import Interrupted, JournalFailed
from studio.memory.painting import cost_of_request, paint_in_turns
from studio.notifier import Notifier
from studio.observing.behaviour import witnesses_of
from studio.observing.call_report import report_of
from studio.runs.call_recorder import CallRecorder
from studio.runs.call_task import CallTask
from studio.runs.outcome import as_free, call_error_of, may_have_left
from studio.runs.persister import RunPersister
from studio.runs.run_state import RunState
from studio.services import RereadKeys, Services, close_events
from studio.storage.call_files import (
    PICTURE_FILES,
    RAW_FILE,
    CallSpool,
    Meta,
    read_head,
    read_in_chunks,
    stored_answer,
)
from studio.types import ENDED, Call, Picture, Run, State

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlan:
    """One call to be made. Its key is in memory alone, and never written down.

    `on_server_key`: it is the server's own, and counts for the day's budget.
    """

    gateway: Gateway
    model: Model
    request: ImageRequest
    caps: Caps
    key: str = field(repr=False)
    on_server_key: bool = False

    @property
    def is_visitors_own(self) -> bool:
        """Whether a visitor's own key or gateway is used, so that what it shows is theirs alone."""
        return self.gateway.visitor_owned or (bool(self.key) and not self.on_server_key)


class LiveRun:
    """A run in memory: its state, its notifier, its persister, and the task in which it goes on.

    `on_notify` is called with each change. `keys_used` are those that its answers may repeat. `network` is
    where its press came from, "" where that is not counted.
    """

    def __init__(self, run: Run, services: Services, *, on_notify: Callable[[], None], network: str = "") -> None:
        self.network = network
        self.notifier = Notifier(gap=1 / services.limits.updates, on_notify=on_notify)
        self.state = RunState(
            run, on_change=lambda at_once: self.notifier.notify(at_once=at_once), now=services.now
        )
        self.persister = RunPersister(self.state, services.journal)
        self._services = services
        self._calls: list[CallTask] = []
        self._on_server_key: tuple[str, ...] = ()
        self._task: asyncio.Task[None] | None = None
        self._closing = False
        self._free = False
        self.keys_used: frozenset[str] = frozenset()

    def start(self, plans: Sequence[CallPlan]) -> None:
        """Makes the calls of a new run."""
        planned = zip(self.state.run.calls, plans, strict=True)
        self._on_server_key = tuple(call.id for call, plan in planned if plan.on_server_key)
        self.keys_used = frozenset(plan.key for plan in plans)
        self._free = all(plan.gateway.by_rule for plan in plans)
        for call, plan in zip(self.state.run.calls, plans, strict=True):
            self._calls.append(self._call_task(call, plan))
        self._task = asyncio.create_task(self._run_calls())

    def recover(self, *, caps: Caps, keys: RereadKeys, free: bool) -> None:
        """Resumes the calls that a restart cut off.

        What they left on disk is read again, and sent is nothing. `free`: they were painted here by rule.
        """
        self._free = free
        for call in self.state.run.calls:
            if call.state not in ENDED:
                self._calls.append(self._reread_task(call, caps, keys))
        self._task = asyncio.create_task(self._run_calls())

    def reread(self, calls: Sequence[Call], *, caps: Caps, keys: RereadKeys, free: bool) -> None:
        """Rereads the stored answers of calls that ended without what was asked.

        That costs nothing, as nothing is sent. `free`: they cost nothing when they were sent, either.
        """
        self._free = free
        self.keys_used = keys.secrets
        for call in calls:
            self.persister.hold(call)
            self._calls.append(self._reread_task(call, caps, keys, former=call))
        self._task = asyncio.create_task(self._run_calls())

    def stop(self) -> None:
        """The person does not want to wait any longer."""
        for task in self._calls:
            task.stop("stopped")

    async def wait_until_ended(self) -> None:
        """Returns when every call has its outcome."""
        if self._task is not None:
            await asyncio.wait({self._task})

    async def close(self, *, grace: float) -> None:
        """Closes the run: its calls get `grace` seconds, then become what is known of them."""
        if self._task is not None and not self._task.done():
            await asyncio.wait({self._task}, timeout=grace)
            self._closing = True
            for task in self._calls:
                task.stop("closing")
            await asyncio.wait({self._task})
        await self.persister.close()
        self.notifier.close()

    async def _run_calls(self) -> None:
        """No call may stay without an outcome, not even by a mistake of ours on the way to it."""
        calls = (task.run() for task in self._calls)
        for result in await asyncio.gather(*calls, return_exceptions=True):
            if isinstance(result, BaseException):
                LOG.error("run %s went wrong", self.state.id, exc_info=result)
        for call in self.state.run.calls:
            if call.state not in ENDED and not self._closing:
                failure = call_error_of(RuntimeError(), sent=may_have_left(call))
                state: State = "unknown" if failure.may_be_charged else "failed"
                ended = replace(call, state=state, error=failure, ended=self._services.now())
                self.state.set_call(as_free(ended) if self._free else ended)
                self.persister.schedule()
        await self._count_tokens()
        await self._write_behaviour()

    async def _write_behaviour(self) -> None:
        """Writes down what the calls showed of their gateways; that is not worth a run either."""
        try:
            await self._services.behaviour.write()
        except JournalFailed as error:
            LOG.error("what run %s showed of its gateway is known until a restart only: %s", self.state.id, error)

    async def _count_tokens(self) -> None:
        """Counts what the calls used of the day's budget; that is not worth a run."""
        for call_id in self._on_server_key:
            try:
                await self._services.budget.add_tokens(self.state.call(call_id).usage)
            except JournalFailed as error:
                LOG.error("the tokens of call %s are counted until a restart only: %s", call_id, error)

    def _call_task(self, call: Call, plan: CallPlan) -> CallTask:
        services, folder = self._services, self._services.call_folder(call.id)
        http = services.http.with_answer_limit(max_answer_bytes(plan.caps, plan.request.count))
        recorder = CallRecorder(
            state=self.state,
            call=call.id,
            persister=self.persister,
            services=services,
            folder=folder,
            request=plan.request,
            caps=plan.caps,
            base_url="" if plan.gateway.visitor_owned else plan.gateway.base_url,
        )
        slot: AbstractAsyncContextManager[None] = services.semaphore_for(plan.gateway).slot(
            self.state.visitor,
            network=self.network,
            on_move=lambda position: self.state.set_queue_position(call.id, position),
        )
        if plan.gateway.by_rule:
            memory = cost_of_request(plan.request, plan.caps).memory
            slot = _within(services.workers.room(memory, self.state.visitor), slot)

        def source(spool: CallSpool) -> AsyncIterator[Event]:
            events = services.ask_gateway(plan.gateway, plan.model, plan.request, spool, http=http, key=plan.key)
            if not plan.gateway.by_rule:
                return events
            return paint_in_turns(events, workers=services.workers, visitor=self.state.visitor)

        return CallTask(
            recorder=recorder,
            persister=self.persister,
            source=source,
            slot=slot,
            folder=folder,
            requested_model=plan.model.id,
            now=services.now,
            on_end=partial(self._report_and_count, plan=plan, recorder=recorder),
            free=self._free,
        )

    def _report_and_count(self, call: Call, *, plan: CallPlan, recorder: CallRecorder) -> None:
        self._report(call)
        if plan.gateway.by_rule:
            return
        witnesses = witnesses_of(
            plan.request,
            plan.caps,
            call,
            pictures=recorder.pictures,
            failures=recorder.failures,
            content_type=recorder.content_type,
        )
        owner = self.state.visitor if plan.is_visitors_own else ""
        self._services.behaviour.count(plan.gateway.id, plan.model.id, witnesses, owner=owner)

    def _report(self, call: Call, *, reread: bool = False) -> None:
        self._services.observe(report_of(self.state.run, call, reread=reread))

    def _reread_task(self, call: Call, caps: Caps, keys: RereadKeys, *, former: Call | None = None) -> CallTask:
        """The answer is read into a new folder inside the call's own, so reading it may be cut off as well."""
        folder = self._services.call_folder(call.id)
        meta = stored_answer(folder)
        if meta is None:
            self._adopt_files(call, folder)
        recorder = CallRecorder(
            state=self.state,
            call=call.id,
            persister=self.persister,
            services=self._services,
            folder=folder / f"again-{secrets.token_hex(4)}",
            request=replace(self.state.run.request, count=call.count),
            caps=caps,
            former=(picture for picture in self.state.pictures(call.id) if picture.kind == "final"),
        )
        if meta is not None:
            # What the answer says is read anew; how the request went out stays true.
            sent = tuple(change.notice for change in changes_of(call.notices))
            self.state.reset_text(call.id)
            self.state.set_call(
                replace(call, state="receiving", error=None, ended=0.0, notices=sent, usage={}, received=0)
            )
        return CallTask(
            recorder=recorder,
            persister=self.persister,
            source=lambda spool: _reread_events(self._services, folder, spool, meta=meta, keys=keys),
            slot=nullcontext(),
            folder=folder,
            requested_model=self.state.run.model,
            now=self._services.now,
            on_end=partial(self._report, reread=True),
            free=self._free,
            again=True,
            former=former,
        )

    def _adopt_files(self, call: Call, folder: Path) -> None:
        """Picture files of which the journal had not heard yet, where there is no raw answer to make them from."""
        known = {picture.path for picture in self.state.pictures(call.id)}
        for path in sorted(set(folder.glob(PICTURE_FILES)) - known):
            header = read_header(read_head(path, MAX_HEADER_BYTES))
            if header is not None:
                self.state.set_picture(
                    Picture(
                        id=secrets.token_urlsafe(16),
                        run=self.state.id,
                        call=call.id,
                        number=self.state.next_number(),
                        path=path,
                        mime=header.mime,
                        width=header.width,
                        height=header.height,
                        size=path.stat().st_size,
                        created=self._services.now(),
                    )
                )


async def _reread_events(
    services: Services, folder: Path, spool: CallSpool, *, meta: Meta | None, keys: RereadKeys
) -> AsyncIterator[Event]:
    if meta is None:
        raise Interrupted
    base_url = meta.base_url or keys.base_url  # that of a visitor's own gateway is not written down
    async with aclosing(read_in_chunks(folder / RAW_FILE)) as chunks:
        events = services.read_again(
            chunks,
            spool,
            content_type=meta.content_type,
            content_encoding=meta.content_encoding,
            base_url=base_url,
            http=services.http,
            key=keys.link_key(base_url),
            secrets=keys.secrets,
        )
        try:
            async for event in events:
                yield event
        finally:
            await close_events(events)


@asynccontextmanager
async def _within(
    room: AbstractAsyncContextManager[None], slot: AbstractAsyncContextManager[None]
) -> AsyncIterator[None]:
    """First the room, then the slot: who waits for memory keeps nobody from the gateway."""
    async with room, slot:
        yield
