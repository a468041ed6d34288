"""Journeys of the canvas: expand, crop and rotate.

An image is expanded on the easel, cropped on its tile, and both by keys, numbers and finger.
"""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.test_edit import DONE, bring, choose, edit, press, sent_request
from tests.browser.test_text_to_image import wait_until_loaded
from tests.simulator.server import Simulator
from tests.studio.references.masked_edits import photo

__all__ = ["edit"]

pytestmark = pytest.mark.shares_page
SIZE = (320, 240)
POSITION = """(layer) => {
  const [all, one] = [layer, layer.firstChild].map((node) => node.getBoundingClientRect());
  const { left, top, width, height } = all;
  return [(one.left - left) / width, (one.top - top) / height, one.width / width, one.height / height];
}"""
"""The original's place over its result: left, top, width and height, as shares."""


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    photo(SIZE, 7).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def numbers(page: Page, kind: str) -> list[str]:
    return [field.input_value() for field in page.locator(f"{kind} .frame-numbers input").all()]


def test_the_first_image_grows_by_ratio_keys_and_dragging_and_stays_what_it_was(
    edit: Page, simulator: Simulator, picture: Path
) -> None:
    choose(edit, "OpenAI · gpt-image-2")
    bring(edit, picture)
    edit.get_by_role("button", name="Expand", exact=True).click()
    field = edit.locator(".expand-field")
    field.get_by_role("button", name="16:9").click()
    expect(field.locator(".frame-size")).to_have_text("427 × 240 · 16:9")
    right = field.get_by_role("slider", name="Right edge")
    right.focus()
    edit.keyboard.press("ArrowRight")
    edit.keyboard.press("Shift+ArrowRight")
    expect(right).to_have_attribute("aria-valuenow", "65")
    expect(right).to_have_attribute("aria-valuetext", "65 px")
    box = field.locator('[data-handle="bottom"]').bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= 44
    edit.mouse.move(box["x"] + 22, box["y"] + 22)
    edit.mouse.down()
    edit.mouse.move(box["x"] + 30, box["y"] + 62, steps=4)
    edit.mouse.up()
    assert int(numbers(edit, ".expand-field")[3]) > 20
    field.get_by_label("Bottom", exact=True).fill("24")
    expect(field.locator(".frame-size")).to_have_text("438 × 264 · 1.66:1")
    assert numbers(edit, ".expand-field") == ["53", "0", "65", "24"]
    tile = edit.locator("#edit-images li.tile")
    expect(tile).to_contain_text("expanded")
    press(edit, "the sea goes on")
    wait_until_loaded(edit, DONE)
    request = sent_request(simulator)
    assert {file.name for file in request.files} == {"image", "mask"}
    card = edit.locator("#edit-easel .run").first
    expect(card).to_contain_text("Expanded")
    expect(card.get_by_role("button", name="Raw model output")).to_be_visible()  # once the result is laid around it
    card.get_by_role("slider", name="Divider between before and after").first.press("End")
    left, top, width, height = card.locator(".original").first.evaluate(POSITION)
    assert (left, top, width, height) == pytest.approx((53 / 438, 0, 320 / 438, 240 / 264), abs=0.005)
    run = edit.context.request.get("/api/runs?limit=1").json()["runs"][0]
    assert run["asked"]["expand"] == {"left": 53, "top": 0, "right": 65, "bottom": 24}
    (composite,) = [one for one in run["pictures"] if one["kind"] == "held"]
    with Image.open(io.BytesIO(edit.context.request.get(composite["url"]).body())) as image:
        assert image.size == (438, 264)
        inside = np.asarray(image.convert("RGB").crop((53, 0, 373, 240)))
    assert np.array_equal(inside, np.asarray(photo(SIZE, 7)))
    edit.get_by_role("button", name="Expand", exact=True).click()
    field.get_by_role("button", name="Reset").click()
    expect(tile).not_to_contain_text("expanded")
    card.get_by_role("button", name="Reuse settings").click()
    expect(tile).to_contain_text("expanded")
    assert numbers(edit, ".expand-field") == ["53", "0", "65", "24"]
    edit.locator(".toast").get_by_role("button", name="Undo").click()
    expect(tile).not_to_contain_text("expanded")


def test_an_image_is_cropped_and_turned_on_its_tile_and_undo_brings_it_back(edit: Page, picture: Path) -> None:
    """With what was drawn on it, though the cropped one had drawings of its own."""
    bring(edit, picture)
    tile = edit.locator("#edit-images li.tile")
    expect(tile).to_contain_text("320 × 240")
    edit.get_by_role("button", name="Expand", exact=True).click()
    field = edit.locator(".expand-field")
    field.get_by_role("button", name="16:9").click()
    tile.get_by_role("button", name="Crop and rotate image 1").click()
    dialog = edit.get_by_role("dialog", name="Crop and rotate image 1")
    dialog.get_by_role("button", name="Rotate right").click()
    expect(dialog.locator(".frame-size")).to_have_text("240 × 320 · 3:4")
    dialog.get_by_role("button", name="1:1").click()
    expect(dialog.locator(".frame-size")).to_have_text("240 × 240 · 1:1")
    dialog.locator(".frame-box").focus()
    edit.keyboard.press("ArrowDown")
    assert numbers(edit, ".frame-dialog[open]") == ["0", "50", "240", "240"]
    dialog.get_by_role("button", name="Apply").click()
    expect(tile).to_contain_text("240 × 240")
    expect(tile).to_be_focused()
    made = edit.context.request.get(f"/references/{tile.get_attribute('data-id')}").body()
    with Image.open(io.BytesIO(made)) as image:
        turned = np.rot90(np.asarray(photo(SIZE, 7)), -1)
        assert np.array_equal(np.asarray(image.convert("RGB")), turned[50:290])
    expect(edit.locator("#edit-images")).to_contain_text("Cropped image 1.")
    expect(field.locator(".frame-size")).to_have_text("240 × 240 · 1:1")
    field.get_by_role("button", name="4:3").click()
    expect(field.locator(".expand-summary")).to_contain_text("Expands to 320 × 240")
    edit.locator("#edit-images").get_by_role("button", name="Undo").click()
    expect(tile).to_contain_text("canvas expanded from 320x240 to 427x240")
    expect(field.locator(".expand-summary")).to_contain_text("Expands to 427 × 240")
    field.get_by_role("button", name="Reset").click()
