"""The data folder is one's own.

Other accounts of the machine read nothing in it, also of what was there before.
"""

import sqlite3
from pathlib import Path

import httpx

from tests.easel_process import running
from tests.simulator import Simulator
from tests.ui.api.test_references import bring
from tests.ui.run_helpers import done

OTHERS = 0o077


def open_to_others(folder: Path) -> dict[str, str]:
    """Files that other accounts may read, and is in no folder that is shut."""
    exposed: dict[str, str] = {}
    pending = [folder]
    while pending:
        path = pending.pop()
        mode = path.lstat().st_mode
        if mode & OTHERS:
            exposed[path.relative_to(folder).as_posix()] = oct(mode)
            pending += path.iterdir() if path.is_dir() else []
    return exposed


async def test_nobody_else_reads_prompts_or_pictures(simulator: Simulator, tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name in ("spool", "thumbs", "pictures"):
        (data / name).mkdir(parents=True, mode=0o755)
    (data / "pictures" / "of-before.png").write_bytes(b"x")
    sqlite3.connect(data / "easel.db").execute("pragma journal_mode=wal").connection.close()
    (data / "easel.db").chmod(0o644)
    data.chmod(0o755)
    assert open_to_others(data)
    with running(data, simulator.env()) as easel:
        async with httpx.AsyncClient(base_url=easel.url, timeout=30) as anna:
            await bring(anna, "coffee.jpg")
            run = await done(anna)
            assert run["state"] == "done"
        assert (data / "easel.db-wal").exists()
        assert open_to_others(data) == {}
        loose = {path for path in data.rglob("*") if path.lstat().st_mode & OTHERS}
        assert loose == {data / "pictures" / "of-before.png"}, "which stands in a folder that is shut"


async def test_a_folder_with_other_things_stays_open_and_what_is_ours_is_shut(tmp_path: Path) -> None:
    data = tmp_path / "shared"
    data.mkdir(mode=0o755)
    (data / "notes.txt").write_text("of somebody else")
    with running(data, {}):
        assert set(open_to_others(data)) == {".", "notes.txt"}
