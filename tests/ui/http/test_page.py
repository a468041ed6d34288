"""The page, its configuration and what they weigh, as a real server answers them."""

import re

import httpx
import pytest

from tests.simulator import Simulator
from tests.ui.run_helpers import done
from ui.static_files import url

STRANGE = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "forwarded": "host=evil.example"}


@pytest.mark.parametrize("path", ["/", "/config"])
async def test_the_page_is_the_same_whatever_a_request_says_of_the_host(anna: httpx.AsyncClient, path: str) -> None:
    answers = [
        await anna.get(path),
        await anna.get(path, headers=STRANGE),
        await anna.get(path, headers={"host": "10.1.2.3:9999"}),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert re.findall(r'"root":"([^"]*)"', answers[0].text) == [""]


async def test_the_page_and_what_belongs_to_it_come_compressed_and_a_picture_does_not(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    run = await done(anna)
    texts = (
        "/",
        "/config",
        "/api/gateways",
        "/openapi.json",
        f"/api/runs/{run['id']}",
        url("lib/dom.js"),
        url("css/run.css"),
    )
    for encoding in ("gzip", "br"):
        headers = {"accept-encoding": encoding}
        for path in texts:
            assert (await anna.get(path, headers=headers)).headers.get("content-encoding") == encoding, path
        picture = run["pictures"][0]
        for path in (picture["url"], picture["thumb_url"], f"/api/runs/{run['id']}/events"):
            assert "content-encoding" not in (await anna.get(path, headers=headers)).headers, path
    wire = int((await anna.get("/", headers={"accept-encoding": "br"})).headers["content-length"])
    assert wire < 60_000


async def test_the_server_tells_how_a_request_came(anna: httpx.AsyncClient) -> None:
    first, again = [(await anna.get("/api/connection")).json() for _ in range(2)]
    assert (first["cookie"], again["cookie"]) == (False, True)
    assert again["hosts"] == [anna.base_url.netloc.decode()]
    assert (again["secure"], again["root_path"]) == (False, "")
