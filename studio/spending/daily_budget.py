"""Daily budget of the server's own keys: calls and tokens, of all visitors together.

A day is one of UTC. What was spent is written down in the transaction that writes the run, so that a restart gives
nothing back. A visitor's own key spends nothing of it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Executable, insert, literal, select, update

from studio.errors import BudgetSpent
from studio.spending.token_counts import total_tokens, utc_day
from studio.storage.database import Database
from studio.storage.tables import DAILY_USAGE

KEPT_DAYS: Final = 8
"""Days that are remembered: a clock that is put right goes back to one, or to one after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetStatus:
    """State of a day's budget; a maximum of 0 is none.

    `renews_at`: when the next day begins, in seconds since the epoch.
    """

    max_calls: int
    max_tokens: int
    calls: int
    tokens: int
    renews_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Usage:
    """The calls and tokens of one day; `is_stored`: there is a row of it."""

    day: str = ""
    calls: int = 0
    tokens: int = 0
    is_stored: bool = False


class DailyBudget:
    """Counter of what the server's keys spend, which refuses what is over the day's maximum.

    A maximum of 0 is none. One process writes it, so the counts in memory lead and the rows follow.
    """

    def __init__(
        self, database: Database, *, max_calls: int = 0, max_tokens: int = 0, now: Callable[[], float]
    ) -> None:
        self._database = database
        self._max_calls = max_calls
        self._max_tokens = max_tokens
        self._now = now
        self._days: dict[str, _Usage] = {}

    async def load(self) -> None:
        """Takes up what was spent before a restart. Raises JournalFailed."""
        newest = select(DAILY_USAGE).order_by(DAILY_USAGE.c.day.desc()).limit(KEPT_DAYS)
        self._days = {row["day"]: _Usage(**row, is_stored=True) for row in await self._database.rows(newest)}

    def status(self) -> BudgetStatus:
        """The budget as it stands at this moment."""
        usage = self._today()
        return BudgetStatus(
            max_calls=self._max_calls,
            max_tokens=self._max_tokens,
            calls=usage.calls,
            tokens=usage.tokens,
            renews_at=_next_day(self._now()),
        )

    @contextmanager
    def reserve(self, calls: int) -> Iterator[tuple[Executable, ...]]:
        """Counts calls, and gives the statements for the transaction that writes them down.

        Raises BudgetSpent, and then nothing is counted; nor is it when the body fails.
        """
        usage = self._today()
        if calls:
            self._check(usage, calls)
        self._count(usage.day, calls=calls)
        try:
            yield _statements(usage, calls=calls) if calls else ()
        except BaseException:
            self._count(usage.day, calls=-calls)
            raise
        if calls:
            self._count(usage.day, is_stored=True)

    async def add_tokens(self, used: Mapping[str, int]) -> None:
        """Counts what a call used, where its gateway told.

        Raises JournalFailed; it is counted all the same, until a restart.
        """
        usage, tokens = self._today(), total_tokens(used)
        if tokens:
            self._count(usage.day, tokens=tokens)
            await self._database.write(*_statements(usage, tokens=tokens))
            self._count(usage.day, is_stored=True)

    def _check(self, spent: _Usage, calls: int) -> None:
        for reason, maximum, count in (
            ("calls", self._max_calls, spent.calls + calls),
            ("tokens", self._max_tokens, spent.tokens + 1),
        ):
            if maximum and count > maximum:
                params: dict[str, str | int] = {"reason": reason, "limit": maximum}
                if reason == "calls":
                    params["left"] = max(0, maximum - spent.calls)
                raise BudgetSpent(params=params, retry_after=_next_day(self._now()) - self._now())

    def _today(self) -> _Usage:
        """The usage of this day; a new one begins with nothing spent."""
        day = utc_day(self._now())
        usage = self._days.setdefault(day, _Usage(day=day))
        if len(self._days) > KEPT_DAYS:
            del self._days[min(self._days.keys() - {day})]
        return usage

    def _count(self, day: str, *, calls: int = 0, tokens: int = 0, is_stored: bool = False) -> None:
        """Adds to a day, which need not be today any more."""
        usage = self._days.get(day, _Usage(day=day))
        self._days[day] = replace(
            usage,
            calls=usage.calls + calls,
            tokens=usage.tokens + tokens,
            is_stored=usage.is_stored or is_stored,
        )


def _statements(usage: _Usage, *, calls: int = 0, tokens: int = 0) -> tuple[Executable, ...]:
    """Adds to the day's row, which the first of a day makes.

    Two firsts at once would both make it; the database refuses neither's run for that, since the row is only
    made where there is none.
    """
    row, same = DAILY_USAGE.c, DAILY_USAGE.c.day == usage.day
    add = update(DAILY_USAGE).where(same).values(calls=row.calls + calls, tokens=row.tokens + tokens)
    if usage.is_stored:
        return (add,)
    blank = select(literal(usage.day), literal(0), literal(0))
    missing = blank.where(~select(row.day).where(same).exists())
    return insert(DAILY_USAGE).from_select(["day", "calls", "tokens"], missing), add


def _next_day(now: float) -> float:
    """The time at which the next day of UTC begins."""
    midnight = datetime.fromtimestamp(now, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + timedelta(days=1)).timestamp()
