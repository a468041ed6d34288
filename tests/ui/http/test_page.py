"""The page, its configuration and what they weigh, as a real server answers them."""

import re

import httpx
import pytest

from tests.simulator import Simulator
from tests.ui.run_helpers import done
from ui.static_files import FOREVER, url

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


async def test_a_browser_that_has_the_page_does_not_load_it_again(anna: httpx.AsyncClient) -> None:
    first = await anna.get("/", headers={"accept-encoding": "br"})
    again = await anna.get("/", headers={"accept-encoding": "br", "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert (first.headers["cache-control"], again.headers["cache-control"]) == ("no-cache", "no-cache")
    other = await anna.get("/", headers={"if-none-match": 'W/"another"'})
    assert other.text == first.text


async def test_the_server_tells_how_a_request_came(anna: httpx.AsyncClient) -> None:
    first, again = [(await anna.get("/api/connection")).json() for _ in range(2)]
    assert (first["cookie"], again["cookie"]) == (False, True)
    assert again["hosts"] == [anna.base_url.netloc.decode()]
    assert (again["secure"], again["root_path"]) == (False, "")


async def test_the_page_opens_with_the_plan_of_its_form_in_both_languages(anna: httpx.AsyncClient) -> None:
    """A callback's comes a third of a second later, and people read what a press will do."""
    page = (await anna.get("/")).text
    plans = set(re.findall(r'"initial_plan":"([^"]+)"', page))
    assert len(plans) == 2
    assert all("tu-\N{WORD JOINER}zi" in plan for plan in plans)


async def test_a_hashed_file_is_the_same_from_memory(anna: httpx.AsyncClient) -> None:
    script = re.findall(r'src="\./(assets/[\w-]+\.js)"', (await anna.get("/")).text)[0]
    for encoding in ("br", "gzip", "identity"):
        first, again = [await anna.get(f"/{script}", headers={"accept-encoding": encoding}) for _ in range(2)]
        assert first.content == again.content
        names = set(first.headers) - {"x-request-id", "date", "transfer-encoding", "content-length"}
        assert {name: first.headers[name] for name in names} == {name: again.headers[name] for name in names}


async def test_a_link_to_the_page_is_shown_by_its_own_name(anna: httpx.AsyncClient) -> None:
    text = (await anna.get("/")).text
    assert re.findall(r"<title>(.*?)</title>", text) == ["Easel"]
    assert re.findall(r'<meta property="og:\w+" content="[^"]*">', text) == [
        '<meta property="og:title" content="Easel">'
    ]
    assert "gradio-app/gradio" not in text.partition("window.gradio_config")[0]


async def test_what_the_page_names_of_its_own_is_asked_for_once(anna: httpx.AsyncClient) -> None:
    """Pictures without a version were asked for with each load, and so was a script for a frame that is none."""
    page = (await anna.get("/")).text
    names = re.findall(r'="(\./static/[^"]+)"', page)
    assert len([name for name in names if "examples/" in name]) == 4
    assert [name for name in names if not re.match(r"\./static/[0-9a-f]{12}/", name)] == []
    assert page.count("iframeResizer") == 1  # in the first script, for Spaces
    (theme,) = re.findall(r'"theme_hash":"(\w+)"', page)
    sheet = await anna.get(f"/theme.css?v={theme}", headers={"accept-encoding": "br"})
    assert (sheet.status_code, sheet.headers["content-encoding"]) == (200, "br")
    assert sheet.headers["content-type"].startswith("text/css")
    assert sheet.headers["cache-control"] == FOREVER
    assert "--button-primary-background-fill: var(--accent)" in sheet.text
    assert (await anna.get("/theme.css")).headers["cache-control"] == "no-cache"
