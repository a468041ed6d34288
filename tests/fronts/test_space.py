"""Inside a Space's frame.

A refused cookie is told at once, and the page asks nobody but its own server.
"""

from playwright.sync_api import BrowserContext, Frame, Page, expect

from tests.fronts.conftest import HUB, SPACE, Street, make_picture, sentence

IFRAME = f'<!doctype html><title>Hub</title><iframe src="https://{SPACE}/" style="width:90vw;height:90vh"></iframe>'
HUB_SERVER = f"server_name {HUB}; default_type text/html; location / {{ return 200 '{IFRAME}'; }}"
ANSWERED = (
    "performance.getEntriesByType('resource').filter((it) => it.name.includes('api/connection')).at(-1).responseEnd"
)
SPACE_FRONT = "proxy_set_header Host $http_host; location / { %s proxy_pass http://$easel_space; }"


def open_frame(page: Page) -> Frame:
    """The Space's frame on a page of the Hub."""
    page.goto(f"https://{HUB}/spaces")
    page.frame_locator("iframe").locator("body").wait_for()
    frame = page.frame(url=f"https://{SPACE}/")
    assert frame
    return frame


def test_a_frame_that_refuses_the_cookie_says_so_within_three_seconds(page: Page, street: Street) -> None:
    with street.front(SPACE_FRONT % "proxy_hide_header Set-Cookie;", tls=True, beside=[HUB_SERVER]):
        frame = open_frame(page)
        bar = sentence(page.frame_locator("iframe"))
        expect(bar).to_contain_text("blocks Easel's cookie in this embedded page")
        link = bar.get_by_role("link", name="Open in a new tab")
        assert (link.get_attribute("href"), link.get_attribute("target")) == (f"https://{SPACE}/", "_blank")
        assert frame.locator("gradio-app").count() == 0
        assert frame.evaluate(ANSWERED) < 3000


def test_a_space_asks_nobody_but_itself(visitor: BrowserContext, page: Page, street: Street) -> None:
    asked: list[str] = []
    visitor.on("request", lambda request: asked.append(request.url))
    with street.front(SPACE_FRONT % "", tls=True, beside=[HUB_SERVER]):
        page.goto(f"https://{SPACE}/")
        make_picture(page)
        expect(sentence(page)).to_have_count(0)
        frame = open_frame(page)
        expect(frame.locator("#t2i-plan p:not(:empty)").first).to_be_visible()
        assert sentence(page.frame_locator("iframe")).count() == 0
    outside = [
        url for url in asked if not url.startswith((f"https://{SPACE}/", f"https://{HUB}/spaces", "data:", "blob:"))
    ]
    assert outside == []
