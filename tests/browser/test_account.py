"""The account on the page: what a browser made before is offered after a login, and a gallery gets its code."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

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
    while "/login" not in page.url:
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
def test_the_admins_page_fits_a_narrow_window(
    own: Easel, browser: Browser, locale: str, link: str, title: str
) -> None:
    name = f"an-admin-whose-name-is-long-enough-to-be-cut@{locale}.example"
    users_command(own, "add", name, "--role", "admin", typed="a long one\n")
    page = browser.new_page(locale=locale, viewport={"width": 390, "height": 844})
    while "/login" not in page.url:
        page.goto(f"{own.url}/account")
    page.fill("#name", name)
    page.fill("#password", "a long one")
    page.click("button")
    page.goto(f"{own.url}/account")
    page.get_by_role("link", name=link).click()
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    expect(page.locator(".events")).to_contain_text(name)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.close()
