"""The day's budget of the server's own keys.

Counted in the database, anew each day, never for one's own key.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from providers.events import Event, Sent, TextDelta, Usage
from providers.spool import Spool
from providers.types import ImageRequest
from studio.errors import BudgetSpent, ServerKeyClosed, TooManyRuns
from studio.limits import Limits
from studio.spending.daily_budget import DailyBudget
from studio.spending.token_counts import total_tokens
from studio.storage.database import Database
from tests.studio.scripted_gateway import ask, final_run, rows, studio_in

NOON = 1_800_014_400.0  # 2027-01-15, 12:00 UTC


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


class OneKey:
    def get(self, gateway_id: str, /) -> str:
        return "sk-of-the-server" if gateway_id == "locked" else ""


async def text_only(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
    yield Sent()
    yield TextDelta(text="no picture today")
    yield Usage(tokens={"total_tokens": 40, "input_tokens": 30})


def limits(**more: int) -> Limits:
    return Limits(grace=0.05, tick=60.0, runs_per_visitor=99, **more)


async def test_the_budget_holds_for_everybody_and_over_a_restart(tmp_path: Path) -> None:
    clock, given = Clock(), {"keys": OneKey(), "limits": limits(daily_calls=3)}
    async with studio_in(tmp_path, text_only, now=clock, **given) as studio:
        for visitor in ("ann", "bob"):
            await final_run(studio, visitor, await studio.submit(visitor, ask(gateway="locked")))
    async with studio_in(tmp_path, text_only, now=clock, **given) as studio:
        assert (studio.budget().calls, studio.budget().tokens) == (2, 80)
        await studio.submit("cid", ask(gateway="locked"))
        with pytest.raises(BudgetSpent) as caught:
            await studio.submit("dan", ask(gateway="locked"))
        assert caught.value.params["reason"] == "calls"
        assert caught.value.retry_after == 12 * 3600
        await studio.submit("dan", ask(gateway="many"))  # which has no key of the server
        await studio.submit("dan", replace(ask(gateway="locked"), key="sk-of-dan"))
        clock.now += 12 * 3600
        assert studio.budget().calls == 0
        await studio.submit("dan", ask(gateway="locked"))
        assert studio.budget().calls == 1


async def test_a_run_of_several_calls_fits_whole_or_is_not_sent(tmp_path: Path) -> None:
    async with studio_in(tmp_path, text_only, keys=OneKey(), limits=limits(daily_calls=2), now=Clock()) as studio:
        await studio.submit("ann", ask(gateway="locked"))
        with pytest.raises(BudgetSpent):
            await studio.submit("ann", ask(gateway="locked", count=8))  # two calls of four
        assert studio.budget().calls == 1
        assert len((await studio.page("ann"))[0]) == 1
        await studio.submit("ann", ask(gateway="locked"))


async def test_tokens_are_counted_where_they_are_known(tmp_path: Path) -> None:
    given = {"keys": OneKey(), "limits": limits(daily_tokens=41), "now": Clock()}
    for _ in range(2):
        async with studio_in(tmp_path, text_only, **given) as studio:
            await final_run(studio, "ann", await studio.submit("ann", ask(gateway="locked")))
    async with studio_in(tmp_path, text_only, **given) as studio:
        with pytest.raises(BudgetSpent) as caught:
            await studio.submit("bob", ask(gateway="locked"))
        assert caught.value.params["reason"] == "tokens"


async def test_a_day_that_begins_while_tokens_are_written_has_a_row_of_its_own(tmp_path: Path) -> None:
    clock = Clock()
    async with Database("", data=tmp_path) as database:
        budget = DailyBudget(database, max_calls=1, now=clock)
        await budget.load()
        counting = asyncio.create_task(budget.add_tokens({"total_tokens": 40}))
        await asyncio.sleep(0)  # the write is on its way
        clock.now += 12 * 3600
        assert budget.status().tokens == 0
        await counting
        with budget.reserve(1) as spent:
            await database.write(*spent)
        restarted = DailyBudget(database, max_calls=1, now=clock)
        await restarted.load()
        assert restarted.status().calls == 1
    assert rows(tmp_path, "select calls, tokens from daily_usage order by day") == [(0, 40), (1, 0)]


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_clock_that_is_put_right_gives_no_day_twice(tmp_path: Path, restarted: bool) -> None:
    clock = Clock()
    async with Database("", data=tmp_path) as database:
        budget = DailyBudget(database, max_calls=1, now=clock)
        await budget.load()
        with budget.reserve(1) as spent:
            await database.write(*spent)
        clock.now -= 24 * 3600
        if restarted:
            budget = DailyBudget(database, max_calls=1, now=clock)
            await budget.load()
        assert budget.status().calls == 0
        clock.now += 24 * 3600
        assert budget.status().calls == 1
        with pytest.raises(BudgetSpent), budget.reserve(1):
            pass


async def test_a_refused_press_gives_its_calls_back(tmp_path: Path) -> None:
    one = Limits(grace=0.05, tick=60.0, runs_per_visitor=1, daily_calls=5)
    async with studio_in(tmp_path, text_only, keys=OneKey(), limits=one, now=Clock()) as studio:
        await studio.submit("ann", ask(gateway="locked"))
        with pytest.raises(TooManyRuns):
            await studio.submit("ann", ask(gateway="locked"))
        assert studio.budget().calls == 1


async def test_a_closed_key_is_not_used_and_ones_own_is(tmp_path: Path) -> None:
    async with studio_in(tmp_path, text_only, keys=OneKey(), limits=limits(server_keys_open=False)) as studio:
        with pytest.raises(ServerKeyClosed):
            await studio.submit("ann", ask(gateway="locked"))
        await studio.submit("ann", replace(ask(gateway="locked"), key="sk-of-ann"))
        await studio.submit("ann", ask(gateway="many"))


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        ({"total_tokens": 7, "input_tokens": 3}, 7),
        ({"input_tokens": 3, "output_tokens": 5, "input_tokens_details.image_tokens": 2}, 8),
        ({"prompt_tokens": 3, "completion_tokens": 9}, 12),
        ({"images": 1}, 0),
        ({}, 0),
    ],
)
def test_all_tokens_of_a_call_are_counted_once(usage: dict[str, int], tokens: int) -> None:
    assert total_tokens(usage) == tokens
