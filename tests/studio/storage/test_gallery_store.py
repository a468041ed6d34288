"""Marks of pictures that come from two pages at the same moment: each keeps its own."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from providers.events import Event, Sent
from providers.spool import Spool
from providers.types import ImageRequest
from studio.storage.gallery_store import PictureMarks
from tests.paths import IMAGES
from tests.studio.scripted_gateway import ask, final_run, image_events, studio_in

COFFEE = (IMAGES / "coffee.jpg").read_bytes()


async def one_picture(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
    yield Sent()
    async for event in image_events(spool, COFFEE):
        yield event


async def test_a_deletion_and_a_star_at_the_same_moment_both_stay(tmp_path: Path) -> None:
    async with studio_in(tmp_path, one_picture) as studio:
        [picture] = (await final_run(studio, "ann", await studio.submit("ann", ask()))).pictures
        gallery, ids = studio.gallery, [picture.id]
        for favourite, deleted in ((True, 5.0), (False, 0.0), (True, 7.0)):
            await asyncio.gather(
                gallery.mark("ann", ids, deleted=deleted), gallery.mark("ann", ids, favourite=favourite)
            )
            marks = await gallery.marks("ann", ids)
            assert marks == {picture.id: PictureMarks(favourite=favourite, deleted=deleted > 0.0)}
