"""What a browser made before belongs to whoever logs in from it, and a gallery goes where its owner goes."""

import asyncio
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.easel_login import browser, log_in, users_command
from tests.easel_process import Easel, running
from tests.paths import IMAGES, ROOT
from tests.ui.run_helpers import done

DEMO = {"gateway": "demo", "model": "painter", "options": {}}
PNG = IMAGES / "cat.png"


async def make(browser: httpx.AsyncClient, prompt: str) -> dict[str, Any]:
    """The finished picture of a run."""
    await browser.get("/api/visitor")
    run = await done(browser, prompt, **DEMO)
    return next(dict(picture) for picture in run["pictures"] if not picture["draft"])


async def gallery(browser: httpx.AsyncClient) -> list[str]:
    """The ids of the pictures that a gallery shows."""
    answer = await browser.get("/api/pictures")
    assert answer.status_code == 200, answer.text
    return [item["picture"]["id"] for item in answer.json()["pictures"]]


@asynccontextmanager
async def remembered(easel: Easel, cookies: httpx.Cookies | None = None) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(easel) as client:
        client.cookies.update(cookies or {})
        yield client


async def test_begin_alone_then_open_it_for_the_team(tmp_path: Path) -> None:
    """The commonest path of all: pictures without a login, then users, then another spelling of a name."""
    data = tmp_path / "data"
    with running(data, {}) as easel:
        async with remembered(easel) as alone:
            made = [(await make(alone, prompt))["id"] for prompt in ("one", "two")]
            cookies = alone.cookies
    with running(data, {"EASEL_USERS": "anna:pw-one-1"}) as easel:
        async with remembered(easel, cookies) as anna, remembered(easel) as stranger:
            assert (await log_in(anna, "anna", "pw-one-1")).status_code == 303
            assert await gallery(anna) == []
            before = (await anna.get("/api/visitor")).json()["browser"]
            assert (before["pictures"], before["runs"]) == (2, 2)
            assert (await anna.post("/api/visitor/take-over")).json()["pictures"] == 2
            assert sorted(await gallery(anna)) == sorted(made)
            assert (await anna.get("/api/visitor")).json()["browser"] is None
            assert (await anna.get(f"/pictures/{made[0]}")).status_code == 200
            await log_in(stranger, "anna", "pw-one-1")
            assert (await stranger.post("/api/visitor/take-over")).status_code == 404
            third = (await make(anna, "three"))["id"]
    with running(data, {"EASEL_USERS": "Anna:pw-one-1"}) as easel:
        async with remembered(easel) as anna:
            assert (await log_in(anna, "ANNA", "pw-one-1")).status_code == 303
            assert sorted(await gallery(anna)) == sorted([*made, third])
        users_command(easel, "rename", "anna", "Annabel")
    with running(data, {"EASEL_USERS": "anna:pw-two-2,zoe:pw-zoe-1"}) as easel:
        async with remembered(easel) as anna:
            assert (await log_in(anna, "annabel", "pw-two-2")).status_code == 303
            assert sorted(await gallery(anna)) == sorted([*made, third])
        assert "3 pictures of annabel" in users_command(easel, "merge", "annabel", "zoe").lower()
        async with remembered(easel) as zoe:
            await log_in(zoe, "zoe", "pw-zoe-1")
            assert sorted(await gallery(zoe)) == sorted([*made, third])


async def test_who_is_not_listed_any_more_does_not_get_in_and_keeps_everything(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(data, {"EASEL_USERS": "anna:pw-one-1,ben:pw-ben-1"}) as easel:
        async with remembered(easel) as ben:
            await log_in(ben, "ben", "pw-ben-1")
            await make(ben, "one")
            cookies = ben.cookies
    with running(data, {"EASEL_USERS": "anna:pw-one-1"}) as easel:
        assert "does not name “ben” any more, who has 1 pictures" in easel.log
        async with remembered(easel, cookies) as ben:
            assert (await ben.get("/api/visitor")).status_code == 401
            assert (await log_in(ben, "ben", "pw-ben-1")).status_code == 401
    with running(data, {}) as easel:
        async with remembered(easel) as stranger, remembered(easel) as ben:
            assert (await stranger.get("/api/runs")).status_code == 401, "users in the database alone need a login"
            users_command(easel, "add", "ben", "--restore", typed="pw-ben-2\n")
            assert (await log_in(ben, "ben", "pw-ben-2")).status_code == 303
            assert len(await gallery(ben)) == 1


@pytest.fixture(scope="module")
def open_easel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Easel]:
    with running(tmp_path_factory.mktemp("carry") / "data", {"EASEL_KEEP_ANONYMOUS_DAYS": "40"}) as easel:
        yield easel


async def test_a_gallery_is_carried_to_another_browser_by_a_code(open_easel: Easel) -> None:
    async with browser(open_easel) as laptop, browser(open_easel) as phone:
        first = (await make(laptop, "on the laptop"))["id"]
        second = (await make(phone, "on the phone"))["id"]
        code = (await laptop.post("/api/visitor/code")).json()
        page = await phone.get(code["link"])
        assert code["code"] in page.text
        assert await gallery(phone) == [second], "a link that is opened moves nothing yet"
        answer = await phone.post("/carry", data={"code": code["code"].lower().replace("-", " ")})
        assert answer.status_code == 200
        for both in (laptop, phone):
            assert sorted(await gallery(both)) == sorted([first, second])


async def test_a_code_works_once_and_guessing_is_braked(open_easel: Easel) -> None:
    async with (
        browser(open_easel) as laptop,
        browser(open_easel) as phone,
        browser(open_easel, address="203.0.113.9") as thief,
    ):
        made = (await make(laptop, "mine"))["id"]
        code = (await laptop.post("/api/visitor/code")).json()["code"]
        assert (await thief.post("/carry", data={"code": "AAAAA-AAAAA"})).status_code == 404
        assert (await thief.post("/carry", data={"code": code})).status_code == 429
        assert (await phone.post("/carry", data={"code": code})).status_code == 200
        assert await gallery(phone) == [made]
    async with browser(open_easel, address="203.0.113.10") as thief:
        assert (await thief.post("/carry", data={"code": code})).status_code == 404
        cross = {"origin": "https://evil.example"}
        assert (await thief.post("/carry", data={"code": code}, headers=cross)).status_code == 403


async def test_who_owns_nothing_gets_no_code(open_easel: Easel) -> None:
    async with browser(open_easel) as fresh:
        await fresh.get("/api/visitor")
        assert (await fresh.post("/api/visitor/code")).status_code == 404
        assert (await fresh.post("/api/visitor/take-over")).status_code == 404
        assert (await fresh.get("/api/visitor")).json() == {
            "name": "", "role": "anonymous", "browser": None, "kept_days": 40,
        }  # fmt: skip


async def test_the_first_user_of_a_command_shuts_an_open_server(tmp_path: Path) -> None:
    with running(tmp_path / "data", {}) as easel:
        async with browser(easel) as alone:
            await make(alone, "one")
            users_command(easel, "add", "anna", typed="pw-one-1\n")
            async with asyncio.timeout(20):
                while (await alone.get("/api/runs")).status_code == 200:
                    await asyncio.sleep(0.1)
            assert (await alone.get("/api/runs")).status_code == 401
            await log_in(alone, "anna", "pw-one-1")
            assert (await alone.post("/api/visitor/take-over")).json()["pictures"] == 1


async def test_a_person_is_exported_and_purged_with_all_files(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(data, {"EASEL_USERS": "anna:pw-one-1,ben:pw-ben-1"}) as easel:
        async with remembered(easel) as anna, remembered(easel) as ben:
            await log_in(anna, "anna", "pw-one-1")
            await log_in(ben, "ben", "pw-ben-1")
            mine, theirs = await make(anna, "only anna's"), await make(ben, "of both")
            upload = await anna.post("/api/references", files={"image": ("cat.png", PNG.read_bytes())})
            assert upload.status_code == 201
            edit = {"task": "edit", "gateway": "demo", "model": "painter", "pictures": [upload.json()["id"]]}
            await done(anna, "make it blue", **edit, options={})
            shared = await ben.post("/api/references", files={"image": ("cat.png", PNG.read_bytes())})
            kept = (await ben.get(theirs["url"])).content
            told = users_command(easel, "export", "anna", str(tmp_path / "anna.zip"))
            assert "files of anna" in told
            with zipfile.ZipFile(tmp_path / "anna.zip") as archive:
                assert archive.read(f"pictures/{mine['id']}.png") == (await anna.get(mine["url"])).content
                texts = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".json"))
            assert b"only anna" in texts
            assert b"of both" not in texts
            for secret in (b"argon2", b"user-", str(data).encode(), anna.cookies["easel_session"].encode()):
                assert secret not in texts
            told = users_command(easel, "remove", "anna", "--pictures", env={})
            assert "anna and 2 pictures are gone" in told
            assert "EASEL_USERS" in told
            assert (await ben.get(theirs["url"])).content == kept
            assert (await ben.get(f"/references/{shared.json()['id']}")).status_code == 200
    hashes = {path.stem for path in (data / "pictures").rglob("*.*")}
    assert theirs["sha256"] in hashes
    assert mine["sha256"] not in hashes
    told = subprocess.run(
        [sys.executable, "-m", "studio.maintenance.verify"],
        env={"EASEL_DATA_DIR": str(data), "PATH": "/usr/bin:/bin"},
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stdout
    assert "all is well" in told
    assert "named by nothing" not in told
    assert len([path for path in (data / "uploads").rglob("*.*") if path.is_file()]) == 1
