"""Proxies that people put before Easel, and pictures made through each.

Or else the page says in one sentence what to change.
"""

import pytest
from playwright.sync_api import Cookie, Page, expect

from tests.fronts.conftest import Street, make_picture, sentence
from tests.fronts.nginx import shipped_location

HOST = "proxy_set_header Host $http_host;"
PROTO = "proxy_set_header X-Forwarded-Proto $scheme;"
ROWS = [  # TLS, what nginx passes on, Easel's settings, what the page says, whether the cookie is for TLS alone
    # (TLS, all that is right and EASEL_PUBLIC_URL are the configuration that comes with Easel, below)
    (True, HOST + PROTO, "unset", "", True),
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


def server_cookies(page: Page) -> list[Cookie]:
    """Those that no script can read; what the page keeps for its next visit is its own."""
    return [cookie for cookie in page.context.cookies() if cookie["httpOnly"]]


@pytest.mark.parametrize(("tls", "passed", "easel", "phrase", "secure"), ROWS)
def test_a_picture_is_made_whatever_nginx_passes_on(
    page: Page, street: Street, tls: bool, passed: str, easel: str, phrase: str, secure: bool
) -> None:
    with street.front(f"{passed} location / {{ proxy_pass http://$easel_{easel}; }}", tls=tls):
        page.goto(street.tls_url if tls else street.plain_url)
        make_picture(page)
        expect(sentence(page)).to_have_count(1 if phrase else 0)
        if phrase:
            expect(sentence(page)).to_contain_text(phrase)
        cookies = [(cookie["name"], cookie["secure"]) for cookie in server_cookies(page)]
        assert cookies == [("__Host-easel_visitor" if secure else "easel_visitor", secure)]


def test_the_configuration_that_comes_with_easel_makes_a_picture(page: Page, street: Street) -> None:
    with street.front(shipped_location("http://$easel_https"), tls=True):
        page.goto(street.tls_url)
        make_picture(page)
        expect(sentence(page)).to_have_count(0)
        cookies = [(cookie["name"], cookie["secure"]) for cookie in server_cookies(page)]
        assert cookies == [("__Host-easel_visitor", True)]


def test_plain_http_without_host_says_what_to_change(refused_page: Page, street: Street) -> None:
    """The browser names no site over plain http, and the origin is not the host that nginx passes on."""
    page = refused_page
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
        cookies = [(cookie["name"], cookie["path"]) for cookie in server_cookies(page)]
        assert cookies == [("__Secure-easel_visitor", "/easel")]


def test_a_login_under_a_path_leads_to_the_page_under_it(page: Page, street: Street) -> None:
    with street.front(f"location /easel/ {{ {HOST}{PROTO} proxy_pass http://$easel_login/; }}", tls=True):
        page.goto(f"{street.tls_url}/easel/")
        page.get_by_label("Name").fill("anna")
        page.get_by_label("Password").fill("her-password")
        page.get_by_role("button").click()
        make_picture(page)
        assert page.url == f"{street.tls_url}/easel/"


def test_a_server_that_was_not_told_its_name_says_so_as_a_page(refused_page: Page, street: Street) -> None:
    page = refused_page
    with street.front(f"{HOST} location / {{ proxy_pass http://$easel_loopback; }}", tls=True):
        answer = page.goto(street.tls_url)
        assert answer
        assert answer.status == 421
        expect(page.locator("body")).to_contain_text("The administrator can set EASEL_PUBLIC_URL")


def test_a_path_that_easel_was_not_told_of_is_named(refused_page: Page, street: Street) -> None:
    page = refused_page
    with street.front(f"{HOST} location /easel/ {{ proxy_pass http://$easel_http/; }}", tls=False):
        page.goto(f"{street.plain_url}/easel/")
        expect(sentence(page)).to_contain_text("EASEL_ROOT_PATH=/easel")


def test_an_encrypted_address_opened_plainly_leads_to_the_encrypted_one(refused_page: Page, street: Street) -> None:
    page = refused_page
    with street.front("location / { proxy_pass http://$easel_https; }", tls=False):
        page.goto(street.plain_url)
        expect(sentence(page)).to_contain_text("needs https")
        expect(sentence(page).get_by_role("link")).to_have_attribute("href", street.tls_url)
        expect(page.locator("gradio-app")).to_have_count(0)
