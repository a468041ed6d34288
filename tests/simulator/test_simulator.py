"""The simulator that tests and benchmarks lean on.

Faults, links, paces, holds, the log and the controls.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

import httpx
import pytest

from tests.paths import ROOT
from tests.simulator import Simulator
from tests.simulator.faults import ALL

KEY = {"authorization": "Bearer sk-sim-test"}
MESSAGES = [{"role": "user", "content": "a lighthouse"}]
CHAT = {"model": "gemini-3-pro-image-preview", "messages": MESSAGES, "stream": True}
IMAGE = {"model": "anything", "prompt": "a lighthouse", "size": "64x64"}
SILENT = {"never_answers", "clock_words", "headers_then_nothing", "stall", "hold", "pings_only"}


def ask(simulator: Simulator, **more: Any) -> httpx.Response:
    return httpx.post(simulator.url("custom") + "/images/generations", json=IMAGE | more, headers=KEY, timeout=10)


def chat(simulator: Simulator, prompt: str = "a lighthouse") -> httpx.Response:
    body = CHAT | {"messages": [{"role": "user", "content": prompt}]}
    return httpx.post(simulator.url("tuzi") + "/chat/completions", json=body, headers=KEY, timeout=10)


@pytest.mark.parametrize("fault", sorted(ALL))
async def test_every_fault_is_played_once_and_then_all_is_well(simulator: Simulator, fault: str) -> None:
    params: dict[str, Any] = {"name": "images_both"} if fault == "shape" else {}
    simulator.play(fault, **params)
    url = simulator.url("custom") + "/images/generations"
    async with httpx.AsyncClient(headers=KEY, timeout=10) as client:
        try:
            # A wall clock: heartbeats keep httpx's own time limit from ever being reached.
            async with asyncio.timeout(0.15 if fault in SILENT else 10):
                await client.post(url, json=IMAGE)
            assert fault not in SILENT
        except TimeoutError:
            assert fault in SILENT
        except httpx.HTTPError as error:
            assert not isinstance(error, httpx.ConnectError), fault
    assert simulator.requests[0].faults == (fault,)
    assert ask(simulator).json()["data"][0]["b64_json"]
    assert simulator.posts == 2


@pytest.mark.parametrize(
    ("fault", "status", "text"),
    [
        ("html_524", 524, "524"),
        ("html_504", 504, "nginx"),
        ("html_413", 413, "Too Large"),
        ("html_200", 200, "<html>"),
        ("quota_not_enough", 403, '"data": null'),
        ("credit_500", 500, "credit balance"),
        ("quota_429", 429, "quota"),
        ("busy", 503, "饱和"),
        ("no_channel", 503, "无可用渠道"),
        ("error_200", 200, '"error"'),
        ("task_id", 200, '"queued"'),
        ("url_holds_base64", 200, '"url":"iVBOR'),
        ("empty_fields", 200, '"url":"","b64_json":"iVBOR'),
        ("data_url_in_b64", 200, '"b64_json":"data:image/png;base64,'),
        ("wrapped_base64", 200, "\\n"),
        ("empty_data", 200, '"data":[]'),
        ("redirect", 302, ""),
    ],
)
def test_what_a_fault_says(simulator: Simulator, fault: str, status: int, text: str) -> None:
    simulator.play(fault, gateway="custom")
    answer = ask(simulator)
    assert answer.status_code == status
    assert text in answer.text


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("heartbeats", ": PING\n\n"),
        ("crlf", "\r\n\r\ndata: "),
        ("no_space", 'data:{"id"'),
        ("two_lines", '",\ndata: "'),
        ("odd_separators", "\u2028"),
        ("bare_error_in_stream", ': PING\n\n{"error"'),
        ("error_event", "event: error\ndata: "),
        ("error_after_picture", '.png)\\n"},"finish_reason":null'),
        ("usage_only", '"choices": []'),
        ("content_filter", '"finish_reason":"content_filter"'),
        ("words_instead", "Shall I draw it?"),
        ("link_signed", "Signature=a%2Bb%2F%3D)"),
        ("multi_mod", '"inline_data"'),
        ("in_reasoning", "![image](data:"),
        ("drafts", "![draft](data:"),
        ("mislabelled", ".png)"),
    ],
)
def test_what_a_fault_of_a_stream_says(simulator: Simulator, fault: str, text: str) -> None:
    simulator.play(fault, gateway="tuzi")
    answer = chat(simulator)
    assert answer.headers["content-type"] == "text/event-stream"
    assert text in answer.content.decode()
    assert ("[DONE]" in answer.text) == (not fault.startswith(("bare", "error")))


def test_a_picture_in_six_thousand_deltas(simulator: Simulator) -> None:
    simulator.play("many_deltas")
    lines = chat(simulator).text.splitlines()
    assert sum(line.startswith("data: {") for line in lines) > 6000


def test_words_in_the_prompt_play_faults_too(simulator: Simulator) -> None:
    assert chat(simulator, "a fox [fault:html_502]").status_code == 502
    assert ask(simulator, prompt="a fox [fault:rate_limited retry_after=9]").headers["retry-after"] == "9"
    assert chat(simulator, "a fox [fault:no_such]").status_code == 200
    with pytest.raises(KeyError, match="no fault 'no_such'"):
        simulator.play("no_such")


def test_faults_are_played_in_turn(simulator: Simulator) -> None:
    simulator.play("rate_limited", times=2)
    simulator.play("busy")
    simulator.play("no_channel", gateway="qiniu")
    assert [ask(simulator).status_code for _ in range(4)] == [429, 429, 503, 200]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("close_silently", httpx.RemoteProtocolError),
        ("reset_silently", httpx.ReadError),
        ("refuse_after_headers", httpx.TransportError),
        ("cut_midway", httpx.RemoteProtocolError),
        ("reset_midway", httpx.ReadError),
    ],
)
def test_how_a_connection_breaks(simulator: Simulator, fault: str, error: type[Exception]) -> None:
    simulator.play(fault)
    with pytest.raises(error):
        ask(simulator)
    assert simulator.posts == 1


def test_a_cut_that_nothing_tells(simulator: Simulator) -> None:
    whole = ask(simulator).content
    simulator.play("cut_unseen", at=0.25)
    assert len(ask(simulator).content) == len(whole) // 4


async def test_an_upload_is_refused_while_it_goes_up(simulator: Simulator) -> None:
    simulator.play("html_413")
    files = [("image", ("big.png", b"\0" * 30_000_000))]
    async with httpx.AsyncClient(headers=KEY) as client:
        answer = await client.post(simulator.url("dmxapi") + "/images/edits", data={"prompt": "x"}, files=files)
    assert answer.status_code == 413


def test_links_are_read_without_a_key_in_ranges(simulator: Simulator) -> None:
    link = ask(simulator, response_format="url").json()["data"][0]["url"]
    whole = httpx.get(link)
    assert whole.headers["content-type"] == "image/png"
    assert int(whole.headers["content-length"]) == len(whole.content)
    part = httpx.get(link, headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    rest = httpx.get(link, headers={"range": "bytes=100-"})
    assert rest.headers["content-range"] == f"bytes 100-{len(whole.content) - 1}/{len(whole.content)}"
    assert httpx.get(link, headers={"range": "bytes=9999999-"}).status_code == 416
    assert [entry.key for entry in simulator.requests[1:]] == ["", "", "", ""]
    httpx.get(link, headers=KEY)
    assert simulator.requests[-1].key == "Bearer sk-sim-test"
    assert simulator.posts == 1


def test_links_that_are_not_there(simulator: Simulator) -> None:
    simulator.play("link_dead_once", gateway="custom")
    link = ask(simulator).json()["data"][0]["url"]
    assert [httpx.get(link).status_code for _ in range(2)] == [404, 200]
    simulator.play("link_redirects", to="http://127.0.0.1:1/")
    moved = httpx.get(ask(simulator).json()["data"][0]["url"])
    assert (moved.status_code, moved.headers["location"]) == (302, "http://127.0.0.1:1/")
    simulator.play("html_502", on="files", times=2)
    plain = link.partition("?")[0]
    assert [httpx.get(plain).status_code for _ in range(3)] == [502, 502, 200]
    simulator.play("truncated_picture")
    short = ask(simulator, response_format="url").json()["data"][0]["url"]
    assert len(httpx.get(short).content) < len(httpx.get(plain).content)


def test_a_link_that_breaks_off_once_goes_on_by_range(simulator: Simulator) -> None:
    simulator.play("link_cut_once", gateway="qiniu")
    body = {"model": "gemini-3.0-pro-image-preview", "messages": MESSAGES}
    answer = httpx.post(simulator.url("qiniu") + "/chat/completions", json=body, headers=KEY).json()
    link = answer["choices"][0]["message"]["images"][0]["image_url"]["url"]
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(link)
    assert httpx.get(link, headers={"range": "bytes=100-"}).status_code == 206


def test_models_can_fail_too(simulator: Simulator) -> None:
    simulator.play("html_404", on="models")
    statuses = [httpx.get(simulator.url("turing") + "/models", headers=KEY).status_code for _ in range(2)]
    assert statuses == [404, 200]


def test_the_pace_is_kept_and_the_last_byte_timed(simulator: Simulator) -> None:
    size = len(ask(simulator, size="512x512").content)
    simulator.reset()
    simulator.pace(rate=size / 0.5, wait=0.2, chunk=4096)
    began = time.monotonic()
    ask(simulator, size="512x512")
    entry = simulator.requests[0]
    simulator.wait(lambda: entry.done)
    assert began + 0.65 < entry.last_mono <= time.monotonic()
    assert entry.sent_bytes == size
    assert entry.first_at - entry.at >= 0.2


async def test_a_held_answer_goes_on_when_released(simulator: Simulator) -> None:
    simulator.play("hold", at=0.5)
    url = simulator.url("custom") + "/images/generations"
    async with httpx.AsyncClient(headers=KEY) as client, client.stream("POST", url, json=IMAGE) as answer:
        total, got = int(answer.headers["content-length"]), 0
        async for chunk in answer.aiter_raw():
            got += len(chunk)
            if got == total // 2:
                assert not simulator.requests[0].done
                simulator.release()
    assert got == total


async def test_it_notices_who_leaves(simulator: Simulator) -> None:
    simulator.play("never_answers")
    async with httpx.AsyncClient(headers=KEY) as client:
        call = asyncio.create_task(client.post(simulator.url("custom") + "/images/generations", json=IMAGE))
        await simulator.until(lambda: bool(simulator.requests and simulator.requests[0].faults))
        call.cancel()
        await simulator.until(lambda: simulator.requests[0].gone)
    assert not ask(simulator).is_error
    assert not simulator.requests[1].gone


def test_the_controls_from_another_process(simulator: Simulator) -> None:
    control = f"{simulator.origin}/control"
    httpx.post(f"{control}/play", json={"fault": "busy", "gateway": "custom"}).raise_for_status()
    httpx.post(f"{control}/pace", json={"gateway": "custom", "wait": 0.01}).raise_for_status()
    assert [ask(simulator).status_code for _ in range(2)] == [503, 200]
    counted = httpx.get(f"{control}/requests").json()
    assert (counted["posts"], counted["by_gateway"]) == (2, {"custom": 2})
    assert counted["requests"][0]["body"] == IMAGE
    simulator.wait(lambda: simulator.requests[1].done)
    timed = httpx.get(f"{control}/log").json()
    assert timed[1]["last_mono"] >= timed[0]["last_mono"] > 0
    assert "cut_midway" in httpx.get(f"{control}/faults").json()
    httpx.post(f"{control}/reset").raise_for_status()
    assert httpx.get(f"{control}/requests").json()["posts"] == 0
    assert httpx.get(f"{control}/nothing").status_code == 404


def test_noise_makes_heavy_pictures_once(simulator: Simulator) -> None:
    weight = simulator.warm(width=1024, height=1024)
    assert weight > 1_500_000
    simulator.pace(noise=True)
    again = httpx.post(f"{simulator.origin}/control/warm", json={"width": 1024, "height": 1024}).json()
    assert again == {"bytes": weight}
    bodies = {len(ask(simulator, prompt=prompt, size="1024x1024").content) for prompt in ("one", "two")}
    assert len(bodies) == 1
    assert bodies.pop() > weight * 4 / 3


def test_it_starts_by_hand() -> None:
    command = [sys.executable, "-m", "tests.simulator", "--port", "0"]
    house = ROOT
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=house, env={**os.environ}) as process:
        assert process.stdout
        settings: dict[str, str] = {}
        while "CUSTOM_MODELS" not in settings:
            name, _, value = process.stdout.readline().strip().partition("=")
            settings[name] = value
        headers = {"authorization": f"Bearer {settings['TURING_API_KEY']}"}
        answer = httpx.get(settings["TURING_BASE_URL"] + "/models", headers=headers)
        process.send_signal(signal.SIGINT)
        process.stdout.read()
    assert "turing/gpt-image-2" in [model["id"] for model in json.loads(answer.text)["data"]]
