"""A stored answer is read again over HTTP.

Free, nothing is sent, what brings no more stays as it was.
"""

import asyncio

import httpx
import pytest

from tests.simulator import Simulator
from tests.ui.run_helpers import ENDED, done, until


async def read_again(browser: httpx.AsyncClient, run: str) -> httpx.Response:
    return await browser.post(f"/api/runs/{run}/read-again")


async def test_what_brings_no_more_than_before_stays_as_it_was(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.play("cut", at=0.4)
    broken = await done(anna, "a lighthouse")
    assert broken["state"] == "unknown"
    assert (await read_again(anna, broken["id"])).status_code == 202
    run = await until(anna, broken["id"], lambda run: run["state"] in ENDED)
    assert (run["state"], run["error"]["kind"]) == ("unknown", broken["error"]["kind"])
    assert run["error"]["may_be_charged"] is True
    assert [picture["state"] for picture in run["pictures"]] == [picture["state"] for picture in broken["pictures"]]
    assert simulator.posts == 1


async def test_a_link_that_was_dead_is_fetched_again(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.play("not_found", gateway="tuzi", on="files", times=-1)
    by = {"gateway": "tuzi", "model": "gemini-3-pro-image-preview", "options": {"response_format": "url"}}
    dead = await done(anna, "a lighthouse", **by)
    assert (dead["state"], dead["error"]["kind"], dead["calls"][0]["readable"]) == ("unknown", "link_dead", True)
    files = len(simulator.requests) - simulator.posts
    await read_again(anna, dead["id"])
    still = await until(anna, dead["id"], lambda run: run["state"] in ENDED)
    assert (still["state"], still["error"]) == (dead["state"], dead["error"])
    assert len(simulator.requests) - simulator.posts > files
    simulator.app.fault_queue.clear()
    first, second = await asyncio.gather(read_again(anna, dead["id"]), read_again(anna, dead["id"]))
    assert {first.status_code, second.status_code} <= {202, 409}
    run = await until(anna, dead["id"], lambda run: run["state"] in ENDED)
    assert (run["state"], run["error"], [picture["state"] for picture in run["pictures"]]) == (
        "done",
        None,
        ["done"],
    )
    assert "recovered" in {notice["kind"] for notice in run["notices"]}
    assert run["calls"][0]["readable"] is False
    assert len((await anna.get(run["pictures"][0]["url"])).content) == run["pictures"][0]["bytes"]
    assert simulator.posts == 1


async def test_no_browser_keeps_the_half_of_a_picture_that_comes_whole_later(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.play("cut", gateway="tuzi", on="files", times=-1, at=0.5)
    by = {"gateway": "tuzi", "model": "gemini-3-pro-image-preview", "options": {"response_format": "url"}}
    broken = await done(anna, "a lighthouse", **by)
    [half] = broken["pictures"]
    before = await anna.get(half["url"])
    assert (half["state"], len(before.content)) == ("broken", half["bytes"])
    assert before.headers["cache-control"] == "private, no-cache"
    simulator.app.fault_queue.clear()
    await read_again(anna, broken["id"])
    run = await until(anna, broken["id"], lambda run: run["state"] in ENDED)
    [whole] = run["pictures"]
    assert (run["state"], whole["state"], whole["url"]) == ("done", "done", half["url"])
    after = await anna.get(half["url"], headers={"if-none-match": before.headers["etag"]})
    assert (after.status_code, len(after.content)) == (200, whole["bytes"])
    assert after.content.startswith(before.content)


async def test_an_answer_that_cannot_be_understood_stays_so(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.play("task_id")
    lost = await done(anna, "a lighthouse")
    assert lost["calls"][0]["readable"] is True
    assert (await read_again(anna, lost["id"])).status_code == 202
    run = await until(anna, lost["id"], lambda run: run["state"] in ENDED)
    assert (run["state"], run["error"]) == (lost["state"], lost["error"])
    assert simulator.posts == 1


@pytest.mark.parametrize("fault", ["unauthorized", ""])
async def test_where_nothing_is_stored_it_says_so(
    anna: httpx.AsyncClient, simulator: Simulator, fault: str
) -> None:
    if fault:
        simulator.play(fault)
    run = await done(anna, "a lighthouse")
    answer = await read_again(anna, run["id"])
    error = answer.json()["error"]
    assert (answer.status_code, error["kind"]) == (409, "nothing_to_read")
    assert error["message"] and error["advice"]
    assert (await anna.get(f"/api/runs/{run['id']}")).json()["state"] == run["state"]


async def test_it_is_the_owners_alone(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.play("cut", at=0.4)
    run = await done(anna, "a lighthouse")
    assert (await read_again(ben, run["id"])).status_code == 404
