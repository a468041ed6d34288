"""Gateways and models in a request of a visitor, as they may be kept."""

from collections.abc import Sequence
from dataclasses import replace

from fastapi import Request

from formats.texts.plain_names import clean_name
from providers.added_models import is_model_id, model_families
from providers.types import Gateway
from studio.errors import NoCookie
from ui.context import AppContext
from ui.gateway_settings.choices_json import AddedModelBody, MineBody
from ui.gateway_settings.visitor_gateways import (
    MAX_ADDED,
    MAX_OWN,
    MAX_UNTICKED,
    AddedModel,
    GatewayChoices,
    OwnGateway,
    UnusableAddress,
    own_gateway_name,
)
from ui.schemas.errors import ApiError
from ui.security.visitor_cookie import origin_of, visitor_of
from ui.security.visitor_keys import KeysFull


def keep_choices(context: AppContext, request: Request, choices: GatewayChoices) -> None:
    """Keeps what a visitor added and unticked.

    Raises NoCookie, or ApiError where it is too much.
    """
    origin = origin_of(request)
    if not origin.is_known:
        raise NoCookie
    if not choices.is_within_limits:
        raise ApiError("too_many_added", status=422, gateways=MAX_OWN, models=MAX_ADDED)
    if choices.unticked_count > MAX_UNTICKED:
        raise ApiError("too_many_unticked", status=422, models=MAX_UNTICKED)
    try:
        context.visitor_gateways.keep(visitor_of(request), choices, network=origin.network)
    except KeysFull as error:
        raise ApiError("keys_full", status=429, reason=error.reason) from error


def added_models(models: Sequence[AddedModelBody], gateway: Gateway) -> tuple[AddedModel, ...]:
    """The models that can be ones of the gateway, each once."""
    families = ("", *model_families(gateway))
    usable = {
        model.id: AddedModel(id=model.id, family=model.family)
        for model in models
        if is_model_id(model.id) and model.family in families
    }
    return tuple(usable.values())


def restorable_choices(context: AppContext, body: MineBody) -> GatewayChoices:
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
        if (models := added_models(body.models.get(gateway.id, ()), gateway))
    }
    known = {gateway.id for gateway in catalog.gateways}
    unticked = {
        gateway: usable
        for gateway, ids in body.unticked.items()
        if gateway in known and (usable := frozenset(filter(is_model_id, ids)))
    }
    return replace(choices, added=added, unticked=unticked)
