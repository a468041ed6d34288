"""Gateway catalog, and `generate()`: the one entry point of the package.

Every gateway that there is, found by its file, as the settings change it.
"""

import importlib
import pkgutil
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import assert_never

from providers import gateways
from providers.added_models import add_models, added_model
from providers.config import Keys, apply_settings, preferred_model
from providers.errors import NoKey, UnknownModel, Unsupported
from providers.events import Event
from providers.request.extra import validate_extra
from providers.request.options import chosen_options
from providers.request.validation import capabilities_for, split_into_calls, validate
from providers.spool import Spool
from providers.transport.client import HttpClient
from providers.types import ChatWire, Gateway, ImageRequest, ImagesWire, Model, PaintWire, Route
from providers.wires import chat as chat_wire
from providers.wires import demo as paint_wire
from providers.wires import images as images_wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """The gateways and models that can be asked.

    `gateways_with_key` are the ids of gateways whose key is set; the keys are not here. `preferred` is the
    (gateway, model) of EASEL_DEFAULT_MODEL; `complaints` are sentences about settings that could not be used, for
    whoever starts the server.
    """

    gateways: tuple[Gateway, ...]
    gateways_with_key: frozenset[str] = frozenset()
    preferred: tuple[str, str] = ("", "")
    complaints: tuple[str, ...] = ()

    def gateway(self, gateway_id: str) -> Gateway:
        """Raises UnknownModel."""
        gateway = next((gateway for gateway in self.gateways if gateway.id == gateway_id), None)
        if gateway is None:
            raise UnknownModel(params={"gateway": gateway_id[:64], "model": "", "reason": "gateway"})
        return gateway

    def model(self, gateway_id: str, model_id: str) -> Model:
        """Raises UnknownModel."""
        gateway = self.gateway(gateway_id)
        model = next((model for model in gateway.models if model.id == model_id), None)
        if model is None:
            raise UnknownModel(params={"gateway": gateway.name, "model": model_id[:128]})
        return model

    def route(self, model: Model, name: str = "") -> Route:
        """The model's route of that name, or its first. Raises UnknownModel."""
        return route_of(model, name)

    @property
    def default(self) -> tuple[Gateway, Model]:
        """The gateway and the model that the page opens with.

        The preferred model, else the first of a gateway with a key, else of one that knows no keys. Raises
        UnknownModel when there is no model at all.
        """
        gateway_id, model_id = self.preferred
        if model_id:
            return self.gateway(gateway_id), self.model(gateway_id, model_id)
        offering = [gateway for gateway in self.gateways if gateway.models]
        ranked = sorted(
            offering, key=lambda gateway: (gateway.id not in self.gateways_with_key, bool(gateway.key_env))
        )
        if not ranked:
            raise UnknownModel(params={"gateway": "", "model": ""})
        return ranked[0], ranked[0].models[0]

    def with_models(self, gateway_id: str, models: tuple[Model, ...]) -> "Catalog":
        """The same catalog with more models at one gateway.

        Such as `discover_models` found. Raises UnknownModel.
        """
        gateway = self.gateway(gateway_id)
        extended = replace(gateway, models=add_models(gateway.models, models))
        return replace(
            self, gateways=tuple(extended if known.id == gateway_id else known for known in self.gateways)
        )


def route_of(model: Model, name: str = "") -> Route:
    """The model's route of that name, or its first when none is named. Raises UnknownModel."""
    route = next((route for route in model.routes if name in ("", route.name)), None)
    if route is None:
        raise UnknownModel(params={"gateway": name[:32], "model": model.id})
    return route


def discover() -> tuple[Gateway, ...]:
    """The `GATEWAY` of every file in providers/gateways, in the order in which people see them.

    Files that begin with `_` hold data that several gateways share. A gateway whose wire is not available here (a
    part of the program was left out) is none.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(gateways.__path__) if module.name[0] != "_")
    unsorted: list[Gateway] = [importlib.import_module(f"{gateways.__name__}.{name}").GATEWAY for name in names]
    usable = [gateway for gateway in unsorted if all(map(_is_available, _routes(gateway)))]
    return tuple(sorted(usable, key=lambda gateway: (gateway.order, gateway.id)))


def _routes(gateway: Gateway) -> list[Route]:
    return [route for model in gateway.models for route in model.routes]


def _is_available(route: Route) -> bool:
    """Whether the code of the route's wire is all there."""
    match route.wire:
        case PaintWire():
            return paint_wire.AVAILABLE
        case ImagesWire() | ChatWire():
            return True
        case _:
            assert_never(route.wire)


def load_catalog(env: Mapping[str, str]) -> tuple[Catalog, Keys]:
    """The catalog and the keys as the settings say (`.env.example`).

    Never raises for a bad setting: it complains. A gateway whose address cannot be used is left out, so that no key
    goes where it was not meant to.
    """
    gateways_set, keys, complaints = apply_settings(discover(), env)
    preferred, complaint = preferred_model(gateways_set, env)
    catalog = Catalog(
        gateways=gateways_set,
        gateways_with_key=keys.gateway_ids,
        preferred=preferred,
        complaints=(*complaints, *complaint),
    )
    return catalog, keys


async def discover_models(gateway: Gateway, *, http: HttpClient, key: str) -> tuple[Model, ...]:
    """The models that GET /models names and the catalog lacks.

    Each is on the routes that an added model can take there. Raises ProviderError; free of charge.
    """
    if not gateway.base_url:
        return ()
    _require_key(gateway, key)
    known = {model.id for model in gateway.models}
    listed = await list_models(gateway, http=http, key=key)
    return tuple(added_model(gateway, name) for name in listed if name not in known)


async def list_models(gateway: Gateway, *, http: HttpClient, key: str) -> tuple[str, ...]:
    """The ids that the gateway's GET /models names. Raises ProviderError; free of charge."""
    _require_key(gateway, key)
    return await http.list_models(gateway.base_url, key=key, public_only=gateway.public_only)


async def generate(
    gateway: Gateway, model: Model, request: ImageRequest, spool: Spool, *, http: HttpClient, key: str
) -> AsyncGenerator[Event, None]:
    """Makes one call: the request goes out, events come back, the answer lies in the spool.

    Raises Unsupported, UnknownModel or NoKey before anything is sent, ProviderError afterwards. A count that the
    model does not give in one call must have been divided by `split_into_calls`.
    """
    route = route_of(model, chosen_options(request).get("route", ""))
    caps = capabilities_for(route, request)
    validate(request, caps)
    validate_extra(request, route, caps)
    calls = split_into_calls(request, caps)
    if len(calls) > 1:
        limit = calls[0].count
        raise Unsupported(
            field="count", reason="count_range", value=str(request.count), nearest=str(limit), low=1, high=limit
        )
    _require_key(gateway, key)
    async with aclosing(_wire_events(gateway, model, route, request, spool, http=http, key=key)) as events:
        async for event in events:
            yield event


def _require_key(gateway: Gateway, key: str) -> None:
    if gateway.needs_key and not key:
        raise missing_key(gateway)


def missing_key(gateway: Gateway) -> NoKey:
    """The refusal for want of a key; a visitor's own gateway has no setting for one."""
    hint = {"hint": "own"} if gateway.visitor_owned else {}
    return NoKey(params={"gateway": gateway.name, "setting": gateway.key_env, **hint})


def _wire_events(
    gateway: Gateway, model: Model, route: Route, request: ImageRequest, spool: Spool, *, http: HttpClient, key: str
) -> AsyncGenerator[Event, None]:
    match route.wire:
        case ImagesWire():
            return images_wire.send(gateway, model, route, request, spool, http=http, key=key)
        case ChatWire():
            return chat_wire.send(gateway, model, route, request, spool, http=http, key=key)
        case PaintWire():
            return paint_wire.paint(request, capabilities_for(route, request), spool)
        case _:
            assert_never(route.wire)
