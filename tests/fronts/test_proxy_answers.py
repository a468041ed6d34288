"""A page of the proxy's own (413, 502, 504) is read as what it is, wherever the page's scripts get it."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.fronts.conftest import Street, make_picture, sentence
from tests.paths import ROOT

PHOTO = ROOT / "tests" / "images" / "coffee.jpg"
FRONT = "proxy_set_header Host $http_host; %s location / { proxy_pass http://$easel_https; }"


@pytest.fixture
def page(visitor: BrowserContext) -> Page:
    """A page whose console names the refused requests."""
    return visitor.new_page()


def press(page: Page) -> None:
    page.locator("#t2i-prompt textarea").fill("a red boat")
    page.locator("#t2i-run").click()


def test_an_upload_over_the_proxys_limit_names_the_limit_as_the_proxys(page: Page, street: Street) -> None:
    with street.front(FRONT % "client_max_body_size 1k;", tls=True):
        page.goto(street.tls_url)
        page.get_by_role("tab", name="Edit").click()
        page.locator("#edit-images input[type=file]").first.set_input_files(PHOTO)
        expect(page.locator("#edit-images")).to_contain_text("client_max_body_size")


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("location /gradio_api/run/ { return 502; }", "cannot reach it (HTTP 502)"),
        ("location /gradio_api/run/ { return 504; }", "may have begun"),
        ("location /gradio_api/run/ { return 418; }", "answered in its stead (HTTP 418)"),
    ],
)
def test_a_press_that_the_proxy_answers_says_who_answered(
    page: Page, street: Street, block: str, said: str
) -> None:
    with street.front(FRONT % "", tls=True):
        page.goto(street.tls_url)
        make_picture(page)
    with street.front(FRONT % block, tls=True):
        press(page)
        expect(sentence(page)).to_contain_text(said)
    with street.front(FRONT % "", tls=True):
        press(page)
        expect(sentence(page)).to_have_count(0)


def test_a_request_of_our_scripts_that_the_proxy_answers_says_so(page: Page, street: Street) -> None:
    with street.front(FRONT % "location = /api/pictures { return 503; }", tls=True):
        page.goto(street.tls_url)
        page.get_by_role("tab", name="Gallery").click()
        expect(page.locator("#gallery-grid, #easel").first).to_contain_text("cannot reach it (HTTP 503)")


def test_an_easel_that_is_gone_is_told_while_the_page_is_open(page: Page, street: Street) -> None:
    with street.front(FRONT % "", tls=True):
        page.goto(street.tls_url)
        make_picture(page)
    with street.front("location / { proxy_pass http://127.0.0.1:9; }", tls=True):
        press(page)
        expect(sentence(page)).to_contain_text("cannot reach it (HTTP 502)")
