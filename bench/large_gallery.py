"""The gallery of 10,000 pictures against that of 100: its first screen, a search, and the server's memory."""

import sqlite3
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
import psutil
from playwright.sync_api import Browser

from bench.delivery import browsing
from bench.processes import easel, ended, gateways, made, visitor
from bench.report import Line, spread
from tests.easel_process import Easel

FEW, MANY = 100, 10_000
SEARCHES = 60
WORDS = ("lighthouse", "山坡上的狗", "castle ink", "9876", "nothing that was ever said")
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
            run = ended(
                client, made(client, prompt="a lighthouse", gateway="tuzi", model="gemini-3-pro-image-preview")
            )
            _hang(next(folder.rglob("easel.db")), run["id"], count - 1)
        process = psutil.Process(server.pid)
        screens: dict[int, list[float]] = {FEW: [], MANY: []}
        _screen(browser, server, clients[FEW])
        before = process.memory_info().rss
        for _ in range(rounds):
            for count, taken in screens.items():
                taken.append(_screen(browser, server, clients[count]))
        late = [_search(clients[MANY], WORDS[turn % len(WORDS)]) for turn in range(SEARCHES)]
        grown = process.memory_info().rss - before
    few, many = median(screens[FEW]), median(screens[MANY])
    return [
        Line(
            what=f"the gallery's first screen, {MANY} pictures against {FEW}",
            value=many / few,
            limit=1.3,
            unit="×",
            note=f"{MANY}: {spread(screens[MANY])}; {FEW}: {spread(screens[FEW])}",
        ),
        Line(
            what=f"a search among {MANY} prompts, p95",
            value=quantiles(late, n=20)[18] * 1000,
            limit=100,
            unit="ms",
            note=f"median {median(late) * 1000:.0f} ms, max {max(late) * 1000:.0f} ms, n={SEARCHES}",
        ),
        Line(what="memory of the server, grown by all of it", value=grown / 1e6, limit=30, unit="MB"),
    ]


def _hang(database: Path, run: str, copies: int) -> None:
    """The same run again and again, each a minute older, with other words."""
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        rows: dict[str, dict[str, Any]] = {
            name: dict(connection.execute(f"SELECT * FROM {name} WHERE {key} = ? LIMIT 1", (run,)).fetchone())
            for name, key in (("runs", "id"), ("calls", "run"), ("pictures", "run"))
        }
        for name, base in rows.items():
            names, holes = ", ".join(base), ", ".join("?" * len(base))
            copied = (list(_copy(name, base, run, number).values()) for number in range(copies))
            connection.executemany(f"INSERT INTO {name} ({names}) VALUES ({holes})", copied)
    connection.close()


def _copy(name: str, base: dict[str, Any], run: str, number: int) -> dict[str, Any]:
    mine, when = f"{run[:12]}-{number}", base["created"] - 60 * number - 60
    said = f"{('a lighthouse', '山坡上的狗', 'a castle, ink wash', 'a white cat')[number % 4]}, number {number}"
    changed = {
        "runs": {"id": mine, "prompt": said},
        "calls": {"id": f"c-{mine}", "run": mine},
        "pictures": {"id": f"p-{mine}", "run": mine, "call": f"c-{mine}"},
    }
    return base | changed[name] | {"created": when}


def _screen(browser: Browser, server: Easel, client: httpx.Client) -> float:
    """Seconds from the press on the tab to the first screen's pictures, in a browser that knows none of them."""
    context = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
    cookies = dict(client.cookies).items()
    context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in cookies])
    page = context.new_page()
    page.goto("/")
    page.locator("#t2i-plan p:not(:empty)").wait_for()
    begun = time.perf_counter()
    page.get_by_role("tab").nth(3).click()
    page.wait_for_function(SEEN)
    taken = time.perf_counter() - begun
    context.close()
    return taken


def _search(client: httpx.Client, words: str) -> float:
    begun = time.perf_counter()
    answer = client.get("/api/pictures", params={"search": words})
    assert answer.status_code == 200, answer.text
    return time.perf_counter() - begun
