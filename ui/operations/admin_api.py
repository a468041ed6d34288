"""/admin and /api/admin/overview: for admins alone, as a page and as JSON."""

from fastapi import APIRouter, Request, Response

from ui.accounts.roles import require_admin
from ui.context import AppContext
from ui.http.plain_page import page_preferences
from ui.http.root_path import root_path_of
from ui.operations.admin_page import admin_page
from ui.operations.overview import OverviewQuery
from ui.responses import json_response
from ui.schemas.admin_overview import AdminOverview
from ui.schemas.errors import ErrorResponse


def routes(context: AppContext, overview: OverviewQuery) -> APIRouter:
    """The two; to members and guests they are forbidden, and without a login there are none."""
    router = APIRouter(tags=["server"], default_response_class=Response)

    @router.get(
        "/api/admin/overview",
        responses={200: {"model": AdminOverview}, 403: {"model": ErrorResponse}, 404: {"model": ErrorResponse}},
        summary="For admins: what goes on, what failed, who called how often, storage, log-ins and deletions",
    )
    async def show_overview(request: Request) -> Response:
        require_admin(request)
        return json_response(await overview.read())

    @router.get("/admin", include_in_schema=False)
    async def show_page(request: Request) -> Response:
        require_admin(request)
        preferences, home = page_preferences(request.scope), root_path_of(request) + "/"

        def gateway_name(gateway_id: str) -> str:
            return context.gateway_name(gateway_id, preferences.lang, unknown="server.provider_own")

        return admin_page(await overview.read(), preferences, home=home, gateway_name=gateway_name)

    return router
