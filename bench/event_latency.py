"""Event latency: from the gateway to a client, while 200 runs are watched at once."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

import httpx

from bench.processes import easel, gateways, submit_run, visitor
from bench.report import Line

WATCHED = 200
BOUNDS = {
    "EASEL_CALLS_PER_GATEWAY": "400",
    "EASEL_STREAMS_PER_VISITOR": "400",
    "EASEL_STREAMS_PER_ADDRESS": "400",
}
"""Above those of a server that is not measured: one client watches all."""


def measure(folder: Path, rounds: int) -> list[Line]:
    """Each run streams its words slowly, each word the time at which it was sent; each is watched by one client."""
    with gateways() as upstream, easel(folder, {**upstream.env(), **BOUNDS}) as server:
        client = visitor(server)
        upstream.tell("play", fault="clock_words", times=-1, params={"times": 20, "every": 0.5})
        request = {"gateway": "tuzi", "model": "gemini-3-pro-image-preview", "options": {"route": "chat"}}
        runs = [submit_run(client, prompt=f"words {number}", **request) for number in range(WATCHED)]
        delays = asyncio.run(
            _watch(server.url, dict(client.cookies), runs, release=lambda: upstream.tell("release"))
        )
    assert len(delays) > WATCHED, f"only {len(delays)} words came"
    tenths = quantiles(delays, n=20)
    note = f"median {tenths[9] * 1000:.0f} ms, max {max(delays) * 1000:.0f} ms, {len(delays)} events"
    return [
        Line(
            name="yield → event at a client, 200 runs watched, p95",
            value=tenths[18] * 1000,
            limit=200,
            unit="ms",
            note=note,
        )
    ]


async def _watch(url: str, cookies: dict[str, str], runs: list[str], *, release: Callable[[], None]) -> list[float]:
    """All runs watched, then let go together."""
    ready = asyncio.Barrier(WATCHED + 1)
    limits = httpx.Limits(max_connections=WATCHED + 10)
    async with httpx.AsyncClient(base_url=url, cookies=cookies, limits=limits, timeout=120) as client:
        watching = asyncio.gather(*(_watch_run(client, run, ready) for run in runs))
        await ready.wait()
        await asyncio.to_thread(release)
        delays = await watching
    return [delay for run_delays in delays for delay in run_delays]


async def _watch_run(client: httpx.AsyncClient, run: str, ready: asyncio.Barrier) -> list[float]:
    """The delay of each word of one run, in seconds."""
    delays = []
    async with client.stream("GET", f"/api/runs/{run}/events") as events:
        await ready.wait()
        async for line in events.aiter_lines():
            now = time.time()
            if line.startswith("data:"):
                for appended in json.loads(line[5:]).get("append", []):
                    stamps = [word for word in appended["text"].split() if word.startswith("t=")]
                    delays += [now - float(word[2:]) for word in stamps[-1:]]
    return delays
