"""/api/runs: starting, listing and stopping runs."""

import time
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from studio.types import IdempotencyKey, State
from ui.accounts.roles import is_guest
from ui.context import AppContext
from ui.responses import NOT_FOUND, json_response, view_context_of_runs
from ui.schemas.errors import ErrorResponse, lang_of
from ui.schemas.request_body import FORM_TYPE, JSON_TYPE, document_body
from ui.schemas.run_request import (
    IDEMPOTENCY_KEY,
    RunBody,
    RunForm,
    parse_run_request,
    read_idempotency_key,
    read_run_body,
)
from ui.schemas.runs import RunPage, RunView
from ui.schemas.serialize import run_view
from ui.security.visitor_cookie import origin_of, public_name, visitor_of

RUN_BODY: Final[dict[str, Any]] = document_body({JSON_TYPE: RunBody, FORM_TYPE: RunForm})
REPLAYED: Final = "Idempotency-Replayed"
STARTED: Final[dict[int | str, dict[str, Any]]] = {
    202: {
        "model": RunView,
        "headers": {
            REPLAYED: {
                "description": "`true` where the Idempotency-Key had made this run before; it is told as it is now",
                "schema": {"type": "string"},
            }
        },
    },
    **{status: {"model": ErrorResponse} for status in (400, 403, 409, 410, 422, 428, 429)},
}


def routes(context: AppContext) -> APIRouter:
    """Every call under /api/runs that is about the run itself."""
    router = APIRouter(prefix="/api", tags=["runs"], default_response_class=Response)
    router.include_router(_reading(context))
    router.include_router(_changing(context))
    return router


def _changing(context: AppContext) -> APIRouter:
    router = APIRouter()

    @router.post(
        "/runs",
        status_code=202,
        openapi_extra={**RUN_BODY, "parameters": [IDEMPOTENCY_KEY]},
        responses=STARTED,
        summary="Make a picture: one press of the button. Answers at once; the run goes on by itself",
    )
    async def start(request: Request) -> Response:
        visitor = visitor_of(request)
        press = read_idempotency_key(request)
        body, fingerprint = await read_run_body(request, context.studio)
        asked = parse_run_request(body, catalog=context.catalog, language=lang_of(request.scope))
        key = context.visitor_keys.get(visitor, asked.gateway)
        asked = replace(asked, key=key, own_key_only=is_guest(request), origin=origin_of(request))
        read_at = time.time()
        if not press:
            run, is_replay = await context.studio.submit(visitor, asked), False
        else:
            once = IdempotencyKey(key=press, fingerprint=fingerprint)
            run, is_replay = await context.studio.submit_once(visitor, asked, once)
        response = json_response(
            run_view(run, await view_context_of_runs(request, context, (run,), read_at=read_at)), status=202
        )
        if is_replay:
            response.headers[REPLAYED] = "true"
        return response

    @router.post(
        "/runs/{run_id}/cancel",
        responses={200: {"model": RunView}, **NOT_FOUND},
        summary="Stop waiting. The gateway may still charge for what it has begun",
    )
    async def cancel(request: Request, run_id: str) -> Response:
        read_at = time.time()
        run = await context.studio.cancel(visitor_of(request), run_id)
        return json_response(run_view(run, await view_context_of_runs(request, context, (run,), read_at=read_at)))

    @router.post(
        "/runs/{run_id}/read-again",
        status_code=202,
        responses={202: {"model": RunView}, 409: {"model": ErrorResponse}, **NOT_FOUND},
        summary="Read the stored answer once more, and the links in it: free, nothing is sent to the gateway",
    )
    async def read_again(request: Request, run_id: str) -> Response:
        visitor = visitor_of(request)
        gateway = (await context.studio.get(visitor, run_id)).gateway
        key = context.visitor_keys.get(visitor, gateway)
        read_at = time.time()
        run = await context.studio.read_again(visitor, run_id, key=key)
        return json_response(
            run_view(run, await view_context_of_runs(request, context, (run,), read_at=read_at)), status=202
        )

    return router


def _reading(context: AppContext) -> APIRouter:
    router = APIRouter()

    @router.get("/runs", responses={200: {"model": RunPage}}, summary="Your runs, newest first")
    async def list_runs(
        request: Request,
        cursor: Annotated[str, Query(max_length=200)] = "",
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        state: Annotated[list[State] | None, Query(description="only those in one of these states")] = None,
    ) -> Response:
        visitor, read_at = visitor_of(request), time.time()
        runs, cursor = await context.studio.page(visitor, before=cursor, limit=limit, states=state or ())
        view_context = await view_context_of_runs(request, context, runs, read_at=read_at)
        views = tuple(run_view(run, view_context) for run in runs)
        return json_response(RunPage(runs=views, next=cursor, visitor=public_name(visitor)))

    @router.get("/runs/{run_id}", responses={200: {"model": RunView}, **NOT_FOUND}, summary="One run")
    async def get_run(request: Request, run_id: str) -> Response:
        read_at = time.time()
        run = await context.studio.get(visitor_of(request), run_id)
        return json_response(run_view(run, await view_context_of_runs(request, context, (run,), read_at=read_at)))

    return router
