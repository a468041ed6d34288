"""/api/gateways/{gateway}/models: the list of a gateway, and the models that are ticked."""

import asyncio

from fastapi import APIRouter, Request, Response

from providers.errors import ProviderError
from providers.types import Gateway
from studio.errors import NoCookie, ServerKeyClosed
from ui.accounts.roles import is_guest
from ui.context import AppContext
from ui.gateway_settings.choices_json import (
    REFUSED,
    AddedModelsBody,
    ModelListView,
    UntickedModelsBody,
    list_view,
)
from ui.gateway_settings.kept_choices import added_models, keep_choices
from ui.responses import json_response
from ui.schemas.errors import ApiError, ErrorResponse, error_view, lang_of, status_of
from ui.schemas.request_body import JSON_TYPE, document_body, read_body, unreadable
from ui.security.visitor_cookie import origin_of, visitor_of


def routes(context: AppContext) -> APIRouter:
    """POST and PUT /api/gateways/{gateway}/models."""
    router = APIRouter(prefix="/api", tags=["models and keys"], default_response_class=Response)

    @router.post(
        "/gateways/{gateway}/models",
        responses={200: {"model": ModelListView}, 403: {"model": ErrorResponse}, **REFUSED},
        summary="Ask a gateway for its models (GET /models), which is free; 10 times a minute",
    )
    async def list_models(request: Request, gateway: str) -> Response:
        asked = _with_usable_key(context, request, gateway)
        own_key = context.own_key(visitor_of(request), asked)
        try:
            ids = await context.studio.list_models(asked, own_key=own_key)
        except ProviderError as error:
            view = error_view(error, lang_of(request.scope), gateway=asked.name)
            return json_response(ErrorResponse(error=view), status=status_of(error))
        offered = context.seen_by(request).offered_catalog.gateway(asked.id)
        return json_response(await asyncio.to_thread(list_view, ids, offered))

    @router.put(
        "/gateways/{gateway}/models",
        status_code=204,
        openapi_extra=document_body({JSON_TYPE: AddedModelsBody}),
        responses=REFUSED,
        summary="Say which further models of a gateway are offered to you",
    )
    async def tick_models(request: Request, gateway: str) -> Response:
        body = await read_body(request, AddedModelsBody)
        known = context.seen_by(request).catalog.gateway(gateway)
        models = added_models(body.models, known)
        if len(models) != len({model.id for model in body.models}):
            raise unreadable("models")
        choices = context.visitor_gateways.choices(visitor_of(request))
        keep_choices(context, request, choices.with_models(known.id, models))
        return Response(status_code=204)

    @router.put(
        "/gateways/{gateway}/unticked",
        status_code=204,
        openapi_extra=document_body({JSON_TYPE: UntickedModelsBody}),
        responses=REFUSED,
        summary="Say which models of a gateway your page leaves out of its lists; scripts can still name them",
    )
    async def untick_models(request: Request, gateway: str) -> Response:
        body = await read_body(request, UntickedModelsBody)
        _keep_unticked(context, request, gateway, frozenset(body.models))
        return Response(status_code=204)

    return router


def _keep_unticked(context: AppContext, request: Request, gateway_id: str, models: frozenset[str]) -> None:
    """Keeps which models are unticked. Raises UnknownModel, NoCookie, ApiError, also where none would be left."""
    catalog = context.seen_by(request).catalog
    gateway = catalog.gateway(gateway_id)
    known = models & {model.id for model in gateway.models}
    choices = context.visitor_gateways.choices(visitor_of(request)).with_unticked(gateway.id, known)
    if not any(choices.offers(other.id, model.id) for other in catalog.gateways for model in other.models):
        raise ApiError("none_offered", status=422, field="models")
    keep_choices(context, request, choices)


def _with_usable_key(context: AppContext, request: Request, gateway_id: str) -> Gateway:
    """The gateway, if this visitor may have it asked now.

    Raises ApiError, ServerKeyClosed, NoCookie.
    """
    seen, visitor, origin = context.seen_by(request), visitor_of(request), origin_of(request)
    gateway = seen.catalog.gateway(gateway_id)
    if not gateway.base_url:
        raise ApiError("not_found", status=404)
    if not origin.is_known:
        raise NoCookie
    if gateway.id in seen.closed_gateways and not context.own_key(visitor, gateway):
        raise ServerKeyClosed(
            params={"gateway": gateway.name, **({"reason": "guest"} if is_guest(request) else {})}
        )
    if wait := context.checks.take(origin.network or visitor):
        raise ApiError("too_many_checks", status=429, retry_after=wait)
    return gateway
