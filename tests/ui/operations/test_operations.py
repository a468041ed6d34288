"""The operator's view: the log, request ids, health, readiness, metrics.

No key or prompt is in any.
"""

import json
import re
import socket
import tomllib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.easel_process import Easel, running
from tests.paths import ROOT
from tests.simulator import Simulator
from tests.ui.run_helpers import done, start
from ui.operations.version import VERSION

KEY = "sk-sim-marked-in-every-corner-27182818"
OWN = "sk-sim-own-marked-in-every-corner-16180339"
PROMPT = "a lighthouse nobody else may read of"
TOKEN = "a-token-of-the-operator-0123456789"


@pytest.fixture(scope="module")
def watched(gates: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Easel]:
    env = {**gates.env(KEY), "EASEL_LOG": "json", "EASEL_METRICS_TOKEN": TOKEN}
    with running(tmp_path_factory.mktemp("watched") / "data", env) as easel:
        yield easel


@pytest.fixture
async def browser(watched: Easel) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=watched.url, timeout=60) as client:
        yield client


def lines(easel: Easel) -> list[dict[str, object]]:
    return [json.loads(line) for line in easel.log.splitlines() if line.startswith("{")]


async def test_a_call_is_one_line_with_the_request_that_the_error_names(
    watched: Easel, browser: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.play("quota_not_enough", gateway="custom")
    pressed = await browser.post("/api/runs", json={"gateway": "custom", "model": "gpt-image-1", "prompt": PROMPT})
    request_id = pressed.headers["x-request-id"]
    run = await done(browser, PROMPT)
    failed = (await browser.get(f"/api/runs/{pressed.json()['id']}")).json()
    assert (failed["state"], run["state"]) == ("failed", "done")
    assert failed["error"]["reference"] == request_id
    [line] = [line for line in lines(watched) if line.get("run") == failed["id"]]
    assert (line["level"], line["gateway"], line["model"], line["state"]) == (
        "warning",
        "custom",
        "gpt-image-1",
        "failed",
    )
    assert (line["request"], line["error"]) == (request_id, failed["error"]["kind"])
    assert line["status"] == failed["error"]["status"] and int(str(line["ms"])) >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", str(line["time"]))
    [fine] = [line for line in lines(watched) if line.get("run") == run["id"]]
    assert (fine["level"], fine["state"], fine["error"]) == ("info", "done", "")


async def test_each_answer_has_its_id_and_a_refusal_names_it(browser: httpx.AsyncClient) -> None:
    forged = {"X-Request-Id": "mine"}
    answers = [await browser.get(path, headers=forged) for path in ("/", "/healthz", "/api/runs/none", "/readyz")]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert len(set(ids)) == 4 and "mine" not in ids
    assert answers[2].json()["error"]["reference"] == ids[2]


async def test_a_value_that_is_no_choice_is_one_line_without_it(watched: Easel, browser: httpx.AsyncClient) -> None:
    config = (await browser.get("/config")).json()
    by_id = {part["id"]: part for part in config["components"]}
    choice = "forged\n2026-01-01T00:00:00.000Z INFO all is well " + "x" * 2000
    refused = 0
    for number, dependency in enumerate(config["dependencies"]):
        values = [choice if by_id[part]["type"] in {"dropdown", "radio"} else None for part in dependency["inputs"]]
        if choice in values:
            body = {"fn_index": number, "data": values, "session_hash": "x", "event_data": None}
            answer = await browser.post("/gradio_api/run/predict", json=body)
            refused += answer.status_code >= 400
    assert refused
    assert "forged" not in watched.log and "Traceback" not in watched.log
    refusals = [line for line in lines(watched) if "callback refused" in str(line["message"])]
    assert len(refusals) == refused
    assert all(line["request"] for line in refusals)


async def test_health_is_plain_and_json_on_asking(browser: httpx.AsyncClient) -> None:
    plain = await browser.get("/healthz")
    assert (plain.status_code, plain.text) == (200, "ok\n")
    health = (await browser.get("/healthz", headers={"Accept": "application/json"})).json()
    assert (health["status"], health["version"]) == ("ok", VERSION)
    assert health["commit"]
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["version"] == VERSION
    page = await browser.get("/")
    assert VERSION in page.text
    ready = await browser.get("/readyz")
    assert (ready.status_code, ready.json()["problems"]) == (200, [])


async def test_it_is_not_ready_below_the_floor(simulator: Simulator, tmp_path: Path) -> None:
    env = {**simulator.env(), "EASEL_KEEP_FREE": "900TB", "EASEL_USERS": "anna:her-password"}
    with running(tmp_path / "data", env) as easel:
        async with httpx.AsyncClient(base_url=easel.url) as probe:
            answer = await probe.get("/readyz")
            assert (answer.status_code, answer.json()["problems"]) == (503, ["disk"])
            assert (await probe.get("/healthz")).status_code == 200
            assert (await probe.get("/metrics")).status_code == 200, "probes need no login"


async def test_metrics_count_and_name_nobody(
    watched: Easel, browser: httpx.AsyncClient, simulator: Simulator
) -> None:
    run = await done(browser, PROMPT)
    simulator.play("hold", gateway="custom", at=0.5)
    waiting = await start(browser, PROMPT)
    text = (await browser.get("/metrics")).text
    simulator.release()
    assert re.search(r'easel_calls_total\{gateway="custom",kind="",state="done"\} [1-9]', text)
    assert re.search(r'easel_received_bytes_total\{gateway="custom"\} [1-9]', text)
    assert re.search(r'easel_runs\{state="\w+"\} 1', text)
    assert "easel_calls_waiting" in text and "easel_loop_lag_seconds" in text and "easel_disk_free_bytes" in text
    for secret in (PROMPT, KEY, run["id"], waiting["id"], str(dict(browser.cookies))):
        assert secret not in text


async def test_metrics_are_this_machines_or_by_token(browser: httpx.AsyncClient) -> None:
    through = {"X-Forwarded-For": "203.0.113.9"}
    assert (await browser.get("/metrics", headers=through)).status_code == 404
    assert (await browser.get("/metrics", headers={**through, "Authorization": "Bearer no"})).status_code == 404
    allowed = await browser.get("/metrics", headers={**through, "Authorization": f"Bearer {TOKEN}"})
    assert allowed.status_code == 200 and allowed.headers["content-type"].startswith("text/plain")


async def test_a_key_is_in_no_log_metric_or_export(
    watched: Easel, browser: httpx.AsyncClient, simulator: Simulator
) -> None:
    answer = await browser.post("/api/keys", json={"gateway": "custom", "key": OWN})
    assert answer.status_code < 300
    run = await done(browser, PROMPT)
    texts = {
        "log": watched.log,
        "metrics": (await browser.get("/metrics")).text,
        "run": (await browser.get(f"/api/runs/{run['id']}")).text,
        "record": (await browser.get(f"/api/runs/{run['id']}/record")).text,
        "bundle": (await browser.get(f"/api/runs/{run['id']}/helpdesk")).content.decode("latin-1"),
        "recipe": (await browser.post("/api/recipes", json={"picture": run["pictures"][0]["id"]})).text,
        "page": (await browser.get("/")).text,
        "health": (await browser.get("/healthz", headers={"Accept": "application/json"})).text,
    }
    files = {str(path): path.read_bytes().decode("latin-1") for path in watched.data.rglob("*") if path.is_file()}
    for name, text in {**texts, **files}.items():
        for secret in (KEY, OWN, TOKEN):
            assert secret not in text, name
    assert PROMPT not in texts["log"]


async def test_a_half_request_ends_in_no_stranger_line(watched: Easel) -> None:
    """A request that does not parse as HTTP is told without its content."""
    address = urlsplit(watched.url)
    with socket.create_connection((address.hostname, address.port)) as line:
        line.sendall(b"GET /\x1b[31m\nforged HTTP/9.9\r\n\r\n")
        line.settimeout(10)
        line.recv(1000)
    assert "forged" not in watched.log


def test_text_lines_have_time_and_level(simulator: Simulator, tmp_path: Path) -> None:
    with running(tmp_path / "data", simulator.env(KEY)) as easel:
        with httpx.Client(base_url=easel.url, timeout=60) as anna:
            body = {"gateway": "demo", "model": "painter", "size": "64x64", "prompt": PROMPT}
            run = anna.post("/api/runs", json=body).json()
            anna.get(f"/api/runs/{run['id']}/events")  # until its end
        [line] = [line for line in easel.log.splitlines() if f"run={run['id']}" in line]
    assert re.match(r"\d{4}-\d\d-\d\dT[\d:.]+Z INFO call done ", line)
    assert "gateway=demo" in line and "request=" in line and PROMPT not in line
