"""Growing file: reads an image while it is being written.

Each reader gets the bytes as they come, to the end.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

from studio.errors import NotFound
from studio.notifier import Notifier
from studio.storage.call_files import CHUNK_SIZE, read_in_chunks
from studio.types import Picture


class GrowingFile:
    """File that is being written. `path` may be opened until the picture's final path is known."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.complete = False
        self._notifier = Notifier()

    def grew(self, size: int) -> None:
        self.size = size
        self._notifier.notify()

    def end(self) -> None:
        """No byte comes any more."""
        self.complete = True
        self._notifier.notify()

    async def wait_beyond(self, size: int) -> None:
        """Returns when there is more than `size`, or when nothing comes any more."""
        while self.size <= size and not self.complete:
            await self._notifier.wait_beyond(self._notifier.count)


async def read_while_growing(growing: GrowingFile) -> AsyncGenerator[bytes, None]:
    """The file from its start, waiting for what is not there yet; ends when it is complete."""
    with await asyncio.to_thread(growing.path.open, "rb", buffering=0) as file:
        while True:
            ended = growing.complete
            # What was just written is in the page cache: 256 KiB take 50 µs, a thread would take longer.
            if piece := file.read(CHUNK_SIZE):
                yield piece
            elif ended:
                return
            else:
                await growing.wait_beyond(file.tell())


async def read_growing(
    find: Callable[[], Awaitable[Picture]], growing: GrowingFile | None
) -> AsyncGenerator[bytes, None]:
    """Reads a picture's bytes, whether it still grows or not.

    `find` tells what it is now. Raises NotFound.
    """
    picture = await find()
    if growing and picture.state == "growing":
        try:
            async with aclosing(read_while_growing(growing)) as pieces:
                async for piece in pieces:
                    yield piece
            return
        except FileNotFoundError:
            # It was finished and put in its place just before it could be opened.
            picture = await find()
    try:
        async with aclosing(read_in_chunks(picture.path)) as pieces:
            async for piece in pieces:
                yield piece
    except FileNotFoundError as error:
        raise NotFound from error
