"""What can be asked of whom, as the API tells it: gateways, models and their caps; never a key or an address."""

from collections.abc import Mapping
from dataclasses import dataclass

from providers.catalog import Catalog
from providers.types import Caps, Choice, Gateway, Inputs, Model, Number, Option, Route, Words
from ui.visitor_keys import KeyRing


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeView:
    """The pixels that the gateway promises for an aspect ratio and a resolution."""

    aspect_ratio: str
    resolution: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """One option. `kind` is choice (`values`), number (`low`–`high`) or words (up to `longest` characters)."""

    name: str
    kind: str
    values: tuple[str, ...] = ()
    default: str | int | None = None
    low: int | None = None
    high: int | None = None
    longest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputsView:
    """Which pictures go along: `most` of them, each of these `formats`; a limit of 0 is no limit.

    `mask`: the gateway itself takes one; without it the area is marked in a second picture.
    """

    most: int
    formats: tuple[str, ...]
    heaviest: int
    pixels: int
    mask: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CapsView:
    """What a model can do by one route. `count` is the most pictures in one call; more are several calls."""

    aspect_ratios: tuple[str, ...]
    resolutions: tuple[str, ...]
    sizes: tuple[SizeView, ...]
    free_size: Mapping[str, int | float] | None
    verbatim: tuple[str, ...]
    any_size: bool
    count: int
    count_streamed: int
    streams: tuple[bool, ...]
    options: tuple[OptionView, ...]
    prompt_limit: int
    inputs: InputsView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteView:
    """One way to a model; `options.route` chooses it by this name. `edits`: with pictures, null where none go."""

    name: str
    caps: CapsView
    edits: CapsView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelView:
    """A model; `caps` are those of its first route."""

    id: str
    label: str
    caps: CapsView
    routes: tuple[RouteView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayView:
    """A gateway. `key` says whose key would be used: "yours", "server", or "none"."""

    id: str
    name: str
    site: str
    key: str
    key_set: bool
    needs_key: bool
    models: tuple[ModelView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultView:
    """The model that the page opens with."""

    gateway: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayList:
    """Every gateway, in the order in which the page shows them."""

    gateways: tuple[GatewayView, ...]
    default: DefaultView


def gateways(catalog: Catalog, keyring: KeyRing, visitor: str) -> GatewayList:
    """All that this visitor can choose from. Raises UnknownModel when there is no model at all."""
    gateway, model = catalog.default
    return GatewayList(
        gateways=tuple(_gateway(each, catalog, bool(keyring.get(visitor, each.id))) for each in catalog.gateways),
        default=DefaultView(gateway=gateway.id, model=model.id),
    )


def _gateway(gateway: Gateway, catalog: Catalog, yours: bool) -> GatewayView:
    server = gateway.id in catalog.keyed
    return GatewayView(
        id=gateway.id,
        name=gateway.name,
        site=gateway.site,
        key="yours" if yours else "server" if server else "none",
        key_set=yours or server,
        needs_key=gateway.needs_key,
        models=tuple(_model(model) for model in gateway.models),
    )


def _model(model: Model) -> ModelView:
    routes = tuple(_route(route) for route in model.routes)
    return ModelView(id=model.id, label=model.label, caps=routes[0].caps, routes=routes)


def _route(route: Route) -> RouteView:
    edits = _caps(route.edits) if route.edits else None
    return RouteView(name=route.name, caps=_caps(route.caps), edits=edits)


def _caps(caps: Caps) -> CapsView:
    rule = caps.free_size
    return CapsView(
        aspect_ratios=caps.aspect_ratios,
        resolutions=caps.resolutions,
        sizes=tuple(
            SizeView(aspect_ratio=ratio, resolution=resolution, width=width, height=height)
            for (ratio, resolution), (width, height) in caps.sizes.items()
        ),
        free_size={
            "multiple": rule.multiple,
            "longest": rule.longest,
            "ratio": rule.ratio,
            "least": rule.least,
            "most": rule.most,
            "advised": rule.advised,
        }
        if rule
        else None,
        verbatim=caps.verbatim,
        any_size=caps.any_size,
        count=caps.count,
        count_streamed=caps.count_streamed,
        streams=caps.streams,
        options=tuple(_option(option) for option in caps.options),
        prompt_limit=caps.prompt_limit,
        inputs=_inputs(caps.inputs) if caps.inputs else None,
    )


def _inputs(inputs: Inputs) -> InputsView:
    return InputsView(
        most=inputs.most,
        formats=inputs.formats,
        heaviest=inputs.heaviest,
        pixels=inputs.pixels,
        mask=inputs.mask,
    )


def _option(option: Option) -> OptionView:
    match option:
        case Choice():
            return OptionView(name=option.name, kind="choice", values=option.values, default=option.default or None)
        case Number():
            return OptionView(
                name=option.name, kind="number", default=option.default, low=option.low, high=option.high
            )
        case Words():
            return OptionView(name=option.name, kind="words", longest=option.longest)
