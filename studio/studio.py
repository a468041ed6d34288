"""`Studio`: the public face: submit, stop, retry, watch, conversations, gallery.

Runs belong to the server, and whoever is entitled can watch them.
"""

import logging
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from types import TracebackType
from typing import Self

from providers.catalog import Catalog, generate, list_models
from providers.response.stream import read_again
from providers.transport.client import HttpClient
from providers.types import Gateway
from studio.conversations.conversations import Conversations
from studio.diagnostics.gateway_check import CheckRequest, GatewayCheck
from studio.diagnostics.problems import Diagnosis
from studio.disk.quota import DiskQuota, upload_buckets
from studio.errors import NotFound
from studio.images import files as pictures
from studio.limits import Limits
from studio.maintenance.cleanup import CleanupContext, clean_up
from studio.maintenance.visits import VisitLog
from studio.observing.audit_log import AuditLog
from studio.observing.call_durations import CallDurations
from studio.observing.call_report import Observe, ignore
from studio.observing.statistics import Statistics
from studio.references.library import ReferenceLibrary
from studio.rereading import Rereading
from studio.runs.outcome import revision_of
from studio.runs.planner import (
    is_duplicate,
    max_images_for,
)
from studio.runs.registry import RunRegistry, watch
from studio.runs.run_state import full_change
from studio.services import AskGateway, ReadAgain, new_services
from studio.spending.daily_budget import BudgetStatus
from studio.storage.database import Database
from studio.storage.gallery_store import GalleryStore
from studio.storage.growing_file import read_growing
from studio.submission import Submission
from studio.types import IdempotencyKey, KeyLookup, Picture, Run, RunChange, RunRequest, State
from studio.users.ownership import Belongings, count_belongings, give_belongings
from studio.users.passwords import Passwords
from studio.users.seed import seed_users
from studio.users.sessions import SessionStore
from studio.users.user_store import UserStore

LOG = logging.getLogger(__name__)
ExtendCatalog = Callable[[str, Catalog], Catalog]
"""The catalog with what a visitor added for themselves."""


class Studio:
    """Open it with `async with`; closing it gives running calls `limits.grace` seconds to end.

    Everything is asked for by a visitor, and what is another visitor's is NotFound. JournalFailed can come out
    of whatever reads or writes the journal. `catalog` may be replaced while it is open: a gateway may come to
    offer more. `extend_catalog` adds to it what is one visitor's alone. `http` is opened and closed by whoever made
    it.
    """

    def __init__(
        self,
        *,
        catalog: Catalog,
        keys: KeyLookup,
        http: HttpClient,
        data: Path,
        database_url: str = "",
        limits: Limits = Limits(),
        ask_gateway: AskGateway = generate,
        read_again: ReadAgain = read_again,
        now: Callable[[], float] = time.time,
        observe: Observe = ignore,
        extend_catalog: ExtendCatalog = lambda _, catalog: catalog,
    ) -> None:
        data = data.resolve()
        self.catalog = catalog
        self._extend_catalog = extend_catalog
        self._keys = keys
        self._limits = limits
        self._database = Database(database_url, data=data)
        self._services = new_services(
            database=self._database,
            data=data,
            http=http,
            limits=limits,
            ask_gateway=ask_gateway,
            read_again=read_again,
            now=now,
            observe=observe,
        )
        self.behaviour = self._services.behaviour
        self._registry = RunRegistry(self._services)
        self.disk = DiskQuota(data=data, database=self._database, limits=limits, uploads=upload_buckets(limits))
        self.users = UserStore(self._database, now=now)
        self.sessions = SessionStore(self._database, now=now)
        self.visits = VisitLog(self._database, now=now)
        self.audit = AuditLog(self._database, now=now)
        self.durations = CallDurations(self._database, now=now)
        self.statistics = Statistics(self._database, data=data, keep_free=limits.keep_free, now=now)
        self.references = ReferenceLibrary(services=self._services, find_picture=self.picture)
        self.conversations = Conversations(
            services=self._services,
            live_runs=self._registry.records,
            max_images=lambda visitor, ask: max_images_for(self.catalog_for(visitor), ask),
        )
        self._submission = self._new_submission()
        self._rereading = self._new_rereading()
        self._stack = AsyncExitStack()

    def _new_submission(self) -> Submission:
        return Submission(
            services=self._services,
            registry=self._registry,
            references=self.references,
            conversations=self.conversations,
            disk=self.disk,
            users=self.users,
            keys=self._keys,
            catalog_for=self.catalog_for,
            find_run=self.get,
        )

    def _new_rereading(self) -> Rereading:
        return Rereading(
            services=self._services,
            registry=self._registry,
            keys=self._keys,
            catalog_for=self.catalog_for,
            find_run=self.get,
        )

    async def __aenter__(self) -> Self:
        """Opens the journal and takes up what a restart cut off. Raises JournalFailed."""
        self._services.data.mkdir(parents=True, exist_ok=True)
        async with AsyncExitStack() as opening:
            await opening.enter_async_context(self._database)
            await self._services.budget.load()
            await self.behaviour.load()
            await self._rereading.recover(self.catalog)
            self._stack = opening.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.finish()
        await self._stack.aclose()
        await self._services.workers.close()

    def catalog_for(self, visitor: str) -> Catalog:
        """The gateways and models that a visitor can choose from."""
        return self._extend_catalog(visitor, self.catalog)

    async def finish(self) -> None:
        """Finish the running calls; returns at the latest when their grace is over.

        From now on new ones are refused (Closing); what is there can be read and watched.
        """
        await self._registry.close()

    async def check(self) -> None:
        """Whether it can serve: raises JournalFailed when it cannot, Closing while it shuts down."""
        self._registry.check_open()
        await self._services.journal.check()

    async def clean_up(self) -> None:
        """Removes what is not kept for ever and whose time is over. Raises JournalFailed or OSError."""
        context = CleanupContext(
            database=self._database,
            data=self._services.data,
            limits=self._limits,
            now=self._services.now,
            is_live=self._registry.holds,
            audit=self.audit,
        )
        await clean_up(context)

    async def seed_users(self, passwords: Passwords, *, given: Mapping[str, str], admins: Sequence[str]) -> None:
        """Brings the users of the settings into the database. Raises JournalFailed."""
        await seed_users(self.users, passwords, self._database, given=given, admins=admins)

    async def belongings(self, visitor: str) -> Belongings:
        """Counts what a visitor owns."""
        return await count_belongings(self._database, visitor)

    async def give(self, source: str, target: str) -> Belongings:
        """Makes all that one visitor owns another's, and returns how much. Raises RunsUnfinished."""
        async with self._registry.move(source):
            given = await self.belongings(source)
            await give_belongings(self._database, source, target)
        return given

    async def submit(self, visitor: str, ask: RunRequest) -> Run:
        """Submits a request: checks it, writes it down, and starts it.

        Raises Refused's classes, TooManyRuns, ServerKeyClosed, NoCookie, BudgetSpent, LineFull, NotFound (for
        `parent` and pictures), Closing, GalleryMoved, StorageFull, DiskFailed or JournalFailed, and then nothing
        was written or sent.
        """
        return await self._submission.submit(visitor, ask)

    async def submit_once(self, visitor: str, ask: RunRequest, key: IdempotencyKey) -> tuple[Run, bool]:
        """Submits a request unless its key stands for a run.

        Returns the run, and whether it was there before. Raises what `run_of_key` raises; and what `submit` raises,
        and then the key is still free.
        """
        return await self._submission.submit_once(visitor, ask, key)

    async def run_of_key(self, visitor: str, key: IdempotencyKey) -> Run | None:
        """The run that a visitor's key stands for, as it is now; None for a free key.

        Raises KeyReused where it stands for another request, and RunDeleted.
        """
        return await self._submission.run_of_key(visitor, key)

    async def get(self, visitor: str, run_id: str) -> Run:
        """The run as it is now. Raises NotFound."""
        live = self._registry.live_run(visitor, run_id)
        return live.state.run if live else await self._services.journal.run(visitor, run_id)

    async def page(
        self, visitor: str, *, before: str = "", limit: int = 20, states: Sequence[State] = ()
    ) -> tuple[tuple[Run, ...], str]:
        """Lists the visitor's runs, or those in one of `states`, newest first, with a cursor.

        The next page's cursor is "" after the last one. Raises NotFound for a cursor that cannot be read.
        """
        runs, cursor = await self._services.journal.page(visitor, before=before, limit=limit, states=states)
        newer = {run.id: run for run in self._registry.records(visitor)}
        return tuple(newer.get(run.id, run) for run in runs), cursor

    def live_runs(self, visitor: str) -> tuple[Run, ...]:
        """The visitor's unfinished runs, oldest first."""
        return self._registry.running(visitor)

    def duplicate_of(self, visitor: str, ask: RunRequest) -> str:
        """The id of a run that goes on and was asked for in the very same words and pictures, or "".

        Raises UnknownModel or Unsupported."""
        catalog = self.catalog_for(visitor)
        return next((run.id for run in self.live_runs(visitor) if is_duplicate(run, ask, catalog)), "")

    async def watch(self, visitor: str, run_id: str, *, since: int = 0) -> AsyncGenerator[RunChange, None]:
        """Streams what changed since a revision, then what changes, to the end of the run.

        Raises NotFound.
        """
        live = self._registry.live_run(visitor, run_id)
        if live is None:
            run = await self._services.journal.run(visitor, run_id)
            if since != revision_of(run):
                yield full_change(run, revision_of(run))
            return
        async with aclosing(watch(live, since=since)) as changes:
            async for change in changes:
                yield change

    async def watch_all(self, visitor: str) -> AsyncGenerator[RunChange | None, None]:
        """Streams the changes of all the visitor's live runs, also of those to come.

        None at first, and when nothing happened for `limits.tick` seconds. It ends with `finish`.
        """
        async with aclosing(self._registry.watch_all(visitor)) as changes:
            async for change in changes:
                yield change

    async def cancel(self, visitor: str, run_id: str) -> Run:
        """Stops waiting for what has not ended; returns the run when that is written down.

        Raises NotFound.
        """
        live = self._registry.live_run(visitor, run_id)
        if live is None:
            return await self._services.journal.run(visitor, run_id)
        live.stop()
        await live.wait_until_ended()
        return live.state.run

    async def read_again(self, visitor: str, run_id: str, *, key: str = "") -> Run:
        """Rereads the stored answers of calls that did not go well, and the links in them.

        That is free: nothing is sent. Returns the run, which goes on by itself. `key` is the visitor's own or "",
        which a link may ask for where the gateway's address is still the same. Raises NotFound, NothingToRead,
        Closing, or JournalFailed while the journal lacks what came before.
        """
        return await self._rereading.read_again(visitor, run_id, key=key)

    async def picture(self, visitor: str, picture_id: str) -> Picture:
        """Raises NotFound."""
        for live in self._registry.live_runs(visitor):
            if live.state.has_picture(picture_id):
                return live.state.picture(picture_id)
        return await self._services.journal.picture(visitor, picture_id)

    async def stored_answers(self, visitor: str, run_id: str) -> tuple[Path, ...]:
        """Folders of the run's calls, in their order; of what went well there is none any more.

        Raises NotFound.
        """
        run = await self.get(visitor, run_id)
        return tuple(self._services.call_folder(call.id) for call in run.calls)

    def unfinished_counts(self) -> dict[str, int]:
        """Numbers of unfinished runs by state, all visitors' together."""
        return self._registry.unfinished_counts()

    def active_counts(self) -> dict[str, int]:
        """Numbers of calls that are at their gateway, by its id."""
        return self._registry.active_counts()

    def waiting_counts(self) -> dict[str, int]:
        """Numbers of calls that wait, by their gateway's id."""
        return {gateway: line.waiting for gateway, line in self._services.semaphores.items()}

    async def check_key(self, gateway: Gateway, key: str) -> None:
        """Asks a gateway for its list of models with a key, which is free. Raises ProviderError."""
        await self._services.http.list_models(gateway.base_url, key=key, public_only=gateway.public_only)

    async def list_models(self, gateway: Gateway, *, own_key: str = "") -> tuple[str, ...]:
        """Asks a gateway for its models, which is free.

        With the visitor's own key, else the server's. Raises ProviderError.
        """
        return await list_models(gateway, http=self._services.http, key=own_key or self._keys.get(gateway.id))

    async def check_gateway(self, ask: CheckRequest) -> Diagnosis:
        """Checks a gateway's set-up, which is free: nothing is posted."""
        return await GatewayCheck(self._services.http).run(ask)

    def now(self) -> float:
        """The server's clock, in seconds since the epoch."""
        return self._services.now()

    def budget(self) -> BudgetStatus:
        """The day's budget of the server's own keys."""
        return self._services.budget.status()

    @property
    def gallery(self) -> GalleryStore:
        """The visitors' galleries."""
        return self._services.gallery_store

    async def stream_picture(self, visitor: str, picture_id: str) -> AsyncGenerator[bytes, None]:
        """The picture's bytes from the first one on, as they come, to the end. Raises NotFound."""
        growing = self._services.growing_files.get(picture_id)
        async with aclosing(read_growing(lambda: self.picture(visitor, picture_id), growing)) as pieces:
            async for piece in pieces:
                yield piece

    async def thumbnail(self, visitor: str, picture_id: str) -> Path:
        """Path of a WebP of at most 512×512.

        Raises NotFound, also while the picture is not whole, and when no thumbnail can be made of its format.
        """
        picture = await self.picture(visitor, picture_id)
        if picture.state != "done" or picture.gone or picture.is_withheld or picture.mime in pictures.BEYOND_PILLOW:
            raise NotFound
        return await self.references.thumbnail(visitor, picture.path, picture.sha256)
