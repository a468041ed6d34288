"""Writes to the database that come at the same moment go in one transaction.

What one of them did wrong is its own.
"""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from studio.errors import JournalFailed
from studio.storage.database import Database
from studio.storage.tables import DAILY_USAGE


async def test_a_value_that_no_column_takes_fails_its_own_write_alone(tmp_path: Path) -> None:
    """A driver tells of it by an error of Python's, which SQLAlchemy passes on as it is."""
    async with Database("", data=tmp_path) as database:

        async def write(day: str, tokens: int) -> None:
            await database.write(insert(DAILY_USAGE).values(day=day, calls=1, tokens=tokens))

        async with asyncio.timeout(10):
            before, refused, after = await asyncio.gather(
                write("before", 1), write("never", 10**30), write("after", 1), return_exceptions=True
            )
            assert (before, after) == (None, None) and isinstance(refused, JournalFailed)
            with pytest.raises(JournalFailed):
                await write("never", 10**30)
            await write("later", 1)
        days = await database.rows(select(DAILY_USAGE.c.day).order_by(DAILY_USAGE.c.day))
        assert [row["day"] for row in days] == ["after", "before", "later"]
