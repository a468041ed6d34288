"""/api/gateways/mine: a visitor's own gateways, added, moved and removed, and all choices."""

import secrets
from dataclasses import replace

from fastapi import APIRouter, Request, Response

from formats.texts.plain_names import clean_name
from studio.diagnostics.address_forms import may_have_key
from ui.context import AppContext
from ui.gateway_settings.addresses import shown_address, usable_address
from ui.gateway_settings.choices_json import (
    REFUSED,
    AddressesView,
    MineBody,
    MineView,
    MovedGatewayBody,
    OwnGatewayBody,
    OwnGatewayView,
    RestoredView,
    mine_view,
    own_view,
)
from ui.gateway_settings.kept_choices import keep_choices, restorable_choices, take_up_choices
from ui.gateway_settings.visitor_gateways import OwnGateway, own_gateway_name
from ui.responses import json_response
from ui.schemas.errors import ApiError, ErrorResponse
from ui.schemas.request_body import JSON_TYPE, document_body, read_body
from ui.security.visitor_cookie import origin_of, public_name, visitor_of
from ui.security.visitor_keys import KeysFull, clean_visitor_key


def routes(context: AppContext) -> APIRouter:
    """/api/gateways/mine, the addresses, and PATCH and DELETE of a gateway of one's own."""
    router = APIRouter(prefix="/api", tags=["models and keys"], default_response_class=Response)
    router.include_router(_whole(context))
    router.include_router(_single(context))
    return router


def _whole(context: AppContext) -> APIRouter:
    """All that a visitor added, and every address."""
    router = APIRouter()
    store = context.visitor_gateways

    @router.get(
        "/gateways/mine", responses={200: {"model": MineView}}, summary="The gateways and models that you added"
    )
    async def tell(request: Request) -> Response:
        visitor = visitor_of(request)
        return json_response(mine_view(store.choices(visitor), visitor=visitor))

    @router.get(
        "/gateways/addresses", responses={200: {"model": AddressesView}}, summary="The addresses of the gateways"
    )
    async def tell_addresses(request: Request) -> Response:
        seen = context.seen_by(request)
        shown = {one.id: shown_address(one, is_private=seen.is_private) for one in seen.catalog.gateways}
        return json_response(AddressesView(addresses={name: url for name, url in shown.items() if url}))

    @router.put(
        "/gateways/mine",
        openapi_extra=document_body({JSON_TYPE: MineBody}),
        responses={200: {"model": RestoredView}, **REFUSED},
        summary="Take up again what you added, where a restart has made this server forget it",
    )
    async def restore(request: Request) -> Response:
        body = await read_body(request, MineBody)
        visitor, left_out = visitor_of(request), 0
        if body.visitor in ("", public_name(visitor)):  # another's are not this one's to have
            restorable = restorable_choices(context, body)
            if take_up_choices(context, request, restorable.choices) or not store.choices(visitor).changed:
                left_out = restorable.left_out
        view = mine_view(store.choices(visitor), visitor=visitor)
        return json_response(RestoredView(**dict(view), left_out=left_out))

    return router


def _single(context: AppContext) -> APIRouter:
    """One gateway of a visitor's own."""
    router = APIRouter()

    @router.post(
        "/gateways/mine",
        status_code=201,
        openapi_extra=document_body({JSON_TYPE: OwnGatewayBody}),
        responses={201: {"model": OwnGatewayView}, **REFUSED},
        summary="Add a gateway of your own: kept in this server's memory, for you alone, until it restarts",
    )
    async def add(request: Request) -> Response:
        body = await read_body(request, OwnGatewayBody)
        return json_response(own_view(_add_gateway(context, request, body)), status=201)

    @router.patch(
        "/gateways/{gateway}",
        openapi_extra=document_body({JSON_TYPE: MovedGatewayBody}),
        responses={200: {"model": OwnGatewayView}, 404: {"model": ErrorResponse}, **REFUSED},
        summary="Give a gateway of your own another address; on another host it needs its key again",
    )
    async def move(request: Request, gateway: str) -> Response:
        body = await read_body(request, MovedGatewayBody)
        return json_response(own_view(_move_gateway(context, request, gateway, body.address)))

    @router.delete(
        "/gateways/{gateway}", status_code=204, summary="Forget a gateway of your own, with its key and models"
    )
    async def remove(request: Request, gateway: str) -> Response:
        visitor = visitor_of(request)
        own = _own_gateway(context, visitor, gateway)
        keep_choices(context, request, context.visitor_gateways.choices(visitor).without_gateway(own.id))
        context.visitor_keys.remove(visitor, own.id)
        return Response(status_code=204)

    return router


def _add_gateway(context: AppContext, request: Request, body: OwnGatewayBody) -> OwnGateway:
    """Keeps a gateway with its key, or neither. Raises ApiError or NoCookie."""
    visitor, store = visitor_of(request), context.visitor_gateways
    key = clean_visitor_key(body.key)
    address = usable_address(context, body.address)
    gateway = OwnGateway(
        id=f"own-{secrets.token_hex(8)}",
        name=own_gateway_name(clean_name(body.name), address),
        base_url=address,
        needs_key=bool(key),
    )
    keep_choices(context, request, store.choices(visitor).with_gateway(gateway))
    if key:
        try:
            context.visitor_keys.store(visitor, gateway.id, key, network=origin_of(request).network)
        except KeysFull as error:
            keep_choices(context, request, store.choices(visitor).without_gateway(gateway.id))
            raise ApiError("keys_full", status=429, reason=error.reason) from error
    return gateway


def _move_gateway(context: AppContext, request: Request, gateway_id: str, text: str) -> OwnGateway:
    """Keeps another address; the key stays where it may have it. Raises ApiError or NoCookie."""
    visitor = visitor_of(request)
    own = _own_gateway(context, visitor, gateway_id)
    moved = replace(own, base_url=usable_address(context, text))
    if not may_have_key(own.base_url, moved.base_url):
        context.visitor_keys.remove(visitor, own.id)
    keep_choices(context, request, context.visitor_gateways.choices(visitor).with_gateway(moved))
    return moved


def _own_gateway(context: AppContext, visitor: str, gateway_id: str) -> OwnGateway:
    """The visitor's gateway of that id. Raises ApiError."""
    own = next((own for own in context.visitor_gateways.choices(visitor).own if own.id == gateway_id), None)
    if own is None:
        raise ApiError("not_found", status=404)
    return own
