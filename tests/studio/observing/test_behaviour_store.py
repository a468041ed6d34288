"""The store of what runs showed of their gateways.

Kept over a restart, shared where the server's key was used, else apart.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

from providers.errors import ConnectionLost
from providers.events import Answered, Event, Sent
from providers.spool import Spool
from providers.types import ImageRequest
from tests.paths import IMAGES
from tests.studio.scripted_gateway import ask, final_run, image_events, rows, studio_in

COFFEE = (IMAGES / "coffee.jpg").read_bytes()
SIZE, WAIT = ("size", "4K"), ("wait", "whole")


@dataclass(slots=True)
class Clock:
    time: float = 1_700_000_000.0

    def now(self) -> float:
        return self.time


class Gateway:
    """It takes as many seconds as the prompt begins with, and cuts the line where that says so."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        seconds, _, what = request.prompt.partition(" ")
        self._clock.time += float(seconds)
        if what == "cut":
            raise ConnectionLost
        yield Answered(status=200, content_type="application/json")
        async for event in image_events(spool, COFFEE):
            yield event


async def test_three_requests_that_were_cut_are_told_until_one_was_not(tmp_path: Path) -> None:
    clock = Clock()
    async with studio_in(tmp_path, Gateway(clock), now=clock.now) as studio:

        async def press(prompt: str) -> None:
            await final_run(studio, "ann", await studio.submit("ann", ask(prompt)))

        for done in range(3):
            known = studio.behaviour.tallies_of("many", "brush").get(WAIT)
            assert known is None or not known.is_proven, f"after {done} of them"
            await press("120 cut")
        cut = studio.behaviour.tallies_of("many", "brush")[WAIT]
        assert cut.is_proven and cut.shortest == 120
        await press("30 fine")
        assert studio.behaviour.tallies_of("many", "brush")[WAIT].is_proven, "a short one shows nothing"
        assert not studio.behaviour.tallies_of("single", "brush")
    clock.time += 3600
    async with studio_in(tmp_path, Gateway(clock), now=clock.now) as studio:
        assert studio.behaviour.tallies_of("many", "brush")[WAIT] == cut, "it outlives a restart"
        await final_run(studio, "bob", await studio.submit("bob", ask("130 fine")))
        assert not studio.behaviour.tallies_of("many", "brush")[WAIT].is_proven
    stored = rows(tmp_path, "SELECT * FROM behaviour")
    clock.time += 100 * 86400
    async with studio_in(tmp_path, Gateway(clock), now=clock.now) as studio:
        assert not studio.behaviour.tallies_of("many", "brush"), "a gateway is another one by then"
    assert stored and not any("ann" in map(str, row) or "120 cut" in map(str, row) for row in stored)


async def test_what_a_visitors_own_key_shows_is_theirs_alone(tmp_path: Path) -> None:
    clock = Clock()
    async with studio_in(tmp_path, Gateway(clock), now=clock.now) as studio:
        for _ in range(3):
            request = replace(ask("5 fine", aspect_ratio="16:9", resolution="4K"), key="sk-of-ann-0123456789")
            await final_run(studio, "ann", await studio.submit("ann", request))
        assert studio.behaviour.tallies_of("many", "brush", owner="ann")[SIZE].is_proven
        assert SIZE not in studio.behaviour.tallies_of("many", "brush")
        assert not studio.behaviour.tallies_of("many", "brush", owner="bob")
    assert rows(tmp_path, "SELECT * FROM behaviour") == []
