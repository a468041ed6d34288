"""The task of one gateway call: slot, journal, gateway, outcome.

It is the server's: nothing that a browser does ends it, but Stop.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Literal

from providers.events import Event, Notice, Resending
from studio.observing.call_report import with_reference
from studio.runs.call_recorder import CallRecorder
from studio.runs.outcome import as_cancelled, as_ended, as_free, as_interrupted, call_error_of, may_have_left
from studio.runs.persister import RunPersister
from studio.services import close_events
from studio.storage.call_files import CallSpool, remove_folder
from studio.types import Call, CallError

LOG = logging.getLogger(__name__)
StopReason = Literal["", "stopped", "closing"]
EventSource = Callable[[CallSpool], AsyncIterator[Event]]


class CallTask:
    """Task of one call.

    `source` gives the call's events and is closed in any case; `slot` is held meanwhile; `folder` is the
    call's own, removed when all went well.

    `on_end` is told of the call as it ended.

    `free`: nobody charges for it, however it ends.

    `again`: the stored answer of a call that a restart cut off is read, so nothing is sent. `former` is what such a
    call stays when that brings no more than before: someone asked for it to be read once more.
    """

    def __init__(
        self,
        *,
        recorder: CallRecorder,
        persister: RunPersister,
        source: EventSource,
        slot: AbstractAsyncContextManager[None],
        folder: Path,
        requested_model: str,
        now: Callable[[], float],
        on_end: Callable[[Call], None],
        free: bool,
        again: bool = False,
        former: Call | None = None,
    ) -> None:
        self._recorder = recorder
        self._persister = persister
        self._source = source
        self._slot = slot
        self._folder = folder
        self._requested_model = requested_model
        self._now = now
        self._on_end = on_end
        self._free = free
        self._rereading = again
        self._earlier = former
        self._stop_reason: StopReason = ""
        self._task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """All of it.

        Raises nothing: whatever happens becomes the call's outcome, journalled and shown.
        """
        self._task = asyncio.create_task(self._consume())
        if self._stop_reason:
            self._task.cancel()
        await asyncio.wait({self._task})
        error = None if self._task.cancelled() else self._task.exception()
        await self._recorder.finish()
        if self._rereading and self._earlier is None and self._stop_reason == "closing":
            return  # the journal still says that it was cut off, so the next start reads it again
        call = self._outcome(error, cut=self._task.cancelled())
        if self._earlier is not None and call.state != "done":
            call = self._earlier
        if self._free:
            call = as_free(call)
        call = with_reference(replace(call, ended=self._now()))
        await self._persister.persist_and_apply(call)
        self._on_end(call)
        await self._remove_folder(call)

    def stop(self, why: StopReason) -> None:
        """Ends it now, wherever it is."""
        self._stop_reason = why
        if self._task is not None:
            self._task.cancel()

    async def _consume(self) -> None:
        async with self._slot:
            if not self._rereading:
                await asyncio.to_thread(self._recorder.spool.prepare)
                await self._persister.persist_then_apply(replace(self._recorder.call, state="sending"))
            events = self._source(self._recorder.spool)
            try:
                async for event in events:
                    if isinstance(event, Resending):
                        await self._persister.persist_then_apply(self._recorder.call_as_resent(event))
                    self._recorder.apply(event)
            finally:
                await close_events(events)

    def _outcome(self, error: BaseException | None, *, cut: bool) -> Call:
        call = self._recorder.call
        if cut:
            return as_cancelled(call) if self._stop_reason == "stopped" else as_interrupted(call)
        if self._rereading and (call.text or self._recorder.pictures):
            call = replace(call, notices=(*call.notices, Notice(kind="recovered")))
        failure = self._error(call, error)
        if failure is not None:
            # The call's own error tells of it; "one of the pictures" is for a call that brought others.
            call = replace(call, notices=tuple(notice for notice in call.notices if notice.kind != "part_failed"))
        return as_ended(call, error=failure, pictures=self._recorder.pictures, asked=self._requested_model)

    def _error(self, call: Call, error: BaseException | None) -> CallError | None:
        failures = self._recorder.failures
        if error is None and failures and not any(picture.state == "done" for picture in self._recorder.pictures):
            error = failures[0]
        if error is None:
            return as_interrupted(call).error if self._rereading and self._is_cut_short(call) else None
        failure = call_error_of(error, sent=may_have_left(call))
        if failure.kind in {"internal", "disk"}:
            LOG.error("call %s broke off", call.id, exc_info=error)
        return as_interrupted(call).error if self._rereading else failure

    def _is_cut_short(self, call: Call) -> bool:
        """Whether a stored answer ends before all that was asked for had come."""
        finals = [image for image in self._recorder.pictures if image.kind == "final" and not image.draft]
        states = [picture.state for picture in finals]
        late_error = any(notice.kind == "error_after_picture" for notice in call.notices)
        return states.count("done") < call.count and ("broken" in states or late_error)

    async def _remove_folder(self, call: Call) -> None:
        """The folder of a call that went well is not needed any more: its pictures are kept by content."""
        unmoved = [picture for picture in self._recorder.pictures if picture.path.is_relative_to(self._folder)]
        if call.state == "done" and not unmoved and not self._persister.has_unsaved:
            await asyncio.to_thread(remove_folder, self._folder)
