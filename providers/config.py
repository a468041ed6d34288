"""Keys, addresses and extra models from the settings, and a pasted base URL made usable.

An address becomes the parent of /images/generations, or a sentence about what is wrong with it.
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, urlsplit

from providers.types import Gateway, Model, Route

_SEPARATORS = re.compile(r"[,;，；\n]")
_MODEL_ID = re.compile(r"[^\s\x00-\x1f\x7f\"'<>]{1,200}")
_KEY = re.compile(r"[\x21-\x7e]{1,4096}")
_ENDPOINT = re.compile(
    r"/(chat/completions|completions|images/(generations|edits|variations)|models|responses)$", re.I
)
_FORBIDDEN = re.compile(r"[\s\x00-\x1f\x7f<>\"'`{}|\\^]")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?")


class BadKeyFormat(ValueError):
    """A key that cannot be one.

    The message completes "TUZI_API_KEY …" and never repeats what was given.
    """


@dataclass(frozen=True, slots=True)
class Keys:
    """The server's keys by gateway id. Shows none of them when printed."""

    _keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def gateway_ids(self) -> frozenset[str]:
        """The ids of the gateways whose key is set."""
        return frozenset(self._keys)

    def get(self, gateway_id: str) -> str:
        """The key, or "" when none is set."""
        return self._keys.get(gateway_id, "")


def clean_key(text: str) -> str:
    """Cleans a key as it was pasted.

    Without quotes, blanks around it or a leading "Bearer". Raises BadKeyFormat.
    """
    key = re.sub(r"(?i)^bearer\s+", "", text.strip().strip("\"'").strip())
    if key and not _KEY.fullmatch(key):
        raise BadKeyFormat("is no key: it holds a blank, a line break or a letter outside ASCII.")
    return key


def apply_settings(
    gateways: tuple[Gateway, ...], env: Mapping[str, str]
) -> tuple[tuple[Gateway, ...], Keys, tuple[str, ...]]:
    """Applies the settings to the gateways: addresses, models, keys, and complaints.

    The complaints are sentences about what was not usable. A gateway without an address is not offered, unless none
    can be set (it needs no network).
    """
    usable, keys, complaints = list[Gateway](), dict[str, str](), list[str]()
    for gateway in gateways:
        try:
            address = _configured_base_url(gateway, env)
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
        models, model_complaints = _with_added_models(gateway, env)
        complaints.extend(model_complaints)
        usable.append(replace(gateway, base_url=address, models=models))
    return tuple(usable), Keys(keys), tuple(complaints)


def preferred_model(
    gateways: tuple[Gateway, ...], env: Mapping[str, str]
) -> tuple[tuple[str, str], tuple[str, ...]]:
    """The (gateway id, model id) of EASEL_DEFAULT_MODEL, and complaints.

    ("", "") when it is not set or wrong.
    """
    setting = env.get("EASEL_DEFAULT_MODEL", "").strip()
    gateway_id, _, model_id = setting.partition("/")
    is_known = any(
        model.id == model_id for gateway in gateways if gateway.id == gateway_id for model in gateway.models
    )
    if not setting or is_known:
        return (gateway_id, model_id), ()
    names = ", ".join(gateway.id for gateway in gateways)
    sentence = (
        f"EASEL_DEFAULT_MODEL names “{setting[:120]}”, which is not here; write gateway/model, the gateway one of "
        f"{names}. The page opens with another model."
    )
    return ("", ""), (sentence,)


def route_templates(gateway: Gateway) -> tuple[Route, ...]:
    """The routes that an added model can take.

    Of each name the first of the gateway's models, else its own.
    """
    routes: dict[str, Route] = {}
    for route in (*(route for model in gateway.models for route in model.routes), *gateway.templates):
        routes.setdefault(route.name, route)
    return tuple(routes.values())


def add_models(models: tuple[Model, ...], added: tuple[Model, ...]) -> tuple[Model, ...]:
    """Both lists; a model that is in both has the routes of both, the earlier first."""
    joined = {model.id: model for model in models}
    for model in added:
        known = joined.setdefault(model.id, model)
        names = {route.name for route in known.routes}
        routes = (*known.routes, *(route for route in model.routes if route.name not in names))
        joined[model.id] = replace(known, routes=routes)
    return tuple(joined.values())


def _configured_base_url(gateway: Gateway, env: Mapping[str, str]) -> str:
    name = next((name for name in gateway.base_envs if env.get(name, "").strip()), "")
    if not name:
        return gateway.base_url
    try:
        return normalize_base_url(env[name], usual=gateway.base_url)
    except BadAddress as error:
        raise BadAddress(f"{name} {error}") from error


def _with_added_models(gateway: Gateway, env: Mapping[str, str]) -> tuple[tuple[Model, ...], list[str]]:
    """The gateway's models with those of its models setting, and sentences about entries that say no model."""
    setting = env.get(gateway.models_env, "") if gateway.models_env else ""
    routes = {route.name: route for route in route_templates(gateway)}
    models, complaints = gateway.models, list[str]()
    for entry in filter(None, (part.strip() for part in _SEPARATORS.split(setting))):
        model_id, _, wire = (part.strip() for part in entry.rpartition("@"))
        if _MODEL_ID.fullmatch(model_id) and wire in routes:
            models = add_models(models, (Model(id=model_id, routes=(routes[wire],)),))
        else:
            forms = " or ".join(f"new-model@{name}" for name in routes)
            complaints.append(f"{gateway.models_env} holds “{entry[:120]}”, which is passed over; write {forms}.")
    return models, complaints


class BadAddress(ValueError):
    """An address that cannot be used.

    The message completes "TUZI_BASE_URL …" and never repeats the address, which may hold a password.
    """


def normalize_base_url(value: str, *, usual: str = "") -> str:
    """Normalizes a pasted base URL: "api.x.com" → "https://api.x.com/v1".

    Without a trailing slash. Endpoints, queries, doubled slashes and a doubled /v1 are cut off. A bare host gets
    /v1, or the path of the gateway's `usual` address when it is that host; any other path is left alone (Ark's is
    /api/v3, Turing's /api/v1). Raises BadAddress.
    """
    text = value.strip().strip("\"'").strip()
    if not text or _FORBIDDEN.search(text):
        raise BadAddress("is no address: it is empty or holds blanks, quotes or brackets.")
    parts = _split(text)
    origin = _origin(parts)
    path = re.sub(r"/{2,}", "/", parts.path).rstrip("/")
    if not path:
        return origin + _default_path(origin, usual)
    previous = ""
    while previous != path:
        previous, path = path, _ENDPOINT.sub("", path).rstrip("/")
    return origin + re.sub(r"(?i)(/v1)(/v1)+$", r"\1", path)


def _split(address: str) -> SplitResult:
    if "://" not in address:
        address = f"{_scheme(address)}://{address}"
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise BadAddress("is no address: its host cannot be read.") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise BadAddress("must begin with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise BadAddress("must not hold a user name or password; the key has a setting of its own.")
    return parts


def _scheme(text: str) -> str:
    """The scheme of an address without one: http for this machine and the house network, where few speak TLS.

    Raises BadAddress for what is a lone word or a scheme spelled wrong.
    """
    match = re.match(r"(\[[0-9a-fA-F:.]+\]|[^/?#:]+)(:[0-9]+)?(?=[/?#]|$)", text)
    if not match or match[1].lower() in ("http", "https"):
        raise BadAddress("is no address: it names no host. Write it like https://api.example.com/v1.")
    host = match[1].strip("[]").lower()
    try:
        is_local = ipaddress.ip_address(host).is_private
    except ValueError:
        is_local = "." not in host
        if is_local and host != "localhost" and not match[2]:
            raise BadAddress(
                "is no address: it is a lone word. Write it like https://api.example.com/v1."
            ) from None
    return "http" if is_local else "https"


def _origin(parts: SplitResult) -> str:
    """Scheme, host and port, in lower case."""
    try:
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise BadAddress("has a port that is no number from 1 to 65535.") from error
    if port == 0:
        raise BadAddress("has a port that is no number from 1 to 65535.")
    shown_host = f"[{host}]" if ":" in host else _ascii(host)
    return f"{parts.scheme.lower()}://{shown_host}" + (f":{port}" if port else "")


def _ascii(host: str) -> str:
    try:
        name = host.encode("idna").decode() if host else ""
    except UnicodeError as error:
        raise BadAddress("is no address: its host cannot be read.") from error
    if not _HOST.fullmatch(name) or ".." in name:
        raise BadAddress("is no address: it names no host. Write it like https://api.example.com/v1.")
    return name


def _default_path(home: str, usual: str) -> str:
    usual_url = urlsplit(usual)
    return usual_url.path if usual and home == f"{usual_url.scheme}://{usual_url.netloc}" else "/v1"
