"""The page's files under the hash of them all.

What may be cached, and an upgrade under a page that is open.
"""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.node import run_node
from ui.page import head
from ui.static_files import FOLDER, FOREVER, SCRIPT_BUNDLE, SHEET_BUNDLE, file_names, page_url, routes, url


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
    "path",
    [
        "/static/img/logo.svg",
        "/static/0123456789ab/none.js",
        "/static/mainxjs",
        "/static/main.js/more",
        "/static/lib",
        "/static/",
    ],
)
async def test_what_is_not_ours_is_gradios(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).headers["x-path"] == path


async def test_every_file_is_answered_as_itself_without_a_version(client: httpx.AsyncClient) -> None:
    """Also where a folder's name could be taken for a version, and a name is the beginning of another."""
    for name in file_names():
        assert (await client.get(f"/static/{name}")).content == (FOLDER / name).read_bytes(), name


@pytest.mark.parametrize("name", [SCRIPT_BUNDLE, SHEET_BUNDLE])
async def test_a_bundle_is_cached_and_answered_like_a_file(client: httpx.AsyncClient, name: str) -> None:
    now, before = await client.get(url(name)), await client.get(f"/static/0123456789ab/{name}")
    assert (now.status_code, now.headers["cache-control"]) == (200, FOREVER)
    assert (before.content, before.headers["cache-control"]) == (now.content, "no-cache")
    again = await client.get(f"/static/{name}", headers={"if-none-match": now.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_script_is_small_and_whole(client: httpx.AsyncClient) -> None:
    """The minifier leaves nothing out that is needed: node reads all of it, and it exports what the page calls."""
    text = (await client.get(f"/static/{SCRIPT_BUNDLE}")).text
    assert not re.search(r"\n[ \t]|\n\n", text)
    exported = run_node(
        "const run = async (text) => {"
        "const found = [...text.matchAll(/export const ?\\{([^}]*)\\}/g)].at(-1)[1];"
        "const script = text.replaceAll('export const', 'const').replaceAll('import.meta', 'meta');"
        "new (await import('node:vm')).Script(script);"
        "return found.split(',').length; };",
        text,
    )
    assert exported > 20


async def test_the_sheet_holds_the_rules_of_every_file(client: httpx.AsyncClient) -> None:
    sheet = (await client.get(url(SHEET_BUNDLE))).text
    files = [path.read_text(encoding="utf-8") for path in (FOLDER / "css").glob("*.css")]
    assert sheet.count("{") == sum(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).count("{") for text in files)
    assert "/*" not in sheet


def test_the_head_loads_one_script_and_one_sheet() -> None:
    tags = head()
    assert re.findall(r'<script type="module" src="([^"]+)">', tags) == [page_url(SCRIPT_BUNDLE)]
    assert re.findall(r'<link [^>]*href="([^"]+)"', tags) == [page_url(SHEET_BUNDLE)]
