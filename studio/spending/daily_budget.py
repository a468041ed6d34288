"""Daily budget of the server's own keys: calls and tokens, of all visitors together.

A day is one of UTC. What was spent is written down in the transaction that writes the run, so that a restart gives
nothing back. A visitor's own key spends nothing of it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Executable, insert, literal, select, update

from studio.errors import BudgetSpent
from studio.spending.token_counts import total_tokens, utc_day
from studio.storage.database import Database
from studio.storage.tables import DAILY_USAGE


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
        self._usage = _Usage()

    async def load(self) -> None:
        """Takes up what was spent today before a restart. Raises JournalFailed."""
        day = utc_day(self._now())
        rows = await self._database.rows(select(DAILY_USAGE).where(DAILY_USAGE.c.day == day))
        self._usage = _Usage(day=day)
        if rows:
            self._usage = _Usage(day=day, calls=rows[0]["calls"], tokens=rows[0]["tokens"], is_stored=True)

    def status(self) -> BudgetStatus:
        """The budget as it stands at this moment."""
        self._turn_page()
        return BudgetStatus(
            max_calls=self._max_calls,
            max_tokens=self._max_tokens,
            calls=self._usage.calls,
            tokens=self._usage.tokens,
            renews_at=_next_day(self._now()),
        )

    @contextmanager
    def reserve(self, calls: int) -> Iterator[tuple[Executable, ...]]:
        """Counts calls, and gives the statements for the transaction that writes them down.

        Raises BudgetSpent, and then nothing is counted; nor is it when the body fails.
        """
        self._turn_page()
        if calls:
            self._check(calls)
        before = self._usage
        self._usage = replace(before, calls=before.calls + calls)
        try:
            yield self._statements(calls=calls) if calls else ()
        except BaseException:
            if self._usage.day == before.day:
                self._usage = replace(self._usage, calls=self._usage.calls - calls)
            raise
        if calls and self._usage.day == before.day:
            self._usage = replace(self._usage, is_stored=True)

    async def add_tokens(self, usage: Mapping[str, int]) -> None:
        """Counts what a call used, where its gateway told.

        Raises JournalFailed; it is counted all the same, until a restart.
        """
        self._turn_page()
        tokens = total_tokens(usage)
        if tokens:
            statements = self._statements(tokens=tokens)
            self._usage = replace(self._usage, tokens=self._usage.tokens + tokens)
            await self._database.write(*statements)
            self._usage = replace(self._usage, is_stored=True)

    def _check(self, calls: int) -> None:
        spent = self._usage
        for reason, maximum, count in (
            ("calls", self._max_calls, spent.calls + calls),
            ("tokens", self._max_tokens, spent.tokens + 1),
        ):
            if maximum and count > maximum:
                params: dict[str, str | int] = {"reason": reason, "limit": maximum}
                if reason == "calls":
                    params["left"] = max(0, maximum - spent.calls)
                raise BudgetSpent(params=params, retry_after=_next_day(self._now()) - self._now())

    def _statements(self, *, calls: int = 0, tokens: int = 0) -> tuple[Executable, ...]:
        """Adds to the day's row, which the first of a day makes.

        Two firsts at once would both make it; the database refuses neither's run for that, since the row is only
        made where there is none.
        """
        row, same = DAILY_USAGE.c, DAILY_USAGE.c.day == self._usage.day
        add = update(DAILY_USAGE).where(same).values(calls=row.calls + calls, tokens=row.tokens + tokens)
        if self._usage.is_stored:
            return (add,)
        blank = select(literal(self._usage.day), literal(0), literal(0))
        missing = blank.where(~select(row.day).where(same).exists())
        return insert(DAILY_USAGE).from_select(["day", "calls", "tokens"], missing), add

    def _turn_page(self) -> None:
        """A new day begins with nothing spent."""
        day = utc_day(self._now())
        if day != self._usage.day:
            self._usage = _Usage(day=day)


def _next_day(now: float) -> float:
    """The time at which the next day of UTC begins."""
    midnight = datetime.fromtimestamp(now, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + timedelta(days=1)).timestamp()
