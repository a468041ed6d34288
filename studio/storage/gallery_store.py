"""Gallery queries: pictures listed, searched, marked, deleted with a way back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, insert, literal, select, tuple_, update

from studio.storage.database import Database
from studio.storage.journal import Journal
from studio.storage.tables import MARKS, PICTURES, RUNS, as_picture, cursor, parse_cursor
from studio.types import GalleryFilter, GalleryItem, Picture

BATCH_SIZE = 500
"""Ids in one statement: SQLite takes 32,766, others fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureMarks:
    """Marks that a visitor gave a picture."""

    favourite: bool
    deleted: bool


class GalleryStore:
    """The pictures in an open database.

    Every method raises JournalFailed when that does not do it.
    """

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal

    async def page(
        self, visitor: str, filters: GalleryFilter, *, before: str, limit: int
    ) -> tuple[tuple[GalleryItem, ...], str]:
        """Lists the visitor's whole pictures that match, newest first, and the next page's cursor.

        The cursor is "" after the last.

        Of a picture that was held to its mask the held one is shown. Raises NotFound for a cursor never given.
        """
        query = _matching(visitor, filters).add_columns(MARKS.c.favourite)
        if before:
            query = query.where(tuple_(PICTURES.c.created, PICTURES.c.id) < tuple_(*parse_cursor(before)))
        query = query.order_by(PICTURES.c.created.desc(), PICTURES.c.id.desc()).limit(limit + 1)
        rows = await self._database.rows(query)
        last = rows[limit - 1] if len(rows) > limit else None
        items = await self._items(visitor, rows[:limit])
        return items, cursor(last["created"], last["id"]) if last else ""

    async def models(self, visitor: str) -> tuple[tuple[str, str], ...]:
        """The gateways and models that the visitor has pictures of."""
        named = RUNS.c.gateway, RUNS.c.model
        query = select(*named).where(RUNS.c.visitor == visitor).group_by(*named).order_by(*named)
        return tuple((row["gateway"], row["model"]) for row in await self._database.rows(query))

    async def by_ids(self, visitor: str, ids: Sequence[str]) -> tuple[GalleryItem, ...]:
        """Finds the visitor's pictures of these ids, also deleted ones.

        What is gone or another's is left out.
        """
        matches: list[Any] = []
        for start in range(0, len(ids), BATCH_SIZE):
            query = (
                select(PICTURES, MARKS.c.favourite)
                .outerjoin(MARKS, MARKS.c.picture == PICTURES.c.id)
                .where(PICTURES.c.visitor == visitor, PICTURES.c.gone == 0.0)
                .where(PICTURES.c.id.in_(ids[start : start + BATCH_SIZE]))
            )
            matches += await self._database.rows(query)
        by_id = {item.picture.id: item for item in await self._items(visitor, matches)}
        return tuple(by_id[item] for item in ids if item in by_id)

    async def marks(self, visitor: str, ids: Sequence[str]) -> dict[str, PictureMarks]:
        """The marks of the visitor's pictures of these ids, by id.

        One that was never marked is left out.
        """
        marks: dict[str, PictureMarks] = {}
        for start in range(0, len(ids), BATCH_SIZE):
            some = ids[start : start + BATCH_SIZE]
            query = select(MARKS).where(MARKS.c.visitor == visitor, MARKS.c.picture.in_(some))
            for row in await self._database.rows(query):
                marks[row["picture"]] = PictureMarks(favourite=row["favourite"], deleted=row["deleted"] > 0.0)
        return marks

    async def mark(
        self, visitor: str, ids: Sequence[str], *, favourite: bool | None = None, deleted: float | None = None
    ) -> int:
        """Marks the visitor's pictures of these ids, and returns how many there were.

        None leaves a mark as it is.

        → how many there were
        """
        own = [picture_id.picture.id for picture_id in await self.by_ids(visitor, ids)]
        marks = {"favourite": favourite, "deleted": deleted}
        given = {name: value for name, value in marks.items() if value is not None}
        for start in range(0, len(own) if given else 0, BATCH_SIZE):
            some = own[start : start + BATCH_SIZE]
            unmarked = select(PICTURES.c.id, PICTURES.c.visitor, literal(False), literal(0.0)).where(
                PICTURES.c.id.in_(some), ~select(MARKS.c.picture).where(MARKS.c.picture == PICTURES.c.id).exists()
            )
            # What is not given stays, also where another page has marked it just now.
            await self._database.write(
                insert(MARKS).from_select(["picture", "visitor", "favourite", "deleted"], unmarked),
                update(MARKS).where(MARKS.c.picture.in_(some)).values(given),
            )
        return len(own)

    async def _items(self, visitor: str, rows: Iterable[Any]) -> tuple[GalleryItem, ...]:
        listed = list(rows)
        runs = await self._journal.heads(visitor, tuple({row["run"] for row in listed}))
        return tuple(
            GalleryItem(picture=self._picture(row), run=runs[row["run"]], favourite=bool(row["favourite"]))
            for row in listed
        )

    def _picture(self, row: Any) -> Picture:
        return as_picture(row, self._journal.data)


async def count_pictures(database: Database, visitor: str) -> int:
    """Counts the pictures that a visitor's gallery shows."""
    shown = _matching(visitor, GalleryFilter()).subquery()
    return int((await database.rows(select(func.count().label("shown")).select_from(shown)))[0]["shown"])


def _matching(visitor: str, filters: GalleryFilter) -> Select[Any]:
    other = PICTURES.alias("other")
    composited = select(other.c.id).where(other.c.run == PICTURES.c.run, other.c.parent == PICTURES.c.id).exists()
    clauses = [
        PICTURES.c.visitor == visitor,
        PICTURES.c.state == "done",
        PICTURES.c.gone == 0.0,
        PICTURES.c.draft.is_(False),
        func.coalesce(MARKS.c.deleted, 0.0) == 0.0,
        ~composited,
    ]
    clauses += [RUNS.c.prompt.icontains(word, autoescape=True) for word in filters.search.split()]
    clauses += [
        column == value
        for column, value in ((RUNS.c.gateway, filters.gateway), (RUNS.c.model, filters.model))
        if value
    ]
    if filters.task:
        clauses.append(RUNS.c.task == filters.task)
    if filters.since:
        clauses.append(PICTURES.c.created >= filters.since)
    if filters.until:
        clauses.append(PICTURES.c.created < filters.until)
    if filters.least:
        clauses.append((PICTURES.c.width >= filters.least) | (PICTURES.c.height >= filters.least))
    if filters.favourites:
        clauses.append(MARKS.c.favourite.is_(True))
    return (
        select(PICTURES)
        .join(RUNS, RUNS.c.id == PICTURES.c.run)
        .outerjoin(MARKS, MARKS.c.picture == PICTURES.c.id)
        .where(and_(*clauses))
    )
