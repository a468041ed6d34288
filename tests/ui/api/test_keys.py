"""A visitor's own key, tried at its gateway before it is kept."""

import httpx

from tests.easel_process import Easel
from tests.simulator import Simulator
from tests.ui.conftest import OWN_KEY

WRONG = "sk-wrong-key-0123456789abcdef"


async def key_of(browser: httpx.AsyncClient, gateway: str = "turing") -> tuple[str, str]:
    listed = (await browser.get("/api/gateways")).json()["gateways"]
    return next((one["key"], one["key_tail"]) for one in listed if one["id"] == gateway)


async def give(browser: httpx.AsyncClient, key: str) -> dict[str, str]:
    answer = await browser.post("/api/keys", json={"gateway": "turing", "key": key, "check": True})
    assert answer.status_code == 200 and key not in answer.text
    return dict(answer.json())


async def test_a_key_that_works_is_kept_and_its_tail_is_its_owners_alone(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator
) -> None:
    await anna.get("/api/gateways")
    assert await give(anna, OWN_KEY) == {"result": "works", "said": "", "key_tail": "sk-…6789"}
    assert [(request.method, request.path[-7:]) for request in simulator.requests] == [("GET", "/models")]
    assert await key_of(anna) == ("yours", "sk-…6789")
    assert await key_of(ben) == ("none", "")


async def test_a_key_that_is_refused_is_not_kept_and_the_gateway_says_why(
    anna: httpx.AsyncClient, simulator: Simulator, easel: Easel
) -> None:
    await anna.get("/api/gateways")
    await give(anna, OWN_KEY)
    answer = await give(anna, WRONG)
    assert answer["result"] == "refused" and "Invalid API key" in answer["said"]
    assert await key_of(anna) == ("yours", "sk-…6789"), "the one before stays"
    assert WRONG not in easel.log


async def test_a_key_that_cannot_be_checked_is_kept(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.play("html_502", gateway="turing", on="models")
    await anna.get("/api/gateways")
    assert (await give(anna, OWN_KEY))["result"] == "unknown"
    assert (await key_of(anna))[0] == "yours"
    for _ in range(20):
        last = await give(anna, WRONG)
    assert last["result"] == "unknown", "nobody tries keys by the thousand here"
