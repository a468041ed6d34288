"""Accessibility: axe finds nothing to object to, in any state of the page, in both themes and both languages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import APIRequestContext, Browser, Page, expect

from tests.browser.conftest import open_page
from tests.easel_process import Easel
from tests.paths import IMAGES

DESKTOP: Final[dict[str, Any]] = {"viewport": {"width": 1440, "height": 900}}
PHONE: Final[dict[str, Any]] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LOOKS: Final = {
    "desktop light English": {**DESKTOP, "color_scheme": "light", "locale": "en-US"},
    "desktop dark Chinese": {**DESKTOP, "color_scheme": "dark", "locale": "zh-CN"},
    "phone light Chinese": {**PHONE, "color_scheme": "light", "locale": "zh-CN"},
    "phone dark English": {**PHONE, "color_scheme": "dark", "locale": "en-US"},
}
VIOLATIONS: Final = {"resultTypes": ["violations"]}
"""Of all else axe tells one node each: describing every node that is in order would take most of its time."""
SMALL: Final = {"gateway": "demo", "model": "painter", "size": "128x96"}


class Checker:
    """What axe objects to, by the state of the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.objections: list[str] = []
        self._axe = Axe()

    def check(self, state: str) -> None:
        for violation in self._axe.run(self.page, options=VIOLATIONS).response["violations"]:
            nodes = [f"{node['target']} {node.get('failureSummary', '')[:300]}" for node in violation["nodes"]]
            self.objections.append(f"{state}: {violation['id']}: {nodes[:4]}")


@contextmanager
def visiting(browser: Browser, easel: Easel, look: str) -> Iterator[Page]:
    """A new visitor's page in one of the looks, with a picture and an edit behind it."""
    context = browser.new_context(base_url=easel.url, reduced_motion="reduce", **LOOKS[look])
    context.set_default_timeout(20_000)
    request = context.request
    made = make(request, task="generate", prompt="a boat")
    make(request, task="edit", prompt="make it blue", pictures=[made["pictures"][0]["id"]])
    page = context.new_page()
    open_page(page)
    yield page
    context.close()


def make(request: APIRequestContext, **asked: Any) -> dict[str, Any]:
    answer = request.post("/api/runs", data={**SMALL, **asked})
    assert answer.status == 202, answer.text()
    run = answer.json()["id"]
    assert request.get(f"/api/runs/{run}/events", timeout=30_000).ok
    return dict(request.get(f"/api/runs/{run}").json())


def open_tab(page: Page, index: int) -> None:
    page.locator(".tab-wrapper [role=tab]").nth(index).click()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_objects_to_nothing(browser: Browser, easel: Easel, look: str) -> None:
    with visiting(browser, easel, look) as page:
        checker = Checker(page)
        page.locator("#t2i-easel img[data-state=done]").first.wait_for()
        checker.check("text to image")
        check_dialogs(checker)
        open_tab(page, 1)
        page.locator("#edit-images input[type=file]").set_input_files(IMAGES / "coffee.jpg")
        page.locator("#edit-images .tile").first.wait_for()
        checker.check("edit")
        check_mask_dialog(checker)
        open_tab(page, 2)
        check_chat(checker)
        open_tab(page, 3)
        page.locator("#gallery-grid li img").first.wait_for()
        checker.check("gallery")
        page.locator("#gallery-grid .gallery-item").first.focus()
        page.keyboard.press("Space")
        page.locator(".gallery-bar .menu-button").click()
        page.locator(".selection-bar").wait_for()
        checker.check("gallery, with a selection and the filters")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.locator("#gallery-grid li img").first.click()
        page.locator("dialog[open] img").first.wait_for()
        checker.check("viewer")
        assert checker.objections == []


def check_chat(checker: Checker) -> None:
    """A conversation of two versions, with the settings of the next message."""
    page = checker.page
    for count, words in enumerate(("a red boat on a lake", "make it grey"), start=1):
        page.locator("#chat-input textarea").fill(words)
        page.locator("#chat-input textarea").press("Enter")
        expect(page.locator("#chat-log img[data-state=done]")).to_have_count(count)
        expect(page.locator("#chat[data-going]")).to_have_count(0)
    page.locator("#chat-input textarea").blur()  # on a phone the bar of tabs hides while one types
    checker.check("chat")
    page.locator("#chat-settings button").click()
    checker.check("chat's settings")
    page.keyboard.press("Escape")


def check_mask_dialog(checker: Checker) -> None:
    """The mask of a phone; where there is room it stands in the page."""
    button = checker.page.locator("#edit-mask").get_by_role("button", name=re.compile("Paint|涂抹"))
    if button.is_visible():
        button.click()
        checker.page.locator("dialog[open] canvas").first.wait_for()
        checker.check("mask")
        checker.page.keyboard.press("Escape")


def check_dialogs(checker: Checker) -> None:
    page = checker.page
    page.keyboard.press("?")
    checker.check("shortcuts")
    page.keyboard.press("Escape")
    for name, button in (
        ("settings", "#easel-settings"),
        ("models", "#t2i-model input"),
        ("library", "#t2i-library button"),
    ):
        if not page.locator(button).is_visible():
            page.locator("#t2i .composer-toggle").click()  # the sheet of a phone
            checker.check("sheet")
        page.locator(button).first.click()
        expect(page.locator("dialog[open]")).to_have_count(1)
        checker.check(name)
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    close = page.locator("#t2i .composer-close")
    if close.is_visible():
        close.click()
