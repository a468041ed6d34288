"""Cleanup of what is old, and never of what was paid for.

The clock is the test's.
"""

import os
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Select

from models.caps import Inputs
from providers.errors import CutOff
from providers.events import Answered, Event, PictureDone, Sent
from providers.spool import Spool
from providers.types import ImageRequest
from studio.errors import JournalFailed, NotFound, NothingToRead
from studio.images import files as pictures
from studio.limits import Limits
from studio.maintenance import deletion
from studio.maintenance import verify as check_data
from studio.studio import Studio
from studio.types import InputImage, Run
from tests.paths import IMAGES
from tests.studio.scripted_gateway import ask, change, final_run, image_events, rows, studio_in

COFFEE = (IMAGES / "coffee.jpg").read_bytes()
START = 1_700_000_000.0
DAY = 86_400.0
LIMITS = Limits(grace=0.05, tick=60.0, keep_in_memory=0.0, keep_partials_days=7, keep_uploads_days=30)
PNG = Inputs(max_images=1, formats=("image/png",))


class Clock:
    """The time as the test has it; files are as old as it says, too."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.days = 0.0
        self.began = time.time() - 60

    def now(self) -> float:
        return START + self.days * DAY

    def stamp(self) -> None:
        """Whatever was written until now was written now."""
        # The folder of a call that ended goes meanwhile, in a thread; a walk passes over what is gone.
        for folder, _, names in os.walk(self.data):
            for path in (Path(folder), *(Path(folder, name) for name in names)):
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime > self.began:
                        os.utime(path, (self.now(), self.now()))


async def gateway(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
    yield Sent()
    yield Answered(status=200, content_type="application/json")
    spool.raw(b'{"data": [{"b64_json": "')
    async for event in image_events(spool, COFFEE):
        if request.prompt == "cut" and isinstance(event, PictureDone):
            raise CutOff
        yield event


def open_studio(data: Path, clock: Clock) -> Studio:
    return studio_in(data, gateway, limits=LIMITS, now=clock.now)


async def make_run(studio: Studio, prompt: str) -> Run:
    return await final_run(studio, "ann", await studio.submit("ann", ask(prompt)))


async def bring(studio: Studio, visitor: str, name: str) -> InputImage:
    """An upload, from a file of its own: what is kept is a second name of the same file."""
    path = studio.references.incoming / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((IMAGES / name).read_bytes())
    image = await studio.references.add(visitor, path, name=name)
    path.unlink()
    return image


async def swept(studio: Studio, clock: Clock, *, days: float) -> None:
    clock.stamp()
    clock.days = days
    await studio.clean_up()


async def test_a_partial_picture_goes_after_its_days_and_a_whole_one_never(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    async with open_studio(tmp_path, clock) as studio:
        cut, whole = await make_run(studio, "cut"), await make_run(studio, "whole")
        assert [picture.state for picture in cut.pictures] == ["broken"]
        folder = tmp_path / "spool" / cut.calls[0].id
    async with open_studio(tmp_path, clock) as studio:
        await swept(studio, clock, days=6.9)
        assert folder.exists() and (await studio.get("ann", cut.id)).pictures
        await swept(studio, clock, days=7.1)
        assert not folder.exists()
        after = await studio.get("ann", cut.id)
        assert (after.state, after.calls[0].error, after.pictures) == (cut.state, cut.calls[0].error, ())
        with pytest.raises(NothingToRead):
            await studio.read_again("ann", cut.id)
        await swept(studio, clock, days=10_000)
        assert (await studio.get("ann", whole.id)).pictures[0].path.read_bytes() == COFFEE
    assert await check_data.run("", data=tmp_path) == 0


async def test_what_was_deleted_goes_after_its_days(tmp_path: Path) -> None:
    """The file that another visitor's picture has too stays, and so does the row."""
    clock = Clock(tmp_path)
    async with open_studio(tmp_path, clock) as studio:
        mine, other = await make_run(studio, "one"), await make_run(studio, "two")
        [file] = {picture.path for run in (mine, other) for picture in run.pictures}
        await studio.gallery.mark("ann", [mine.pictures[0].id], deleted=clock.now())
    async with open_studio(tmp_path, clock) as studio:
        await swept(studio, clock, days=29)
        assert (await studio.get("ann", mine.id)).pictures[0].gone == 0.0
        await swept(studio, clock, days=31)
        [gone] = (await studio.get("ann", mine.id)).pictures
        assert (gone.state, gone.gone) == ("done", clock.now())
        assert file.read_bytes() == COFFEE
        with pytest.raises(NotFound):
            await studio.references.get("ann", gone.id)
        assert await studio.gallery.mark("ann", [gone.id], deleted=0.0) == 0, "there is no way back"
        await studio.gallery.mark("ann", [other.pictures[0].id], deleted=clock.now())
        await swept(studio, clock, days=62)
        assert not file.exists() and not list((tmp_path / "thumbs").rglob("*.webp"))
        assert (await studio.get("ann", other.id)).pictures[0].gone
    assert await check_data.run("", data=tmp_path) == 0


async def test_what_was_deleted_waits_while_the_same_bytes_come_again(tmp_path: Path) -> None:
    """A picture is kept by its content before the journal knows of it: the file would be lost to both."""
    clock = Clock(tmp_path)
    async with open_studio(tmp_path, clock) as studio:
        [picture] = (await make_run(studio, "one")).pictures
        await studio.gallery.mark("ann", [picture.id], deleted=clock.now())
    async with open_studio(tmp_path, clock) as studio:
        clock.stamp()
        clock.days = 31
        info = pictures.check_image(picture.path, mime="image/jpeg", thumbs=tmp_path / "thumbs")
        assert pictures.store(picture.path, info, root=tmp_path / "pictures") == picture.path
        used = clock.now() - 60
        assert picture.path.stat().st_mtime > clock.began
        os.utime(picture.path, (used, used))
        await studio.clean_up()
        assert picture.path.read_bytes() == COFFEE
        clock.days = 32
        await studio.clean_up()
        assert not picture.path.exists()


async def test_bytes_that_come_again_while_they_are_swept_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last look at the file is the one before it goes, and a file that is gone by then is written anew."""
    clock = Clock(tmp_path)
    async with open_studio(tmp_path, clock) as studio:
        [picture] = (await make_run(studio, "one")).pictures
        await studio.gallery.mark("ann", [picture.id], deleted=clock.now())
    again = tmp_path / "again"
    again.write_bytes(COFFEE)
    info = pictures.check_image(again, mime="image/jpeg", thumbs=tmp_path / "thumbs")
    ask_for_names = deletion._select_stored

    def store_meanwhile(same: ColumnElement[bool]) -> Select[Any]:
        pictures.store(again, info, root=tmp_path / "pictures")
        return ask_for_names(same)

    async with open_studio(tmp_path, clock) as studio:
        clock.stamp()
        clock.days = 31
        monkeypatch.setattr(deletion, "_select_stored", store_meanwhile)
        await studio.clean_up()
        assert picture.path.read_bytes() == COFFEE
    look = os.utime

    def go_meanwhile(path: Path, *given: object) -> None:
        path.unlink(missing_ok=True)
        look(path, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "utime", go_meanwhile)
    assert pictures.store(again, info, root=tmp_path / "pictures").read_bytes() == COFFEE


async def test_a_piece_beside_what_was_deleted_has_its_own_days(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    async with open_studio(tmp_path, clock) as studio:
        cut = await make_run(studio, "cut")
        await make_run(studio, "whole")
    change(tmp_path, f"update pictures set run = '{cut.id}', created = 1 where state = 'done'")
    async with open_studio(tmp_path, clock) as studio:
        [whole, piece] = sorted((await studio.get("ann", cut.id)).pictures, key=lambda item: item.created)
        await studio.gallery.mark("ann", [whole.id], deleted=clock.now())
    days = replace(LIMITS, keep_deleted_days=1)
    async with studio_in(tmp_path, gateway, limits=days, now=clock.now) as studio:
        await swept(studio, clock, days=2)
        assert not whole.path.exists() and piece.path.exists()
        assert [item.gone for item in (await studio.get("ann", cut.id)).pictures if item.id == piece.id] == [0.0]


async def test_what_was_deleted_stays_while_another_run_was_made_of_it(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    async with open_studio(tmp_path, clock) as studio:
        first, next_one = await make_run(studio, "one"), await make_run(studio, "two")
        [picture] = first.pictures
        inputs = f'[{{"id": "{picture.id}", "path": "{picture.path.relative_to(tmp_path)}"'
        await studio.gallery.mark("ann", [picture.id, next_one.pictures[0].id], deleted=clock.now())
    bring_along(tmp_path, next_one.id, inputs, picture.sha256, picture.size)
    async with open_studio(tmp_path, clock) as studio:
        await swept(studio, clock, days=31)
        assert (await studio.references.get("ann", picture.id)).path.read_bytes() == COFFEE


async def test_a_run_that_goes_on_keeps_its_folder(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    async with studio_in(tmp_path, gateway, now=clock.now) as studio:
        cut = await make_run(studio, "cut")
        await swept(studio, clock, days=100)
        assert (tmp_path / "spool" / cut.calls[0].id).exists(), "it is still in memory, where it may be read again"


async def test_a_whole_picture_that_could_not_be_moved_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> Path:
        raise OSError(28, "No space left on device")

    clock = Clock(tmp_path)
    monkeypatch.setattr("studio.images.files.store", full)
    async with open_studio(tmp_path, clock) as studio:
        run = await make_run(studio, "whole")
        assert run.pictures[0].path.is_relative_to(tmp_path / "spool")
    async with open_studio(tmp_path, clock) as studio:
        await swept(studio, clock, days=1000)
        assert (await studio.get("ann", run.id)).pictures[0].path.read_bytes() == COFFEE


async def test_uploads_that_no_run_brought_go_and_the_others_stay(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    async with open_studio(tmp_path, clock) as studio:
        unused = await bring(studio, "ann", "astronaut.webp")
        used = await bring(studio, "ann", "phone-rotated-gps.jpg")
        twice = await bring(studio, "ben", "phone-rotated-gps.jpg")
        prepared = await studio.references.prepare("ann", used.id, PNG, fit=False)
        assert prepared.reference.path.is_relative_to(tmp_path / "prepared")
        inputs = f'[{{"id": "{used.id}", "path": "{used.path.relative_to(tmp_path)}"'
        run = await make_run(studio, "whole")
    bring_along(tmp_path, run.id, inputs, used.sha256, used.size)
    async with open_studio(tmp_path, clock) as studio:
        await swept(studio, clock, days=29)
        for visitor, upload in (("ann", unused), ("ann", used), ("ben", twice)):
            assert (await studio.references.get(visitor, upload.id)).path.exists()
        assert prepared.reference.path.exists()
        await swept(studio, clock, days=31)
        assert (await studio.references.get("ann", used.id)).path.exists()
        for visitor, upload in (("ann", unused), ("ben", twice)):
            with pytest.raises(NotFound):
                await studio.references.get(visitor, upload.id)
        assert not unused.path.exists()
        assert not prepared.reference.path.exists() and not list((tmp_path / "prepared").rglob("*.json"))
        again = await studio.references.prepare("ann", used.id, PNG, fit=False)
        assert again.reference.path.exists(), "it is made again where it is wanted"
    assert await check_data.run("", data=tmp_path) == 0


def bring_along(data: Path, run: str, inputs: str, sha256: str, size: int) -> None:
    """The run was made of that upload."""
    rest = f', "sha256": "{sha256}", "size": {size}, "name": "", "mime": "image/jpeg", "width": 1, "height": 1}}]'
    change(data, f"update runs set brought = '{inputs}{rest}' where id = '{run}'")


async def test_what_is_prepared_anew_is_in_use(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    async with open_studio(tmp_path, clock) as studio:
        image = await bring(studio, "ann", "astronaut.webp")
        made_of = await studio.references.prepare("ann", image.id, PNG, fit=False)
        await swept(studio, clock, days=25)
        await studio.references.prepare("ann", image.id, PNG, fit=False)
        await swept(studio, clock, days=40)
        assert made_of.reference.path.exists()


async def test_what_was_left_half_done_goes_after_a_day(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    left = [
        tmp_path / name
        for name in ("incoming/1", "pictures/ab/.x.png.1", "thumbs/ab/.y.webp.2", "spool/no-call/1.part")
    ]
    async with open_studio(tmp_path, clock) as studio:
        await make_run(studio, "whole")
        for path in left:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
        await swept(studio, clock, days=0.9)
        assert all(path.exists() for path in left)
        await swept(studio, clock, days=1.1)
        assert [path.exists() for path in left] == [False, False, False, True]
        await swept(studio, clock, days=7.1)
        assert not left[-1].exists()


async def test_another_database_judges_nothing_that_it_does_not_know(tmp_path: Path) -> None:
    """Someone starts Easel with another database on the same folder: what the first one knew stays for it."""
    clock = Clock(tmp_path)
    async with open_studio(tmp_path, clock) as studio:
        cut, image = await make_run(studio, "cut"), await bring(studio, "ann", "astronaut.webp")
    folder = tmp_path / "spool" / cut.calls[0].id
    clock.stamp()
    other = f"sqlite:///{tmp_path / 'other.db'}"
    async with studio_in(tmp_path, gateway, limits=LIMITS, now=clock.now, database_url=other) as studio:
        clock.days = 100
        await studio.clean_up()
        await make_run(studio, "whole")
        clock.days = 200
        await studio.clean_up()
    assert folder.exists() and image.path.exists()


async def test_a_database_that_fails_costs_this_sweep_only(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    async with open_studio(tmp_path, clock) as studio:
        cut = await make_run(studio, "cut")
    folder = tmp_path / "spool" / cut.calls[0].id
    async with open_studio(tmp_path, clock) as studio:
        clock.stamp()
        clock.days = 8
        change(tmp_path, "alter table calls rename to out_of_reach")
        with pytest.raises(JournalFailed):
            await studio.clean_up()
        assert folder.exists()
        change(tmp_path, "alter table out_of_reach rename to calls")
        await studio.clean_up()
        assert not folder.exists() and rows(tmp_path, "select count(*) from pictures") == [(0,)]
