"""A disk that is full, a folder that is read only, a database that is locked or gone.

A sentence tells of it, what arrived is shown and can be downloaded, the server goes on and works again when the
trouble is over.
"""

import asyncio
import errno
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.easel_process import Easel, running
from tests.simulator import Simulator
from tests.studio.scripted_gateway import rows
from tests.ui.api.test_references import bring
from tests.ui.run_helpers import ENDED, done, growing, start, until

Json = dict[str, Any]


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A disk of 20 MB."""
    folder = tmp_path_factory.mktemp("disk")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.decode()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture(scope="module")
def easel(gates: Simulator, disk: Path) -> Iterator[Easel]:
    with running(disk / "data", gates.env(), command=("-m", "tests.short_lock")) as easel:
        yield easel


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Not a byte is free on the disk."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (2**20, 2**12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError as error:
                assert error.errno == errno.ENOSPC
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def read_only(data: Path) -> Iterator[None]:
    """No file can be made in the folder; those that are open stay so."""
    subprocess.run(["mount", "--bind", data, data], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", data], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", data], check=True)


@contextmanager
def lock_database(data: Path) -> Iterator[None]:
    with sqlite3.connect(data / "easel.db", isolation_level=None) as other:
        other.execute("begin immediate")
        try:
            yield
        finally:
            other.execute("rollback")
    other.close()


@contextmanager
def move_away(data: Path) -> Iterator[None]:
    away = data.parent / "away"
    away.mkdir()
    files = list(data.glob("easel.db*"))
    for file in files:
        file.rename(away / file.name)
    try:
        yield
    finally:
        for file in files:
            (away / file.name).rename(file)
        away.rmdir()


async def holds(look: Callable[[], Any], *, seconds: float = 30) -> None:
    """Waits until `look` tells so: what is told on no line."""
    deadline = time.monotonic() + seconds
    while not await look():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def works(browser: httpx.AsyncClient) -> Json:
    """The server makes pictures, and keeps them."""
    run = await done(browser, "a boat")
    assert (run["state"], run["notices"]) == ("done", []), run
    await assert_shown(browser, run)
    return run


async def assert_shown(browser: httpx.AsyncClient, run: Json) -> None:
    """Its picture is there, whole."""
    [picture] = run["pictures"]
    body = await browser.get(picture["url"], params={"download": "1"})
    assert (body.status_code, len(body.content)) == (200, picture["bytes"])
    assert body.content.endswith(b"IEND\xaeB`\x82")


def assert_refused(answer: httpx.Response, *kinds: str) -> None:
    error = answer.json()["error"]
    assert answer.status_code in {503, 507} and error["kind"] in kinds, answer.text
    assert error["message"] and error["advice"] and error["may_be_charged"] is False


async def press(browser: httpx.AsyncClient) -> httpx.Response:
    body = {"gateway": "custom", "model": "gpt-image-1", "prompt": "x", "options": {"response_format": "b64_json"}}
    return await browser.post("/api/runs", json=body)


async def assert_unsent(browser: httpx.AsyncClient, simulator: Simulator) -> None:
    """A press now is refused with a sentence, at once or as its run's outcome, and nothing goes out."""
    posts = simulator.posts
    answer = await press(browser)
    if answer.status_code == 202:
        run = await until(browser, answer.json()["id"], lambda run: run["state"] in ENDED)
        error = run["error"]
        assert (run["state"], error["may_be_charged"]) == ("failed", False)
        assert error["kind"] in {"disk", "journal_failed"} and error["message"]
    else:
        assert_refused(answer, "disk", "journal_failed")
    assert simulator.posts == posts


async def start_and_hold(browser: httpx.AsyncClient, simulator: Simulator, *, fraction: float) -> Json:
    """A run in the middle of a heavy picture."""
    simulator.pace(gateway="custom", noise=True)
    simulator.play("hold", gateway="custom", at=fraction)
    run = await start(browser, "a storm", size="640x640")
    return await until(browser, run["id"], growing)


async def test_a_disk_that_is_full_sends_nothing_and_shows_what_there_is(
    anna: httpx.AsyncClient, simulator: Simulator, disk: Path
) -> None:
    run = await works(anna)
    with full(disk):
        await assert_unsent(anna, simulator)
        assert_refused(await bring(anna, "coffee.jpg"), "disk")
        await assert_shown(anna, run)
        assert (await anna.get("/api/runs")).status_code == 200
    await works(anna)
    assert (await bring(anna, "coffee.jpg")).status_code == 201


async def test_a_disk_that_fills_under_a_picture_gives_up_the_raw_answer_for_it(
    anna: httpx.AsyncClient, simulator: Simulator, disk: Path, easel: Easel
) -> None:
    going = await start_and_hold(anna, simulator, fraction=0.6)
    with full(disk):
        simulator.release()
        run = await until(anna, going["id"], lambda run: run["state"] in ENDED)
        assert run["state"] == "done", run
        await assert_shown(anna, run)
    await holds(lambda: told_no_more(anna, run["id"]))
    assert rows(easel.data, f"select state from runs where id = '{run['id']}'") == [("done",)]
    simulator.reset()
    await works(anna)


async def told_no_more(browser: httpx.AsyncClient, run: str) -> bool:
    notices = (await browser.get(f"/api/runs/{run}")).json()["notices"]
    return "journal_failed" not in {notice["kind"] for notice in notices}


async def test_a_picture_that_does_not_fit_is_told_and_what_came_of_it_is_kept(
    anna: httpx.AsyncClient, simulator: Simulator, disk: Path
) -> None:
    going = await start_and_hold(anna, simulator, fraction=0.1)
    with full(disk):
        simulator.release()
        run = await until(anna, going["id"], lambda run: run["state"] in ENDED)
        assert (run["state"], run["error"]["kind"], run["error"]["may_be_charged"]) == ("unknown", "disk", True)
        [picture] = run["pictures"]
        assert picture["state"] == "broken"
        assert len((await anna.get(picture["url"])).content) == picture["bytes"] > 10_000
    simulator.reset()
    await works(anna)


async def test_a_folder_that_is_read_only_sends_nothing(
    anna: httpx.AsyncClient, simulator: Simulator, easel: Easel
) -> None:
    run = await works(anna)
    with read_only(easel.data):
        await assert_unsent(anna, simulator)
        assert_refused(await bring(anna, "coffee.jpg"), "disk")
        await assert_shown(anna, run)
    await works(anna)


async def test_a_folder_that_becomes_read_only_under_a_picture_loses_nothing(
    anna: httpx.AsyncClient, simulator: Simulator, easel: Easel
) -> None:
    going = await start_and_hold(anna, simulator, fraction=0.5)
    with read_only(easel.data):
        simulator.release()
        run = await until(anna, going["id"], lambda run: run["state"] in ENDED)
        assert run["state"] == "done", run
        await assert_shown(anna, run)
    await assert_shown(anna, run)
    simulator.reset()
    await works(anna)


@pytest.mark.parametrize("trouble", [lock_database, move_away])
async def test_a_database_that_is_locked_or_gone_under_a_picture_loses_nothing(
    anna: httpx.AsyncClient, simulator: Simulator, easel: Easel, trouble: Any
) -> None:
    going = await start_and_hold(anna, simulator, fraction=0.5)
    with trouble(easel.data):
        assert_refused(await press(anna), "journal_failed")
        simulator.release()
        whole = await until(
            anna, going["id"], lambda run: [picture["state"] for picture in run["pictures"]] == ["done"]
        )
        await assert_shown(anna, whole)
        run = await until(anna, going["id"], lambda run: run["state"] in ENDED)
        assert run["state"] == "done" and "journal_failed" in {notice["kind"] for notice in run["notices"]}
        await assert_shown(anna, run)
        assert simulator.posts == 1
        if trouble is move_away:
            assert (await anna.get("/healthz")).status_code == 503
            assert_refused(await anna.get("/api/runs"), "journal_failed")
            answer = await anna.get("/api/gateways")
            assert answer.is_success and answer.json()["gateways"], ("models are listed without times", answer.text)
    await holds(lambda: told_no_more(anna, run["id"]))
    assert rows(easel.data, f"select state from runs where id = '{run['id']}'") == [("done",)]
    assert rows(easel.data, f"select state from pictures where run = '{run['id']}'") == [("done",)]
    simulator.reset()
    await works(anna)
