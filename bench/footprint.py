"""Memory of many large answers at once.

And the processor time of a picture in thousands of deltas.
"""

import base64
import io
import json
import re
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import psutil
from PIL import Image

from bench.processes import easel, gateways, submit_run, visitor, wait_for_end
from bench.report import Line, spread

AT_ONCE = 20
LARGE: dict[str, Any] = {
    "gateway": "tuzi",
    "model": "gemini-3-pro-image-preview",
    "aspect_ratio": "1:1",
    "resolution": "4K",
    "options": {"response_format": "b64_json"},
}
MANY_DELTAS = "[fault:size_ignored width=3550 height=3550] [fault:many_deltas]"  # about 24 MB
DELTAS: dict[str, Any] = {"gateway": "tuzi", "model": "gemini-3-pro-image-preview", "options": {"route": "chat"}}


class PeakMemory(threading.Thread):
    """The greatest resident size of a process, looked at every 20 ms until told to stop. Bytes."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.process = psutil.Process(pid)
        self.stopping = threading.Event()
        self.highest = 0

    def run(self) -> None:
        while not self.stopping.wait(0.02):
            self.highest = max(self.highest, self.process.memory_info().rss)

    def stop(self) -> int:
        self.stopping.set()
        self.join()
        return self.highest


def memory(folder: Path, rounds: int) -> list[Line]:
    """20 answers of ~40 MB of base64 in flight together: held at 90 %, then let go to the end."""
    with gateways() as upstream, easel(folder, upstream.env()) as server:
        client = visitor(server)
        wait_for_end(client, submit_run(client, prompt="warm", **LARGE | {"resolution": "1K"}))
        upstream.tell("pace", noise=True)
        before = psutil.Process(server.pid).memory_info().rss
        upstream.tell("play", fault="hold", times=AT_ONCE, params={"at": 0.9})
        peak = PeakMemory(server.pid)
        peak.start()
        runs = [submit_run(client, prompt=f"noise {number}", **LARGE) for number in range(AT_ONCE)]
        while sum(_received_bytes(client, run) > 20e6 for run in runs) < AT_ONCE:
            peak.stopping.wait(0.2)
        flying = peak.highest - before
        upstream.tell("release")
        states = {wait_for_end(client, run)["state"] for run in runs}
        whole = peak.stop() - before
    assert states == {"done"}, states
    return [
        Line(
            name="memory per 4K base64 answer in flight, 20 at once",
            value=flying / AT_ONCE / 1e6,
            limit=3,
            unit="MB",
        ),
        Line(
            name="the same until all are checked and thumbnailed",
            value=whole / AT_ONCE / 1e6,
            unit="MB",
            note="Pillow decodes 4096×4096 to 64 MB, one at a time",
        ),
    ]


def _received_bytes(client: httpx.Client, run: str) -> float:
    return float(sum(picture["bytes"] for picture in client.get(f"/api/runs/{run}").json()["pictures"]))


def stream(folder: Path, rounds: int) -> list[Line]:
    """A 24 MB picture in 6,000 deltas of a chat stream: processor time of the whole server, from press to done, and
    beside it that of the plainest client there can be."""
    with gateways() as upstream, easel(folder, upstream.env()) as server:
        client = visitor(server)
        process = psutil.Process(server.pid)
        upstream.tell("pace", noise=True)
        seconds, plain, sizes = [], [], []
        for number in range(rounds + 1):
            started = sum(process.cpu_times()[:2])
            run = wait_for_end(client, submit_run(client, prompt=f"{number} {MANY_DELTAS}", **DELTAS))
            seconds.append(sum(process.cpu_times()[:2]) - started)
            sizes.append(run["pictures"][-1]["bytes"])
            plain.append(_plainest(upstream.env()))
    note = f"{median(sizes) / 1e6:.1f} MB; server {spread(seconds[1:])}; plainest httpx client {spread(plain[1:])}"
    return [
        Line(
            name="processor for a picture in 6,000 deltas, whole server",
            value=median(seconds[1:]) / median(plain[1:]),
            limit=1.0,
            unit="×",
            note=note,
        )
    ]


def _plainest(env: Mapping[str, str]) -> float:
    """Processor seconds of httpx, json and base64, the picture whole in memory, decoded and thumbnailed."""
    started = time.process_time()
    request = {
        "model": DELTAS["model"],
        "stream": True,
        "messages": [{"role": "user", "content": MANY_DELTAS}],
    }
    texts = []
    url, key = f"{env['TUZI_BASE_URL']}/chat/completions", f"Bearer {env['TUZI_API_KEY']}"
    with httpx.stream("POST", url, headers={"authorization": key}, json=request, timeout=60) as answer:
        for line in answer.iter_lines():
            if line.startswith("data: {"):
                texts += [choice["delta"].get("content") or "" for choice in json.loads(line[6:])["choices"]]
    match = re.search(r"base64,([A-Za-z0-9+/=]+)", "".join(texts))
    assert match is not None
    with Image.open(io.BytesIO(base64.b64decode(match[1]))) as picture:
        picture.load()
        picture.thumbnail((512, 512))
        picture.save(io.BytesIO(), "WEBP")
    return time.process_time() - started
