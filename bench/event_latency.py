"""From a word leaving the gateway to the event at a client, while 200 runs are watched at once."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

import httpx

from bench.processes import easel, gateways, made, visitor
from bench.report import Line

WATCHED = 200


def measure(folder: Path, rounds: int) -> list[Line]:
    """Each run streams its words slowly, each word the time at which it was sent; each is watched by one client."""
    with gateways() as upstream, easel(folder, {**upstream.env(), "EASEL_CALLS_PER_GATEWAY": "400"}) as server:
        client = visitor(server)
        upstream.tell("play", fault="clock_words", times=-1, params={"times": 20, "every": 0.5})
        asked = {"gateway": "tuzi", "model": "gemini-3-pro-image-preview", "options": {"route": "chat"}}
        runs = [made(client, prompt=f"words {number}", **asked) for number in range(WATCHED)]
        late = asyncio.run(_watch(server.url, dict(client.cookies), runs, release=lambda: upstream.tell("release")))
    assert len(late) > WATCHED, f"only {len(late)} words came"
    tenths = quantiles(late, n=20)
    note = f"median {tenths[9] * 1000:.0f} ms, max {max(late) * 1000:.0f} ms, {len(late)} events"
    return [
        Line(
            what="yield → event at a client, 200 runs watched, p95",
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
        watching = asyncio.gather(*(_one(client, run, ready) for run in runs))
        await ready.wait()
        await asyncio.to_thread(release)
        found = await watching
    return [late for each in found for late in each]


async def _one(client: httpx.AsyncClient, run: str, ready: asyncio.Barrier) -> list[float]:
    """How late each word of one run was, in seconds."""
    late = []
    async with client.stream("GET", f"/api/runs/{run}/events") as events:
        await ready.wait()
        async for line in events.aiter_lines():
            now = time.time()
            if line.startswith("data:"):
                for appended in json.loads(line[5:]).get("append", []):
                    words = [word for word in appended["text"].split() if word.startswith("t=")]
                    late += [now - float(word[2:]) for word in words[-1:]]
    return late
