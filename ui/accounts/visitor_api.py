"""/api/visitor: who asks, what their browser made before, and codes to carry it elsewhere."""

from fastapi import APIRouter, Request, Response

from ui.accounts.account_service import Accounts
from ui.accounts.roles import RequestRole, role_of
from ui.accounts.transfer_codes import LIFETIME
from ui.responses import json_response
from ui.schemas import View
from ui.schemas.errors import ApiError, ErrorResponse
from ui.security.visitor_cookie import visitor_of


class BelongingsView(View):
    """Counts of what somebody owns; `pictures` are those that a gallery shows."""

    pictures: int
    runs: int
    uploads: int


class VisitorView(View):
    """The visitor who asks.

    `name` is "" without a login. `browser` is what this browser made before the login, null where that is nothing;
    `kept_days` how long a gallery without a login is kept after its last visit, 0 for ever.
    """

    name: str
    role: RequestRole
    browser: BelongingsView | None
    kept_days: int


class CodeView(View):
    """A code that works once, for so many seconds, at `page`; `link` holds both."""

    code: str
    page: str
    link: str
    seconds: int


def routes(accounts: Accounts) -> APIRouter:
    """Every call under /api/visitor."""
    router = APIRouter(prefix="/api/visitor", tags=["visitor"], default_response_class=Response)
    studio, settings = accounts.studio, accounts.settings

    @router.get(
        "", responses={200: {"model": VisitorView}}, summary="Who you are, and what this browser made before"
    )
    async def show(request: Request) -> Response:
        user = getattr(request.state, "user", None)
        former = request.state.anonymous_visitor if user else ""
        before = await studio.belongings(former) if former else None
        view = VisitorView(
            name=user.name if user else "",
            role=role_of(request),
            browser=None if before is None or before.is_nothing else _view(before),
            kept_days=settings.keep_anonymous_days,
        )
        return json_response(view)

    @router.post(
        "/take-over",
        responses={200: {"model": BelongingsView}, 404: {"model": ErrorResponse}, 409: {"model": ErrorResponse}},
        summary="What this browser made before you logged in becomes yours, and the keys that you entered in it",
    )
    async def take_over(request: Request) -> Response:
        if not getattr(request.state, "user", None) or not request.state.anonymous_visitor:
            raise ApiError("nothing_owned", status=404)
        former, user = request.state.anonymous_visitor, visitor_of(request)
        given = await studio.give(former, user)
        accounts.keys.move(former, user)
        accounts.gateways.move(former, user)
        return json_response(_view(given))

    @router.post(
        "/code",
        responses={200: {"model": CodeView}, 404: {"model": ErrorResponse}},
        summary="A code, for ten minutes and one use, that brings your gallery to another browser",
    )
    async def make_code(request: Request) -> Response:
        visitor = request.state.anonymous_visitor
        if getattr(request.state, "user", None) or not visitor or (await studio.belongings(visitor)).is_nothing:
            raise ApiError("nothing_owned", status=404)
        code = accounts.codes.issue(visitor)
        page = str(getattr(request.state, "root_path", "")) + "/carry"
        return json_response(CodeView(code=code, page=page, link=f"{page}?code={code}", seconds=int(LIFETIME)))

    return router


def _view(owned: object) -> BelongingsView:
    return BelongingsView.model_validate(owned, from_attributes=True)
