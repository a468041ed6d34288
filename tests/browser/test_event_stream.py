"""The line by which the page hears of its runs: whatever closes it, it is opened again, and nothing is missed."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import open_page
from tests.browser.test_text_to_image import DONE, choose, press, wait_until_loaded
from tests.easel_process import running
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


def test_an_error_on_the_line_does_not_freeze_the_page(visitor: BrowserContext, simulator: Simulator) -> None:
    """A browser closes such a line for good, and the page heard of nothing any more."""
    simulator.play("hold", gateway="turing", at=0.5)
    page = visitor.new_page()
    tries = refuse(page, 2)
    open_page(page)
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


def test_without_the_line_the_page_asks(visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.clock.install()
    refuse(page, 10_000)
    open_page(page)
    choose(page, "doubao-seedream")
    press(page, "a lighthouse")
    page.locator(".run").first.wait_for()
    [run] = visitor.request.get("/api/runs").json()["runs"]
    wait_for_end(visitor, run)
    page.clock.fast_forward(LONGEST_PAUSE)
    expect(page.locator(".run").first).to_have_attribute("data-state", "done")
    expect(page.locator(".offline").first).to_be_visible()


def test_what_ended_while_the_line_was_away_is_not_left_running(
    visitor: BrowserContext, simulator: Simulator
) -> None:
    """More runs came than the newest page of them holds."""
    simulator.play("hold", gateway="turing", at=0.5)
    page = visitor.new_page()
    open_page(page)
    choose(page, "doubao-seedream")
    press(page, "the first one")
    expect(page.locator(".run[data-state=receiving]")).to_have_count(1)
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    for number in range(13):
        model = {"gateway": "turing", "model": "doubao-seedream-4-5-251128"}
        wait_for_end(visitor, visitor.request.post("/api/runs", data={**model, "prompt": f"hill {number}"}).json())
    simulator.release()
    for run in visitor.request.get("/api/runs?state=receiving").json()["runs"]:
        wait_for_end(visitor, run)
    page.evaluate("Object.defineProperty(document, 'hidden', { value: false, configurable: true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    first = page.locator(".run").filter(has_text="the first one")
    expect(first).to_have_attribute("data-state", "done")


def test_a_login_that_is_over_leads_to_the_login(browser: Browser, tmp_path: Path, simulator: Simulator) -> None:
    with running(tmp_path / "data", {**simulator.env(), "EASEL_USERS": "ann:a long secret"}) as easel:
        context = browser.new_context(base_url=easel.url, locale="en-US")
        page = context.new_page()
        page.clock.install()
        page.goto("/")
        page.get_by_label("Name").fill("ann")
        page.get_by_label("Password").fill("a long secret")
        page.get_by_role("button").click()
        refuse(page, 10_000)
        open_page(page)
        page.locator("#t2i-prompt textarea").fill("not lost")
        context.clear_cookies(name="easel_session")
        page.clock.fast_forward(LONGEST_PAUSE)
        page.wait_for_url(re.compile("/login"))
        context.close()
