"""Sixteen pictures on their way up.

Press to last byte at the gateway, against curl -F of the same files.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx
import numpy as np
import psutil
from PIL import Image

from bench.footprint import PeakMemory
from bench.processes import easel, run_process, visitor, wait_for_end
from bench.report import Line, spread
from tests.easel_process import Easel, free_port

PICTURES, MEGABYTES = 16, 10
SINK = """
import asyncio, base64, io, json, sys, time
from PIL import Image
out = io.BytesIO(); Image.new("RGB", (64, 64), "teal").save(out, "PNG")
ANSWER = json.dumps({"created": 1, "data": [{"b64_json": base64.b64encode(out.getvalue()).decode()}]}).encode()
LAST = {"at": 0.0, "bytes": 0}
async def serve(reader, writer):
    head = (await reader.readuntil(b"\\r\\n\\r\\n")).decode("latin-1")
    if head.startswith("GET"):
        body = json.dumps(LAST).encode()
    else:
        if "expect: 100-continue" in head.lower():
            writer.write(b"HTTP/1.1 100 Continue\\r\\n\\r\\n")
        left = int(head.lower().partition("content-length:")[2].partition("\\r")[0])
        LAST["bytes"] = left
        while left:
            left -= len(await reader.read(min(left, 1 << 20)))
        LAST["at"] = time.time()
        body = ANSWER
    lines = ["HTTP/1.1 200 OK", "content-type: text/json", f"content-length: {len(body)}", "connection: close"]
    writer.write("\\r\\n".join([*lines, "", ""]).encode() + body)
    await writer.drain()
    writer.close()
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]), limit=1 << 20)
    await server.serve_forever()
asyncio.run(main())
"""


def measure(folder: Path, rounds: int) -> list[Line]:
    """Both ways of each round one after the other; the ratio of each pair counts."""
    files = _pictures(folder)
    with _sink() as sink, easel(folder, {"CUSTOM_BASE_URL": f"{sink}/v1", "CUSTOM_MODELS": "m@images"}) as server:
        client = visitor(server)
        ids = [_upload(client, path) for path in files]
        ours, theirs, added = [], [], []
        for number in range(rounds + 1):
            theirs.append(_by_curl(sink, files))
            seconds, more = _by_press(client, server, sink, ids, prompt=f"turn {number}")
            ours.append(seconds)
            added.append(more)
    ratios = [mine / curl for mine, curl in zip(ours[1:], theirs[1:], strict=True)]
    what = f"press → last byte of {PICTURES} × {MEGABYTES} MB at the gateway"
    note = f"ours {spread(ours[1:])}; curl {spread(theirs[1:])}"
    return [
        Line(name=f"{what}, by curl -F", value=median(ratios), limit=1.3, unit="×", note=note),
        Line(name="memory added by that upload", value=max(added) / 1e6, limit=40, unit="MB"),
    ]


def _by_press(
    client: httpx.Client, server: Easel, sink: str, ids: list[str], *, prompt: str
) -> tuple[float, float]:
    """Seconds, and bytes of memory that the server had at most beyond what it had before."""
    before = psutil.Process(server.pid).memory_info().rss
    peak = PeakMemory(server.pid)
    peak.start()
    asked = {"task": "edit", "gateway": "custom", "model": "m", "prompt": prompt, "pictures": ids}
    started = time.time()
    run = client.post("/api/runs", json=asked).raise_for_status().json()["id"]
    state = wait_for_end(client, run)
    assert state["state"] == "done", state["error"]
    return _last(sink) - started, peak.stop() - before


def _by_curl(sink: str, files: list[Path]) -> float:
    forms = [part for path in files for part in ("-F", f"image[]=@{path}")]
    command = [
        "curl",
        "-sS",
        "-o",
        "/dev/null",
        "-F",
        "model=m",
        "-F",
        "prompt=x",
        *forms,
        f"{sink}/v1/images/edits",
    ]
    started = time.time()
    subprocess.run(command, check=True)
    return _last(sink) - started


def _last(sink: str) -> float:
    message = httpx.get(f"{sink}/last").json()
    assert message["bytes"] > PICTURES * MEGABYTES * 900_000, message
    return float(message["at"])


def _pictures(folder: Path) -> list[Path]:
    """Noise: PNG files of a little over ten megabytes each, every one different."""
    if shutil.which("curl") is None:
        raise RuntimeError("curl is not installed")
    random = np.random.default_rng(7)
    paths = []
    for number in range(PICTURES):
        path = folder / f"{number}.png"
        noise = random.integers(0, 256, (1830, 1830, 3), dtype=np.uint8)
        Image.fromarray(noise).save(path, compress_level=1)
        paths.append(path)
    return paths


def _upload(client: httpx.Client, path: Path) -> str:
    with path.open("rb") as file:
        answer = client.post("/api/references", files={"image": (path.name, file, "image/png")}).raise_for_status()
    return str(answer.json()["id"])


@contextmanager
def _sink() -> Iterator[str]:
    """A server that reads and forgets, and answers with one small picture."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with run_process([sys.executable, "-c", SINK, str(port)], url=f"{url}/last"):
        yield url
