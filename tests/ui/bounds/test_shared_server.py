"""A server that others reach, with a budget.

What one client may take of it, however many visitors they make up.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest

from tests.easel_process import Easel, running
from tests.simulator import Simulator
from tests.ui.api.test_references import png
from tests.ui.conftest import KEY, OWN_KEY
from tests.ui.run_helpers import IMAGES, done, start, until

DEMO = {"task": "generate", "gateway": "demo", "model": "painter", "prompt": "a desert", "size": "64x64"}
PRESS = {**IMAGES, "prompt": "a lighthouse", "size": "256x256"}
Lines = AsyncIterator[str]
BUDGET = 15
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
        "EASEL_KEYS_PER_ADDRESS": "2",
        "EASEL_STREAMS_PER_VISITOR": "2",
        "EASEL_STREAMS_PER_ADDRESS": "3",
        "EASEL_CALLBACKS_PER_SECOND": "1",
        "EASEL_PAGES_PER_MINUTE": "2",
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


async def test_files_without_a_cookie_are_not_stored(shared: Easel, simulator: Simulator) -> None:
    files = {"images": ("a.png", png((8, 8)), "image/png")}
    fields = {**PRESS, "task": "edit", "options": "{}"}
    async with visitor(shared, "192.0.2.60", known=False) as stranger:
        answer = await stranger.post("/api/runs", data=fields, files=files)
        assert (answer.status_code, answer.json()["error"]["kind"]) == (428, "no_cookie")
        assert not any(path.is_file() for path in (shared.data / "uploads").rglob("*"))
        again = await stranger.post("/api/runs", data={**fields, **DEMO, "task": "edit"}, files=files)
        assert again.status_code == 202, again.text
    async with visitor(shared, "192.0.2.61", known=False) as stranger:
        assert (await stranger.post("/api/references", files={"image": files["images"]})).status_code == 428
        assert (await stranger.post("/api/references", files={"image": files["images"]})).status_code == 201


async def test_a_script_with_a_cookie_jar_succeeds_at_its_second_try(shared: Easel, simulator: Simulator) -> None:
    async with visitor(shared, known=False) as script:
        headers = {"idempotency-key": "one-press-of-a-script"}
        assert await refusal(script, headers=headers) == (428, "no_cookie")
        answers = [await script.post("/api/runs", json=PRESS, headers=headers) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [202, 202]
        assert len({answer.json()["id"] for answer in answers}) == 1
        await until(script, answers[0].json()["id"], lambda run: run["state"] == "done")
    assert simulator.posts == 1


async def test_a_key_is_kept_for_a_visitor_whose_cookie_came_back(shared: Easel) -> None:
    body = {"gateway": "custom", "key": OWN_KEY}
    async with visitor(shared, "192.0.2.80", known=False) as script:
        answers = [await script.post("/api/keys", json=body) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [428, 204]
    async with visitor(shared, "192.0.2.81") as second, visitor(shared, "192.0.2.82") as third:
        assert (await second.post("/api/keys", json=body)).status_code == 204
        answer = await third.post("/api/keys", json=body)
        assert (answer.status_code, answer.json()["error"]["kind"]) == (429, "keys_full")
        assert OWN_KEY not in answer.text


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
        assert "The queue for Custom is full (3 requests)" in answer.json()["error"]["message"]
        await stop(made[:2])
        assert (await until(ben, last, lambda run: run["state"] == "receiving"))["queue_position"] == 0
        await stop(made[2:])


async def calls_left(browser: httpx.AsyncClient) -> int:
    return int((await browser.get("/api/gateways")).json()["budget"]["calls_left"])


async def stop(made: list[tuple[httpx.AsyncClient, dict[str, Any]]]) -> None:
    for browser, run in made:
        await browser.post(f"/api/runs/{run['id']}/cancel")


def test_the_start_says_what_the_budget_is(shared: Easel) -> None:
    assert f"without a login, {BUDGET} calls a day for everybody together." in shared.log


async def next_stream(stack: AsyncExitStack, browser: httpx.AsyncClient, path: str = "/api/events") -> Lines:
    """An open stream of events, past its greeting."""
    answer = await stack.enter_async_context(browser.stream("GET", path))
    assert answer.status_code == 200, await answer.aread()
    lines = answer.aiter_lines()
    assert await anext(lines) == "retry: 1000"
    return lines


async def rest(lines: Lines) -> list[str]:
    """Lines that a stream still sends before it ends."""
    return [line async for line in lines if line and not line.startswith(":")]


async def test_one_stream_too_many_ends_the_oldest_with_a_word(shared: Easel) -> None:
    async with AsyncExitStack() as stack:
        ann = await stack.enter_async_context(visitor(shared, "192.0.2.90"))
        first, second, third = [await next_stream(stack, ann) for _ in range(3)]
        ending = await rest(first)
        assert ending == ["retry: 60000", "event: superseded", 'data: {"reopen_after":60}']
        ben = await stack.enter_async_context(visitor(shared, "192.0.2.91"))
        own = await next_stream(stack, ben)
        cid = await stack.enter_async_context(visitor(shared, "192.0.2.92"))
        await next_stream(stack, cid)
        # The network has three. Who has two gives one up, not who has one.
        assert "event: superseded" in await rest(second)
        for browser, lines in ((ann, third), (ben, own)):
            await browser.post("/api/runs", json=DEMO)
            assert await anext(line async for line in lines if line == "event: run")
        stranger = await stack.enter_async_context(visitor(shared, "192.0.2.93", known=False))
        assert (await stranger.get("/api/events")).status_code == 428


async def test_streams_of_a_run_are_bounded_apart(shared: Easel, simulator: Simulator) -> None:
    simulator.play("hold", times=-1, at=0.1)
    async with AsyncExitStack() as stack:
        ann = await stack.enter_async_context(visitor(shared, OFFICE))
        run = await start(ann)
        await next_stream(stack, ann)
        first, _, _ = [await next_stream(stack, ann, f"/api/runs/{run['id']}/events") for _ in range(3)]
        assert "event: superseded" in await rest(first)
        await stop([(ann, run)])


async def test_callbacks_of_a_page_are_bounded(shared: Easel) -> None:
    def callback(session: str) -> dict[str, Any]:
        return {"data": [None], "fn_index": 0, "session_hash": session}

    async with visitor(shared, ELSEWHERE) as browser:
        presses = (browser.post("/gradio_api/run/predict", json=callback("page")) for _ in range(40))
        answers = await asyncio.gather(*presses)
        refused = [answer for answer in answers if answer.status_code == 429]
        assert 0 < len(refused) <= 35
        assert refused[0].json()["error"]["kind"] == "too_many_requests"
        assert int(refused[0].headers["retry-after"]) >= 1
    async with visitor(shared, OFFICE) as another:
        assert (await another.post("/gradio_api/run/predict", json=callback("page"))).status_code != 429
    async with visitor(shared, HOME, known=False) as stranger:
        answer = await stranger.post("/gradio_api/run/predict", json=callback("page"))
        assert (answer.status_code, answer.json()["error"]["kind"]) == (428, "no_cookie")


async def test_pages_that_are_opened_are_bounded_by_visitor_and_by_network(shared: Easel) -> None:
    async def open_pages(browser: httpx.AsyncClient, number: int) -> list[int]:
        bodies = ({"data": [None], "fn_index": 0, "session_hash": secrets.token_hex(5)} for _ in range(number))
        answers = [await browser.post("/gradio_api/run/predict", json=body) for body in bodies]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
        return [answer.status_code for answer in answers]

    async with AsyncExitStack() as stack:
        many = [await stack.enter_async_context(visitor(shared, f"100.64.7.{number}")) for number in range(9)]
        alone = await open_pages(many[0], 3)
        assert [status == 429 for status in alone] == [False, False, True]
        opened = [status for browser in many[1:] for status in await open_pages(browser, 2)]
        assert 5 < opened.count(429) < 12, "the network opens eight"
        office = await stack.enter_async_context(visitor(shared, "100.64.8.1"))
        assert 429 not in await open_pages(office, 2)


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
        assert f"{BUDGET} requests a day" in error["message"]
        assert "resets in " in error["advice"]
        assert simulator.posts == before
        await browser.post("/api/keys", json={"gateway": "custom", "key": OWN_KEY})
        assert (await done(browser))["state"] == "done"
