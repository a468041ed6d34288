"""Many tabs of a browser, which opens six connections to a host over HTTP/1.1.

One event stream serves them all.
"""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.conftest import expose, open_bare, open_page
from tests.browser.test_text_to_image import DONE, choose, press, wait_until_loaded
from tests.easel_process import Easel
from tests.simulator.server import Simulator

TABS = 12
SEEDREAM = {"gateway": "turing", "model": "doubao-seedream-4-5-251128"}


class Lines:
    """The event streams that a browser's tabs hold open, by their tab."""

    def __init__(self, context: BrowserContext) -> None:
        self.open: dict[Request, Page] = {}
        context.on("request", self._begin)
        for end in ("requestfinished", "requestfailed"):
            context.on(end, lambda request: self.open.pop(request, None))

    def _begin(self, request: Request) -> None:
        if request.url.endswith("/api/events"):
            self.open[request] = request.frame.page

    def leader(self, tabs: list[Page]) -> Page:
        """The one of these tabs that leads, once no other does."""

        def leaders() -> list[Page]:
            return [tab for tab in self.open.values() if tab in tabs]

        wait_until(tabs[0], lambda: len(leaders()) == 1)
        return leaders()[0]


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Lets the browser's events come until it holds."""
    for _ in range(200):
        if holds():
            return
        page.evaluate("new Promise((done) => setTimeout(done, 100))")
    assert holds()


def light_tab(context: BrowserContext) -> Page:
    """A tab with the page's own list of runs, without Gradio's components, which take most of a load's time."""
    page = context.new_page()
    open_list(page)
    return page


def light_tabs(context: BrowserContext, number: int) -> list[Page]:
    """So many of them. The first opened the others, and tabs that one opened run in its process."""
    first = light_tab(context)
    tabs = [first]
    for _ in range(number - 1):
        with context.expect_page() as opened:
            first.evaluate("void window.open('about:blank')")
        open_list(opened.value)
        tabs.append(opened.value)
    return tabs


def open_list(page: Page) -> None:
    page.context.request.get("/api/runs")  # gives the cookie, as the page itself does
    open_bare(page)
    expose(page, "run/run_list.js", "lib/run_store.js")
    page.evaluate("mountRunList(document.querySelector('#bare-else'), { task: 'generate' }, { watch() {} })")


def start(context: BrowserContext, prompt: str, **asked: object) -> str:
    """Its id."""
    answer = context.request.post("/api/runs", data={"task": "generate", "prompt": prompt, **asked})
    assert answer.status == 202, answer.text()
    return str(answer.json()["id"])


def expect_run(page: Page, prompt: str, *, state: str) -> None:
    expect(page.locator(".strip-item").filter(has_text=prompt)).to_have_attribute("data-state", state)


def test_the_twelfth_tab_makes_a_picture_while_all_watch_others_grow(
    visitor: BrowserContext, simulator: Simulator
) -> None:
    simulator.play("hold", gateway="turing", times=2, at=0.5)
    start(visitor, "two hills", count=2, gateway="turing", model="turing/gemini-3-pro-image")
    tabs = light_tabs(visitor, TABS - 1)
    for tab in tabs:
        expect(tab.locator("img[data-state=growing]")).to_have_count(2)
    last = visitor.new_page()
    open_page(last)
    choose(last, "doubao-seedream")
    press(last, "a red boat")
    wait_until_loaded(last, DONE)
    for tab in tabs:
        expect_run(tab, "a red boat", state="done")
    simulator.release()
    for tab in [*tabs, last]:
        expect_run(tab, "two hills", state="done")


def close(tab: Page) -> None:
    tab.close()


def freeze(tab: Page) -> None:
    """The events of a tab before a browser freezes it."""
    tab.evaluate("document.dispatchEvent(new Event('freeze'))")


def hang(tab: Page) -> None:
    """The others hear nothing of it any more."""
    tab.evaluate("BroadcastChannel.prototype.postMessage = () => {}")


def test_one_line_serves_all_and_another_tab_takes_it_over(clock_visitor: BrowserContext) -> None:
    visitor = clock_visitor
    lines = Lines(visitor)
    tabs = [visitor.new_page() for _ in range(4)]
    for tab in tabs:
        tab.clock.install()
        open_list(tab)
    for leave in (close, freeze, hang):
        leader = lines.leader(tabs)
        tabs.remove(leader)
        leave(leader)
        for tab in tabs:
            tab.clock.fast_forward(10_000)  # more than the patience with one that hangs
        lines.leader(tabs)
        start(visitor, f"after {leave.__name__}", **SEEDREAM)
        for tab in tabs:
            expect_run(tab, f"after {leave.__name__}", state="done")


def test_what_comes_and_ends_while_no_tab_leads_is_not_missed(clock_visitor: BrowserContext) -> None:
    """The tab that took over heard only of runs that it had known: nobody had told it that the line was away."""
    lines, tabs = Lines(clock_visitor), [clock_visitor.new_page() for _ in range(3)]
    for tab in tabs:
        tab.clock.install()
        open_list(tab)
    start(clock_visitor, "while one leads", **SEEDREAM)
    for tab in tabs:
        expect_run(tab, "while one leads", state="done")
    leader = lines.leader(tabs)
    tabs.remove(leader)
    hang(leader)
    run = start(clock_visitor, "while none leads", **SEEDREAM)
    assert clock_visitor.request.get(f"/api/runs/{run}/events", timeout=30_000).ok
    leader.close()
    for tab in tabs:
        tab.clock.fast_forward(10_000)  # more than the patience with one that hangs
    for tab in tabs:
        expect_run(tab, "while none leads", state="done")


def test_tabs_that_know_of_no_others_hear_of_their_runs(visitor: BrowserContext) -> None:
    """A frame that may keep nothing, or an old browser."""
    page = visitor.new_page()
    page.add_init_script("delete window.BroadcastChannel; delete Navigator.prototype.locks")
    open_list(page)
    start(visitor, "alone", **SEEDREAM)
    expect_run(page, "alone", state="done")
    wait_until_loaded(page, "img[data-state=done]")


def test_two_visitors_in_one_browser_share_nothing(
    visitor: BrowserContext, easel: Easel, simulator: Simulator
) -> None:
    simulator.play("hold", gateway="turing", at=0.5)
    anna = light_tab(visitor)
    start(visitor, "of anna", **SEEDREAM)
    expect_run(anna, "of anna", state="receiving")
    visitor.clear_cookies(name="easel_visitor")
    ben = light_tab(visitor)
    start(visitor, "of ben", **SEEDREAM)
    expect_run(ben, "of ben", state="done")
    simulator.release()
    expect_run(anna, "of anna", state="done")
    prompts: Any = "runStore.all().map((run) => run.prompt)"
    assert (anna.evaluate(prompts), ben.evaluate(prompts)) == (["of anna"], ["of ben"])
    # The browser is ben's now: a page of anna's that asks anew becomes his, and shows him nothing of hers.
    with anna.expect_navigation():
        anna.evaluate("dispatchEvent(new Event('online'))")
    assert ben.evaluate(prompts) == ["of ben"]
