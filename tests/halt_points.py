"""Easel with halt points.

`python -m tests.halt_points FOLDER` halts each run where its prompt says so.

`[halt:queued]` and the other states: when the call is to be written down as that; `[halt:store]`: when a picture is
to be given its place; `[halt:held]`: the same of the picture that is held to a mask; `[halt:done]`: when a whole
picture is in its place and is to be written down; `[halt:commit]`: the same inside the transaction, after which the
whole server stands still. A file in the folder `halted` beside the data says that it came there.
"""

import asyncio
import re
import sys
import threading
from pathlib import Path
from typing import Any

from sqlalchemy import event

import app
from studio.images import files as pictures
from studio.storage import database, journal
from studio.types import Call, Picture, Run

CALLS: dict[str, tuple[str, str]] = {}
"""Of each call whose prompt names a place: the place, and its run."""
FOREVER = threading.Event()


class HaltPoints:
    """The places where a run may be told to stand still, around what they really do."""

    def __init__(self, halted: Path) -> None:
        self._halted = halted
        self._begin = journal.Journal.begin
        self._save = journal.Journal.save
        self._store = pictures.store
        self._create_engine = database._create_engine
        self._committing = ""

    def halt(self, run: str) -> None:
        self._halted.mkdir(exist_ok=True)
        (self._halted / run).touch()

    async def begin(self, mine: journal.Journal, run: Run, conversation: Any = None, **more: Any) -> None:
        if named := re.search(r"\[halt:(\w+)\]", run.request.prompt):
            CALLS.update({call.id: (named[1], run.id) for call in run.calls})
        await self._begin(mine, run, conversation, **more)

    async def save(
        self, mine: journal.Journal, run: Run, *, calls: tuple[Call, ...] = (), pictures: tuple[Picture, ...] = ()
    ) -> None:
        point = next((CALLS[call.id][0] for call in run.calls if call.id in CALLS), "")
        done = any(picture.state == "done" for picture in pictures)
        if point in {call.state for call in calls} or (point == "done" and done):
            self.halt(run.id)
            await asyncio.Event().wait()
        if point == "commit" and done:
            self._committing = run.id
        await self._save(mine, run, calls=calls, pictures=pictures)

    def store(self, path: Path, *rest: Any, **more: Any) -> Path:
        point, run = next((CALLS[part] for part in path.parts if part in CALLS), ("", ""))
        if point == ("held" if path.name.startswith("held-") else "store"):
            self.halt(run)
            FOREVER.wait()
        return self._store(path, *rest, **more)

    def commit(self, _: object) -> None:
        if self._committing:
            self.halt(self._committing)
            FOREVER.wait()

    def create_engine(self, url: str) -> Any:
        engine = self._create_engine(url)
        event.listen(engine.sync_engine, "commit", self.commit)
        return engine


def main(halted: Path) -> int:
    here = HaltPoints(halted)

    async def begin(mine: journal.Journal, *rest: Any, **more: Any) -> None:
        await here.begin(mine, *rest, **more)

    async def save(mine: journal.Journal, run: Run, **more: Any) -> None:
        await here.save(mine, run, **more)

    journal.Journal.begin = begin  # type: ignore[method-assign]
    journal.Journal.save = save  # type: ignore[method-assign]
    pictures.store = here.store
    database._create_engine = here.create_engine
    return app.main()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
