"""The free test of a gateway over HTTP.

Of one that is set up and of an address that is typed; never a POST.
"""

from typing import Any

import httpx

from providers.errors import ServerFault, Unreachable, WrongAddress
from studio.diagnostics.address_forms import AddressReading, Candidate
from studio.diagnostics.failure_names import CheckSubject
from studio.diagnostics.findings import Failed, Listed, diagnose
from tests.easel_process import Easel
from tests.simulator import Simulator
from tests.ui.conftest import KEY
from ui.gateway_checks.check_view import check_view

CHINESE = {"Accept-Language": "zh-CN"}


async def check(browser: httpx.AsyncClient, headers: dict[str, str] | None = None, **fields: str) -> Any:
    await browser.get("/api/gateways")  # which sets the cookie
    return await browser.post("/api/gateways/check", json=fields, headers=headers)


async def test_a_gateway_that_works(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    diagnosis = (await check(anna, gateway="tuzi", model="gemini-3-pro-image-preview")).json()
    assert (diagnosis["result"], diagnosis["problem"], diagnosis["mend"]["kind"]) == ("works", "", "none")
    assert [step["state"] for step in diagnosis["steps"]] == ["ok"] * 5
    assert "gemini-3-pro-image-preview" in diagnosis["models"]
    assert simulator.posts == 0 and {request.method for request in simulator.requests} == {"GET"}


async def test_a_gateway_with_a_single_model_lists_one(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    diagnosis = (await check(anna, address=simulator.url("qiniu"), key=KEY)).json()
    assert "The provider lists 1 model." in [step["message"] for step in diagnosis["steps"]]


async def test_an_address_as_it_was_typed_is_named_with_the_one_that_works(
    anna: httpx.AsyncClient, simulator: Simulator, easel: Easel
) -> None:
    right = simulator.url("tuzi")
    wrong = right.removesuffix("/v1")
    english = (await check(anna, address=wrong, key=KEY)).json()
    chinese = (await check(anna, CHINESE, address=f"{right}/chat/completions", key=KEY)).json()
    assert (english["problem"], english["mend"]) == ("version_missing", {"kind": "address", "value": right})
    assert (chinese["problem"], chinese["mend"]) == ("endpoint_pasted", {"kind": "address", "value": right})
    assert english["message"] == "The address lacks /v1 at the end." and right in chinese["advice"]
    assert "接口" in chinese["message"] and chinese["steps"][0]["title"] == "地址"
    assert simulator.posts == 0 and KEY not in easel.log


async def test_what_a_gateway_says_of_the_key_is_passed_on(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.play("no_quota", gateway="tuzi", on="models")
    diagnosis = (await check(anna, gateway="tuzi")).json()
    assert diagnosis["problem"] == "no_balance" and "额度不足" in diagnosis["said"]
    wrong = (await check(anna, gateway="tuzi", key="sk-wrong-0123456789")).json()
    assert (wrong["problem"], wrong["mend"]["kind"]) == ("key_refused", "key")
    missing = (await check(anna, gateway="turing")).json()
    assert missing["problem"] == "key_missing" and "sk-wrong" not in str(wrong)
    assert simulator.posts == 0


async def test_what_cannot_be_tested_is_said_to_be_so(anna: httpx.AsyncClient) -> None:
    demo = await check(anna, gateway="demo")
    assert (demo.status_code, demo.json()["error"]["kind"]) == (422, "nothing_to_check")
    assert (await check(anna)).status_code == 422
    assert (await check(anna, gateway="nobodys")).json()["error"]["kind"] == "unknown_model"


async def test_nobody_tests_by_the_thousand(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    answers = [await check(anna, gateway="tuzi") for _ in range(12)]
    refused = answers[-1]
    assert (refused.status_code, refused.json()["error"]["kind"]) == (429, "too_many_checks")
    assert int(refused.headers["retry-after"]) <= 6


async def test_what_requests_showed_is_listed(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    listed = (await anna.get("/api/gateways/behaviour")).json()["behaviour"]
    assert all(row["state"] == "works" or row["missed"] >= 3 for row in listed)


async def test_an_own_gateway_gets_the_address_that_its_test_found(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator
) -> None:
    await anna.get("/api/gateways")
    right = simulator.url("custom")
    added = await anna.post(
        "/api/gateways/mine", json={"address": right.replace("/v1", "/v1/models/x"), "key": KEY}
    )
    gateway = added.json()["id"]
    diagnosis = (await check(anna, gateway=gateway)).json()
    assert diagnosis["mend"] == {"kind": "address", "value": right}
    body = {"address": diagnosis["mend"]["value"]}
    assert (await ben.patch(f"/api/gateways/{gateway}", json=body)).status_code in (404, 428)
    assert (await anna.patch(f"/api/gateways/{gateway}", json=body)).json()["address"] == right
    assert (await check(anna, gateway=gateway)).json()["result"] == "works", "its key stayed"
    elsewhere = right.replace("127.0.0.1", "localhost")
    assert (await anna.patch(f"/api/gateways/{gateway}", json={"address": elsewhere})).status_code == 200
    listed = (await anna.get("/api/gateways")).json()["gateways"]
    assert next(one["key"] for one in listed if one["id"] == gateway) == "none", "on another host it is not sent"
    assert simulator.posts == 0


def test_an_address_that_is_not_told_is_in_no_part_of_the_answer() -> None:
    reading = AddressReading(base_url="http://10.0.0.7:3000/v1")
    subject = CheckSubject(host="10.0.0.7:3000")
    for error in (
        Unreachable(params={"host": "10.0.0.7:3000", "reason": "refused"}),
        WrongAddress("see 10.0.0.7", status=302, params={"reason": "redirect", "location": "http://10.0.0.7/x"}),
        ServerFault("upstream 10.0.0.7 failed", status=500),
    ):
        diagnosis = diagnose(reading, Failed(error=error, with_key=True), subject)
        assert "10.0.0.7" in check_view(diagnosis, "en").model_dump_json()
        assert "10.0.0.7" not in check_view(diagnosis, "en", hidden="Relay").model_dump_json()
    mended = diagnose(
        reading,
        Failed(error=WrongAddress(status=404, params={"reason": "not_found"}), with_key=True),
        subject,
        candidate=Candidate(base_url="http://10.0.0.7:3000/api/v1", problem="path_wrong"),
        at_candidate=Listed(models=("m",), with_key=True),
    )
    view = check_view(mended, "en", hidden="Relay")
    assert "10.0.0.7" not in view.model_dump_json() and "administrator" in view.advice
