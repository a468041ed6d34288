"""`Idempotency-Key` of POST /api/runs.

One key and one body are one run and one charge, whatever is sent twice.
"""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.easel_process import Easel, free_port, running
from tests.simulator import Simulator
from tests.studio.scripted_gateway import change, rows
from tests.ui.api.test_references import mask, png
from tests.ui.run_helpers import ENDED, IMAGES, until

Json = dict[str, Any]
BODY = {**IMAGES, "prompt": "a lighthouse"}


async def press(browser: httpx.AsyncClient, key: str, body: Json = BODY, **headers: str) -> httpx.Response:
    return await browser.post("/api/runs", json=body, headers={"Idempotency-Key": key, **headers})


def new_key() -> str:
    return str(uuid4())


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["kind"]


async def test_the_same_key_and_body_are_the_same_run(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    key = new_key()
    first = await press(anna, key)
    assert (first.status_code, first.headers.get("idempotency-replayed")) == (202, None)
    at_once = await press(anna, key)
    await until(anna, first.json()["id"], lambda run: run["state"] in ENDED)
    later = await press(anna, key)
    ended = (await anna.get(f"/api/runs/{first.json()['id']}")).json()
    for again in (at_once, later):
        assert (again.status_code, again.headers["idempotency-replayed"]) == (202, "true")
        assert again.json()["id"] == first.json()["id"]
    assert later.json() | {"now": 0} == ended | {"now": 0} and ended["state"] == "done", "it is told as it is now"
    assert simulator.posts == 1


async def test_without_a_key_and_with_another_each_press_is_its_own(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    answers = [await press(anna, new_key()), await press(anna, new_key()), await anna.post("/api/runs", json=BODY)]
    made = [answer.json()["id"] for answer in answers]
    assert len(set(made)) == 3
    for run in made:
        await until(anna, run, lambda run: run["state"] in ENDED)
    assert simulator.posts == 3


async def test_the_body_is_what_it_says_not_how_it_is_written(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    key = new_key()
    first = await press(anna, key)
    backwards = dict(reversed(BODY.items())) | {"count": 1, "aspect_ratio": None, "task": "generate"}
    fields = {**BODY, "options": '{"response_format": "b64_json"}', "count": "1"}
    form = await anna.post("/api/runs", data=fields, headers={"Idempotency-Key": key})
    for again in (await press(anna, key, backwards), form):
        assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    await until(anna, first.json()["id"], lambda run: run["state"] in ENDED)
    assert simulator.posts == 1


@pytest.mark.parametrize(
    "other",
    [
        {"prompt": "a lighthouse "},
        {"prompt": "a Lighthouse"},
        {"count": 2},
        {"size": "1024x1024"},
        {"options": {}},
        {"options": {"response_format": "b64_json", "quality": "high"}},
        {"gateway": "tuzi", "model": "gemini-3-pro-image-preview"},
        {"task": "chat"},
    ],
    ids=str,
)
async def test_the_same_key_with_another_body_is_refused(
    anna: httpx.AsyncClient, simulator: Simulator, other: Json
) -> None:
    key = new_key()
    first = await press(anna, key)
    answer = await press(anna, key, {**BODY, **other}, **{"Accept-Language": "zh-CN"})
    assert refusal(answer) == (409, "key_reused")
    assert "另一个请求" in answer.json()["error"]["message"] and answer.json()["error"]["advice"]
    assert (await press(anna, key)).json()["id"] == first.json()["id"], "and it goes on standing for its own"
    await until(anna, first.json()["id"], lambda run: run["state"] in ENDED)
    assert simulator.posts == 1


async def test_files_are_compared_by_what_is_in_them(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    key, size = new_key(), (128, 128)
    fields = {"task": "edit", "gateway": "custom", "model": "gpt-image-1", "prompt": "a hat"}

    async def edit(*, colour: str = "red", masked: bool = True, name: str = "a.png") -> httpx.Response:
        files = {"images": (name, png(size, colour))} | ({"mask": ("m.png", mask(size))} if masked else {})
        return await anna.post("/api/runs", data=fields, files=files, headers={"Idempotency-Key": key})

    first = await edit()
    assert first.status_code == 202, first.text
    assert (await edit(name="b.png")).json()["id"] == first.json()["id"]
    assert refusal(await edit(colour="blue")) == (409, "key_reused")
    assert refusal(await edit(masked=False)) == (409, "key_reused")
    run = await until(anna, first.json()["id"], lambda run: run["state"] in ENDED)
    assert (run["state"], simulator.posts) == ("done", 1)


async def test_many_at_once_with_one_key_make_one_run(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    """More than a visitor may have unfinished: those that come while the first is on its way count for nothing."""
    await anna.get("/api/runs")
    key = new_key()
    answers = await asyncio.gather(*(press(anna, key) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    await until(anna, answers[0].json()["id"], lambda run: run["state"] in ENDED)
    assert simulator.posts == 1
    assert len((await anna.get("/api/runs")).json()["runs"]) == 1


async def test_a_key_is_its_visitors_own(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator
) -> None:
    key = new_key()
    hers, his = await press(anna, key), await press(ben, key)
    assert (hers.status_code, his.status_code) == (202, 202)
    assert hers.json()["id"] != his.json()["id"] and "idempotency-replayed" not in his.headers
    assert (await press(ben, key, {**BODY, "prompt": "a harbour"})).status_code == 409
    assert (await ben.get(f"/api/runs/{hers.json()['id']}")).status_code == 404
    for browser, answer in ((anna, hers), (ben, his)):
        await until(browser, answer.json()["id"], lambda run: run["state"] in ENDED)
    assert simulator.posts == 2


async def test_a_refused_request_leaves_its_key_free(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    key = new_key()
    assert refusal(await press(anna, key, {**BODY, "count": 99}))[0] == 422
    assert refusal(await press(anna, key, {**BODY, "nonsense": 1})) == (422, "bad_input")
    assert refusal(await press(anna, key, {**BODY, "task": "edit", "pictures": ["nobody"]})) == (404, "not_found")
    right = await press(anna, key)
    assert (right.status_code, right.headers.get("idempotency-replayed")) == (202, None)
    await until(anna, right.json()["id"], lambda run: run["state"] in ENDED)
    assert simulator.posts == 1


@pytest.mark.parametrize("key", ["k", "k" * 255, 'a "b" c', "~!@#$%^&*()", "a, b", "0"])
async def test_a_key_is_any_text_and_may_stand_in_quotes(
    anna: httpx.AsyncClient, simulator: Simulator, key: str
) -> None:
    """The draft has a string of a structured field, most clients send it bare."""
    quoted = '"{}"'.format(key.replace("\\", "\\\\").replace('"', '\\"'))
    first, again = await press(anna, key), await press(anna, quoted)
    assert first.status_code == 202, first.text
    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    await until(anna, first.json()["id"], lambda run: run["state"] in ENDED)


@pytest.mark.parametrize(
    "keys",
    [[""], ['""'], ['"open'], ['"a"b"'], ["k" * 256], ["a\tb"], ["schlüssel"], ["键"], ["a", "a"]],
    ids=str,
)
async def test_a_key_that_cannot_be_read_is_refused(
    anna: httpx.AsyncClient, simulator: Simulator, keys: list[str]
) -> None:
    headers = [(b"idempotency-key", key.encode()) for key in keys]
    answer = await anna.post("/api/runs", json=BODY, headers=headers)
    assert refusal(answer) == (400, "bad_idempotency_key")
    assert "1 to 255 printable ASCII characters" in answer.json()["error"]["message"]
    assert simulator.posts == 0 and (await anna.get("/api/runs")).json()["runs"] == []


async def test_a_run_that_was_deleted_is_not_made_again(
    anna: httpx.AsyncClient, easel: Easel, simulator: Simulator
) -> None:
    key = new_key()
    made = (await press(anna, key)).json()["id"]
    await until(anna, made, lambda run: run["state"] in ENDED)
    change(easel.data, f"UPDATE idempotency_keys SET run = 'gone' WHERE run = '{made}'")
    answer = await press(anna, key)
    assert refusal(answer) == (410, "run_deleted")
    assert "has been deleted" in answer.json()["error"]["message"]
    assert simulator.posts == 1


async def test_a_press_whose_pictures_were_deleted_is_still_the_same(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    key = new_key()
    made = (await press(anna, key)).json()["id"]
    run = await until(anna, made, lambda run: run["state"] in ENDED)
    await anna.patch("/api/pictures", json={"ids": [run["pictures"][0]["id"]], "deleted": True})
    assert (await press(anna, key)).json()["id"] == made
    assert simulator.posts == 1


async def test_the_documents_tell_of_it(anna: httpx.AsyncClient) -> None:
    call = (await anna.get("/openapi.json")).json()["paths"]["/api/runs"]["post"]
    (header,) = [parameter for parameter in call["parameters"] if parameter["in"] == "header"]
    assert (header["name"], header.get("required", False)) == ("Idempotency-Key", False)
    assert header["schema"]["maxLength"] == 255
    assert {"202", "400", "409", "410", "422"} <= set(call["responses"])
    assert "Idempotency-Replayed" in call["responses"]["202"]["headers"]
    assert "Idempotency-Key" in (await anna.get("/docs")).text


async def test_after_a_restart_a_key_stands_for_the_same_run(tmp_path: Path, simulator: Simulator) -> None:
    """One whose run ended before it, and one whose call waited for its answer: that may have been charged, and is
    not sent again."""
    data, port, keys = tmp_path / "data", free_port(), [new_key(), new_key()]
    waiting = {**BODY, "prompt": "a lighthouse [fault:never_answers]"}
    async with httpx.AsyncClient(timeout=30, base_url=f"http://127.0.0.1:{port}") as browser:
        with running(data, simulator.env(), port=port) as easel:
            ended = (await press(browser, keys[0])).json()["id"]
            await until(browser, ended, lambda run: run["state"] in ENDED)
            cut = (await press(browser, keys[1], waiting)).json()["id"]
            await until(browser, cut, lambda run: run["state"] == "waiting")
            os.kill(easel.pid, signal.SIGKILL)
        with running(data, simulator.env(), port=port):
            again = [await press(browser, keys[0]), await press(browser, keys[1], waiting)]
            assert [answer.json()["id"] for answer in again] == [ended, cut]
            assert [answer.headers["idempotency-replayed"] for answer in again] == ["true", "true"]
            assert [answer.json()["state"] for answer in again] == ["done", "unknown"]
            assert refusal(await press(browser, keys[0], waiting)) == (409, "key_reused")
    assert simulator.posts == 2
    assert len(rows(data, "SELECT id FROM runs")) == 2
