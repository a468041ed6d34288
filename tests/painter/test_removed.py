"""The painter's folder can be deleted: everything but the demo works on."""

import shutil
from pathlib import Path

import httpx
import pytest

from providers.catalog import discover, load_catalog
from providers.types import PaintWire
from providers.wires import demo
from tests.easel_process import running
from tests.paths import ROOT

LEFT_OUT = ("painter", "tests", "bench", "docs", "data", ".*")


def painted_ids() -> set[str]:
    """The gateways that have a model which the painter paints."""
    return {
        gateway.id
        for gateway in discover()
        for model in gateway.models
        if any(isinstance(route.wire, PaintWire) for route in model.routes)
    }


def test_without_the_painter_every_other_gateway_is_there_and_the_page_is_served(tmp_path: Path) -> None:
    tree = tmp_path / "easel"
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*LEFT_OUT))
    with running(tmp_path / "data", {}, tree=tree) as easel, httpx.Client(base_url=easel.url) as client:
        page = client.get("/")
        listed = client.get("/api/gateways").json()["gateways"]
    every = {gateway.id for gateway in load_catalog({})[0].gateways}
    assert painted_ids()
    assert {gateway["id"] for gateway in listed} == every - painted_ids()
    assert page.status_code == 200
    assert "gradio" in page.text


def test_a_gateway_whose_wire_is_not_available_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    painted = painted_ids()
    monkeypatch.setattr(demo, "AVAILABLE", False)
    assert {gateway.id for gateway in discover()} & painted == set()
