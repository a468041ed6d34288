"""Stored answers that are read again: which key their links get."""

from pathlib import Path

import pytest

from providers.catalog import load_catalog
from providers.transport.client import HttpClient, TimeLimits
from studio.limits import Limits
from studio.studio import Studio
from studio.types import Run
from tests.providers.fake_gateway import FakeGateway, Script, Wire, as_json, gateway, png
from tests.studio.scripted_gateway import ask, change, final_run

ANN = "ann"
SERVER_KEY, OWN_KEY = "sk-server-0123456789", "sk-own-0123456789-ann"
PICTURE = png()


def open_studio(http: HttpClient, data: Path, fake: FakeGateway, *, key: str = SERVER_KEY) -> Studio:
    catalog, keys = load_catalog(
        {"CUSTOM_BASE_URL": f"{fake.url}/v1", "CUSTOM_API_KEY": key, "CUSTOM_MODELS": "brush@images"}
    )
    limits = Limits(grace=0.05, tick=60.0)
    return Studio(catalog=catalog, keys=keys, http=http, data=data, limits=limits)


def client() -> HttpClient:
    return HttpClient(TimeLimits(connect=1.0, link_read=1.0, link_total=5.0, backoff=0.01))


def guarded(*, opened: list[str]) -> Script:
    """Answers with a link of its own, which brings a picture to whoever has one of the `opened` keys."""

    async def script(wire: Wire) -> None:
        if wire.request.method == "POST":
            await wire.answer(200, as_json({"data": [{"url": "/files/a.png"}]}))
        elif wire.request.headers.get("authorization", "").removeprefix("Bearer ") in opened:
            await wire.answer(200, PICTURE)
        else:
            await wire.answer(401)

    return script


async def dead_link(http: HttpClient, data: Path, fake: FakeGateway, *, key: str = "sk-refused-0123456789") -> Run:
    """A run whose link was refused: the gateway knows another key."""
    async with open_studio(http, data, fake, key=key) as studio:
        failed = await final_run(studio, ANN, await studio.submit(ANN, ask(gateway="custom")))
    assert failed.calls[0].error and failed.calls[0].error.kind == "link_dead"
    return failed


async def test_where_the_address_is_the_same_a_link_gets_the_key_when_it_asks(tmp_path: Path) -> None:
    async with gateway(guarded(opened=[OWN_KEY])) as fake, client() as http:
        failed = await dead_link(http, tmp_path, fake)
        async with open_studio(http, tmp_path, fake) as studio:
            run = await final_run(studio, ANN, await studio.read_again(ANN, failed.id, key=OWN_KEY))
    assert (run.state, [picture.state for picture in run.pictures]) == ("done", ["done"])


@pytest.mark.parametrize("own_key", ["", OWN_KEY])
async def test_another_origin_than_todays_gets_no_key(tmp_path: Path, own_key: str) -> None:
    async with gateway(guarded(opened=[SERVER_KEY, OWN_KEY])) as old, gateway(guarded(opened=[])) as new:
        async with client() as http:
            failed = await dead_link(http, tmp_path, old)
            before = len(old.requests)
            async with open_studio(http, tmp_path, new) as studio:
                run = await final_run(studio, ANN, await studio.read_again(ANN, failed.id, key=own_key))
        asked = old.requests[before:]
        assert asked and not any("authorization" in request.headers for request in asked)
        assert run.state == failed.state and not new.requests


async def test_another_origin_gets_no_key_at_a_restart_either(tmp_path: Path) -> None:
    async with gateway(guarded(opened=[SERVER_KEY])) as old, gateway(guarded(opened=[])) as new:
        async with client() as http:
            failed = await dead_link(http, tmp_path, old)
            change(tmp_path, "update calls set state = 'receiving', error = null, ended = 0")
            before = len(old.requests)
            async with open_studio(http, tmp_path, new) as studio:
                await final_run(studio, ANN, await studio.get(ANN, failed.id))
        asked = old.requests[before:]
        assert asked and not any("authorization" in request.headers for request in asked)
