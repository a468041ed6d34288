"""Commands of `python -m studio.users` beside a server that runs.

What it still holds of somebody is not used.
"""

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from providers.events import Event, Sent, TextDelta
from providers.spool import Spool
from providers.types import ImageRequest
from studio.errors import GalleryMoved
from studio.storage.database import Database
from studio.types import Run
from studio.users.commands import Commands
from studio.users.user_store import UserRefused, UserStore
from tests.studio.scripted_gateway import Script, ask, final_run, rows, studio_in


async def answer(_: ImageRequest, __: Spool) -> AsyncIterator[Event]:
    yield Sent()
    yield TextDelta(text="done")


def held_by(go: asyncio.Event) -> Script:
    """A gateway that answers once it may."""

    async def answer_later(_: ImageRequest, __: Spool) -> AsyncIterator[Event]:
        yield Sent()
        await go.wait()
        yield TextDelta(text="done")

    return answer_later


async def run_command(data: Path, **asked: object) -> list[str]:
    async with Database("", data=data) as database:
        commands = Commands(database, data=data, now=lambda: 0.0, read_password=lambda: "a password")
        return await commands.run(Namespace(**asked))


@pytest.mark.parametrize("asked", [{"command": "merge", "into": "ben"}, {"command": "remove", "pictures": True}])
async def test_a_press_of_somebody_who_is_gone_is_refused(tmp_path: Path, asked: dict[str, object]) -> None:
    """A session is known for two seconds more, and an upload may take minutes: their run would be nobody's."""
    async with studio_in(tmp_path, answer) as studio:
        anna, ben = [await studio.users.add(name) for name in ("anna", "ben")]
        await final_run(studio, anna.id, await studio.submit(anna.id, ask()))
        await run_command(tmp_path, name="anna", **asked)
        with pytest.raises(GalleryMoved):
            await studio.submit(anna.id, ask())
        owners = [(ben.id,)] if asked["command"] == "merge" else []
        assert rows(tmp_path, "SELECT visitor FROM runs") == owners
        again = await studio.users.add("anna")
        assert again.id != anna.id, "the server may hold a key of who had that id"
        assert (await studio.submit(again.id, ask())).visitor == again.id


async def test_a_run_that_began_meanwhile_keeps_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused, and the login is as it was."""
    go = asyncio.Event()
    async with studio_in(tmp_path, held_by(go)) as studio:
        anna, _ = [await studio.users.add(name) for name in ("anna", "ben")]
        begun: list[Run] = []
        set_state = UserStore.set_state

        async def press_just_before(self: UserStore, *change: object) -> None:
            if not begun:
                begun.append(await studio.submit(anna.id, ask()))
            await set_state(self, *change)  # type: ignore[arg-type]

        monkeypatch.setattr(UserStore, "set_state", press_just_before)
        with pytest.raises(UserRefused, match="has not ended"):
            await run_command(tmp_path, command="merge", name="anna", into="ben")
        go.set()
        assert await studio.users.is_active(anna.id)
        assert (await final_run(studio, anna.id, begun[0])).visitor == anna.id
