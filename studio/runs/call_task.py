"""One call from its turn to its outcome. It is the server's: nothing that a browser does ends it, but Stop."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Literal

from providers.events import Event, Notice, Resending
from studio.runs.call_recorder import CallRecorder
from studio.runs.outcome import as_cancelled, as_ended, as_interrupted, call_error_of, may_have_left
from studio.runs.persister import RunPersister
from studio.services import close_events
from studio.storage.call_files import CallSpool, remove_folder
from studio.types import Call, CallError

LOG = logging.getLogger(__name__)
StopReason = Literal["", "stopped", "closing"]
EventSource = Callable[[CallSpool], AsyncIterator[Event]]


class CallTask:
    """`source` gives the call's events and is closed in any case; `turn` is held while it speaks; `folder` is the
    call's own, removed when all went well.

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
        again: bool = False,
        former: Call | None = None,
    ) -> None:
        self._hearing = recorder
        self._keeper = persister
        self._source = source
        self._turn = slot
        self._folder = folder
        self._asked = requested_model
        self._now = now
        self._again = again
        self._former = former
        self._why: StopReason = ""
        self._talk: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """All of it. Raises nothing: whatever happens becomes the call's outcome, journalled and shown."""
        self._talk = asyncio.create_task(self._listen())
        if self._why:
            self._talk.cancel()
        await asyncio.wait({self._talk})
        error = None if self._talk.cancelled() else self._talk.exception()
        await self._hearing.finish()
        if self._again and self._why == "closing":
            return  # the journal still says that it was cut off, so the next start reads it again
        call = self._outcome(error, cut=self._talk.cancelled())
        if self._former is not None and call.state != "done":
            call = self._former
        await self._keeper.persist_and_apply(replace(call, ended=self._now()))
        await self._tidy(call)

    def stop(self, why: StopReason) -> None:
        """Ends it now, wherever it is."""
        self._why = why
        if self._talk is not None:
            self._talk.cancel()

    async def _listen(self) -> None:
        async with self._turn:
            if not self._again:
                await asyncio.to_thread(self._hearing.spool.prepare)
                await self._keeper.persist_then_apply(replace(self._hearing.call, state="sending"))
            events = self._source(self._hearing.spool)
            try:
                async for event in events:
                    if isinstance(event, Resending):
                        await self._keeper.persist_then_apply(self._hearing.call_as_resent(event))
                    self._hearing.apply(event)
            finally:
                await close_events(events)

    def _outcome(self, error: BaseException | None, *, cut: bool) -> Call:
        call = self._hearing.call
        if cut:
            return as_cancelled(call) if self._why == "stopped" else as_interrupted(call)
        if self._again and (call.text or self._hearing.pictures):
            call = replace(call, notices=(*call.notices, Notice(kind="recovered")))
        failure = self._failure(call, error)
        if failure is not None:
            # The call's own error tells of it; "one of the pictures" is for a call that brought others.
            call = replace(call, notices=tuple(said for said in call.notices if said.kind != "part_failed"))
        return as_ended(call, error=failure, pictures=self._hearing.pictures, asked=self._asked)

    def _failure(self, call: Call, error: BaseException | None) -> CallError | None:
        failures = self._hearing.failures
        if error is None and failures and not any(picture.state == "done" for picture in self._hearing.pictures):
            error = failures[0]
        if error is None:
            return as_interrupted(call).error if self._again and self._cut_short(call) else None
        failure = call_error_of(error, sent=may_have_left(call))
        if failure.kind in {"internal", "disk"}:
            LOG.error("call %s broke off", call.id, exc_info=error)
        return as_interrupted(call).error if self._again else failure

    def _cut_short(self, call: Call) -> bool:
        """Whether a stored answer ends before all that was asked for had come."""
        finals = [each for each in self._hearing.pictures if each.kind == "final" and not each.draft]
        states = [picture.state for picture in finals]
        told = any(said.kind == "error_after_picture" for said in call.notices)
        return states.count("done") < call.count and ("broken" in states or told)

    async def _tidy(self, call: Call) -> None:
        """The folder of a call that went well is not needed any more: its pictures are kept by content."""
        here = [picture for picture in self._hearing.pictures if picture.path.is_relative_to(self._folder)]
        if call.state == "done" and not here and not self._keeper.has_unsaved:
            await asyncio.to_thread(remove_folder, self._folder)
