"""POST /api/gateways/check: what is wrong with a gateway's set-up, and what mends it."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import Field

from formats.texts.api_key import BadKeyFormat, clean_key
from studio.diagnostics.gateway_check import CheckRequest
from studio.errors import NoCookie
from studio.limits import TokenBuckets
from studio.types import KeyLookup
from ui.context import CHECKS_PER_MINUTE, AppContext
from ui.gateway_checks.check_view import GatewayCheckView, check_view
from ui.gateway_settings.addresses import shown_address
from ui.responses import json_response
from ui.schemas.errors import ApiError, ErrorResponse, lang_of
from ui.schemas.request_body import (
    JSON_TYPE,
    URLENCODED_TYPE,
    RequestBody,
    document_body,
    read_body,
    unreadable,
)
from ui.security.visitor_cookie import origin_of, visitor_of

MAX_ADDRESS: Final = 2000


class GatewayCheckBody(RequestBody):
    """A set-up to check: a `gateway` that there is, or an `address` as it was typed.

    `key` is the one to try, without it yours, or the server's where that is open to you; an address is never sent
    any but this. `model` is the one that is to be used.
    """

    gateway: str = Field(default="", max_length=128)
    address: str = Field(default="", max_length=MAX_ADDRESS)
    key: str = Field(default="", max_length=8192, repr=False)
    model: str = Field(default="", max_length=256)


CHECK_BODY: Final[dict[str, Any]] = document_body({JSON_TYPE: GatewayCheckBody, URLENCODED_TYPE: GatewayCheckBody})


def routes(context: AppContext, *, keys: KeyLookup) -> APIRouter:
    """POST /api/gateways/check."""
    router = APIRouter(prefix="/api", tags=["models and keys"], default_response_class=Response)
    # Apart from keys that are tried and lists that are asked for: who tests has a problem with one of those.
    checks = TokenBuckets(rate=CHECKS_PER_MINUTE / 60, burst=CHECKS_PER_MINUTE)

    @router.post(
        "/gateways/check",
        openapi_extra=CHECK_BODY,
        responses={
            200: {"model": GatewayCheckView},
            **{status: {"model": ErrorResponse} for status in (422, 428, 429)},
        },
        summary="Test a gateway's address, key and models for free: what is wrong, and what mends it",
    )
    async def check_gateway(request: Request) -> Response:
        body = await read_body(request, GatewayCheckBody)
        origin = origin_of(request)
        if not origin.is_known:
            raise NoCookie
        ask = _check_request(body, context.seen_by(request), visitor_of(request), keys)
        if wait := checks.take(origin.network or visitor_of(request)):
            raise ApiError("too_many_checks", status=429, retry_after=wait)
        diagnosis = await context.studio.check_gateway(ask)
        hidden = _hidden_name(body, context.seen_by(request))
        return json_response(check_view(diagnosis, lang_of(request.scope), model=body.model, hidden=hidden))

    return router


def _check_request(body: GatewayCheckBody, context: AppContext, visitor: str, keys: KeyLookup) -> CheckRequest:
    """The request of a check. Raises UnknownModel or ApiError."""
    given = _clean(body.key)
    known = tuple(gateway.base_url for gateway in context.catalog.gateways if gateway.base_url)
    elsewhere = not context.visitor_gateways.allow_private
    if not body.gateway:
        if not body.address.strip():
            raise unreadable("address")
        return CheckRequest(
            address=body.address,
            key=given,
            model=body.model,
            known=known,
            public_only=elsewhere,
            public_only_elsewhere=elsewhere,
        )
    gateway = context.catalog.gateway(body.gateway)
    if not gateway.base_url:
        raise ApiError("nothing_to_check", status=422)
    is_open = gateway.id in context.catalog.gateways_with_key - context.closed_gateways
    key = given or context.own_key(visitor, gateway) or (keys.get(gateway.id) if is_open else "")
    return CheckRequest(
        base_url=gateway.base_url,
        key=key,
        model=body.model,
        known=known,
        public_only=gateway.public_only,
        public_only_elsewhere=elsewhere,
    )


def _hidden_name(body: GatewayCheckBody, context: AppContext) -> str:
    """The name that stands for an address which others are not told (ui/schemas/gateways.py), or ""."""
    if not body.gateway:
        return ""
    gateway = context.catalog.gateway(body.gateway)
    return "" if shown_address(gateway, is_private=context.is_private) == gateway.base_url else gateway.name


def _clean(pasted: str) -> str:
    """A pasted key, cleaned; one that cannot be a key stays as it is, for the check to name it."""
    try:
        return clean_key(pasted)
    except BadKeyFormat:
        return pasted.strip()
