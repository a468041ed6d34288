"""The page's own press, as it sends it.

POST /gradio_api/run/predict. A browser repeats that by itself where a kept-alive connection turns out dead, and one
gesture is one run all the same.
"""

import asyncio
from typing import Any

import httpx
import pytest

from tests.simulator import Simulator
from tests.ui.api.test_references import png
from tests.ui.run_helpers import ENDED, until

Json = dict[str, Any]
PRESS = "0123456789abcdef" * 2
MODEL = "custom/gpt-image-1"
PROMPT = "a lighthouse [fault:hold at=0.5]"


async def press_body(browser: httpx.AsyncClient, tab: str, **values: object) -> Json:
    """The request of a press of a tab's button: each input's value, the one of the form or that of a new
    page."""
    config = (await browser.get("/config")).json()
    components = {part["id"]: part for part in config["components"]}
    button = next(name for name, part in components.items() if part["props"].get("elem_id") == f"{tab}-run")
    event = next(event for event in config["dependencies"] if [button, "click"] in event["targets"])
    names = [components[name]["props"].get("elem_id", "press") for name in event["inputs"]]
    given = {f"{tab}-{name}" if name != "press" else name: value for name, value in values.items()}
    assert set(given) <= set(names), names
    data = [
        given.get(name, components[part]["props"].get("value"))
        for name, part in zip(names, event["inputs"], strict=True)
    ]
    return {"session_hash": "a1", "fn_index": event["id"], "data": data, "trigger_id": button, "event_data": None}


async def send(browser: httpx.AsyncClient, body: Json) -> list[Any]:
    answer = await browser.post("/gradio_api/run/predict", json=body)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


async def runs_of(browser: httpx.AsyncClient) -> list[Json]:
    return list((await browser.get("/api/runs")).json()["runs"])


async def form_of(browser: httpx.AsyncClient, tab: str, prompt: str) -> Json:
    match tab:
        case "t2i":
            return {"prompt": prompt, "model": MODEL}
        case "edit":
            image = await browser.post("/api/references", files={"image": ("a.png", png((64, 64)))})
            return {"prompt": prompt, "model": MODEL, "images": {"ids": [image.json()["id"]], "fit": []}}
        case _:
            return {"input": prompt, "model": MODEL}


@pytest.mark.parametrize("tab", ["t2i", "edit", "chat"])
async def test_a_press_that_is_sent_twice_is_one_run(
    anna: httpx.AsyncClient, simulator: Simulator, tab: str
) -> None:
    """At once, while its run goes on, and when that has ended: each time the page is told of the same run."""
    body = await press_body(anna, tab, press=PRESS, **await form_of(anna, tab, PROMPT))
    answers = list(await asyncio.gather(*(send(anna, body) for _ in range(3))))
    (run,) = await runs_of(anna)
    await until(anna, run["id"], lambda run: any(picture["bytes"] for picture in run["pictures"]))
    answers.append(await send(anna, body))
    simulator.release()
    await until(anna, run["id"], lambda run: run["state"] in ENDED)
    answers.append(await send(anna, body))
    assert [run["id"] in str(shown) for shown, _, _ in answers] == [True] * 5, answers
    assert [duplicate for _, _, duplicate in answers] == [""] * 5, "no question about itself"
    assert (len(await runs_of(anna)), simulator.posts) == (1, 1)


async def test_another_gesture_for_the_very_same_asks_first(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    form = await form_of(anna, "t2i", PROMPT)
    first = await press_body(anna, "t2i", press=PRESS, **form)
    await send(anna, first)
    (run,) = await runs_of(anna)
    second = await press_body(anna, "t2i", press=PRESS[::-1], **form)
    for _ in range(2):
        _, message, duplicate = await send(anna, second)
        assert duplicate == run["id"] and "problem" in str(message)
    assert len(await runs_of(anna)) == 1
    answered = await press_body(anna, "t2i", press=PRESS[1:] + "0", again=run["id"], **form)
    for _ in range(2):
        await send(anna, answered)
    assert len(await runs_of(anna)) == 2, "the answer to the question, sent twice, is one more"
    simulator.release()
    for made in await runs_of(anna):
        await until(anna, made["id"], lambda run: run["state"] in ENDED)
    assert simulator.posts == 2


async def test_a_refused_press_can_be_sent_again(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    empty = await press_body(anna, "t2i", press=PRESS, prompt=" ", model=MODEL)
    await send(anna, empty)
    assert await runs_of(anna) == []
    await send(anna, await press_body(anna, "t2i", press=PRESS, prompt="a lighthouse", model=MODEL))
    (run,) = await runs_of(anna)
    await until(anna, run["id"], lambda run: run["state"] in ENDED)


@pytest.mark.parametrize("press", ["", None, "short", "x" * 3000, 7, ["a"], {"a": 1}])
async def test_a_press_without_a_key_of_the_page_is_its_own(
    anna: httpx.AsyncClient, simulator: Simulator, press: object
) -> None:
    body = await press_body(anna, "t2i", press=press, prompt="a lighthouse", model=MODEL)
    for number in (1, 2):
        await send(anna, body)
        runs = await runs_of(anna)
        assert len(runs) == number
        await until(anna, runs[0]["id"], lambda run: run["state"] in ENDED)
