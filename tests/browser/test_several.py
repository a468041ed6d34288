"""Several pictures of one press: each call has its own outcome, and its own way to be sent again (T88)."""

from playwright.sync_api import Page, expect

from tests.browser.test_text_to_image import DONE, choose, press
from tests.simulator.server import Simulator


def test_of_four_calls_two_fail_and_one_of_them_is_sent_again_alone(page: Page, simulator: Simulator) -> None:
    choose(page, "turing/gemini-3-pro-image")
    page.locator("#t2i-count input[type=number]").fill("4")
    page.locator("#t2i-count input[type=number]").press("Tab")
    expect(page.locator("#t2i-plan")).to_contain_text("4 calls to Turing")
    simulator.play("server_error", gateway="turing")
    simulator.play("quota_429", gateway="turing")
    press(page, "four hills")
    card = page.locator(".run").first
    expect(card.locator(".where")).to_contain_text("2 of 4 calls done")
    expect(card.locator(".trouble .what")).to_have_count(2)
    expect(page.locator(DONE)).to_have_count(2)
    assert simulator.posts == 4
    card.get_by_role("button", name="Send again (may be charged twice)").click()
    expect(page.locator(DONE)).to_have_count(3)
    assert simulator.posts == 5
