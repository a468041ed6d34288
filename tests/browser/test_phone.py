"""The page on a phone, by finger.

A composer in reach of the thumb, its sheet, and targets large enough for it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Traffic, expose, open_page
from tests.browser.layout import SMALL_TARGETS
from tests.browser.test_expand import numbers
from tests.browser.test_text_to_image import DONE, choose, press, wait_until_loaded
from tests.easel_process import Easel
from tests.simulator.server import Simulator
from tests.studio.references.masked_edits import photo
from ui.static_files import FOLDER

WIDTH, HEIGHT = 390, 844
IN_REACH: Final = 190  # pixels from the lower edge, where a thumb gets to
SAMPLE: Final = FOLDER / "examples" / "sample-lake-house.webp"
SHIFTS: Final = """
globalThis.shift = 0;
new PerformanceObserver((list) => {
  for (const it of list.getEntries()) if (!it.hadRecentInput) shift += it.value;
}).observe({ type: 'layout-shift', buffered: true });
"""

GUESSED_CARD: Final = """() => {
  const features = { resolution: '4K', max_images: 16 };
  const details = document.createElement('span');
  details.className = 'model-details';
  details.append(...modelDetails({
    features, name: 'GPT Image 3', nickname: '', gateway: 'OpenAI', id: 'gpt-image-3',
    family: 'gpt-image-2.6', family_is_guess: true,
  }));
  const around = document.getElementById('bare-form');
  around.innerHTML = `<div id="t2i-form" class="panel-form"><div class="panel-picker-box"><div class="panel-picker">
    <button class="model-card"></button></div></div><div class="panel-plan"><p>1 request to OpenAI</p></div></div>`;
  around.querySelector('.model-card').append(details);
}"""


@pytest.fixture(scope="module")
def visit(browser: Browser, easel: Easel) -> Iterator[tuple[Page, Traffic]]:
    """In Britain: any English reads the page in English. A browser that has never been here."""
    context = browser.new_context(
        base_url=easel.url,
        locale="en-GB",
        viewport={"width": WIDTH, "height": HEIGHT},
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    context.add_init_script(SHIFTS)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    traffic = Traffic(page)
    open_page(page)
    traffic.end(page)
    yield page, traffic
    context.close()
    assert errors == []


@pytest.fixture
def opened(visit: tuple[Page, Traffic]) -> Page:
    return visit[0]


@pytest.fixture
def page(opened: Page, simulator: Simulator) -> Iterator[Page]:
    """One page for all journeys, at its first tab with the sheet closed."""
    simulator.reset()
    opened.get_by_role("tab", name="Text to image").tap()
    yield opened
    simulator.reset()
    if sheet(opened).is_visible():
        opened.keyboard.press("Escape")
    leave_fields(opened)


def leave_fields(page: Page) -> None:
    """While one types the tabs make way for the keyboard."""
    page.evaluate("document.activeElement.blur()")


def sheet(page: Page, tab: str = "t2i") -> Locator:
    return page.locator(f"#{tab}-form[data-open]")


def open_sheet(page: Page, tab: str = "t2i") -> Locator:
    page.locator(f"#{tab}-form").get_by_role("button", name="Image settings").tap()
    expect(sheet(page, tab)).to_be_visible()
    return sheet(page, tab)


def show_tab(page: Page, name: str, ready: str) -> None:
    leave_fields(page)
    page.get_by_role("tab", name=name).tap()
    page.locator(ready).first.wait_for()


def assert_in_reach(page: Page, button: str) -> None:
    """The button lies whole in the lowest part of the window, and nothing lies over it."""
    expect(page.locator(button)).to_be_visible()
    box = page.locator(button).bounding_box()
    assert box is not None
    assert box["y"] >= HEIGHT - IN_REACH
    assert box["y"] + box["height"] <= HEIGHT
    page.locator(button).tap(trial=True)


def swipe(page: Page, part: Locator, *, by: int) -> None:
    box = part.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 3, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + by, steps=3)
    page.mouse.up()


def line_count(page: Page, part: str) -> float:
    """The lines that a text takes, those that are cut off too."""
    lines = "(it) => it.scrollHeight / parseFloat(getComputedStyle(it).lineHeight)"
    return round(page.locator(part).evaluate(lines))


def test_nothing_moves_while_the_page_loads(page: Page) -> None:
    assert page.evaluate("shift") < 0.05


def test_a_first_visit_is_light(visit: tuple[Page, Traffic]) -> None:
    """A second one: tests/browser/test_head.py; the times: `python -m bench page_load`."""
    _, traffic = visit
    assert 100_000 < traffic.bytes <= 500_000
    assert 20 < traffic.requests <= 95


def test_the_sheet_has_all_settings_and_closes_in_four_ways(page: Page) -> None:
    for part in ("#t2i-ratio", "#t2i-resolution", "#t2i-count", "#t2i-options", "#t2i-library"):
        expect(page.locator(part)).to_be_hidden()
    settings = open_sheet(page)
    for part in ("#t2i-ratio", "#t2i-resolution", "#t2i-count", "#t2i-options", "#t2i-library"):
        page.locator(part).scroll_into_view_if_needed()
        expect(page.locator(part)).to_be_visible()
    assert_in_reach(page, "#t2i-run")
    half = settings.bounding_box()
    swipe(page, settings.locator(".composer-head"), by=-150)
    full = settings.bounding_box()
    assert half is not None
    assert full is not None
    assert full["height"] > half["height"] + 150
    swipe(page, settings.locator(".composer-head"), by=150)
    expect(settings).to_be_visible()
    swipe(page, settings.locator(".composer-head"), by=150)
    expect(settings).to_be_hidden()
    open_sheet(page).get_by_role("button", name="Close").tap()
    expect(settings).to_be_hidden()
    open_sheet(page)
    page.keyboard.press("Escape")
    expect(settings).to_be_hidden()
    expect(page.locator("#t2i-form .composer-toggle")).to_be_focused()
    open_sheet(page)
    page.touchscreen.tap(WIDTH / 2, 100)
    expect(settings).to_be_hidden()


def test_the_prompt_is_one_line_until_it_is_typed_in(page: Page) -> None:
    prompt = page.locator("#t2i-prompt textarea")
    prompt.tap()
    prompt.fill("a very long prompt " * 20)
    typed = prompt.bounding_box()
    prompt.blur()
    rested = prompt.bounding_box()
    assert typed is not None
    assert rested is not None
    assert rested["height"] == 44
    assert 100 < typed["height"] < 130
    prompt.fill("")


def test_a_press_closes_the_sheet_and_brings_the_picture_into_sight(page: Page, simulator: Simulator) -> None:
    simulator.play("hold", gateway="tuzi", at=0.5)
    choose(page, "gemini-3-pro-image-preview")
    settings = open_sheet(page)
    press(page, "a cat")
    expect(settings).to_be_hidden()
    expect(page.locator("#t2i-stop")).to_be_visible()
    assert_in_reach(page, "#t2i-stop")
    expect(page.locator("#t2i-run")).to_be_hidden()
    simulator.release()
    wait_until_loaded(page, DONE)
    expect(page.locator("#t2i-run")).to_be_visible()
    picture = page.locator("#t2i-easel .canvas").first
    expect(picture).to_be_in_viewport(ratio=1)
    box, composer = picture.bounding_box(), page.locator("#t2i-form").bounding_box()
    assert box is not None
    assert composer is not None
    assert box["width"] == WIDTH  # from edge to edge
    assert box["y"] + box["height"] <= composer["y"]
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = page.locator("#t2i-easel").bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= composer["y"]


def tab_to(page: Page, goal: Locator, *, limit: int = 16) -> None:
    """Presses Tab until the focus is there."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if goal.evaluate("(it) => it === document.activeElement"):
            return
    raise AssertionError(f"{goal} is not reached in {limit} steps")


def test_the_sheet_goes_by_keyboard_alone(page: Page) -> None:
    """A window that is zoomed in is as narrow as a phone, and has a keyboard."""
    keyboard, settings = page.keyboard, sheet(page)
    page.locator("#t2i-prompt textarea").focus()
    keyboard.type("a hill")
    tab_to(page, page.locator("#t2i-form .composer-toggle"))
    keyboard.press("Enter")
    expect(settings.get_by_role("button", name="Close")).to_be_focused()
    ratio = page.locator("#t2i-ratio input:checked")
    tab_to(page, ratio)
    before = ratio.get_attribute("value")
    keyboard.press("ArrowRight")
    expect(ratio).not_to_have_value(str(before))
    expect(ratio).to_be_focused()
    keyboard.press("ArrowLeft")
    tab_to(page, page.locator("#t2i-options summary"))
    keyboard.press("Enter")
    expect(page.locator("#t2i-options details")).to_have_attribute("open", "")
    keyboard.press("Enter")
    tab_to(page, page.locator("#t2i-run"))
    keyboard.press("Enter")
    expect(settings).to_be_hidden()
    expect(page.locator("#t2i-easel .run[data-state=done]")).to_contain_text("a hill")
    assert page.evaluate("document.activeElement.matches('#t2i-form *')"), "the focus stays in the composer"


def test_without_a_key_the_button_leads_to_its_field(page: Page) -> None:
    choose(page, "nano-banana-2")
    button = page.locator("#t2i-run")
    expect(button).to_have_text(re.compile("Add your DMXAPI key"))
    button.tap()
    expect(page.locator("#t2i-key input")).to_be_focused()
    expect(page.locator("#t2i-key input")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    choose(page, "gemini-3-pro-image-preview")


def test_a_model_whose_options_are_a_guess_says_so_below_its_name(bare: Page) -> None:
    bare.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    expose(bare, "form/model_card.js")
    bare.evaluate(GUESSED_CARD)
    card, note = bare.locator(".model-card").bounding_box(), bare.locator(".model-note")
    expect(note).to_be_visible()
    expect(note).to_contain_text("a guess")
    assert note.evaluate("node => node.scrollHeight <= node.clientHeight")
    box = note.bounding_box()
    assert card and box and box["y"] + box["height"] <= card["y"] + card["height"]


def test_every_control_is_large_enough_for_a_finger_and_the_button_in_reach(page: Page) -> None:
    """All tabs with what opens in them: each state lists its controls under 44 pixels."""
    small: dict[str, list[str]] = {}

    def look(state: str, button: str = "") -> None:
        small[state] = page.evaluate(SMALL_TARGETS)
        if button:
            assert_in_reach(page, button)

    def close(selector: str) -> None:
        page.keyboard.press("Escape")
        expect(page.locator(selector)).to_be_hidden()

    look("text to image", "#t2i-run")
    page.locator("#t2i-model input").tap()
    look("model picker")
    close(".model-panel")
    open_sheet(page).locator("summary").tap()
    look("settings of an image")
    page.locator("#t2i-library button").tap()
    look("library")
    close(".library")
    close("#t2i-form[data-open]")
    press(page, "a lighthouse")
    expect(page.locator("#t2i-easel .run[data-state=done]")).to_contain_text("a lighthouse")
    look("a picture", "#t2i-run")
    page.locator("#t2i-easel .run:not([hidden])").get_by_role("button", name="More actions").first.tap()
    expect(page.get_by_role("menuitem").last).to_have_text("Delete")
    look("menu of a picture")
    page.keyboard.press("Escape")
    page.locator("#t2i-easel .canvas").first.tap()
    look("viewer")
    close(".viewer")

    show_tab(page, "Edit", "#edit-run")
    look("edit", "#edit-run")
    page.locator("#edit-images input[type=file]").first.set_input_files([SAMPLE] * 3)
    expect(page.locator("#edit-images .tile[data-state=ready]")).to_have_count(3)
    page.locator("#edit-images .tile").nth(1).tap()  # in its middle, beside the button that removes it
    expect(page.locator("#edit-images .tile").nth(1).get_by_role("button", name="Crop and rotate")).to_be_visible()
    look("edit with pictures", "#edit-run")
    expect(page.locator("#edit-images .tile")).to_have_count(3)
    expect(page.locator("#edit-plan")).to_contain_text("uploads 3 images")
    assert line_count(page, "#edit-plan p") <= 2
    page.locator("#edit-mask").get_by_role("button", name="Paint").tap()
    look("mask")
    swipe(page, page.locator(".mask-dialog canvas").last, by=30)
    page.keyboard.press("Escape")
    answers = page.locator(".mask-dialog header").get_by_role("button", name=re.compile("Keep painting|Discard"))
    boxes = [button.bounding_box() for button in answers.all()]
    assert len({box["y"] for box in boxes if box}) == 1 and len(boxes) == 2, "both stand beside the question"
    answers.last.tap()
    expect(page.locator(".mask-dialog")).to_be_hidden()

    show_tab(page, "Chat", "#chat-run")
    look("chat", "#chat-run")
    name = page.locator("#chat .model-name")
    expect(name).to_contain_text("Gemini 3 Pro Image")
    assert name.evaluate("it => it.scrollHeight <= it.clientHeight && it.scrollWidth <= it.clientWidth"), (
        "it is whole"
    )
    page.locator("#chat-input textarea").fill("a dog")
    page.locator("#chat-run").tap()
    wait_until_loaded(page, "#chat img[data-state=done]")
    look("a message", "#chat-run")

    show_tab(page, "Gallery", "#gallery-grid img")
    page.locator("#gallery .retention summary").evaluate("(it) => it.replaceChildren('详情')")  # is shorter
    look("gallery")
    page.locator("#easel-settings").tap()
    look("settings")
    close(".sheet")
    page.get_by_role("tab", name="Gallery").focus()
    page.keyboard.press("?")
    look("shortcuts")
    close(".shortcuts")
    assert {state: targets for state, targets in small.items() if targets} == {}


def test_the_picture_to_edit_is_the_largest_thing_and_the_others_are_a_row(page: Page) -> None:
    show_tab(page, "Edit", "#edit-run")
    preview, tiles = page.locator(".mask-preview"), page.locator("#edit-images .tile")
    expect(preview).to_be_in_viewport(ratio=0.9)
    box = preview.bounding_box()
    assert box is not None
    assert box["width"] == WIDTH
    boxes = [tile.bounding_box() for tile in tiles.all()]
    assert {(box["width"], box["height"], box["y"]) for box in boxes if box} == {(72, 72, boxes[0]["y"])}  # type: ignore[index]
    preview.tap()
    expect(page.locator(".mask-dialog canvas")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTH


def test_a_finger_drags_the_frame_in_a_dialog(page: Page, tmp_path: Path) -> None:
    """The last here: the screen stays as sharp as those of phones are."""
    show_tab(page, "Edit", "#edit-run")
    tiles, removal = (
        page.locator("#edit-images .tile"),
        page.locator("#edit-images .tile button[aria-label^=Remove]"),
    )
    for _ in range(removal.count()):
        removal.first.click()
    expect(tiles).to_have_count(0)
    photo((320, 240), 7).save(tmp_path / "photo.png")
    page.locator("#edit-images input[type=file]").first.set_input_files(tmp_path / "photo.png")
    session = page.context.new_cdp_session(page)
    screen = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 2, "mobile": True}
    session.send("Emulation.setDeviceMetricsOverride", screen)
    page.get_by_role("button", name="Expand", exact=True).click()
    dialog = page.get_by_role("dialog", name="Expand image 1")
    box = dialog.locator('[data-handle="right-bottom"]').bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= 44
    for kind, by in (("touchStart", 0), ("touchMove", 12), ("touchMove", 24), ("touchEnd", None)):
        points = [] if by is None else [{"x": box["x"] + 22 + by, "y": box["y"] + 22 + by}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    left, top, right, bottom = map(int, numbers(page, ".frame-dialog[open]"))
    assert (left, top) == (0, 0) and right > 10 and bottom > 10
    assert page.evaluate("[devicePixelRatio, document.documentElement.scrollWidth]") == [2, WIDTH]
    small = """(root) => [...root.querySelectorAll('button, input')]
      .filter((one) => one.getClientRects().length && one.getBoundingClientRect().height < 43.5)
      .map((one) => one.textContent || one.dataset.side)"""
    assert dialog.evaluate(small) == []
    dialog.get_by_role("button", name="Apply").click()
    expect(page.locator(".expand-summary")).to_contain_text(
        re.compile(rf"Expands to {320 + right} × {240 + bottom}")
    )
    page.get_by_role("button", name="Don't expand").click()
    expect(page.locator(".expand-summary")).to_be_hidden()
