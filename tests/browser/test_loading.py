"""Loading of the page: on a slow line its parts arrive in any order."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import forget_visitor, wait_until_opened
from tests.browser.test_phone import SHIFTS
from tests.browser.test_text_to_image import DONE, press, wait_until_loaded
from tests.easel_process import Easel


def test_a_form_that_is_there_before_its_scripts_works_once_they_come(visitor: BrowserContext) -> None:
    """On a busy machine Gradio drew its components first, and every script of theirs failed (seen in CI)."""
    page = visitor.new_page()
    routes: list[Route] = []
    page.route("**/static/*/easel.js", lambda route: routes.append(route))
    page.goto("/", wait_until="commit")
    page.locator("#t2i-prompt textarea").wait_for()
    page.locator("#t2i-options").wait_for(state="attached")
    expect(page.locator("#t2i-easel .run-list")).to_have_count(0)
    routes[0].continue_()
    expect(page.locator("#t2i-easel .run-list")).to_have_count(1)
    expect(page.locator("#t2i-options summary")).to_be_visible()
    press(page, "a lighthouse")
    wait_until_loaded(page, DONE)


def open_without_scripts(visitor: BrowserContext) -> tuple[Page, Route]:
    """The page while Gradio's entry is on its way, and what lets it come."""
    page = visitor.new_page()
    routes: list[Route] = []
    page.route("**/assets/index-*.js", lambda route: routes.append(route))
    page.goto("/", wait_until="commit")
    page.locator("#skeleton").wait_for(state="attached")
    return page, routes[0]


def test_before_gradio_runs_the_empty_stage_stands_where_it_will_be(visitor: BrowserContext) -> None:
    page, entry = open_without_scripts(visitor)
    first = page.locator("#skeleton img").first
    expect(first).to_be_visible()
    expect(page.locator("#skeleton h2")).to_have_text("Create your first image", use_inner_text=True)
    before = first.bounding_box()
    early = page.get_by_label("Describe your image")
    early.fill("a lighthouse at dawn")
    early.evaluate("(field) => field.setSelectionRange(2, 12)")
    box = early.bounding_box()
    entry.continue_()
    expect(page.locator("#skeleton")).to_have_count(0)
    assert page.locator("#t2i-easel .example-picture img").first.bounding_box() == before
    prompt = page.locator("#t2i-prompt textarea")
    assert prompt.bounding_box() == box
    expect(prompt).to_have_value("a lighthouse at dawn")
    expect(prompt).to_be_focused()
    page.keyboard.type("tower")
    expect(prompt).to_have_value("a tower at dawn")
    page.keyboard.press("Control+Enter")
    wait_until_loaded(page, DONE)
    page.close()  # the next load is a returning visitor's
    page, entry = open_without_scripts(visitor)
    expect(page.locator("#skeleton img").first).to_be_hidden()  # something else will stand there
    early = page.get_by_label("Describe your image")
    expect(early).to_have_value("a tower at dawn")
    early.press("End")
    page.keyboard.type(", by the sea")
    box = early.bounding_box()
    page.evaluate(SHIFTS)
    entry.continue_()
    wait_until_loaded(page, DONE)
    expect(page.locator("#skeleton")).to_have_count(0)
    prompt = page.locator("#t2i-prompt textarea")
    expect(prompt).to_be_focused()
    expect(prompt).to_have_value("a tower at dawn, by the sea")
    assert prompt.bounding_box() == box
    assert page.evaluate("shift") <= 0.05


COUNT_FRAMES = """{
  const frame = window.requestAnimationFrame.bind(window);
  window.quietFrames = 0;
  window.requestAnimationFrame = (work) => { window.quietFrames = 0; return frame(work); };
  const count = () => { window.quietFrames += 1; frame(count); };
  count();
}"""


@pytest.fixture(scope="module")
def untouched(shared_context: BrowserContext, easel: Easel) -> Iterator[tuple[Page, str]]:
    """A new visitor's page on which nothing was done, and its HTML."""
    forget_visitor(shared_context, easel)
    page = shared_context.new_page()
    page.add_init_script(COUNT_FRAMES)
    answer = page.goto("/")
    assert answer is not None
    wait_until_opened(page)
    yield page, answer.text()
    page.close()


def test_a_page_on_which_nothing_happens_asks_for_no_frames(untouched: tuple[Page, str]) -> None:
    """Gradio's loading screen asked for one after the other for as long as the page was open."""
    page, _ = untouched
    page.wait_for_function("window.quietFrames > 60", polling=100)  # else Playwright asks for frames itself


def test_the_html_names_every_script_of_gradios_that_the_page_loads(untouched: tuple[Page, str]) -> None:
    page, html = untouched
    named = set(re.findall(r'"\./assets/([^"]+)"', html))
    loaded = page.evaluate("performance.getEntriesByType('resource').map((it) => it.name)")
    asked = {name.rsplit("/", 1)[1] for name in loaded if "/assets/" in name}
    assert len(asked) > 30, loaded
    assert asked - named == set()
