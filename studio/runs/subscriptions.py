"""Watching runs: every watcher gets what changed since it last looked, as often as the run's bell rings."""

import asyncio
from collections.abc import AsyncGenerator, Callable

from studio.notifier import Bell
from studio.runs.live_run import LiveRun
from studio.types import Change


async def watch(run: LiveRun, *, since: int) -> AsyncGenerator[Change, None]:
    """From a revision to the end of the run."""
    while True:
        rings = run.bell.rings
        if run.live.rev != since:
            change = run.live.changes_since(since)
            since = change.rev
            yield change
        if run.live.ended and run.live.rev == since:
            return
        await run.bell.heard(rings)


async def watch_all(
    runs: Callable[[], tuple[LiveRun, ...]], *, bell: Bell, tick: float
) -> AsyncGenerator[Change | None, None]:
    """All runs of one visitor, those that start later too; None after `tick` quiet seconds. It never ends."""
    told = {run.live.id: run.live.rev for run in runs() if run.live.ended}
    while True:
        rings = bell.rings
        here = runs()
        told = {run.live.id: told.get(run.live.id, 0) for run in here}
        for run in here:
            if run.live.rev != told[run.live.id]:
                change = run.live.changes_since(told[run.live.id])
                told[run.live.id] = change.rev
                yield change
        try:
            async with asyncio.timeout(tick):
                await bell.heard(rings)
        except TimeoutError:
            yield None
