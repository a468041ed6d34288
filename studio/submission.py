"""Submission of a request: checks it, prepares its pictures, writes it down and starts it.

Whatever is refused is refused before anything is written or sent.
"""

from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from providers.catalog import Catalog
from providers.errors import Unsupported
from providers.events import Notice
from providers.request.validation import validate
from studio.conversations.conversations import Conversations
from studio.cutouts.backdrop import ask_for_backdrop
from studio.cutouts.transparency import ask_for_transparency, can_be_transparent
from studio.disk.quota import DiskQuota
from studio.errors import JournalFailed, NotFound, RunDeleted
from studio.references.attach import PreparedInputs, attach_inputs
from studio.references.library import ReferenceLibrary
from studio.runs.planner import caps_for_request, new_run, plan_calls
from studio.runs.registry import RunRegistry
from studio.services import Services, disk_errors
from studio.types import IdempotencyKey, KeyLookup, Run, RunRequest
from studio.users.user_store import UserStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Context of a submission: the stores, gates and limits that its steps need.

    `catalog_for` gives what a visitor can choose from, `find_run` a visitor's run as it is now, or NotFound.
    """

    services: Services
    registry: RunRegistry
    references: ReferenceLibrary
    conversations: Conversations
    disk: DiskQuota
    users: UserStore
    keys: KeyLookup
    catalog_for: Callable[[str], Catalog]
    find_run: Callable[[str, str], Awaitable[Run]]

    async def submit_once(self, visitor: str, ask: RunRequest, key: IdempotencyKey) -> tuple[Run, bool]:
        """As `Studio.submit_once`."""
        async with self.registry.key_lock(visitor, key.key):
            if run := await self.run_of_key(visitor, key):
                return run, True
            try:
                return await self.submit(visitor, ask, key), False
            except JournalFailed:  # maybe for the key alone: another process was faster
                if run := await self.run_of_key(visitor, key):
                    return run, True
                raise

    async def run_of_key(self, visitor: str, key: IdempotencyKey) -> Run | None:
        """As `Studio.run_of_key`."""
        run_id = await self.services.journal.run_of_key(visitor, key, now=self.services.now())
        try:
            return await self.find_run(visitor, run_id) if run_id else None
        except NotFound as error:
            raise RunDeleted from error

    async def submit(self, visitor: str, ask: RunRequest, key: IdempotencyKey | None = None) -> Run:
        """As `Studio.submit`; `key` is written down with the run."""
        catalog = self.catalog_for(
            visitor
        )  # of the moment that the key is of: an own gateway may be moved meanwhile
        with self.registry.reserve(visitor, ask.origin.network), ExitStack() as reserved:
            await self.disk.admit_run(visitor)
            conversation = None
            if ask.request.task == "chat":
                ask, conversation = await self.conversations.resolve_turn(visitor, ask)
            elif ask.parent:
                await self.find_run(visitor, ask.parent)
            prepared = await self._prepare_inputs(visitor, ask, catalog)
            asked = replace(ask, request=prepared.request)
            plans, notices = plan_calls(
                asked,
                catalog=catalog,
                keys=self.keys,
                server_keys_open=self.services.limits.server_keys_open,
            )
            run = new_run(
                visitor,
                ask,
                prepared=prepared,
                plans=plans,
                notices=notices,
                now=self.services.now(),
                conversation=conversation.id if conversation else "",
            )
            head = replace(conversation, head=run.id) if conversation else None
            line = self.services.semaphore_for(plans[0].gateway)
            reserved.enter_context(line.reserve(len(plans)))
            with self.registry.hold_open():
                await self.users.check_owner(visitor)
                with self.services.budget.reserve(sum(plan.on_server_key for plan in plans)) as spent:
                    await self.services.journal.begin(run, head, key=key, beside=spent)
                started = self.registry.register(run, network=ask.origin.network)
                started.start(plans)
        return started.state.run

    async def _prepare_inputs(self, visitor: str, ask: RunRequest, catalog: Catalog) -> PreparedInputs:
        caps = caps_for_request(catalog, ask.gateway, ask.model, ask.request, pictures=bool(ask.pictures))
        if ask.request.task == "chat" and (ask.markup or ask.request.cutout):
            raise Unsupported(field="markup" if ask.markup else "cutout", reason="not_in_chat")
        ask = replace(ask, request=ask_for_transparency(ask.request, caps))
        # What needs no picture to be refused is refused before any is decoded; `plan_calls` checks the rest, when
        # it is known what the pictures became.
        validate(replace(ask.request, task="generate", images=()), replace(caps, inputs=None))
        with disk_errors():
            prepared = await attach_inputs(
                self.services,
                ask,
                caps,
                visitor=visitor,
                find=lambda picture_id: self.references.get(visitor, picture_id),
            )
            if not ask.request.cutout or can_be_transparent(caps):
                return prepared
            request = await ask_for_backdrop(self.services, prepared.request, visitor=visitor)
        return replace(
            prepared,
            request=request,
            notices=(*prepared.notices, Notice(kind="cutout_backdrop")),
        )
