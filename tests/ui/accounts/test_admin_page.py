"""The admin's page and its JSON.

Right after real runs, for admins alone, no prompt, key or picture in it.
"""

import asyncio
import re
import sqlite3
from contextlib import closing
from typing import Any, Final

import httpx
import pytest

from tests.easel_login import browser, log_in, users_command
from tests.easel_process import Easel
from tests.simulator import Simulator
from tests.ui.conftest import KEY, OWN_KEY
from tests.ui.run_helpers import IMAGES, done, listening
from ui.http.plain_page import PagePreferences
from ui.operations.admin_page import admin_page
from ui.schemas.admin_overview import AdminOverview, AuditEntryView, StorageView

NAME: Final = "Ada <i>"
PASSWORD: Final = "a long password"
PROMPT: Final = "a lighthouse nobody else may read of"
FILE: Final = "holiday-of-ada.png"
OVERVIEW: Final = "/api/admin/overview"
HTML: Final = {"accept": "text/html"}


async def as_anna(team: Easel, path: str = OVERVIEW, **headers: str) -> httpx.Response:
    """The answer that an admin gets."""
    async with browser(team, **headers) as anna:
        await log_in(anna, "anna", "correct horse")
        return await anna.get(path)


def of_kinds(overview: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Failures at the gateway of these tests, by kind: in a day and in a week."""
    return {
        each["kind"]: (each["day"], each["week"]) for each in overview["failures"] if each["gateway"] == "custom"
    }


def events_of(overview: dict[str, Any], account: str) -> list[tuple[str, int]]:
    """Entries of the audit log on one account, oldest first."""
    return [(each["event"], each["count"]) for each in reversed(overview["events"]) if each["account"] == account]


async def test_the_numbers_are_those_of_the_runs_and_nothing_else_of_them_is_there(
    team: Easel, gates: Simulator
) -> None:
    gates.reset()
    before = of_kinds((await as_anna(team)).json())
    users_command(team, "add", NAME, typed=f"{PASSWORD}\n")
    async with browser(team) as ada:
        await log_in(ada, NAME, PASSWORD)
        await ada.post("/api/keys", json={"gateway": "custom", "key": OWN_KEY})
        fine = await done(ada, PROMPT)
        gates.play("moderation_blocked")
        blocked = await done(ada, PROMPT)
        gates.play("cut", at=0.4)
        cut = await done(ada, PROMPT)
        refused = await ada.post("/api/runs", json={**IMAGES, "prompt": PROMPT, "resolution": "64K"})
        assert [run["state"] for run in (fine, blocked, cut)] == ["done", "failed", "unknown"]
        assert refused.status_code == 422
        gates.play("hold", at=0.5)
        going = (await ada.post("/api/runs", json={**IMAGES, "prompt": PROMPT})).json()["id"]
        async with listening(ada, f"/api/runs/{going}/events") as heard:
            async for _ in heard:
                now = (await as_anna(team)).json()
                if now["runs"].get("receiving"):
                    break
            assert now["gateways"] == [{"gateway": "custom", "active": 1, "waiting": 0}]
            assert now["event_streams"] >= 1
        gates.release()
        await done(ada, "the last desert", gateway="demo", model="painter", size="64x64", options={})
        ids = [text for run in (fine, cut) for text in (run["id"], *(each["id"] for each in run["pictures"]))]
    overview = (await as_anna(team)).json()
    [usage] = [each for each in overview["usage"] if each["person"] == NAME]
    assert (usage["calls"], usage["failed"], usage["maybe_charged"]) == (5, 2, 1)
    assert usage["tokens"] >= fine["usage"]["total_tokens"] > 0
    after = of_kinds(overview)
    for kind in (blocked["error"]["kind"], cut["error"]["kind"]):
        day, week = before.get(kind, (0, 0))
        assert after[kind] == (day + 1, week + 1)
    storage = overview["storage"]
    assert storage["free"] > 0 and storage["database"] > 0
    assert overview["uptime"] > 0 and overview["version"]
    row = sqlite_row(team, NAME)
    for shown in (
        str(overview),
        *[(await as_anna(team, "/admin", **{"accept-language": lang})).text for lang in ("en", "zh")],
    ):
        for secret in (PROMPT, OWN_KEY, KEY, PASSWORD, row, *ids, fine["pictures"][0]["sha256"]):
            assert secret not in shown
    assert NAME in str(overview)


def sqlite_row(easel: Easel, name: str) -> str:
    """The id of a user, which owns what they make."""
    with sqlite3.connect(easel.data / "easel.db") as database:
        [(user_id,)] = database.execute("SELECT id FROM users WHERE name = ?", (name,)).fetchall()
    database.close()
    return str(user_id)


async def test_log_ins_and_deletions_are_lines(team: Easel) -> None:
    users_command(team, "add", "Lea", typed=f"{PASSWORD}\n")
    async with browser(team, address="192.0.2.77") as lea, browser(team, address="192.0.2.78") as stranger:
        assert (await log_in(stranger, "Lea", "a wrong one")).status_code == 401
        assert (await log_in(stranger, "typed-by-mistake", "x")).status_code == 401
        await log_in(lea, "Lea", PASSWORD)
        chat = {"task": "chat", "gateway": "demo", "model": "painter", "size": "64x64", "options": {}}
        run = await done(lea, PROMPT, **chat)
        picture, [conversation] = (
            run["pictures"][0]["id"],
            (await lea.get("/api/conversations")).json()["conversations"],
        )
        for deleted in (True, False):
            await lea.patch("/api/pictures", json={"ids": [picture], "deleted": deleted})
        await lea.patch("/api/pictures", json={"ids": [picture], "favourite": True})
        await lea.delete(f"/api/conversations/{conversation['id']}")
        new = {"current": PASSWORD, "new": "another password", "again": "another password"}
        while (await lea.post("/account/password", data=new)).status_code == 429:
            await asyncio.sleep(0.1)
        await lea.post("/logout")
        await log_in(lea, "Lea", "another password")
        await lea.post("/account/logout-everywhere")
    users_command(team, "remove", "Lea")
    users_command(team, "remove", "Lea", "--pictures")
    overview = (await as_anna(team)).json()
    assert events_of(overview, "Lea") == [
        ("user_added", 0),
        ("login_failed", 0),
        ("login", 0),
        ("pictures_deleted", 1),
        ("pictures_restored", 1),
        ("conversation_deleted", 0),
        ("password_changed", 0),
        ("logout", 0),
        ("login", 0),
        ("logout_everywhere", 0),
        ("user_removed", 0),
        ("user_deleted", 0),
    ]
    assert ("login_failed", 0) in events_of(overview, "")
    assert {each["network"] for each in overview["events"] if each["account"] == "Lea"} == {"192.0.2.0/24", ""}
    assert ' pictures deleted: name="Lea" address=192.0.2.77 count=1 ' in team.log
    pages = {lang: await as_anna(team, "/admin", **{"accept-language": lang}) for lang in ("en", "zh")}
    for lang, phrases in {
        "en": ("Images deleted: 1", "Unknown username"),
        "zh": ("删除图片 1 张", "未知用户名"),
    }.items():
        assert pages[lang].status_code == 200
        assert all(word in pages[lang].text for word in phrases)
    for shown in (str(overview), pages["en"].text):
        assert "typed-by-mistake" not in shown and "192.0.2.77" not in shown and PROMPT not in shown


@pytest.mark.parametrize(("name", "password"), [("ben", "p:a ss"), ("gus", "guest pass")])
async def test_nobody_but_an_admin_sees_it(team: Easel, name: str, password: str) -> None:
    async with browser(team) as person:
        assert (await person.get("/admin", headers=HTML)).headers["location"] == "/login"
        assert (await person.get(OVERVIEW)).status_code == 401
        await log_in(person, name, password)
        page = await person.get("/admin", headers={**HTML, "accept-language": "zh"})
        answer = await person.get(OVERVIEW)
        assert "/admin" not in (await person.get("/account")).text
    assert (page.status_code, "仅管理员可以查看" in page.text) == (403, True)
    assert (answer.status_code, answer.json()["error"]["kind"]) == (403, "admin_only")


async def test_an_admin_gets_there_from_their_account(team: Easel) -> None:
    assert '<a href="/admin">Server overview</a>' in (await as_anna(team, "/account")).text
    page = await as_anna(team, "/admin")
    assert "<script" not in page.text and "default-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"


async def test_where_nobody_logs_in_there_is_no_admin_and_a_browser_is_no_name(
    easel: Easel, anna: httpx.AsyncClient
) -> None:
    for path in ("/admin", OVERVIEW):
        answer = await anna.get(path, headers=HTML)
        assert (answer.status_code, "there is no admin page" in answer.text) == (404, True)
    run = await done(anna, gateway="demo", model="painter", size="64x64", options={})
    await anna.patch("/api/pictures", json={"ids": [run["pictures"][0]["id"]], "deleted": True})
    with sqlite3.connect(easel.data / "easel.db") as database:
        rows = database.execute(
            "SELECT account, network, count FROM audit WHERE event = 'pictures_deleted'"
        ).fetchall()
    database.close()
    assert ("", "", 1) in rows


def test_under_a_path_every_link_begins_with_it_and_a_full_disk_is_told() -> None:
    storage = StorageView(
        measured=0.0,
        pictures=0,
        picture_bytes=0,
        upload_bytes=0,
        spool=0,
        database=0,
        free=10**9,
        floor=2 * 10**9,
        people=(),
    )
    entry = AuditEntryView(at=0.0, event="galleries_expired", account="", network="", count=2)
    overview = AdminOverview(
        time=0.0,
        version="1",
        uptime=90_061.0,
        runs={},
        gateways=(),
        event_streams=0,
        failures=(),
        usage=(),
        storage=storage,
        events=(entry,),
    )
    page = bytes(admin_page(overview, PagePreferences(lang="en"), home="/easel/", gateway_name=str).body).decode()
    assert re.findall('href="([^"]*)"', page) == ["/easel/admin", "/easel/account", "/easel/"]
    assert "up 1 d 1 h" in page
    assert "1 GB, below EASEL_KEEP_FREE (2 GB): uploads and new images are refused." in page
    assert "Kept free" not in page
    roomy = overview.model_copy(update={"storage": storage.model_copy(update={"free": 5 * 10**9})})
    page = bytes(admin_page(roomy, PagePreferences(lang="en"), home="/easel/", gateway_name=str).body).decode()
    assert "<dt>Free disk space</dt><dd>5 GB</dd><dt>Kept free (EASEL_KEEP_FREE)</dt><dd>2 GB</dd>" in page


async def test_a_log_in_that_cannot_be_recorded_is_one_all_the_same(team: Easel) -> None:
    """It was answered 503, and the session that had begun was nobody's."""
    with closing(sqlite3.connect(team.data / "easel.db")) as database:
        database.execute("ALTER TABLE audit RENAME TO audit_away")
        try:
            async with browser(team) as anna:
                await log_in(anna, "anna", "correct horse")
                assert (await anna.get(OVERVIEW)).status_code == 503  # which cannot show what it cannot read
                assert (await anna.get("/api/visitor")).status_code == 200
        finally:
            database.execute("ALTER TABLE audit_away RENAME TO audit")
    assert "audit row not written: login" in team.log
