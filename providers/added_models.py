"""Models added to a gateway's list: by a setting, or because it lists them itself.

Each gets the capabilities of its family (models/families.py), spoken as this gateway speaks to that kind of model.
One of which nothing is known is taken to do what the gateway's first model of that protocol does.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from models.families import FAMILIES, Family, FamilyMatch, caps_at_gateway, family_named, match_family
from providers.gateways._shared import ROUTES, WIRES
from providers.types import Gateway, Model, Route

SEPARATORS: Final = re.compile(r"[,;，；\n]")
MODEL_ID: Final = re.compile(r"[^\s\x00-\x1f\x7f\"'<>]{1,200}")


def route_templates(gateway: Gateway) -> tuple[Route, ...]:
    """The routes that an added model can take.

    Of each name the first of the gateway's models, else its own.
    """
    routes: dict[str, Route] = {}
    for route in (*(route for model in _own_models(gateway) for route in model.routes), *gateway.templates):
        routes.setdefault(route.name, route)
    return tuple(routes.values())


def added_model(gateway: Gateway, model_id: str, *, route: str = "", known_as: str = "") -> Model:
    """A model as this gateway would serve it, by the named route or by all that there are here.

    `known_as` is the family, or an id by which it is known, where its own name does not tell.
    """
    named = family_named(known_as)
    match = (
        FamilyMatch(family=named) if named else match_family(known_as or gateway.aliases.get(model_id, model_id))
    )
    templates = [template for template in route_templates(gateway) if route in ("", template.name)]
    if match is None:
        return Model(id=model_id, routes=tuple(templates))
    family = match.family
    routes = [
        _family_route(gateway, template.name, family) if template.name in family.routes else template
        for template in sorted(templates, key=lambda template: template.name not in family.routes)
    ]
    return Model(id=model_id, routes=tuple(routes), family=family.name, is_guess=match.is_guess)


def model_families(gateway: Gateway) -> tuple[str, ...]:
    """Names of what an added model can be like: routes, and families that go by one of them."""
    routes = [route.name for route in route_templates(gateway)]
    return (*routes, *(family.name for family in FAMILIES if {*family.routes} & {*routes}))


def model_like(gateway: Gateway, model_id: str, name: str) -> Model:
    """A model that is like what one of `model_families` names; "" leaves that to its id."""
    routes = {route.name for route in route_templates(gateway)}
    return added_model(gateway, model_id, **{"route" if name in routes else "known_as": name})


def is_model_id(text: str) -> bool:
    """Whether a text can be the id of a model."""
    return MODEL_ID.fullmatch(text) is not None


def add_models(models: tuple[Model, ...], added: tuple[Model, ...]) -> tuple[Model, ...]:
    """Both lists; a model that is in both has the routes of both, the earlier first."""
    joined = {model.id: model for model in models}
    for model in added:
        known = joined.setdefault(model.id, model)
        names = {route.name for route in known.routes}
        routes = (*known.routes, *(route for route in model.routes if route.name not in names))
        joined[model.id] = replace(known, routes=routes)
    return tuple(joined.values())


def configured_models(gateway: Gateway, env: Mapping[str, str]) -> tuple[tuple[Model, ...], list[str]]:
    """The gateway's models with those of its setting, and sentences about entries that say none.

    An entry is `id@route`, or `id=known-id@route` for a name that only this gateway has; the route may be left out
    where the family is known.
    """
    setting = env.get(gateway.models_env, "") if gateway.models_env else ""
    names = [route.name for route in route_templates(gateway)]
    models, complaints = gateway.models, list[str]()
    for entry in filter(None, (part.strip() for part in SEPARATORS.split(setting))):
        before, at, route = (part.strip() for part in entry.rpartition("@"))
        model_id, named, known_as = (part.strip() for part in (before if at else entry).partition("="))
        match = match_family(known_as if named else gateway.aliases.get(model_id, model_id))
        if not MODEL_ID.fullmatch(model_id) or (at and route not in names) or not (at or named or match):
            forms = " or ".join(f"new-model@{name}" for name in names)
            complaints.append(f"{gateway.models_env} holds “{entry[:120]}”, which is passed over; write {forms}.")
        elif named and match is None:
            complaints.append(
                f"{gateway.models_env} holds “{entry[:120]}”, which is passed over; behind the = must stand a "
                f"model whose family is known, as in {model_id[:60]}=gpt-image-2.6-flare."
            )
        else:
            models = add_models(
                models, (added_model(gateway, model_id, route=route if at else "", known_as=known_as),)
            )
    return models, complaints


def _family_route(gateway: Gateway, name: str, family: Family) -> Route:
    """The gateway's route of that protocol for a family.

    It speaks as to the gateway's own models of that kind, else as this kind is asked elsewhere.
    """
    own = _own_route(gateway, name, family.kind)
    base = own or next(route for route in ROUTES if route.name == name)
    if family.is_borrowed and own is None:
        return base
    wire = base.wire if own else WIRES.get(family.kind, base.wire)
    speaks_openai = own is None and family.kind not in WIRES
    caps = caps_at_gateway(base.caps, family.caps, is_own=own is not None, is_relay=speaks_openai)
    edits = base.edits and caps_at_gateway(base.edits, family.edits, is_own=own is not None, is_relay=speaks_openai)
    return Route(name=name, wire=wire, caps=caps, edits=edits)


def _own_models(gateway: Gateway) -> list[Model]:
    """The models that its file describes; what was added by family says nothing of how this gateway speaks."""
    return [model for model in gateway.models if not model.family]


def _own_route(gateway: Gateway, name: str, kind: str) -> Route | None:
    """The route of that name of the gateway's first own model of that kind."""
    matches = ((model, match_family(gateway.aliases.get(model.id, model.id))) for model in _own_models(gateway))
    routes = (route for model, match in matches if match and match.family.kind == kind for route in model.routes)
    return next((route for route in routes if route.name == name), None)
