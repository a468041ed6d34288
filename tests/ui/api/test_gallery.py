"""The gallery over HTTP.

Newest first, searched, filtered, marked, deleted with a way back, taken away.
"""

import io
import zipfile
from typing import Any

import httpx
import pytest

from tests.simulator import Simulator
from tests.ui.run_helpers import IMAGES, done


async def pictures(browser: httpx.AsyncClient, **asked: object) -> list[dict[str, Any]]:
    answer = await browser.get("/api/pictures", params=asked)  # type: ignore[arg-type]  # httpx takes what str() takes
    assert answer.status_code == 200, answer.text
    return list(answer.json()["pictures"])


async def prompts(browser: httpx.AsyncClient, **asked: object) -> list[str]:
    return [item["prompt"] for item in await pictures(browser, **asked)]


async def mark(browser: httpx.AsyncClient, ids: list[str], **marks: object) -> int:
    answer = await browser.patch("/api/pictures", json={"ids": ids, **marks})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["marked"])


async def test_pictures_are_newest_first_and_found_by_every_filter(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    await done(anna, "a lighthouse 100%")
    await done(anna, "山坡上的一只狗", gateway="openai", model="gpt-image-1", options={})
    chat = await done(anna, "a castle", task="chat")
    assert await prompts(anna) == ["a castle", "山坡上的一只狗", "a lighthouse 100%"]
    assert await prompts(anna, search="一只") == ["山坡上的一只狗"]
    assert await prompts(anna, search="LIGHT 100%") == ["a lighthouse 100%"]
    assert await prompts(anna, search="%") == ["a lighthouse 100%"], "a sign that means something to SQL is itself"
    assert await prompts(anna, gateway="openai", model="gpt-image-1") == ["山坡上的一只狗"]
    assert await prompts(anna, task="chat") == ["a castle"]
    assert await prompts(anna, least=100_000) == []
    assert len(await prompts(anna, least=256)) == 3
    assert await prompts(anna, until=chat["created"]) == ["山坡上的一只狗", "a lighthouse 100%"]
    assert await prompts(anna, since=chat["created"]) == ["a castle"]
    models = (await anna.get("/api/pictures/models")).json()["models"]
    assert models == [["custom", "gpt-image-1"], ["openai", "gpt-image-1"]]


async def test_pages_follow_one_another_without_a_gap(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    made = await done(anna, "four of them", count=4)
    assert len(made["pictures"]) == 4
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await anna.get("/api/pictures", params={"limit": 3, "cursor": cursor})).json()
        seen += [item["picture"]["id"] for item in page["pictures"]]
        cursor = page["next"]
        if not cursor:
            break
    assert sorted(seen) == sorted(picture["id"] for picture in made["pictures"])
    assert (await anna.get("/api/pictures", params={"cursor": "nonsense"})).status_code == 404


async def test_favourites_and_deletions_are_kept_and_taken_back(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    run = await done(anna, "a lighthouse")
    other = await done(anna, "a castle")
    [one] = [picture["id"] for picture in run["pictures"]]
    assert await mark(anna, [one], favourite=True) == 1
    assert await prompts(anna, favourites=True) == ["a lighthouse"]
    assert await mark(anna, [one], deleted=True) == 1
    assert await prompts(anna) == ["a castle"]
    shown = (await anna.get("/api/runs")).json()["runs"][1]["pictures"][0]
    assert [shown["favourite"], shown["deleted"]] == [True, True], "a card tells what the gallery was told"
    assert await prompts(anna, favourites=True) == []
    assert (await anna.get(f"/pictures/{one}")).status_code == 200, "it can still be looked at until it is swept"
    assert await mark(anna, [one], deleted=False) == 1
    assert await prompts(anna, favourites=True) == ["a lighthouse"], "a deletion that is taken back changes nothing"
    assert await mark(anna, [one], favourite=False) == 1
    assert await prompts(anna, favourites=True) == []
    assert len(await prompts(anna)) == 2 and other["pictures"]


async def test_pictures_are_their_visitors_alone(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator
) -> None:
    [picture] = (await done(anna, "a lighthouse"))["pictures"]
    assert await pictures(ben) == []
    assert await mark(ben, [picture["id"]], deleted=True) == 0
    assert await prompts(anna) == ["a lighthouse"]
    assert (await ben.post("/api/pictures/zip", data={"ids": picture["id"]})).status_code == 404
    assert (await ben.get("/api/pictures/models")).json() == {"models": []}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ids": []},
        {"ids": "x"},
        {"ids": ["x"] * 1001},
        {"ids": ["x"], "favourite": "yes"},
        {"ids": ["x"], "y": 1},
    ],
)
async def test_a_mark_that_cannot_be_read_is_refused(anna: httpx.AsyncClient, body: dict[str, object]) -> None:
    answer = await anna.patch("/api/pictures", json=body)
    assert (answer.status_code, answer.json()["error"]["kind"]) == (422, "bad_input")


async def test_several_are_taken_away_exactly_as_delivered(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    made = await done(anna, "three of them", count=3)
    ids = [picture["id"] for picture in made["pictures"]]
    answer = await anna.post("/api/pictures/zip", data={"ids": ",".join([*ids, "another's"])})
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as taken:
        contents = [taken.read(name) for name in taken.namelist()]
    assert contents == [(await anna.get(f"/pictures/{picture_id}")).content for picture_id in ids]


async def test_runs_without_a_picture_are_listed_by_their_state(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    await done(anna, "a lighthouse")
    simulator.play("quota_not_enough")
    failed = await done(anna, "a castle")
    page = (await anna.get("/api/runs", params={"state": ["failed", "unknown"]})).json()
    assert [run["id"] for run in page["runs"]] == [failed["id"]]
    assert (await anna.get("/api/runs", params={"state": "fine"})).status_code == 422
    assert IMAGES["gateway"] == failed["gateway"]
