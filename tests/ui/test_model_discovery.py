"""Models that a gateway's GET /models names are offered beside those of the settings."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from providers.catalog import Catalog, load_catalog
from providers.transport.client import HttpClient, TimeLimits
from tests.easel_process import running
from tests.providers.fake_gateway import FakeGateway, Script, as_json, gateway
from tests.simulator.server import Simulator
from ui import model_discovery as offers


def test_a_custom_gateway_is_asked_for_what_it_has(tmp_path: Path) -> None:
    with Simulator() as simulator:
        named = "gemini-3-pro-image"
        env = {
            "CUSTOM_BASE_URL": simulator.url("custom"),
            "CUSTOM_API_KEY": "sk-sim-default",
            "CUSTOM_MODELS": "mine@chat",
        }
        with running(tmp_path / "data", env) as easel:
            listed = models(easel.url, until=named)
    assert listed[0] == "mine"
    assert named in listed
    assert simulator.posts == 0


def models(url: str, *, until: str) -> list[str]:
    """The custom gateway's models, once `until` is among them."""
    deadline = time.monotonic() + 30
    listed: list[str] = []
    while until not in listed and time.monotonic() < deadline:
        gateways = httpx.get(f"{url}/api/gateways").json()["gateways"]
        listed = [model["id"] for gateway in gateways if gateway["id"] == "custom" for model in gateway["models"]]
    return listed


@dataclass
class Shelf:
    """The part of a studio that keep_asking needs."""

    catalog: Catalog


async def asked_until_the_end(script: Script, monkeypatch: pytest.MonkeyPatch) -> tuple[FakeGateway, Catalog]:
    """Asks the custom gateway until nothing more is asked."""
    monkeypatch.setattr(offers, "RETRY_DELAYS", (0.01,))
    async with gateway(script) as fake, HttpClient(TimeLimits(backoff=0.01)) as http:
        catalog, keys = load_catalog({"CUSTOM_BASE_URL": f"{fake.url}/v1", "CUSTOM_API_KEY": "sk-wrong-0123456789"})
        shelf = Shelf(catalog)
        await asyncio.wait_for(offers.discover_all_models(shelf, http=http, keys=keys), 10)  # type: ignore[arg-type]
    return fake, shelf.catalog


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_gateway_that_says_no_is_asked_once(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, catalog = await asked_until_the_end(lambda wire: wire.answer(status, b"{}"), monkeypatch)
    assert [(request.method, request.path) for request in fake.requests] == [("GET", "/v1/models")]
    assert catalog.gateway("custom").models == ()


async def test_a_gateway_in_trouble_is_asked_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    statuses = [500, 429, 503]

    async def script(wire):
        if wire.number <= len(statuses):
            await wire.answer(statuses[wire.number - 1], b"{}")
        else:
            await wire.answer(200, as_json({"data": [{"id": "late"}]}))

    fake, catalog = await asked_until_the_end(script, monkeypatch)
    assert len(fake.requests) == 4
    assert [model.id for model in catalog.gateway("custom").models] == ["late"]
