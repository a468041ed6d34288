"""Painting in this process, by the demo: its memory, and its steps in turns by visitor."""

import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack
from typing import Final

from models.caps import Caps
from providers.events import Event, PictureGrew
from providers.types import ImageRequest
from providers.wires.demo import pixels, pixels_of_edit
from studio.memory.costs import EDITED, Cost, cost_of_painting
from studio.memory.workers import ImageWorkers
from studio.services import close_events

SLICE: Final = 0.2  # seconds


def cost_of_request(request: ImageRequest, caps: Caps) -> Cost:
    """Cost in the size that is painted.

    An edit in its first picture's own size is scaled down to EDITED.
    """
    if not request.images:
        width, height = pixels(request, caps)
        return cost_of_painting(width * height)
    first = request.images[0]
    size = pixels_of_edit(request, caps)
    return cost_of_painting(size[0] * size[1] if size else min(EDITED, first.width * first.height))


async def paint_in_turns(
    events: AsyncIterator[Event], *, workers: ImageWorkers, visitor: str
) -> AsyncGenerator[Event, None]:
    """The painter's events, asked for while the visitor has a core.

    Asking for an event does the work that leads to it. The core goes on to another visitor who has none: after a
    slice of time, and at once behind `PictureGrew`, where the painter waits so that the picture is seen to grow.
    """
    try:
        async with AsyncExitStack() as stack:
            taken, has_core, is_waiting = 0.0, False, False
            while True:
                if not has_core and not is_waiting:
                    await stack.enter_async_context(workers.core(visitor))
                    taken, has_core = time.monotonic(), True
                try:
                    event = await anext(events)
                except StopAsyncIteration:
                    return
                is_waiting = isinstance(event, PictureGrew)
                is_over = is_waiting or time.monotonic() - taken >= SLICE
                if has_core and is_over and workers.is_core_wanted(visitor):
                    await stack.aclose()
                    has_core = False
                yield event
    finally:
        await close_events(events)
