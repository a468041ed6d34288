"""The visitor's cookie, which cannot be forged.

It comes back from wherever the page is shown.
"""

import re
from dataclasses import replace

import pytest
from itsdangerous import TimestampSigner

from tests.ui.middleware_client import SECRET, client
from ui.security.visitor_cookie import RENEWAL_AGE
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


TLS = "https://studio.example"
BEHIND = replace(PLAIN, public_url=TLS)
UNDER = replace(PLAIN, public_url=f"{TLS}/easel", root_path="/easel")


async def cookie_of(settings: Settings) -> tuple[str, str, str]:
    """A new visitor's id, and the name and value of their cookie."""
    async with client(settings, host=settings.public_url or "http://127.0.0.1:7860") as browser:
        answer = await browser.get("/api/x")
    name, _, value = answer.headers["set-cookie"].partition(";")[0].partition("=")
    return answer.json()["visitor"], name, value


async def visitor_with(settings: Settings, *cookies: tuple[str, str]) -> tuple[str, list[str]]:
    """The visitor that these cookies make, and the Set-Cookie lines of the answer."""
    header = "; ".join(f"{name}={value}" for name, value in cookies)
    async with client(settings, host=settings.public_url or "http://127.0.0.1:7860") as browser:
        answer = await browser.get("/api/x", headers={"cookie": header})
    return answer.json()["visitor"], answer.headers.get_list("set-cookie")


@pytest.mark.parametrize(
    ("settings", "name", "path"),
    [
        (PLAIN, "easel_visitor", "Path=/"),
        (BEHIND, "__Host-easel_visitor", "Path=/"),
        (UNDER, "__Secure-easel_visitor", "Path=/easel"),
        (replace(PLAIN, root_path="/easel"), "easel_visitor", "Path=/easel"),
        (replace(PLAIN, framed=True, host="0.0.0.0"), "__Host-easel_visitor", "Path=/"),
    ],
)
async def test_the_cookies_name_keeps_sibling_hosts_out_where_it_can(
    settings: Settings, name: str, path: str
) -> None:
    _, lines = await visitor_with(settings)
    assert [line.partition("=")[0] for line in lines] == [name]
    assert path in flags(lines[0])


async def test_a_gallery_is_kept_when_tls_or_a_path_changes_the_cookies_name() -> None:
    visitor, name, value = await cookie_of(PLAIN)
    under_tls, lines = await visitor_with(BEHIND, (name, value))
    assert under_tls == visitor
    assert lines[0].startswith("__Host-easel_visitor=")
    assert lines[1].startswith("easel_visitor=; Path=/; Max-Age=0")
    secure_name, secure_value = lines[0].partition(";")[0].split("=", 1)
    assert await visitor_with(BEHIND, (secure_name, secure_value)) == (visitor, [])
    moved, moved_lines = await visitor_with(UNDER, (secure_name, secure_value))
    assert moved == visitor
    assert moved_lines[0].startswith("__Secure-easel_visitor=")


async def test_a_sibling_host_can_put_no_visitor_into_a_browser_that_has_one() -> None:
    visitor, name, value = await cookie_of(BEHIND)
    _, _, strange = await cookie_of(BEHIND)
    _, _, strange_plain = await cookie_of(PLAIN)
    for planted in (strange, strange_plain, "junk"):
        for cookies in ([(name, value), ("easel_visitor", planted)], [("easel_visitor", planted), (name, value)]):
            assert (await visitor_with(BEHIND, *cookies))[0] == visitor


async def test_a_sibling_host_cannot_move_todays_cookie_under_the_old_name() -> None:
    stranger, _, value = await cookie_of(BEHIND)
    assert (await visitor_with(BEHIND, ("easel_visitor", value)))[0] != stranger


async def test_of_two_old_cookies_that_differ_neither_counts_and_of_junk_and_one_the_one() -> None:
    anna, name, hers = await cookie_of(PLAIN)
    ben, _, his = await cookie_of(PLAIN)
    assert (await visitor_with(BEHIND, (name, hers), (name, his)))[0] not in {anna, ben}
    assert (await visitor_with(BEHIND, (name, hers), (name, "junk")))[0] == anna
    assert (await visitor_with(PLAIN, (name, "junk"), (name, hers)))[0] == anna
    assert (await visitor_with(PLAIN, (name, hers), (name, "junk")))[0] == anna


@pytest.mark.parametrize(("settings", "is_strict"), [(PLAIN, False), (BEHIND, True), (UNDER, True)])
async def test_an_encrypted_address_is_told_to_stay_so(settings: Settings, is_strict: bool) -> None:
    async with client(settings) as browser:
        answers = [await browser.get("/api/x"), await browser.post("/api/x", headers={"origin": "null"})]
    assert {"strict-transport-security" in answer.headers for answer in answers} == {is_strict}
