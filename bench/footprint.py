"""Memory of many large answers at once, and the processor time of a picture in thousands of deltas."""

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

from bench.processes import easel, ended, gateways, made, visitor
from bench.report import Line

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


class Peak(threading.Thread):
    """The greatest resident size of a process, looked at every 20 ms until told to stop. Bytes."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.process = psutil.Process(pid)
        self.enough = threading.Event()
        self.most = 0

    def run(self) -> None:
        while not self.enough.wait(0.02):
            self.most = max(self.most, self.process.memory_info().rss)

    def stop(self) -> int:
        self.enough.set()
        self.join()
        return self.most


def memory(folder: Path, rounds: int) -> list[Line]:
    """20 answers of ~40 MB of base64 in flight together: held at 90 %, then let go to the end."""
    with gateways() as upstream, easel(folder, upstream.env()) as server:
        client = visitor(server)
        ended(client, made(client, prompt="warm", **LARGE | {"resolution": "1K"}))
        upstream.tell("pace", noise=True)
        before = psutil.Process(server.pid).memory_info().rss
        upstream.tell("play", fault="hold", times=AT_ONCE, params={"at": 0.9})
        peak = Peak(server.pid)
        peak.start()
        runs = [made(client, prompt=f"noise {number}", **LARGE) for number in range(AT_ONCE)]
        while sum(_received(client, run) > 20e6 for run in runs) < AT_ONCE:
            peak.enough.wait(0.2)
        flying = peak.most - before
        upstream.tell("release")
        states = {ended(client, run)["state"] for run in runs}
        whole = peak.stop() - before
    assert states == {"done"}, states
    return [
        Line(
            what="memory per 4K base64 answer in flight, 20 at once",
            value=flying / AT_ONCE / 1e6,
            limit=3,
            unit="MB",
        ),
        Line(
            what="the same until all are checked and thumbnailed",
            value=whole / AT_ONCE / 1e6,
            unit="MB",
            note="Pillow decodes 4096×4096 to 64 MB, one at a time",
        ),
    ]


def _received(client: httpx.Client, run: str) -> float:
    return float(sum(picture["bytes"] for picture in client.get(f"/api/runs/{run}").json()["pictures"]))


def stream(folder: Path, rounds: int) -> list[Line]:
    """A 24 MB picture in 6,000 deltas of a chat stream: processor time of the whole server, from press to done, and
    beside it that of the plainest client there can be."""
    with gateways() as upstream, easel(folder, upstream.env()) as server:
        client = visitor(server)
        process = psutil.Process(server.pid)
        upstream.tell("pace", noise=True)
        spent, plain, sizes = [], [], []
        for turn in range(rounds + 1):
            begun = sum(process.cpu_times()[:2])
            run = ended(client, made(client, prompt=f"{turn} {MANY_DELTAS}", **DELTAS))
            spent.append(sum(process.cpu_times()[:2]) - begun)
            sizes.append(run["pictures"][-1]["bytes"])
            plain.append(_plainest(upstream.env()))
    reference = f"plainest client median {median(plain[1:]):.2f} s, {min(plain[1:]):.2f}–{max(plain[1:]):.2f}"
    note = f"{median(sizes) / 1e6:.1f} MB of picture; {min(spent[1:]):.2f}–{max(spent[1:]):.2f} s; {reference}"
    return [
        Line(
            what="a picture in a chat stream of 6,000 deltas, whole server",
            value=median(spent[1:]),
            limit=1,
            unit="s",
            note=note,
        )
    ]


def _plainest(env: Mapping[str, str]) -> float:
    """Processor seconds of httpx, json and base64, the picture whole in memory, decoded and thumbnailed."""
    begun = time.process_time()
    asked = {
        "model": DELTAS["model"],
        "stream": True,
        "messages": [{"role": "user", "content": MANY_DELTAS}],
    }
    said = []
    url, key = f"{env['TUZI_BASE_URL']}/chat/completions", f"Bearer {env['TUZI_API_KEY']}"
    with httpx.stream("POST", url, headers={"authorization": key}, json=asked, timeout=60) as answer:
        for line in answer.iter_lines():
            if line.startswith("data: {"):
                said += [choice["delta"].get("content") or "" for choice in json.loads(line[6:])["choices"]]
    found = re.search(r"base64,([A-Za-z0-9+/=]+)", "".join(said))
    assert found is not None
    with Image.open(io.BytesIO(base64.b64decode(found[1]))) as picture:
        picture.load()
        picture.thumbnail((512, 512))
        picture.save(io.BytesIO(), "WEBP")
    return time.process_time() - begun
