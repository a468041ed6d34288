"""Gateways and models that visitors added for themselves, in memory alone."""

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urlsplit

from formats.texts.base_url import BadAddress, normalize_base_url
from formats.web_address import is_local, parse_url
from providers.added_models import model_like
from providers.catalog import Catalog
from providers.gateways.custom import GATEWAY as TEMPLATE
from ui.security.visitor_store import VisitorStore

MAX_OWN: Final = 9
"""Gateways of one visitor."""
MAX_ADDED: Final = 100
"""Models that a visitor adds to one gateway."""
MAX_ADDED_IN_ALL: Final = 300
OWN_ID: Final = re.compile(r"own-[0-9a-f]{16}")
"""Ids are made at random, so that none tells whose gateway it is or where."""
KEY_IN_PATH: Final = re.compile(r"(?i)(?:^|[/=])(?:sk|pk|key|token)[-_][a-z0-9_-]{12,}")
KEY_NAME: Final = "API_KEY"
"""What a visitor's key is called in code samples."""
MOST_EXTENDED: Final = 256
CHOICES: Final = ""
"""The one name under which a visitor's choices are stored."""


class UnusableAddress(ValueError):
    """An address that a visitor may not add; `reason` is "", "private" or "key"."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnGateway:
    """A gateway that a visitor added; `base_url` is normalised."""

    id: str
    name: str
    base_url: str = field(repr=False)
    needs_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedModel:
    """A model that a visitor added to a gateway; `family` is "" where they named none."""

    id: str
    family: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayChoices:
    """The gateways and models that one visitor added; `added` is by the gateway's id."""

    own: tuple[OwnGateway, ...] = ()
    added: Mapping[str, tuple[AddedModel, ...]] = field(default_factory=dict)

    def with_gateway(self, gateway: OwnGateway) -> "GatewayChoices":
        """These with a gateway, in the place of the one that has its id."""
        others = tuple(known for known in self.own if known.id != gateway.id)
        return replace(self, own=(*others, gateway))

    def without_gateway(self, gateway_id: str) -> "GatewayChoices":
        """These without a gateway and the models that were added to it."""
        return GatewayChoices(
            own=tuple(known for known in self.own if known.id != gateway_id),
            added={name: models for name, models in self.added.items() if name != gateway_id},
        )

    def with_models(self, gateway_id: str, models: tuple[AddedModel, ...]) -> "GatewayChoices":
        """These with other models added to a gateway."""
        others = {name: known for name, known in self.added.items() if name != gateway_id}
        return replace(self, added={**others, gateway_id: models} if models else others)

    def merge(self, other: "GatewayChoices") -> "GatewayChoices":
        """Both; where both name the same gateway, these hold.

        Of too many, those of `other` are left out.
        """
        known = {gateway.id for gateway in self.own}
        own = (*self.own, *(gateway for gateway in other.own if gateway.id not in known))
        merged = GatewayChoices(own=own[:MAX_OWN], added={**other.added, **self.added})
        return merged if merged.is_within_limits else replace(merged, added=self.added)

    @property
    def is_within_limits(self) -> bool:
        """Whether one visitor may have so many."""
        counts = [len(models) for models in self.added.values()]
        return len(self.own) <= MAX_OWN and max(counts, default=0) <= MAX_ADDED and sum(counts) <= MAX_ADDED_IN_ALL


class VisitorGateways(VisitorStore[GatewayChoices]):
    """Gateways and models of all visitors, and the catalog as each of them sees it.

    `allow_private`: an own gateway may stand in this server's own network.
    """

    def __init__(self, limit: int = 10_000, *, allow_private: bool = False, **bounds: Any) -> None:
        super().__init__(limit, **bounds)
        self.allow_private = allow_private
        self._extended: OrderedDict[str, tuple[Catalog, GatewayChoices, Catalog]] = OrderedDict()

    def choices(self, visitor: str) -> GatewayChoices:
        """All that a visitor added."""
        return self.find(visitor, CHOICES) or GatewayChoices()

    def keep(self, visitor: str, choices: GatewayChoices, *, network: str = "") -> None:
        """Keeps what a visitor added by now. Raises StoreFull."""
        if choices.own or choices.added:
            self.store(visitor, CHOICES, choices, network=network)
        else:
            self.remove(visitor, CHOICES)

    def move(self, source: str, target: str) -> None:
        """Makes what one visitor added another's, beside what that one has."""
        given, own = self.choices(source), self.choices(target)
        super().move(source, target)
        if self.find(target, CHOICES) is not None and given != own:
            self.store(target, CHOICES, own.merge(given))

    def usable_address(self, text: str) -> str:
        """A pasted address as a base URL. Raises UnusableAddress."""
        try:
            address = normalize_base_url(text)
            parsed = parse_url(address)
        except (BadAddress, ValueError):
            raise UnusableAddress from None
        if KEY_IN_PATH.search(urlsplit(address).path):
            raise UnusableAddress("key")
        if is_local(parsed.name) and not self.allow_private:
            raise UnusableAddress("private")
        return address

    def extend(self, visitor: str, catalog: Catalog) -> Catalog:
        """The catalog with what a visitor added.

        Made once for each state of both: it is asked for with every request.
        """
        choices = self.choices(visitor)
        if not (choices.own or choices.added):
            return catalog
        known = self._extended.get(visitor)
        if known is None or known[0] is not catalog or known[1] is not choices:
            known = catalog, choices, self.with_choices(catalog, choices)
            self._extended[visitor] = known
        self._extended.move_to_end(visitor)
        if len(self._extended) > MOST_EXTENDED:
            self._extended.popitem(last=False)
        return known[2]

    def with_choices(self, catalog: Catalog, choices: GatewayChoices) -> Catalog:
        """The catalog with these gateways and models."""
        own = tuple(
            replace(
                TEMPLATE,
                id=gateway.id,
                name=gateway.name,
                base_url=gateway.base_url,
                key_env=KEY_NAME,
                base_envs=(),
                models_env="",
                needs_key=gateway.needs_key,
                discovers_models=False,
                visitor_owned=True,
                public_only=not self.allow_private,
            )
            for gateway in choices.own
        )
        extended = replace(catalog, gateways=(*catalog.gateways, *own))
        for gateway in extended.gateways:
            if models := choices.added.get(gateway.id):
                added = tuple(model_like(gateway, model.id, model.family) for model in models)
                extended = extended.with_models(gateway.id, added)
        return extended


def own_gateway_name(name: str, base_url: str) -> str:
    """The name that a visitor gave, else the host."""
    return name or urlsplit(base_url).netloc
