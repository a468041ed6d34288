"""The time that an answer bears: not later than any change that it does not have."""

import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from providers.catalog import Catalog
from studio.limits import Limits
from tests.studio.scripted_gateway import CAPS, gateway_of, image_events, studio_in
from ui.api import runs
from ui.context import AppContext
from ui.security.visitor_keys import VisitorKeys


async def test_a_run_bears_a_time_before_it_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that ended while its marks were looked up stayed on the page as it was before: the answer was taken for
    newer than the last events (seen in two journeys)."""
    catalog = Catalog(gateways=(gateway_of("many", caps=CAPS),))
    async with studio_in(tmp_path, image_events, catalog=catalog) as studio:
        context = AppContext(studio=studio, visitor_keys=VisitorKeys(), limits=Limits())
        app = FastAPI()
        app.include_router(runs.routes(context))

        async def as_ann(scope: Scope, receive: Receive, send: Send) -> None:
            await app(scope | {"state": {"visitor": "ann"}}, receive, send)

        looked_up: list[float] = []
        marks = studio.gallery.marks

        async def late_marks(*asked: Any) -> Any:
            looked_up.append(time.time())
            return await marks(*asked)

        monkeypatch.setattr(studio.gallery, "marks", late_marks)
        transport = httpx.ASGITransport(app=as_ann)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7860") as ann:
            request = {"gateway": "many", "model": "brush", "prompt": "a hill"}
            one = (await ann.post("/api/runs", json=request)).json()
            listed = (await ann.get("/api/runs")).json()["runs"][0]
            alone = (await ann.get(f"/api/runs/{one['id']}")).json()
        assert all(run["now"] < late for run, late in zip((one, listed, alone), looked_up, strict=True))
