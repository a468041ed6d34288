"""/api/gateways: gateways, models and their caps; /api/keys: the visitor's own keys."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import Field

from providers.config import BadKeyFormat, clean_key
from studio.errors import NoCookie
from ui.context import AppContext
from ui.responses import json_response
from ui.schemas.errors import ApiError, ErrorResponse
from ui.schemas.gateways import GatewayList, gateway_list
from ui.schemas.request_body import (
    JSON_TYPE,
    URLENCODED_TYPE,
    RequestBody,
    document_body,
    read_body,
    unreadable,
)
from ui.security.visitor_cookie import origin_of, visitor_of
from ui.security.visitor_keys import KeysFull


class KeyBody(RequestBody):
    """A visitor's own key for a gateway."""

    gateway: str
    key: str = Field(min_length=1, repr=False)


KEY_BODY: Final[dict[str, Any]] = document_body({JSON_TYPE: KeyBody, URLENCODED_TYPE: KeyBody})


def routes(context: AppContext) -> APIRouter:
    """GET /api/gateways, POST and DELETE /api/keys."""
    router = APIRouter(prefix="/api", tags=["models and keys"], default_response_class=Response)

    @router.get(
        "/gateways", responses={200: {"model": GatewayList}}, summary="Gateways, whether a key is set, models, caps"
    )
    async def list_gateways(request: Request) -> Response:
        return json_response(gateway_list(context.seen_by(request), visitor_of(request)))

    @router.post(
        "/keys",
        status_code=204,
        openapi_extra=KEY_BODY,
        responses={status: {"model": ErrorResponse} for status in (422, 428, 429)},
        summary="Use your own key for a gateway: kept in this server's memory, for you alone, until it restarts",
    )
    async def store_key(request: Request) -> Response:
        body = await read_body(request, KeyBody)
        gateway = context.catalog.gateway(body.gateway)
        origin = origin_of(request)
        if not origin.is_known:
            raise NoCookie
        key = _clean(body.key)
        try:
            context.visitor_keys.store(visitor_of(request), gateway.id, key, network=origin.network)
        except KeysFull as error:
            raise ApiError("keys_full", status=429, reason=error.reason) from error
        return Response(status_code=204)

    @router.delete("/keys/{gateway}", status_code=204, summary="Forget your own key for a gateway")
    async def remove_key(request: Request, gateway: str) -> Response:
        context.visitor_keys.remove(visitor_of(request), gateway)
        return Response(status_code=204)

    return router


def _clean(pasted: str) -> str:
    """A pasted key, cleaned. Raises ApiError, which does not repeat it."""
    try:
        key = clean_key(pasted)
    except BadKeyFormat as error:
        raise unreadable("key") from error
    if not key:
        raise unreadable("key")
    return key
