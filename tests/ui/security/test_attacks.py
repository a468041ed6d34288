"""Attacks on the server as it really runs, page and all.

Gradio's holes, and one visitor at another's things.
"""

import asyncio
import socket
from collections.abc import Iterable
from typing import Any

import httpx
import pytest

from tests.easel_process import Easel
from tests.simulator import Simulator
from tests.ui.conftest import KEY
from tests.ui.run_helpers import done, growing, listening, start, until
from tests.ui.security.test_gradio_allowlist import DENIED

EVIL = "https://evil.example"
SECRETS = ("root:", "Traceback", "site-packages", ".py", KEY)


def without_id(answer: httpx.Response) -> tuple[str, dict[str, str]]:
    """An answer without the time and the id that each has for itself."""
    number = answer.headers["x-request-id"]
    headers = {name: value for name, value in answer.headers.items() if name not in {"date", "x-request-id"}}
    return answer.text.replace(number, ""), headers


async def test_everything_of_a_visitor_is_nothing_to_another(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator
) -> None:
    await ben.get("/api/runs")
    finished = await done(anna)
    simulator.play("hold", at=0.6)
    going = await start(anna)
    going = await until(anna, going["id"], growing)
    paths = ["/api/runs/{run}", "/api/runs/{run}/events", "{url}", "{url}/thumb", "{url}?download=1"]
    for run in (finished, going):
        (picture,) = run["pictures"]
        for path in paths:
            theirs = await ben.get(path.format(run=run["id"], url=picture["url"]))
            nobodys = await ben.get(path.format(run="r" + run["id"][1:] + "x", url="/pictures/nothing"))
            assert theirs.status_code == nobodys.status_code == 404
            assert without_id(theirs) == without_id(nobodys), path
        assert (await ben.head(picture["url"])).status_code == 404
        assert (await ben.post(f"/api/runs/{run['id']}/cancel")).status_code == 404
        body = {"gateway": "custom", "model": "gpt-image-1", "prompt": "x", "parent": run["id"]}
        assert (await ben.post("/api/runs", json=body)).status_code == 404
    page = (await ben.get("/api/runs")).json()
    assert (page["runs"], page["next"]) == ([], "")
    assert (await anna.get(f"/api/runs/{going['id']}")).json()["state"] == "receiving"
    simulator.release()
    await until(anna, going["id"], lambda run: run["state"] == "done")


async def test_the_line_of_all_runs_tells_of_ones_own_alone(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator
) -> None:
    await ben.get("/api/runs")
    async with listening(ben, "/api/events") as heard:
        theirs = await done(anna)
        mine = await start(ben)
        async for event in heard:
            assert event.data["id"] == mine["id"]
            if event.data["state"] == "done":
                break
    async with listening(ben, "/api/events", last=theirs["id"]) as heard:
        other = await start(ben)
        assert (await anext(heard)).data["id"] == other["id"]
    await until(ben, other["id"], lambda run: run["state"] == "done")


async def test_a_stolen_picture_address_is_worth_nothing_without_the_cookie(
    anna: httpx.AsyncClient, easel: Easel, simulator: Simulator
) -> None:
    (picture,) = (await done(anna))["pictures"]
    value = anna.cookies["easel_visitor"]
    visitor = value.split(".")[0]
    for cookie in ("", visitor, f"{visitor}.a.b", value[:-2], "null"):
        async with httpx.AsyncClient(base_url=easel.url, headers={"cookie": f"easel_visitor={cookie}"}) as thief:
            assert (await thief.get(picture["url"])).status_code == 404


@pytest.mark.parametrize("line", DENIED)
async def test_gradios_other_routes_are_not_there(anna: httpx.AsyncClient, line: str) -> None:
    method, path = line.split()
    answer = await anna.request(method, path, json={} if method == "POST" else None)
    assert answer.status_code == 404


def raw(easel: Easel, *lines: str) -> str:
    """The server's answer to lines that no client library would send."""
    port = int(easel.url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall("\r\n".join((*lines, "Connection: close", "", "")).encode("latin-1"))
        return b"".join(iter(lambda: line.recv(65536), b"")).decode("latin-1")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../../../etc/passwd",
        "/static/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/assets/../../../../../../etc/passwd",
        "/assets/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/pictures/../../etc/passwd",
        "/pictures/..%2f..%2fetc%2fpasswd",
        "/pictures/%00/thumb",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=%2fetc%2fpasswd",
        "/gradio_api%2ffile=/etc/passwd",
        "//gradio_api/file=/etc/passwd",
        "/gradio_api/file%3d/etc/passwd",
        "/%67radio_api/file=/etc/passwd",
    ],
)
def test_no_path_leads_out_of_the_house(easel: Easel, path: str) -> None:
    answer = raw(easel, f"GET {path} HTTP/1.1", "Host: 127.0.0.1")
    assert answer.split()[1] in {"400", "403", "404"}
    assert "root:" not in answer


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.nip.io", "localhost.evil.example:7860", "127.0.0.1@evil"]
)
def test_a_name_pointed_at_us_gets_no_page(easel: Easel, host: str) -> None:
    answer = raw(easel, "GET / HTTP/1.1", f"Host: {host}")
    assert answer.split()[1] == "421"
    assert "gradio" not in answer
    forwarded = raw(easel, "GET / HTTP/1.1", "Host: 127.0.0.1", f"X-Forwarded-Host: {host}", "Origin: null")
    assert "access-control" not in forwarded.lower()


async def test_no_other_origin_reads_or_writes(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    body = {"gateway": "custom", "model": "gpt-image-1", "prompt": "paid by the victim"}
    for origin in (EVIL, "null", "http://localhost:1", "http://127.0.0.1"):
        for method, path in (("POST", "/api/runs"), ("POST", "/api/keys"), ("POST", "/gradio_api/run/predict")):
            answer = await anna.request(method, path, json=body, headers={"origin": origin})
            assert answer.status_code == 403
        asked = {"origin": origin, "access-control-request-method": "POST"}
        for path in ("/api/runs", "/config", "/gradio_api/run/predict", "/"):
            preflight = await anna.options(path, headers=asked)
            answer = await anna.get(path, headers={"origin": origin})
            for response in (preflight, answer):
                assert not [name for name in response.headers if name.startswith("access-control")]
            assert preflight.status_code == 403
    form = await anna.post("/api/runs", data=body, headers={"sec-fetch-site": "cross-site"})
    assert form.status_code == 403
    assert simulator.posts == 0


async def config(browser: httpx.AsyncClient) -> dict[str, Any]:
    return dict((await browser.get("/config")).json())


async def call_back(browser: httpx.AsyncClient, session: str, **body: object) -> str:
    """Calls a callback as no page of ours would. → what came back"""
    # A request that ends in a mistake ends its connection too.
    headers = {"connection": "close"}
    answer = await browser.post("/gradio_api/run/predict", json={"session_hash": session, **body}, headers=headers)
    return f"{answer.status_code} {answer.text}"


def forged_values(run: str) -> Iterable[Any]:
    yield from (
        None,
        "",
        run,
        -1,
        10**30,
        [],
        {},
        [run],
        {"id": run},
        "<script>alert(1)</script>",
        "../../etc/passwd",
    )


async def test_private_events_called_directly_give_and_take_nothing_of_others(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator, easel: Easel
) -> None:
    """Every callback of the page, with words that no page sends: none shows, stops or starts another's run."""
    simulator.play("hold", at=0.6)
    going = await until(anna, (await start(anna))["id"], growing)
    await ben.get("/")
    events = (await config(ben))["dependencies"]
    assert events
    for number, value in enumerate(forged_values(going["id"])):
        for event in events:
            data = [value] * len(event["inputs"])
            text = await call_back(ben, f"s{number}", fn_index=event["id"], data=data, trigger_id=None)
            assert not [secret for secret in SECRETS if secret in text], text
            assert "a lighthouse" not in text
    assert (await ben.get("/api/runs")).json()["runs"] == []
    assert (await anna.get(f"/api/runs/{going['id']}")).json()["state"] == "receiving"
    assert simulator.posts == 1
    simulator.release()
    await until(anna, going["id"], lambda run: run["state"] == "done")


async def test_unknown_and_misshapen_events_tell_nothing(ben: httpx.AsyncClient) -> None:
    await ben.get("/")
    for body in (
        {"fn_index": 10**6, "data": []},
        {"fn_index": -1, "data": []},
        {"fn_index": None, "data": []},
        {"data": "x", "fn_index": 0},
        {"fn_index": 0, "data": [], "event_data": {"x": 1}, "trigger_id": 10**6},
        {"fn_index": 0, "data": [1] * 500},
        {"api_name": "/submit", "data": []},
    ):
        text = await call_back(ben, "odd", **body)
        assert not [secret for secret in SECRETS if secret in text], text


async def test_another_visitors_session_is_heard_by_nobody(anna: httpx.AsyncClient, ben: httpx.AsyncClient) -> None:
    """An answer goes to the one that asked; there is no line on which a session could be listened to or stopped."""
    await anna.get("/")
    await ben.get("/")
    event = (await config(anna))["dependencies"][0]
    mine = await call_back(anna, "known", fn_index=event["id"], data=[None] * len(event["inputs"]))
    assert mine.startswith("200 ")
    for request in (
        ben.get("/gradio_api/queue/data", params={"session_hash": "known"}),
        ben.post("/gradio_api/cancel", json={"session_hash": "known", "fn_index": event["id"], "event_id": "x"}),
        ben.post("/gradio_api/reset", json={"event_id": "x"}),
    ):
        assert (await request).status_code == 404


async def test_no_key_is_in_anything_that_is_served_or_printed(
    anna: httpx.AsyncClient, easel: Easel, simulator: Simulator
) -> None:
    simulator.play("unauthorized")
    simulator.play("html_524", times=3)
    for _ in range(3):
        await done(anna)
    for path in (
        "/",
        "/config",
        "/theme.css",
        "/api/gateways",
        "/api/runs",
        "/openapi.json",
        "/docs",
        "/static/run/run_list.js",
    ):
        assert KEY not in (await anna.get(path)).text
    assert KEY not in easel.log
    leaks = [file for file in easel.data.rglob("*") if file.is_file() and KEY.encode() in file.read_bytes()]
    assert leaks == []


async def test_the_page_asks_nothing_of_another_host(anna: httpx.AsyncClient) -> None:
    page = await anna.get("/")
    assert page.status_code == 200
    assert 'src="http' not in page.text
    assert 'href="http' not in page.text
    policy = page.headers["content-security-policy"]
    assert "https:" not in policy
    assert "*" not in policy
    settings = await config(anna)
    assert settings.get("run_history") in (False, None)
    assert settings["footer_links"] == []
    assert settings["analytics_enabled"] is False


async def test_what_breaks_inside_is_not_told_outside(anna: httpx.AsyncClient, easel: Easel) -> None:
    for method, path in (("GET", "/api/nothing"), ("POST", "/api/gateways"), ("DELETE", "/api/runs")):
        answer = await anna.request(method, path)
        assert answer.json()["error"]["kind"] == "not_found"
        assert not [secret for secret in SECRETS if secret in answer.text]
    assert "server" not in (await anna.get("/healthz")).headers


async def test_many_at_once_do_not_block_each_other(easel: Easel, anna: httpx.AsyncClient) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(60):
            group.create_task(anna.get("/api/gateways"))
    assert (await anna.get("/healthz")).status_code == 200
