"""The page's files under the hash of them all: what may be cached, and an upgrade under a page that is open."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ui.page import head
from ui.static_files import BOOT_SCRIPT, FOLDER, FOREVER, file_names, page_url, routes, url


async def gradio(request: Request) -> Response:
    return PlainTextResponse("Gradio's own", headers={"x-path": request.url.path})


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Our routes, and after them everything else, as in the server."""
    app = Starlette(routes=[*routes(), Route("/{path:path}", gradio)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://easel") as client:
        yield client


@pytest.mark.parametrize("name", ["main.js", "lib/dom.js", "css/base.css"])
async def test_only_the_present_version_is_cached_but_every_version_is_answered(
    client: httpx.AsyncClient, name: str
) -> None:
    body = (FOLDER / name).read_bytes()
    for address, cached in (
        (url(name), FOREVER),
        (f"/static/0123456789ab/{name}", "no-cache"),
        (f"/static/{name}", "no-cache"),
    ):
        answer = await client.get(address)
        assert (answer.status_code, answer.content, answer.headers["cache-control"]) == (200, body, cached)
        again = await client.get(address, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content, again.headers["cache-control"]) == (304, b"", cached)


async def test_a_module_has_its_type_whatever_the_system_says(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gradio has `.js` mean application/javascript, some systems text/plain, which no browser runs as a module."""
    monkeypatch.setattr("mimetypes.guess_type", lambda *_: ("text/plain", None))
    monkeypatch.setattr("starlette.responses.guess_type", lambda *_: ("text/plain", None))
    for name in file_names():
        if name.endswith(".js"):
            assert (await client.get(url(name))).headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "path", ["/static/img/logo.svg", "/static/0123456789ab/none.js", "/static/lib", "/static/"]
)
async def test_what_is_not_ours_is_gradios(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).headers["x-path"] == path


def test_the_head_names_every_module_once_and_starts_one() -> None:
    tags = head()
    assert re.findall(r'<script type="module" src="([^"]+)">', tags) == [page_url("main.js")]
    assert sorted(re.findall(r'rel="modulepreload" href="([^"]+)"', tags)) == sorted(
        page_url(name) for name in file_names() if name.endswith(".js") and name != BOOT_SCRIPT.name
    )
