"""A gallery that has moved.

No press on its old page begins a run there, whatever else was tried meanwhile.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from providers.events import Event
from providers.spool import Spool
from providers.types import ImageRequest
from studio.errors import GalleryMoved, JournalFailed
from tests.paths import IMAGES
from tests.studio.scripted_gateway import ask, final_run, image_events, studio_in

COFFEE = (IMAGES / "coffee.jpg").read_bytes()


async def gateway(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
    async for event in image_events(spool, COFFEE):
        yield event


async def fail(*_: object) -> None:
    raise JournalFailed


async def test_a_second_move_that_fails_lets_no_press_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with studio_in(tmp_path, gateway) as studio:
        await final_run(studio, "old", await studio.submit("old", ask()))
        await studio.give("old", "new")
        monkeypatch.setattr("studio.studio.give_belongings", fail)
        with pytest.raises(JournalFailed):
            await studio.give("old", "another")
        await studio.check()  # which lets the loop go on
        with pytest.raises(GalleryMoved):
            await studio.submit("old", ask())
