"""What everybody sees: two languages, light and dark, from 360 pixels up, by keyboard alone."""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PageWatch, open_page
from tests.browser.test_text_to_image import DONE, choose, choose_painter, press, wait_until_loaded
from tests.easel_process import Easel
from tests.simulator.server import Simulator

Opened = Callable[..., Page]


@pytest.fixture
def open_as_visitor(browser: Browser, easel: Easel, simulator: Simulator) -> Iterator[Opened]:
    """Opens the page in a browser of any kind."""
    simulator.reset()
    contexts: list[BrowserContext] = []

    def open_as(**kind: object) -> Page:
        context = browser.new_context(base_url=easel.url, **kind)
        contexts.append(context)
        page = context.new_page()
        open_page(page)
        return page

    yield open_as
    for context in contexts:
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


@pytest.mark.parametrize("width", [360, 390, 768, 1440])
def test_nothing_scrolls_sideways(long_word_page: Page, width: int) -> None:
    long_word_page.set_viewport_size({"width": width, "height": 844})
    long_word_page.wait_for_function("(width) => innerWidth === width", arg=width)
    assert long_word_page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_picture_area_is_the_largest_thing(long_word_page: Page) -> None:
    long_word_page.set_viewport_size({"width": 1440, "height": 900})
    easel, form = (long_word_page.locator(part).bounding_box() for part in ("#t2i-easel-side", "#t2i-form"))
    assert easel is not None
    assert form is not None
    assert easel["width"] > 2 * form["width"]


def test_the_page_speaks_chinese_to_a_chinese_browser(open_as_visitor: Opened, simulator: Simulator) -> None:
    simulator.play("quota_429", gateway="tuzi")
    page = open_as_visitor(locale="zh-CN")
    expect(page.get_by_role("tab").first).to_have_text("文生图")
    expect(page.locator("#t2i-run")).to_have_text("生成")
    expect(page.locator("#t2i-plan")).to_contain_text("次请求")
    page.locator("#t2i-prompt textarea").fill("")
    page.locator("#t2i-run").click()
    expect(page.locator("#t2i-message")).to_contain_text("提示词是空的")
    choose(page, "gemini-3-pro-image-preview")
    press(page, "一只猫")
    expect(page.locator(".run .error-text")).to_contain_text("余额或额度不足")
    expect(page.locator(".run .advice")).to_contain_text("请去充值")


def test_the_tab_has_its_english_name(open_as_visitor: Opened) -> None:
    page = open_as_visitor(locale="en-GB")
    expect(page.get_by_role("tab", name="Text to image")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_are_both_chosen_and_readable(
    module_page: tuple[Page, PageWatch], scheme: Literal["light", "dark"]
) -> None:
    page, _ = module_page
    page.emulate_media(color_scheme=scheme)
    open_page(page)
    wall, ink = page.evaluate("['background-color', 'color'].map((name) => getComputedStyle(document.body)[name])")
    bright = [sum(int(part) for part in colour.strip("rgba()").split(",")[:3]) / 3 for colour in (wall, ink)]
    assert (bright[0] > bright[1]) == (scheme == "light")
    assert abs(bright[0] - bright[1]) > 150


def test_every_screen_of_the_demo_says_that_it_is_no_ai_model(open_as_visitor: Opened) -> None:
    page = open_as_visitor(viewport={"width": 390, "height": 844})
    choose_painter(page)
    expect(page.locator("#t2i-demo")).to_contain_text("no AI model")
    press(page, "a lighthouse at night")
    expect(page.locator(".run .chip.demo")).to_contain_text("no AI model")
    wait_until_loaded(page, DONE)
    expect(page.locator(".run .run-text")).to_contain_text("not an AI model")


def test_the_whole_way_by_keyboard(open_as_visitor: Opened) -> None:
    page = open_as_visitor()
    page.locator("#t2i-prompt textarea").focus()
    page.keyboard.type("a lighthouse")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "t2i-run":
            break
    page.keyboard.press("Enter")
    wait_until_loaded(page, DONE)
