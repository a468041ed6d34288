"""Many visitors at once.

Event lines beside a health check, visitors who each watch a run, and pages that do nothing.
"""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

import httpx
import psutil

from bench.footprint import PeakMemory
from bench.processes import Gateways, easel, gateways, submit_run, visitor
from bench.report import Line
from tests.easel_process import Easel

LINES = 1000
VISITORS = 200
IDLE = 50
IDLE_SECONDS = 20.0
SECONDS = 12.0  # that each run writes
CHAT = {"gateway": "tuzi", "model": "gemini-3-pro-image-preview", "options": {"route": "chat"}}
MANY = {
    "EASEL_CALLS_PER_GATEWAY": "400",
    "EASEL_STREAMS_PER_VISITOR": "1000",
    "EASEL_STREAMS_PER_ADDRESS": "2000",
}


class HealthProbe(threading.Thread):
    """The time that `/healthz` takes, asked twenty times a second until told to stop. Seconds."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url = url
        self.stopping = threading.Event()
        self.seconds: list[float] = []

    def run(self) -> None:
        with httpx.Client(base_url=self.url, timeout=30) as client:
            while not self.stopping.wait(0.05):
                begun = time.perf_counter()
                client.get("/healthz").raise_for_status()
                self.seconds.append(time.perf_counter() - begun)

    def stop(self) -> list[float]:
        self.stopping.set()
        self.join()
        return self.seconds


class EventLine(asyncio.Protocol):
    """A client of `/api/events` that costs next to nothing: how late each word was, in seconds."""

    def __init__(self, cookie: str) -> None:
        self.cookie = cookie
        self.opened = asyncio.get_running_loop().create_future()
        self.rest = b""
        self.delays: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        head = f"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: easel_visitor={self.cookie}\r\n\r\n"
        transport.write(head.encode())

    def data_received(self, data: bytes) -> None:
        now = time.time()
        if not self.opened.done():
            assert data.startswith(b"HTTP/1.1 200 "), data[:200]
            self.opened.set_result(None)
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            if line.startswith(b"data: ") and b'"append"' in line:
                for appended in json.loads(line[6:]).get("append", []):
                    stamps = [word for word in appended["text"].split() if word.startswith("t=")]
                    self.delays += [now - float(word[2:]) for word in stamps[-1:]]


async def open_lines(server: Easel, cookies: list[str]) -> list[EventLine]:
    """A line for each cookie, all answered."""
    loop, port = asyncio.get_running_loop(), int(server.url.rpartition(":")[2])
    lines = []
    for cookie in cookies:
        _, line = await loop.create_connection(lambda cookie=cookie: EventLine(cookie), "127.0.0.1", port)
        lines.append(line)
        await line.opened
    return lines


def processor_seconds(server: Easel) -> float:
    return float(sum(psutil.Process(server.pid).cpu_times()[:2]))


@contextmanager
def servers(folder: Path, *, every: float) -> Iterator[tuple[Gateways, Easel]]:
    """The simulator, whose chat models write the time every so often, and Easel without bounds for clients."""
    with gateways() as upstream, easel(folder, {**upstream.env(), **MANY}) as server:
        params = {"times": int(SECONDS / every), "every": every}
        upstream.tell("play", fault="clock_words", times=-1, params=params)
        yield upstream, server


def event_lines(folder: Path, rounds: int) -> list[Line]:
    """1,000 lines on which one run writes five words a second, and beside them a health check."""
    with servers(folder, every=0.2) as (upstream, server):
        client = visitor(server)
        submit_run(client, prompt="words", **CHAT)
        seconds, share, delays = asyncio.run(_lines_and_health(upstream, server, client.cookies["easel_visitor"]))
    assert len(delays) > LINES, f"only {len(delays)} words came"
    return [
        Line(
            name=f"/healthz beside {LINES} event lines, 5 words/s, p95",
            value=quantiles(seconds, n=20)[18] * 1000,
            limit=100,
            unit="ms",
            note=f"median {median(seconds) * 1000:.0f} ms; server {share:.0%} of a core",
        ),
        Line(
            name="yield → event on one of these lines, p95",
            value=quantiles(delays, n=20)[18] * 1000,
            unit="ms",
            note=f"median {median(delays) * 1000:.0f} ms, {len(delays)} events",
        ),
    ]


async def _lines_and_health(
    upstream: Gateways, server: Easel, cookie: str
) -> tuple[list[float], float, list[float]]:
    lines = await open_lines(server, [cookie] * LINES)
    probe = HealthProbe(server.url)
    begun, spent = time.perf_counter(), processor_seconds(server)
    probe.start()
    await asyncio.to_thread(upstream.tell, "release")
    await asyncio.sleep(SECONDS)
    share = (processor_seconds(server) - spent) / (time.perf_counter() - begun)
    seconds = await asyncio.to_thread(probe.stop)
    for line in lines:
        line.transport.abort()
    return seconds, share, [delay for line in lines for delay in line.delays]


def visitors(folder: Path, rounds: int) -> list[Line]:
    """200 visitors, each with a run of their own that writes two words a second, and their page's event line."""
    with servers(folder, every=0.5) as (upstream, server):
        clients = [visitor(server) for _ in range(VISITORS)]
        memory = PeakMemory(server.pid)
        memory.start()
        for number, client in enumerate(clients):
            submit_run(client, prompt=f"words {number}", **CHAT)
        cookies = [client.cookies["easel_visitor"] for client in clients]
        delays = asyncio.run(_watch_all(upstream, server, cookies))
        peak = memory.stop()
    assert len(delays) > VISITORS, f"only {len(delays)} words came"
    return [
        Line(
            name=f"yield → event, {VISITORS} visitors with a run each, p95",
            value=quantiles(delays, n=20)[18] * 1000,
            limit=200,
            unit="ms",
            note=f"median {median(delays) * 1000:.0f} ms, {len(delays)} events",
        ),
        Line(name="memory of the server meanwhile", value=peak / 1e6, limit=400, unit="MB"),
    ]


async def _watch_all(upstream: Gateways, server: Easel, cookies: list[str]) -> list[float]:
    lines = await open_lines(server, cookies)
    await asyncio.to_thread(upstream.tell, "release")
    await asyncio.sleep(SECONDS)
    for line in lines:
        line.transport.abort()
    return [delay for line in lines for delay in line.delays]


def idle_pages(folder: Path, rounds: int) -> list[Line]:
    """The processor that 50 pages cost on which nothing happens, and a server to which nobody came."""
    with easel(folder, {}) as server:
        cookies = [visitor(server).cookies["easel_visitor"] for _ in range(IDLE)]
        alone = _idle_share(server)
        share = asyncio.run(_share_beside_lines(server, cookies))
    return [
        Line(
            name=f"processor of {IDLE} idle pages",
            value=share * 100,
            limit=3,
            unit="%",
            note=f"of a core; {alone * 100:.1f} % without any",
        )
    ]


def _idle_share(server: Easel) -> float:
    spent = processor_seconds(server)
    time.sleep(IDLE_SECONDS)
    return (processor_seconds(server) - spent) / IDLE_SECONDS


async def _share_beside_lines(server: Easel, cookies: list[str]) -> float:
    lines = await open_lines(server, cookies)
    share = await asyncio.to_thread(_idle_share, server)
    for line in lines:
        line.transport.abort()
    return share
