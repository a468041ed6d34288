"""Services: the dependencies that every call gets (journal, disk, HTTP, limits)."""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from providers.events import Event
from providers.spool import Spool
from providers.transport.client import HttpClient
from providers.transport.ssrf import link_scope
from providers.types import Gateway, ImageRequest, Model
from studio.canvas.expanding import ExpandedFile, expand_file
from studio.errors import DiskFailed
from studio.images import files as pictures
from studio.images.compositing import CompositeFile, composite_file
from studio.images.decode import load_normalized
from studio.images.files import ImageInfo
from studio.limits import FairSemaphore, Limits
from studio.memory.costs import ANSWERED, cost_of_composite
from studio.memory.probe import probe_file
from studio.memory.workers import ImageWorkers
from studio.observing.behaviour_store import BehaviourStore
from studio.observing.call_report import Observe, ignore
from studio.spending.daily_budget import DailyBudget
from studio.storage.conversation_store import ConversationStore
from studio.storage.database import Database
from studio.storage.gallery_store import GalleryStore
from studio.storage.growing_file import GrowingFile
from studio.storage.journal import Journal
from studio.types import Picture, PictureKind

LOG = logging.getLogger(__name__)
MAX_LINES: Final = 256
"""Lines of gateways from which on those are forgotten in which nobody is: visitors may add gateways."""


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
        content_encoding: str,
        base_url: str,
        http: HttpClient | None,
        key: str,
        secrets: Collection[str],
    ) -> AsyncIterator[Event]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RereadKeys:
    """Keys for reading a stored answer again.

    `key` is for today's gateway, at `base_url`; `secrets` are all keys that the answer may repeat.
    """

    base_url: str = ""
    key: str = field(default="", repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    def link_key(self, base_url: str) -> str:
        """The key for the links of an answer from `base_url`.

        "" where today's gateway is at another origin: the operator may have changed address and key.
        """
        return self.key if link_scope(base_url).origin == link_scope(self.base_url).origin else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """Checked image file and where it is kept now."""

    info: ImageInfo
    path: Path

    def made_of(self, raw: Picture, *, kind: PictureKind, number: int, created: float) -> Picture:
        """The picture of this file, which was made of an answer here."""
        return Picture(
            id=secrets.token_urlsafe(16),
            run=raw.run,
            call=raw.call,
            number=number,
            path=self.path,
            state="done",
            kind=kind,
            width=self.info.width,
            height=self.info.height,
            mime=self.info.mime,
            size=self.info.size,
            sha256=self.info.sha256,
            parent=raw.id,
            created=created,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Dependencies of every call. `growing_files` are by picture id."""

    data: Path
    journal: Journal
    conversation_store: ConversationStore
    gallery_store: GalleryStore
    http: HttpClient
    ask_gateway: AskGateway
    read_again: ReadAgain
    limits: Limits
    budget: DailyBudget
    behaviour: BehaviourStore
    workers: ImageWorkers
    growing_files: dict[str, GrowingFile] = field(default_factory=dict)
    semaphores: dict[str, FairSemaphore] = field(default_factory=dict)
    now: Callable[[], float] = time.time
    observe: Observe = ignore

    async def examine(self, picture: Picture, *, visitor: str) -> CheckedFile:
        """Checks a picture's file and gives it its place, in a thread.

        Raises Damaged, or OSError.
        """
        probe = await asyncio.to_thread(probe_file, picture.path)
        work = partial(_check_and_store, picture, self.data)
        return await self.workers.run(work, cost=probe.cost_of_check(), visitor=visitor, in_background=True)

    async def composite(
        self,
        *,
        original: Path,
        painted: Path,
        answer: Path,
        into: Path,
        visitor: str,
        padding: tuple[int, ...] = (),
    ) -> CompositeFile:
        """Pastes an answer to the original, sent with `padding`, back into it, in a thread.

        Raises CannotComposite, Damaged, OSError."""
        work = partial(
            composite_file,
            original=original,
            strength=painted,
            answer=answer,
            into=into,
            load=load_normalized,
            padding=padding,
        )
        first, second = await asyncio.to_thread(lambda: (probe_file(original), probe_file(answer)))
        cost = cost_of_composite(first.pixels, second.pixels)
        return await self.workers.run(work, cost=cost, visitor=visitor, in_background=True)

    async def expand(
        self,
        *,
        original: Path,
        answer: Path,
        into: Path,
        visitor: str,
        sides: tuple[int, ...],
        padding: tuple[int, ...],
    ) -> ExpandedFile:
        """Lays an answer around the original, in a thread.

        It was sent with `sides` and then `padding` around it. Raises CannotComposite, Damaged, OSError."""
        work = partial(expand_file, original=original, answer=answer, into=into, sides=sides, padding=padding)
        first, second = await asyncio.to_thread(lambda: (probe_file(original), probe_file(answer)))
        cost = first.cost_of_rows(beside=ANSWERED * second.pixels)
        return await self.workers.run(work, cost=cost, visitor=visitor, in_background=True)

    def semaphore_for(self, gateway: Gateway) -> FairSemaphore:
        if gateway.visitor_owned and len(self.semaphores) > MAX_LINES:
            for idle in [name for name, line in self.semaphores.items() if line.is_idle]:
                del self.semaphores[idle]
        capacity = min(filter(None, (gateway.max_concurrency, self.limits.calls_per_gateway)))
        line = FairSemaphore(capacity, max_waiting=self.limits.waiting_calls, name=gateway.name)
        return self.semaphores.setdefault(gateway.id, line)

    def call_folder(self, call_id: str) -> Path:
        """Folder of the call's answer as it arrives."""
        return self.data / "spool" / call_id


def new_services(
    *,
    database: Database,
    data: Path,
    http: HttpClient,
    limits: Limits,
    ask_gateway: AskGateway,
    read_again: ReadAgain,
    now: Callable[[], float],
    observe: Observe,
) -> Services:
    """The services of one data folder and its database."""
    journal = Journal(database, data=data)
    return Services(
        data=data,
        journal=journal,
        conversation_store=ConversationStore(database),
        gallery_store=GalleryStore(database, journal),
        http=http,
        ask_gateway=ask_gateway,
        read_again=read_again,
        limits=limits,
        budget=DailyBudget(database, max_calls=limits.daily_calls, max_tokens=limits.daily_tokens, now=now),
        behaviour=BehaviourStore(database, now=now),
        workers=ImageWorkers(memory=limits.image_memory),
        now=now,
        observe=observe,
    )


def _check_and_store(picture: Picture, data: Path) -> CheckedFile:
    info = pictures.check_image(picture.path, mime=picture.mime, thumbs=data / "thumbs")
    try:
        path = pictures.store(picture.path, info, root=data / "pictures")
    except OSError as error:
        # It was paid for and is whole: better kept in the wrong place than lost.
        LOG.error("picture %s cannot be moved to its place: %s", picture.id, error)
        path = picture.path
    return CheckedFile(info=info, path=path)


@contextmanager
def disk_errors() -> Iterator[None]:
    """Around what is written for a press: the disk's no becomes one that can be told."""
    try:
        yield
    except (ConnectionError, TimeoutError):
        raise
    except OSError as error:
        LOG.error("the disk did not do it: %s", error)
        raise DiskFailed(str(error)) from error


async def close_events(events: AsyncIterator[object]) -> None:
    """Closes what may be a generator at once.

    Not when it is collected: it may hold a connection.
    """
    if isinstance(events, AsyncGenerator):
        await events.aclose()
