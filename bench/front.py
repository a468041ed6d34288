"""Delivery behind nginx, beside the same without.

The press, its events, and the picture while it grows.
"""

import json
import time
from pathlib import Path
from statistics import median

import httpx

from bench.delivery import HUNDRED_MBIT, LARGE
from bench.processes import easel, gateways, submit_run, visitor
from bench.report import Line, spread
from tests.easel_process import free_port
from tests.fronts.nginx import nginx, server, shipped_location

CALLS = 200


def measure(folder: Path, rounds: int) -> list[Line]:
    """One 4096×4096 PNG at 100 Mbit/s and as fast as the gateway can; and many small answers, which only inform."""
    port = free_port()
    with (
        gateways() as upstream,
        easel(folder, upstream.env()) as behind,
        nginx(folder / "nginx", server(port, shipped_location(behind.url))),
    ):
        straight = visitor(behind)
        fronted = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, cookies=straight.cookies)
        lines = []
        for rate, speed in ((HUNDRED_MBIT, "100 Mbit/s"), (0, "full speed")):
            upstream.tell("pace", noise=True, rate=rate)
            times = [(_deliver(straight), _deliver(fronted)) for _ in range(rounds + 1)][1:]
            lines.append(_line(f"press → last byte behind nginx, 4K PNG, {speed}", times, limit=1.1))
        times = [(_ask(straight), _ask(fronted)) for _ in range(rounds)]
        lines.append(_line(f"{CALLS} × GET /api/connection behind nginx", times))
    return lines


def _line(name: str, times: list[tuple[float, float]], *, limit: float = 0.0) -> Line:
    straight, fronted = (list(column) for column in zip(*times, strict=True))
    note = f"nginx {spread(fronted)}; straight {spread(straight)}"
    return Line(name=name, value=median(fronted) / median(straight), limit=limit, unit="×", note=note)


def _deliver(client: httpx.Client) -> float:
    """Seconds from the press to the last byte of the picture, which is fetched as soon as it is told of."""
    begun = time.perf_counter()
    run = submit_run(client, prompt="noise", **LARGE)
    with client.stream("GET", f"/api/runs/{run}/events") as events:
        changes = (json.loads(line[5:]) for line in events.iter_lines() if line.startswith("data:"))
        picture = next(change["pictures"][0] for change in changes if change.get("pictures"))
    with client.stream("GET", picture["url"]) as growing:
        for _ in growing.iter_raw():
            pass
    return time.perf_counter() - begun


def _ask(client: httpx.Client) -> float:
    begun = time.perf_counter()
    for _ in range(CALLS):
        client.get("/api/connection").raise_for_status()
    return time.perf_counter() - begun
