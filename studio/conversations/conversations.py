"""Conversations: create, rename, continue, delete. Every turn is a run like any other."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from studio.conversations.conversation_tree import path_to, title_of, turn_context
from studio.errors import NotFound, TurnRunning
from studio.services import Services
from studio.types import ENDED, Conversation, Run, RunRequest

MAX_TITLE_LENGTH = 200
"""Characters of a name that a person gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversations:
    """Conversations of visitors.

    Everything is asked for by a visitor; what is another's is NotFound. `live_runs` gives the visitor's runs that
    are in memory: they are further than the journal's. `max_images` is how many pictures the model takes
    that a visitor asks.
    """

    services: Services
    live_runs: Callable[[str], tuple[Run, ...]]
    max_images: Callable[[str, RunRequest], int]

    async def page(
        self, visitor: str, *, search: str = "", before: str = "", limit: int = 30
    ) -> tuple[tuple[Conversation, ...], str]:
        """Lists matching conversations, the last changed first, and the next page's cursor.

        Raises NotFound for a bad cursor.
        """
        return await self.services.conversation_store.page(visitor, search=search, before=before, limit=limit)

    async def get(self, visitor: str, conversation: str) -> Conversation:
        """Raises NotFound."""
        return await self.services.conversation_store.get(visitor, conversation)

    async def turns(self, visitor: str, conversation: str) -> tuple[Run, ...]:
        """All its runs, oldest first, as they are now."""
        newer = {run.id: run for run in self.live_runs(visitor)}
        runs = await self.services.journal.turns(visitor, conversation)
        return tuple(newer.get(run.id, run) for run in runs)

    async def rename(self, visitor: str, conversation: str, title: str) -> Conversation:
        """An empty name gives it its first words again. Raises NotFound."""
        name = " ".join(title.split())[:MAX_TITLE_LENGTH]
        if not name:
            turns = await self.turns(visitor, conversation)
            name = title_of(turns[0].request.prompt) if turns else ""
        return await self.services.conversation_store.update(visitor, conversation, title=name)

    async def set_head(self, visitor: str, conversation: str, head: str) -> Conversation:
        """Moves the conversation to another of its turns.

        Raises NotFound, also for a turn that is not its own.
        """
        if head not in {run.id for run in await self.turns(visitor, conversation)}:
            raise NotFound
        return await self.services.conversation_store.update(visitor, conversation, head=head)

    async def delete(self, visitor: str, conversation: str) -> Conversation:
        """Deletes a conversation from the list until it is restored or gone on with.

        Its pictures stay. Raises NotFound.
        """
        return await self.services.conversation_store.update(visitor, conversation, deleted=self.services.now())

    async def restore(self, visitor: str, conversation: str) -> Conversation:
        """Raises NotFound."""
        return await self.services.conversation_store.update(visitor, conversation, deleted=0.0)

    async def resolve_turn(self, visitor: str, ask: RunRequest) -> tuple[RunRequest, Conversation]:
        """Resolves a turn: its inputs and history, and the conversation to which it belongs.

        A new conversation where it goes on from no turn. Raises NotFound, or TurnRunning where the turn before has
        not ended.
        """
        path, conversation = await self._path_and_conversation(visitor, ask)
        if path and path[-1].state not in ENDED:
            raise TurnRunning
        turn = turn_context(ask, path, max_images=self.max_images(visitor, ask))
        request = replace(ask.request, before=turn.before)
        return replace(ask, request=request, pictures=turn.pictures, based_on=turn.base), conversation

    async def _path_and_conversation(self, visitor: str, ask: RunRequest) -> tuple[tuple[Run, ...], Conversation]:
        now = self.services.now()
        fresh = Conversation(
            id=secrets.token_urlsafe(12),
            visitor=visitor,
            title=title_of(ask.request.prompt),
            created=now,
            changed=now,
        )
        if not ask.parent:
            begun = await self.get(visitor, ask.conversation) if ask.conversation else fresh
            return (), replace(begun, changed=now, deleted=0.0)
        parent = await self._run(visitor, ask.parent)
        if not parent.conversation:
            return (parent,), fresh
        conversation = await self.get(visitor, parent.conversation)
        runs = await self.turns(visitor, conversation.id)
        return path_to(runs, parent.id), replace(conversation, changed=now, deleted=0.0)

    async def _run(self, visitor: str, run_id: str) -> Run:
        newer = next((run for run in self.live_runs(visitor) if run.id == run_id), None)
        return newer or await self.services.journal.run(visitor, run_id)
