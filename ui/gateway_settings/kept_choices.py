"""Gateways and models in a request of a visitor, as they may be kept."""

from collections.abc import Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from fastapi import Request

from formats.texts.plain_names import clean_name
from providers.added_models import is_model_id, model_families
from providers.types import Gateway
from studio.diagnostics.address_forms import may_have_key
from studio.errors import NoCookie
from ui.context import AppContext
from ui.gateway_settings.choices_json import AddedModelBody, MineBody, mine_view
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
from ui.schemas.request_body import unreadable
from ui.security.request_guard import JSON_LIMIT
from ui.security.visitor_cookie import origin_of, visitor_of
from ui.security.visitor_keys import KeysFull

MAX_REMEMBERED: Final = JSON_LIMIT - 1024
"""Bytes of all that one visitor chose: a browser has to be able to give it back in one request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restorable:
    """The part of what a browser remembers that may be taken up; `left_out` counts what may not."""

    choices: GatewayChoices
    left_out: int


def keep_choices(context: AppContext, request: Request, choices: GatewayChoices) -> None:
    """Keeps what a visitor added and unticked.

    Raises NoCookie, or ApiError where it is too much.
    """
    with _storing(request, choices) as network:
        context.visitor_gateways.keep(visitor_of(request), choices, network=network)


def take_up_choices(context: AppContext, request: Request, choices: GatewayChoices) -> bool:
    """Keeps what a visitor's browser remembers, where that is later.

    Returns whether it was. A key stays with its gateway only where that was here before, at an address that may
    have it: what a browser remembers may have been changed there. Raises as `keep_choices`.
    """
    visitor = visitor_of(request)
    known = {own.id: own.base_url for own in context.visitor_gateways.choices(visitor).own}
    with _storing(request, choices) as network:
        is_taken = context.visitor_gateways.take_up(visitor, choices, network=network)
    if is_taken:
        addresses = {own.id: own.base_url for own in choices.own}
        for gateway in {*known, *addresses}:
            if not (gateway in known and gateway in addresses and may_have_key(known[gateway], addresses[gateway])):
                context.visitor_keys.remove(visitor, gateway)
    return is_taken


@contextmanager
def _storing(request: Request, choices: GatewayChoices) -> Iterator[str]:
    """The network that choices are counted for; what may not be kept is told.

    Raises NoCookie or ApiError.
    """
    origin = origin_of(request)
    if not origin.is_known:
        raise NoCookie
    if not choices.is_within_limits:
        raise ApiError("too_many_added", status=422, gateways=MAX_OWN, models=MAX_ADDED)
    if choices.unticked_count > MAX_UNTICKED:
        raise ApiError("too_many_unticked", status=422, models=MAX_UNTICKED)
    if len(mine_view(choices, visitor="").model_dump_json().encode()) > MAX_REMEMBERED:
        raise ApiError("too_many_added", status=422, reason="size")
    try:
        yield origin.network
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


def restorable_choices(context: AppContext, body: MineBody) -> Restorable:
    """The part of what a browser remembers that may be taken up.

    The settings may have changed since. Raises ApiError where one gateway is named twice.
    """
    if len({gateway.id for gateway in body.own}) < len(body.own):
        raise unreadable("own")
    own = []
    for gateway in body.own:
        try:
            address = context.visitor_gateways.usable_address(gateway.address)
        except UnusableAddress:
            continue
        name = own_gateway_name(clean_name(gateway.name), address)
        own.append(OwnGateway(id=gateway.id, name=name, base_url=address, needs_key=gateway.needs_key))
    choices = GatewayChoices(own=tuple(own), changed=body.changed)
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
    choices = replace(choices, added=added, unticked=unticked)
    return Restorable(
        choices=choices, left_out=_count(body.own, body.models, body.unticked) - _count(own, added, unticked)
    )


def _count(own: Sized, *by_gateway: Mapping[str, Sized]) -> int:
    """The gateways and models of some choices."""
    return len(own) + sum(len(models) for part in by_gateway for models in part.values())
