"""Gradio's own routes.

All that the installed version has are counted, and all but the page's own are shut.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from starlette.routing import Route

from tests.ui.middleware_client import client
from ui.security.gradio_allowlist import READ_PATHS, WRITE_PATHS

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import gradio as gr
    from gradio.routes import App

NEEDED = {
    "GET /",
    "HEAD /",
    "GET /config",
    "GET /theme.css",
    "GET /favicon.ico",
    "GET /robots.txt",
    "GET /manifest.json",
    "GET /assets/x",
    "GET /static/x",
    "GET /gradio_api/startup-events",
    "GET /gradio_api/app_id",
    "GET /gradio_api/theme.css",
    "GET /gradio_api/heartbeat/x",
    "POST /gradio_api/run/predict",
}
DENIED = [
    "GET /gradio_api/deep_link?session_hash=x",
    "GET /config?deep_link=x",
    "GET /?deep_link=x",
    "GET /gradio_api/file=/etc/passwd",
    "GET /gradio_api/file=https://example.com/",
    "GET /gradio_api/file/etc/passwd",
    "GET /file=/etc/passwd",
    "GET /gradio_api/proxy=https://x.hf.space/",
    "GET /proxy=https://x.hf.space/",
    "GET /monitoring",
    "GET /monitoring/summary",
    "GET /gradio_api/runs",
    "GET /gradio_api/run-history/records",
    "GET /gradio_api/info",
    "GET /gradio_api/openapi.json",
    "GET /gradio_api/queue/data",
    "GET /gradio_api/queue/status",
    "GET /gradio_api/custom_component/x/client/component/x.js",
    "GET /gradio_api/stream/x/1/1/playlist.m3u8",
    "GET /gradio_api/token",
    "GET /gradio_api/dev/reload",
    "GET /gradio_api/vibe-code",
    "GET /svelte/x",
    "GET /pwa_icon",
    "GET /gradio_api/heartbeat/..%2f..%2fetc",
    "GET //gradio_api/info",
    "GET /gradio_api//info",
    "GET /gradio_api/./info",
    "GET /GRADIO_API/info",
    "POST /gradio_api/upload",
    "POST /gradio_api/component_server",
    "POST /gradio_api/run/submit",
    "POST /gradio_api/api/submit",
    "POST /gradio_api/call/submit",
    "POST /gradio_api/call/v2/submit",
    "POST /gradio_api/process_recording",
    "POST /gradio_api/vibe-edit",
    "POST /gradio_api/run-history/connect",
    "POST /login",
    "POST /gradio_api/queue/join",
    "POST /gradio_api/cancel",
    "POST /gradio_api/reset",
    "PUT /gradio_api/run/predict",
    "POST /gradio_api/run/predict/",
]


def lines(routes: Iterable[Any]) -> Iterator[str]:
    """Every route as "GET /path", those of included routers too."""
    for route in routes:
        if isinstance(route, Route):
            path = re.sub(r"\{[^}]*\}", "x", route.path.replace("{api_name}", "predict"))
            yield from (f"{method} {path}" for method in route.methods or ())
        else:
            yield from lines(route.original_router.routes)


async def test_each_route_that_gradio_brings_is_needed_or_shut() -> None:
    with gr.Blocks(analytics_enabled=False) as blocks:
        gr.Textbox()
    known = {line for line in lines(App.create_app(blocks).routes) if not line.endswith("/") or line in NEEDED}
    assert len(known) > 60
    opened = set()
    for line in known:
        method, path = line.split()
        if path.startswith("/static/") or (READ_PATHS if method in {"GET", "HEAD"} else WRITE_PATHS).fullmatch(
            path
        ):
            opened.add(line)
    assert opened == NEEDED


@pytest.mark.parametrize("line", DENIED)
async def test_a_shut_route_is_no_route(line: str) -> None:
    method, path = line.split()
    async with client() as browser:
        answer = await browser.request(method, path, json={} if method == "POST" else None)
    assert answer.status_code == 404
    assert answer.json()["error"]["kind"] == "not_found"


async def predict(browser, body: object):  # type: ignore[no-untyped-def]
    return await browser.post("/gradio_api/run/predict", json=body)


async def test_the_same_session_name_of_two_visitors_is_two_sessions() -> None:
    body = {"data": [], "fn_index": 0, "session_hash": "abc123"}
    async with client() as one, client() as other:
        await one.get("/api/x")
        await other.get("/api/x")
        mine = (await predict(one, body)).json()["body"]["session_hash"]
        beat = (await one.get("/gradio_api/heartbeat/abc123")).json()["path"]
        theirs = (await predict(other, body)).json()["body"]["session_hash"]
    assert mine == beat.rsplit("/", 1)[1]
    assert mine not in {"abc123", theirs}


@pytest.mark.parametrize(
    "data",
    [
        [{"path": "/etc/passwd"}],
        [{"path": "/etc/passwd", "orig_name": "a.svg"}],
        [[{"image": {"path": "/etc/passwd"}, "caption": None}]],
        [{"background": {"path": "/etc/passwd"}, "layers": []}],
        {"a": [[[[{"path": None}]]]]},
    ],
)
async def test_no_file_is_named_to_gradio(data: object) -> None:
    async with client() as browser:
        answer = await predict(browser, {"data": data, "fn_index": 0, "session_hash": "a"})
    assert answer.status_code == 422


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b"[" * 100_000, b'"\xff"'])
async def test_a_call_that_cannot_be_read_is_told(body: bytes) -> None:
    async with client() as browser:
        answer = await browser.post("/gradio_api/run/predict", content=body)
    assert answer.status_code == 400


async def test_fields_that_the_page_does_not_send_are_not_passed_on() -> None:
    async with client() as browser:
        body = (
            await predict(browser, {"data": [1], "oauth_token": "x", "simple_format": True, "fn_index": 3})
        ).json()
    assert body["body"] == {"data": [1], "fn_index": 3}
