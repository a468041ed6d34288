"""Processes that a measure needs, each on a port of its own.

Simulator, Easel, plain servers.
"""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.easel_process import Easel, free_port, running_anew
from tests.paths import ROOT

STATIC = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.staticfiles import StaticFiles
app = Starlette()
app.mount("/", StaticFiles(directory=sys.argv[1], html=True))
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""


@contextmanager
def run_process(command: list[str], *, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that serves `url`; waits for it, and ends it by its id."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        answering(url)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def answering(url: str, *, pause: float = 0.02) -> float:
    """Waits for the first 200; returns the seconds it took."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < 60:
        try:
            if httpx.get(url, timeout=10, follow_redirects=True).status_code == 200:
                return time.perf_counter() - begun
        except httpx.TransportError:
            time.sleep(pause)
    raise RuntimeError(f"{url} never answered")


@contextmanager
def static(folder: Path) -> Iterator[str]:
    """A plain static server of a folder."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    (folder / "index.html").write_text("<!doctype html><title>reference</title><body></body>")
    with run_process([sys.executable, "-c", STATIC, str(folder), str(port)], url=url):
        yield url


class Gateways:
    """The simulator in a process of its own, driven over HTTP."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.client = httpx.Client(base_url=self.url, timeout=60)

    def tell(self, verb: str, **fields: Any) -> None:
        self.client.post(f"/control/{verb}", json=fields).raise_for_status()

    def log(self) -> list[dict[str, Any]]:
        return list(self.client.get("/control/log").json())

    def env(self) -> dict[str, str]:
        """The settings that point Easel here."""
        paths = {"OPENAI": "/openai/v1", "TUZI": "/tuzi/v1", "TURING": "/turing/api/v1", "QINIU": "/qiniu/v1"}
        keys = {f"{name}_API_KEY": "sk-sim-default" for name in paths}
        return keys | {f"{name}_BASE_URL": self.url + path for name, path in paths.items()}


@contextmanager
def gateways() -> Iterator[Gateways]:
    """The simulator."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tests.simulator", "--port", str(port)]
    with run_process(command, url=f"{url}/control/log"):
        yield Gateways(port)


@contextmanager
def easel(folder: Path, env: Mapping[str, str]) -> Iterator[Easel]:
    """Easel with room for many runs of one visitor."""
    with running_anew(folder / "data", {"EASEL_RUNS_PER_VISITOR": "1000", **env}) as server:
        yield server


def visitor(server: Easel) -> httpx.Client:
    """A visitor who has the cookie."""
    client = httpx.Client(base_url=server.url, timeout=120)
    client.get("/api/gateways").raise_for_status()
    return client


def submit_run(client: httpx.Client, **asked: Any) -> str:
    """Starts a run; returns its id."""
    answer = client.post("/api/runs", json={"task": "generate", **asked})
    answer.raise_for_status()
    return str(answer.json()["id"])


def wait_for_end(client: httpx.Client, run: str) -> dict[str, Any]:
    """Waits for the run's end by following its events, and returns it."""
    with client.stream("GET", f"/api/runs/{run}/events") as events:
        for _ in events.iter_raw():
            pass
    return dict(client.get(f"/api/runs/{run}").json())
