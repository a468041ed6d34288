"""One simulator for a file of tests, forgetting everything before each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.simulator import Simulator


@pytest.fixture(scope="module")
def _running() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(_running: Simulator) -> Simulator:
    _running.reset()
    return _running


@pytest.fixture
def items(tmp_path: Path) -> list[Path]:
    """The pictures that Turing's sample uploads."""
    paths = [tmp_path / f"{name}.png" for name in ("body-lotion", "bath-bomb", "incense-kit", "soap")]
    for number, path in enumerate(paths):
        Image.new("RGB", (120, 90), (60 * number, 120, 200)).save(path)
    return paths
