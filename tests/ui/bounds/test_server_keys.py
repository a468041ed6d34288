"""A server key without a login is no open purse by accident.

Closed, budgeted, or open in words, and said so.
"""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from tests.easel_process import Easel, running
from tests.simulator import Simulator
from tests.ui.conftest import KEY, OWN_KEY
from tests.ui.run_helpers import IMAGES, done
from ui.bounds.server_keys import server_keys_notice
from ui.settings import Settings

DEMO = {"task": "generate", "gateway": "demo", "model": "painter", "prompt": "a desert", "size": "64x64"}
PRESS = {**IMAGES, "prompt": "a lighthouse", "size": "256x256"}


@pytest.fixture(scope="module")
def shared(gates: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Easel]:
    """A server that others reach, with keys, and without a word about who may use them."""
    env = {**gates.env(KEY), "EASEL_PUBLIC_URL": "http://studio.example"}
    with running(tmp_path_factory.mktemp("shared") / "data", env) as easel:
        yield easel


@pytest.fixture
async def visitor(shared: Easel) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=shared.url, timeout=30) as browser:
        await browser.get("/api/gateways")
        yield browser


async def gateway(browser: httpx.AsyncClient, name: str) -> dict[str, Any]:
    listed = (await browser.get("/api/gateways")).json()["gateways"]
    return dict(next(item for item in listed if item["id"] == name))


async def test_a_closed_key_is_refused_before_anything_is_sent(
    visitor: httpx.AsyncClient, simulator: Simulator
) -> None:
    answer = await visitor.post("/api/runs", json=PRESS, headers={"accept-language": "zh"})
    error = answer.json()["error"]
    assert (answer.status_code, error["kind"]) == (403, "server_key_closed")
    assert "不对访客开放" in error["message"]
    assert "EASEL_DAILY_CALLS" in error["advice"]
    assert simulator.posts == 0
    assert (await visitor.get("/api/runs")).json()["runs"] == []


async def test_the_list_of_gateways_tells_what_is_true(visitor: httpx.AsyncClient) -> None:
    custom = await gateway(visitor, "custom")
    assert (custom["key"], custom["key_set"], custom["server_key"]) == ("none", False, "closed")
    listed = (await visitor.get("/api/gateways")).json()
    assert (listed["default"]["gateway"], listed["budget"]) == ("demo", None)


async def test_ones_own_key_and_the_demo_always_work(visitor: httpx.AsyncClient, simulator: Simulator) -> None:
    assert (await visitor.post("/api/keys", json={"gateway": "custom", "key": OWN_KEY})).status_code == 204
    assert (await gateway(visitor, "custom"))["key"] == "yours"
    assert (await done(visitor, "a lighthouse"))["state"] == "done"
    async with httpx.AsyncClient(base_url=str(visitor.base_url)) as stranger:
        assert (await stranger.post("/api/runs", json=DEMO)).status_code == 202


def test_the_start_says_that_the_keys_are_closed(shared: Easel) -> None:
    [line] = [line for line in shared.log.splitlines() if line.startswith("Keys:")]
    assert "are closed" in line
    assert "EASEL_OPEN_TO_ALL=yes" in line


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (Settings(), ""),
        (Settings(host="0.0.0.0"), "are closed"),
        (Settings(public_url="https://studio.example"), "are closed"),
        (Settings(framed=True), "are closed"),
        (Settings(host="0.0.0.0", users={"anna": "x"}), "who logs in"),
        (Settings(host="0.0.0.0", open_to_all=True), "without a daily limit"),
        (Settings(host="0.0.0.0", open_to_all=True, daily_calls=9), "9 calls a day"),
        (Settings(host="0.0.0.0", daily_calls=9, daily_tokens=70), "9 calls and 70 tokens a day"),
        (Settings(users={"anna": "x"}, daily_calls=9), "who logs in uses the server's own (OpenAI), 9 calls a day"),
    ],
)
def test_the_start_says_which_of_them_holds(settings: Settings, sentence: str) -> None:
    notice = server_keys_notice(settings, ["OpenAI"])
    assert sentence in notice if sentence else notice == ""
    assert server_keys_notice(settings, []) == ""
