"""Watching runs: every watcher gets what changed since it last looked, as often as the run's bell rings."""

import asyncio
from collections.abc import AsyncGenerator, Callable

from studio.notifier import Notifier
from studio.runs.live_run import LiveRun
from studio.types import RunChange


async def watch(run: LiveRun, *, since: int) -> AsyncGenerator[RunChange, None]:
    """From a revision to the end of the run."""
    while True:
        rings = run.notifier.count
        if run.state.rev != since:
            change = run.state.changes_since(since)
            since = change.rev
            yield change
        if run.state.ended and run.state.rev == since:
            return
        await run.notifier.wait_beyond(rings)


async def watch_all(
    runs: Callable[[], tuple[LiveRun, ...]], *, bell: Notifier, tick: float
) -> AsyncGenerator[RunChange | None, None]:
    """All runs of one visitor, those that start later too; None after `tick` quiet seconds. It never ends."""
    told = {run.state.id: run.state.rev for run in runs() if run.state.ended}
    while True:
        rings = bell.count
        here = runs()
        told = {run.state.id: told.get(run.state.id, 0) for run in here}
        for run in here:
            if run.state.rev != told[run.state.id]:
                change = run.state.changes_since(told[run.state.id])
                told[run.state.id] = change.rev
                yield change
        try:
            async with asyncio.timeout(tick):
                await bell.wait_beyond(rings)
        except TimeoutError:
            yield None
