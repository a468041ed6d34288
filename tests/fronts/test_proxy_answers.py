"""A proxy's own pages (413, 502, 504) where the page's scripts get them.

They are read as what they are.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.fronts.conftest import Street, make_picture, sentence
from tests.paths import ROOT

PHOTO = ROOT / "tests" / "images" / "coffee.jpg"
FRONT = "proxy_set_header Host $http_host; %s location / { proxy_pass http://$easel_https; }"


@pytest.fixture
def page(refused_page: Page) -> Page:
    return refused_page


def press(page: Page) -> None:
    page.locator("#t2i-prompt textarea").fill("a red boat")
    page.locator("#t2i-run").click()


BLOCKED_PRESSES = {
    "location /gradio_api/run/ { return 502; }": "can't reach Easel (HTTP 502)",
    "location /gradio_api/run/ { return 504; }": "may have started",
    "location /gradio_api/run/ { return 418; }": "answered instead of Easel (HTTP 418)",
}


def test_what_the_proxy_answers_is_said_to_be_its_own(page: Page, street: Street) -> None:
    """An upload over its limit, a press, and a request of our scripts, in one page: each is mended in between."""
    with street.front(FRONT % "client_max_body_size 1k;", tls=True):
        page.goto(street.tls_url)
        make_picture(page)
        page.get_by_role("tab", name="Edit").click()
        page.locator("#edit-images input[type=file]").first.set_input_files(PHOTO)
        expect(page.locator("#edit-images")).to_contain_text("client_max_body_size")
    page.get_by_role("tab", name="Text to image").click()
    for block, phrase in BLOCKED_PRESSES.items():
        with street.front(FRONT % block, tls=True):
            press(page)
            expect(sentence(page)).to_contain_text(phrase)
        with street.front(FRONT % "", tls=True):
            press(page)
            expect(sentence(page)).to_have_count(0)
    with street.front(FRONT % "location = /api/pictures { return 503; }", tls=True):
        page.get_by_role("tab", name="Gallery").click()
        expect(page.locator("#gallery-grid, #easel").first).to_contain_text("reach Easel (HTTP 503)")


def test_an_easel_that_is_gone_is_told_while_the_page_is_open(page: Page, street: Street) -> None:
    with street.front(FRONT % "", tls=True):
        page.goto(street.tls_url)
        make_picture(page)
    with street.front("location / { proxy_pass http://127.0.0.1:9; }", tls=True):
        expect(page.locator(".offline")).to_have_text("Connection lost, reconnecting. Your images keep generating.")
        expect(page.locator("#t2i-run")).to_have_accessible_name("Waiting for connection…")
    with street.front(FRONT % "", tls=True):
        expect(page.locator("#t2i-run")).to_have_accessible_name("Generate")
