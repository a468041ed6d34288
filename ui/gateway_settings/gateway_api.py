"""/api/gateways: gateways that visitors add, the models that they list, and ticked ones."""

import asyncio
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Annotated, Any, Final
from urllib.parse import urlsplit, urlunsplit

from fastapi import APIRouter, Request, Response
from pydantic import Field

from formats.texts.plain_names import clean_name
from formats.web_address import is_local, parse_url
from providers.added_models import is_model_id, model_families
from providers.errors import ProviderError
from providers.types import Gateway
from studio.diagnostics.address_forms import may_have_key
from studio.errors import NoCookie, ServerKeyClosed
from ui.accounts.roles import is_guest
from ui.context import AppContext
from ui.gateway_settings.image_ids import is_image_id
from ui.gateway_settings.visitor_gateways import (
    KEY_IN_PATH,
    MAX_ADDED,
    MAX_OWN,
    OWN_ID,
    AddedModel,
    GatewayChoices,
    OwnGateway,
    UnusableAddress,
    own_gateway_name,
)
from ui.responses import json_response
from ui.schemas import View
from ui.schemas.errors import ApiError, ErrorResponse, error_view, lang_of, status_of
from ui.schemas.request_body import JSON_TYPE, RequestBody, document_body, read_body, unreadable
from ui.security.visitor_cookie import origin_of, visitor_of
from ui.security.visitor_keys import KeysFull, clean_visitor_key

MOST_LISTED: Final = 10_000
"""Models of one list that are told; those whose ids speak of images come first."""
MAX_GATEWAYS: Final = 64


class AddedModelBody(RequestBody):
    """A model to be offered to you.

    `family` is one of the gateway's `families`, "" where you do not know: then it is offered by every route.
    """

    id: str = Field(min_length=1, max_length=200)
    family: str = Field(default="", max_length=64)


class AddedModelsBody(RequestBody):
    """All models that you add to a gateway, in the place of those before."""

    models: list[AddedModelBody] = Field(max_length=MAX_ADDED)


class OwnGatewayBody(RequestBody):
    """A gateway of your own, by its address; with a key where it asks for one."""

    address: str = Field(min_length=1, max_length=2048, repr=False, examples=["https://api.example.com/v1"])
    name: str = Field(default="", max_length=256)
    key: str = Field(default="", max_length=4096, repr=False)


class MovedGatewayBody(RequestBody):
    """Another address for a gateway of your own, such as its test found to work."""

    address: str = Field(min_length=1, max_length=2048, repr=False)


class RememberedGatewayBody(RequestBody):
    """A gateway of your own as GET /api/gateways/mine told it."""

    id: Annotated[str, Field(pattern=f"^{OWN_ID.pattern}$")]
    name: str = Field(max_length=256)
    address: str = Field(min_length=1, max_length=2048, repr=False)
    needs_key: bool = False


class MineBody(RequestBody):
    """The answer of GET /api/gateways/mine, to be taken up again after a restart."""

    own: list[RememberedGatewayBody] = Field(default_factory=list, max_length=MAX_OWN)
    models: dict[str, Annotated[list[AddedModelBody], Field(max_length=MAX_ADDED)]] = Field(
        default_factory=dict, max_length=MAX_GATEWAYS
    )


class AddedModelView(View):
    """A model that you added."""

    id: str
    family: str


class OwnGatewayView(View):
    """A gateway that you added. Its key is in this server's memory and told to nobody."""

    id: str
    name: str
    address: str
    needs_key: bool


class MineView(View):
    """The gateways that you added, and the models, by the gateway's id."""

    own: tuple[OwnGatewayView, ...]
    models: dict[str, tuple[AddedModelView, ...]]


class ListedModelView(View):
    """A model that a gateway lists.

    `image`: its id speaks of images; `offered`: it can be chosen already.
    """

    id: str
    image: bool
    offered: bool


class ModelListView(View):
    """A gateway's answer to GET /models; `total` counts those beyond the list, too."""

    models: tuple[ListedModelView, ...]
    total: int


class AddressesView(View):
    """The base URLs of gateways by their ids, without what may be a key.

    Where others can reach the server, addresses in its own network are not among them.
    """

    addresses: dict[str, str]


REFUSED: Final[dict[int | str, dict[str, Any]]] = {status: {"model": ErrorResponse} for status in (422, 428, 429)}


def routes(context: AppContext) -> APIRouter:
    """Everything that the providers page asks for."""
    router = APIRouter(prefix="/api", tags=["models and keys"], default_response_class=Response)
    router.include_router(_own_routes(context))
    router.include_router(_model_routes(context))
    return router


def _own_routes(context: AppContext) -> APIRouter:
    router = APIRouter()
    store = context.visitor_gateways

    @router.get(
        "/gateways/mine", responses={200: {"model": MineView}}, summary="The gateways and models that you added"
    )
    async def tell(request: Request) -> Response:
        return json_response(_mine(store.choices(visitor_of(request))))

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
        responses={200: {"model": MineView}, **REFUSED},
        summary="Take up again what you added, where a restart has made this server forget it",
    )
    async def restore(request: Request) -> Response:
        body = await read_body(request, MineBody)
        kept = store.choices(visitor_of(request))
        merged = kept.merge(_restorable(context, body))
        if merged != kept:
            _keep(context, request, merged)
        return json_response(_mine(store.choices(visitor_of(request))))

    @router.post(
        "/gateways/mine",
        status_code=201,
        openapi_extra=document_body({JSON_TYPE: OwnGatewayBody}),
        responses={201: {"model": OwnGatewayView}, **REFUSED},
        summary="Add a gateway of your own: kept in this server's memory, for you alone, until it restarts",
    )
    async def add(request: Request) -> Response:
        body = await read_body(request, OwnGatewayBody)
        visitor, origin = visitor_of(request), origin_of(request)
        key = clean_visitor_key(body.key)
        address = _usable_address(context, body.address)
        gateway = OwnGateway(
            id=f"own-{secrets.token_hex(8)}",
            name=own_gateway_name(clean_name(body.name), address),
            base_url=address,
            needs_key=bool(key),
        )
        _keep(context, request, store.choices(visitor).with_gateway(gateway))
        if key:
            try:
                context.visitor_keys.store(visitor, gateway.id, key, network=origin.network)
            except KeysFull as error:
                _keep(context, request, store.choices(visitor).without_gateway(gateway.id))
                raise ApiError("keys_full", status=429, reason=error.reason) from error
        return json_response(_own_view(gateway), status=201)

    @router.patch(
        "/gateways/{gateway}",
        openapi_extra=document_body({JSON_TYPE: MovedGatewayBody}),
        responses={200: {"model": OwnGatewayView}, 404: {"model": ErrorResponse}, **REFUSED},
        summary="Give a gateway of your own another address; on another host it needs its key again",
    )
    async def move(request: Request, gateway: str) -> Response:
        body = await read_body(request, MovedGatewayBody)
        visitor = visitor_of(request)
        own = next((own for own in store.choices(visitor).own if own.id == gateway), None)
        if own is None:
            raise ApiError("not_found", status=404)
        moved = replace(own, base_url=_usable_address(context, body.address))
        if not may_have_key(own.base_url, moved.base_url):
            context.visitor_keys.remove(visitor, gateway)
        _keep(context, request, store.choices(visitor).with_gateway(moved))
        return json_response(_own_view(moved))

    @router.delete(
        "/gateways/{gateway}", status_code=204, summary="Forget a gateway of your own, with its key and models"
    )
    async def remove(request: Request, gateway: str) -> Response:
        visitor = visitor_of(request)
        if gateway not in {own.id for own in store.choices(visitor).own}:
            raise ApiError("not_found", status=404)
        _keep(context, request, store.choices(visitor).without_gateway(gateway))
        context.visitor_keys.remove(visitor, gateway)
        return Response(status_code=204)

    return router


def _model_routes(context: AppContext) -> APIRouter:
    router = APIRouter()

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
        return json_response(await asyncio.to_thread(_list_view, ids, asked))

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
        models = _added_models(body.models, known)
        if len(models) != len({model.id for model in body.models}):
            raise unreadable("models")
        choices = context.visitor_gateways.choices(visitor_of(request))
        _keep(context, request, choices.with_models(known.id, models))
        return Response(status_code=204)

    return router


def _keep(context: AppContext, request: Request, choices: GatewayChoices) -> None:
    """Keeps what a visitor added. Raises NoCookie, or ApiError where it is too much."""
    origin = origin_of(request)
    if not origin.is_known:
        raise NoCookie
    if not choices.is_within_limits:
        raise ApiError("too_many_added", status=422, gateways=MAX_OWN, models=MAX_ADDED)
    try:
        context.visitor_gateways.keep(visitor_of(request), choices, network=origin.network)
    except KeysFull as error:
        raise ApiError("keys_full", status=429, reason=error.reason) from error


def _usable_address(context: AppContext, text: str) -> str:
    """A pasted address as a base URL.

    Raises ApiError, which does not repeat it: it may hold a key.
    """
    try:
        return context.visitor_gateways.usable_address(text)
    except UnusableAddress as error:
        raise ApiError("bad_address", status=422, reason=error.reason, field="address") from error


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


def _added_models(models: Sequence[AddedModelBody], gateway: Gateway) -> tuple[AddedModel, ...]:
    """The models that can be ones of the gateway, each once."""
    families = ("", *model_families(gateway))
    usable = {
        model.id: AddedModel(id=model.id, family=model.family)
        for model in models
        if is_model_id(model.id) and model.family in families
    }
    return tuple(usable.values())


def _restorable(context: AppContext, body: MineBody) -> GatewayChoices:
    """The part of what a browser remembers that may be taken up.

    The settings may have changed since.
    """
    own = []
    for gateway in body.own:
        try:
            address = context.visitor_gateways.usable_address(gateway.address)
        except UnusableAddress:
            continue
        name = own_gateway_name(clean_name(gateway.name), address)
        own.append(OwnGateway(id=gateway.id, name=name, base_url=address, needs_key=gateway.needs_key))
    choices = GatewayChoices(own=tuple(own))
    catalog = context.visitor_gateways.with_choices(context.studio.catalog, choices)
    added = {
        gateway.id: models
        for gateway in catalog.gateways
        if (models := _added_models(body.models.get(gateway.id, ()), gateway))
    }
    return replace(choices, added=added)


def shown_address(gateway: Gateway, *, is_private: bool) -> str:
    """The base URL; without its path where that may hold a key.

    Where others can reach the server, its own network is not told to them.
    """
    if not gateway.base_url:
        return ""
    if is_local(parse_url(gateway.base_url).name) and not (is_private or gateway.visitor_owned):
        return ""
    parts = urlsplit(gateway.base_url)
    return urlunsplit((parts.scheme, parts.netloc, "" if KEY_IN_PATH.search(parts.path) else parts.path, "", ""))


def _mine(choices: GatewayChoices) -> MineView:
    return MineView(
        own=tuple(map(_own_view, choices.own)),
        models={
            gateway: tuple(AddedModelView(id=model.id, family=model.family) for model in models)
            for gateway, models in choices.added.items()
        },
    )


def _own_view(gateway: OwnGateway) -> OwnGatewayView:
    return OwnGatewayView(id=gateway.id, name=gateway.name, address=gateway.base_url, needs_key=gateway.needs_key)


def _list_view(ids: Iterable[str], gateway: Gateway) -> ModelListView:
    """The list, those whose ids speak of images first, each part by its ids."""
    offered = {model.id for model in gateway.models}
    usable = sorted(filter(is_model_id, ids), key=lambda name: (not is_image_id(name), name.lower()))
    return ModelListView(
        models=tuple(
            ListedModelView(id=name, image=is_image_id(name), offered=name in offered)
            for name in usable[:MOST_LISTED]
        ),
        total=len(usable),
    )
