"""Journal of runs, calls and pictures, written before money is spent."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Executable,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from studio.errors import JournalFailed, NotFound
from studio.storage.conversation_store import continue_with
from studio.storage.database import Database, PreparedStatement
from studio.storage.idempotency import claim, find_run
from studio.storage.tables import (
    CALLS,
    MARKS,
    PICTURES,
    RUNS,
    SCHEMA,
    UPLOADS,
    as_call,
    as_input_image,
    as_picture,
    as_run,
    call_row,
    cursor,
    file_row,
    parse_cursor,
    run_row,
)
from studio.types import ENDED, Call, Conversation, IdempotencyKey, InputImage, Picture, Run

ADD_RUN: Final = insert(RUNS)
ADD_CALL: Final = insert(CALLS)
ADD_UPLOAD: Final = insert(UPLOADS)
SAVE_RUN: Final = update(RUNS).where(RUNS.c.id == bindparam("saved"))
SAVE_CALL: Final = update(CALLS).where(CALLS.c.id == bindparam("saved"))
REMOVE_PICTURE: Final = delete(PICTURES).where(PICTURES.c.id == bindparam("removed"))
ADD_PICTURE: Final = insert(PICTURES).values(
    visitor=select(RUNS.c.visitor).where(RUNS.c.id == bindparam("run_of_owner")).scalar_subquery()
)
"""Whose it is is whose its run is, which may have become another's since it was read."""


class Journal:
    """Journal of runs and uploads.

    Runs and what visitors brought, in an open database. Every method raises JournalFailed when that does not do it;
    what was written has been committed.
    """

    def __init__(self, database: Database, *, data: Path) -> None:
        self._database = database
        self._data = data

    async def check(self) -> None:
        """Reads one row of its own."""
        await self._database.rows(select(SCHEMA.c.version))

    async def begin(
        self,
        run: Run,
        conversation: Conversation | None = None,
        *,
        key: IdempotencyKey | None = None,
        beside: Sequence[Executable] = (),
    ) -> None:
        """A new run with its calls, its conversation, and the key of its press.

        `beside` them is written what else depends on it. The conversation is one that it begins or goes on with.
        Where the key stands for another run that is JournalFailed too, and nothing is written. A commit that is
        told as failed and was made counts as made.
        """
        calls = [PreparedStatement(ADD_CALL, call_row(call)) for call in run.calls]
        stands = continue_with(conversation) if conversation is not None else ()
        claims = claim(run, key) if key is not None else ()
        head = PreparedStatement(ADD_RUN, run_row(run, self._data))
        try:
            await self._database.write(head, *calls, *stands, *claims, *beside)
        except JournalFailed:
            # The answer to a commit may be lost with its connection; all of it is there, or nothing.
            if not await self._database.rows(select(RUNS.c.id).where(RUNS.c.id == run.id)):
                raise

    async def run_of_key(self, visitor: str, key: IdempotencyKey, *, now: float) -> str:
        """The id of the run that a key stands for, "" for a free key. Raises KeyReused."""
        return await find_run(self._database, visitor, key, now=now)

    async def save(self, run: Run, *, calls: Sequence[Call] = (), pictures: Sequence[Picture] = ()) -> None:
        """The run's own fields, and those of its calls and pictures that are named.

        Whose it is stays as the journal has it: it may have become another's since it was read.
        """
        gone = [PreparedStatement(REMOVE_PICTURE, {"removed": picture.id}) for picture in pictures]
        owner = {"run_of_owner": run.id}
        come = [PreparedStatement(ADD_PICTURE, file_row(picture, self._data) | owner) for picture in pictures]
        updates = [PreparedStatement(SAVE_CALL, call_row(call) | {"saved": call.id}) for call in calls]
        fields = {name: value for name, value in run_row(run, self._data).items() if name != "visitor"}
        head = PreparedStatement(SAVE_RUN, fields | {"saved": run.id})
        await self._database.write(head, *updates, *gone, *come)

    async def run(self, visitor: str, run_id: str) -> Run:
        """Raises NotFound, also when it is another visitor's."""
        runs = await self._runs(select(RUNS).where(RUNS.c.id == run_id, RUNS.c.visitor == visitor))
        if not runs:
            raise NotFound
        return runs[0]

    @property
    def data(self) -> Path:
        """The folder that paths in the database are relative to."""
        return self._data

    async def heads(self, visitor: str, ids: Sequence[str]) -> dict[str, Run]:
        """The visitor's runs of these ids, without their calls and pictures."""
        rows = await self._database.rows(select(RUNS).where(RUNS.c.id.in_(ids), RUNS.c.visitor == visitor))
        return {row["id"]: as_run(row, self._data, calls=(), pictures=()) for row in rows}

    async def page(
        self, visitor: str, *, before: str, limit: int, states: Sequence[str] = ()
    ) -> tuple[tuple[Run, ...], str]:
        """Lists the visitor's runs, newest first, and the next page's cursor, "" after the last.

        Raises NotFound for a cursor that was never given.
        """
        query = select(RUNS).where(RUNS.c.visitor == visitor)
        if states:
            query = query.where(RUNS.c.state.in_(states))
        if before:
            query = query.where(tuple_(RUNS.c.created, RUNS.c.id) < tuple_(*parse_cursor(before)))
        query = query.order_by(RUNS.c.created.desc(), RUNS.c.id.desc()).limit(limit + 1)
        runs = await self._runs(query)
        more = len(runs) > limit
        last = runs[limit - 1] if more else None
        return runs[:limit], cursor(last.created, last.id) if last else ""

    async def turns(self, visitor: str, conversation: str) -> tuple[Run, ...]:
        """The runs of a conversation, oldest first."""
        query = select(RUNS).where(RUNS.c.conversation == conversation, RUNS.c.visitor == visitor)
        return await self._runs(query.order_by(RUNS.c.created, RUNS.c.id))

    async def unfinished_runs(self) -> tuple[Run, ...]:
        """Runs with a call that had not ended when they were last written."""
        unended = select(CALLS.c.run).where(CALLS.c.state.not_in(ENDED))
        return await self._runs(select(RUNS).where(RUNS.c.id.in_(unended)))

    async def picture(self, visitor: str, picture_id: str) -> Picture:
        """Raises NotFound, also when it is another visitor's."""
        query = (
            select(PICTURES)
            .join(RUNS, RUNS.c.id == PICTURES.c.run)
            .where(PICTURES.c.id == picture_id, RUNS.c.visitor == visitor)
        )
        rows = await self._database.rows(query)
        if not rows:
            raise NotFound
        return as_picture(rows[0], self._data)

    async def by_sha256(self, visitor: str, sha256: str) -> str:
        """Finds the id of the image of that content; "" when there is none.

        It is what the visitor brought last, or else had made here and did not delete.
        """
        uploads = (
            select(UPLOADS.c.id)
            .where(UPLOADS.c.visitor == visitor, UPLOADS.c.sha256 == sha256)
            .order_by(UPLOADS.c.created.desc())
        )
        own = PICTURES.c.visitor == visitor, PICTURES.c.sha256 == sha256, PICTURES.c.state == "done"
        made = (
            select(PICTURES.c.id)
            .outerjoin(MARKS, MARKS.c.picture == PICTURES.c.id)
            .where(*own, PICTURES.c.gone == 0.0, func.coalesce(MARKS.c.deleted, 0.0) == 0.0)
            .order_by(PICTURES.c.created.desc())
        )
        for query in (uploads, made):
            rows = await self._database.rows(query.limit(1)) if sha256 else []
            if rows:
                return str(rows[0]["id"])
        return ""

    async def overlays_by_sha256(self, visitor: str, sha256: str) -> Sequence[InputImage]:
        """The masks and markups of that content that the visitor drew, the last one first."""
        own = UPLOADS.c.visitor == visitor, UPLOADS.c.sha256 == sha256
        query = select(UPLOADS).where(*own).order_by(UPLOADS.c.created.desc())
        return [as_input_image(row, self._data) for row in await self._database.rows(query)]

    async def add_upload(self, visitor: str, image: InputImage) -> None:
        """A picture or a mask that the visitor brought."""
        row = {**file_row(image, self._data), "visitor": visitor}
        await self._database.write(PreparedStatement(ADD_UPLOAD, row))

    async def upload(self, visitor: str, upload_id: str) -> InputImage:
        """Raises NotFound, also when it is another visitor's."""
        rows = await self._database.rows(
            select(UPLOADS).where(UPLOADS.c.id == upload_id, UPLOADS.c.visitor == visitor)
        )
        if not rows:
            raise NotFound
        return as_input_image(rows[0], self._data)

    async def _runs(self, query: Any) -> tuple[Run, ...]:
        rows = await self._database.rows(query)
        ids = [row["id"] for row in rows]
        if not ids:
            return ()
        calls = await self._by_run(select(CALLS).where(CALLS.c.run.in_(ids)).order_by(CALLS.c.number))
        pictures = await self._by_run(select(PICTURES).where(PICTURES.c.run.in_(ids)).order_by(PICTURES.c.number))
        return tuple(
            as_run(
                row,
                self._data,
                calls=tuple(as_call(call) for call in calls[row["id"]]),
                pictures=tuple(as_picture(picture, self._data) for picture in pictures[row["id"]]),
            )
            for row in rows
        )

    async def _by_run(self, query: Any) -> Mapping[str, list[Any]]:
        rows_by_run: defaultdict[str, list[Any]] = defaultdict(list)
        for row in await self._database.rows(query):
            rows_by_run[row["run"]].append(row)
        return rows_by_run


async def batches(
    database: Database,
    key: Column[Any],
    *columns: Column[Any],
    size: int,
    where: ColumnElement[bool] | None = None,
) -> AsyncIterator[Any]:
    """Reads the rows of a table in the order of their ids, `size` at a time."""
    query = select(key, *columns).order_by(key).limit(size)
    if where is not None:
        query = query.where(where)
    last = ""
    while rows := await database.rows(query.where(key > last)):
        for row in rows:
            yield row
        last = rows[-1][key.name]
