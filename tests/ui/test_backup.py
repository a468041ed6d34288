"""A backup while Easel runs and writes.

What its journal names is in it, and it is restored whole.
"""

import asyncio
import sqlite3
from pathlib import Path

import httpx
import pytest

from studio.disk.database_copy import copy_before_step, copy_database
from studio.images.files import size_and_hash
from studio.maintenance import backup as making
from tests.easel_process import Easel, run_command, running
from tests.paths import ROOT
from tests.simulator import Simulator
from tests.studio.scripted_gateway import rows
from tests.ui.api.test_references import bring
from tests.ui.run_helpers import done

SECRET = "sk-sim-marked-in-every-corner-31415926"


def run_tool(name: str, *arguments: str, data: Path) -> tuple[int | None, str]:
    """Runs one of the maintenance tools. → its status, and what it printed"""
    command = ("-m", f"studio.maintenance.{name}", *arguments)
    return run_command(command, {"EASEL_DATA_DIR": str(data), "EASEL_DATABASE_URL": ""}, folder=data.parent)


def assert_whole(copy: Path) -> None:
    """Every finished picture and upload that the copied journal names is there, with its hash."""
    named = rows(copy, "select path, sha256 from pictures where state = 'done' and gone = 0")
    named += rows(copy, "select path, sha256 from uploads")
    assert named
    for path, sha256 in named:
        assert size_and_hash(copy / str(path))[1] == sha256


async def press_on(easel: Easel, stop: asyncio.Event) -> int:
    """Makes one picture after the other until told to stop."""
    made = 0
    async with httpx.AsyncClient(base_url=easel.url, timeout=60) as visitor:
        while not stop.is_set():
            made += (await done(visitor, f"a boat {made}"))["state"] == "done"
    return made


async def test_a_backup_under_load_is_whole_and_restored_as_it_was(simulator: Simulator, tmp_path: Path) -> None:
    copy, restored = tmp_path / "copy", tmp_path / "restored"
    env = {**simulator.env(SECRET), "EASEL_SECRET": ""}
    with running(tmp_path / "data", env) as easel:
        async with httpx.AsyncClient(base_url=easel.url, timeout=60) as anna:
            run = await done(anna, "a lighthouse")
            image = (await bring(anna, "coffee.jpg")).json()
            cookie = dict(anna.cookies)
        stop = asyncio.Event()
        writers = [asyncio.create_task(press_on(easel, stop)) for _ in range(2)]
        try:
            for _ in range(2):
                status, printed = await asyncio.to_thread(run_tool, "backup", str(copy), data=easel.data)
                assert status == 0, printed
                assert_whole(copy)
        finally:
            stop.set()
        assert sum(await asyncio.gather(*writers)) > 0
        status, printed = run_tool("restore", str(copy), data=easel.data)
        assert status == 1 and "stop it first" in printed
    assert {path for path in copy.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()} == set()
    assert [path for path in copy.rglob("*") if path.stat().st_mode & 0o077] == []
    (restored / "pictures").mkdir(parents=True)
    (restored / "pictures" / "of-before.png").write_bytes(b"x")
    status, printed = run_tool("restore", str(copy), data=restored)
    assert status == 0, printed
    assert len(list(restored.glob("before-restore-*/pictures/of-before.png"))) == 1
    assert run_tool("verify", data=restored)[0] == 0
    with running(restored, env) as again:
        async with httpx.AsyncClient(base_url=again.url, timeout=60, cookies=cookie) as anna:
            seen = (await anna.get(f"/api/runs/{run['id']}")).json()
            assert [picture["sha256"] for picture in seen["pictures"]] == [run["pictures"][0]["sha256"]]
            assert (await anna.get(seen["pictures"][0]["url"])).status_code == 200
            assert (await anna.get(image["url"])).status_code == 200
    assert run_tool("verify", data=restored)[0] == 0


async def test_a_picture_that_is_deleted_while_it_is_copied_is_in_neither(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy"
    with running(data, simulator.env()) as easel:
        async with httpx.AsyncClient(base_url=easel.url, timeout=60) as anna:
            run = await done(anna, "a lighthouse")
            await done(anna, "a boat")
    [(path,)] = rows(data, f"select path from pictures where run = '{run['id']}'")

    def copy_and_delete(source: Path, target: Path) -> None:
        """The sweep comes just behind the copy of the journal."""
        copy_database(source, target)
        (data / str(path)).unlink(missing_ok=True)
        with sqlite3.connect(data / "easel.db") as database:
            database.execute("update pictures set gone = 1 where run = ?", (run["id"],))
        database.close()

    monkeypatch.setattr(making, "copy_database", copy_and_delete)
    report = await making.back_up(data / "easel.db", data=data, target=copy)
    assert report.missing == []
    assert_whole(copy)
    assert not (copy / str(path)).exists()


@pytest.mark.parametrize("where", ["data/inside", "full", "another"])
def test_no_backup_among_other_things(tmp_path: Path, where: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    sqlite3.connect(data / "easel.db").execute("create table x (y)").connection.close()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    (tmp_path / "another").mkdir()  # the data folder of another Easel
    (tmp_path / "another" / "easel.db").write_bytes(b"theirs")
    status, printed = run_tool("backup", str(tmp_path / where), data=data)
    assert status == 1 and "No backup was made" in printed
    assert ("lie in one another" if where == "data/inside" else "something else than a backup") in printed
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["letter.txt"]
    assert (tmp_path / "another" / "easel.db").read_bytes() == b"theirs"


def test_a_backup_with_a_damaged_picture_is_not_restored(simulator: Simulator, tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy"
    with running(data, simulator.env()) as easel, httpx.Client(base_url=easel.url, timeout=60) as anna:
        files = {"image": ("cat.png", (ROOT / "tests/images/cat.png").read_bytes())}
        assert anna.post("/api/references", files=files).status_code == 201
    assert run_tool("backup", str(copy), data=data)[0] == 0
    [damaged] = (copy / "uploads").rglob("*.png")
    damaged.write_bytes(damaged.read_bytes()[:-10])
    status, printed = run_tool("restore", str(copy), data=tmp_path / "new")
    assert status == 1 and "not whole" in printed
    assert {path.name for path in (tmp_path / "new").iterdir()} <= {"lock"}


def test_the_database_is_copied_before_a_schema_step_and_old_copies_go(tmp_path: Path) -> None:
    file = tmp_path / "easel.db"
    with sqlite3.connect(file) as database:
        database.execute("create table easel_schema (version integer)")
        database.execute("insert into easel_schema values (1)")
    database.close()
    copy_before_step(file, version=1)
    assert [path.name for path in tmp_path.iterdir()] == ["easel.db"], "there is no step to make"
    for version in (1, 2, 3, 4):
        with sqlite3.connect(file) as database:
            database.execute("update easel_schema set version = ?", (version,))
        database.close()
        copy_before_step(file, version=version + 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["easel.db", *(f"easel.db.v{n}" for n in (2, 3, 4))]
    with sqlite3.connect(tmp_path / "easel.db.v3") as copied:
        assert copied.execute("select version from easel_schema").fetchone() == (3,)
    copied.close()
