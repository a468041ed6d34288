"""How the page comes up: on a slow line its parts arrive in any order."""

from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.test_text_to_image import DONE, press, wait_until_loaded


def test_a_form_that_is_there_before_its_scripts_works_once_they_come(visitor: BrowserContext) -> None:
    """On a busy machine Gradio drew its components first, and every script of theirs failed (seen in CI)."""
    page = visitor.new_page()
    routes: list[Route] = []
    page.route("**/static/*/lib/dom.js", lambda route: routes.append(route))
    page.goto("/")
    page.locator("#t2i-prompt textarea").wait_for()
    page.locator("#t2i-options").wait_for(state="attached")
    expect(page.locator("#t2i-easel .run-list")).to_have_count(0)
    routes[0].continue_()
    expect(page.locator("#t2i-easel .run-list")).to_have_count(1)
    expect(page.locator("#t2i-options summary")).to_be_visible()
    press(page, "a lighthouse")
    wait_until_loaded(page, DONE)
