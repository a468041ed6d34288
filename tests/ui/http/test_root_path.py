"""Under a path.

The prefix is taken off where the proxy left it, and stands before every link and cookie.
"""

import pytest

from tests.ui.middleware_client import SECRET, client
from ui.settings import Settings

UNDER = Settings(secret=SECRET, root_path="/easel")


@pytest.mark.parametrize(
    ("asked", "inside"),
    [
        ("/easel/api/x", "/api/x"),
        ("/api/x", "/api/x"),
        ("/easel//api/x", "/api/x"),
        ("/easel/", "/"),
        ("/easel/easel/api/x", None),
        ("/easels/api/x", None),
    ],
)
async def test_a_path_is_the_same_with_its_prefix_or_without(asked: str, inside: str | None) -> None:
    async with client(UNDER) as browser:
        answer = await browser.get(asked)
    assert answer.status_code == (404 if inside is None else 200)
    if inside is not None:
        assert answer.json()["path"] == inside


async def test_the_prefix_alone_leads_to_the_page_beneath_it() -> None:
    async with client(UNDER) as browser:
        answer = await browser.get("/easel")
    assert (answer.status_code, answer.headers["location"]) == (307, "easel/")


async def test_a_refusal_on_a_page_leads_back_to_easel() -> None:
    async with client(UNDER) as browser:
        answer = await browser.post(
            "/easel/",
            headers={"origin": "https://elsewhere.example", "sec-fetch-mode": "navigate", "accept": "text/html"},
        )
    assert answer.status_code == 403
    assert '<a href="/easel/">' in answer.text


async def test_a_page_that_is_not_there_names_the_setting_of_the_prefix() -> None:
    async with client(Settings(secret=SECRET)) as browser:
        answer = await browser.get("/easel/", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "EASEL_ROOT_PATH" in answer.text
