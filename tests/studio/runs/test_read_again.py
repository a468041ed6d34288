"""The stored answer of a call that went wrong is read once more.

What it brings is kept, and nothing is sent.
"""

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from providers.errors import Blocked, LinkDead
from providers.events import Answered, Event, Sent, TextDelta
from providers.spool import Spool
from providers.types import ImageRequest
from studio import rereading
from studio.errors import NothingToRead
from studio.storage.call_files import Meta
from studio.studio import Studio
from tests.paths import IMAGES
from tests.studio.scripted_gateway import ask, final_run, image_events, kinds, studio_in, until

COFFEE = (IMAGES / "coffee.jpg").read_bytes()


class Gateway:
    """Answers with a link that is dead; read again, the link gives its picture once `alive`."""

    def __init__(self) -> None:
        self.posts = 0
        self.alive = False
        self.read: list[bytes] = []
        self.secrets: set[str] = set()

    async def script(self, request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        self.posts += 1
        yield Sent()
        yield Answered(status=200, request_id="r-1", content_type="application/json")
        spool.raw(b'{"data": [{"url": "https://pictures.example/1"}]}')
        raise LinkDead(params={"url": "https://pictures.example/1"})

    async def again(self, chunks: AsyncIterator[bytes], spool: Spool, /, **more: Any) -> AsyncIterator[Event]:
        self.secrets |= set(more["secrets"])
        self.read.append(b"".join([chunk async for chunk in chunks]))
        if not self.alive:
            raise LinkDead(params={"url": "https://pictures.example/1"})
        async for event in image_events(spool, COFFEE):
            yield event


def open_studio(data: Path, gateway: Gateway) -> Studio:
    return studio_in(data, gateway.script, read_again=gateway.again)


async def test_a_link_that_was_dead_is_read_this_time_and_nothing_is_sent(tmp_path: Path) -> None:
    gateway = Gateway()
    async with open_studio(tmp_path, gateway) as studio:
        failed = await final_run(studio, "ann", await studio.submit("ann", ask()))
        assert failed.state in {"failed", "unknown"} and not failed.pictures
        again = await final_run(studio, "ann", await studio.read_again("ann", failed.id))
        assert (again.state, again.calls[0].error) == (failed.state, failed.calls[0].error), "it is still dead"
        gateway.alive = True
        run = await final_run(studio, "ann", await studio.read_again("ann", failed.id))
        assert (run.state, run.calls[0].error) == ("done", None)
        assert [picture.state for picture in run.pictures] == ["done"]
        assert "recovered" in kinds(run.calls[0].notices)
        assert gateway.posts == 1
        assert gateway.read == [b'{"data": [{"url": "https://pictures.example/1"}]}'] * 2
        with pytest.raises(NothingToRead):
            await studio.read_again("ann", failed.id)
    async with open_studio(tmp_path, gateway) as studio:
        stored = await studio.get("ann", failed.id)
        assert (stored.state, [picture.state for picture in stored.pictures]) == ("done", ["done"])


async def test_it_can_be_read_after_a_restart_too(tmp_path: Path) -> None:
    gateway = Gateway()
    async with open_studio(tmp_path, gateway) as studio:
        failed = await final_run(studio, "ann", await studio.submit("ann", ask()))
    gateway.alive = True
    async with open_studio(tmp_path, gateway) as studio:
        run = await final_run(studio, "ann", await studio.read_again("ann", failed.id))
        assert (run.state, gateway.posts) == ("done", 1)


async def test_a_press_that_is_overtaken_by_another_takes_nothing_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two tabs press at once, and one waits for a thread until the other's reading has ended."""
    gateway, waits = Gateway(), [threading.Event()]
    look, [go_on] = rereading.stored_answer, waits

    def look_slowly(folder: Path) -> Meta | None:
        meta = look(folder)
        if waits:
            waits.pop().wait(timeout=30)
        return meta

    async with open_studio(tmp_path, gateway) as studio:
        failed = await final_run(studio, "ann", await studio.submit("ann", ask()))
        gateway.alive = True
        monkeypatch.setattr(rereading, "stored_answer", look_slowly)
        first = asyncio.create_task(studio.read_again("ann", failed.id))
        while waits:
            await asyncio.sleep(0)
        whole = await final_run(studio, "ann", await studio.read_again("ann", failed.id))
        assert whole.state == "done"
        go_on.set()
        assert await final_run(studio, "ann", await first) == whole
        assert await studio.get("ann", failed.id) == whole


class ServerKeys:
    def get(self, gateway_id: str, /) -> str:
        return "sk-of-the-server"


async def test_every_key_of_the_gateway_is_struck_from_it(tmp_path: Path) -> None:
    """The visitor's of then and of now, and the server's: an answer may repeat any of them."""
    gateway = Gateway()
    async with studio_in(tmp_path, gateway.script, read_again=gateway.again, keys=ServerKeys()) as studio:
        press = replace(ask(), key="sk-of-then")
        failed = await final_run(studio, "ann", await studio.submit("ann", press))
        for _ in range(2):
            gateway.secrets.clear()
            await final_run(studio, "ann", await studio.read_again("ann", failed.id, key="sk-of-now"))
            assert gateway.secrets == {"sk-of-then", "sk-of-now", "sk-of-the-server"}


async def test_a_reading_that_a_restart_cut_off_leaves_the_call_as_it_had_ended(tmp_path: Path) -> None:
    """It brings no more at the next start either, so the call is what it was: refused, and not charged."""
    reading = asyncio.Event()

    async def refused(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        yield Answered(status=400, request_id="r-1", content_type="application/json")
        spool.raw(b'{"error": {"code": "content_policy_violation"}}')
        raise Blocked("no such pictures", status=400)

    async def half(chunks: AsyncIterator[bytes], spool: Spool, /, **more: Any) -> AsyncIterator[Event]:
        yield TextDelta(text="no such pictures")
        async for event in image_events(spool, COFFEE):
            yield event
        reading.set()
        await asyncio.Event().wait()

    async def again(chunks: AsyncIterator[bytes], spool: Spool, /, **more: Any) -> AsyncIterator[Event]:
        raise Blocked("no such pictures", status=400)
        yield Sent()

    async with studio_in(tmp_path, refused, read_again=half) as studio:
        failed = await final_run(studio, "ann", await studio.submit("ann", ask()))
        assert failed.state == "failed" and failed.calls[0].error
        run = await studio.read_again("ann", failed.id)
        await reading.wait()
        await until(studio, "ann", run, lambda run: [picture.state for picture in run.pictures] == ["done"])
        killed = shutil.copytree(tmp_path, tmp_path.parent / "killed")
    async with studio_in(tmp_path, refused, read_again=again) as studio:
        after = await final_run(studio, "ann", await studio.get("ann", failed.id))
        assert (after.state, after.calls[0].error) == (failed.state, failed.calls[0].error)
        assert [picture.path.read_bytes() for picture in after.pictures] == [COFFEE], "what came is kept"
    async with studio_in(killed, refused, read_again=again) as studio:
        assert await studio.get("ann", failed.id) == failed
