"""Persists run state in the journal: write-ahead, or debounced.

What must be written first is, the rest follows, and a failure loses nothing.
"""

import asyncio
import logging
from dataclasses import replace

from providers.events import Notice
from studio.errors import JournalFailed
from studio.runs.outcome import with_call
from studio.runs.run_state import RunState
from studio.storage.journal import Journal
from studio.types import Call, Run

LOG = logging.getLogger(__name__)
JOURNAL_FAILED = Notice(kind="journal_failed")
TEXT_INTERVAL = 3.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0


class RunPersister:
    """Write-ahead and debounced persistence of one run.

    Writes what changed in one run since it last did. While the journal fails, the run carries a notice.
    """

    def __init__(self, state: RunState, journal: Journal) -> None:
        self._state = state
        self._journal = journal
        self._saved_rev = state.rev
        self._formers: dict[str, Call] = {}
        self._lock = asyncio.Lock()
        self._requested = False
        self._writer: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def has_unsaved(self) -> bool:
        """Whether the journal still lacks something of this run."""
        return JOURNAL_FAILED in self._state.run.notices

    def hold(self, call: Call) -> None:
        """Leaves the journal at how a call had ended, until it ends again.

        Its answer is read once more, and a restart in the middle of that must not make it one that nobody knows of.
        """
        self._formers[call.id] = call

    async def persist_then_apply(self, call: Call) -> None:
        """Writes the call as it is about to be, and only then applies it.

        Raises JournalFailed, and then nothing is shown.
        """
        async with self._lock:
            await self._save(with_call(self._state.run, call), call)
            self._state.set_call(call)

    async def persist_and_apply(self, call: Call) -> None:
        """Writes the call, and applies it in any case.

        What happened has happened, and is written when it can be.
        """
        async with self._lock:
            self._formers.pop(call.id, None)
            try:
                await self._save(with_call(self._state.run, call), call)
            except JournalFailed as error:
                self._report_failure(error)
            self._state.set_call(call)
        if self.has_unsaved:
            self.schedule()

    def schedule(self) -> None:
        """Writes what changed, without being waited for."""
        self._requested = True
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())

    def schedule_debounced(self) -> None:
        """Words come in thousands of pieces: they are written every few seconds."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TEXT_INTERVAL, self._on_timer)

    async def close(self) -> None:
        """One last try, if anything is left to write."""
        if self._timer is not None:
            self._timer.cancel()
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.wait({self._writer})
        if self._state.rev > self._saved_rev:
            async with self._lock:
                try:
                    await self._save(self._state.run)
                except JournalFailed as error:
                    self._report_failure(error)

    def _on_timer(self) -> None:
        self._timer = None
        self.schedule()

    async def _write(self) -> None:
        pause = FIRST_PAUSE
        while self._requested:
            self._requested = False
            try:
                async with self._lock:
                    await self._save(self._state.run)
            except JournalFailed as error:
                self._report_failure(error)
                self._requested = True
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def _save(self, run: Run, *changed: Call) -> None:
        """`run` may be one step ahead of the live one, by the calls `changed`."""
        change = self._state.changes_since(self._saved_rev)
        ids = {call.id for call in (*change.calls, *changed)} | {append.call for append in change.appended}
        others = tuple(notice for notice in run.notices if notice != JOURNAL_FAILED)
        formers = tuple(self._formers.values())
        for former in formers:
            run = with_call(run, former)
        calls = tuple(call for call in run.calls if call.id in ids)
        pictures = tuple(picture for picture in change.pictures if picture.call not in self._formers)
        await self._journal.save(replace(run, notices=others), calls=calls, pictures=pictures)
        if not formers:
            self._saved_rev = change.rev
        if JOURNAL_FAILED in self._state.run.notices:
            self._state.set_notices(tuple(notice for notice in self._state.run.notices if notice != JOURNAL_FAILED))

    def _report_failure(self, error: JournalFailed) -> None:
        LOG.error("run %s cannot be written down: %s", self._state.id, error)
        if not self.has_unsaved:
            self._state.set_notices((*self._state.run.notices, JOURNAL_FAILED))
