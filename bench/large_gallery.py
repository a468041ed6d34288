"""Gallery of 10,000 pictures against one of 100.

First screen, search, typing, memory of the server.
"""

import sqlite3
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
import psutil
from playwright.sync_api import Browser, Page

from bench.delivery import browsing
from bench.processes import easel, gateways, submit_run, visitor, wait_for_end
from bench.report import Line, spread
from bench.typing_delay import measure_typing
from tests.browser.conftest import wait_until_opened
from tests.easel_process import Easel

FEW, MANY = 100, 10_000
SEARCHES = 60
SCROLLS = 5
QUERIES = ("lighthouse", "山坡上的狗", "castle ink", "9876", "nothing that was ever said")
SEEN = """() => {
  const shown = [...document.querySelectorAll('#gallery-grid li img')]
    .filter((img) => img.getBoundingClientRect().top < innerHeight);
  return shown.length >= 24 && shown.every((img) => img.complete && img.naturalWidth);
}"""


def measure(folder: Path, rounds: int) -> list[Line]:
    """Both galleries are of one server and one real picture, written into the journal as often as needed."""
    with gateways() as upstream, easel(folder, upstream.env()) as server, browsing() as browser:
        clients = {}
        for count in (FEW, MANY):
            clients[count] = client = visitor(server)
            run = wait_for_end(
                client,
                submit_run(client, prompt="a lighthouse", gateway="tuzi", model="gemini-3-pro-image-preview"),
            )
            _copy_run(next(folder.rglob("easel.db")), run["id"], count - 1)
        process = psutil.Process(server.pid)
        screens: dict[int, list[float]] = {FEW: [], MANY: []}
        _screen(browser, server, clients[FEW])
        before = process.memory_info().rss
        for _ in range(rounds):
            for count, seconds in screens.items():
                seconds.append(_screen(browser, server, clients[count]))
        delays = [_search(clients[MANY], QUERIES[number % len(QUERIES)]) for number in range(SEARCHES)]
        growth = process.memory_info().rss - before
        typing = _time_typing(browser, server, clients[MANY])
    few, many = median(screens[FEW]), median(screens[MANY])
    return [
        Line(
            name=f"the gallery's first screen, {MANY} pictures against {FEW}",
            value=many / few,
            limit=1.3,
            unit="×",
            note=f"{MANY}: {spread(screens[MANY])}; {FEW}: {spread(screens[FEW])}",
        ),
        Line(
            name=f"a search among {MANY} prompts, p95",
            value=quantiles(delays, n=20)[18] * 1000,
            limit=100,
            unit="ms",
            note=f"median {median(delays) * 1000:.0f} ms, max {max(delays) * 1000:.0f} ms, n={SEARCHES}",
        ),
        Line(name="memory of the server, grown by all of it", value=growth / 1e6, limit=30, unit="MB"),
        *typing,
    ]


def _copy_run(database: Path, run: str, copies: int) -> None:
    """The same run again and again, each a minute older, with other words."""
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        rows: dict[str, dict[str, Any]] = {
            name: dict(connection.execute(f"SELECT * FROM {name} WHERE {key} = ? LIMIT 1", (run,)).fetchone())
            for name, key in (("runs", "id"), ("calls", "run"), ("pictures", "run"))
        }
        for name, base in rows.items():
            names, holes = ", ".join(base), ", ".join("?" * len(base))
            rows_of_copies = (list(_copy(name, base, run, number).values()) for number in range(copies))
            connection.executemany(f"INSERT INTO {name} ({names}) VALUES ({holes})", rows_of_copies)
    connection.close()


def _copy(name: str, base: dict[str, Any], run: str, number: int) -> dict[str, Any]:
    run_id, created = f"{run[:12]}-{number}", base["created"] - 60 * number - 60
    prompt = f"{('a lighthouse', '山坡上的狗', 'a castle, ink wash', 'a white cat')[number % 4]}, number {number}"
    changes = {
        "runs": {"id": run_id, "prompt": prompt},
        "calls": {"id": f"c-{run_id}", "run": run_id},
        "pictures": {"id": f"p-{run_id}", "run": run_id, "call": f"c-{run_id}"},
    }
    return base | changes[name] | {"created": created}


def _open(browser: Browser, server: Easel, client: httpx.Client) -> Page:
    """The visitor's page in a browser that knows none of the pictures."""
    context = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
    cookies = dict(client.cookies).items()
    context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in cookies])
    page = context.new_page()
    page.goto("/")
    wait_until_opened(page)
    return page


def _screen(browser: Browser, server: Easel, client: httpx.Client) -> float:
    """Seconds from the press on the tab to the first screen's pictures."""
    page = _open(browser, server, client)
    started = time.perf_counter()
    page.get_by_role("tab").nth(3).click()
    page.wait_for_function(SEEN)
    seconds = time.perf_counter() - started
    page.context.close()
    return seconds


def _time_typing(browser: Browser, server: Easel, client: httpx.Client) -> list[Line]:
    """In the gallery's search, scrolled through first, and in the prompt of another tab."""
    page = _open(browser, server, client)
    page.get_by_role("tab").nth(3).click()
    page.wait_for_function(SEEN)
    shown = 0
    for _ in range(SCROLLS):
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        page.wait_for_function("(before) => document.querySelectorAll('[data-tile]').length > before", arg=shown)
        shown = page.locator("[data-tile]").count()
    page.evaluate("scrollTo(0, 0)")
    search = measure_typing(page, "#gallery-search input", behind=f"search of {MANY} pictures")
    page.get_by_role("tab").nth(0).click()
    prompt = measure_typing(page, "#t2i-prompt textarea", behind=f"{MANY} pictures, {shown} of them shown")
    page.context.close()
    return [search, prompt]


def _search(client: httpx.Client, text: str) -> float:
    started = time.perf_counter()
    answer = client.get("/api/pictures", params={"search": text})
    assert answer.status_code == 200, answer.text
    return time.perf_counter() - started
