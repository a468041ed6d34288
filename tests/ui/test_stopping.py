"""A server that is told to stop.

Calls may end, people and proxies hear why, and no time is lost.
"""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.easel_process import Easel, running
from tests.simulator import Simulator

GRACE = 5
HALF_UPLOAD = (
    b"POST /api/references HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n"
    b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
    b'--b\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n'
)


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def held_run(simulator: Simulator, tmp_path: Path) -> Iterator[tuple[Easel, httpx.Client]]:
    """A server with a run that has received half of its picture."""
    env = {**simulator.env("sk-sim-default"), "EASEL_GRACE": str(GRACE)}
    with running(tmp_path / "data", env) as easel, httpx.Client(base_url=easel.url, timeout=30) as browser:
        simulator.play("hold", at=0.5)
        asked = {"gateway": "custom", "model": "gpt-image-1", "options": {"response_format": "b64_json"}}
        run = browser.post("/api/runs", json={**asked, "prompt": "a hill"}).json()["id"]
        wait_until(lambda: bool(browser.get(f"/api/runs/{run}").json()["pictures"]))
        yield easel, browser


def stop(easel: Easel, browser: httpx.Client) -> None:
    """Tells it to stop, and waits until it says so."""
    os.kill(easel.pid, signal.SIGTERM)
    wait_until(lambda: browser.get("/healthz").status_code == 503)


def expect_quiet_end(easel: Easel) -> None:
    assert easel.wait(30) in {0, -signal.SIGTERM}, "what systemd takes as clean"
    assert "Traceback" not in easel.log
    assert "ERROR" not in easel.log


def test_it_answers_until_the_calls_have_ended(held_run: tuple[Easel, httpx.Client], simulator: Simulator) -> None:
    easel, browser = held_run
    with browser.stream("GET", "/api/events") as line:
        stop(easel, browser)
        assert browser.get("/healthz").text == "closing\n"
        ready = browser.get("/readyz")
        assert (ready.status_code, ready.json()["ready"], ready.json()["problems"]) == (503, False, ["closing"])
        refused = browser.post("/api/runs", json={"gateway": "demo", "model": "painter", "prompt": "one more"})
        assert (refused.status_code, refused.json()["error"]["kind"]) == (503, "closing")
        simulator.release()
        assert '"done"' in "".join(line.iter_text()), "who watches sees the end"
    expect_quiet_end(easel)


def test_all_waits_go_side_by_side_and_an_open_upload_is_told(
    held_run: tuple[Easel, httpx.Client],
) -> None:
    easel, browser = held_run
    with socket.create_connection(("127.0.0.1", int(easel.url.rpartition(":")[2]))) as upload:
        upload.sendall(HALF_UPLOAD)
        stop(easel, browser)
        begun = time.monotonic()
        answer = upload.makefile("rb").read()
        assert answer.startswith(b"HTTP/1.1 503 ") and b'"closing"' in answer
        expect_quiet_end(easel)
        assert time.monotonic() - begun < GRACE + 2.5, "uvicorn's three seconds came on top"
