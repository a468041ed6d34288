"""Files from memory: the same for all, and nothing in them that was one visitor's."""

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ui.serving.asset_cache import cache_assets

SCRIPT = "/assets/index-DphvyggB.js"


async def test_the_cookie_of_the_first_who_asked_is_given_to_nobody_else() -> None:
    asked = 0

    async def answer(_: Request) -> Response:
        nonlocal asked
        asked += 1
        return Response("let a", headers={"set-cookie": "session=of-the-first", "etag": '"a"'})

    app = cache_assets(Starlette(routes=[Route("/{path:path}", answer)]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://easel") as first:
        assert "set-cookie" in (await first.get(SCRIPT)).headers
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://easel") as second:
        again = await second.get(SCRIPT)
    assert (again.text, again.headers["etag"], asked) == ("let a", '"a"', 1)
    assert "set-cookie" not in again.headers
