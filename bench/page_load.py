"""First and second visit.

Bytes, requests, layout shift, times by those of a bare page; the first demo picture.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from bench.delivery import browsing
from bench.processes import easel, run_process
from bench.report import Line, spread
from tests.easel_process import free_port

BARE = """
import sys, gradio as gr
with gr.Blocks() as demo, gr.Tabs():
    for name in ("One", "Two", "Three", "Four"):
        with gr.Tab(name):
            gr.Textbox(label=f"{name}, in", elem_id=name)
            gr.Textbox(label=f"{name}, out")
            gr.Button("Go")
demo.launch(server_port=int(sys.argv[1]), quiet=True)
"""
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WATCH = """
globalThis.paints = { largest: 0, shift: 0 };
new PerformanceObserver((list) => {
  for (const it of list.getEntries()) paints.largest = it.startTime;
}).observe({ type: 'largest-contentful-paint', buffered: true });
new PerformanceObserver((list) => {
  for (const it of list.getEntries()) if (!it.hadRecentInput) paints.shift += it.value;
}).observe({ type: 'layout-shift', buffered: true });
"""
WATCH_FORM = """
globalThis.times = { usable: 0, complete: 0 };
(function look() {
  if (document.body) {
    times.usable ||= (USABLE) ? performance.now() : 0;
    times.complete ||= (COMPLETE) ? performance.now() : 0;
  }
  if (!times.complete) requestAnimationFrame(look);
})();
"""
IDLE = """() => {
  const ends = performance.getEntriesByType('resource').map((it) => it.responseEnd);
  return performance.now() - Math.max(0, ...ends) > 1000;
}"""
FIRST_PICTURE = """() => {
  const picture = document.querySelector('#t2i-easel .run img[data-state=done]');
  return picture?.complete && picture.naturalWidth > 0;
}"""
USABLE = {
    "Easel": "document.querySelector(':is(#skeleton, #t2i-prompt) textarea')?.checkVisibility()",
    "bare": "document.querySelector('#One textarea')?.checkVisibility()",
}
"""A field takes what is typed; Easel's skeleton hands it on (ui/static/run/skeleton.js)."""
COMPLETE = {
    "Easel": "document.querySelector('#t2i-prompt textarea') && document.querySelector('#t2i-plan p:not(:empty)')",
    "bare": USABLE["bare"],
}


@dataclass(slots=True)
class Visit:
    """One visit's cost: bytes over the wire, requests, milliseconds, and the sum of layout shifts."""

    bytes: int = 0
    requests: int = 0
    usable: float = 0.0
    complete: float = 0.0
    largest_paint: float = 0.0
    shift: float = 0.0


@dataclass(slots=True)
class Visits:
    first: list[Visit] = field(default_factory=list)
    second: list[Visit] = field(default_factory=list)


def measure(folder: Path, rounds: int) -> list[Line]:
    """Takes turns between the two pages, each visit in a browser that has seen nothing."""
    lines: list[Line] = []
    with browsing() as browser, easel(folder, {}) as server, _bare_page() as bare:
        urls = {"Easel": server.url, "bare": bare}
        for device, kind in (("desktop", DESKTOP), ("phone", PHONE)):
            visits = {name: Visits() for name in urls}
            for _ in range(rounds + 1):
                for name, url in urls.items():
                    _visit_twice(browser, url, kind, name=name, into=visits[name])
            lines += _lines(device, visits["Easel"], visits["bare"])
            lines.append(_first_picture_line(browser, server.url, device, kind, rounds=rounds))
    return lines


@contextmanager
def _bare_page() -> Iterator[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with run_process([sys.executable, "-c", BARE, str(port)], url=url):
        yield url


def _visit_twice(browser: Browser, url: str, kind: dict[str, Any], *, name: str, into: Visits) -> None:
    context = browser.new_context(locale="en-US", **kind)
    for visits in (into.first, into.second):
        page = context.new_page()
        visits.append(_visit(page, url, name=name))
        page.close()
    context.close()


def _visit(page: Page, url: str, *, name: str) -> Visit:
    visit = Visit()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def count_bytes(event: dict[str, Any]) -> None:
        visit.bytes += int(event["encodedDataLength"])

    def count_request(_: object) -> None:
        visit.requests += 1

    session.on("Network.loadingFinished", count_bytes)
    session.on("Network.requestWillBeSent", count_request)
    page.add_init_script(WATCH)
    page.add_init_script(WATCH_FORM.replace("USABLE", USABLE[name]).replace("COMPLETE", COMPLETE[name]))
    page.goto(url)
    page.wait_for_function("times.complete")
    page.wait_for_function(IDLE, polling=250)
    visit.largest_paint, visit.shift = page.evaluate("[paints.largest, paints.shift]")
    visit.usable, visit.complete = page.evaluate("[times.usable, times.complete]")
    return visit


def _first_picture_line(browser: Browser, url: str, device: str, kind: dict[str, Any], *, rounds: int) -> Line:
    """Line of the slowest of strangers who each press one example."""
    taken = [_time_first_picture(browser, url, kind) for _ in range(rounds)]
    what = f"from a first visit to a demo picture by one press, {device}"
    return Line(name=what, value=max(taken), limit=15, unit="s", note=spread(taken))


def _time_first_picture(browser: Browser, url: str, kind: dict[str, Any]) -> float:
    """Seconds from the address to the whole picture; an example is pressed as soon as there is one."""
    context = browser.new_context(locale="en-US", **kind)
    page = context.new_page()
    page.goto(url)
    page.locator("#t2i-easel .example-picture").first.click()
    page.wait_for_function(FIRST_PICTURE)
    seconds = float(page.evaluate("performance.now()")) / 1000
    context.close()
    return seconds


def _lines(device: str, easel: Visits, bare: Visits) -> list[Line]:
    """The first visit of each warms the servers and does not count."""
    first, second, reference = easel.first[1:], easel.second[1:], bare.first[1:]
    largest, usable, complete = (
        [median(getattr(visit, name) for visit in visits) for visits in (first, reference)]
        for name in ("largest_paint", "usable", "complete")
    )
    return [
        Line(name=f"first visit, {device}", value=_most(first, "bytes") / 1000, limit=500, unit="kB"),
        Line(name=f"first visit, {device}: requests", value=_most(first, "requests"), limit=95),
        Line(name=f"second visit, {device}", value=_most(second, "bytes") / 1000, limit=50, unit="kB"),
        _ratio(f"largest paint by a bare page with four tabs, {device}", largest),
        _ratio(f"usable by a bare page with four tabs, {device}", usable),
        _ratio(f"the whole form by a bare page with four tabs, {device}", complete, limit=None),
        Line(name=f"layout shift on load, {device}", value=_most(first, "shift"), limit=0.05),
    ]


def _most(visits: list[Visit], name: str) -> float:
    return max(float(getattr(visit, name)) for visit in visits)


def _ratio(name: str, medians: list[float], *, limit: float | None = 1.3) -> Line:
    ours, reference = medians
    note = f"Easel {ours:.0f} ms, bare {reference:.0f} ms"
    return Line(name=name, value=ours / reference, limit=limit, unit="×", note=note)
