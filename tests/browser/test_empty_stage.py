"""The empty stage.

Example pictures that one press paints where that is free, and fills in where it is not.
"""

from playwright.sync_api import Page, expect

from tests.browser.test_text_to_image import DONE, choose, choose_painter
from tests.simulator.server import Simulator

EXAMPLE = "A lighthouse under the northern lights, snowy mountains"
COUNT_PRESSES = """
  window.presses = 0;
  addEventListener('click', (event) => { window.presses += event.isTrusted; }, true);
"""


def test_an_example_is_one_press_where_it_is_free_and_only_a_prompt_where_it_is_not(
    page: Page, simulator: Simulator
) -> None:
    choose(page, "gemini-3-pro-image-preview")
    prompt, example = page.locator("#t2i-prompt textarea"), page.get_by_role("button", name=EXAMPLE)
    prompt.fill("my own words")
    example.click()
    expect(prompt).to_be_focused()
    expect(prompt).to_have_value(EXAMPLE)
    page.get_by_role("button", name="Undo").click()
    expect(prompt).to_have_value("my own words")
    choose_painter(page)
    assert page.request.get("/api/runs").json()["runs"] == []
    page.evaluate(COUNT_PRESSES)
    example.click()
    expect(page.locator(".run .prompt")).to_have_text(EXAMPLE)
    expect(page.locator(DONE).first).to_be_visible(timeout=30_000)
    assert page.evaluate("presses") == 1
    assert len(page.request.get("/api/runs").json()["runs"]) == 1
    assert simulator.posts == 0
