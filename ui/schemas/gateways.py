"""The JSON of gateways, models and their caps.

There is never a key or an address in it.
"""

from providers.types import Caps, Choice, Gateway, Inputs, Model, Number, Option, Route, TextOption
from studio.spending.daily_budget import BudgetStatus
from ui.context import AppContext
from ui.schemas import View


class SizeView(View):
    """The pixels that the gateway promises for an aspect ratio and a resolution."""

    aspect_ratio: str
    resolution: str
    width: int
    height: int


class OptionView(View):
    """One option of a model.

    `kind` is choice (`values`), number (`minimum` to `maximum`) or words (up to `max_length` characters).
    """

    name: str
    kind: str
    values: tuple[str, ...] = ()
    default: str | int | None = None
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None


class InputsView(View):
    """The limits of input images; a limit of 0 is no limit.

    At most `max_images` of them, each of these `formats`. `mask`: the gateway itself takes one; without it
    the area is marked in a second picture.
    """

    max_images: int
    formats: tuple[str, ...]
    max_bytes: int
    max_pixels: int
    mask: bool


class CapsView(View):
    """The capabilities of a model by one route.

    `count` is the most pictures in one call; more are several calls.
    """

    aspect_ratios: tuple[str, ...]
    resolutions: tuple[str, ...]
    sizes: tuple[SizeView, ...]
    free_size: dict[str, int | float] | None
    verbatim: tuple[str, ...]
    any_size: bool
    count: int
    count_streamed: int
    streams: tuple[bool, ...]
    options: tuple[OptionView, ...]
    prompt_limit: int
    inputs: InputsView | None


class RouteView(View):
    """One route to a model; `options.route` chooses it by this name.

    `edits`: with pictures, null where none go.
    """

    name: str
    caps: CapsView
    edits: CapsView | None


class ModelView(View):
    """A model; `caps` are those of its first route."""

    id: str
    label: str
    caps: CapsView
    routes: tuple[RouteView, ...]


class GatewayView(View):
    """A gateway. `key` says whose key would be used: "yours", "server", or "none".

    `server_key` says of the server's own whether it is "open", "closed" to visitors, or there is "none".
    """

    id: str
    name: str
    site: str
    key: str
    key_set: bool
    server_key: str
    needs_key: bool
    models: tuple[ModelView, ...]


class DefaultView(View):
    """The model that the page opens with."""

    gateway: str
    model: str


class BudgetView(View):
    """The calls and tokens a day of the server's own keys, for everybody together.

    null where there is no such limit. `renews_at`: when the next day begins, in seconds since the epoch.
    """

    calls: int | None
    calls_left: int | None
    tokens: int | None
    tokens_left: int | None
    renews_at: float


class GatewayList(View):
    """Every gateway, in the order in which the page shows them.

    `budget` is null where there is none.
    """

    gateways: tuple[GatewayView, ...]
    default: DefaultView
    budget: BudgetView | None


def gateway_list(context: AppContext, visitor: str) -> GatewayList:
    """All that this visitor can choose from. Raises UnknownModel when there is no model at all."""
    gateway, model = context.catalog.default
    return GatewayList(
        gateways=tuple(_gateway(gateway, context, visitor) for gateway in context.catalog.gateways),
        default=DefaultView(gateway=gateway.id, model=model.id),
        budget=_budget(context.studio.budget()),
    )


def _budget(status: BudgetStatus) -> BudgetView | None:
    if not (status.max_calls or status.max_tokens):
        return None
    return BudgetView(
        calls=status.max_calls or None,
        calls_left=max(0, status.max_calls - status.calls) if status.max_calls else None,
        tokens=status.max_tokens or None,
        tokens_left=max(0, status.max_tokens - status.tokens) if status.max_tokens else None,
        renews_at=status.renews_at,
    )


def _gateway(gateway: Gateway, context: AppContext, visitor: str) -> GatewayView:
    server = gateway.id in context.catalog.gateways_with_key - context.closed_gateways
    yours = context.has_own_key(visitor, gateway)
    return GatewayView(
        id=gateway.id,
        name=gateway.name,
        site=gateway.site,
        key="yours" if yours else "server" if server else "none",
        key_set=yours or server,
        server_key="closed" if gateway.id in context.closed_gateways else "open" if server else "none",
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
            "max_side": rule.max_side,
            "ratio": rule.ratio,
            "min_pixels": rule.min_pixels,
            "max_pixels": rule.max_pixels,
            "recommended": rule.recommended,
        }
        if rule
        else None,
        verbatim=caps.verbatim,
        any_size=caps.any_size,
        count=caps.max_count,
        count_streamed=caps.max_count_streamed,
        streams=caps.streams,
        options=tuple(_option(option) for option in caps.options),
        prompt_limit=caps.prompt_limit,
        inputs=_inputs(caps.inputs) if caps.inputs else None,
    )


def _inputs(inputs: Inputs) -> InputsView:
    return InputsView(
        max_images=inputs.max_images,
        formats=inputs.formats,
        max_bytes=inputs.max_bytes,
        max_pixels=inputs.max_pixels,
        mask=inputs.mask,
    )


def _option(option: Option) -> OptionView:
    match option:
        case Choice():
            return OptionView(name=option.name, kind="choice", values=option.values, default=option.default or None)
        case Number():
            return OptionView(
                name=option.name,
                kind="number",
                default=option.default,
                minimum=option.minimum,
                maximum=option.maximum,
            )
        case TextOption():
            return OptionView(name=option.name, kind="words", max_length=option.max_length)
