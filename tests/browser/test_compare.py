"""Before and after: by slider, side by side and by holding, over the whole window or inline."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import expose
from tests.browser.test_reference_list import middle

MADE = """(options) => {
  const paint = (colour, width, height) => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const pen = canvas.getContext('2d');
    pen.fillStyle = colour;
    pen.fillRect(0, 0, width, height);
    return { url: canvas.toDataURL(), width, height };
  };
  window.asked = 0;
  window.about = {
    before: { ...paint('teal', 300, 200), label: 'Yesterday' },
    after: { ...paint('tomato', 300, options.high || 200) },
    outline: options.outline && (async () => {
      asked += 1;
      if (options.outline === 'fails') throw new Error('lost');
      return options.outline === 'none' ? null
        : Object.assign(document.createElement('canvas'), { width: 30, height: 20 });
    }),
  };
}"""


@pytest.fixture
def page(bare: Page) -> Page:
    expose(bare, "lib/dom.js", "run/compare.js")
    return bare


def open_dialog(page: Page, **options: Any) -> Locator:
    """The two pictures, over the whole window."""
    page.evaluate(MADE, options)
    page.evaluate("() => { openComparison(about); }")
    return page.get_by_role("dialog")


def handle(dialog: Locator) -> Locator:
    return dialog.get_by_role("slider", name="Divider between before and after")


def seen(dialog: Locator, layer: str) -> bool:
    return bool(
        dialog.locator(f"[data-layer={layer}]").evaluate("(one) => getComputedStyle(one).visibility === 'visible'")
    )


def test_the_slider_goes_by_keyboard(page: Page) -> None:
    dialog = open_dialog(page)
    line = handle(dialog)
    expect(line).to_be_focused()
    expect(line).to_have_attribute("aria-valuenow", "50")
    for key, value in [
        ("ArrowRight", 52), ("ArrowUp", 54), ("ArrowLeft", 52), ("ArrowDown", 50), ("PageUp", 60), ("PageDown", 50),
        ("End", 100), ("ArrowRight", 100), ("Home", 0), ("ArrowLeft", 0),
    ]:  # fmt: skip
        page.keyboard.press(key)
        expect(line).to_have_attribute("aria-valuenow", str(value))
    expect(line).to_have_attribute("aria-valuetext", "0% before")


def test_the_slider_follows_the_pointer(page: Page) -> None:
    dialog = open_dialog(page)
    frame = dialog.locator(".compare-frame")
    box = frame.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 50)
    page.mouse.down()
    expect(handle(dialog)).to_have_attribute("aria-valuenow", "25")
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 90, steps=3)
    expect(handle(dialog)).to_have_attribute("aria-valuenow", "70")
    page.mouse.move(5, 5)
    expect(handle(dialog)).to_have_attribute("aria-valuenow", "0")
    page.mouse.up()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 90)
    expect(handle(dialog)).to_have_attribute("aria-valuenow", "0")


def test_both_pictures_lie_in_the_same_box(page: Page) -> None:
    dialog = open_dialog(page)
    before, after = (dialog.locator(f"[data-layer={name}] img").bounding_box() for name in ("before", "after"))
    assert before == after
    assert before is not None
    assert before["width"] / before["height"] == pytest.approx(1.5, abs=0.01)
    expect(dialog.get_by_text("Yesterday")).to_be_visible()
    expect(dialog.get_by_text("After", exact=True)).to_be_visible()


def test_side_by_side_both_are_whole(page: Page) -> None:
    dialog = open_dialog(page)
    dialog.get_by_role("button", name="Side by side").click()
    expect(handle(dialog)).to_have_count(0)
    before, after = (dialog.locator(f"[data-layer={name}] img").bounding_box() for name in ("before", "after"))
    assert before is not None
    assert after is not None
    assert before["x"] + before["width"] <= after["x"]
    page.set_viewport_size({"width": 390, "height": 844})
    expect(dialog.locator(".compare[data-stacked]")).to_be_visible()


def test_holding_shows_before(page: Page) -> None:
    dialog = open_dialog(page)
    dialog.get_by_role("button", name="Hold", exact=True).click()
    press = dialog.get_by_role("button", name="Hold to see before")

    def expect_held(before: bool) -> None:
        expect(press).to_have_attribute("aria-pressed", str(before).lower())
        assert [seen(dialog, "before"), seen(dialog, "after")] == [before, not before]

    expect_held(False)
    page.mouse.move(*middle(dialog.locator(".compare-frame")))
    page.mouse.down()
    expect_held(True)
    page.mouse.up()
    expect_held(False)
    press.focus()
    for key in ("Space", "Enter"):
        page.keyboard.down(key)
        expect_held(True)
        page.keyboard.up(key)
        expect_held(False)
    page.keyboard.down("Space")
    page.keyboard.press("Tab")
    expect_held(False)


def test_the_masks_outline_is_fetched_when_it_is_asked_for(page: Page) -> None:
    dialog = open_dialog(page, outline="there")
    toggle = dialog.get_by_role("button", name="Mask outline")
    assert page.evaluate("asked") == 0
    toggle.click()
    expect(dialog.locator("canvas:visible")).to_have_count(2)
    toggle.click()
    expect(dialog.locator("canvas:visible")).to_have_count(0)
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("asked") == 1


@pytest.mark.parametrize(("outline", "message"), [("none", "No mask."), ("fails", "Couldn't load the mask")])
def test_no_outline_is_said(page: Page, outline: str, message: str) -> None:
    dialog = open_dialog(page, outline=outline)
    toggle = dialog.get_by_role("button", name="Mask outline")
    toggle.click()
    expect(dialog.get_by_role("status")).to_contain_text(message)
    expect(toggle).to_have_attribute("aria-pressed", "false")


def test_without_a_mask_no_outline_is_offered(page: Page) -> None:
    expect(open_dialog(page).get_by_role("button", name="Mask outline")).to_have_count(0)


def test_two_shapes_are_both_shown_whole_and_it_is_said(page: Page) -> None:
    dialog = open_dialog(page, high=300)
    expect(dialog.get_by_role("status")).to_contain_text("different aspect ratios")
    boxes = [dialog.locator(f"[data-layer={name}] img").bounding_box() for name in ("before", "after")]
    assert [box and pytest.approx(box["width"] / box["height"], abs=0.01) for box in boxes] == [1.5, 1]


def test_the_focus_returns_to_where_the_dialog_was_opened(page: Page) -> None:
    page.evaluate(MADE, {})
    page.evaluate("""() => {
      const button = el('button', { id: 'look', onclick: () => openComparison(about) }, 'Look');
      document.body.prepend(button);
    }""")
    look, dialog = page.locator("#look"), page.get_by_role("dialog")
    for leave in (
        lambda: page.keyboard.press("Escape"),
        lambda: dialog.get_by_role("button", name="Close").click(),
    ):
        look.focus()
        page.keyboard.press("Enter")
        expect(dialog).to_be_visible()
        expect(handle(dialog)).to_be_focused()
        leave()
        expect(dialog).to_have_count(0)
        expect(look).to_be_focused()


def test_it_stands_inline_too(page: Page) -> None:
    page.evaluate(MADE, {})
    page.evaluate("""() => {
      const compare = new Compare();
      document.body.prepend(compare.root);
      compare.open(about);
    }""")
    box = page.locator(".compare-stage").bounding_box()
    assert box is not None
    assert box["height"] > 200
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
