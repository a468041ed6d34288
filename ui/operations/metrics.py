"""Prometheus metrics: runs, calls, queues, bytes, the event loop's lag.

Nobody's prompt or id is in them.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from studio.observing.call_report import CallReport

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
PROBE_SECONDS: Final = 0.5
SECONDS: Final = (0.5, 1, 2, 5, 10, 20, 40, 80, 160, 320, 600)

Numbers = Callable[[], dict[str, int]]
"""A number by name: of runs by state, of waiting calls by gateway."""


class Metrics:
    """The counters of one server, in a registry of their own."""

    def __init__(self, *, runs: Numbers, waiting: Numbers, free_bytes: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        self._calls = Counter(
            "easel_calls", "Calls that ended", ["gateway", "state", "kind"], registry=self._registry
        )
        self._bytes = Counter("easel_received_bytes", "Bytes of answers", ["gateway"], registry=self._registry)
        self._seconds = Histogram(
            "easel_call_seconds",
            "Seconds of a call, from its sending",
            ["gateway"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._lag = Gauge("easel_loop_lag_seconds", "Lag of the event loop, the last seen", registry=self._registry)
        self._registry.register(_Now(runs=runs, waiting=waiting, free_bytes=free_bytes))

    def count_call(self, report: CallReport) -> None:
        """Counts a call that ended. What was read again was counted when it was sent."""
        if report.reread:
            return
        self._calls.labels(report.gateway, report.state, report.error).inc()
        self._bytes.labels(report.gateway).inc(report.received)
        if report.ms:
            self._seconds.labels(report.gateway).observe(report.ms / 1000)

    def text(self) -> bytes:
        """All of it as it is now; blocks."""
        return generate_latest(self._registry)

    async def watch_lag(self) -> None:
        """Measures the event loop's lag twice a second, until it is cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(PROBE_SECONDS)
            self._lag.set(max(0.0, loop.time() - before - PROBE_SECONDS))


class _Now(Collector):
    """Numbers that are asked for when they are read, and counted nowhere."""

    def __init__(self, *, runs: Numbers, waiting: Numbers, free_bytes: Callable[[], int]) -> None:
        self._runs = runs
        self._waiting = waiting
        self._free_bytes = free_bytes

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, text, label, numbers in (
            ("easel_runs", "Unfinished runs by state", "state", self._runs()),
            ("easel_calls_waiting", "Calls that wait for their gateway", "gateway", self._waiting()),
        ):
            family = GaugeMetricFamily(name, text, labels=[label])
            for key, number in numbers.items():
                family.add_metric([key], number)
            yield family
        yield GaugeMetricFamily("easel_disk_free_bytes", "Free bytes of the data folder", self._free_bytes())
