"""Gateways and models that visitors added or unticked for themselves, in memory alone."""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from sys import getsizeof
from typing import Any, Final, TypeVar
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
MAX_UNTICKED: Final = 300
"""Models that a visitor unticks, of all gateways together."""
OWN_ID: Final = re.compile(r"own-[0-9a-f]{16}")
"""Ids are made at random, so that none tells whose gateway it is or where."""
KEY_IN_PATH: Final = re.compile(r"(?i)(?:^|[/=])(?:sk|pk|key|token)[-_][a-z0-9_-]{12,}")
KEY_NAME: Final = "API_KEY"
"""What a visitor's key is called in code samples."""
MAX_EXTENDED: Final = 256
MAX_BYTES: Final = 64 * 2**20
"""Memory of all choices together: one visitor's take 2 KB as a rule, and 350 KB at every limit."""
ENTRY_BYTES: Final = 120
"""What a gateway or a model takes beside its texts: the object, and its place in a tuple or a set."""
CHOICES: Final = ""
"""The one name under which a visitor's choices are stored."""


Value = TypeVar("Value")


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
    """The gateways that one visitor added, and by gateway the models, added or unticked.

    An unticked model is only left out of what the page offers: runs, recipes and scripts go on with it. `changed`
    is when they were chosen, in milliseconds since 1970, 0 where nothing was: of two states the later one holds.
    """

    own: tuple[OwnGateway, ...] = ()
    added: Mapping[str, tuple[AddedModel, ...]] = field(default_factory=dict)
    unticked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    changed: int = field(default=0, compare=False)

    def with_gateway(self, gateway: OwnGateway) -> "GatewayChoices":
        """These with a gateway, in the place of the one that has its id."""
        if any(known.id == gateway.id for known in self.own):
            return replace(self, own=tuple(gateway if known.id == gateway.id else known for known in self.own))
        return replace(self, own=(*self.own, gateway))

    def without_gateway(self, gateway_id: str) -> "GatewayChoices":
        """These without a gateway and what was added to it or unticked of it."""
        return replace(
            self,
            own=tuple(known for known in self.own if known.id != gateway_id),
            added=_without(self.added, gateway_id),
            unticked=_without(self.unticked, gateway_id),
        )

    def with_models(self, gateway_id: str, models: tuple[AddedModel, ...]) -> "GatewayChoices":
        """These with other models added to a gateway."""
        others = _without(self.added, gateway_id)
        return replace(self, added={**others, gateway_id: models} if models else others)

    def with_unticked(self, gateway_id: str, models: frozenset[str]) -> "GatewayChoices":
        """These with other models of a gateway unticked."""
        others = _without(self.unticked, gateway_id)
        return replace(self, unticked={**others, gateway_id: models} if models else others)

    def offers(self, gateway_id: str, model_id: str) -> bool:
        """Whether a model stands in the page's lists: one that was added does."""
        return model_id not in self.unticked.get(gateway_id, ()) or any(
            model.id == model_id for model in self.added.get(gateway_id, ())
        )

    def merge(self, other: "GatewayChoices") -> "GatewayChoices":
        """Both; where both name the same gateway, these hold.

        Of too many, those of `other` are left out, with what belongs to them.
        """
        known = {gateway.id for gateway in self.own}
        own = (*self.own, *(gateway for gateway in other.own if gateway.id not in known))
        for gateway in own[MAX_OWN:]:
            other = other.without_gateway(gateway.id)
        merged = replace(
            self,
            own=own[:MAX_OWN],
            added={**other.added, **self.added},
            unticked={**other.unticked, **self.unticked},
        )
        if not merged.is_within_limits:
            merged = replace(merged, added=self.added)
        return merged if merged.unticked_count <= MAX_UNTICKED else replace(merged, unticked=self.unticked)

    @property
    def is_empty(self) -> bool:
        """Whether the visitor chose nothing."""
        return not (self.own or self.added or self.unticked)

    @property
    def is_within_limits(self) -> bool:
        """Whether one visitor may have added so many."""
        counts = [len(models) for models in self.added.values()]
        return len(self.own) <= MAX_OWN and max(counts, default=0) <= MAX_ADDED and sum(counts) <= MAX_ADDED_IN_ALL

    @property
    def unticked_count(self) -> int:
        """The models that are unticked, of all gateways."""
        return sum(map(len, self.unticked.values()))

    @property
    def byte_count(self) -> int:
        """The memory that they take, about."""
        texts = [text for gateway in self.own for text in (gateway.id, gateway.name, gateway.base_url)]
        texts += [text for models in self.added.values() for model in models for text in (model.id, model.family)]
        texts += [text for models in self.unticked.values() for text in models]
        return sum(getsizeof(text) + ENTRY_BYTES for text in (*texts, *self.added, *self.unticked))


class VisitorGateways(VisitorStore[GatewayChoices]):
    """Gateways and models of all visitors, and the catalog as each of them sees it.

    `allow_private`: an own gateway may stand in this server's own network. `clock` has the time of day.
    """

    def __init__(
        self,
        limit: int = 10_000,
        *,
        allow_private: bool = False,
        max_bytes: float = MAX_BYTES,
        clock: Callable[[], float] = time.time,
        **bounds: Any,
    ) -> None:
        super().__init__(limit, max_bytes=max_bytes, size_of=lambda choices: choices.byte_count, **bounds)
        self.allow_private = allow_private
        self._clock = clock
        self._extended: OrderedDict[str, tuple[Catalog, GatewayChoices, Catalog]] = OrderedDict()

    def choices(self, visitor: str) -> GatewayChoices:
        """All that a visitor added or unticked."""
        return self.find(visitor, CHOICES) or GatewayChoices()

    def keep(self, visitor: str, choices: GatewayChoices, *, network: str = "") -> None:
        """Keeps what a visitor chose now.

        Raises StoreFull, but not where it takes less than before.
        """
        before = self.choices(visitor)
        if before.changed or not choices.is_empty:
            now = max(self._now_ms(), before.changed + 1)
            self._keep(visitor, replace(choices, changed=now), before=before, network=network)

    def take_up(self, visitor: str, choices: GatewayChoices, *, network: str = "") -> bool:
        """Keeps what a browser remembers, where it is later than what is known. Raises StoreFull.

        Returns whether it was. What was removed is remembered as the empty choices that are left: only after a
        restart nothing is known of a visitor, and then what names no time is taken up, too.
        """
        before, now = self.choices(visitor), self._now_ms()
        is_later = min(choices.changed, now) > before.changed
        if is_later or not (before.changed or choices.is_empty):
            taken = replace(choices, changed=min(choices.changed or now, now))
            self._keep(visitor, taken, before=before, network=network)
            return True
        return False

    def _keep(self, visitor: str, choices: GatewayChoices, *, before: GatewayChoices, network: str) -> None:
        if before.changed and choices.byte_count <= before.byte_count:
            self.update(visitor, CHOICES, choices)
        else:
            self.store(visitor, CHOICES, choices, network=network)

    def _now_ms(self) -> int:
        return int(self._clock() * 1000)

    def move(self, source: str, target: str) -> None:
        """Moves what one visitor added and unticked to another, beside what that one has.

        It stays counted for the network where each of both was.
        """
        given, own = self.choices(source), self.choices(target)
        super().move(source, target)
        if own.changed and given.changed:
            self.update(target, CHOICES, replace(own.merge(given), changed=max(self._now_ms(), own.changed + 1)))

    def remove(self, visitor: str, name: str) -> None:
        """Forgets what a visitor chose, and the catalog that was made of it."""
        super().remove(visitor, name)
        self._extended.pop(visitor, None)

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
        if len(self._extended) > MAX_EXTENDED:
            self._extended.popitem(last=False)
        return known[2]

    def offered_catalog(self, visitor: str, catalog: Catalog) -> Catalog:
        """The visitor's catalog without the models that they unticked; all where none is left."""
        choices = self.choices(visitor)
        return leave_out_unticked(catalog, choices) if choices.unticked else catalog

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


def leave_out_unticked(catalog: Catalog, choices: GatewayChoices) -> Catalog:
    """A catalog without the models that are unticked; all of it where none is left."""
    gateways = tuple(
        replace(gateway, models=tuple(model for model in gateway.models if choices.offers(gateway.id, model.id)))
        for gateway in catalog.gateways
    )
    if not any(gateway.models for gateway in gateways):
        return catalog
    preferred = catalog.preferred if choices.offers(*catalog.preferred) else ("", "")
    return replace(catalog, gateways=gateways, preferred=preferred)


def _without(by_gateway: Mapping[str, Value], gateway_id: str) -> dict[str, Value]:
    return {name: value for name, value in by_gateway.items() if name != gateway_id}


def own_gateway_name(name: str, base_url: str) -> str:
    """The name that a visitor gave, else the host."""
    return name or urlsplit(base_url).netloc
