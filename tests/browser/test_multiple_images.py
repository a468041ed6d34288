"""Several pictures of one press.

Each call has its own outcome, and its own way to be sent again.

docs/gateways.md, T88.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.test_text_to_image import DONE, choose, choose_painter, press, wait_until_loaded
from tests.simulator.server import Simulator

pytestmark = pytest.mark.shares_page


def test_of_four_calls_three_fail_and_those_that_failed_alike_are_told_and_sent_again_together(
    page: Page, simulator: Simulator
) -> None:
    choose(page, "turing/gemini-3-pro-image")
    page.locator("#t2i-count input[type=number]").fill("4")
    page.locator("#t2i-count input[type=number]").press("Tab")
    expect(page.locator("#t2i-plan")).to_contain_text("4 requests to Turing")
    simulator.play("server_error", gateway="turing")
    simulator.play("quota_429", gateway="turing", times=2)
    press(page, "four hills")
    card = page.locator(".run").first
    expect(card.locator(".status-text")).to_contain_text("1 of 4 requests succeeded")
    expect(page.locator(DONE)).to_have_count(1)
    assert simulator.posts == 4
    alike = card.locator(".errors section").filter(has_text="out of credit")
    expect(card.locator(".errors section")).to_have_count(2)
    expect(alike.locator("h4")).to_have_text(re.compile(r"^Requests \d, \d · not charged"))
    alike.get_by_text("Details").click()
    expect(alike.locator("details .advice")).to_contain_text("Top up")
    each = re.compile(r"^Request \d · Request ID: \w+$")
    expect(alike.locator("details .small")).to_have_text([each, each, re.compile("^Server log ID")])
    alike.get_by_text("Details").click()
    expect_all_in_sight(page, card)
    expect(card.get_by_role("button", name="Retry (you may be charged twice)")).to_be_visible()
    alike.get_by_role("button", name="Retry 2 requests").click()
    expect(page.locator(".strip-item")).to_have_count(2)
    expect(page.locator(DONE)).to_have_count(2)
    assert simulator.posts == 6
    page.locator("#t2i-count input[type=number]").fill("1")
    page.locator("#t2i-count input[type=number]").press("Tab")
    expect(page.locator("#t2i-plan")).to_contain_text("1 request to Turing")


def expect_all_in_sight(page: Page, card: Locator) -> None:
    """The pictures stand whole in the window with errors, prompt and strip; on a phone they come first."""
    for part in (card.locator(".stage"), card.locator(".errors"), card.locator(".request")):
        expect(part).to_be_in_viewport(ratio=1)
    expect(page.locator("#t2i-easel .strip")).to_be_in_viewport(ratio=0.9)
    page.set_viewport_size({"width": 390, "height": 844})
    stage, errors, prompt = (card.locator(part).bounding_box() for part in (".stage", ".errors", ".prompt"))
    composer = page.locator("#t2i-form").bounding_box()
    assert stage and errors and prompt and composer
    assert stage["y"] + stage["height"] < errors["y"] < composer["y"] and errors["y"] < prompt["y"]
    page.set_viewport_size({"width": 1440, "height": 900})


def twice(page: Page, button: Locator) -> None:
    """A double click as a hand makes it, at one place."""
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    point = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(*point, click_count=2, delay=90)


def test_a_double_click_on_make_again_is_one_run(page: Page, simulator: Simulator) -> None:
    choose(page, "doubao-seedream")
    press(page, "a mountain")
    wait_until_loaded(page, DONE)
    simulator.play("hold", gateway="turing", at=0.5, times=-1)
    again = page.locator(".run").first.get_by_role("button", name="Regenerate")
    twice(page, again)
    expect(page.locator(".strip-item")).to_have_count(2)
    page.locator(".strip-item").last.click()
    expect(page.locator(".run").get_by_role("button", name="Regenerate")).to_be_enabled()
    assert simulator.posts == 2
    simulator.release()
    expect(page.locator(".strip-item[data-state=done]")).to_have_count(2)
    assert simulator.posts == 2


def test_a_double_click_on_send_again_is_one_run(page: Page, simulator: Simulator) -> None:
    simulator.play("server_error", gateway="turing", times=1)
    choose(page, "doubao-seedream")
    press(page, "a mountain")
    resend = page.get_by_role("button", name="Retry (you may be charged twice)")
    resend.wait_for()
    twice(page, resend)
    wait_until_loaded(page, DONE)
    expect(page.locator(".strip-item")).to_have_count(2)
    assert simulator.posts == 2


def test_the_painter_makes_another_picture_again(page: Page, visitor: BrowserContext) -> None:
    """From the same seed it would be the very same bytes."""
    choose_painter(page)
    page.locator("#t2i-options summary").click()
    size = page.locator("#t2i-options [data-option=size]")
    size.fill("256x256")
    size.press("Tab")
    press(page, "a lighthouse")
    card = page.locator(".run").first
    expect(card).to_have_attribute("data-state", "done", timeout=30_000)
    card.get_by_role("button", name="Regenerate").click()
    expect(page.locator(".strip-item[data-state=done]")).to_have_count(2, timeout=30_000)
    newer, older = visitor.request.get("/api/runs?limit=2").json()["runs"]
    assert "seed" not in older["asked"]["options"]
    assert newer["asked"]["options"]["seed"] >= 0
    assert final(newer) != final(older)
    size.fill("")
    size.press("Tab")


def final(run: dict[str, Any]) -> str:
    return next(str(picture["sha256"]) for picture in run["pictures"] if not picture["draft"])


def test_four_pictures_hang_two_by_two_and_repeated_words_are_said_once(
    visitor: BrowserContext, page: Page
) -> None:
    small = {"gateway": "demo", "model": "painter", "size": "256x256", "count": 4}
    assert visitor.request.post("/api/runs", data={"prompt": "a lighthouse", **small}).status == 202
    card = page.locator(".run").first
    expect(card).to_have_attribute("data-state", "done", timeout=60_000)
    expect(card.locator(".run-text")).to_have_text("Recognised: lighthouse.")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        boxes = [frame.bounding_box() for frame in card.locator(".frame").all()]
        assert len({round(box["x"]) for box in boxes if box}) == 2
        assert len({round(box["y"]) for box in boxes if box}) == 2
        if width == 1440:
            expect(page.locator(".strip")).to_be_in_viewport(ratio=0.9)


def test_a_picture_behind_a_dead_link_is_fetched_again_by_one_press_and_nothing_is_sent(
    visitor: BrowserContext, page: Page, simulator: Simulator
) -> None:
    simulator.play("not_found", gateway="tuzi", on="files", times=-1)
    by = {"gateway": "tuzi", "model": "gemini-3-pro-image-preview", "options": {"response_format": "url"}}
    visitor.request.post("/api/runs", data={"prompt": "a mountain", **by})
    card = page.locator(".run").first
    expect(card).to_have_attribute("data-state", "unknown")
    simulator.app.fault_queue.clear()
    card.get_by_role("button", name="Re-read the response (free)").click()
    expect(card).to_have_attribute("data-state", "done")
    wait_until_loaded(page, DONE)
    expect(card.locator(".error-text")).to_have_count(0)
    assert simulator.posts == 1
