"""The HTTP API: its resources, its documentation, and the answer where there is nothing."""

from dataclasses import replace
from typing import Final

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.types import Lifespan

from studio.types import KeyLookup
from ui import static_files as assets
from ui.accounts import visitor_api
from ui.accounts.account_service import Accounts
from ui.api import conversations, event_stream, gallery, gateways, pictures, recipes, references, run_record, runs
from ui.context import AppContext
from ui.gateway_checks import behaviour_api, check_api
from ui.gateway_settings import model_list_api, own_gateways_api
from ui.http import connection, web_app_manifest
from ui.http.plain_page import page_preferences, plain_page
from ui.incoming import share_target
from ui.operations import admin_api, health
from ui.operations.overview import OverviewQuery
from ui.operations.version import VERSION
from ui.schemas import openapi_page
from ui.schemas.errors import ApiError
from ui.serving.error_handlers import add_error_handlers
from ui.settings import Settings

API_DESCRIPTION: Final = (
    "Make pictures from scripts. You are known by the cookie that the first answer sets, or by your login; keep "
    "it: what you make is yours alone. An error answers with its kind, a message and an advice, in the language of "
    "Accept-Language."
)


def build_api(
    context: AppContext,
    accounts: Accounts,
    overview: OverviewQuery,
    *,
    keys: KeyLookup,
    lifespan: Lifespan[FastAPI],
    settings: Settings,
) -> FastAPI:
    """The API with all its routes."""
    app = FastAPI(
        title="Easel",
        description=API_DESCRIPTION,
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        servers=[{"url": settings.public_url or settings.root_path or "/"}],
    )
    add_error_handlers(app)
    for router in _resources(context, accounts, overview, keys=keys, settings=settings):
        app.include_router(router)
    app.router.routes.extend(assets.routes())

    @app.get("/docs", include_in_schema=False)
    async def docs_page(request: Request) -> Response:
        preferences = replace(page_preferences(request.scope), lang="en")
        content = openapi_page.page_content(app.openapi(), root_path=settings.root_path)
        return plain_page(preferences, "Easel: HTTP API", content, style=openapi_page.STYLE)

    @app.api_route(
        "/api/{rest:path}", methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False
    )
    @app.api_route("/references/{rest:path}", methods=["GET", "HEAD", "POST"], include_in_schema=False)
    @app.api_route("/pictures/{rest:path}", methods=["GET", "HEAD", "POST"], include_in_schema=False)
    async def nothing(rest: str) -> Response:
        raise ApiError("not_found", status=404)

    return app


def _resources(
    context: AppContext, accounts: Accounts, overview: OverviewQuery, *, keys: KeyLookup, settings: Settings
) -> tuple[APIRouter, ...]:
    return (
        health.routes(context.studio),
        connection.routes(settings),
        gateways.routes(context),
        check_api.routes(context, keys=keys),
        behaviour_api.routes(context),
        own_gateways_api.routes(context),
        model_list_api.routes(context),
        runs.routes(context),
        event_stream.routes(context),
        conversations.routes(context),
        gallery.routes(context),
        recipes.routes(context),
        run_record.routes(context, keys=keys),
        pictures.routes(context.studio),
        references.routes(context.studio),
        visitor_api.routes(accounts),
        web_app_manifest.routes(),
        share_target.routes(context.studio),
        admin_api.routes(context, overview),
    )
