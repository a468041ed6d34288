"""Accessibility, by axe.

It finds nothing to object to, on any surface of the page, in both themes and both languages.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Final, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from tests.browser.conftest import wait_until_opened
from tests.browser.layout import layout_objections
from tests.browser.test_gallery import make_run, phone, png
from tests.hypothesis_profiles import is_thorough
from tests.simulator.server import Simulator
from ui.i18n import t

DEMO: Final = {"gateway": "demo", "model": "painter", "size": "128x96"}
MODEL: Final = {"gateway": "turing", "model": "turing/gemini-3-pro-image"}
PICTURE: Final[FilePayload] = {"name": "field.png", "mimeType": "image/png", "buffer": png((320, 240), "teal")}
RUN_AXE: Final = """async (part) => {
  // Of all that is no violation one node each is described: every node would take most of the time. Nothing here
  // plays sound, so no media need be loaded.
  const { violations } = await axe.run(part || document, { resultTypes: ['violations'], preload: false });
  const describe = ({ target, failureSummary }) => `${target} ${failureSummary}`;
  return violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 4).map(describe)]);
}"""
OPEN_DIALOG: Final = "dialog[open]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The theme and the language in which the page is seen."""

    language: Literal["en", "zh"]
    is_phone: bool
    is_dark: bool


LOOKS: Final = {
    "desktop light English": Look(language="en", is_phone=False, is_dark=False),
    "phone dark Chinese": Look(language="zh", is_phone=True, is_dark=True),
}
"""Both themes, languages and sizes of window, in each run of the suite: a walk over all surfaces takes 25 s."""
CROSSED_LOOKS: Final = {
    "desktop dark Chinese": Look(language="zh", is_phone=False, is_dark=True),
    "phone light Chinese": Look(language="zh", is_phone=True, is_dark=False),
    "phone dark English": Look(language="en", is_phone=True, is_dark=True),
}
"""With those above each theme in each language and each window: in a thorough run."""
ALL_LOOKS: Final = LOOKS | (CROSSED_LOOKS if is_thorough() else {})


class Checker:
    """Objections of axe, by the surface, and all that is cut there or lies over something."""

    def __init__(self, page: Page, look: Look) -> None:
        self.page, self.look = page, look
        self.objections: list[str] = []
        if page.evaluate("!window.axe"):
            page.evaluate(AXE_SCRIPT)

    def check(self, surface: str, part: str = "") -> None:
        """Looks at a part, or at all of the page: what lies behind a modal dialog cannot be reached."""
        for objection in self.page.evaluate(RUN_AXE, part):
            self.objections.append(f"{surface}: {objection}")
        self.objections += layout_objections(self.page, surface)

    def check_dialog(self, surface: str, open_dialog: Callable[[], None], ready: str = "") -> None:
        """Looks at a dialog, and closes it."""
        open_dialog()
        expect(self.page.locator(OPEN_DIALOG)).to_have_count(1)
        self.page.locator(f"{OPEN_DIALOG} {ready}").first.wait_for()
        self.check(surface, OPEN_DIALOG)
        self.close_dialog()

    def button(self, container: Locator | Page, key: str) -> Locator:
        """The button of that string."""
        return container.get_by_role("button", name=t(key, self.look.language), exact=True)

    def close_dialog(self) -> None:
        self.page.keyboard.press("Escape")
        expect(self.page.locator(OPEN_DIALOG)).to_have_count(0)


def speak(page: Page, look: Look) -> None:
    """Has the page in the look's language, which takes a load."""
    if page.evaluate("document.documentElement.lang").startswith(look.language):
        return
    with page.expect_navigation():
        page.locator("#easel-language").click()
    wait_until_opened(page)


def make_history(visitor: BrowserContext) -> None:
    """A picture, an edit of it, and a conversation of two versions."""
    made = make_run(visitor, "a boat", **DEMO)
    picture = made["pictures"][-1]["id"]  # type: ignore[index]
    make_run(visitor, "make it blue", task="edit", pictures=[picture], **MODEL)
    first = make_run(visitor, "a red boat on a lake", task="chat", **MODEL)
    make_run(visitor, "make it grey", task="chat", parent=first["id"], **MODEL)


@pytest.mark.parametrize("look", ALL_LOOKS.values(), ids=ALL_LOOKS)
def test_axe_objects_to_nothing(shared_page: Page, simulator: Simulator, look: Look) -> None:
    page = shared_page
    if not page.request.get("/api/runs?limit=1").json()["runs"]:
        make_history(page.context)
    speak(page, look)
    page.emulate_media(color_scheme="dark" if look.is_dark else "light")
    expect(page.locator("body.dark")).to_have_count(int(look.is_dark))
    checker = Checker(page, look)
    window: AbstractContextManager[object] = phone(page) if look.is_phone else nullcontext()
    with window:
        check_first_tab(checker)
        check_settings(checker, simulator)
        check_edit(checker)
        check_chat(checker)
        check_gallery(checker)
    assert checker.objections == [], "\n".join(map(str, checker.objections))


def open_tab(page: Page, index: int) -> None:
    page.locator(".tab-wrapper [role=tab]").nth(index).click()


def check_first_tab(checker: Checker) -> None:
    """The form with its options, and what opens from it."""
    page = checker.page
    open_tab(page, 0)
    page.locator("#t2i-easel img[data-state=done]").first.wait_for()
    checker.check("text to image")
    checker.check_dialog("shortcuts", lambda: page.keyboard.press("?"))
    checker.check_dialog("models", page.locator("#t2i-model input").click, "[role=option]")
    toggle = page.locator("#t2i .composer-toggle")
    if toggle.is_visible():
        toggle.click()  # the settings are a sheet there
    page.locator("#t2i-options summary").click()
    checker.check("options", "#t2i-form")
    checker.check_dialog("library", page.locator("#t2i-library button").click, ".library-entry img")
    page.locator("#t2i-options summary").click()
    close = page.locator("#t2i .composer-close")
    if close.is_visible():
        close.click()


def check_settings(checker: Checker, simulator: Simulator) -> None:
    """The settings, and the providers with a list of models and a test that found something."""
    page = checker.page
    settings, providers = page.locator("#easel-settings"), page.locator("dialog.providers")
    checker.check_dialog("settings", settings.click, "#easel-account h3")

    def open_providers() -> None:
        settings.click()
        checker.button(page, "card.providers.manage").click()
        custom = providers.locator("[data-provider=custom]")
        custom.locator("[data-action=list]").click()
        custom.locator(".provider-models li").first.wait_for()
        custom.locator("[data-action=key]").click()
        custom.locator(".provider-head [data-action=test]").click()
        custom.locator(".check-result").wait_for()
        form = providers.locator("form.provider-form")
        form.locator("input").first.fill(f"{simulator.url('custom')}/images/generations")
        form.locator("[data-action=test]").click()
        form.locator(".check-result").wait_for()

    checker.check_dialog("providers", open_providers)


def check_edit(checker: Checker) -> None:
    """The list of images, and the tools of the first: in the page where there is room, on a phone in dialogs."""
    page = checker.page
    open_tab(page, 1)
    if not page.locator("#edit-images .tile").count():
        page.locator("#edit-images input[type=file]").set_input_files(PICTURE)
    page.locator("#edit-images .tile[data-state=ready] img").first.wait_for()
    expand = page.locator(".easel-tool[data-tool=expand]")
    expand.wait_for()
    checker.check("edit")
    if checker.look.is_phone:
        checker.check_dialog("mask", page.locator(".mask-preview").click, "canvas")
        checker.check_dialog("expand", expand.click, ".frame-box")
    else:
        expand.click()
        page.locator(".expand-field [role=slider][aria-valuenow]").first.wait_for()
        checker.check("expand", ".expand-field")
    page.locator("#edit-images .tile").first.click(position={"x": 16, "y": 56})
    checker.check_dialog("crop", page.locator("#edit-images .tile-crop").first.click, ".frame-box")
    page.locator(".easel-tool[data-tool=markup]").click()
    page.locator(".markup-editor canvas").press("c")
    page.keyboard.press("Enter")
    checker.check("markup", OPEN_DIALOG)
    page.keyboard.press("Escape")  # from the mark to none
    page.keyboard.press("Escape")
    checker.check("markup, asked whether it may go", f"{OPEN_DIALOG} header")
    checker.button(page, "card.mask.discard").click()


def check_chat(checker: Checker) -> None:
    """A conversation of two versions, with the settings of the next message."""
    page = checker.page
    open_tab(page, 2)
    if checker.look.is_phone:
        checker.button(page, "card.chat.list").click()
    page.locator(".conversation").first.click()
    expect(page.locator("#chat-log img[data-state=done]")).to_have_count(2)
    checker.check("chat")
    page.locator("#chat-settings button").click()
    checker.check("chat's settings", "#chat")
    page.keyboard.press("Escape")


def check_gallery(checker: Checker) -> None:
    page = checker.page
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
    check_viewer(checker)


def check_viewer(checker: Checker) -> None:
    """A picture large with all that is known of it, its menu, and an edit over its original."""
    page = checker.page
    page.locator("#gallery-grid li img").first.click()
    page.locator(".viewer-picture[data-loaded]").wait_for()
    if checker.look.is_phone:
        page.locator(".viewer-handle").click()
    page.locator(".viewer-record > summary").click()
    page.locator(".viewer-record a[download]").wait_for()
    checker.check("viewer", OPEN_DIALOG)
    checker.button(page.locator(".viewer"), "card.action.more").click()
    checker.check("menu", ".viewer .menu:popover-open")
    page.keyboard.press("Escape")
    checker.button(page.locator(".viewer"), "card.action.compare").click()
    page.locator(".compare-dialog img").last.wait_for()
    checker.check("comparison", ".compare-dialog")
    page.keyboard.press("Escape")
    expect(page.locator(".compare-dialog")).to_have_count(0)
    checker.close_dialog()
