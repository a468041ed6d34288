"""Starts that fail are told in a sentence; two servers never work on one data folder."""

import errno
import time
from pathlib import Path

import httpx
import pytest
from filelock import FileLock

from tests.easel_process import FORKS, free_port, prepare, run_command, run_program, running
from tests.ui.run_helpers import done
from ui import lifespan as opening


def wait_for_text(out: Path, text: str) -> None:
    """Waits until the log holds the text."""
    deadline = time.monotonic() + 60
    while text not in out.read_text():
        assert time.monotonic() < deadline, out.read_text()
        time.sleep(0.05)


def test_a_database_that_is_none_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    broken = tmp_path / "data" / "easel.db"
    broken.parent.mkdir()
    broken.write_bytes(b"no database " * 1000)
    env = {"EASEL_PORT": str(free_port()), "EASEL_DATA_DIR": str(broken.parent)}
    status, log = run_command(("app.py",), env, folder=tmp_path)
    assert status
    assert f"The database {broken} cannot be opened: file is not a database. Nothing was changed" in log
    assert "Traceback" not in log and "Easel is at" not in log
    assert broken.read_bytes() == b"no database " * 1000


def test_one_that_takes_anothers_place_waits_until_it_has_left(tmp_path: Path) -> None:
    _, settings, out = prepare(tmp_path / "data", {})
    second = FORKS.Process(target=run_program, args=(("app.py",), settings, out))
    with running(tmp_path / "data", {}):
        second.start()
        while not out.exists():
            time.sleep(0.05)
        wait_for_text(out, "waiting 15 s for it to leave")  # its calls' grace, and ten more
        assert "Easel is at" not in out.read_text()
    try:
        wait_for_text(out, "Easel is at")
    finally:
        second.terminate()
        second.join(20)


async def test_a_proxy_that_cannot_be_used_is_told_at_the_start_and_on_the_card(tmp_path: Path) -> None:
    env = {
        **dict.fromkeys(("HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"), ""),
        "https_proxy": "socks5h://ann:hidden@127.0.0.1:9",
        "CUSTOM_BASE_URL": "https://api.gw.test/v1",
        "CUSTOM_API_KEY": "sk-of-the-gateway",
        "CUSTOM_MODELS": "gpt-image-1@images",
    }
    with running(tmp_path / "data", env) as easel:
        async with httpx.AsyncClient(base_url=easel.url, timeout=30, trust_env=False) as browser:
            run = await done(browser)
        log = easel.log
    assert (run["state"], run["error"]["kind"], run["error"]["may_be_charged"]) == ("failed", "unreachable", False)
    assert "the proxy set in HTTPS_PROXY" in run["error"]["message"] and "httpx[socks]" in run["error"]["advice"]
    assert "The proxy in HTTPS_PROXY or ALL_PROXY cannot be used" in log and "httpx[socks]" in log
    assert "Traceback" not in log and "hidden" not in log


async def test_one_that_does_not_leave_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LOCK_MARGIN", 0.1)
    with FileLock(tmp_path / "lock"), pytest.raises(opening.StartupError, match="EASEL_DATA_DIR"):
        async with opening.lifespan_services(tmp_path):
            pass


async def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(opening.StartupError, match="cannot be used: File exists"):
        async with opening.lifespan_services(tmp_path / "data"):
            pass


async def test_where_the_file_system_has_no_locks_it_is_told_and_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("filelock.AsyncFileLock.acquire", refuse)
    async with opening.lifespan_services(tmp_path):
        assert "has no locks" in caplog.text
