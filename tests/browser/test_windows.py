"""Low, narrow and large windows: what is shown fits, and all buttons are in reach."""

import base64
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.layout import layout_objections
from tests.browser.test_gallery import make_run, phone, png
from tests.browser.test_run_card import edit, open_edit, picture
from tests.simulator.server import Simulator

pytestmark = pytest.mark.shares_page

ON_ITS_SIDE: Final = {"width": 844, "height": 390}  # a phone
SMALLEST: Final = {"width": 320, "height": 568}
PAGE_HEIGHT: Final = "document.documentElement.scrollHeight"


def resize(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})


def heights(page: Page, *windows: tuple[int, int]) -> list[tuple[int, int]]:
    """Each window's height, and the page's in it."""
    pairs = []
    for width, height in windows:
        resize(page, width, height)
        pairs.append((height, int(page.evaluate(PAGE_HEIGHT))))
    return pairs


def box_of(part: Locator) -> dict[str, float]:
    box = part.bounding_box()
    assert box
    return {**box, "bottom": box["y"] + box["height"], "right": box["x"] + box["width"]}


def test_an_edit_beside_the_form_does_not_make_the_page_scroll(page: Page) -> None:
    """By ten pixels it did, in every window."""
    expect(open_edit(page, edit(page.context.request, images=picture("red")))).to_have_attribute(
        "data-state", "done"
    )
    pairs = heights(page, (1280, 720), (1366, 600), (1920, 1080), (2560, 1440))
    assert [height for window, height in pairs if height != window] == []


def test_ten_images_fit_into_the_window_with_their_buttons(page: Page) -> None:
    run = make_run(page.context, "ten at once", count=10)
    card = page.locator(f"#t2i-easel [data-run='{run['id']}'] img[data-state=done]")
    expect(card).to_have_count(10)
    assert heights(page, (1920, 1080)) == [(1080, 1080)]
    expect(page.locator("#t2i-easel .frame .button-main:visible")).to_have_count(10)


def test_a_scroll_of_one_to_ten_is_no_higher_than_the_window(page: Page, simulator: Simulator) -> None:
    simulator.play("give_files", files=[base64.b64encode(png((100, 1000), "purple")).decode()])
    make_run(page.context, "a scroll", options={"response_format": "b64_json"})
    expect(page.locator("#t2i-easel .run .prompt")).to_have_text("a scroll")
    canvas = page.locator("#t2i-easel .canvas:has(img[data-state=done])")
    expect(canvas).to_be_visible()
    assert heights(page, (1920, 1080)) == [(1080, 1080)]
    box = box_of(canvas)
    assert box["height"] == pytest.approx(10 * box["width"], rel=0.02), "it stands whole, without a margin"


def test_an_edit_in_a_narrow_frame_has_its_last_button_in_reach(page: Page) -> None:
    card = open_edit(page, edit(page.context.request, images=picture("red")))
    resize(page, 768, 1024)
    more = card.get_by_role("button", name="More actions")
    expect(more).to_be_visible()
    assert box_of(more)["right"] <= box_of(card)["right"]


def test_the_empty_chat_fits_into_a_low_window(page: Page) -> None:
    page.get_by_role("tab", name="Chat").click()
    heading = page.locator("#chat .empty h2")
    expect(heading).to_be_visible()
    assert heights(page, (1366, 600)) == [(600, 600)]
    page.set_viewport_size(ON_ITS_SIDE)
    assert box_of(page.locator("#chat .empty p"))["bottom"] <= box_of(page.locator(".panel-composer"))["y"]


def test_on_a_phone_on_its_side_the_tools_stand_beside_the_picture(page: Page) -> None:
    """Over it they left 46 pixels of it, and the numbers of a crop were below the window."""
    page.get_by_role("tab", name="Edit").click()
    with phone(page):
        page.set_viewport_size(ON_ITS_SIDE)
        page.locator("#edit-images input[type=file]").first.set_input_files(picture("teal"))
        page.locator("#edit-images .tile[data-state=ready] img").first.wait_for()
        page.locator(".mask-preview").click()
        assert box_of(page.locator("dialog[open] .mask-stage"))["height"] > 180
        assert layout_objections(page, "mask") == []
        page.keyboard.press("Escape")
        page.locator(".easel-tool[data-tool=expand]").click()
        assert box_of(page.locator("dialog[open] .frame-stage"))["height"] > 180
        assert layout_objections(page, "expand") == []
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
        page.locator("#edit-images .tile-crop").first.click()
        assert layout_objections(page, "crop") == []
        page.get_by_role("dialog").get_by_label("Height").fill("40")
        page.keyboard.press("Escape")


def test_the_smallest_phone_has_its_bar_of_tabs_whole(page: Page) -> None:
    page.get_by_role("tab", name="Gallery").click()
    with phone(page):
        page.set_viewport_size(SMALLEST)
        assert [one for one in layout_objections(page, "tabs") if "Text to image" in one] == []
