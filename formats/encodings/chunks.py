"""Joins the small chunks of a stream."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final

READ_AHEAD: Final = 64
"""Chunks that are read before the first of them was taken."""


async def coalesce_chunks(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """Joins chunks that are there at once into one.

    The same bytes: a stream of small chunks costs per piece, not per byte (6,000 deltas of a picture arrive as a
    few hundred reads). Raises what `chunks` raises, after its bytes.
    """
    buffered: list[bytes] = []
    ready, drained = asyncio.Event(), asyncio.Event()

    async def pump() -> None:
        async for chunk in chunks:
            buffered.append(chunk)
            ready.set()
            if len(buffered) >= READ_AHEAD:
                drained.clear()
                await drained.wait()

    task = asyncio.create_task(pump())
    task.add_done_callback(lambda _: ready.set())
    try:
        while buffered or not task.done():
            await ready.wait()
            ready.clear()
            if buffered:
                joined = b"".join(buffered)
                buffered.clear()
                drained.set()
                yield joined
        task.result()
    finally:
        task.cancel()
        await asyncio.wait({task})
