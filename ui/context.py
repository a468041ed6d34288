"""Application context of routes and callbacks: studio, catalog, limits, visitors' own keys."""

from dataclasses import dataclass, field, replace
from typing import Final, Self

import gradio as gr
from starlette.requests import HTTPConnection

from providers.catalog import Catalog
from providers.types import Gateway, Model
from studio.limits import Limits, TokenBuckets
from studio.studio import Studio
from ui.accounts.roles import is_guest
from ui.gateway_settings.visitor_gateways import OWN_ID, VisitorGateways
from ui.i18n import Language, t
from ui.security.visitor_cookie import visitor_of
from ui.security.visitor_keys import VisitorKeys

CHECKS_PER_MINUTE: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AppContext:
    """Everything a callback needs and nothing that belongs to one visitor.

    `closed_gateways` are the ids of gateways whose server key is not open; the catalog has none of them.
    `is_private`: only this machine reaches the server, so that who reads is its operator. `checks` counts how often
    a visitor or a network has gateways asked for their models, which is free. `visitor`: the visitor whose own
    gateways and models are in the catalog, too.
    """

    studio: Studio
    visitor_keys: VisitorKeys
    limits: Limits
    visitor_gateways: VisitorGateways = field(default_factory=VisitorGateways)
    closed_gateways: frozenset[str] = frozenset()
    is_private: bool = False
    checks: TokenBuckets = field(
        default_factory=lambda: TokenBuckets(rate=CHECKS_PER_MINUTE / 60, burst=CHECKS_PER_MINUTE)
    )
    visitor: str = ""

    @property
    def catalog(self) -> Catalog:
        """The gateways and models at this moment."""
        return self.studio.catalog_for(self.visitor) if self.visitor else self.studio.catalog

    @property
    def offered_catalog(self) -> Catalog:
        """The catalog as the page's lists have it: without what the visitor unticked."""
        return self.visitor_gateways.offered_catalog(self.visitor, self.catalog) if self.visitor else self.catalog

    def seen_by(self, request: HTTPConnection | gr.Request) -> Self:
        """The same as who asks sees it, with what they added.

        To a guest every key of the server's is closed.
        """
        closed = self.catalog.gateways_with_key if is_guest(request) else frozenset[str]()
        return replace(self, visitor=visitor_of(request), closed_gateways=self.closed_gateways | closed)

    def own_key(self, visitor: str, gateway: Gateway) -> str:
        """The visitor's own key for a gateway, or ""."""
        return self.visitor_keys.get(visitor, gateway.id)

    def has_own_key(self, visitor: str, gateway: Gateway) -> bool:
        """Whether the visitor gave a key for this gateway."""
        return bool(self.own_key(visitor, gateway))

    def behaviour_owner(self, visitor: str, gateway: Gateway) -> str:
        """Owner of what calls show: the visitor of an own key or gateway, or "" for all."""
        return visitor if gateway.visitor_owned or self.has_own_key(visitor, gateway) else ""

    def lacks_key(self, visitor: str, gateway: Gateway) -> bool:
        """Whether nobody gave a key that this gateway asks for."""
        return self._needs_visitor_key(gateway) and not self.has_own_key(visitor, gateway)

    def key_sentence(self, visitor: str, gateway: Gateway) -> str:
        """The string that asks for the key which nobody gave, "" where none is missing."""
        if not self.lacks_key(visitor, gateway):
            return ""
        if gateway.id in self.closed_gateways:
            return "page.plan.closed"
        if gateway.visitor_owned:
            return "page.plan.key.own"
        return "page.plan.key.operator" if self.is_private else "page.plan.key"

    def model_names(self, model: Model) -> tuple[str, str]:
        """The name and the nickname of a model, the same at every gateway.

        One without a label has that of the same model elsewhere, else its id.
        """
        known = [other for gateway in self.studio.catalog.gateways for other in gateway.models if other.label]
        last = model.id.rpartition("/")[2]
        same = (other.label for other in known if other.id.rpartition("/")[2] == last)
        name = (model.label or next(same, model.id)).partition(" (")[0]
        nicknames = (other.label.partition(" (") for other in known)
        nickname = next((nick for label, _, nick in nicknames if nick and label == name), "")
        return name, nickname.removesuffix(")")

    def gateway_name(self, gateway_id: str, lang: Language, *, unknown: str = "server.provider_gone") -> str:
        """The name of a gateway, or its id.

        The string `unknown` for one that a visitor added and that is not here.
        """
        name = next((gateway.name for gateway in self.catalog.gateways if gateway.id == gateway_id), "")
        return name or (t(unknown, lang) if OWN_ID.fullmatch(gateway_id) else gateway_id)

    def _needs_visitor_key(self, gateway: Gateway) -> bool:
        """Whether the gateway asks for a key that the server does not have, or does not give."""
        has_key = gateway.id in self.catalog.gateways_with_key
        return gateway.id in self.closed_gateways or (gateway.needs_key and not has_key)
