"""The ASGI app: API, pictures and page, and the middleware around them.

The middleware keeps visitors apart.
"""

import asyncio
import gc
import logging
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Final

import gradio as gr
import gradio.routes
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Lifespan

from providers.catalog import Catalog
from providers.errors import ProviderError
from providers.transport.client import HttpClient
from studio.errors import DiskFailed, StudioError
from studio.limits import Limits
from studio.maintenance.cleanup import run_hourly
from studio.observing.call_report import CallReport
from studio.studio import Studio
from studio.types import KeyLookup
from ui import GC_THRESHOLDS, page
from ui import lifespan as opening
from ui import static_files as assets
from ui.accounts import visitor_api
from ui.accounts.account_service import Accounts
from ui.accounts.login import authenticate
from ui.accounts.proxies import trust_proxies
from ui.api import conversations, event_stream, gallery, gateways, pictures, recipes, references, run_record, runs
from ui.bounds.event_streams import bound_event_streams
from ui.bounds.page_callbacks import bound_callbacks
from ui.bounds.patient_protocol import patient_protocol
from ui.bounds.server_keys import server_keys_notice
from ui.context import AppContext
from ui.http import connection
from ui.http.compression import compress_text
from ui.http.gradio_page import gradio_page
from ui.http.host_check import startup_warning
from ui.model_discovery import discover_all_models
from ui.operations import health
from ui.operations.log import CallbackErrors, configure_logging, log_call
from ui.operations.metrics import Metrics
from ui.operations.probes import probes
from ui.operations.request_id import request_ids
from ui.operations.version import VERSION
from ui.schemas import openapi_page
from ui.schemas.errors import ApiError
from ui.security.gradio_allowlist import gradio_allowlist
from ui.security.request_guard import error_response, request_guard
from ui.security.visitor_keys import VisitorKeys
from ui.serving.graceful_server import GracefulServer, OpenRequests
from ui.settings import Settings

LOG = logging.getLogger(__name__)
MAX_CALLBACKS: Final = 500  # running at once; Gradio's default of 40 lets the 41st wait without a word
MAX_SESSIONS: Final = 1000  # pages whose state is kept: 240 KB each
UNUSABLE_PROXY: Final = (
    "The proxy in %s_PROXY or ALL_PROXY cannot be used, so nothing at an %s:// address can be reached. Set it to "
    "an address with http:// or https://, or install httpx[socks] for one with socks5://, then restart Easel."
)
API_DESCRIPTION: Final = (
    "Make pictures from scripts. You are known by the cookie that the first answer sets, or by your login; keep "
    "it: what you make is yours alone. An error answers with its kind, a message and an advice, in the language of "
    "Accept-Language."
)


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
    # To visitors a key that is not open is none: the page opens with another model, and asks for theirs.
    catalog = replace(catalog, gateways_with_key=catalog.gateways_with_key - closed)
    http = HttpClient(allow_fake_ip=settings.allow_fake_ip)
    for scheme in http.unusable_proxies:
        LOG.warning(UNUSABLE_PROXY, scheme.upper(), scheme)
    limits = Limits(
        calls_per_gateway=settings.calls_per_gateway,
        waiting_calls=settings.waiting_calls,
        runs_per_visitor=settings.runs_per_visitor,
        runs_per_address=settings.runs_per_address,
        server_keys_open=settings.server_keys != "closed",
        daily_calls=settings.daily_calls,
        daily_tokens=settings.daily_tokens,
        grace=settings.grace,
        image_memory=settings.image_memory,
        upload_pixels=settings.upload_pixels,
        keep_partials_days=settings.keep_partials_days,
        keep_uploads_days=settings.keep_uploads_days,
        keep_deleted_days=settings.keep_deleted_days,
        keep_free=settings.keep_free,
        storage_per_visitor=settings.storage_per_visitor,
        uploads_per_hour=settings.uploads_per_hour,
        keep_anonymous_days=settings.keep_anonymous_days,
    )
    studio = Studio(
        catalog=catalog,
        keys=keys,
        http=http,
        data=settings.data,
        database_url=settings.database_url,
        limits=limits,
        observe=lambda report: observe_call(report, metrics),
    )
    metrics = Metrics(
        runs=studio.unfinished_counts,
        waiting=studio.waiting_counts,
        free_bytes=lambda: shutil.disk_usage(settings.data).free,
    )
    visitor_keys = VisitorKeys(
        settings.keys,
        per_network=settings.keys_per_address,
        is_busy=lambda visitor: bool(studio.live_runs(visitor)),
    )
    context = AppContext(studio=studio, visitor_keys=visitor_keys, limits=limits, closed_gateways=closed)
    accounts = Accounts(studio, settings)

    @asynccontextmanager
    async def run_services(_: FastAPI) -> AsyncIterator[None]:
        async with opening.lifespan_services(settings.data, http, studio, accounts, grace=settings.grace):
            beside = [
                asyncio.create_task(discover_all_models(studio, http=http, keys=keys)),
                asyncio.create_task(run_hourly(studio.clean_up)),
                asyncio.create_task(metrics.watch_lag()),
            ]
            yield
            for task in beside:
                task.cancel()
            await asyncio.wait(beside)

    app = _build_api(context, accounts, keys=keys, lifespan=run_services, settings=settings)
    app.state.closing = asyncio.Event()
    _mount_page(app, page.build(context))
    gradio_app = bound_callbacks(gradio_page(app, settings=settings), settings=settings)
    inner = bound_event_streams(gradio_allowlist(gradio_app, settings=settings), settings=settings)
    visited = authenticate(inner, accounts=accounts)
    probed = probes(visited, studio=studio, metrics=metrics, token=settings.metrics_token)
    guarded = request_ids(request_guard(compress_text(probed), settings=settings))
    names = [gateway.name for gateway in catalog.gateways if gateway.id in catalog.gateways_with_key | closed]
    requests = OpenRequests()
    return App(
        app=opening.readable_startup_errors(requests.track(guarded)),
        requests=requests,
        finish=studio.finish,
        closing=app.state.closing,
        notices=tuple(filter(None, [server_keys_notice(settings, names), startup_warning(settings)])),
    )


def observe_call(report: CallReport, metrics: Metrics) -> None:
    """Writes a call that ended into the log, and counts it."""
    log_call(report)
    metrics.count_call(report)


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


def _build_api(
    context: AppContext, accounts: Accounts, *, keys: KeyLookup, lifespan: Lifespan[FastAPI], settings: Settings
) -> FastAPI:
    app = FastAPI(
        title="Easel",
        description=API_DESCRIPTION,
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        servers=[{"url": settings.public_url or settings.root_path or "/"}],
    )
    for kind in (ProviderError, StudioError, ApiError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _handle_refusal)
    app.add_exception_handler(ClientDisconnect, _handle_disconnect)
    app.add_exception_handler(OSError, _handle_disk_error)
    app.add_exception_handler(Exception, _handle_unexpected)
    app.include_router(health.routes(context.studio))
    app.include_router(connection.routes(settings))
    app.include_router(gateways.routes(context))
    app.include_router(runs.routes(context))
    app.include_router(event_stream.routes(context))
    app.include_router(conversations.routes(context))
    app.include_router(gallery.routes(context))
    app.include_router(recipes.routes(context))
    app.include_router(run_record.routes(context, keys=keys))
    app.include_router(pictures.routes(context.studio))
    app.include_router(references.routes(context.studio))
    app.include_router(visitor_api.routes(accounts))
    app.router.routes.extend(assets.routes())

    @app.get("/docs", include_in_schema=False)
    async def docs_page() -> HTMLResponse:
        return HTMLResponse(openapi_page.page(app.openapi(), root_path=settings.root_path))

    @app.api_route(
        "/api/{rest:path}", methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False
    )
    @app.api_route("/references/{rest:path}", methods=["GET", "HEAD", "POST"], include_in_schema=False)
    @app.api_route("/pictures/{rest:path}", methods=["GET", "HEAD", "POST"], include_in_schema=False)
    async def nothing(rest: str) -> Response:
        raise ApiError("not_found", status=404)

    return app


def _mount_page(app: FastAPI, blocks: gr.Blocks) -> None:
    """Leaves out of Gradio all that it can be told to leave out; `gradio_allowlist` keeps the rest shut."""
    blocks.max_threads = MAX_CALLBACKS
    vars(gradio.routes)["traceback"] = CallbackErrors()
    blocks.space_id = None  # else the page asks the Hub for the Space's state, and Google for fonts
    blocks.state_session_capacity = MAX_SESSIONS
    blocks.delete_cache = (3600, 86400)
    blocks.create_limiter()  # type: ignore[no-untyped-call]
    blocks.queue(api_open=False)  # no callback goes by it (ui/tabs/callbacks.py)
    # Gradio looks for work every millisecond, which is 7 % of a core with nobody there; every 20 ms is 2 %.
    blocks._queue.sleep_when_free = 0.02
    blocks._queue.progress_update_sleep_when_free = 0.1
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        show_error=False,
        ssr_mode=False,
        run_history=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        footer_links=[],
        max_file_size="1mb",
        **page.mount_kwargs(),
    )


async def _handle_refusal(request: Request, error: Exception) -> Response:
    """Everything that a request can be refused for, in one shape."""
    match error:
        case ProviderError() | StudioError() | ApiError():
            return error_response(error, request.scope)
        case RequestValidationError():
            names = ", ".join(str(problem["loc"][-1]) for problem in error.errors())
            return error_response(
                ApiError("bad_input", status=422, said=names[:200], field=names[:200]), request.scope
            )
        case HTTPException():
            kind = "not_found" if error.status_code == 404 else "bad_input"
            return error_response(ApiError(kind, status=error.status_code), request.scope)
        case _:
            raise error


async def _handle_disconnect(_: Request, __: Exception) -> Response:
    """An answer to half a request, which nobody gets: its connection is gone."""
    return Response(status_code=400)


async def _handle_disk_error(request: Request, error: Exception) -> Response:
    """What the disk did not do; a connection that broke is an OSError as well, and no fault of the disk."""
    if isinstance(error, ConnectionError | TimeoutError):
        raise error
    LOG.error("%s %s: %s", request.method, request.url.path, error)
    return error_response(DiskFailed(str(error)), request.scope)


async def _handle_unexpected(request: Request, _: Exception) -> Response:
    """A mistake of ours: the log has it (starlette raises it again), the person is told no more than that."""
    return error_response(ApiError("internal", status=500), request.scope)
