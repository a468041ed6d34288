"""A server to be killed in the middle.

`python -m tests.studio.killed_process FOLDER` starts runs and waits.
"""

import asyncio
import base64
import json
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from providers.errors import RateLimited
from providers.events import (
    Answered,
    Event,
    PictureGrew,
    PictureStarted,
    Resending,
    Sent,
    TextDelta,
    WillRetry,
)
from providers.spool import Spool
from providers.types import ImageRequest
from studio.limits import Limits
from studio.types import Run
from tests.paths import IMAGES
from tests.studio.scripted_gateway import ask, image_events, studio_in, until

COFFEE = (IMAGES / "coffee.jpg").read_bytes()
CAT = (IMAGES / "cat-alpha.png").read_bytes()
TWO = json.dumps({"data": [{"b64_json": base64.b64encode(data).decode()} for data in (COFFEE, CAT)]}).encode()


STAGES = {
    "sending": "sending",
    "waiting": "waiting",
    "pausing": "sending",
    "resending": "sending",
    "whole": "receiving",
    "half": "receiving",
    "painted": "receiving",
}


async def stuck(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
    """Each prompt names how far the answer had come."""
    match request.prompt.split():
        case ["sending"]:
            pass
        case ["waiting"]:
            yield Sent()
        case ["pausing"]:
            yield Sent()
            yield WillRetry(after=0, attempt=2, error=RateLimited(status=429))
        case ["resending"]:
            yield Sent()
            yield WillRetry(after=0, attempt=2, error=RateLimited(status=429))
            yield Resending(attempt=2)
        case ["whole"]:
            yield Sent()
            yield Answered(status=200, content_type="application/json")
            spool.raw(TWO)
            yield TextDelta(text="what was said before is read again")
        case ["half"]:
            yield Sent()
            yield Answered(status=200, content_type="application/json")
            spool.raw(TWO[:-50_000])
            async for event in image_events(spool, COFFEE):
                yield event
        case ["painted"]:
            yield Sent()
            async for event in image_events(spool, COFFEE):
                if isinstance(event, PictureStarted | PictureGrew):
                    yield event
    await asyncio.Event().wait()


async def main(data: Path) -> None:
    async with studio_in(data, stuck, limits=Limits(runs_per_visitor=99)) as studio:
        for prompt, state in STAGES.items():
            run = await studio.submit("ann", ask(prompt, count=2))
            await until(studio, "ann", run, partial(has_come_to, state=state))
        print("ready", flush=True)
        await asyncio.Event().wait()


def has_come_to(run: Run, *, state: str) -> bool:
    match run.request.prompt:
        case "half":
            return run.state == state and [picture.state for picture in run.pictures] == ["done"]
        case "pausing":
            return run.calls[0].resend_at > 0
        case "resending":
            return run.calls[0].attempt == 2
    return run.state == state


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
