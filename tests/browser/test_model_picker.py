"""The model picker and the visitor's own keys.

By pointer and keyboard, and what a wrong key says.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.test_text_to_image import choose, choose_painter

pytestmark = pytest.mark.shares_page

CARD = "#t2i-picker .model-card"


@pytest.fixture
def panel(page: Page) -> Iterator[Locator]:
    """The panel, shut before and after."""
    yield page.locator(".model-panel")
    page.keyboard.press("Escape")


def test_a_model_is_found_and_chosen_by_keyboard(page: Page, panel: Locator) -> None:
    choose_painter(page)
    card = page.locator(CARD)
    expect(card).not_to_contain_text("false")
    card.focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("option", selected=True)).to_contain_text("Built-in painter")
    page.keyboard.type("no such thing")
    expect(panel).to_contain_text("No model matches “no such thing”")
    panel.get_by_role("combobox").fill("nano banana")
    expect(panel.get_by_role("option").first).to_contain_text("Gemini 3 Pro Image")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(card).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("gpt turing")
    page.keyboard.press("Enter")
    expect(panel).to_be_hidden()
    expect(card).to_contain_text("GPT Image 2")
    expect(card).to_contain_text("Turing · turing/gpt-image-2")
    expect(page.locator("#t2i-model input")).to_have_value(re.compile("turing/gpt-image-2"))
    expect(page.locator("#t2i-plan")).to_contain_text("1 request to Turing")


def test_the_last_used_comes_first_and_those_without_a_key_stand_apart(page: Page, panel: Locator) -> None:
    choose(page, "OpenAI · gpt-image-1.5")
    choose(page, "doubao-seedream")
    page.locator("#t2i-model input").click()
    ready, needing, demo = (panel.locator("section").nth(index) for index in range(3))
    expect(ready.get_by_role("option").nth(0)).to_contain_text("Seedream 4.5")
    expect(ready.get_by_role("option").nth(1)).to_contain_text("GPT Image 1.5")
    expect(needing.get_by_role("option")).to_have_text([re.compile("DMXAPI · nano-banana-2")])
    expect(demo).to_contain_text("Demo · not AI")


def test_a_model_that_is_taken_for_another_says_so(page: Page, panel: Locator) -> None:
    def guess(route: Route) -> None:
        answer = route.fetch()
        listed = answer.json()
        (model,) = [
            one for gateway in listed["gateways"] for one in gateway["models"] if one["id"] == "gpt-image-1.5"
        ]
        model |= {"family": "gpt-image-2.6", "family_is_guess": True}
        route.fulfill(response=answer, json=listed)

    page.route("**/api/gateways", guess)
    page.locator("#t2i-model input").click()
    options = panel.get_by_role("option")
    expect(options.filter(has_text="a guess")).to_have_text([re.compile("GPT Image 1.5.*based on gpt-image-2.6")])
    page.unroute("**/api/gateways")
    page.keyboard.press("Escape")


def test_a_key_given_in_a_row_is_tried_at_once(page: Page, panel: Locator) -> None:
    choose_painter(page)
    page.locator("#t2i-model input").click()
    panel.get_by_text("Add key").click()
    panel.get_by_label("Your DMXAPI API key").fill("sk-wrong")
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_role("status")).to_contain_text("✗ DMXAPI refused this key")
    expect(panel.get_by_role("status")).to_contain_text("Invalid API key")
    panel.get_by_label("Your DMXAPI API key").fill("sk-sim-0123456789-4f2a")
    panel.get_by_role("button", name="Save").click()
    expect(panel).to_be_hidden()
    expect(page.locator(CARD)).to_contain_text("DMXAPI · nano-banana-2")
    expect(page.locator("#t2i-run")).to_have_text("Generate")
    expect(page.locator("#t2i-plan")).to_contain_text("1 request to DMXAPI")
    page.locator("#t2i-model input").click()
    panel.get_by_title("sk-…4f2a").click()
    panel.get_by_role("button", name="Remove").click()
    expect(panel.get_by_label("Your DMXAPI API key")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#t2i-run")).to_have_text("Add your DMXAPI key")
    expect(page.locator("#t2i-plan")).to_contain_text("needs an API key")


def test_without_a_key_the_button_asks_for_it_and_leads_to_the_field(page: Page, panel: Locator) -> None:
    choose(page, "DMXAPI · nano-banana-2")
    run, key = page.locator("#t2i-run"), page.locator("#t2i-key")
    expect(run).to_have_text("Add your DMXAPI key")
    page.locator("#t2i-prompt textarea").fill("a lighthouse")
    run.click()
    expect(key.get_by_role("textbox")).to_be_focused()
    expect(page.locator("#t2i-message")).to_be_hidden()
    expect(page.locator("#t2i-plan .problem")).to_have_count(0)
    page.keyboard.type("sk-sim-0123456789-4f2a")
    page.keyboard.press("Enter")
    expect(key).to_contain_text("Your DMXAPI key works. sk-…4f2a")
    expect(run).to_have_text("Generate")
    key.get_by_role("button", name="Replace").click()
    expect(key.get_by_role("textbox")).to_be_focused()
    key.get_by_role("button", name="Cancel").click()
    key.get_by_role("button", name="Remove").click()
    expect(run).to_have_text("Add your DMXAPI key")
    assert "4f2a" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_key_is_tested_step_by_step_before_it_is_saved(page: Page, panel: Locator) -> None:
    choose_painter(page)
    page.locator("#t2i-model input").click()
    panel.get_by_text("Add key").click()
    panel.get_by_label("Your DMXAPI API key").fill("sk-wrong")
    panel.get_by_role("button", name="Test DMXAPI").click()
    result = panel.locator(".check-result")
    expect(result).to_contain_text("doesn't accept this key")
    expect(result).to_contain_text("Invalid API key")
    expect(result.locator("[data-step=connection]")).to_have_attribute("data-state", "ok")
    expect(result.locator("[data-step=key]")).to_have_attribute("data-state", "failed")
    panel.get_by_label("Your DMXAPI API key").fill("sk-sim-0123456789-4f2a")
    panel.get_by_role("button", name="Test DMXAPI").click()
    expect(result).to_contain_text("Everything works.")
    expect(panel.get_by_label("Your DMXAPI API key")).to_have_value("sk-sim-0123456789-4f2a")


def test_a_key_that_is_being_typed_outlives_a_list_that_comes_late(page: Page, panel: Locator) -> None:
    choose_painter(page)
    page.locator("#t2i-model input").click()
    panel.get_by_text("Add key").wait_for()
    page.keyboard.press("Escape")
    late: list[Route] = []
    page.route("**/api/gateways", lambda route: late.append(route))
    page.locator("#t2i-model input").click()
    panel.get_by_text("Add key").click()  # of the list as it was known last
    field = panel.get_by_label("Your DMXAPI API key")
    field.fill("sk-half")
    with page.expect_response("**/api/gateways"):
        for route in late:
            route.continue_()
    page.evaluate(DRAWN)
    expect(field).to_have_value("sk-half")
    expect(field).to_be_focused()


WATCH_SHIFTS = """() => {
  globalThis.shift = 0;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) shift += value;
  }).observe({ type: 'layout-shift' });
}"""
DRAWN = "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_what_stands_elsewhere_stays_when_another_model_is_chosen(page: Page, width: int, height: int) -> None:
    """A form that moves right after a press counts, too: on a slow line the form follows later."""
    page.set_viewport_size({"width": width, "height": height})
    choose(page, "painter")
    page.evaluate(WATCH_SHIFTS)
    for model in ("turing/gpt-image-2", "nano-banana-2", "painter"):
        page.evaluate("shift = 0")
        choose(page, model)
        page.evaluate(DRAWN)
        assert page.evaluate("shift") < 0.05, model
