"""Late answers.

What was chosen, drawn or typed meanwhile holds, and no press sends what did not stand there.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_edit import DONE, bring, choose, dots, edit, paint, paint_mask, press, sent_request, widths
from tests.browser.test_markup import drag, marked
from tests.browser.test_text_to_image import wait_until_loaded
from tests.simulator.server import Simulator

__all__ = ["edit", "marked"]

pytestmark = pytest.mark.shares_page
SETTLED = """() => fetch('/healthz').then(() => new Promise((drawn) => {
  requestAnimationFrame(() => requestAnimationFrame(drawn));
}))"""


def hold(page: Page, address: str) -> list[Route]:
    """Holds the requests to an address; `release` lets one go on."""
    routes: list[Route] = []
    page.route(address, lambda route: routes.append(route))
    return routes


def wait_for(page: Page, routes: list[Route], count: int) -> None:
    while len(routes) < count:
        page.wait_for_load_state()  # which lets the page's requests in


def release(page: Page, route: Route) -> None:
    """Lets a request go on, and waits until the page has dealt with its answer."""
    with page.expect_response(lambda response: response.request == route.request):
        route.continue_()
    page.evaluate(SETTLED)


def test_a_press_that_waits_for_an_upload_is_not_sent_without_it(
    edit: Page, simulator: Simulator, tmp_path: Path
) -> None:
    """The one that failed was left out, and the others were edited and paid for."""
    choose(edit, "OpenAI · gpt-image-2")
    first, second = dots(tmp_path, 2)
    bring(edit, first)
    routes = hold(edit, "**/api/references")
    edit.locator("#edit-images input[type=file]").set_input_files(str(second))
    press(edit, "merge them")
    expect(edit.locator("#edit-run")).to_be_disabled()
    wait_for(edit, routes, 1)
    routes[0].abort()
    expect(edit.locator("#edit-images li.tile[data-state=failed]")).to_have_count(1)
    expect(edit.locator("#edit-run")).to_be_enabled()
    edit.evaluate(SETTLED)
    assert simulator.posts == 0
    expect(edit.locator("#edit-run")).to_have_accessible_name("Edit")
    edit.unroute_all()
    edit.locator("#edit-images").get_by_role("button", name="Retry").click()
    expect(edit.locator("#edit-images li.tile[data-state=ready]")).to_have_count(2)
    edit.locator("#edit-run").click()
    wait_until_loaded(edit, DONE)
    assert widths(sent_request(simulator)) == [301, 302]


def test_a_mask_that_is_cleared_while_a_stroke_is_stored_stays_cleared(
    edit: Page, simulator: Simulator, tmp_path: Path
) -> None:
    """It came back as soon as the stroke was stored, and the next edit went out with it."""
    choose(edit, "OpenAI · gpt-image-2")
    bring(edit, *dots(tmp_path, 1))
    paint_mask(edit)
    routes = hold(edit, "**/api/references")
    paint(edit, across=(0.6, 0.8))
    wait_for(edit, routes, 1)
    edit.set_viewport_size({"width": 390, "height": 844})  # where the mask is a dialog
    clear = edit.locator("#edit-mask").get_by_role("button", name="Clear the mask")
    clear.click()
    routes[0].continue_()  # which nobody may wait for any more
    edit.unroute_all()
    edit.evaluate(SETTLED)
    expect(clear).to_be_hidden()
    edit.set_viewport_size({"width": 1440, "height": 900})
    press(edit, "a hat")
    wait_until_loaded(edit, DONE)
    assert [file.name for file in sent_request(simulator).files] == ["image"]


def test_a_mask_that_is_stored_when_its_image_is_back_is_the_one_on_show(edit: Page, tmp_path: Path) -> None:
    bring(edit, *dots(tmp_path, 2))
    routes = hold(edit, "**/api/references")
    paint(edit, across=(0.2, 0.4))
    wait_for(edit, routes, 1)
    tile = edit.locator("#edit-images li.tile").first
    tile.focus()
    tile.press("Control+ArrowRight")
    expect(edit.locator("#edit-images li.tile").nth(1)).to_be_focused()
    edit.keyboard.press("Control+ArrowLeft")
    expect(edit.locator("#edit-images li.tile").first).to_be_focused()
    expect(edit.locator(".mask-container .mask-status")).to_contain_text("No mask")
    release(edit, routes[0])
    edit.unroute_all()
    expect(edit.locator("#edit-mask")).to_contain_text("of image 1")
    expect(edit.locator(".mask-container .mask-status")).not_to_contain_text("No mask")


def test_marks_that_are_on_their_way_are_there_when_they_are_edited_again(marked: Page) -> None:
    """The editor opened as it was before them, and what was added then took their place."""
    page, status = marked, marked.locator(".markup-editor .mask-status")
    marks = page.get_by_role("list", name="Marks").get_by_role("button")
    routes = hold(page, "**/api/references")
    drag(page, (120, 200), (200, 120))
    expect(status).to_have_text("Arrow added.")
    page.get_by_role("button", name="Apply").click()
    wait_for(page, routes, 1)
    page.get_by_role("button", name="Mark up").click()
    expect(marks).to_have_count(1)
    page.wait_for_function("document.querySelector('.markup-editor img').naturalWidth > 0")
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    expect(marks).to_have_count(2)
    page.get_by_role("button", name="Apply").click()
    wait_for(page, routes, 2)
    release(page, routes[1])
    expect(page.locator(".markup-field")).to_contain_text("2 marks on image 1")
    routes[0].continue_()  # which nobody may wait for any more
    page.unroute_all()
    page.evaluate(SETTLED)
    expect(page.locator(".markup-field")).to_contain_text("2 marks on image 1")


def test_marks_stay_with_the_image_on_which_they_were_drawn(edit: Page, tmp_path: Path) -> None:
    """Another one, whose upload had taken longer, came first meanwhile and got them."""
    routes = hold(edit, "**/api/references")
    first, second = dots(tmp_path, 2)
    edit.locator("#edit-images input[type=file]").set_input_files([str(first), str(second)])
    wait_for(edit, routes, 2)
    late, early = sorted(routes, key=lambda route: b'filename="2.png"' in (route.request.post_data_buffer or b""))
    release(edit, early)
    edit.get_by_role("button", name="Mark up").click()
    edit.wait_for_function("document.querySelector('.markup-editor img').naturalWidth > 0")
    edit.keyboard.press("c")
    edit.keyboard.press("Enter")
    release(edit, late)
    expect(edit.locator("#edit-images li.tile[data-state=ready]")).to_have_count(2)
    edit.unroute_all()
    with edit.expect_response("**/api/references") as stored:
        edit.get_by_role("button", name="Apply").click()
    assert stored.value.ok
    edit.evaluate(SETTLED)
    expect(edit.locator(".markup-field")).to_be_hidden()
    edit.locator("#edit-images li.tile").first.focus()
    edit.keyboard.press("Control+ArrowRight")
    expect(edit.locator(".markup-field")).to_contain_text("1 mark on image 1")


def test_a_crop_that_was_cancelled_while_it_was_made_changes_nothing(edit: Page, tmp_path: Path) -> None:
    """The image was exchanged all the same, when nobody expected it any more."""
    bring(edit, *dots(tmp_path, 1))
    tile = edit.locator("#edit-images li.tile")
    routes = hold(edit, "**/crop")
    tile.get_by_role("button", name="Crop and rotate image 1").click()
    dialog = edit.get_by_role("dialog", name="Crop and rotate image 1")
    dialog.get_by_role("button", name="Rotate right").click()
    dialog.get_by_role("button", name="Apply").click()
    wait_for(edit, routes, 1)
    dialog.get_by_role("button", name="Cancel").click()
    release(edit, routes[0])
    edit.unroute_all()
    expect(tile).to_contain_text("301 × 200")
    expect(edit.locator("#edit-images").get_by_role("button", name="Undo")).to_be_hidden()
