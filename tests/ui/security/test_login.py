"""A server with users: nothing without a login, the same pictures on all of a person's machines."""

from dataclasses import replace

import pytest

from tests.ui.middleware_client import SECRET, client
from ui.security.login import PER_ADDRESS
from ui.settings import Settings

USERS = Settings(secret=SECRET, users={"anna": "correct horse", "ben": "p:a,ss"})


async def enter(name: str, password: str, settings: Settings = USERS) -> str:
    """The cookie that a login gives; "" when it gives none."""
    async with client(settings) as browser:
        answer = await browser.post("/login", data={"name": name, "password": password})
        return browser.cookies.get("easel_session", "") if answer.status_code == 303 else ""


async def visitor(cookie: str, settings: Settings = USERS) -> str:
    async with client(settings) as browser:
        answer = await browser.get("/api/x", headers={"cookie": f"easel_session={cookie}"})
        return str(answer.json()["visitor"]) if answer.status_code == 200 else ""


@pytest.mark.parametrize(
    "path", ["/api/runs", "/pictures/x", "/docs", "/openapi.json", "/config", "/static/run/run_list.js"]
)
async def test_nothing_answers_without_a_login(path: str) -> None:
    async with client(USERS) as browser:
        answer = await browser.get(path)
    assert answer.status_code == 401
    assert answer.json()["error"]["kind"] == "login_needed"


async def test_a_page_goes_to_the_login_in_the_readers_language() -> None:
    async with client(USERS) as browser:
        answer = await browser.get("/", headers={"accept": "text/html"})
        page = await browser.get(answer.headers["location"], headers={"accept-language": "zh"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert "登录 Easel" in page.text
    assert "http" not in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_a_user_is_the_same_visitor_everywhere_and_no_other() -> None:
    laptop, phone, other = await enter("anna", "correct horse"), await enter("anna", "correct horse"), ""
    other = await enter("ben", "p:a,ss")
    assert await visitor(laptop) == await visitor(phone) != await visitor(other)
    assert await visitor(other)


@pytest.mark.parametrize(
    ("name", "password"),
    [("anna", "wrong"), ("anna", ""), ("nobody", ""), ("nobody", "x"), ("", ""), ("anna", "p:a,ss")],
)
async def test_a_wrong_password_opens_nothing(name: str, password: str) -> None:
    assert await enter(name, password) == ""


async def test_a_cookie_ends_with_its_password_and_with_the_secret() -> None:
    cookie = await enter("anna", "correct horse")
    assert await visitor(cookie)
    assert not await visitor(cookie, replace(USERS, users={"anna": "a new one"}))
    assert not await visitor(cookie, replace(USERS, users={"ben": "correct horse"}))
    assert not await visitor(cookie, replace(USERS, secret="another secret of the server"))
    # Not the last sign: of a signature's last base64 sign two bits are spare.
    assert not await visitor(cookie[:-2] + ("A" if cookie[-2] != "A" else "B") + cookie[-1])
    ben = await enter("ben", "p:a,ss")
    assert not await visitor(cookie.split(".")[0] + "." + ben.split(".", 1)[1])


async def test_guessing_is_braked() -> None:
    async with client(USERS) as browser:
        wrong = [await browser.post("/login", data={"name": "anna", "password": "x"}) for _ in range(PER_ADDRESS)]
        after = await browser.post("/login", data={"name": "anna", "password": "correct horse"})
    assert {answer.status_code for answer in wrong} == {401}
    assert after.status_code == 429
    assert int(after.headers["retry-after"]) > 200
    assert "set-cookie" not in after.headers


async def test_logging_out_ends_it_in_this_browser_and_only_from_our_page() -> None:
    async with client(USERS) as browser:
        await browser.post("/login", data={"name": "anna", "password": "correct horse"})
        evil = await browser.post("/logout", headers={"origin": "https://evil.example"})
        inside = await browser.get("/api/x")
        await browser.post("/logout")
        outside = await browser.get("/api/x")
    assert (evil.status_code, inside.status_code, outside.status_code) == (403, 200, 401)


async def test_health_is_told_to_everybody() -> None:
    async def healthy(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    async with client(USERS, app=healthy) as probe:
        assert (await probe.get("/healthz")).text == "ok"


async def test_of_two_sessions_the_one_that_holds_counts_in_either_order() -> None:
    good = await enter("anna", "correct horse")
    for cookies in ((good, "junk"), ("junk", good)):
        header = "; ".join(f"easel_session={value}" for value in cookies)
        async with client(USERS) as browser:
            assert (await browser.get("/api/x", headers={"cookie": header})).status_code == 200
