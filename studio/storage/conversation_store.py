"""The conversations in the database: listed, searched, renamed, deleted with a way back."""

from sqlalchemy import Executable, Select, and_, exists, func, insert, literal, or_, select, tuple_, update

from studio.errors import NotFound
from studio.storage.database import Database
from studio.storage.tables import CONVERSATIONS, PICTURES, RUNS, cursor, head_row, parse_cursor
from studio.types import Conversation

TURN_COUNT = (
    select(func.count())
    .where(RUNS.c.conversation == CONVERSATIONS.c.id, RUNS.c.visitor == CONVERSATIONS.c.visitor)
    .scalar_subquery()
)
COVER = (
    select(PICTURES.c.id)
    .join(RUNS, RUNS.c.id == PICTURES.c.run)
    .where(
        RUNS.c.conversation == CONVERSATIONS.c.id,
        RUNS.c.visitor == CONVERSATIONS.c.visitor,
        PICTURES.c.state == "done",
        PICTURES.c.kind == "final",
        PICTURES.c.draft.is_(False),
    )
    .order_by(PICTURES.c.created.desc())
    .limit(1)
    .scalar_subquery()
)


def continue_with(conversation: Conversation) -> tuple[Executable, ...]:
    """Statements that begin a conversation or go on with it.

    For the transaction that writes its turn. Of one that is there only its head, time and deletion
    change: it may have been renamed since it was read.
    """
    row, columns, same = head_row(conversation), CONVERSATIONS.c, CONVERSATIONS.c.id == conversation.id
    new = select(*(literal(value, columns[name].type) for name, value in row.items()))
    missing = new.where(~select(columns.id).where(same).exists())
    moved = {name: row[name] for name in ("head", "changed", "deleted")}
    return insert(CONVERSATIONS).from_select(list(row), missing), update(CONVERSATIONS).where(same).values(moved)


class ConversationStore:
    """Conversations in an open database.

    Every method raises JournalFailed when that does not do it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, visitor: str, conversation: str) -> Conversation:
        """Finds a conversation; one that was deleted can still be restored.

        Raises NotFound, also when it is another visitor's.
        """
        query = _select_conversations().where(
            CONVERSATIONS.c.id == conversation, CONVERSATIONS.c.visitor == visitor
        )
        rows = await self._database.rows(query)
        if not rows:
            raise NotFound
        return _as_conversation(rows[0])

    async def page(
        self, visitor: str, *, search: str, before: str, limit: int
    ) -> tuple[tuple[Conversation, ...], str]:
        """Lists the visitor's conversations, the last changed first, and the next page's cursor.

        The cursor is "" after the last.

        `search` is looked for in titles and in what was said. Raises NotFound for a cursor that was never given.
        """
        query = _select_conversations().where(CONVERSATIONS.c.visitor == visitor, CONVERSATIONS.c.deleted == 0.0)
        for word in search.split():
            matches = exists().where(
                and_(
                    RUNS.c.conversation == CONVERSATIONS.c.id,
                    RUNS.c.visitor == visitor,
                    RUNS.c.prompt.icontains(word, autoescape=True),
                )
            )
            query = query.where(or_(CONVERSATIONS.c.title.icontains(word, autoescape=True), matches))
        if before:
            key = tuple_(CONVERSATIONS.c.changed, CONVERSATIONS.c.id)
            query = query.where(key < tuple_(*parse_cursor(before)))
        query = query.order_by(CONVERSATIONS.c.changed.desc(), CONVERSATIONS.c.id.desc()).limit(limit + 1)
        conversations = tuple(_as_conversation(row) for row in await self._database.rows(query))
        last = conversations[limit - 1] if len(conversations) > limit else None
        return conversations[:limit], cursor(last.changed, last.id) if last else ""

    async def update(self, visitor: str, conversation: str, **fields: str | float) -> Conversation:
        """Its fields are now these. Raises NotFound."""
        await self.get(visitor, conversation)
        own = CONVERSATIONS.c.id == conversation, CONVERSATIONS.c.visitor == visitor
        await self._database.write(update(CONVERSATIONS).where(*own).values(**fields))
        return await self.get(visitor, conversation)


def _select_conversations() -> Select[tuple[object, ...]]:
    return select(CONVERSATIONS, TURN_COUNT.label("turns"), COVER.label("cover"))


def _as_conversation(row: dict[str, object]) -> Conversation:
    return Conversation(**{**row, "cover": row["cover"] or ""})  # type: ignore[arg-type]  # columns are its fields
