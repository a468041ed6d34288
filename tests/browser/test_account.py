"""The account on the page.

What a browser made before is offered after a login, and a gallery gets its code.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.layout import objections_in_windows
from tests.browser.test_accessibility import RUN_AXE
from tests.easel_login import users_command
from tests.easel_process import Easel, running
from tests.simulator.server import Simulator


@pytest.fixture(scope="module")
def own(simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Easel]:
    settings = {**simulator.env(), "EASEL_KEEP_ANONYMOUS_DAYS": "40"}
    with running(tmp_path_factory.mktemp("account") / "data", settings) as easel:
        yield easel


def test_a_gallery_goes_along_by_a_code_and_then_by_a_login(own: Easel, browser: Browser) -> None:
    page = browser.new_page(locale="en-US", viewport={"width": 1440, "height": 900})
    page.goto(own.url)
    page.fill("#t2i-prompt textarea", "a lighthouse")
    page.click("#t2i-run")
    page.get_by_role("tab", name="Gallery").click()
    expect(page.locator("#gallery-grid img")).to_have_count(1, timeout=30_000)
    owner = page.locator("#gallery-owner")
    expect(owner).to_contain_text("deleted 40 days after")
    owner.get_by_role("button", name="Use in another browser").click()
    expect(owner).to_contain_text(re.compile(r"/carry\?code=\w{5}-\w{5} "))
    users_command(own, "add", "anna", typed="a long one\n")
    page.goto("about:blank")  # the page itself leaves for the login, too
    while page.request.get(f"{own.url}/api/runs").status != 401:
        pass
    page.goto(own.url)
    page.fill("#name", "anna")
    page.fill("#password", "a long one")
    page.get_by_role("button", name="Sign in").click()
    offer = page.locator("#easel-take-over")
    expect(offer).to_contain_text("before you signed in: 1.", timeout=30_000)
    offer.get_by_role("button", name="Move to my account").click()
    expect(offer).to_have_count(0, timeout=30_000)  # the page is loaded anew
    page.get_by_role("tab", name="Gallery").click()
    expect(page.locator("#gallery-grid img")).to_have_count(1, timeout=30_000)
    page.locator("#easel-settings").click()
    account = page.locator("#easel-account")
    expect(account).to_contain_text("Signed in as anna")
    manage = page.get_by_role("link", name="Manage account")
    expect(manage).to_be_visible()
    address = manage.get_attribute("href") or ""
    account.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{own.url}/login")
    page.request.post(f"{own.url}/login", form={"name": "anna", "password": "a long one"})
    page.goto(address)
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page).to_have_url(f"{own.url}/login")
    page.close()


@pytest.mark.parametrize(
    ("locale", "link", "title"), [("en-US", "Server overview", "Now"), ("zh-CN", "服务器概况", "当前")]
)
def test_the_pages_of_an_account_fit_every_window_and_axe_objects_to_nothing(
    own: Easel, browser: Browser, locale: str, link: str, title: str
) -> None:
    name = f"an-admin-whose-name-is-long-enough-to-be-cut@{locale}.example"
    users_command(own, "add", name, "--role", "admin", typed="a long one\n")
    theme: Literal["dark", "light"] = "dark" if locale == "zh-CN" else "light"
    page = browser.new_page(locale=locale, viewport={"width": 390, "height": 844}, color_scheme=theme)
    while "/login" not in page.url:
        page.goto(f"{own.url}/account")
    check(page)
    page.fill("#name", name)
    page.fill("#password", "a long one")
    page.click("button")
    page.goto(f"{own.url}/carry?code=ABCDE-FGHJK")
    check(page)
    page.goto(f"{own.url}/account")
    check(page)
    page.get_by_role("link", name=link).click()
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    expect(page.locator(".events")).to_contain_text(name)
    check(page)
    page.close()


def check(page: Page) -> None:
    """Looks at a page of the server's own, which loads no script of the studio's."""
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(RUN_AXE, "") == [], page.url
    objections = objections_in_windows(page, page.url, finger=True)
    assert objections == [], "\n".join(objections)


OWNER = "(document.documentElement.dataset.owner || '')"
SEEN = """
window.seen = new Set();
const look = () => {
  document.querySelectorAll('textarea').forEach(({ value }) => window.seen.add(value));
  requestAnimationFrame(look);
};
look();
"""


def test_what_one_user_typed_and_added_is_neither_shown_nor_sent_for_the_next(
    own: Easel, browser: Browser, simulator: Simulator
) -> None:
    for name in ("cleo", "dora"):
        users_command(own, "add", name, typed="a long one\n")
    page = browser.new_page(locale="en-US", viewport={"width": 1440, "height": 900})
    while "/login" not in page.url:
        page.goto(f"{own.url}/account")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    page.add_init_script(SEEN)

    def log_in(name: str) -> None:
        before = page.evaluate(OWNER)
        page.request.post(f"{own.url}/login", form={"name": name, "password": "a long one"})
        with suppress(Error):  # the open page, which is another's now, may just be leaving by itself
            page.goto(own.url)
        page.wait_for_function(f"(before) => ![before, ''].includes({OWNER})", arg=before)
        page.locator("#t2i-run:not([disabled])").wait_for(timeout=30_000)

    log_in("cleo")
    mine = page.request.post(
        f"{own.url}/api/gateways/mine", data={"address": simulator.url("custom"), "name": "OpenAI"}
    )
    remembered = page.request.get(f"{own.url}/api/gateways/mine").text()
    owner = page.evaluate(OWNER)
    assert owner == page.request.get(f"{own.url}/api/runs").json()["visitor"]
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [f"easel-providers.{owner}", remembered])
    page.fill("#t2i-prompt textarea", "a secret lighthouse")
    stored = page.evaluate("Object.keys(localStorage)")
    assert f"easel-draft-t2i-prompt.{owner}" in stored and "easel-draft-t2i-prompt" not in stored
    sent.clear()
    log_in("dora")
    assert page.evaluate("[...window.seen].join()") == ""
    assert not [text for text in sent if mine.json()["id"] in text or "secret" in text]
    assert page.request.get(f"{own.url}/api/gateways/mine").json()["own"] == []
    given = page.request.put(
        f"{own.url}/api/gateways/mine", headers={"content-type": "application/json"}, data=remembered
    )
    assert given.json()["own"] == [], "the server asks for the mark, too"
    page.context.clear_cookies()
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page).to_have_url(f"{own.url}/login")
    page.close()
