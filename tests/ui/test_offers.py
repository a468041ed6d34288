"""What a gateway's GET /models names is offered beside what the settings name."""

import time
from pathlib import Path

import httpx

from tests.running import running
from tests.simulator.server import Simulator


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
        listed = [model["id"] for each in gateways if each["id"] == "custom" for model in each["models"]]
    return listed
