"""Journeys of marks and cut-outs.

Drawn by hand and by keys, remembered, sent; keyed out, measured, shown.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_page
from tests.browser.test_edit import DONE, bring, choose, press, sent_request
from tests.browser.test_text_to_image import wait_until_loaded
from tests.simulator.server import Simulator

pytestmark = pytest.mark.shares_page

SIZE = (400, 300)
RED = (229, 34, 45)


@pytest.fixture
def marked(page: Page, tmp_path: Path) -> Iterator[Page]:
    """The Edit tab with one picture in it and its editor of marks open."""
    Image.new("RGB", SIZE, (90, 120, 110)).save(tmp_path / "field.png")
    page.get_by_role("tab", name="Edit").click()
    choose(page, "OpenAI · gpt-image-1")
    bring(page, tmp_path / "field.png")
    page.get_by_role("button", name="Mark up").click()
    expect(page.locator(".markup-editor canvas")).to_be_focused()
    page.wait_for_function("document.querySelector('.markup-editor img').naturalWidth > 0")
    yield page


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A drag between two pixels of the picture."""
    box = page.locator(".markup-editor img").bounding_box()
    assert box is not None
    points = [
        (box["x"] + x * box["width"] / SIZE[0], box["y"] + y * box["height"] / SIZE[1]) for x, y in (start, end)
    ]
    page.mouse.move(*points[0])
    page.mouse.down()
    page.mouse.move(*points[1], steps=6)
    page.mouse.up()


def test_marks_are_drawn_by_hand_and_by_keys_remembered_and_sent(marked: Page, simulator: Simulator) -> None:
    page, status = marked, marked.locator(".markup-editor .mask-status")
    scale = page.locator(".markup-editor .group.zoom output")
    fitted = scale.inner_text()
    page.keyboard.press("+")
    expect(scale).not_to_have_text(fitted)
    zoomed = scale.inner_text()
    drag(page, (120, 200), (200, 120))
    expect(status).to_have_text("Arrow added.")
    page.keyboard.press("0")
    expect(scale).not_to_have_text(zoomed)
    for key in ("c", "Enter", "Shift+ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    expect(status).to_contain_text("Circle: X")
    page.keyboard.press("t")
    page.keyboard.press("Enter")
    page.keyboard.type("a red hat")
    page.keyboard.press("Enter")
    marks = page.get_by_role("list", name="Marks").get_by_role("button")
    expect(marks).to_have_text(["1. Arrow", "2. Circle", "3. Text “a red hat”"])
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    expect(marks).to_have_count(4)
    page.keyboard.press("Delete")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(marks).to_have_count(3)
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".markup-field")).to_contain_text("3 marks on image 1")
    expect(page.locator("#edit-images .tile canvas.tile-mask")).to_have_count(1)

    open_page(page)
    page.get_by_role("tab", name="Edit").click()
    expect(page.locator(".markup-field")).to_contain_text("3 marks on image 1")
    page.get_by_role("button", name="Edit marks").click()
    expect(marks).to_have_count(3)
    page.get_by_role("button", name="Cancel").click()
    choose(page, "OpenAI · gpt-image-1")
    press(page, "do as marked")
    wait_until_loaded(page, DONE)
    entry = sent_request(simulator)
    original, copy = (Image.open(io.BytesIO(file.data)).convert("RGB") for file in entry.files)
    assert original.size == copy.size == SIZE
    red = np.abs(np.asarray(copy, int) - RED).max(axis=2) < 40
    assert red[112:180, 130:205].any(), "the arrow's head"
    assert 200 < red.sum() < 20_000
    assert "do not draw the marks" in entry.body["prompt"]
    expect(page.locator("#edit-easel .run").first).to_contain_text("with marks")
    page.get_by_role("button", name="Remove marks").click()
    expect(page.get_by_role("button", name="Mark up")).to_be_visible()
    page.locator("#edit-easel").get_by_role("button", name="Reuse settings").first.click()
    expect(page.locator(".markup-field")).to_contain_text("3 marks on image 1")
    page.get_by_role("button", name="Edit marks").click()
    marks.first.click()
    expect(status).to_have_text("Arrow selected: X 120, Y 120.")
    page.get_by_role("button", name="Cancel").click()


def test_a_cut_out_is_chosen_in_the_form_and_shown_with_its_figures(page: Page) -> None:
    choose_demo = page.locator("#t2i-model input")
    choose_demo.click()
    page.get_by_role("option").filter(has_text="painter").first.click()
    switch = page.locator("#t2i-options").get_by_label("Cut out")
    switch.check()
    page.locator("#t2i-options summary").click()
    size = page.locator("#t2i-options [data-option=size]")
    size.fill("256x256")
    size.press("Tab")
    expect(page.locator("#t2i-plan")).to_contain_text("256 × 256")
    page.locator("#t2i-prompt textarea").fill("a red boat")
    page.locator("#t2i-run").click()
    run = page.locator("#t2i-easel .run").first
    expect(run.get_by_role("button", name="Cut out", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(run).to_contain_text(re.compile(r"removed the flat background: \d+% clear, [\d.]+% soft edge"))
    shown = run.locator("img[data-state=done]:not([hidden])")
    cutout = shown.get_attribute("data-picture")
    background = "(image) => getComputedStyle(image).backgroundImage"
    thumbnail = page.locator("#t2i-easel .strip-item[aria-current] img[data-loaded]")
    assert "conic-gradient" in thumbnail.evaluate(background)
    run.get_by_role("button", name="Raw model output").click()
    expect(shown).to_have_count(1)  # the other one stays until this one is loaded
    assert shown.get_attribute("data-picture") != cutout
    run.get_by_role("button", name="Cut out", exact=True).click()
    expect(shown).to_have_count(1)
    shown.click()
    large = page.locator(".viewer-picture[data-loaded]")
    expect(large).to_have_attribute("data-picture", cutout or "")
    assert "conic-gradient" in large.evaluate(background)
    page.keyboard.press("Escape")
    size.fill("")
    size.press("Tab")
    switch.uncheck()
