"""/api/connection: how a request reached the server, for the page to compare."""

import re

from fastapi import APIRouter, Request, Response

from ui.http.root_path import root_path_of
from ui.responses import json_response
from ui.schemas import View
from ui.security.visitor_cookie import host_of, is_secure
from ui.settings import Settings


class ConnectionView(View):
    """The way to the server as the server knows it.

    `cookie`: whether its cookie came back. `hosts`: the names and ports under which it believes to be reached.
    `secure`: whether it believes that over TLS. `root_path`: the path before each of its own.
    """

    cookie: bool
    hosts: tuple[str, ...]
    secure: bool
    root_path: str


def routes(settings: Settings) -> APIRouter:
    """GET /api/connection."""
    router = APIRouter(prefix="/api", tags=["server"], default_response_class=Response)

    @router.get(
        "/connection", responses={200: {"model": ConnectionView}}, summary="How your request reached the server"
    )
    async def connection(request: Request) -> Response:
        named = re.sub(r":(?:80|443)$", "", request.headers.get("host", "").lower())
        view = ConnectionView(
            cookie=request.state.returning,
            hosts=tuple(filter(None, (named, host_of(settings.public_url)))),
            secure=is_secure(request.scope, settings),
            root_path=root_path_of(request),
        )
        return json_response(view)

    return router
