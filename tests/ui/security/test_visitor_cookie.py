"""Visitors are known by a cookie that cannot be forged, and it comes back from wherever the page is shown."""

import re
from dataclasses import replace

import pytest
from itsdangerous import TimestampSigner

from tests.ui.middleware_client import SECRET, client
from ui.security.visitor_cookie import RENEWAL_AGE
from ui.security.visitor_keys import VisitorKeys
from ui.settings import Settings

PLAIN = Settings(secret=SECRET)


def flags(line: str) -> set[str]:
    return set(line.split("; ")[1:])


async def test_a_visitor_is_known_again() -> None:
    async with client() as browser:
        first, second = [(await browser.get("/api/x")) for _ in range(2)]
    assert first.json()["visitor"] == second.json()["visitor"]
    assert "set-cookie" not in second.headers
    assert re.fullmatch(r"[0-9a-f]{32}", first.json()["visitor"])


async def test_two_browsers_are_two_visitors() -> None:
    async with client() as one, client() as other:
        assert (await one.get("/api/x")).json()["visitor"] != (await other.get("/api/x")).json()["visitor"]


@pytest.mark.parametrize(
    "forged",
    [
        "0" * 32,
        "{visitor}",
        "{visitor}.AAAA.BBBB",
        "{other}{rest}",
        "{value}x",
        "%00",
        "é",
        '"; $Version=1',
        "a" * 7000,
    ],
)
async def test_a_cookie_that_was_tampered_with_is_a_new_visitor(forged: str) -> None:
    async with client() as browser:
        visitor = (await browser.get("/api/x")).json()["visitor"]
        value = browser.cookies["easel_visitor"]
    other = "f" * 32
    cookie = forged.format(visitor=visitor, other=other, value=value, rest=value.removeprefix(visitor))
    async with client() as thief:
        answer = await thief.get("/api/x", headers={"cookie": f"easel_visitor={cookie}".encode("latin-1")})
    assert answer.json()["visitor"] not in {visitor, other, "0" * 32}
    assert "easel_visitor=" in answer.headers["set-cookie"]


async def test_a_cookie_of_another_servers_secret_is_worth_nothing() -> None:
    async with client(replace(PLAIN, secret="another secret of another server")) as browser:
        visitor = (await browser.get("/api/x")).json()["visitor"]
        value = browser.cookies["easel_visitor"]
    async with client() as here:
        answer = await here.get("/api/x", headers={"cookie": f"easel_visitor={value}"})
    assert answer.json()["visitor"] != visitor


async def test_a_session_name_cannot_be_a_visitor() -> None:
    signed = TimestampSigner(SECRET, salt="easel-session").sign("user-x").decode()
    async with client() as browser:
        answer = await browser.get("/api/x", headers={"cookie": f"easel_visitor={signed}"})
    assert answer.json()["visitor"] != "user-x"


async def test_an_old_cookie_is_renewed_and_stays_the_same_visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    signer = TimestampSigner(SECRET, salt="easel-visitor")
    now = signer.get_timestamp()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now - RENEWAL_AGE - 10)
    old = signer.sign("a" * 32).decode()
    monkeypatch.undo()
    async with client() as browser:
        answer = await browser.get("/api/x", headers={"cookie": f"easel_visitor={old}"})
    assert answer.json()["visitor"] == "a" * 32
    assert answer.headers["set-cookie"].startswith(f"easel_visitor={'a' * 32}.")


@pytest.mark.parametrize(
    ("settings", "host", "expected"),
    [
        (PLAIN, "http://127.0.0.1:7860", {"HttpOnly", "SameSite=Lax"}),
        (PLAIN, "https://127.0.0.1:7860", {"HttpOnly", "SameSite=Lax", "Secure"}),
        (
            replace(PLAIN, public_url="https://a.example"),
            "http://a.example",
            {"HttpOnly", "SameSite=Lax", "Secure"},
        ),
        (
            replace(PLAIN, public_url="https://a.example"),
            "http://127.0.0.1:7860",
            {"HttpOnly", "SameSite=Lax", "Secure"},
        ),
        (
            replace(PLAIN, framed=True, host="0.0.0.0"),
            "http://me-easel.hf.space",
            {"HttpOnly", "SameSite=None", "Secure", "Partitioned"},
        ),
    ],
)
async def test_the_cookies_flags_fit_where_the_page_is_shown(
    settings: Settings, host: str, expected: set[str]
) -> None:
    async with client(settings, host=host) as browser:
        line = (await browser.get("/api/x")).headers["set-cookie"]
    assert flags(line) == {"Path=/", "Max-Age=34560000"} | expected


async def test_what_shared_caches_keep_sets_no_cookie() -> None:
    async with client() as browser:
        for path in ("/static/run/run_list.js", "/assets/index-DphvyggB.js", "/healthz"):
            assert "set-cookie" not in (await browser.get(path)).headers


def test_the_keys_of_visitors_are_bounded_and_each_visitors_own() -> None:
    ring = VisitorKeys(limit=2)
    ring.store("a", "tuzi", "sk-a")
    ring.store("b", "tuzi", "sk-b")
    assert ring.get("a", "tuzi") == "sk-a"
    ring.store("c", "tuzi", "sk-c")
    assert (ring.get("a", "tuzi"), ring.get("b", "tuzi"), ring.get("c", "tuzi")) == ("sk-a", "", "sk-c")
    ring.remove("a", "tuzi")
    ring.remove("a", "tuzi")
    assert ring.get("a", "tuzi") == ""
    assert "sk-c" not in repr(ring)
