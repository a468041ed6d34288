"""The demo's painting: a visitor who paints and edits a lot leaves a core to the next one."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

from providers.catalog import discover
from providers.events import Event, PictureGrew, Progress
from providers.types import Attachment, ImageRequest, Route
from studio.memory.costs import EDITED, cost_of_painting
from studio.memory.painting import cost_of_request, paint_in_turns
from studio.memory.workers import ImageWorkers

BOUND = 20


class Painter:
    """Steps that end when they are told to."""

    def __init__(self, workers: ImageWorkers, visitor: str) -> None:
        self.steps: list[asyncio.Event] = []
        self.closed = False
        self._task = asyncio.create_task(self._paint(workers, visitor))

    async def _paint(self, workers: ImageWorkers, visitor: str) -> None:
        async for _ in paint_in_turns(self._events(), workers=workers, visitor=visitor):
            pass

    async def _events(self) -> AsyncGenerator[Event, None]:
        try:
            for number in range(3):
                end = asyncio.Event()
                self.steps.append(end)
                await end.wait()
                yield PictureGrew(key=0, size=1) if number == 0 else Progress(fraction=0.5)
        finally:
            self.closed = True

    async def end(self) -> None:
        """Ends all its steps, those under way and those to come."""
        while not self._task.done():
            for step in self.steps:
                step.set()
            await asyncio.sleep(0)


async def settle() -> None:
    for _ in range(12):
        await asyncio.sleep(0)


async def test_the_second_step_of_one_waits_for_the_first_of_another() -> None:
    workers = ImageWorkers(memory=100, cores=2)
    ann = [Painter(workers, "ann") for _ in range(3)]
    await settle()
    bob = Painter(workers, "bob")
    await settle()
    assert [len(painter.steps) for painter in [*ann, bob]] == [1, 1, 0, 0]
    ann[0].steps[0].set()
    await settle()
    # Hers goes on without a core, because it only waits between the pieces of a file; the core is his.
    assert [len(painter.steps) for painter in [*ann, bob]] == [2, 1, 0, 1]
    async with asyncio.timeout(BOUND):
        await asyncio.gather(*(painter.end() for painter in [*ann, bob]))
    assert all(painter.closed for painter in [*ann, bob])
    await workers.close()


def test_it_costs_what_is_painted_and_not_what_might_be() -> None:
    """A boat of one megapixel took the room of eight, and waited behind a stranger's photo of sixty-four."""
    caps = discovered_painter().caps
    first = cost_of_request(ImageRequest(prompt="a boat"), caps)
    assert first == cost_of_painting(1024 * 1024)
    assert cost_of_request(ImageRequest(prompt="a boat", resolution="4K"), caps) == cost_of_painting(4096 * 4096)
    assert cost_of_request(ImageRequest(prompt="a boat", aspect_ratio="16:9"), caps) == cost_of_painting(1376 * 768)


def test_an_edit_costs_its_own_size_up_to_what_it_is_scaled_down_to(tmp_path: Path) -> None:
    edits = discovered_painter().edits
    assert edits is not None
    large, small = (
        Attachment(path=tmp_path, mime="image/png", width=side, height=side, size=1) for side in (8000, 500)
    )
    blue = ImageRequest(prompt="make it blue", task="edit")
    assert cost_of_request(replace(blue, images=(small,)), edits) == cost_of_painting(500 * 500)
    assert cost_of_request(replace(blue, images=(large,)), edits) == cost_of_painting(EDITED)
    assert cost_of_request(replace(blue, images=(small,), resolution="4K"), edits) == cost_of_painting(4096 * 4096)


def discovered_painter() -> Route:
    return next(gateway.models[0].routes[0] for gateway in discover() if gateway.by_rule)
