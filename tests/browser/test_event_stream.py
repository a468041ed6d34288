"""The line by which the page hears of its runs.

Whatever closes it, it is opened again, and nothing is missed.
"""

import asyncio
import re
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import expose, open_bare, open_page, wait_until_opened
from tests.browser.test_text_to_image import DONE, choose, press, wait_until_loaded
from tests.easel_process import Easel, running
from tests.simulator.server import Simulator

EVENTS = "**/api/events"
LONGEST_PAUSE = 15_000
"""ms until the page tries again, at the most (lib/event_stream.js)."""


def refuse(page: Page, times: int) -> list[int]:
    """Answers the line with a proxy's 502 so many times. Returns the tries, as they come."""
    tries: list[int] = []

    def answer(route: Route) -> None:
        tries.append(len(tries))
        if len(tries) <= times:
            route.fulfill(status=502, content_type="text/html", body="<h1>Bad gateway</h1>")
        else:
            route.continue_()

    page.route(EVENTS, answer)
    return tries


def reopen(page: Page) -> None:
    """The events that a browser gives the page after a change of network: the line is opened anew."""
    page.evaluate("dispatchEvent(new Event('online'))")


@pytest.mark.shares_page
def test_an_error_on_the_line_does_not_freeze_the_page(page: Page, simulator: Simulator) -> None:
    """A browser closes such a line for good, and the page heard of nothing any more."""
    simulator.play("hold", gateway="turing", at=0.5)
    tries = refuse(page, 2)
    reopen(page)
    choose(page, "doubao-seedream")
    press(page, "a mountain")
    page.locator(".run").first.wait_for()
    expect(page.locator(".offline")).to_be_hidden(timeout=20_000)
    assert len(tries) == 3
    simulator.release()
    wait_until_loaded(page, DONE)
    expect(page.locator(".run").first).to_have_attribute("data-state", "done")


def wait_for_end(visitor: BrowserContext, run: dict[str, Any]) -> None:
    """Hears of the run until it has ended, on a line of its own."""
    assert visitor.request.get(f"/api/runs/{run['id']}/events", timeout=30_000).ok


@pytest.mark.shares_page
def test_what_ended_while_the_line_was_away_is_not_left_running(
    page: Page, visitor: BrowserContext, simulator: Simulator
) -> None:
    """More runs came than the newest page of them holds."""
    simulator.play("hold", gateway="turing", at=0.5)
    choose(page, "doubao-seedream")
    press(page, "the first one")
    expect(page.locator(".run[data-state=receiving]")).to_have_count(1)
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    simulator.play("quota_429", gateway="tuzi", times=13)  # runs without a picture are the cheapest
    for number in range(13):
        model = {"gateway": "tuzi", "model": "gemini-3-pro-image-preview"}
        wait_for_end(visitor, visitor.request.post("/api/runs", data={**model, "prompt": f"hill {number}"}).json())
    simulator.release()
    for run in visitor.request.get("/api/runs?state=receiving").json()["runs"]:
        wait_for_end(visitor, run)
    page.evaluate("delete document.hidden")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    items = page.locator("#t2i-easel .strip-item")
    expect(items.filter(has_text="the first one")).to_have_attribute("data-state", "done")
    for number in range(13):
        expect(items.filter(has_text=re.compile(rf"hill {number}$"))).to_have_count(1)


LIST = """() => {
  const props = { task: 'generate' };
  let hear;
  mountRunList(document.querySelector('#bare-else'), props, { watch(name, callback) { hear = callback; } });
  window.showRun = (id) => { props.shown = id; hear(); };
}"""


def start_run(visitor: BrowserContext, prompt: str) -> str:
    request = {"gateway": "turing", "model": "doubao-seedream-4-5-251128", "prompt": prompt}
    run = visitor.request.post("/api/runs", data=request).json()
    wait_for_end(visitor, run)
    return str(run["id"])


def test_older_runs_are_offered_though_the_first_page_came_late(visitor: BrowserContext) -> None:
    """The strip ended with its first page if that could not be read at once."""
    for number in range(3):
        start_run(visitor, f"hill {number}")
    page, asked = visitor.new_page(), list[str]()

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort()
        else:
            route.continue_(url=route.request.url.replace("=12", "=2"))

    page.route("**/api/runs?*", answer)
    open_bare(page)
    expose(page, "run/run_list.js")
    page.evaluate(LIST)
    expect(page.locator(".strip-item")).to_have_count(2)
    page.get_by_role("button", name="Show earlier").click()
    expect(page.locator(".strip-item")).to_have_count(3)


def test_the_run_of_the_last_press_stays_on_the_stage(visitor: BrowserContext) -> None:
    """Of two presses the first was answered last, and took the stage."""
    visitor.request.get("/api/runs")  # gives the cookie, as the page itself does
    page, routes = visitor.new_page(), list[Route]()
    page.route(EVENTS, lambda route: route.abort())
    open_bare(page)
    expose(page, "run/run_list.js")
    with page.expect_response("**/api/runs?*"):
        page.evaluate(LIST)
    first, second = start_run(visitor, "the first"), start_run(visitor, "the second")
    page.route(f"**/api/runs/{first}", lambda route: routes.append(route))
    with page.expect_request(f"**/api/runs/{first}"):
        page.evaluate("(id) => showRun(id)", first)
    page.evaluate("(id) => showRun(id)", second)
    expect(page.locator(".run .prompt")).to_have_text("the second")
    routes[0].continue_()
    expect(page.locator(".strip-item")).to_have_count(2)
    page.evaluate("new Promise(requestAnimationFrame)")
    expect(page.locator(".run .prompt")).to_have_text("the second")


def test_a_login_that_is_over_leads_to_the_login(browser: Browser, tmp_path: Path, simulator: Simulator) -> None:
    with running(tmp_path / "data", {**simulator.env(), "EASEL_USERS": "ann:a long secret"}) as easel:
        context = browser.new_context(base_url=easel.url, locale="en-US")
        page = context.new_page()
        page.clock.install()
        page.goto("/")
        page.get_by_label("Name").fill("ann")
        page.get_by_label("Password").fill("a long secret")
        refuse(page, 10_000)
        page.get_by_role("button").click()
        page.wait_for_url(easel.url + "/")
        wait_until_opened(page)
        page.locator("#t2i-prompt textarea").fill("not lost")
        context.clear_cookies(name="easel_session")
        page.clock.fast_forward(LONGEST_PAUSE)
        page.wait_for_url(re.compile("/login"))
        context.close()


class SilentProxy:
    """A relay of TCP connections that, when told to, passes nothing more of the open event streams and closes none:
    what a router does that has forgotten them."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.lines: set[asyncio.StreamWriter] = set()
        self.silent: set[asyncio.StreamWriter] = set()
        self.ready = Event()

    async def serve(self) -> None:
        self.loop, self.stopped = asyncio.get_running_loop(), asyncio.Event()
        async with await asyncio.start_server(self.relay, "127.0.0.1", 0) as server:
            self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            self.ready.set()
            await self.stopped.wait()
            for writer in self.lines:
                writer.close()

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, requests = await asyncio.open_connection("127.0.0.1", self.target)
        with closing(writer), closing(requests), suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(self.send(reader, requests, writer), self.receive(answers, writer))

    async def send(
        self, reader: asyncio.StreamReader, requests: asyncio.StreamWriter, writer: asyncio.StreamWriter
    ) -> None:
        while data := await reader.read(65536):
            if data.startswith(b"GET /api/events "):
                self.lines.add(writer)
            requests.write(data)
        requests.close()

    async def receive(self, answers: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await answers.read(65536):
            if writer not in self.silent:
                writer.write(data)
        writer.close()


@contextmanager
def silent_proxy(easel: Easel) -> Iterator[SilentProxy]:
    """The relay in a thread of its own, which ends with the test."""
    proxy = SilentProxy(int(easel.url.rpartition(":")[2]))
    thread = Thread(target=lambda: asyncio.run(proxy.serve()))
    thread.start()
    assert proxy.ready.wait(10)
    yield proxy
    proxy.loop.call_soon_threadsafe(proxy.stopped.set)
    thread.join()


def test_a_line_that_falls_silent_is_opened_anew_and_nothing_is_missed(
    clock_page: Page, clock_visitor: BrowserContext, easel: Easel, simulator: Simulator
) -> None:
    page, visitor = clock_page, clock_visitor
    simulator.play("hold", gateway="turing", at=0.5)
    with silent_proxy(easel) as proxy:
        visitor.request.get(f"{proxy.url}/api/runs")  # gives the cookie, as the page itself does
        open_bare(page, proxy.url)
        expose(page, "run/run_list.js")
        page.evaluate("mountRunList(document.querySelector('#bare-else'), { task: 'generate' }, { watch() {} })")
        request = {"gateway": "turing", "model": "doubao-seedream-4-5-251128", "prompt": "a hill"}
        run = visitor.request.post(f"{proxy.url}/api/runs", data=request).json()
        card = page.locator(".run").first
        expect(card).to_have_attribute("data-state", "receiving")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.headers.get("last-event-id", "")))
        proxy.silent |= proxy.lines
        simulator.release()
        wait_for_end(visitor, run)
        page.clock.fast_forward(30_000)
        expect(card).to_have_attribute("data-state", "receiving")
        page.clock.fast_forward(10_000)
        expect(card).to_have_attribute("data-state", "done")
        assert run["id"] in asked


@contextmanager
def other_windows(visitor: BrowserContext, easel: Easel, number: int) -> Iterator[None]:
    """So many windows of the same visitor in other browsers, each with a line that the server has answered."""
    cookie = "; ".join(f"{each['name']}={each['value']}" for each in visitor.cookies())
    with httpx.Client(base_url=easel.url, headers={"cookie": cookie}, timeout=30) as others, ExitStack() as stack:
        for _ in range(number):
            assert stack.enter_context(others.stream("GET", "/api/events")).status_code == 200
        yield


def test_without_the_line_the_page_asks(clock_page: Page, clock_visitor: BrowserContext) -> None:
    page, visitor = clock_page, clock_visitor
    with page.expect_response(EVENTS):
        open_page(page)
    refuse(page, 10_000)
    reopen(page)
    choose(page, "doubao-seedream")
    press(page, "a lighthouse")
    page.locator(".run").first.wait_for()
    wait_for_end(visitor, newest_run(visitor))
    page.clock.fast_forward(LONGEST_PAUSE)
    expect(page.locator(".run").first).to_have_attribute("data-state", "done")
    expect(page.locator(".offline").first).to_be_visible()


def newest_run(visitor: BrowserContext) -> dict[str, Any]:
    return dict(visitor.request.get("/api/runs?limit=1").json()["runs"][0])


def test_a_window_too_many_says_so_and_asks_until_there_is_room(
    clock_page: Page, clock_visitor: BrowserContext, easel: Easel
) -> None:
    page, visitor = clock_page, clock_visitor
    with page.expect_response(EVENTS):
        open_page(page)
    lines: list[str] = []
    page.on("request", lambda request: lines.append(request.url) if request.url.endswith("/api/events") else None)
    with page.expect_response(EVENTS):
        reopen(page)
    bar = page.locator("#easel-connection-bar")
    with other_windows(visitor, easel, 8):
        expect(bar).to_contain_text("Easel is open in too many windows")
        expect(page.locator(".offline").first).to_be_hidden()
        choose(page, "doubao-seedream")
        press(page, "a lighthouse")
        page.locator(".run").first.wait_for()
        wait_for_end(visitor, newest_run(visitor))
        page.clock.fast_forward(10_000)
        expect(page.locator(".run").first).to_have_attribute("data-state", "done")
        assert len(lines) == 1
        expect(bar).to_be_visible()
    page.clock.fast_forward(120_000)
    expect(bar).to_have_count(0)
    assert len(lines) == 2
