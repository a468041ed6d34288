"""The library of prompts and styles.

Blanks are filled one by one, styles come and go, one's own are kept.
"""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.simulator.server import Simulator

pytestmark = pytest.mark.shares_page


def open_library(page: Page) -> Locator:
    page.locator("#t2i-library button").click()
    dialog = page.get_by_role("dialog", name="Prompts and styles")
    dialog.get_by_role("button", name="watercolour", exact=True).wait_for()
    return dialog


def prompt_field(page: Page) -> Locator:
    return page.locator("#t2i-prompt textarea")


def test_a_prompt_with_blanks_is_filled_by_keyboard_and_not_sent_before(page: Page, simulator: Simulator) -> None:
    field = prompt_field(page)
    field.fill("")
    field.press("/")
    dialog = page.get_by_role("dialog", name="Prompts and styles")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    dialog.get_by_role("searchbox").fill("poster for")
    expect(dialog.locator(".library-entry:visible")).to_have_count(1)
    dialog.locator(".library-entry:visible").press("Enter")
    expect(dialog).to_have_count(0)
    expect(field).to_be_focused()
    page.keyboard.type("a concert")
    page.locator("#t2i-run").click()
    expect(page.get_by_text("Fill in “subject” first.")).to_be_visible()
    page.keyboard.type("a fox")
    expect(field).to_have_value(
        "Poster for a concert: a fox in flat colours, an empty area at the top for the headline"
    )
    assert simulator.posts == 0


def test_tab_goes_to_the_next_blank_and_then_on(page: Page) -> None:
    field = prompt_field(page)
    field.fill("{{animal}} in {{place}}")
    field.evaluate("(it) => it.setSelectionRange(0, 0)")
    for word in ("A fox", "Rome"):
        page.keyboard.press("Tab")
        page.keyboard.type(word)
    expect(field).to_have_value("A fox in Rome")
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()


def test_several_styles_are_added_and_taken_out(page: Page) -> None:
    prompt_field(page).fill("a boat")
    dialog = open_library(page)
    for style in ("watercolour", "in morning mist"):
        dialog.get_by_role("button", name=style, exact=True).click()
    expect(prompt_field(page)).to_have_value("a boat, watercolour, in morning mist")
    dialog.get_by_role("button", name="watercolour", exact=True, pressed=True).click()
    expect(prompt_field(page)).to_have_value("a boat, in morning mist")
    page.keyboard.press("Escape")


def test_ones_own_prompt_is_kept_and_removed(page: Page) -> None:
    prompt_field(page).fill("a boat that I like")
    open_library(page).get_by_role("button", name="Save the current prompt").click()
    page.keyboard.press("Escape")
    prompt_field(page).fill("something else")
    dialog = open_library(page)
    dialog.get_by_role("button", name="a boat that I like", exact=True).click()
    expect(prompt_field(page)).to_have_value("a boat that I like")
    page.get_by_role("button", name="Undo").click()
    expect(prompt_field(page)).to_have_value("something else")
    dialog = open_library(page)
    dialog.get_by_role("button", name="Remove “a boat that I like”").click()
    expect(dialog.get_by_text("a boat that I like")).to_have_count(0)
    page.keyboard.press("Escape")
