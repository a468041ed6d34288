"""Delivered files are kept to the byte when a browser shows them whole.

Whatever Pillow says of them.
"""

import base64
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from models.caps import Caps
from providers.events import Event
from providers.request.sizing import encode_nothing
from providers.spool import Spool
from providers.transport.client import HttpClient, TimeLimits
from providers.types import Gateway, ImageRequest, ImagesWire, Model, Route
from providers.wires import images as images_wire
from studio.studio import Studio
from tests.odd_pictures import SIZE, TORN, WHOLE
from tests.providers.fake_gateway import FakeGateway, Wire, as_json, gateway
from tests.studio.scripted_gateway import ask, final_run, studio_in

LIMITS = TimeLimits(connect=2.0, read=2.0, total=5.0, link_read=2.0, error_body=0.5, backoff=0.001)
ROUTE = Route(name="images", wire=ImagesWire(encode_size=encode_nothing), caps=Caps())
WAYS = ("base64", "link", "link-no-length", "raw-chunked")


def delivers(data: bytes, way: str) -> object:
    """A gateway that answers with that file."""

    async def script(wire: Wire) -> None:
        if wire.request.method == "GET" and way == "link":
            await wire.answer(200, data, type="image/png")
        elif wire.request.method == "GET":
            await wire.begin(type="image/png")
            await wire.write_bytes(data)
        elif way == "raw-chunked":
            await wire.begin(type="image/png", chunked=True)
            await wire.chunk(data)
            await wire.chunk(b"")
        elif way == "base64":
            await wire.answer(200, as_json({"data": [{"b64_json": base64.b64encode(data).decode()}]}))
        else:
            url = f"http://{wire.request.headers['host']}/picture"
            await wire.answer(200, as_json({"data": [{"url": url}]}))

    return script


async def delivered(studio: Studio, server: list[FakeGateway], data: bytes, way: str) -> tuple[object, ...]:
    """The file's outcome: the run's state and error, and whether the kept picture is that to the byte."""
    async with gateway(delivers(data, way)) as fake:  # type: ignore[arg-type]
        server[:] = [fake]
        run = await final_run(studio, "ann", await studio.submit("ann", ask()))
        (picture,) = run.pictures
        whole = picture.state == "done" and picture.path.read_bytes() == data and (picture.width, picture.height)
        error = run.calls[0].error
        notices = {notice.kind for notice in run.calls[0].notices} & {"part_failed", "error_after_picture"}
        return run.state, picture.state, whole, error and error.kind, fake.posts, notices


@pytest.mark.parametrize("way", WAYS)
async def test_whole_is_delivered_and_torn_is_told(tmp_path: Path, way: str) -> None:
    server: list[FakeGateway] = []

    async def real(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        own = Gateway(id="g", name="G", base_url=f"{server[0].url}/v1", models=())
        model = Model(id="m", routes=(ROUTE,))
        async with HttpClient(LIMITS) as http:
            events = images_wire.send(own, model, ROUTE, request, spool, http=http, key="sk-test-123")
            async with aclosing(events):
                async for event in events:
                    yield event

    async with studio_in(tmp_path, real) as studio:
        whole = {name: await delivered(studio, server, data, way) for name, data in WHOLE.items()}
        torn = {name: await delivered(studio, server, data, way) for name, data in TORN.items()}
    wrong = {name: came for name, came in whole.items() if came != ("done", "done", SIZE, None, 1, set())}
    assert not wrong, wrong
    wrong = {name: came for name, came in torn.items() if came[1] != "broken" or came[0] == "done" or came[4] != 1}
    assert not wrong, wrong
