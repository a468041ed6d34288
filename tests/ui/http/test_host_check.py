"""A refusal names what the proxy in front did, as a page where a person sees it."""

from dataclasses import replace

import pytest

from tests.ui.middleware_client import SECRET, client
from ui.http.host_check import startup_warning
from ui.settings import Settings

HERE = Settings(secret=SECRET)
OPEN = replace(HERE, host="0.0.0.0")
BEHIND = replace(HERE, public_url="https://studio.example:8443")
PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def test_a_host_that_the_proxy_changed_is_named_with_what_to_set() -> None:
    headers = {"host": "127.0.0.1:7860", "origin": "http://studio.lan"}
    async with client(OPEN) as browser:
        answer = await browser.post("/api/runs", headers=headers)
    error = answer.json()["error"]
    assert (answer.status_code, error["kind"]) == (403, "cross_site")
    assert "http://studio.lan" in error["message"]
    assert "127.0.0.1:7860" in error["message"]
    assert "proxy_set_header Host $http_host;" in error["advice"]
    assert "EASEL_PUBLIC_URL=http://studio.lan" in error["advice"]


@pytest.mark.parametrize("host", ["studio.example", "studio.example:8443", "STUDIO.example:443"])
async def test_the_public_name_is_known_with_any_port(host: str) -> None:
    async with client(BEHIND) as browser:
        assert (await browser.get("/api/x", headers={"host": host})).status_code == 200


async def test_another_name_than_the_public_one_is_told_with_both() -> None:
    async with client(BEHIND) as browser:
        error = (await browser.get("/api/x", headers={"host": "studio.lan"})).json()["error"]
    assert "studio.lan" in error["advice"]
    assert "studio.example:8443" in error["advice"]
    assert "EASEL_PUBLIC_URL is" in error["advice"]


async def test_two_names_in_one_host_are_told_as_two() -> None:
    async with client(BEHIND) as browser:
        error = (await browser.get("/api/x", headers={"host": "studio.example, studio.example"})).json()["error"]
    assert "more than one host name: “studio.example,studio.example”" in error["message"]
    assert "appends to Host instead of setting it" in error["advice"]


@pytest.mark.parametrize(("language", "sentence"), [("en", "configured for the host name"), ("zh", "未配置主机名")])
async def test_a_person_sees_a_refusal_as_a_page(language: str, sentence: str) -> None:
    headers = {**PAGE, "host": "evil.example", "accept-language": language}
    async with client(HERE) as browser:
        answer = await browser.get("/", headers=headers)
    assert answer.status_code == 421
    assert answer.headers["content-type"].startswith("text/html")
    assert sentence in answer.text
    assert "EASEL_PUBLIC_URL" in answer.text


async def test_a_page_of_a_refusal_holds_no_markup_of_the_request() -> None:
    async with client(HERE) as browser:
        answer = await browser.get("/", headers={**PAGE, "host": "<script>alert(1)</script>"})
    assert "<script" not in answer.text


async def test_what_a_stranger_says_of_the_host_does_not_get_in() -> None:
    headers = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example", "x-forwarded-prefix": "/evil"}
    seen: list[str] = []

    async def spy(scope, receive, send):  # type: ignore[no-untyped-def]
        seen.extend(value.decode() for _, value in scope["headers"])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async with client(OPEN, app=spy) as browser:
        await browser.get("/api/x", headers={**headers, "x-forwarded-for": "203.0.113.9"})
    assert [value for value in seen if "evil" in value] == []
    assert "203.0.113.9" in seen


@pytest.mark.parametrize(
    ("settings", "warns"),
    [
        (HERE, False),
        (OPEN, True),
        (replace(OPEN, public_url="http://studio.lan"), False),
        (replace(OPEN, framed=True), False),
    ],
)
def test_a_server_that_answers_to_any_name_says_so_at_its_start(settings: Settings, warns: bool) -> None:
    sentence = startup_warning(settings)
    assert ("EASEL_PUBLIC_URL" in sentence and "0.0.0.0" in sentence) is warns
    assert bool(sentence) is warns
