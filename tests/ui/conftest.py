"""Easel as people start it, with the simulator for every gateway.

And browsers without a page.
"""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.easel_process import Easel, running
from tests.simulator import Simulator

KEY = "sk-sim-default"
OWN_KEY = "sk-sim-of-a-visitor-0123456789"


@pytest.fixture(scope="session")
def gates() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture(scope="session")
def easel(gates: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Easel]:
    """One server for all tests; Turing's key is missing there."""
    env = {**gates.env(KEY), "TURING_API_KEY": ""}
    with running(tmp_path_factory.mktemp("easel") / "data", env) as easel:
        yield easel


@pytest.fixture
def simulator(gates: Simulator) -> Simulator:
    gates.reset()
    return gates


@pytest.fixture
async def anna(easel: Easel) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=easel.url, timeout=30) as browser:
        yield browser


@pytest.fixture
async def ben(easel: Easel) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=easel.url, timeout=30) as browser:
        yield browser
