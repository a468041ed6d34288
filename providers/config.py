"""What the settings change about the gateways: keys, addresses, added models, the model to begin with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from providers.base_url import BadAddress, normalize_base_url
from providers.types import Gateway, Model, Route

_SEPARATORS = re.compile(r"[,;，；\n]")
_MODEL_ID = re.compile(r"[^\s\x00-\x1f\x7f\"'<>]{1,200}")
_KEY = re.compile(r"[\x21-\x7e]{1,4096}")


class BadKeyFormat(ValueError):
    """What was given cannot be a key; the message completes "TUZI_API_KEY …" and never repeats it."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The server's keys by gateway id. Shows none of them when printed."""

    _keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def known(self) -> frozenset[str]:
        """The ids of the gateways whose key is set."""
        return frozenset(self._keys)

    def get(self, gateway_id: str) -> str:
        """The key, or "" when none is set."""
        return self._keys.get(gateway_id, "")


def clean_key(words: str) -> str:
    """A key as it was pasted, without quotes, blanks around it or a leading "Bearer". Raises BadKeyFormat."""
    key = re.sub(r"(?i)^bearer\s+", "", words.strip().strip("\"'").strip())
    if key and not _KEY.fullmatch(key):
        raise BadKeyFormat("is no key: it holds a blank, a line break or a letter outside ASCII.")
    return key


def apply_settings(
    gateways: tuple[Gateway, ...], env: Mapping[str, str]
) -> tuple[tuple[Gateway, ...], Keys, tuple[str, ...]]:
    """The gateways with their addresses and models as set, the keys, and sentences about what was not usable.

    A gateway without an address is not offered, unless none can be set (it needs no network).
    """
    kept, keys, complaints = list[Gateway](), dict[str, str](), list[str]()
    for gateway in gateways:
        try:
            address = _address(gateway, env)
        except BadAddress as error:
            complaints.append(f"{error} {gateway.name} is left out until this is mended.")
            continue
        if gateway.base_envs and not address:
            continue
        try:
            key = clean_key(env.get(gateway.key_env, ""))
        except BadKeyFormat as error:
            complaints.append(f"{gateway.key_env} {error} {gateway.name} stands without a key.")
            key = ""
        if key:
            keys[gateway.id] = key
        models, said = _added(gateway, env)
        complaints.extend(said)
        kept.append(replace(gateway, base_url=address, models=models))
    return tuple(kept), Keys(keys), tuple(complaints)


def preferred_model(
    gateways: tuple[Gateway, ...], env: Mapping[str, str]
) -> tuple[tuple[str, str], tuple[str, ...]]:
    """(gateway id, model id) of EASEL_DEFAULT_MODEL, ("", "") when it is not set or wrong, and complaints."""
    words = env.get("EASEL_DEFAULT_MODEL", "").strip()
    gateway_id, _, model_id = words.partition("/")
    found = any(
        model.id == model_id for gateway in gateways if gateway.id == gateway_id for model in gateway.models
    )
    if not words or found:
        return (gateway_id, model_id), ()
    names = ", ".join(gateway.id for gateway in gateways)
    sentence = (
        f"EASEL_DEFAULT_MODEL names “{words[:120]}”, which is not here; write gateway/model, the gateway one of "
        f"{names}. The page opens with another model."
    )
    return ("", ""), (sentence,)


def templates_of(gateway: Gateway) -> tuple[Route, ...]:
    """The routes that an added model can take: of each name the first of the gateway's models, else its own."""
    routes: dict[str, Route] = {}
    for route in (*(route for model in gateway.models for route in model.routes), *gateway.templates):
        routes.setdefault(route.name, route)
    return tuple(routes.values())


def add_models(models: tuple[Model, ...], more: tuple[Model, ...]) -> tuple[Model, ...]:
    """Both lists; a model that is in both has the routes of both, the earlier first."""
    joined = {model.id: model for model in models}
    for model in more:
        known = joined.setdefault(model.id, model)
        names = {route.name for route in known.routes}
        routes = (*known.routes, *(route for route in model.routes if route.name not in names))
        joined[model.id] = replace(known, routes=routes)
    return tuple(joined.values())


def _address(gateway: Gateway, env: Mapping[str, str]) -> str:
    name = next((name for name in gateway.base_envs if env.get(name, "").strip()), "")
    if not name:
        return gateway.base_url
    try:
        return normalize_base_url(env[name], usual=gateway.base_url)
    except BadAddress as error:
        raise BadAddress(f"{name} {error}") from error


def _added(gateway: Gateway, env: Mapping[str, str]) -> tuple[tuple[Model, ...], list[str]]:
    """The gateway's models with those of its models setting, and sentences about entries that say no model."""
    words = env.get(gateway.models_env, "") if gateway.models_env else ""
    routes = {route.name: route for route in templates_of(gateway)}
    models, complaints = gateway.models, list[str]()
    for entry in filter(None, (part.strip() for part in _SEPARATORS.split(words))):
        model_id, _, wire = (part.strip() for part in entry.rpartition("@"))
        if _MODEL_ID.fullmatch(model_id) and wire in routes:
            models = add_models(models, (Model(id=model_id, routes=(routes[wire],)),))
        else:
            forms = " or ".join(f"new-model@{name}" for name in routes)
            complaints.append(f"{gateway.models_env} holds “{entry[:120]}”, which is passed over; write {forms}.")
    return models, complaints
