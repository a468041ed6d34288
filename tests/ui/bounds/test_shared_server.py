"""A server that others reach, with a budget: what one client may take of it, however many visitors they make up."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest

from tests.easel_process import Easel, running
from tests.simulator import Simulator
from tests.ui.conftest import KEY, OWN_KEY
from tests.ui.run_helpers import IMAGES, done, start, until

DEMO = {"task": "generate", "gateway": "demo", "model": "painter", "prompt": "a lighthouse"}
PRESS = {**IMAGES, "prompt": "a lighthouse"}
BUDGET = 14
HOME, OFFICE, ELSEWHERE = "203.0.113.7", "198.51.100.7", "2001:db8:9::7"


@pytest.fixture(scope="module")
def shared(gates: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Easel]:
    env = {
        **gates.env(KEY),
        "EASEL_PUBLIC_URL": "http://studio.example",
        "EASEL_DAILY_CALLS": str(BUDGET),
        "EASEL_CALLS_PER_GATEWAY": "2",
        "EASEL_WAITING_CALLS": "3",
        "EASEL_RUNS_PER_ADDRESS": "4",
    }
    with running(tmp_path_factory.mktemp("shared") / "data", env) as easel:
        yield easel


@asynccontextmanager
async def visitor(easel: Easel, address: str = HOME, *, known: bool = True) -> AsyncIterator[httpx.AsyncClient]:
    """A browser behind a proxy that tells its address; a known one has its cookie."""
    headers = {"x-forwarded-for": address}
    async with httpx.AsyncClient(base_url=easel.url, timeout=30, headers=headers) as browser:
        if known:
            await browser.get("/api/gateways")
        yield browser


async def refusal(browser: httpx.AsyncClient, **more: Any) -> tuple[int, str]:
    answer = await browser.post("/api/runs", json=PRESS, **more)
    return answer.status_code, answer.json()["error"]["kind"]


async def test_presses_without_a_cookie_cost_nothing(shared: Easel, simulator: Simulator) -> None:
    for number in range(12):
        async with visitor(shared, f"192.0.2.{number}", known=False) as stranger:
            assert await refusal(stranger) == (428, "no_cookie")
    assert simulator.posts == 0
    async with visitor(shared, "192.0.2.7", known=False) as stranger:
        assert (await stranger.post("/api/runs", json=DEMO)).status_code == 202


async def test_a_script_with_a_cookie_jar_succeeds_at_its_second_try(shared: Easel, simulator: Simulator) -> None:
    async with visitor(shared, known=False) as script:
        headers = {"idempotency-key": "one-press-of-a-script"}
        assert await refusal(script, headers=headers) == (428, "no_cookie")
        answers = [await script.post("/api/runs", json=PRESS, headers=headers) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [202, 202]
        assert len({answer.json()["id"] for answer in answers}) == 1
        await until(script, answers[0].json()["id"], lambda run: run["state"] == "done")
    assert simulator.posts == 1


async def test_a_network_has_so_many_runs_however_many_visitors_it_makes_up(
    shared: Easel, simulator: Simulator
) -> None:
    simulator.play("hold", times=-1, at=0.1)
    async with AsyncExitStack() as stack:
        many = [await stack.enter_async_context(visitor(shared, f"203.0.113.{number}")) for number in range(5)]
        made = [(browser, await start(browser)) for browser in many[:4]]
        assert await refusal(many[4]) == (429, "too_many_runs")
        answer = await many[4].post("/api/runs", json=PRESS, headers={"accept-language": "zh"})
        assert "你所在的网络" in answer.json()["error"]["message"]
        office = await stack.enter_async_context(visitor(shared, OFFICE))
        made.append((office, await start(office)))
        await stop(made)


async def test_who_waits_is_told_their_place_and_the_line_is_bounded(shared: Easel, simulator: Simulator) -> None:
    simulator.play("hold", times=-1, at=0.1)
    async with AsyncExitStack() as stack:
        ann = await stack.enter_async_context(visitor(shared, HOME))
        ben = await stack.enter_async_context(visitor(shared, OFFICE))
        cid = await stack.enter_async_context(visitor(shared, ELSEWHERE))
        made = [(ann, await start(ann, f"number {number}")) for number in range(4)]
        made.append((ben, await start(ben)))
        last = made[-1][1]["id"]
        # Two are made, two of Ann's wait, and Ben's turn comes after the first of them.
        assert (await until(ben, last, lambda run: run["queue_position"] == 2))["state"] == "queued"
        answer = await cid.post("/api/runs", json=PRESS)
        assert (answer.status_code, answer.json()["error"]["kind"]) == (429, "line_full")
        assert "3 calls wait for Custom" in answer.json()["error"]["message"]
        await stop(made[:2])
        assert (await until(ben, last, lambda run: run["state"] == "receiving"))["queue_position"] == 0
        await stop(made[2:])


async def test_a_spent_budget_says_when_it_starts_anew(shared: Easel, simulator: Simulator) -> None:
    async with visitor(shared, ELSEWHERE) as browser:
        left = await calls_left(browser)
        assert 0 < left < BUDGET
        while left:  # this model makes one picture a call
            fields = {"gateway": "dmxapi", "model": "nano-banana-2", "options": {}, "count": min(left, 4)}
            assert (await done(browser, **fields))["state"] == "done"
            left = await calls_left(browser)
        before = simulator.posts
        answer = await browser.post("/api/runs", json=PRESS)
        error = answer.json()["error"]
        assert (answer.status_code, error["kind"]) == (429, "budget_spent")
        assert 0 < int(answer.headers["retry-after"]) <= 24 * 3600
        assert f"{BUDGET} calls a day" in error["message"]
        assert "starts anew in " in error["advice"]
        assert simulator.posts == before
        await browser.post("/api/keys", json={"gateway": "custom", "key": OWN_KEY})
        assert (await done(browser))["state"] == "done"


async def calls_left(browser: httpx.AsyncClient) -> int:
    return int((await browser.get("/api/gateways")).json()["budget"]["calls_left"])


async def stop(made: list[tuple[httpx.AsyncClient, dict[str, Any]]]) -> None:
    for browser, run in made:
        await browser.post(f"/api/runs/{run['id']}/cancel")


def test_the_start_says_what_the_budget_is(shared: Easel) -> None:
    assert f"without a login, {BUDGET} calls a day for everybody together." in shared.log
