"""The HTTP API: models, runs and their events, and the visitor's own keys."""

import re
from contextlib import aclosing
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.responses import JSONResponse

from providers.config import BadKeyFormat, clean_key
from providers.errors import UnknownModel
from providers.types import PaintWire
from studio.types import ENDED, Run, State
from ui.api.event_stream import HEADERS, run_events, visitor_events
from ui.api.pictures import ClosingStreamingResponse
from ui.api.run_request import SCHEMA, parse_attachments, parse_run_request, read_fields
from ui.context import AppContext
from ui.schemas.errors import ApiError, ErrorResponse, lang_of
from ui.schemas.gateways import GatewayList, gateway_list
from ui.schemas.runs import RunPage, RunView
from ui.schemas.serialize import Viewer, dumps, run_view
from ui.security.visitor_cookie import visitor_of

NO: Final[dict[int | str, dict[str, Any]]] = {404: {"model": ErrorResponse}}
ASKING: Final = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": SCHEMA} for kind in ("application/json", "multipart/form-data")},
    }
}
KEEPING: Final = {
    "type": "object",
    "required": ["gateway", "key"],
    "properties": {"gateway": {"type": "string"}, "key": {"type": "string"}},
}
KEY_BODY: Final = {"requestBody": {"required": True, "content": {"application/json": {"schema": KEEPING}}}}


def json_response(value: object, *, status: int = 200) -> Response:
    """JSON that no cache keeps: it is one visitor's."""
    headers = {"cache-control": "no-store"}
    return Response(dumps(value), status_code=status, media_type=JSONResponse.media_type, headers=headers)


def routes(context: AppContext) -> APIRouter:
    """Every call under /api."""
    router = APIRouter(prefix="/api", default_response_class=Response)
    router.include_router(_models(context))
    router.include_router(_runs(context))
    router.include_router(_events(context))
    return router


def _models(context: AppContext) -> APIRouter:
    router = APIRouter(tags=["models and keys"])

    @router.get(
        "/gateways", responses={200: {"model": GatewayList}}, summary="Gateways, whether a key is set, models, caps"
    )
    async def list_gateways(request: Request) -> Response:
        return json_response(gateway_list(context.catalog, context.visitor_keys, visitor_of(request)))

    @router.post(
        "/keys",
        status_code=204,
        openapi_extra=KEY_BODY,
        summary="Use your own key for a gateway: kept in this server's memory, for you alone, until it restarts",
    )
    async def keep_key(request: Request) -> Response:
        fields = await read_fields(request)
        gateway, key = fields.get("gateway"), fields.get("key")
        if not isinstance(gateway, str):
            raise ApiError("bad_input", status=422, said="gateway", field="gateway")
        context.visitor_keys.store(visitor_of(request), context.catalog.gateway(gateway).id, _key(key))
        return Response(status_code=204)

    @router.delete("/keys/{gateway}", status_code=204, summary="Forget your own key for a gateway")
    async def forget_key(request: Request, gateway: str) -> Response:
        context.visitor_keys.remove(visitor_of(request), gateway)
        return Response(status_code=204)

    return router


def _runs(context: AppContext) -> APIRouter:
    router = APIRouter(tags=["runs"])

    @router.post(
        "/runs",
        status_code=202,
        openapi_extra=ASKING,
        responses={202: {"model": RunView}, 422: {"model": ErrorResponse}, 429: {"model": ErrorResponse}},
        summary="Make a picture: one press of the button. Answers at once; the run goes on by itself",
    )
    async def start(request: Request) -> Response:
        visitor = visitor_of(request)
        ask = parse_run_request(await parse_attachments(request, context.studio), catalog=context.catalog)
        made = await context.studio.submit(
            visitor, replace(ask, key=context.visitor_keys.get(visitor, ask.gateway))
        )
        return json_response(run_view(made, viewer_of(request, context)), status=202)

    @router.get("/runs", responses={200: {"model": RunPage}}, summary="Your runs, newest first")
    async def page(
        request: Request,
        cursor: Annotated[str, Query(max_length=200)] = "",
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        state: Annotated[list[State] | None, Query(description="only those in one of these states")] = None,
    ) -> Response:
        visitor = visitor_of(request)
        runs, following = await context.studio.page(visitor, before=cursor, limit=limit, states=state or ())
        who = viewer_of(request, context)
        return json_response(RunPage(runs=tuple(run_view(each, who) for each in runs), next=following))

    @router.get("/runs/{run_id}", responses={200: {"model": RunView}, **NO}, summary="One run")
    async def one(request: Request, run_id: str) -> Response:
        return json_response(
            run_view(await context.studio.get(visitor_of(request), run_id), viewer_of(request, context))
        )

    @router.post(
        "/runs/{run_id}/cancel",
        responses={200: {"model": RunView}, **NO},
        summary="Stop waiting. The gateway may still charge for what it has begun",
    )
    async def cancel(request: Request, run_id: str) -> Response:
        return json_response(
            run_view(await context.studio.cancel(visitor_of(request), run_id), viewer_of(request, context))
        )

    @router.post(
        "/runs/{run_id}/read-again",
        status_code=202,
        responses={202: {"model": RunView}, 409: {"model": ErrorResponse}, **NO},
        summary="Read the stored answer once more, and the links in it: free, nothing is sent to the gateway",
    )
    async def read_again(request: Request, run_id: str) -> Response:
        visitor = visitor_of(request)
        gateway = (await context.studio.get(visitor, run_id)).gateway
        again = await context.studio.read_again(visitor, run_id, key=context.visitor_keys.get(visitor, gateway))
        return json_response(run_view(again, viewer_of(request, context)), status=202)

    return router


def _events(context: AppContext) -> APIRouter:
    router = APIRouter(tags=["events"])

    @router.get(
        "/runs/{run_id}/events",
        responses={200: {"content": {"text/event-stream": {}}}, **NO},
        summary="One run as it happens: `run` (all of it), then `change`; resumes with Last-Event-ID",
    )
    async def follow(request: Request, run_id: str, last_event_id: Annotated[str, Header()] = "") -> Response:
        visitor = visitor_of(request)
        found = await context.studio.get(visitor, run_id)
        since = int(last_event_id) if re.fullmatch(r"\d{1,18}", last_event_id, re.ASCII) else 0
        if since and found.state in ENDED and not await _news(context, visitor, run_id, since):
            return Response(status_code=204)
        changes = context.studio.watch(visitor, run_id, since=since)
        return ClosingStreamingResponse(
            run_events(changes, viewer_of(request, context), closing=request.app.state.closing), headers=HEADERS
        )

    @router.get(
        "/events",
        responses={200: {"content": {"text/event-stream": {}}}},
        summary="All of your runs as they happen, on one line; resumes with Last-Event-ID",
    )
    async def follow_all(request: Request, last_event_id: Annotated[str, Header()] = "") -> Response:
        known = re.findall(r"[\w-]{1,64}", last_event_id[:8192])
        who, closing = viewer_of(request, context), request.app.state.closing
        told = visitor_events(context.studio, visitor_of(request), who, closing=closing, known=known)
        return ClosingStreamingResponse(told, headers=HEADERS)

    return router


def viewer_of(request: Request, context: AppContext) -> Viewer:
    """Who asks: their language, and the catalog's words for what they are told of."""
    names = {gateway.id: gateway.name for gateway in context.catalog.gateways}

    def by_rule(record: Run) -> bool:
        try:
            model = context.catalog.model(record.gateway, record.model)
            return isinstance(context.catalog.route(model, record.route).wire, PaintWire)
        except UnknownModel:
            return False

    return Viewer(
        lang=lang_of(request.scope), gateway_name=lambda gateway: names.get(gateway, gateway), by_rule=by_rule
    )


async def _news(context: AppContext, visitor: str, run_id: str, since: int) -> bool:
    """Whether an ended run has anything that is newer than `since`."""
    async with aclosing(context.studio.watch(visitor, run_id, since=since)) as changes:
        return await anext(changes, None) is not None


def _key(value: object) -> str:
    """A pasted key, cleaned. Raises ApiError, which does not repeat it."""
    try:
        key = clean_key(value) if isinstance(value, str) else ""
    except BadKeyFormat as error:
        raise ApiError("bad_input", status=422, said="key", field="key") from error
    if not key:
        raise ApiError("bad_input", status=422, said="key", field="key")
    return key
