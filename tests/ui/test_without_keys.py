"""A server without any key, for people with a login.

What a fresh machine gives, page included.
"""

import contextlib
import io
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from tests.easel_process import Easel, running
from tests.studio.scripted_gateway import change
from tests.ui.run_helpers import listening, until


@pytest.fixture(scope="module")
def easel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Easel]:
    env = {"EASEL_USERS": "anna:correct horse,ben:battery", "EASEL_RUNS_PER_VISITOR": "1"}
    with running(tmp_path_factory.mktemp("alone") / "data", env) as easel:
        yield easel


@pytest.fixture
async def anna(easel: Easel) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=easel.url, timeout=60) as browser:
        entered = await browser.post("/login", data={"name": "anna", "password": "correct horse"})
        assert entered.status_code == 303
        yield browser


async def test_it_is_well_only_while_its_journal_can_be_read(anna: httpx.AsyncClient, easel: Easel) -> None:
    change(easel.data, "alter table easel_schema rename to out_of_reach")
    ill = await anna.get("/healthz")
    change(easel.data, "alter table out_of_reach rename to easel_schema")
    well = await anna.get("/healthz")
    assert (ill.status_code, ill.text) == (503, "the journal cannot be read\n")
    assert (well.status_code, well.text) == (200, "ok\n")


async def test_the_demo_paints_by_default_and_grows_before_the_eyes(anna: httpx.AsyncClient) -> None:
    body = {"prompt": "a red boat on a calm sea at sunset", "aspect_ratio": "16:9", "resolution": "1K"}
    made = (await anna.post("/api/runs", json=body)).json()
    assert made["by_rule"] is True
    states = []
    async with listening(anna, f"/api/runs/{made['id']}/events") as heard:
        async for event in heard:
            states += [picture["state"] for picture in event.data.get("pictures", ())]
    assert "growing" in states
    assert states[-1] == "done"
    run = (await anna.get(f"/api/runs/{made['id']}")).json()
    assert (run["state"], run["error"]) == ("done", None)
    final = next(picture for picture in run["pictures"] if not picture["draft"])
    got = await anna.get(final["url"])
    with Image.open(io.BytesIO(got.content)) as image:
        assert image.size == (final["width"], final["height"]) == (1376, 768)


async def test_one_user_on_two_machines_has_one_gallery_and_another_has_none(
    anna: httpx.AsyncClient, easel: Easel
) -> None:
    body = {"prompt": "a tree", "size": "64x64"}
    made = (await anna.post("/api/runs", json=body)).json()
    await until(anna, made["id"], lambda run: run["state"] == "done")
    async with httpx.AsyncClient(base_url=easel.url, timeout=60) as phone:
        assert (await phone.get(f"/api/runs/{made['id']}")).status_code == 401
        await phone.post("/login", data={"name": "anna", "password": "correct horse"})
        assert (await phone.get(f"/api/runs/{made['id']}")).json()["id"] == made["id"]
    async with httpx.AsyncClient(base_url=easel.url, timeout=60) as other:
        await other.post("/login", data={"name": "ben", "password": "battery"})
        assert (await other.get(f"/api/runs/{made['id']}")).status_code == 404


async def test_the_page_itself_works_behind_the_login(anna: httpx.AsyncClient, easel: Easel) -> None:
    """A callback of the page is called as the page calls it, and knows who is asking."""
    assert (await anna.get("/")).status_code == 200
    events = (await anna.get("/config")).json()["dependencies"]
    event = next(event for event in events if event["backend_fn"] and not event["inputs"])
    body = {"session_hash": "a1", "fn_index": event["id"], "data": [], "trigger_id": None, "event_data": None}
    answer = await anna.post("/gradio_api/run/predict", json=body)
    assert (answer.status_code, len(answer.json()["data"])) == (200, len(event["outputs"]))
    async with httpx.AsyncClient(base_url=easel.url) as nobody:
        assert (await nobody.post("/gradio_api/run/predict", json=body)).status_code == 401


async def test_no_callback_goes_by_gradios_queue(anna: httpx.AsyncClient) -> None:
    """Its line of answers is closed when nothing is under way, and what was asked in that moment is never answered:
    the plan beside the button stayed as it was, and a press did nothing (docs/gradio.md, G13)."""
    events = (await anna.get("/config")).json()["dependencies"]
    assert [event["id"] for event in events if event["backend_fn"] and event["queue"] is not False] == []


async def test_no_change_is_put_off_by_two_callbacks(anna: httpx.AsyncClient) -> None:
    """Gradio 6.31 tells a change that one put off again to all who listen: two would call each other for ever."""
    listening: Counter[tuple[int, str]] = Counter()
    for event in (await anna.get("/config")).json()["dependencies"]:
        if event["backend_fn"] and event["trigger_mode"] == "always_last":
            listening.update((component, name) for component, name in event["targets"] if name != "then")
    assert listening
    assert [change for change, callbacks in listening.items() if callbacks > 1] == []


async def test_behind_a_proxy_that_speaks_tls_the_cookie_is_secure(easel: Easel) -> None:
    async with httpx.AsyncClient(base_url=easel.url, headers={"x-forwarded-proto": "https"}) as browser:
        entered = await browser.post("/login", data={"name": "anna", "password": "correct horse"})
    assert "Secure" in entered.headers["set-cookie"].split("; ")
    assert "correct horse" not in easel.log


def test_a_server_that_is_told_to_stop_ends_its_open_lines_at_once(tmp_path: Path) -> None:
    with contextlib.ExitStack() as server:
        easel = server.enter_context(running(tmp_path / "data", {}))
        with httpx.Client(base_url=easel.url) as browser, browser.stream("GET", "/api/events") as line:
            chunks = line.iter_text()
            assert "hello" in next(chunks)
            server.close()
            assert "event:" not in "".join(chunks)
    assert "Traceback" not in easel.log
    assert "ERROR" not in easel.log
