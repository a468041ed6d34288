"""What every call works with: the journal, the disk, the checkers, the turns, and the way to a gateway."""

import asyncio
import logging
import os
import sys
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from providers.events import Event
from providers.spool import Spool
from providers.transport.client import HttpClient
from providers.types import Gateway, ImageRequest, Model
from studio.errors import DiskFailed
from studio.images import files as pictures
from studio.images.compositing import Pasted, paste_back
from studio.images.files import Found
from studio.images.prepare import upright
from studio.limits import Limits, Turns
from studio.storage.conversation_store import Register
from studio.storage.gallery_store import Library
from studio.storage.growing_file import Growth
from studio.storage.journal import Journal
from studio.types import Picture

LOG = logging.getLogger(__name__)


class AskGateway(Protocol):
    """providers.catalog.generate, or what stands in for it."""

    def __call__(
        self, gateway: Gateway, model: Model, request: ImageRequest, spool: Spool, /, *, http: HttpClient, key: str
    ) -> AsyncIterator[Event]: ...


class ReadAgain(Protocol):
    """providers.response.stream.read_again, or what stands in for it."""

    def __call__(
        self,
        chunks: AsyncIterator[bytes],
        spool: Spool,
        /,
        *,
        content_type: str,
        base_url: str,
        http: HttpClient | None,
        private_host: str,
        key: str,
    ) -> AsyncIterator[Event]: ...


def in_the_background() -> None:
    """Lets a thread give way to all others, where the system can (Linux has a niceness for each thread): a check
    takes half a second of processor just when the browser on a small machine decodes the same picture."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a file is, and where it is kept now."""

    found: Found
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What every call works with. `growths` are the growing files, by picture id."""

    data: Path
    journal: Journal
    register: Register
    library: Library
    http: HttpClient
    ask_gateway: AskGateway
    read_again: ReadAgain
    limits: Limits
    checkers: ThreadPoolExecutor
    growths: dict[str, Growth] = field(default_factory=dict)
    turns: dict[str, Turns] = field(default_factory=dict)
    now: Callable[[], float] = time.time

    def examine(self, picture: Picture) -> asyncio.Future[Checked]:
        """Checks a picture's file and gives it its place, in a thread. The result raises Damaged, or OSError."""
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self.checkers, _examine, picture, self.data)

    def hold(self, *, original: Path, painted: Path, answer: Path, into: Path) -> asyncio.Future[Pasted]:
        """Pastes an answer back into the original, in a thread. The result raises Dishonest, Damaged, OSError."""
        work = partial(paste_back, original=original, strength=painted, answer=answer, into=into, upright=upright)
        return asyncio.get_running_loop().run_in_executor(self.checkers, work)

    def turns_at(self, gateway: Gateway) -> Turns:
        most = min(filter(None, (gateway.max_concurrency, self.limits.calls_per_gateway)))
        return self.turns.setdefault(gateway.id, Turns(most))

    def folder(self, call_id: str) -> Path:
        """Where the call's answer goes as it arrives."""
        return self.data / "spool" / call_id


def _examine(picture: Picture, data: Path) -> Checked:
    found = pictures.check(picture.path, mime=picture.mime, thumbs=data / "thumbs")
    try:
        path = pictures.store(picture.path, found, root=data / "pictures")
    except OSError as error:
        # It was paid for and is whole: better kept in the wrong place than lost.
        LOG.error("picture %s cannot be moved to its place: %s", picture.id, error)
        path = picture.path
    return Checked(found=found, path=path)


@contextmanager
def on_disk() -> Iterator[None]:
    """Around what is written for a press: the disk's no becomes one that can be told."""
    try:
        yield
    except (ConnectionError, TimeoutError):
        raise
    except OSError as error:
        LOG.error("the disk did not do it: %s", error)
        raise DiskFailed(str(error)) from error


async def done_with(events: AsyncIterator[object]) -> None:
    """Closes what may be a generator at once instead of when it is collected: it may hold a connection."""
    if isinstance(events, AsyncGenerator):
        await events.aclose()
