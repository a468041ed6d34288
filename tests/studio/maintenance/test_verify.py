"""Verification of what is kept against its rows.

A file that is missing, other bytes, a row without its like, an orphan.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.caps import Inputs
from providers.events import Event, Sent
from providers.spool import Spool
from providers.types import ImageRequest
from studio.maintenance.verify import main
from tests.paths import IMAGES
from tests.studio.scripted_gateway import ask, change, final_run, image_events, rows, studio_in

COFFEE = (IMAGES / "coffee.jpg").read_bytes()


async def painter(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
    yield Sent()
    async for event in image_events(spool, COFFEE):
        yield event


async def filled(data: Path) -> None:
    async with studio_in(data, painter) as studio:
        await final_run(studio, "ann", await studio.submit("ann", ask("a cat")))
        first = await final_run(studio, "ann", await studio.submit("ann", ask("a dog", task="chat")))
        image = await studio.references.add("ann", IMAGES / "phone-rotated-gps.jpg", name="phone.jpg")
        await studio.references.prepare("ann", image.id, Inputs(max_images=1, formats=("image/png",)), fit=False)
        assert first.state == "done"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("whole") / "data"
    asyncio.run(filled(data))
    return data


@pytest.fixture
def data(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EASEL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("EASEL_DATABASE_URL", "")
    return shutil.copytree(whole, tmp_path / "data")


def file_of(data: Path, table: str) -> Path:
    [path, *_] = [row[0] for row in rows(data, f"select path from {table}")]
    return data / str(path)


def everything(data: Path) -> dict[Path, bytes]:
    """The files and what they hold; SQLite's own beside the database come and go when it is read."""
    return {path: path.read_bytes() for path in data.rglob("*") if path.is_file() and "-" not in path.suffix}


def test_all_is_well_and_nothing_is_changed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = everything(data)
    assert main() == 0
    assert capsys.readouterr().out == (
        "1 conversations, 2 pictures, 1 prepared files, 2 runs, 1 uploads: all is well\n"
    )
    assert everything(data) == before


@pytest.mark.parametrize(("table", "prefix"), [("pictures", "picture "), ("uploads", "upload ")])
def test_a_missing_file_and_another_byte_are_told(
    data: Path, capsys: pytest.CaptureFixture[str], table: str, prefix: str
) -> None:
    file = file_of(data, table)
    changed = bytearray(file.read_bytes())
    changed[-100] ^= 1
    for spoil, message in (
        (lambda: file.write_bytes(changed), "is not what was stored: its hash differs"),
        (lambda: file.write_bytes(changed[:-1]), f"has {len(changed) - 1} bytes instead of {len(changed)}"),
        (file.unlink, "is missing"),
    ):
        spoil()
        assert main() == 1
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith(prefix) and lines[0].endswith(f"{file.relative_to(data)} {message}")
        assert lines[-1].endswith("trouble" if len(lines) == 2 else "troubles")


def test_a_prepared_file_is_held_against_its_note(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [made] = (data / "prepared").rglob("*.png")
    made.unlink()
    assert main() == 1
    assert "prepared file" in capsys.readouterr().out
    [note] = (data / "prepared").rglob("*.json")
    note.write_text("{")
    assert main() == 1
    assert "its note cannot be read" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("delete from conversations", "its conversation"),
        ("update conversations set head = 'nothing'", "its run nothing is none of its own"),
        ("update conversations set visitor = 'ben'", "its conversation"),
        (
            "update runs set parent = 'nothing' where task = 'chat'",
            "the run nothing that it goes on from is missing",
        ),
        ("update pictures set path = 'pictures/00/none.png'", "is missing"),
    ],
)
def test_rows_that_do_not_fit_are_told(
    data: Path, capsys: pytest.CaptureFixture[str], statement: str, message: str
) -> None:
    change(data, statement)
    assert main() == 1
    assert message in capsys.readouterr().out


def test_a_file_that_nothing_names_is_told_and_is_no_trouble(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "pictures" / "zz").mkdir()
    (data / "pictures" / "zz" / "lost.png").write_bytes(b"x")
    (data / "spool" / "no-call").mkdir()
    assert main() == 0
    out = capsys.readouterr().out
    assert "pictures/zz/lost.png is named by nothing\n" in out and "spool/no-call is of no call\n" in out


def test_without_a_database_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EASEL_DATA_DIR", str(tmp_path))
    assert main() == 1
    assert capsys.readouterr().out.startswith("The database cannot be read: ")
    assert list(tmp_path.iterdir()) == []
