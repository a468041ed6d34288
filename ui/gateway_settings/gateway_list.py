"""List of the gateways and models that a visitor can choose from, as the API gives it."""

from models.caps import Caps, Choice, Inputs, Number, Option, TextOption
from providers.added_models import model_families
from providers.catalog import Catalog
from providers.types import Gateway, Model, Route
from studio.observing.call_durations import TypicalDurations
from studio.spending.daily_budget import BudgetStatus
from ui.context import AppContext
from ui.i18n import Language, t
from ui.schemas.gateways import (
    BudgetView,
    CapsView,
    DefaultView,
    FeaturesView,
    GatewayList,
    GatewayView,
    InputsView,
    ModelView,
    OptionView,
    RouteView,
    SizeView,
)
from ui.security.visitor_keys import key_tail


async def gateway_list(context: AppContext, visitor: str, lang: Language) -> GatewayList:
    """All that this visitor can choose from. Raises UnknownModel when there is no model at all."""
    offered = context.offered_catalog
    gateway, model = offered.default
    typical = await context.studio.durations.typical()
    return GatewayList(
        gateways=tuple(
            _gateway(gateway, context, visitor, typical, lang=lang, offered=offered)
            for gateway in context.catalog.gateways
        ),
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


def _gateway(
    gateway: Gateway,
    context: AppContext,
    visitor: str,
    typical: TypicalDurations,
    *,
    lang: Language,
    offered: Catalog,
) -> GatewayView:
    server = gateway.id in context.catalog.gateways_with_key - context.closed_gateways
    yours = context.has_own_key(visitor, gateway)
    choices = context.visitor_gateways.choices(visitor)
    added = {model.id: model.family for model in choices.added.get(gateway.id, ())}
    listed = {model.id for model in offered.gateway(gateway.id).models}
    return GatewayView(
        id=gateway.id,
        name=gateway.name,
        site=gateway.site,
        key="yours" if yours else "server" if server else "none",
        key_tail=key_tail(context.own_key(visitor, gateway)),
        key_set=yours or server,
        server_key="closed" if gateway.id in context.closed_gateways else "open" if server else "none",
        needs_key=gateway.needs_key,
        takes_key=bool(gateway.key_env),
        by_rule=gateway.by_rule,
        lists_models=bool(gateway.base_url),
        own=gateway.visitor_owned,
        families=model_families(gateway),
        models=tuple(
            _model(
                model,
                context,
                typical.seconds(gateway.id, model.id),
                lang=lang,
                added_as=added.get(model.id),
                is_offered=model.id in listed,
            )
            for model in gateway.models
        ),
    )


def _model(
    model: Model,
    context: AppContext,
    seconds: float | None,
    *,
    lang: Language,
    added_as: str | None,
    is_offered: bool,
) -> ModelView:
    name, nickname = context.model_names(model)
    routes = tuple(_route(route) for route in model.routes)
    return ModelView(
        id=model.id,
        label=model.label,
        name=name,
        nickname=nickname,
        family=model.family,
        family_is_guess=model.is_guess,
        note=t("page.model.guess", lang, family=model.family) if model.is_guess else "",
        features=model_features(model),
        typical_seconds=seconds,
        caps=routes[0].caps,
        routes=routes,
        added=added_as is not None,
        added_as=added_as or "",
        offered=is_offered,
        ends=model.ends,
        ends_by_report=model.ends_by_report,
    )


def model_features(model: Model) -> FeaturesView:
    """The features of a model."""
    caps = [part for route in model.routes for part in (route.caps, route.edits) if part is not None]
    inputs = [part.inputs for part in caps if part.inputs is not None]
    options = [option for part in caps for option in part.options if isinstance(option, Choice)]
    return FeaturesView(
        resolution=max((name for part in caps for name in part.resolutions), default=""),
        max_images=max((part.max_images for part in inputs), default=0),
        mask=any(part.mask for part in inputs),
        streams=any(True in part.streams for part in caps),
        transparent=any(option.name == "background" and "transparent" in option.values for option in options),
    )


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
        markup=inputs.markup,
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
