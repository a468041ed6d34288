"""A scripted gateway, and a studio in a folder of its own."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from formats.image_format import read_header
from models.caps import Caps, Choice
from providers.catalog import Catalog
from providers.events import Event, PictureDone, PictureGrew, PictureStarted
from providers.request.sizing import encode_nothing
from providers.spool import Spool
from providers.transport.client import HttpClient
from providers.types import Gateway, ImageRequest, ImagesWire, Model, Route
from studio.limits import Limits
from studio.studio import Studio
from studio.types import Run, RunChange, RunRequest

CAPS = Caps(
    aspect_ratios=("1:1", "16:9"),
    resolutions=("1K", "4K"),
    sizes={("1:1", "1K"): (600, 400), ("16:9", "4K"): (5504, 3072)},
    max_count=4,
    options=(
        Choice(name="output_format", values=("png", "jpeg", "webp")),
        Choice(name="background", values=("auto", "transparent")),
    ),
    prompt_recommended=50,
)
ONE_BY_ONE = Caps(max_count=1)


def gateway_of(name: str, *, caps: Caps, needs_key: bool = False) -> Gateway:
    route = Route(name="images", wire=ImagesWire(encode_size=encode_nothing), caps=caps)
    return Gateway(
        id=name,
        name=name.title(),
        base_url="http://127.0.0.1:9/v1",
        models=(Model(id="brush", routes=(route,)),),
        key_env="TEST_API_KEY",
        needs_key=needs_key,
    )


CATALOG = Catalog(
    gateways=(
        gateway_of("many", caps=CAPS),
        gateway_of("single", caps=ONE_BY_ONE),
        gateway_of("locked", caps=CAPS, needs_key=True),
    )
)

Script = Callable[[ImageRequest, Spool], AsyncIterator[Event]]


class NoKeys:
    def get(self, gateway_id: str, /) -> str:
        return ""


def studio_in(data: Path, script: Script, **more: Any) -> Studio:
    """A studio whose gateways all speak by `script`."""

    def ask(gateway: Any, model: Any, request: ImageRequest, spool: Spool, *, http: Any, key: str) -> Any:
        return script(request, spool)

    limits = more.pop("limits", Limits(grace=0.05, tick=60.0))
    given: dict[str, Any] = {"catalog": CATALOG, "keys": NoKeys(), "http": HttpClient(), "ask_gateway": ask, **more}
    return Studio(data=data, limits=limits, **given)


def ask(prompt: str = "a cat", *, gateway: str = "many", **fields: Any) -> RunRequest:
    return RunRequest(gateway=gateway, model="brush", request=ImageRequest(prompt=prompt, **fields))


async def image_events(spool: Spool, data: bytes, *, key: int = 1, draft: bool = False) -> AsyncIterator[Event]:
    """A whole picture, arriving in four pieces."""
    file = spool.picture()
    step = max(1, len(data) // 4)
    file.write(data[:step])
    seen = read_header(data)
    assert seen
    yield PictureStarted(
        key=key, path=file.path, mime=seen.mime, width=seen.width, height=seen.height, total=len(data)
    )
    for start in range(step, len(data), step):
        file.write(data[start : start + step])
        yield PictureGrew(key=key, size=file.size)
    file.close()
    yield PictureDone(key=key, draft=draft)


async def collect_changes(studio: Studio, visitor: str, run: Run, *, since: int = 0) -> list[RunChange]:
    """All changes up to the end."""
    return [change async for change in studio.watch(visitor, run.id, since=since)]


async def until(studio: Studio, visitor: str, run: Run, condition: Callable[[Run], object]) -> Run:
    """Watches until the run is as wanted."""
    async for change in studio.watch(visitor, run.id):
        if condition(change.run):
            return change.run
    raise AssertionError(f"the run ended as {change.run.state} before it was as wanted: {change.run}")


async def final_run(studio: Studio, visitor: str, run: Run) -> Run:
    return (await collect_changes(studio, visitor, run))[-1].run


def kinds(notices: Any) -> set[str]:
    return {notice.kind for notice in notices}


def rows(data: Path, query: str) -> list[Any]:
    """Rows of the database file, read past the studio."""
    with sqlite3.connect(f"file:{data / 'easel.db'}?mode=ro", uri=True) as connection:
        records = connection.execute(query).fetchall()
    connection.close()
    return records


def change(data: Path, statement: str) -> None:
    """Changes the database file behind the studio's back."""
    with sqlite3.connect(data / "easel.db") as connection:
        connection.execute(statement)
    connection.close()
