"""Rereading of stored answers, after a restart or a failure. Nothing is sent."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from providers.catalog import Catalog
from studio.errors import JournalFailed, NothingToRead
from studio.runs.planner import caps_of_run, is_by_rule, reread_keys
from studio.runs.registry import RunRegistry
from studio.services import Services
from studio.storage.call_files import stored_answer
from studio.types import ENDED, KeyLookup, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """Context of rereading.

    `catalog_for` gives what a visitor can choose from, `find_run` a visitor's run as it is now, or NotFound.
    """

    services: Services
    registry: RunRegistry
    keys: KeyLookup
    catalog_for: Callable[[str], Catalog]
    find_run: Callable[[str, str], Awaitable[Run]]

    async def recover(self, catalog: Catalog) -> None:
        """Takes up the runs that a restart cut off. Raises JournalFailed."""
        for run in await self.services.journal.unfinished_runs():
            keys = reread_keys(run, catalog=catalog, keys=self.keys)
            caps, free = caps_of_run(catalog, run), is_by_rule(catalog, run)
            self.registry.register(run).recover(caps=caps, keys=keys, free=free)

    async def read_again(self, visitor: str, run_id: str, *, key: str = "") -> Run:
        """As `Studio.read_again`."""
        run = await self.find_run(visitor, run_id)
        if run.state not in ENDED:
            return run
        stored = [
            call
            for call in run.calls
            if call.state != "done"
            and await asyncio.to_thread(stored_answer, self.services.call_folder(call.id)) is not None
        ]
        if not stored:
            raise NothingToRead
        self.registry.check_open()
        live = self.registry.live_run(visitor, run_id)
        if live and (not live.state.ended or live.state.run != run):
            return live.state.run  # two presses at once are one, which may have ended meanwhile
        if live and live.persister.has_unsaved:
            raise JournalFailed
        used = live.keys_used if live else frozenset[str]()
        catalog = self.catalog_for(visitor)
        keys = reread_keys(run, catalog=catalog, keys=self.keys, own_key=key, used=used)
        started = self.registry.register(run)
        caps, free = caps_of_run(catalog, run), is_by_rule(catalog, run)
        started.reread(stored, caps=caps, keys=keys, free=free)
        return started.state.run
