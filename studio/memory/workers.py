"""Image workers: threads that open pictures, within the memory budget."""

import asyncio
import ctypes
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from studio.limits import FairSemaphore
from studio.memory.budget import FairBudget
from studio.memory.costs import Cost

Result = TypeVar("Result")

THREADS: Final = 8
M_ARENA_MAX: Final = -8
"""The parameter's number in glibc's malloc.h."""
ARENAS: Final = 2
LONG_AT_ONCE: Final = 1
"""Pictures at once that take seconds: on two cores one is left for everything else."""
MIN_CORES: Final = 2
"""On a single core two at once are as fast as one after the other, and the second need not wait for a long one."""
RESERVE_SHARE: Final = 6
"""A sixth of the memory stays free for who has none yet: the demo paints one megapixel in it, beside a stranger who
edits four photos of 64 (`make bench ARGS=strangers`)."""
TRIM_FROM: Final = 16_000_000
"""From so many bytes on what was taken is given back to the system: glibc keeps it otherwise, and four pictures
that were opened at once left 4.4 GB behind."""


@dataclass(slots=True, eq=False)
class _Job:
    """Work on its way. It cannot be stopped any more once it `runs`."""

    runs: bool = False


@dataclass(slots=True, eq=False)
class _Shared:
    """Work that several wait for."""

    task: asyncio.Task[Any]
    waiters: int = 0


class ImageWorkers:
    """Threads for whatever opens a picture, each at its turn in a budget of `memory` bytes.

    What takes long, and what nobody waits for, runs at a lower priority than what serves requests. What takes long
    and what paints share `cores`, also in turns: of two visitors each has one, whatever either asks for.
    """

    def __init__(self, *, memory: int, cores: int = 0) -> None:
        self._budget = FairBudget(memory, reserve=memory // RESERVE_SHARE)
        self._cores = FairBudget(cores or max(MIN_CORES, os.cpu_count() or 0))
        self._long = FairSemaphore(LONG_AT_ONCE)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="image")
        self._background = ThreadPoolExecutor(
            THREADS, thread_name_prefix="image-background", initializer=lower_thread_priority
        )
        self._jobs: dict[_Job, asyncio.Task[Any]] = {}
        self._shared: dict[str, _Shared] = {}

    @property
    def capacity(self) -> int:
        """Bytes of the whole budget."""
        return self._budget.capacity

    async def run(
        self, work: Callable[[], Result], *, cost: Cost, visitor: str, in_background: bool = False
    ) -> Result:
        """Does blocking work in a thread, once there is room for it.

        Raises what the work raises.

        Who is cancelled while waiting frees the place. A thread cannot be stopped, so what runs keeps its room to
        its end, whoever waits for it.
        """
        job = _Job()
        threads = self._background if in_background or cost.is_long else self._threads
        task = asyncio.create_task(self._run(job, work, threads, cost=cost, visitor=visitor))
        self._jobs[job] = task
        task.add_done_callback(lambda done: self._forget(job, done))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if not job.runs:
                task.cancel()
            raise

    async def share(self, key: str, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """The result of `work`, which is done once for all who ask for `key` meanwhile.

        It goes on while anybody waits for it; who is cancelled takes nothing from the others.
        """
        shared = self._shared.get(key)
        if shared is None:
            shared = self._shared[key] = _Shared(asyncio.create_task(work()))
            shared.task.add_done_callback(lambda done: self._end_sharing(key, done))
        shared.waiters += 1
        try:
            result: Result = await asyncio.shield(shared.task)
            return result
        finally:
            shared.waiters -= 1
            if not shared.waiters and not shared.task.done():
                self._end_sharing(key, shared.task)  # nobody joins what is about to be cancelled
                shared.task.cancel()

    @asynccontextmanager
    async def room(self, size: int, visitor: str) -> AsyncIterator[None]:
        """Room for work that has threads of its own."""
        async with self._budget.room(size, visitor):
            yield
        if size >= TRIM_FROM:
            self._background.submit(release_memory)

    @asynccontextmanager
    async def core(self, visitor: str) -> AsyncIterator[None]:
        """A core for a step of work that has threads of its own."""
        async with self._cores.room(1, visitor):
            yield

    def is_core_wanted(self, visitor: str) -> bool:
        """Whether another waits for the core that this visitor has, and holds no more without it."""
        return self._cores.is_wanted(1, visitor)

    async def close(self) -> None:
        """Drops what waits, and returns when what runs has ended."""
        for job, task in self._jobs.items():
            if not job.runs:
                task.cancel()
        if tasks := set(self._jobs.values()):
            await asyncio.wait(tasks)
        for threads in (self._threads, self._background):
            await asyncio.to_thread(threads.shutdown)

    async def _run(
        self, job: _Job, work: Callable[[], Result], threads: ThreadPoolExecutor, *, cost: Cost, visitor: str
    ) -> Result:
        async with AsyncExitStack() as stack:
            if cost.is_long:
                await stack.enter_async_context(self._long.slot(visitor))
            await stack.enter_async_context(self._budget.room(cost.memory, visitor))
            if cost.is_long:  # after the memory: who holds a core waits for nothing any more
                await stack.enter_async_context(self.core(visitor))
            job.runs = True
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(threads, _work_and_release, work, cost.memory)

    def _forget(self, job: _Job, task: asyncio.Task[Any]) -> None:
        del self._jobs[job]
        if not task.cancelled():
            task.exception()  # somebody may have stopped waiting for it

    def _end_sharing(self, key: str, task: asyncio.Task[Any]) -> None:
        if (shared := self._shared.get(key)) and shared.task is task:
            del self._shared[key]
        if task.done() and not task.cancelled():
            task.exception()


def lower_thread_priority() -> None:
    """Lowers the priority of the calling thread, where the system can and lets it.

    Linux has a niceness for each thread. A check takes half a second of processor just when the browser on a small
    machine decodes the same picture. Where a filter of system calls forbids it, the thread works all the same.
    """
    if sys.platform == "linux":
        with suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


def release_memory() -> None:
    """Gives freed memory back to the system, where it is kept otherwise (glibc).

    Blocks for some milliseconds.
    """
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def limit_malloc_arenas() -> None:
    """Makes all threads share two arenas of memory, where each would have its own (glibc).

    To be called before threads are there. Of large pictures edited at once 150 MB less stay behind: 500 MB at the
    most instead of 650 (`make bench ARGS=strangers`).
    """
    if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
        mallopt(M_ARENA_MAX, ARENAS)


def _work_and_release(work: Callable[[], Result], size: int) -> Result:
    try:
        return work()
    finally:
        if size >= TRIM_FROM:
            release_memory()
