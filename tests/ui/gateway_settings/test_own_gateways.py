"""Gateways that visitors add, models that they tick, and extra parameters, over HTTP."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.easel_process import Easel, running
from tests.simulator import Simulator
from tests.ui.conftest import KEY
from tests.ui.run_helpers import ENDED, start, until

NOTHING: dict[str, Any] = {"visitor": "", "changed": 0, "own": [], "models": {}, "unticked": {}}
FIRST, SECOND = "sk-sim-first-0123456789", "sk-sim-second-0123456789"


async def ended(browser: httpx.AsyncClient, run_id: str) -> dict[str, Any]:
    return await until(browser, run_id, lambda run: run["state"] in ENDED)


async def add(browser: httpx.AsyncClient, simulator: Simulator, **fields: str) -> str:
    answer = await browser.post("/api/gateways/mine", json={"address": simulator.url("custom"), **fields})
    assert answer.status_code == 201, answer.text
    assert fields.get("key", "sk-") not in answer.text
    return str(answer.json()["id"])


async def tick(browser: httpx.AsyncClient, gateway: str, *models: str, family: str = "images") -> int:
    body = {"models": [{"id": model, "family": family} for model in models]}
    return (await browser.put(f"/api/gateways/{gateway}/models", json=body)).status_code


async def give_back(browser: httpx.AsyncClient, mine: dict[str, Any]) -> dict[str, Any]:
    """Has another visitor's browser give back what it remembers, by its answer but for the visitor."""
    answer: dict[str, Any] = (await browser.put("/api/gateways/mine", json={**mine, "visitor": ""})).json()
    assert answer.pop("left_out") == 0
    return {**answer, "visitor": mine["visitor"]}


async def listed(browser: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    gateways = (await browser.get("/api/gateways")).json()["gateways"]
    return {gateway["id"]: gateway for gateway in gateways}


async def test_two_gateways_with_two_keys_work_side_by_side(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator, easel: Easel
) -> None:
    await asyncio.gather(anna.get("/api/gateways"), ben.get("/api/gateways"))
    ids = [await add(anna, simulator, name=f"Gate {key[7]}", key=key) for key in (FIRST, SECOND)]
    for gateway in ids:
        assert await tick(anna, gateway, "flux-of-mine") == 204
    runs = [await start(anna, gateway=gateway, model="flux-of-mine", options={}) for gateway in ids]
    for run in runs:
        assert (await ended(anna, run["id"]))["state"] == "done"
    posts = [request for request in simulator.requests if request.method == "POST"]
    assert {request.headers["authorization"] for request in posts} == {f"Bearer {FIRST}", f"Bearer {SECOND}"}
    seen = await listed(anna)
    assert [seen[gateway]["name"] for gateway in ids] == ["Gate f", "Gate s"]
    assert seen[ids[0]]["key_tail"] == "sk-…6789"
    addresses = (await anna.get("/api/gateways/addresses")).json()["addresses"]
    assert addresses[ids[0]] == simulator.url("custom") and addresses["tuzi"] == simulator.url("tuzi")
    assert ids[0] not in (await ben.get("/api/gateways/addresses")).json()["addresses"]
    assert not set(ids) & set(await listed(ben)), "they are hers alone"
    assert (await ben.post(f"/api/gateways/{ids[0]}/models")).status_code == 422
    assert (await ben.delete(f"/api/gateways/{ids[0]}")).status_code == 404
    refused = await ben.post("/api/runs", json={"gateway": ids[0], "model": "flux-of-mine", "prompt": "x"})
    assert refused.json()["error"]["kind"] == "unknown_model"
    await check_that_nothing_was_written_down(easel, simulator.url("custom"))


async def check_that_nothing_was_written_down(easel: Easel, address: str) -> None:
    """The address and the keys are in no table and not in the log."""
    with sqlite3.connect(easel.data / "easel.db") as database:
        dump = "\n".join(database.iterdump())
    host = address.removeprefix("http://").partition("/")[0]
    rows = [line for line in dump.splitlines() if "own-" in line]
    assert rows and not [line for line in rows if host in line]
    assert not [key for key in (FIRST, SECOND) if key in dump or key in easel.log]
    assert host not in easel.log


async def test_a_run_outlives_its_gateway(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    await anna.get("/api/gateways")
    gateway = await add(anna, simulator, name="Short-lived", key=FIRST)
    await tick(anna, gateway, "flux-of-mine")
    run = await ended(anna, (await start(anna, gateway=gateway, model="flux-of-mine", options={}))["id"])
    assert run["gateway_name"] == "Short-lived"
    assert (await anna.delete(f"/api/gateways/{gateway}")).status_code == 204
    after = (await anna.get(f"/api/runs/{run['id']}", headers={"accept-language": "en"})).json()
    assert after["gateway_name"] == "A removed provider" and after["state"] == "done"
    assert (await anna.get(run["pictures"][0]["url"])).status_code == 200
    record = (await anna.get(f"/api/runs/{run['id']}/record")).json()
    assert record["sent"] == {"curl": "", "sdk": "", "body": ""} and record["prompt"] == "a lighthouse"
    again = await anna.post("/api/runs", json={"gateway": gateway, "model": "flux-of-mine", "prompt": "x"})
    assert again.status_code == 422
    deleted = await anna.patch("/api/pictures", json={"ids": [run["pictures"][0]["id"]], "deleted": True})
    assert deleted.status_code == 200, deleted.text


async def test_the_models_that_a_gateway_names_are_ticked_and_used(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator
) -> None:
    await anna.get("/api/gateways")
    answer = await anna.post("/api/gateways/openai/models")
    assert answer.status_code == 200
    names = {model["id"]: model for model in answer.json()["models"]}
    assert names["gpt-image-2"]["offered"] and names["gpt-image-2"]["image"]
    assert [(request.method, request.path[-7:]) for request in simulator.requests] == [("GET", "/models")]
    assert await tick(anna, "custom", "flux-9", "flux-9") == 204
    model = {model["id"]: model for model in (await listed(anna))["custom"]["models"]}["flux-9"]
    assert (model["added"], model["added_as"]) == (True, "images")
    assert "flux-9" not in {model["id"] for model in (await listed(ben))["custom"]["models"]}
    run = await start(anna, gateway="custom", model="flux-9", options={})
    assert (await ended(anna, run["id"]))["state"] == "done"
    assert await tick(anna, "custom", "<script>alert(1)</script>") == 422
    assert await tick(anna, "custom", "flux-9", family="nonsense") == 422
    assert await tick(anna, "nowhere", "flux-9") == 422
    assert await tick(anna, "custom", *(f"m{number}" for number in range(101))) == 422


async def untick(browser: httpx.AsyncClient, gateway: str, *models: str) -> httpx.Response:
    return await browser.put(f"/api/gateways/{gateway}/unticked", json={"models": models})


async def test_an_unticked_model_leaves_the_lists_of_its_visitor_and_can_still_be_named(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator
) -> None:
    await asyncio.gather(anna.get("/api/gateways"), ben.get("/api/gateways"))
    first = (await anna.get("/api/gateways")).json()["default"]
    assert (await untick(anna, first["gateway"], first["model"], "nobody-knows")).status_code == 204
    mine = (await anna.get("/api/gateways/mine")).json()
    assert mine["unticked"] == {first["gateway"]: [first["model"]]}

    async def offered(browser: httpx.AsyncClient) -> dict[str, bool]:
        return {model["id"]: model["offered"] for model in (await listed(browser))[first["gateway"]]["models"]}

    assert not (await offered(anna))[first["model"]] and all((await offered(ben)).values())
    assert (await anna.get("/api/gateways")).json()["default"] != first
    run = await ended(anna, (await start(anna, **first, options={}))["id"])
    assert run["state"] == "done", "scripts, reruns and recipes go on with it"
    assert (await give_back(ben, mine))["unticked"] == mine["unticked"]
    assert not (await offered(ben))[first["model"]], "brought back by what the browser remembers"
    assert (await untick(anna, first["gateway"])).status_code == 204
    assert (await anna.get("/api/gateways/mine")).json()["unticked"] == {}
    assert (await untick(anna, "nowhere", "x")).status_code == 422


async def test_one_model_stays_ticked(anna: httpx.AsyncClient) -> None:
    await anna.get("/api/gateways")
    gateways = await listed(anna)
    answers = [
        await untick(anna, gateway, *(model["id"] for model in known["models"]))
        for gateway, known in gateways.items()
        if known["models"]
    ]
    assert [answer.status_code for answer in answers] == [204] * (len(answers) - 1) + [422]
    assert answers[-1].json()["error"]["message"] == "At least one model has to stay ticked."


async def test_what_a_browser_remembers_brings_them_back(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator
) -> None:
    await asyncio.gather(anna.get("/api/gateways"), ben.get("/api/gateways"))
    gateway = await add(anna, simulator, name="<b>Mine</b>", key=FIRST)
    await tick(anna, gateway, "flux-of-mine")
    mine = (await anna.get("/api/gateways/mine")).json()
    assert FIRST not in str(mine) and mine["own"][0]["needs_key"]
    hers = await ben.put("/api/gateways/mine", json=mine)
    assert hers.json() | {"visitor": ""} == {**NOTHING, "left_out": 0}, "with her mark they are not ben's to have"
    for _ in range(2):
        assert await give_back(ben, mine) == mine
    back = (await listed(ben))[gateway]
    assert (back["name"], back["key"], back["needs_key"]) == ("<b>Mine</b>", "none", True)
    refused = await ben.post("/api/runs", json={"gateway": gateway, "model": "flux-of-mine", "prompt": "x"})
    assert refused.json()["error"]["kind"] == "no_key" and "again" in refused.json()["error"]["advice"]
    forged = {"own": [{"id": "tuzi", "name": "x", "address": "https://evil.example", "needs_key": False}]}
    assert (await ben.put("/api/gateways/mine", json=forged)).status_code == 422


async def test_what_was_removed_comes_back_from_no_other_browser(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    await anna.get("/api/gateways")
    gateway = await add(anna, simulator)
    await tick(anna, gateway, "flux-of-mine")
    await tick(anna, "custom", "flux-9")
    elsewhere = (await anna.get("/api/gateways/mine")).json()
    await tick(anna, "custom")
    await anna.delete(f"/api/gateways/{gateway}")
    for remembered in (elsewhere, {**elsewhere, "changed": 0}):
        after = (await anna.put("/api/gateways/mine", json=remembered)).json()
        assert (after["own"], after["models"]) == ([], {})
    later = (await anna.put("/api/gateways/mine", json={**elsewhere, "changed": 2**53})).json()
    assert later["own"] == elsewhere["own"], "as it is where a restart has taken what came after"
    assert later["changed"] < 2**53, "nobody chose in the future"
    await anna.delete(f"/api/gateways/{gateway}")
    assert (await anna.get("/api/gateways/mine")).json()["own"] == []


async def test_a_key_goes_to_no_address_that_only_a_browser_remembers(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    await anna.get("/api/gateways")
    gateway = await add(anna, simulator, key=FIRST)
    mine = (await anna.get("/api/gateways/mine")).json()
    later = {**mine, "changed": mine["changed"] + 1}
    assert (await anna.put("/api/gateways/mine", json=later)).json()["changed"] == later["changed"]
    assert (await listed(anna))[gateway]["key"] == "yours", "the address is the same"
    forged = [{**mine["own"][0], "address": "https://evil.example/v1"}]
    await anna.put("/api/gateways/mine", json={**later, "own": forged, "changed": 2**53})
    assert (await listed(anna))[gateway]["key"] == "none"


async def test_what_cannot_be_taken_up_is_counted_and_one_gateway_twice_is_refused(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    await anna.get("/api/gateways")
    own = {"id": f"own-{7:016x}", "name": "x", "address": simulator.url("custom"), "needs_key": False}
    twice = await anna.put("/api/gateways/mine", json={"own": [own, {**own, "name": "y"}]})
    assert (twice.status_code, twice.json()["error"]["field"]) == (422, "own")
    model, orphan = {"id": "flux-9", "family": "images"}, f"own-{8:016x}"
    body = {
        "own": [own],
        "models": {own["id"]: [model], orphan: [model], "custom": [{"id": "x", "family": "nonsense"}]},
        "unticked": {"openai": ["gpt-image-1"], orphan: ["a", "b"]},
    }
    taken = (await anna.put("/api/gateways/mine", json=body)).json()
    assert taken["models"] == {own["id"]: [model]} and taken["unticked"] == {"openai": ["gpt-image-1"]}
    assert taken["left_out"] == 4


async def test_all_that_one_visitor_may_choose_can_be_given_back(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    await anna.get("/api/gateways")
    ids = [f"own-{number:016x}" for number in range(9)]
    address = simulator.url("custom") + "/"
    body: dict[str, Any] = {
        "own": [{"id": name, "name": "画" * 60, "address": address.ljust(2048, "x")} for name in ids],
        "models": {name: [{"id": f"{n:0>3}".ljust(200, "x")} for n in range(100)] for name in ids[:3]},
        "unticked": {"openai": [f"{n:0>3}".ljust(200, "x") for n in range(300)]},
    }
    answer = await anna.put("/api/gateways/mine", json=body)
    assert answer.status_code == 200, answer.text
    assert len(answer.content) > 64 * 1024, "more than a request may have that outlives its page"
    mine = (await anna.get("/api/gateways/mine")).json()
    again = await anna.put("/api/gateways/mine", json={**mine, "changed": mine["changed"] + 1})
    assert (again.json()["left_out"], len(again.json()["own"])) == (0, 9)
    for name in ids[:3]:
        models = [{"id": f"{n:0>3}".ljust(200, "画")} for n in range(100)]
        refused = await anna.put(f"/api/gateways/{name}/models", json={"models": models})
        if refused.status_code != 204:
            break
    assert refused.json()["error"]["message"] == "What you added and unticked is more than fits in 255 KB."
    assert len((await anna.get("/api/gateways/mine")).content) < 256 * 1024


async def test_gateways_are_asked_ten_times_a_minute(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    await anna.get("/api/gateways")
    statuses = [(await anna.post("/api/gateways/custom/models")).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert len(simulator.requests) == 10


@pytest.mark.parametrize(
    "address", ["https://anna:secret@a.example/v1", "nonsense", "https://a.example/sk-0123456789abcdef"]
)
async def test_an_address_that_cannot_be_used_is_refused_without_its_secret(
    anna: httpx.AsyncClient, address: str
) -> None:
    await anna.get("/api/gateways")
    answer = await anna.post("/api/gateways/mine", json={"address": address})
    assert (answer.status_code, answer.json()["error"]["kind"]) == (422, "bad_address")
    assert "secret" not in answer.text and "0123456789" not in answer.text


async def test_extra_parameters_are_sent_and_told(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    run = await ended(anna, (await start(anna, options={}, extra={"negative_prompt": "fog"}))["id"])
    assert run["state"] == "done" and run["asked"]["extra"] == {"negative_prompt": "fog"}
    assert simulator.requests[-1].body["negative_prompt"] == "fog"
    record = (await anna.get(f"/api/runs/{run['id']}/record")).json()
    assert (
        '"negative_prompt": "fog"' in record["sent"]["curl"]
        and '"negative_prompt": "fog"' in record["sent"]["body"]
    )
    assert record["asked"]["extra"] == {"negative_prompt": "fog"}
    recipe = (await anna.post("/api/recipes", json={"picture": run["pictures"][0]["id"]})).json()
    assert recipe["asked"]["extra"] == {"negative_prompt": "fog"}
    files = {"images": ("photo.png", (await anna.get(run["pictures"][0]["url"])).content, "image/png")}
    data = {
        "task": "edit",
        "gateway": "custom",
        "model": "gpt-image-1",
        "prompt": "blue",
        "extra": '{"seed2": [1]}',
    }
    simulator.reset()
    refused = await ended(anna, (await anna.post("/api/runs", data=data, files=files)).json()["id"])
    assert simulator.requests[0].body["seed2"] == "[1]"
    notices = [notice["kind"] for notice in refused["notices"]]
    assert refused["state"] == "done" and "parameter_left_out" in notices, "refused by name, sent again without it"


@pytest.mark.parametrize("name", ["model", "prompt", "n", "stream", "size", "quality", "images"])
async def test_what_easel_sends_is_no_extra_parameter(
    anna: httpx.AsyncClient, simulator: Simulator, name: str
) -> None:
    body = {"gateway": "custom", "model": "gpt-image-1", "prompt": "x", "extra": {name: 4}}
    answer = await anna.post("/api/runs", json=body)
    error = answer.json()["error"]
    assert (answer.status_code, error["kind"], error["field"], error["value"]) == (
        422,
        "unsupported",
        "extra",
        name,
    )
    assert simulator.posts == 0


@pytest.fixture(scope="module")
def exposed(gates: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Easel]:
    """A server that others can reach, with a second own gateway in its settings."""
    env = {
        **gates.env(KEY),
        "EASEL_PUBLIC_URL": "http://studio.example",
        "CUSTOM2_BASE_URL": gates.url("custom"),
        "CUSTOM2_API_KEY": SECOND,
        "CUSTOM2_MODELS": "flux-9@images",
        "CUSTOM2_NAME": "The second",
        "EASEL_OPEN_TO_ALL": "yes",
    }
    data: Path = tmp_path_factory.mktemp("exposed") / "data"
    with running(data, env) as easel:
        yield easel


async def test_where_others_reach_the_server_private_addresses_are_neither_added_nor_told(
    exposed: Easel, simulator: Simulator
) -> None:
    headers = {"host": "studio.example", "accept-language": "en"}
    async with httpx.AsyncClient(base_url=exposed.url, timeout=30, headers=headers) as browser:
        first = await browser.get("/api/gateways")
        cookie = first.headers["set-cookie"].partition(";")[0]
        browser.headers["cookie"] = cookie
        gateways = {gateway["id"]: gateway for gateway in first.json()["gateways"]}
        assert gateways["custom2"]["name"] == "The second" and gateways["custom2"]["key_set"]
        assert gateways["custom2"]["lists_models"]
        assert (await browser.get("/api/gateways/addresses")).json() == {"addresses": {}}
        refused = await browser.post("/api/gateways/mine", json={"address": simulator.url("custom")})
        assert refused.status_code == 422 and "private network" in refused.text
        assert (await browser.get("/api/gateways/mine")).json() | {"visitor": ""} == NOTHING
        remembered = {"id": f"own-{1:016x}", "name": "x", "address": simulator.url("custom"), "needs_key": False}
        taken = await browser.put("/api/gateways/mine", json={"own": [remembered]})
        assert (taken.json()["own"], taken.json()["left_out"]) == ([], 1)
        run = await browser.post("/api/runs", json={"gateway": "custom2", "model": "flux-9", "prompt": "x"})
        assert run.status_code == 202
        await ended(browser, run.json()["id"])
    assert [request.headers["authorization"] for request in simulator.requests if request.method == "POST"] == [
        f"Bearer {SECOND}"
    ]
