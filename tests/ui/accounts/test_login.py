"""A server with users.

Nothing without a login, sessions that end, one's own password, and a log of who failed.
"""

import asyncio
import re
from pathlib import Path

import httpx
import pytest

from tests.easel_login import browser, is_in, log_in, users_command
from tests.easel_process import Easel
from tests.ui.run_helpers import done, listening


@pytest.mark.parametrize(
    "path",
    ["/api/runs", "/pictures/x", "/docs", "/openapi.json", "/config", "/static/run/run_list.js", "/api/visitor"],
)
async def test_nothing_answers_without_a_login(team: Easel, path: str) -> None:
    async with browser(team) as stranger:
        answer = await stranger.get(path)
        assert answer.status_code == 401
        assert answer.json()["error"]["kind"] == "login_needed"
        assert (await stranger.get("/healthz")).status_code == 200


async def test_a_page_goes_to_the_login_in_the_readers_language(team: Easel) -> None:
    async with browser(team) as stranger:
        answer = await stranger.get("/", headers={"accept": "text/html"})
        page = await stranger.get(answer.headers["location"], headers={"accept-language": "zh"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert "登录 Easel" in page.text
    assert "http" not in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_the_login_keeps_the_language_and_has_the_colours_that_were_chosen(team: Easel) -> None:
    async with browser(team) as stranger:
        chosen = await stranger.get("/login?language=zh")
        stranger.cookies.set("easel_theme", "dark")
        page = await stranger.get(chosen.headers["location"], headers={"accept-language": "en"})
        refused = await stranger.get("/api/runs", headers={"accept-language": "en"})
        stranger.cookies.set("easel_theme", '"><b>')
        plain = await stranger.get("/login")
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/login")
    assert "登录 Easel" in page.text
    assert '<html lang="zh-CN" data-theme="dark">' in page.text
    assert refused.json()["error"]["message"] == "你尚未登录。"
    assert '<html lang="zh-CN" data-theme="">' in plain.text


async def test_a_user_is_the_same_visitor_everywhere_and_no_other(team: Easel) -> None:
    async with browser(team) as laptop, browser(team) as phone, browser(team) as other:
        for who, name, password in ((laptop, "anna", "correct horse"), (phone, "Anna", "correct horse")):
            assert (await log_in(who, name, password)).status_code == 303
        assert (await log_in(other, "ben", "p:a ss")).status_code == 303
        run = await done(laptop, gateway="demo", model="painter", size="64x64", options={})
        assert (await phone.get(f"/api/runs/{run['id']}")).status_code == 200
        assert (await other.get(f"/api/runs/{run['id']}")).status_code == 404
        assert (await laptop.get("/api/visitor")).json()["role"] == "admin"
        assert (await other.get("/api/visitor")).json()["role"] == "member"


async def test_the_page_tells_its_scripts_whose_it_is_until_the_logout(team: Easel) -> None:
    names = []
    async with browser(team) as shared:
        for name, password in (("anna", "correct horse"), ("ben", "p:a ss")):
            await log_in(shared, name, password)
            page = await shared.get("/")
            line = next(line for line in page.headers.get_list("set-cookie") if line.startswith("easel_owner="))
            assert "HttpOnly" not in line and "SameSite=Lax" in line
            names.append(shared.cookies["easel_owner"])
            assert (await shared.get("/api/runs")).json()["visitor"] == names[-1], "the public name, and no more"
            assert "easel_owner" not in str((await shared.get("/")).headers), "once"
            assert (await shared.get("/", headers={"if-none-match": page.headers["etag"]})).status_code == 304
        assert names[0] != names[1]
        await shared.post("/logout")
        assert "easel_owner" not in shared.cookies
        shared.cookies.set("easel_owner", names[0])  # of a session that ended elsewhere
        page = await shared.get("/", headers={"accept": "text/html"})
        assert page.status_code == 303 and "easel_owner=; Path=/; Max-Age=0" in page.headers["set-cookie"]


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("anna", "wrong"),
        ("anna", ""),
        ("nobody", ""),
        ("nobody", "x"),
        ("", ""),
        ("anna", "p:a ss"),
        ("ben", "x" * 5000),
    ],
)
async def test_a_wrong_password_opens_nothing(team: Easel, name: str, password: str) -> None:
    async with browser(team, address=f"203.0.113.{len(name) * 16 + len(password) % 16}") as stranger:
        answer = await log_in(stranger, name, password)
        assert answer.status_code == 401
        assert f'name="name" value="{name}"' in answer.text  # is not to be typed again
        assert "easel_session" not in stranger.cookies
        assert not await is_in(stranger)


async def test_a_form_of_30000_fields_is_no_login(team: Easel) -> None:
    async with browser(team, address="203.0.113.250") as stranger:
        answer = await stranger.post("/login", data={f"f{number}": "x" for number in range(30_000)})
        assert answer.status_code in {401, 413}


async def test_logging_out_ends_the_session_on_the_server(team: Easel) -> None:
    async with browser(team) as laptop, browser(team) as thief, browser(team) as phone:
        for mine in (laptop, phone):
            await log_in(mine, "anna", "correct horse")
        thief.cookies.set("easel_session", laptop.cookies["easel_session"])
        assert await is_in(thief)
        evil = await laptop.post("/logout", headers={"origin": "https://evil.example"})
        assert (evil.status_code, await is_in(laptop)) == (403, True)
        assert (await laptop.get("/logout")).status_code == 200
        assert await is_in(laptop)
        await laptop.post("/logout")
        assert [await is_in(each) for each in (laptop, thief, phone)] == [False, False, True]


async def test_logging_out_everywhere_ends_all_of_ones_own(team: Easel) -> None:
    async with browser(team) as laptop, browser(team) as phone, browser(team) as other:
        for who, name, password in ((laptop, "anna", "correct horse"), (phone, "anna", "correct horse")):
            await log_in(who, name, password)
        await log_in(other, "ben", "p:a ss")
        page = await laptop.get("/account", headers={"user-agent": "x"})
        assert len(re.findall("<li>", page.text)) >= 2
        assert page.text.count("(this browser)</b>") == 1 and "Signed in <time>" in page.text
        await phone.post("/account/logout-everywhere")
        assert [await is_in(each) for each in (laptop, phone, other)] == [False, False, True]


async def test_an_open_line_of_events_ends_with_its_login(team: Easel) -> None:
    async with browser(team) as thief, browser(team, address="198.51.100.12") as anna:
        for each in (thief, anna):
            await log_in(each, "anna", "correct horse")
        async with listening(thief, "/api/events") as heard:
            await anna.post("/account/logout-everywhere")
            await log_in(anna, "anna", "correct horse")
            await done(anna, "a secret desert", gateway="demo", model="painter", size="64x64", options={})
            assert [event async for event in heard] == []


async def test_ones_own_password_is_changed_and_ends_other_sessions(team: Easel) -> None:
    users_command(team, "add", "cleo", typed="the first one\n")
    async with browser(team) as laptop, browser(team) as phone, browser(team, address="198.51.100.9") as fresh:
        for mine in (laptop, phone):
            assert (await log_in(mine, "cleo", "the first one")).status_code == 303
        for form, status in (
            ({"current": "the first one", "new": "short", "again": "short"}, 422),
            ({"current": "the first one", "new": "the second one", "again": "the third one"}, 422),
            ({"current": "a wrong one", "new": "the second one", "again": "the second one"}, 403),
        ):
            answer = await laptop.post("/account/password", data=form)
            assert (answer.status_code, await is_in(phone)) == (status, True)
        form = {"current": "the first one", "new": "the second one", "again": "the second one"}
        while (answer := await laptop.post("/account/password", data=form)).status_code == 429:
            await asyncio.sleep(0.1)
        assert answer.status_code == 200
        assert (await is_in(laptop), await is_in(phone)) == (True, False)
        assert (await log_in(fresh, "cleo", "the first one")).status_code == 401
    async with browser(team, address="198.51.100.10") as fresh:
        assert (await log_in(fresh, "cleo", "the second one")).status_code == 303


async def test_accounts_come_and_go_without_a_restart(team: Easel) -> None:
    async with browser(team) as dora, browser(team, address="198.51.100.11") as fresh:
        assert (await log_in(fresh, "dora", "opens sesame")).status_code == 401
        assert "dora can log in now" in users_command(
            team, "add", "dora", "--role", "guest", typed="opens sesame\n"
        )
        assert (await log_in(dora, "dora", "opens sesame")).status_code == 303
        run = await done(dora, gateway="demo", model="painter", size="64x64", options={})
        assert "Dora Maar now" in users_command(team, "rename", "dora", "Dora Maar")
        users_command(team, "role", "dora maar", "member")
        users_command(team, "password", "dora maar", typed="opens once more\n")
        await until_shut(dora)
        assert (await log_in(dora, "dora maar", "opens once more")).status_code == 303
        assert (await dora.get(f"/api/runs/{run['id']}")).status_code == 200
        assert (await dora.get("/api/visitor")).json()["role"] == "member"
        assert "is kept (1 picture)" in users_command(team, "remove", "Dora Maar")
        await until_shut(dora)
        assert "removed" in users_command(team, "list")
        assert "dora maar" in users_command(team, "add", "dora maar", typed="someone else\n").lower()
    async with browser(team, address="198.51.100.12") as other:
        assert (await log_in(other, "dora maar", "someone else")).status_code == 401


async def until_shut(browser: httpx.AsyncClient) -> None:
    """Waits until a session that a command has ended is seen to have ended."""
    async with asyncio.timeout(10):
        while await is_in(browser):
            await asyncio.sleep(0.05)


async def test_every_failure_is_one_line_of_the_log_with_name_and_address(team: Easel) -> None:
    name, password = "mallory\nlogin: name=root", "s3cret-attempt"
    before = len(team.log.splitlines())
    async with browser(team, address="203.0.113.77") as stranger:
        await log_in(stranger, name, password)
    lines = team.log.splitlines()[before:]
    assert len(lines) == 1
    assert ' login failed: name="mallory?login: name=root" address=203.0.113.77 ' in lines[0]
    assert password not in team.log


async def test_passwords_are_in_no_row_and_cookies_are_hashed(team: Easel) -> None:
    async with browser(team) as laptop:
        await log_in(laptop, "anna", "correct horse")
        token = laptop.cookies["easel_session"]
    stored = b"".join(path.read_bytes() for path in team.data.glob("easel.db*"))
    assert b"$argon2id$" in stored
    assert b"correct horse" not in stored
    assert token.encode() not in stored


async def test_many_at_once_verify_two_passwords_at_a_time(team: Easel) -> None:
    clients = [browser(team, address=f"192.0.2.{number}") for number in range(40)]
    answers = await asyncio.gather(*(log_in(client, "anna", "correct horse") for client in clients))
    assert {answer.status_code for answer in answers} == {303}
    for client in clients:
        await client.aclose()
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{team.pid}/status").read_text())
    assert peak is not None
    assert int(peak[1]) < 500_000  # forty at once would be 760 MB more


async def test_of_two_sessions_the_one_that_holds_counts_in_either_order(team: Easel) -> None:
    async with browser(team) as laptop:
        await log_in(laptop, "anna", "correct horse")
        good = laptop.cookies["easel_session"]
    for cookies in ((good, "junk"), ("junk", good)):
        header = "; ".join(f"easel_session={value}" for value in cookies)
        async with browser(team, cookie=header) as either:
            assert await is_in(either)
