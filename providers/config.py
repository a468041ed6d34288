"""Keys, names and addresses from the settings, or what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from formats.texts.api_key import BadKeyFormat, clean_key
from formats.texts.base_url import BadAddress, normalize_base_url
from formats.texts.plain_names import clean_name
from providers.added_models import configured_models
from providers.types import Gateway


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


def apply_settings(
    gateways: tuple[Gateway, ...], env: Mapping[str, str]
) -> tuple[tuple[Gateway, ...], Keys, tuple[str, ...]]:
    """Applies the settings to the gateways: addresses, models, keys, and complaints.

    The complaints are sentences about what was not usable. A gateway without an address is not offered, unless none
    can be set (it needs no network).
    """
    usable, keys, complaints = list[Gateway](), dict[str, str](), list[str]()
    for gateway in (one for first in gateways for one in _number(first)):
        name = clean_name(env.get(gateway.name_env, "")) if gateway.name_env else ""
        gateway = replace(gateway, name=name or gateway.name)
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
        models, model_complaints = configured_models(gateway, env)
        complaints.extend(model_complaints)
        usable.append(replace(gateway, base_url=address, models=models))
    return tuple(usable), Keys(keys), tuple(complaints)


def _number(first: Gateway) -> tuple[Gateway, ...]:
    """The gateway, and those of its kind with a number in their id and their settings: CUSTOM2_API_KEY."""
    word, copies = first.id.upper(), [first]
    for number in range(2, first.numbered + 1):
        key_env, models_env, name_env, *base_envs = (
            name.replace(word, f"{word}{number}", 1)
            for name in (first.key_env, first.models_env, first.name_env, *first.base_envs)
        )
        copies.append(
            replace(
                first,
                id=f"{first.id}{number}",
                name=f"{first.name} {number}",
                key_env=key_env,
                base_envs=tuple(base_envs),
                models_env=models_env,
                name_env=name_env,
            )
        )
    return tuple(copies)


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


def _configured_base_url(gateway: Gateway, env: Mapping[str, str]) -> str:
    name = next((name for name in gateway.base_envs if env.get(name, "").strip()), "")
    if not name:
        return gateway.base_url
    try:
        return normalize_base_url(env[name], usual=gateway.base_url)
    except BadAddress as error:
        raise BadAddress(f"{name} {error}") from error
