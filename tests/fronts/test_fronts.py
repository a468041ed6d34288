"""Every front that people put before Easel makes a picture, or the page says in one sentence what to change."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.fronts.conftest import Street

HOST = "proxy_set_header Host $http_host;"
PROTO = "proxy_set_header X-Forwarded-Proto $scheme;"
ROWS = [  # TLS, what nginx passes on, Easel's settings, what the page says, whether the cookie is for TLS alone
    (True, HOST + PROTO, "unset", "", True),
    (True, HOST + PROTO, "https", "", True),
    (True, HOST, "unset", "proxy_set_header X-Forwarded-Proto $scheme;", False),
    (True, HOST, "https", "", True),
    (True, PROTO, "unset", "proxy_set_header Host $http_host;", True),
    (True, PROTO, "https", "", True),
    (True, "", "unset", "proxy_set_header Host $http_host;", False),
    (True, "", "https", "", True),
    (False, HOST, "unset", "", False),
    (False, HOST, "http", "", False),
    (False, "", "http", "", False),
]


@pytest.fixture
def page(visitor: BrowserContext) -> Iterator[Page]:
    page = visitor.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


def sentence(page: Page) -> Locator:
    return page.locator("#easel-connection-bar")


def make_picture(page: Page) -> None:
    """Presses and waits until the picture stands whole on the screen."""
    page.locator("#t2i-plan p").filter(has_text="·").or_(page.locator("#t2i-plan p:not(:empty)")).first.wait_for()
    page.locator("#t2i-prompt textarea").fill("a red boat")
    page.locator("#t2i-run").click()
    picture = page.locator("img[data-picture][data-state=done]").first
    picture.wait_for()
    page.wait_for_function("(img) => img.complete && img.naturalWidth > 0", arg=picture.element_handle())


@pytest.mark.parametrize(("tls", "passed", "easel", "said", "secure"), ROWS)
def test_a_picture_is_made_whatever_nginx_passes_on(
    page: Page, street: Street, tls: bool, passed: str, easel: str, said: str, secure: bool
) -> None:
    with street.front(f"{passed} location / {{ proxy_pass http://$easel_{easel}; }}", tls=tls):
        page.goto(street.tls_url if tls else street.plain_url)
        make_picture(page)
        expect(sentence(page)).to_have_count(1 if said else 0)
        if said:
            expect(sentence(page)).to_contain_text(said)
        cookies = [(cookie["name"], cookie["secure"]) for cookie in page.context.cookies()]
        assert cookies == [("__Host-easel_visitor" if secure else "easel_visitor", secure)]


def test_plain_http_without_host_says_what_to_change(visitor: BrowserContext, street: Street) -> None:
    """The browser names no site over plain http, and the origin is not the host that nginx passes on."""
    page = visitor.new_page()
    with street.front("location / { proxy_pass http://$easel_unset; }", tls=False):
        page.goto(street.plain_url)
        expect(sentence(page)).to_contain_text("proxy_set_header Host $http_host;")
        expect(sentence(page)).to_contain_text(f"EASEL_PUBLIC_URL={street.plain_url}")


@pytest.mark.parametrize(
    "location",
    [
        "location /easel/ { proxy_pass http://$easel_path/; }",
        "location /easel { proxy_pass http://$easel_path; }",
        "location /easel { proxy_pass http://$easel_path/; }",
    ],
    ids=["stripped", "kept", "stripped_to_two_slashes"],
)
def test_a_path_prefix_works_whether_the_proxy_strips_it_or_not(page: Page, street: Street, location: str) -> None:
    with street.front(location, tls=True):
        page.goto(f"{street.tls_url}/easel/")
        make_picture(page)
        expect(sentence(page)).to_have_count(0)
        elsewhere = (
            "performance.getEntriesByType('resource').map((it) => it.name).filter((it) => !it.includes('/easel/'))"
        )
        assert page.evaluate(elsewhere) == []
        cookies = [(cookie["name"], cookie["path"]) for cookie in page.context.cookies()]
        assert cookies == [("__Secure-easel_visitor", "/easel")]
