"""Ownership of what a browser made before a login.

It belongs to whoever logs in from it, and a gallery goes where its owner goes.
"""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.easel_login import browser, log_in, users_command
from tests.easel_process import Easel, run_command, running
from tests.paths import IMAGES
from tests.ui.conftest import OWN_KEY
from tests.ui.run_helpers import done

DEMO = {"gateway": "demo", "model": "painter", "size": "64x64", "options": {}}
PNG = IMAGES / "cat.png"


async def make(browser: httpx.AsyncClient, prompt: str) -> dict[str, Any]:
    """The finished picture of a run; of a desert, since a meadow takes five times as long, whatever its size."""
    await browser.get("/api/visitor")
    run = await done(browser, f"{prompt}, a desert", **DEMO)
    return next(dict(picture) for picture in run["pictures"] if not picture["draft"])


async def gallery(browser: httpx.AsyncClient) -> list[str]:
    """The ids of the pictures that a gallery shows."""
    answer = await browser.get("/api/pictures")
    assert answer.status_code == 200, answer.text
    return [item["picture"]["id"] for item in answer.json()["pictures"]]


async def key_of(browser: httpx.AsyncClient, gateway: str = "openai") -> str:
    """The owner of the key that a gateway is used with."""
    gateways = (await browser.get("/api/gateways")).json()["gateways"]
    return next(str(each["key"]) for each in gateways if each["id"] == gateway)


@asynccontextmanager
async def remembered(easel: Easel, cookies: httpx.Cookies | None = None) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(easel) as client:
        client.cookies.update(cookies or {})
        yield client


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """Runs that a browser made before there was a login."""

    easel: Easel
    cookies: httpx.Cookies
    made: list[str]


async def begin_alone(easel: Easel) -> tuple[list[str], httpx.Cookies]:
    async with remembered(easel) as alone:
        return [(await make(alone, prompt))["id"] for prompt in ("one", "two")], alone.cookies


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Before]:
    """Begun alone, then opened for the team: the commonest path of all."""
    data = tmp_path_factory.mktemp("opened") / "data"
    with running(data, {}) as easel:
        made, cookies = asyncio.run(begin_alone(easel))
    with running(data, {"EASEL_USERS": "anna:pw-one-1,ben:pw-ben-1,cleo:pw-cleo-1"}) as easel:
        yield Before(easel=easel, cookies=cookies, made=made)


async def test_what_a_browser_made_before_becomes_its_users_on_asking(opened: Before) -> None:
    easel, made = opened.easel, opened.made
    async with remembered(easel, opened.cookies) as anna, remembered(easel) as stranger:
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


async def test_a_rename_and_a_merge_keep_everything(opened: Before) -> None:
    async with remembered(opened.easel) as cleo, remembered(opened.easel) as ben:
        await log_in(cleo, "cleo", "pw-cleo-1")
        made = (await make(cleo, "of cleo"))["id"]
        users_command(opened.easel, "rename", "cleo", "Cleopatra")
        assert await gallery(cleo) == [made]
        assert "ben has 1 picture of cleopatra now" in users_command(opened.easel, "merge", "cleopatra", "ben")
        await log_in(ben, "ben", "pw-ben-1")
        assert made in await gallery(ben)
        async with asyncio.timeout(10):
            while (await cleo.get("/api/visitor")).status_code == 200:
                await asyncio.sleep(0.05)


async def test_a_person_is_exported_and_purged_with_all_files(opened: Before, tmp_path: Path) -> None:
    easel, data = opened.easel, opened.easel.data
    users_command(easel, "add", "dora", typed="pw-dora-1\n")
    async with remembered(easel) as dora, remembered(easel) as ben:
        await log_in(dora, "dora", "pw-dora-1")
        await log_in(ben, "ben", "pw-ben-1")
        mine, theirs = await make(dora, "only dora's"), await make(ben, "of both")
        upload = await dora.post("/api/references", files={"image": ("cat.png", PNG.read_bytes())})
        shared = await ben.post("/api/references", files={"image": ("cat.png", PNG.read_bytes())})
        edit = {"task": "edit", "gateway": "demo", "model": "painter", "size": "64x64"}
        await done(dora, "make it blue", **edit, pictures=[upload.json()["id"]], options={})
        assert "files of dora" in users_command(easel, "export", "dora", str(tmp_path / "dora.zip"))
        with zipfile.ZipFile(tmp_path / "dora.zip") as archive:
            picture = archive.read(f"pictures/{mine['id']}.png")
            texts = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".json"))
        assert picture == (await dora.get(mine["url"])).content
        assert b"only dora" in texts
        for secret in (b"of both", b"argon2", b"user-", str(data).encode(), dora.cookies["easel_session"].encode()):
            assert secret not in texts
        assert "dora is gone, with 2 pictures" in users_command(easel, "remove", "dora", "--pictures")
        assert (await ben.get(theirs["url"])).status_code == 200
        assert (await ben.get(f"/references/{shared.json()['id']}")).status_code == 200
    hashes = {path.stem for path in (data / "pictures").rglob("*.*")}
    assert theirs["sha256"] in hashes
    assert mine["sha256"] not in hashes
    findings = verify(data)
    assert "all is well" in findings
    assert "named by nothing" not in findings


def verify(data: Path) -> str:
    """The output of `make check-data`."""
    command = ("-m", "studio.maintenance.verify")
    return run_command(command, {"EASEL_DATA_DIR": str(data)}, folder=data.parent)[1]


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
        assert "images made here appear there" in page.text
        chinese = await phone.get("/carry", headers={"accept-language": "zh"})
        assert "这里的图片也会出现在那边" in chinese.text
        await phone.post("/api/keys", json={"gateway": "openai", "key": OWN_KEY})
        assert await gallery(phone) == [second], "a link that is opened moves nothing yet"
        answer = await phone.post("/carry", data={"code": code["code"].lower().replace("-", " ")})
        assert answer.status_code == 200
        for both in (laptop, phone):
            assert sorted(await gallery(both)) == sorted([first, second])
            assert await key_of(both) != "yours", "whoever made the code has none of this browser's keys"


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


async def test_the_first_user_of_a_command_shuts_an_open_server(open_easel: Easel) -> None:
    """The last of this server's tests."""
    async with browser(open_easel) as alone:
        await make(alone, "one")
        await alone.post("/api/keys", json={"gateway": "openai", "key": OWN_KEY})
        users_command(open_easel, "add", "anna", typed="pw-one-1\n")
        async with asyncio.timeout(20):
            while (await alone.get("/api/runs")).status_code == 200:
                await asyncio.sleep(0.1)
        assert (await alone.get("/api/runs")).status_code == 401
        await log_in(alone, "anna", "pw-one-1")
        assert await key_of(alone) == "none"
        assert (await alone.post("/api/visitor/take-over")).json()["pictures"] == 1
        assert await key_of(alone) == "yours", "it was entered in this browser"
