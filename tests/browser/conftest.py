"""A real Chromium, a running Easel, and the gateways played beside it."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, Route, expect, sync_playwright

from tests.easel_process import Easel, running
from tests.simulator.server import Simulator
from ui.page import head, string_tags
from ui.static_files import SCRIPT_BUNDLE, url

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
JOURNEY_FLAGS = [
    *FLAGS,
    # A journey is over before optimised code pays for its compilation. What is measured (bench) keeps it.
    "--js-flags=--single-threaded-gc --no-opt --no-maglev",
    "--disable-gpu",
    "--num-raster-threads=1",
    # Parsing scripts and reading answers beside the page takes other threads 40 ms of a load's 740, for a page that
    # is usable sooner. The list replaces Playwright's own, whose other names it repeats.
    "--disable-features=ScriptStreaming,BackgroundResourceFetch,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints",
]
expect.set_options(timeout=15_000)  # two browsers on two busy cores; what holds at once costs nothing
BOUND = 20.0  # seconds
FAILED = pytest.StashKey[bool]()
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The headless shell first: the same engine without the desktop browser around it. Loading Easel's page costs it
0.7 s of processor instead of 2.4 s (measured with Chromium 156)."""


def chromium() -> str | None:
    """The system's Chromium; None means Playwright's own, which scripts/chromium.sh fetched."""
    return os.environ.get("EASEL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="package")
def playing() -> Iterator[Playwright]:
    """Ends with the journeys: as long as it is there, Playwright keeps an event loop running in this thread."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playing: Playwright) -> Iterator[Browser]:
    browser = playing.chromium.launch(executable_path=chromium(), args=JOURNEY_FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def simulator() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture(scope="package")
def easel(simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Easel]:
    """One server for all journeys; each journey is a visitor of its own."""
    data: Path = tmp_path_factory.mktemp("easel") / "data"
    with running(data, {**simulator.env(), "DMXAPI_API_KEY": ""}) as easel:
        yield easel


@pytest.fixture(scope="package")
def profile(
    playing: Playwright, easel: Easel, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """An English browser at 1440 × 900 with a profile on disk, as people have it: it compiles Gradio once. (A page
    costs 2.4 s of processor in it, and 4.0 s in a context of its own.)"""
    context = playing.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        executable_path=chromium(),
        args=JOURNEY_FLAGS,
        base_url=easel.url,
        locale="en-US",
        viewport={"width": 1440, "height": 900},
        accept_downloads=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def new_visitor(profile: BrowserContext, easel: Easel, simulator: Simulator) -> Iterator[BrowserContext]:
    """A new visitor: of the one before the browser knows no more than the files that are the same for all."""
    simulator.reset()
    yield profile
    forget_visitor(profile, easel)
    simulator.reset()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remembers whether the journey failed, so that the page can be asked what it knew."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


class Traffic:
    """A visit's cost: bytes over the wire, and requests."""

    def __init__(self, page: Page) -> None:
        self.bytes = self.requests = 0
        self._session = page.context.new_cdp_session(page)
        self._session.on("Network.loadingFinished", self._add)
        self._session.on("Network.requestWillBeSent", self._count)
        self._session.send("Network.enable")

    def _add(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def _count(self, _: object) -> None:
        self.requests += 1

    def end(self, page: Page) -> None:
        """Waits for the images, and counts no further."""
        page.wait_for_function("[...document.images].every((image) => image.complete)")
        self._session.detach()


class PageWatch:
    """The page's troubles: its script errors and its console. Hearing of each request would cost a load 0.15 s."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        self.console: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.console.append(message.text[:300]))

    def report(self, page: Page, easel: Easel) -> None:
        """Prints all that may explain a failure."""
        requests = (
            "performance.getEntriesByType('resource').slice(-60).map((it) => `${it.responseStatus} ${it.name}`)"
        )
        known = "runStore.all().map((run) => [run.id, run.state, run.pictures.map((one) => one.state)])"
        print("the console:", *self.console[-30:], sep="\n  ")
        print("the page asked for:", *page.evaluate(requests), sep="\n  ")
        print("the server printed:", easel.log[-2000:])
        print("the server knows:", page.context.request.get("/api/runs").text()[:2000])
        expose(page, "lib/run_store.js")
        print("the page knows:", page.evaluate(known))


@pytest.fixture
def loaded_page(new_visitor: BrowserContext, easel: Easel, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page, ready to type in; a script error on it fails the journey."""
    page = new_visitor.new_page()
    watch = PageWatch(page)
    open_page(page)
    assert_clock_runs(page)
    yield page
    if request.node.stash.get(FAILED, False):
        watch.report(page, easel)
    assert watch.errors == []


@pytest.fixture(scope="package")
def shared_context(browser: Browser, easel: Easel) -> Iterator[BrowserContext]:
    """The browser of all shared pages; in each module it is another visitor."""
    with english_context(browser, easel, reduced_motion="reduce") as context:
        yield context


@pytest.fixture(scope="package")
def clock_context(browser: Browser, easel: Easel) -> Iterator[BrowserContext]:
    """The browser of the pages whose clock a journey holds: Playwright holds that of every later page of the same
    context, too, and without saying so."""
    with english_context(browser, easel, reduced_motion="reduce") as context:
        yield context


@pytest.fixture
def clock_visitor(clock_context: BrowserContext, easel: Easel, simulator: Simulator) -> Iterator[BrowserContext]:
    """A new visitor whose pages' clocks the journey holds."""
    simulator.reset()
    yield clock_context
    forget_visitor(clock_context, easel)
    simulator.reset()


@pytest.fixture
def clock_page(clock_visitor: BrowserContext, easel: Easel, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that is yet to be opened, whose clock the journey holds."""
    page = clock_visitor.new_page()
    watch = PageWatch(page)
    page.clock.install()
    yield page
    if request.node.stash.get(FAILED, False):
        watch.report(page, easel)
    assert watch.errors == []


@pytest.fixture(scope="module")
def module_page(shared_context: BrowserContext, easel: Easel) -> Iterator[tuple[Page, PageWatch]]:
    forget_visitor(shared_context, easel)  # whose runs would be on the page
    page = shared_context.new_page()
    watch = PageWatch(page)
    open_page(page)
    assert_clock_runs(page)
    yield page, watch
    page.close()


@pytest.fixture
def shared_page(
    module_page: tuple[Page, PageWatch], easel: Easel, simulator: Simulator, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """One page for the journeys of a module that begin anew by the page's own means (a new conversation, another
    model): they need not wait for a load each. After a failure it is loaded anew."""
    page, watch = module_page
    simulator.reset()
    page.set_viewport_size({"width": 1440, "height": 900})
    yield page
    simulator.reset()
    if request.node.stash.get(FAILED, False):
        watch.report(page, easel)
        open_page(page)
    errors, watch.errors[:] = list(watch.errors), []
    assert errors == []


CLEAR_CARDS = """() => {
  document.querySelectorAll('.run, .strip-item').forEach((card) => {
    const stages = [...card.querySelectorAll('.stage')]; // stay: the page may be about to scroll to one
    stages.forEach((stage) => stage.replaceChildren());
    card.replaceChildren(...stages);
    card.className = '';
    card.hidden = true;
  });
  document.querySelectorAll('[id$=-options] details').forEach((options) => options.removeAttribute('open'));
}"""


@pytest.fixture
def cleared_page(shared_page: Page) -> Iterator[Page]:
    """The shared page at its first tab, without the cards of the runs before and with its options folded."""
    shared_page.evaluate(CLEAR_CARDS)
    shared_page.get_by_role("tab", name="Text to image").click()
    yield shared_page
    shared_page.unroute_all(behavior="ignoreErrors")


@pytest.fixture
def page(request: pytest.FixtureRequest) -> Page:
    """The page: loaded, or the shared one where that will do."""
    return cast(Page, request.getfixturevalue("cleared_page" if shares_page(request) else "loaded_page"))


@pytest.fixture
def visitor(request: pytest.FixtureRequest) -> BrowserContext:
    """The visitor of `page`."""
    name = "shared_context" if shares_page(request) else "new_visitor"
    return cast(BrowserContext, request.getfixturevalue(name))


def shares_page(request: pytest.FixtureRequest) -> bool:
    """Whether the journey goes on with the page of the one before; its own mark decides over that of its module."""
    marks = (mark.name for mark in request.node.iter_markers())
    return next((name for name in marks if name in {"shares_page", "loads_page"}), "") == "shares_page"


@contextmanager
def english_context(browser: Browser, easel: Easel, **kind: Any) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=easel.url, locale="en-US", viewport={"width": 1440, "height": 900}, accept_downloads=True, **kind
    )
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture(scope="package")
def bare_context(browser: Browser, easel: Easel) -> Iterator[BrowserContext]:
    """One context for all bare pages: it fetches and compiles the page's modules once."""
    with english_context(browser, easel) as context:
        yield context


@pytest.fixture
def bare(bare_context: BrowserContext, easel: Easel) -> Iterator[Page]:
    """The page's own scripts and styles without Gradio's components, which take most of a load's time."""
    page = bare_context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    open_bare(page)
    assert_clock_runs(page)
    yield page
    page.goto("about:blank")  # what it would keep at its end is kept by now
    forget_storage(page, easel)
    page.close()
    assert errors == []


@pytest.fixture(scope="module")
def module_bare(bare_context: BrowserContext) -> Iterator[tuple[Page, list[str]]]:
    page = bare_context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    open_bare(page)
    assert_clock_runs(page)
    yield page, errors
    page.close()


@pytest.fixture
def shared_bare(module_bare: tuple[Page, list[str]], request: pytest.FixtureRequest) -> Iterator[Page]:
    """One bare page for the tests of a module that mount anew what they look at; loaded anew after a failure."""
    page, errors = module_bare
    yield page
    page.unroute_all(behavior="ignoreErrors")
    if request.node.stash.get(FAILED, False):
        open_bare(page)
    page_errors, errors[:] = list(errors), []
    assert page_errors == []


def forget_visitor(context: BrowserContext, easel: Easel) -> None:
    """Closes every page and clears what the browser knows of the visitor; it keeps the files that all share."""
    open_pages, blank = context.pages, context.new_page()  # a browser without a page would end
    for page in open_pages:
        page.close()
    forget_storage(blank, easel)
    blank.close()


def forget_storage(page: Page, easel: Easel) -> None:
    forget = {"origin": easel.url, "storageTypes": "cookies,local_storage,indexeddb"}
    page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", forget)


BARE = """<!doctype html><html lang="en"><head>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>
<body id="easel" style="min-height: 200vh"><div class="gradio-container">
<div id="bare-tab"><div id="bare-form"></div><textarea id="bare-words"></textarea></div>
<p id="bare-else">Beside it</p></div></body></html>"""


def open_bare(page: Page, origin: str = "") -> None:
    """Goes to a page longer than the window: a tab with a form and a field in it, and something beside it."""
    # No module but those that a test imports: the rest would be compiled for nothing.
    lines = [line for line in head().splitlines() if not line.startswith('<script type="module"')]
    body = BARE.format(head="\n".join([string_tags(), *lines]))

    def answer(route: Route) -> None:
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    # Once: while a page has a route the browser caches nothing for it, and each page fetched all modules anew.
    page.route("**/bare", answer, times=1)
    page.goto(f"{origin}/bare")


def assert_clock_runs(page: Page) -> None:
    """Of a page that others share, or whose context they do."""
    timings = page.evaluate("performance.getEntriesByType('navigation').length")
    assert timings == 1, "a journey before held the clock of this context: it is to use clock_page"


def expose(page: Page, *modules: str) -> None:
    """Imports modules of the page and gives a test's scripts what they export, by its name."""
    page.evaluate(EXPOSE, {"bundle": url(SCRIPT_BUNDLE), "modules": {name: url(name) for name in modules}})


EXPOSE = """async ({ bundle, modules }) => {
  const isBare = !document.querySelector('script[type="module"][src$="/easel.js"]');
  const joined = isBare ? {} : (await import(bundle)).modules;
  for (const [name, address] of Object.entries(modules)) {
    Object.assign(window, isBare ? await import(address) : joined[name]);
  }
}"""


def choose_action(container: Locator, menu: str, name: str) -> None:
    """Presses an entry of a menu under a picture."""
    container.get_by_role("button", name=menu, exact=True).first.click()
    container.get_by_role("menuitem", name=name).click()


def open_page(page: Page) -> None:
    """Goes to the page and waits until its forms are as the server has them."""
    page.goto("/")
    wait_until_opened(page)


ANSWERED = """() => new Promise((resolve) => {
  const observer = new PerformanceObserver((list) => {
    observer.disconnect();
    resolve(list.getEntries().filter(({ name }) => name.endsWith('/run/predict')).length >= 2);
  });
  observer.observe({ type: 'resource', buffered: true });
})"""
"""Whether the forms and then the plans of the three tabs have come; until then an answer may undo what is chosen. A
clock that a journey holds hides `performance` itself."""


def wait_until_opened(page: Page) -> None:
    """Asks again and again from outside: a page whose clock a journey holds would not."""
    latest = time.monotonic() + BOUND
    while not page.evaluate(ANSWERED):
        assert time.monotonic() < latest, "the forms have not come"
        page.wait_for_timeout(20)
    page.locator("#t2i-plan p:not(:empty)").first.wait_for()
