"""Appearance of the page in both languages and both themes.

From 360 pixels up, by keyboard alone.
"""

from collections.abc import Iterator
from typing import Final, Literal, cast

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import open_page
from tests.browser.layout import PHONES, objections_in_windows
from tests.browser.test_accessibility import make_history, open_tab
from tests.browser.test_gallery import make_run
from tests.browser.test_text_to_image import DONE, choose, choose_painter, press, wait_until_loaded
from tests.easel_process import Easel
from tests.hypothesis_profiles import is_thorough
from tests.paths import IMAGES
from tests.simulator.server import Simulator

Language = Literal["en", "zh"]
Scheme = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, Scheme]] = ("light", "dark")
EMPTY: Final = (".example-picture img", ".tiles-sample img", ".turn-log > .empty", "#gallery .empty")
"""What stands on each tab before anything was made."""


@pytest.fixture(scope="module")
def chinese_page(browser: Browser, easel: Easel) -> Iterator[Page]:
    context = browser.new_context(base_url=easel.url, locale="zh-CN", color_scheme="dark", reduced_motion="reduce")
    page = context.new_page()
    open_page(page)
    yield page
    context.close()


@pytest.fixture
def spoken_page(request: pytest.FixtureRequest, language: Language) -> Page:
    """The page of a visitor who has made nothing at first, in this language."""
    return cast(Page, request.getfixturevalue("shared_page" if language == "en" else "chinese_page"))


def schemes(turn: int) -> tuple[Scheme, ...]:
    """The theme whose turn it is, and both in a thorough run: a walk through all windows takes 0.5 s."""
    return SCHEMES if is_thorough() else (SCHEMES[turn % 2],)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_an_empty_page_nothing_is_cut_or_lies_over_another(spoken_page: Page, language: Language) -> None:
    objections: list[str] = []
    for index, ready in enumerate(EMPTY):
        open_tab(spoken_page, index)
        spoken_page.locator(ready).first.wait_for()
        for scheme in schemes(index + (language == "zh")):
            spoken_page.emulate_media(color_scheme=scheme)
            objections += objections_in_windows(spoken_page, f"empty {index}, {scheme}")
    open_tab(spoken_page, 0)
    assert objections == [], "\n".join(objections)


def test_the_page_speaks_chinese_to_a_chinese_browser(chinese_page: Page, simulator: Simulator) -> None:
    simulator.play("quota_429", gateway="tuzi")
    page = chinese_page
    expect(page.get_by_role("tab").first).to_have_text("文生图")
    expect(page.locator("#t2i-run")).to_have_text("生成")
    expect(page.locator("#t2i-plan")).to_contain_text("将请求")
    page.locator("#t2i-prompt textarea").fill("")
    page.locator("#t2i-run").click()
    expect(page.locator("#t2i-message")).to_contain_text("请先输入提示词")
    choose(page, "gemini-3-pro-image-preview")
    press(page, "一只猫")
    expect(page.locator(".run .error-text")).to_contain_text("余额或额度不足")
    expect(page.locator(".run .advice")).to_contain_text("请充值")


@pytest.mark.shares_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_are_both_chosen_and_readable(page: Page, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme)
    expect(page.locator("body.dark")).to_have_count(int(scheme == "dark"))
    wall, ink = page.evaluate("['background-color', 'color'].map((name) => getComputedStyle(document.body)[name])")
    bright = [sum(int(part) for part in colour.strip("rgba()").split(",")[:3]) / 3 for colour in (wall, ink)]
    assert (bright[0] > bright[1]) == (scheme == "light")
    assert abs(bright[0] - bright[1]) > 150


MIDDLES = """bar => [...bar.children].map((part) => part.getBoundingClientRect())
  .map(({ top, bottom }) => Math.round((top + bottom) / 2))"""


@pytest.mark.shares_page
def test_the_form_keeps_its_width_from_tab_to_tab(page: Page) -> None:
    for width in (1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        page.get_by_role("tab", name="Text to image").click()
        before = page.locator("#t2i-form").bounding_box()
        page.get_by_role("tab", name="Edit").click()
        form = page.locator("#edit-form")
        form.wait_for()
        after = form.bounding_box()
        assert before and after and (after["x"], after["width"]) == (before["x"], before["width"])
    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator("#edit-images input[type=file]").first.set_input_files(IMAGES / "coffee.jpg")
    page.locator("#edit-mask canvas").first.wait_for()
    assert len(set(page.locator("#edit-mask .bar").evaluate(MIDDLES))) == 1, "the tools of the mask are one row"


MOVING = """() => document.querySelector('#easel').insertAdjacentHTML('beforeend', `
  <span class="head-dot"></span><button class="strip-item" data-live></button>
  <div class="tiles"><i class="tile-progress" data-turning></i></div>
  <div class="run" data-live>
    <p class="status"><progress></progress></p><div class="frame"><p class="canvas"></p></div>
  </div>`)"""
ANIMATIONS = "document.getAnimations().map(({ animationName }) => animationName)"
KEYFRAMES = """[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  .filter((rule) => rule instanceof CSSKeyframesRule).map(({ name }) => name)"""
UNSEEN: Final = {"composer-swap", "easel-form-late"}
"""Keyframes that move nothing: when a press is taken, and what is shown at last in any case."""


def test_where_less_motion_is_wanted_everything_stands_still(bare: Page) -> None:
    """All that moves by itself: a run and a strip, an upload, the sign that something runs."""
    bare.emulate_media(reduced_motion="no-preference")
    bare.evaluate(MOVING)
    assert {*bare.evaluate(ANIMATIONS)} == {*bare.evaluate(KEYFRAMES)} - UNSEEN
    assert len(bare.evaluate(ANIMATIONS)) == 6
    bare.emulate_media(reduced_motion="reduce")
    assert bare.evaluate(ANIMATIONS) == []


BACKGROUND: Final = "(node, part) => getComputedStyle(node, part).backgroundColor"
OUTLINE: Final = "node => getComputedStyle(node).outlineStyle"


@pytest.mark.shares_page
def test_in_forced_colours_icons_and_what_is_chosen_are_seen(page: Page) -> None:
    """The button that sends a message had no sign at all, and no choice looked chosen."""
    page.emulate_media(forced_colors="active")
    ratios = page.locator("#t2i .panel-ratio label")
    assert [ratio.evaluate(OUTLINE) for ratio in ratios.all()[:2]] == ["solid", "none"]
    tabs = page.get_by_role("tab")
    lines = [tabs.nth(index).evaluate(BACKGROUND, "::after") for index in (0, 1)]
    assert lines[0] not in {lines[1], page.locator("body").evaluate(BACKGROUND, None)}
    tabs.nth(2).click()
    send = page.locator("#chat-run")
    expect(send).to_be_visible()
    assert send.evaluate(BACKGROUND, "::before") != send.evaluate(BACKGROUND, None)
    page.emulate_media(forced_colors="none")


@pytest.mark.shares_page
def test_every_screen_of_the_demo_says_that_it_is_no_ai_model(page: Page) -> None:
    choose_painter(page)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#t2i-picker").get_by_text("not AI")).to_be_visible()
    press(page, "a lighthouse at night")
    expect(page.locator(".run .chip.demo")).to_contain_text("not AI")
    wait_until_loaded(page, DONE)
    expect(page.locator(".run .run-text")).to_have_text("Recognised: lighthouse, night.")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_with_pictures_nothing_is_cut_and_the_picture_is_the_largest_thing(
    spoken_page: Page, language: Language
) -> None:
    """In the other theme than the empty page: each tab is seen in both, in both languages."""
    page = spoken_page
    make_history(page.context)
    make_run(page.context, "a_very_long_word_" + "x" * 200, gateway="turing", model="turing/gpt-image-2")
    objections: list[str] = []
    for index, show in enumerate((show_run, show_edit, show_conversation, show_gallery)):
        page.set_viewport_size({"width": 1440, "height": 900})
        open_tab(page, index)
        show(page)
        for scheme in schemes(index + (language == "en")):
            page.emulate_media(color_scheme=scheme)
            objections += objections_in_windows(page, f"{show.__name__}, {scheme}", finger=True)
    open_tab(page, 0)
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("#t2i .composer-toggle").click()
    objections += objections_in_windows(page, "settings of an image", windows=PHONES)
    page.locator("#t2i .composer-close").click()
    assert objections == [], "\n".join(objections)


def show_run(page: Page) -> None:
    """The run of one very long word, and the options unfolded."""
    page.locator("#t2i-easel .run img[data-state=done]").first.wait_for()
    expect(page.locator("#t2i-easel .strip-item[data-live]")).to_have_count(0)
    page.locator(".strip-item", has_text="a_very_long_word").first.click()
    page.locator("#t2i-options summary").click()


def show_edit(page: Page) -> None:
    """An edit, and its picture in place with the tools of the mask."""
    page.locator("#edit-easel .run img[data-state=done]").first.wait_for()
    if not page.locator("#edit-images .tile").count():
        page.locator("#edit-images input[type=file]").first.set_input_files(IMAGES / "coffee.jpg")
    page.locator("#edit-images .tile[data-state=ready] img").first.wait_for()
    unfold = page.locator(".mask-summary button").first
    if unfold.is_visible():  # the result has its place
        unfold.click()
    page.locator("#edit-mask canvas").first.wait_for()


def show_conversation(page: Page) -> None:
    page.locator(".conversation").first.click()
    expect(page.locator("#chat-log img[data-state=done]")).to_have_count(2)


def show_gallery(page: Page) -> None:
    page.locator("#gallery-grid li img").first.wait_for()
