"""A press answers on the screen at once, whatever the server takes."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_text_to_image import DONE, choose, press, wait_until_loaded
from tests.simulator.server import Simulator

pytestmark = pytest.mark.shares_page


def test_every_press_answers_before_the_server_does(page: Page, simulator: Simulator) -> None:
    choose(page, "doubao-seedream")
    press(page, "a lighthouse")
    wait_until_loaded(page, DONE)
    run, card = page.locator("#t2i-run"), page.locator("#t2i-easel .run").first
    routes: list[Route] = []
    page.route("**/*", lambda route: routes.append(route))
    press(page, "a boat")
    expect(run).to_have_accessible_name("Sending…")
    expect(run).to_have_attribute("data-label", "Sending…")
    card.locator(".canvas").click()
    expect(page.locator(".viewer .viewer-prompt")).to_have_text("a lighthouse")
    page.keyboard.press("Escape")
    card.get_by_role("button", name="Edit", exact=True).click()
    expect(card.get_by_role("menuitem").first).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#t2i-model input").click()
    expect(page.get_by_role("option").filter(has_text="gpt-image-2").first).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#easel-settings").click()
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    page.keyboard.press("Escape")
    for tab, part in (("Edit", "#edit-prompt"), ("Chat", "#chat-input"), ("Gallery", "#gallery-search")):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator(part)).to_be_visible()
    page.get_by_role("tab", name="Text to image").click()
    expect(run).to_have_accessible_name("Sending…")
    assert simulator.posts == 1, "nothing of the second press has reached the server"
    page.unroute("**/*")  # which lets them go
    expect(card.locator(".prompt")).to_have_text("a boat")
    expect(run).to_have_accessible_name("Generate")
    page.route("**/run/predict*", lambda route: route.fulfill(status=500, json={"error": "no more"}))
    with page.expect_response("**/run/predict*"):
        press(page, "a castle")
    expect(run).to_have_accessible_name("Generate")
