"""What everybody sees: two languages, light and dark, from 360 pixels up, by keyboard alone."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PageWatch, open_page
from tests.browser.test_text_to_image import DONE, choose, choose_painter, press, wait_until_loaded
from tests.easel_process import Easel
from tests.paths import IMAGES
from tests.simulator.server import Simulator

Scheme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def chinese_page(browser: Browser, easel: Easel) -> Iterator[Page]:
    context = browser.new_context(base_url=easel.url, locale="zh-CN", color_scheme="dark")
    page = context.new_page()
    open_page(page)
    yield page
    context.close()


@pytest.fixture(scope="module")
def long_word_page(module_page: tuple[Page, PageWatch]) -> Page:
    """The page with all that makes it wide: options unfolded, and a picture of one very long word."""
    page, _ = module_page
    choose(page, "turing/gpt-image-2")
    page.locator("#t2i-options summary").click()
    press(page, "a very_long_word_" + "x" * 200)
    wait_until_loaded(page, DONE)
    return page


# What stands around the picture; the parts that hold others are no parts of their own.
LARGER = """(picture) => {
  const area = (node) => node.getBoundingClientRect().width * node.getBoundingClientRect().height;
  const parts = 'button, textarea, .page-head, .panel-foot, .panel-picker-box, .strip, .status, .request';
  const larger = [...document.querySelectorAll(parts)].filter((part) => area(part) >= area(picture));
  return larger.map((part) => part.className);
}"""


@pytest.mark.parametrize("width", [360, 390, 768, 1440, 1920])
def test_nothing_scrolls_sideways_and_the_picture_is_the_largest_thing(long_word_page: Page, width: int) -> None:
    page = long_word_page
    page.set_viewport_size({"width": width, "height": 844})
    page.wait_for_function("(width) => innerWidth === width", arg=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#t2i-run").click(trial=True)  # nothing lies over it
    assert page.locator(DONE).first.evaluate(LARGER) == []


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
def test_light_and_dark_are_both_chosen_and_readable(page: Page, chinese_page: Page, scheme: Scheme) -> None:
    page = page if scheme == "light" else chinese_page
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


@pytest.mark.shares_page
def test_every_screen_of_the_demo_says_that_it_is_no_ai_model(page: Page) -> None:
    choose_painter(page)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#t2i-picker").get_by_text("not AI")).to_be_visible()
    press(page, "a lighthouse at night")
    expect(page.locator(".run .chip.demo")).to_contain_text("not AI")
    wait_until_loaded(page, DONE)
    expect(page.locator(".run .run-text")).to_have_text("Recognised: lighthouse, night.")
