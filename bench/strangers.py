"""Large pictures of few bytes, brought and edited by a stranger.

Memory of the server, and what another waits.
"""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import httpx
import psutil

from bench.footprint import PeakMemory
from bench.processes import easel, submit_run, visitor, wait_for_end
from bench.report import Line, spread
from tests.easel_process import Easel
from tests.ui.test_memory import bomb

DEMO = {"gateway": "demo", "model": "painter"}
AT_ONCE = 4
REFUSED, TAKEN = 14_000, 8_000
"""Sides of squares: 196 megapixels are over the bound of an upload, 64 are not."""


class OtherVisitor(threading.Thread):
    """Somebody else's runs of the demo, one after the other until told to stop. Seconds."""

    def __init__(self, server: Easel) -> None:
        super().__init__(daemon=True)
        self.client = visitor(server)
        self.stopping = threading.Event()
        self.seconds: list[float] = []

    def run(self) -> None:
        while not self.stopping.is_set():
            self.seconds.append(self.run_once())

    def run_once(self) -> float:
        begun = time.perf_counter()
        wait_for_end(self.client, submit_run(self.client, prompt=f"a boat {begun}", **DEMO))
        return time.perf_counter() - begun

    def stop(self) -> list[float]:
        self.stopping.set()
        self.join()
        return self.seconds


def measure(folder: Path, rounds: int) -> list[Line]:
    """Four uploads of 196 MP at once, then four edits of pictures of 64 MP at once, beside another's runs."""
    with easel(folder, {}) as server:
        other, stranger = OtherVisitor(server), visitor(server)
        other.run_once()
        alone = [other.run_once() for _ in range(rounds)]
        peak = PeakMemory(server.pid)
        peak.start()
        before = psutil.Process(server.pid).memory_info().rss
        with ThreadPoolExecutor(AT_ONCE) as four:
            large = [bomb(REFUSED, seed=seed) for seed in range(AT_ONCE)]
            refused = {answer.status_code for answer in four.map(lambda data: _bring(stranger, data), large)}
        pictures = [_bring(stranger, bomb(TAKEN, seed=seed, channels=3)).json()["id"] for seed in range(AT_ONCE)]
        other.start()
        edits = [
            submit_run(stranger, task="edit", prompt="make it blue", pictures=[picture], fit=True, **DEMO)
            for picture in pictures
        ]
        states = {wait_for_end(stranger, run)["state"] for run in edits}
        beside = other.stop()
        highest = peak.stop()
    assert (refused, states) == ({422}, {"done"}), (refused, states)
    return [
        Line(
            name="memory while a stranger brings and edits large pictures",
            value=highest / 1e6,
            limit=700,
            unit="MB",
            note=f"{before / 1e6:.0f} MB before",
        ),
        Line(
            name="another's run meanwhile, worst by median alone",
            value=max(beside) / median(alone),
            limit=2,
            unit="×",
            note=f"alone {spread(alone)}; beside {spread(beside)}",
        ),
    ]


def _bring(client: httpx.Client, data: bytes) -> httpx.Response:
    return client.post("/api/references", files={"image": ("b.png", data)}, timeout=120)
