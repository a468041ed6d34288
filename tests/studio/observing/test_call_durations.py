"""The median of a model's last calls, as those who wait are told it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from providers.errors import Blocked
from providers.events import Event, Sent
from providers.spool import Spool
from providers.types import ImageRequest
from tests.paths import IMAGES
from tests.studio.scripted_gateway import ask, final_run, image_events, studio_in

COFFEE = (IMAGES / "coffee.jpg").read_bytes()


@dataclass(slots=True)
class Clock:
    time: float = 1_700_000_000.0

    def now(self) -> float:
        return self.time


async def test_the_median_is_of_the_model_and_of_the_resolution_where_it_is_known(tmp_path: Path) -> None:
    clock = Clock()

    async def gateway(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        """Takes as many seconds as the prompt says."""
        yield Sent()
        clock.time += float(request.prompt)
        if request.prompt == "1":
            raise Blocked
        async for event in image_events(spool, COFFEE):
            yield event

    async with studio_in(tmp_path, gateway, now=clock.now) as studio:
        assert (await studio.durations.typical()).seconds("many", "brush") is None
        assert studio.durations.latest == await studio.durations.typical()
        for visitor, seconds, resolution in (
            ("ann", "10", "1K"),
            ("ann", "1", "1K"),  # failed: no measure of a picture
            ("bob", "20", "1K"),
            ("bob", "30", "1K"),
            ("bob", "200", "4K"),
        ):
            run = await studio.submit(visitor, ask(seconds, resolution=resolution))
            await final_run(studio, visitor, run)
        clock.time += 60
        typical = await studio.durations.typical()
        assert typical.seconds("many", "brush") == 25
        assert typical.seconds("many", "brush", "1K") == 20
        assert typical.seconds("many", "brush", "4K") == 200
        assert typical.seconds("many", "brush", "") == 25, "none at that resolution"
        assert typical.seconds("single", "brush") is None
        await final_run(studio, "ann", await studio.submit("ann", ask("500", resolution="4K")))
        assert await studio.durations.typical() is not typical, "it is 500 s later"
        assert await studio.durations.typical() is await studio.durations.typical()


async def test_a_call_in_which_the_clock_was_put_back_measures_nothing(tmp_path: Path) -> None:
    clock = Clock()

    async def gateway(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        clock.time += float(request.prompt)
        async for event in image_events(spool, COFFEE):
            yield event

    async with studio_in(tmp_path, gateway, now=clock.now) as studio:
        for seconds in ("-3600", "20"):
            await final_run(studio, "ann", await studio.submit("ann", ask(seconds)))
        assert (await studio.durations.typical()).seconds("many", "brush") == 20
