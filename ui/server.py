"""The ASGI app: API, pictures and page, and the middleware around them.

The middleware keeps visitors apart.
"""

import asyncio
import gc
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from providers.catalog import Catalog
from studio.types import KeyLookup
from ui import GC_THRESHOLDS, page
from ui import lifespan as opening
from ui.accounts.login import authenticate
from ui.accounts.proxies import trust_proxies
from ui.bounds.event_streams import EventStreams, bound_event_streams
from ui.bounds.page_callbacks import bound_callbacks
from ui.bounds.patient_protocol import patient_protocol
from ui.bounds.server_keys import server_keys_notice
from ui.http.compression import compress_text
from ui.http.gradio_page import gradio_page
from ui.http.host_check import startup_warning
from ui.operations.log import configure_logging
from ui.operations.log_id import log_ids
from ui.operations.overview import OverviewQuery
from ui.operations.probes import probes
from ui.security.gradio_allowlist import gradio_allowlist
from ui.security.request_guard import request_guard
from ui.serving.asset_cache import cache_assets
from ui.serving.graceful_server import GracefulServer, OpenRequests
from ui.serving.gradio_mount import mount_page
from ui.serving.http_api import build_api
from ui.serving.server_parts import ServerParts, build_parts
from ui.serving.skeleton import skeleton
from ui.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The whole application, ready to be served by one process.

    `finish` is `Studio.finish`. `closing` ends the streams that have no end. `notices` are sentences for whoever
    starts it.
    """

    app: ASGIApp
    requests: OpenRequests
    finish: Callable[[], Awaitable[None]]
    closing: asyncio.Event
    notices: tuple[str, ...] = ()


def create_app(settings: Settings, *, catalog: Catalog, keys: KeyLookup) -> App:
    """Builds everything and opens nothing; the server opens and closes it."""
    os.environ["GRADIO_TEMP_DIR"] = str(settings.data / "gradio")
    closed = catalog.gateways_with_key if settings.server_keys == "closed" else frozenset[str]()
    names = [gateway.name for gateway in catalog.gateways if gateway.id in catalog.gateways_with_key]
    # To visitors a key that is not open is none: the page opens with another model, and asks for theirs.
    catalog = replace(catalog, gateways_with_key=catalog.gateways_with_key - closed)
    parts = build_parts(settings, catalog=catalog, keys=keys, closed=closed)
    streams = EventStreams(per_visitor=settings.streams_per_visitor, per_network=settings.streams_per_address)
    overview = OverviewQuery(parts.studio, open_streams=lambda: streams.count)
    app = build_api(
        parts.context, parts.accounts, overview, keys=keys, lifespan=parts.run_beside, settings=settings
    )
    app.state.closing = asyncio.Event()
    mount_page(app, partial(page.build, parts.context), **page.mount_kwargs(parts.context))
    requests = OpenRequests()
    return App(
        app=opening.readable_startup_errors(requests.track(_middleware_around(app, parts, streams=streams))),
        requests=requests,
        finish=parts.studio.finish,
        closing=app.state.closing,
        notices=tuple(filter(None, [server_keys_notice(settings, names), startup_warning(settings)])),
    )


def _middleware_around(app: FastAPI, parts: ServerParts, *, streams: EventStreams) -> ASGIApp:
    """The middleware around the API and the page, from the inside out."""
    settings = parts.settings
    first_paint = skeleton(is_free=parts.studio.catalog.default[0].by_rule)
    gradio_app = bound_callbacks(
        gradio_page(app, settings=settings, first_paint=first_paint, strings=page.string_tags()), settings=settings
    )
    allowed = cache_assets(gradio_allowlist(gradio_app, settings=settings))
    inner = bound_event_streams(allowed, streams=streams)
    visited = authenticate(inner, accounts=parts.accounts)
    probed = probes(visited, studio=parts.studio, metrics=parts.metrics, token=settings.metrics_token)
    return log_ids(request_guard(compress_text(probed), settings=settings))


def serve(easel: App, settings: Settings) -> int:
    """Serve until told to stop, and return the process's exit status.

    In this one process: runs live in it. There is no access log: it would name sessions.
    """
    configure_logging(settings.log)
    config = uvicorn_config(easel, settings)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = settings.public_url or f"http://{shown}:{settings.port}"
    server = GracefulServer(
        config,
        address=address,
        notices=easel.notices,
        finish=easel.finish,
        closing=easel.closing,
        requests=easel.requests,
    )
    # What is there now never goes away; to look through it would hold the loop up for 70 ms each time.
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    with suppress(KeyboardInterrupt):
        server.run()
    return 0 if server.started else 3


def uvicorn_config(easel: App, settings: Settings) -> uvicorn.Config:
    """The settings of the HTTP server."""
    return uvicorn.Config(
        trust_proxies(easel.app, settings),
        host=settings.host,
        port=settings.port,
        proxy_headers=False,  # it is done here, so that the peer itself is known behind it
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="warning",
        http=patient_protocol(settings),
        timeout_graceful_shutdown=3,
    )
