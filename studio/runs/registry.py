"""Live runs by id: register, evict, quota, and change streams for whoever watches them.

An ended run leaves the memory some time later, when the journal has all of it. Every watcher gets what changed
since it last looked, as often as the run's notifier says that there is news.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final
from weakref import WeakValueDictionary

from studio.errors import Closing, GalleryMoved, RunsUnfinished, TooManyRuns
from studio.notifier import Notifier
from studio.runs.live_run import LiveRun
from studio.services import Services
from studio.types import Run, RunChange, State

AT_GATEWAY: Final[frozenset[State]] = frozenset({"sending", "waiting", "receiving"})
MOVED_FOR: Final = 60.0
"""Seconds for which presses that were already on their way are refused to a visitor whose gallery has moved."""


class RunRegistry:
    """The runs that are in memory, by visitor and id. Once it was closed it takes none."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._limits = services.limits
        self._runs: dict[str, dict[str, LiveRun]] = {}
        self._arriving: Counter[str] = Counter()
        self._notifiers: WeakValueDictionary[str, Notifier] = WeakValueDictionary()
        self._key_locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self._evicting: set[str] = set()
        self._moving: Counter[str] = Counter()  # how many moves of a visitor keep presses out
        self._beginning: set[asyncio.Future[None]] = set()
        self._closing_at = float("inf")  # when the grace of running calls is over, by the loop's clock
        self._is_closed = False  # every run has ended, and no other begins

    async def close(self) -> None:
        """Gives running calls their grace to end; waits first for what is being written down.

        Told a second time, it gives what is left of that to runs that came in between.
        """
        loop = asyncio.get_running_loop()
        self._closing_at = min(self._closing_at, loop.time() + self._limits.grace)
        if self._beginning:
            await asyncio.wait(self._beginning)
        grace = max(0.0, self._closing_at - loop.time())
        runs = [run for runs in self._runs.values() for run in runs.values()]
        await asyncio.gather(*(run.close(grace=grace) for run in runs))
        self._is_closed = True
        for notifier in list(self._notifiers.values()):
            notifier.notify(at_once=True)

    def check_open(self) -> None:
        """Raises Closing when the server is going down."""
        if self._closing_at < float("inf"):
            raise Closing

    @contextmanager
    def hold_open(self) -> Iterator[None]:
        """A run that is being written down, for which the closing waits. Raises Closing.

        Refused later, it would be in the journal with its press's key, and nothing would come of it.
        """
        self.check_open()
        begun = asyncio.get_running_loop().create_future()
        self._beginning.add(begun)
        try:
            yield
        finally:
            self._beginning.discard(begun)
            begun.set_result(None)

    def check_quota(self, visitor: str, network: str) -> None:
        """Raises Closing, GalleryMoved, or TooManyRuns at the visitor's or the network's limit."""
        self.check_open()
        if self._moving[visitor]:
            raise GalleryMoved
        if len(self.running(visitor)) + self._arriving[visitor] >= self._limits.runs_per_visitor:
            raise TooManyRuns(params={"limit": self._limits.runs_per_visitor})
        limit = self._limits.runs_per_address
        if network and limit and self._count_from(network) + self._arriving[network] >= limit:
            raise TooManyRuns(params={"limit": limit, "reason": "address"})

    def _count_from(self, network: str) -> int:
        """The unfinished runs of a network."""
        runs = (live for runs in self._runs.values() for live in runs.values())
        return sum(live.network == network and not live.state.ended for live in runs)

    def unfinished_counts(self) -> dict[str, int]:
        """Numbers of unfinished runs by state, all visitors' together."""
        runs = (live.state.run for runs in self._runs.values() for live in runs.values() if not live.state.ended)
        return dict(Counter(run.state for run in runs))

    def active_counts(self) -> dict[str, int]:
        """Numbers of calls that are at their gateway, by its id."""
        runs = (live.state.run for lives in self._runs.values() for live in lives.values() if not live.state.ended)
        return dict(Counter(run.gateway for run in runs for call in run.calls if call.state in AT_GATEWAY))

    @contextmanager
    def reserve(self, visitor: str, network: str) -> Iterator[None]:
        """Counts a run that is not registered yet. Raises what `check_quota` raises."""
        self.check_quota(visitor, network)
        counted = Counter([visitor, network])
        self._arriving += counted
        try:
            yield
        finally:
            self._arriving -= counted

    def key_lock(self, visitor: str, key: str) -> asyncio.Lock:
        """Lock of a visitor's idempotency key.

        A press that comes second waits, and then finds the run of the first.
        """
        return self._key_locks.setdefault((visitor, key), asyncio.Lock())

    def register(self, run: Run, *, network: str = "") -> LiveRun:
        """Takes a run into memory, in the place of the one with its id."""
        notifier = self._notifier(run.visitor)

        def on_notify() -> None:
            notifier.notify()
            if live.state.ended and run.id not in self._evicting:
                self._evicting.add(run.id)
                self.evict_later(live)

        live = LiveRun(run, self._services, on_notify=on_notify, network=network)
        self._evicting.discard(run.id)
        self._runs.setdefault(run.visitor, {})[run.id] = live
        notifier.notify()
        return live

    def evict_later(self, live: LiveRun) -> None:
        asyncio.get_running_loop().call_later(self._limits.keep_in_memory, self.evict, live)

    def evict(self, live: LiveRun) -> None:
        """Drops an ended run from memory; the journal has it. What the journal lacks stays."""
        if live.persister.has_unsaved:
            self.evict_later(live)
            return
        run = live.state.run
        if self.live_run(run.visitor, run.id) is not live:
            return  # its answer is being read again, by another
        self._evicting.discard(run.id)
        for picture in run.pictures:
            self._services.growing_files.pop(picture.id, None)
        runs = self._runs[run.visitor]
        del runs[run.id]
        if not runs:
            del self._runs[run.visitor]

    @asynccontextmanager
    async def move(self, visitor: str) -> AsyncIterator[None]:
        """Keeps presses out while all that a visitor owns becomes another's. Raises RunsUnfinished."""
        self._moving[visitor] += 1
        lasts = 0.0
        try:
            await self._release(visitor)
            yield
            lasts = MOVED_FOR
        finally:
            asyncio.get_running_loop().call_later(lasts, self._end_move, visitor)

    def _end_move(self, visitor: str) -> None:
        self._moving -= Counter([visitor])

    async def _release(self, visitor: str) -> None:
        """Writes down what the journal lacks of a visitor's runs, and drops them from memory."""
        lives = self.live_runs(visitor)
        if self._arriving[visitor] or any(not live.state.ended for live in lives):
            raise RunsUnfinished
        for live in lives:
            await live.persister.close()
        unsaved = [live for live in lives if live.persister.has_unsaved]
        for live in unsaved:
            live.persister.schedule()  # the last try ended the ones that would have followed
        if unsaved:
            raise RunsUnfinished
        for live in lives:
            self.evict(live)

    def live_run(self, visitor: str, run_id: str) -> LiveRun | None:
        """One of the visitor's runs that is in memory."""
        return self._runs.get(visitor, {}).get(run_id)

    def live_runs(self, visitor: str) -> tuple[LiveRun, ...]:
        """The visitor's runs that are in memory, oldest first."""
        return tuple(self._runs.get(visitor, {}).values())

    def records(self, visitor: str) -> tuple[Run, ...]:
        """The same as records: they are further than the journal's."""
        return tuple(live.state.run for live in self.live_runs(visitor))

    def running(self, visitor: str) -> tuple[Run, ...]:
        """The visitor's unfinished runs, oldest first."""
        return tuple(live.state.run for live in self.live_runs(visitor) if not live.state.ended)

    def holds(self, run_id: str) -> bool:
        """Whether a run is in memory, whoever's it is."""
        return any(run_id in runs for runs in self._runs.values())

    async def watch_all(self, visitor: str) -> AsyncGenerator[RunChange | None, None]:
        """Streams the changes of all the visitor's runs, of those that start later too.

        None at first, and after `limits.tick` quiet seconds. It ends when every run has ended at `close`.
        """
        notifier = self._notifier(visitor)
        revisions = {live.state.id: live.state.rev for live in self.live_runs(visitor) if live.state.ended}
        while True:
            count, is_last, is_quiet = notifier.count, self._is_closed, True
            runs = self.live_runs(visitor)
            revisions = {live.state.id: revisions.get(live.state.id, 0) for live in runs}
            for live in runs:
                if live.state.rev != revisions[live.state.id]:
                    change = live.state.changes_since(revisions[live.state.id])
                    revisions[live.state.id] = change.rev
                    is_quiet = False
                    yield change
            if is_last:
                return
            if is_quiet:
                yield None
            await notifier.wait_beyond(count)

    def _notifier(self, visitor: str) -> Notifier:
        """The visitor's notifier lives as long as one of their runs or a watcher holds it."""
        notifier = self._notifiers.get(visitor)
        if notifier is None:
            notifier = self._notifiers[visitor] = Notifier(tick=self._limits.tick)
        return notifier


async def watch(live: LiveRun, *, since: int) -> AsyncGenerator[RunChange, None]:
    """The changes of one run, from a revision to its end."""
    while True:
        count = live.notifier.count
        if live.state.rev != since:
            change = live.state.changes_since(since)
            since = change.rev
            yield change
        if live.state.ended and live.state.rev == since:
            return
        await live.notifier.wait_beyond(count)
