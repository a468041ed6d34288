"""/api/gateways: gateways, models and their caps; /api/keys: the visitor's own keys."""

from typing import Any, Final, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from providers.errors import BadKey, ProviderError
from providers.types import Gateway
from studio.errors import NoCookie
from studio.studio import Studio
from ui.context import AppContext
from ui.gateway_settings.gateway_list import gateway_list
from ui.responses import json_response
from ui.schemas import View
from ui.schemas.errors import ApiError, ErrorResponse, lang_of
from ui.schemas.gateways import GatewayList
from ui.schemas.request_body import (
    JSON_TYPE,
    URLENCODED_TYPE,
    RequestBody,
    document_body,
    read_body,
    unreadable,
)
from ui.security.visitor_cookie import origin_of, visitor_of
from ui.security.visitor_keys import KeysFull, clean_visitor_key, key_tail


class KeyBody(RequestBody):
    """A visitor's own key for a gateway.

    `check`: the gateway is asked for its list of models with it first, which is free; one that it refuses is not
    kept.
    """

    gateway: str
    key: str = Field(min_length=1, repr=False)
    check: bool = False


class KeyCheckView(View):
    """The gateway's answer to a key.

    `result` is "works", "refused", or "unknown" where it could not be asked; `said` its own words. `key_tail` is
    what may be shown of the key.
    """

    result: Literal["works", "refused", "unknown"]
    said: str = ""
    key_tail: str


KEY_BODY: Final[dict[str, Any]] = document_body({JSON_TYPE: KeyBody, URLENCODED_TYPE: KeyBody})


def routes(context: AppContext) -> APIRouter:
    """GET /api/gateways, POST and DELETE /api/keys."""
    router = APIRouter(prefix="/api", tags=["models and keys"], default_response_class=Response)

    @router.get(
        "/gateways", responses={200: {"model": GatewayList}}, summary="Gateways, whether a key is set, models, caps"
    )
    async def list_gateways(request: Request) -> Response:
        return json_response(
            await gateway_list(context.seen_by(request), visitor_of(request), lang_of(request.scope))
        )

    @router.post(
        "/keys",
        status_code=204,
        openapi_extra=KEY_BODY,
        responses={
            200: {"model": KeyCheckView},
            **{status: {"model": ErrorResponse} for status in (422, 428, 429)},
        },
        summary="Use your own key for a gateway: kept in this server's memory, for you alone, until it restarts",
    )
    async def store_key(request: Request) -> Response:
        body = await read_body(request, KeyBody)
        gateway = context.seen_by(request).catalog.gateway(body.gateway)
        origin = origin_of(request)
        if not origin.is_known:
            raise NoCookie
        key = clean_visitor_key(body.key)
        if not key:
            raise unreadable("key")
        checked = None
        if body.check:
            may_ask = not context.checks.take(origin.network or visitor_of(request))
            checked = await _check(context.studio, gateway, key, may_ask=may_ask)
            if checked.result == "refused":
                return json_response(checked)
        try:
            context.visitor_keys.store(visitor_of(request), gateway.id, key, network=origin.network)
        except KeysFull as error:
            raise ApiError("keys_full", status=429, reason=error.reason) from error
        return json_response(checked) if checked else Response(status_code=204)

    @router.delete("/keys/{gateway}", status_code=204, summary="Forget your own key for a gateway")
    async def remove_key(request: Request, gateway: str) -> Response:
        context.visitor_keys.remove(visitor_of(request), gateway)
        return Response(status_code=204)

    return router


async def _check(studio: Studio, gateway: Gateway, key: str, *, may_ask: bool) -> KeyCheckView:
    """Asks the gateway for its models with the key, which is free."""
    tail = key_tail(key)
    if not may_ask or not gateway.base_url:
        return KeyCheckView(result="unknown", key_tail=tail)
    try:
        await studio.check_key(gateway, key)
    except BadKey as error:
        return KeyCheckView(result="refused", said=error.gateway_message, key_tail=tail)
    except ProviderError as error:
        return KeyCheckView(result="unknown", said=error.gateway_message, key_tail=tail)
    return KeyCheckView(result="works", key_tail=tail)
