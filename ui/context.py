"""Application context of routes and callbacks: studio, catalog, limits, visitors' own keys."""

from dataclasses import dataclass, replace
from typing import Self

import gradio as gr
from starlette.requests import HTTPConnection

from providers.catalog import Catalog
from providers.types import Gateway, Model
from studio.limits import Limits
from studio.studio import Studio
from ui.accounts.roles import is_guest
from ui.i18n import Language, t
from ui.security.visitor_keys import VisitorKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class AppContext:
    """Everything a callback needs and nothing that belongs to one visitor.

    `closed_gateways` are the ids of gateways whose server key is not open; the catalog has none of them.
    """

    studio: Studio
    visitor_keys: VisitorKeys
    limits: Limits
    closed_gateways: frozenset[str] = frozenset()

    @property
    def catalog(self) -> Catalog:
        """The gateways and models at this moment."""
        return self.studio.catalog

    def seen_by(self, request: HTTPConnection | gr.Request) -> Self:
        """The same as who asks may see it: to a guest every key of the server's is closed."""
        if not is_guest(request):
            return self
        return replace(self, closed_gateways=self.closed_gateways | self.catalog.gateways_with_key)

    def own_key(self, visitor: str, gateway: Gateway) -> str:
        """The visitor's own key for a gateway, or ""."""
        return self.visitor_keys.get(visitor, gateway.id)

    def has_own_key(self, visitor: str, gateway: Gateway) -> bool:
        """Whether the visitor gave a key for this gateway."""
        return bool(self.own_key(visitor, gateway))

    def lacks_key(self, visitor: str, gateway: Gateway) -> bool:
        """Whether nobody gave a key that this gateway asks for."""
        return self._needs_visitor_key(gateway) and not self.has_own_key(visitor, gateway)

    def key_sentence(self, visitor: str, gateway: Gateway) -> str:
        """The string that asks for the key which nobody gave, "" where none is missing."""
        if not self.lacks_key(visitor, gateway):
            return ""
        return "page.plan.closed" if gateway.id in self.closed_gateways else "page.plan.key"

    def gateway_name(self, choice: str) -> str:
        """The name of the gateway in "gateway/model", its id when there is none such."""
        gateway_id = choice.partition("/")[0]
        return next((gateway.name for gateway in self.catalog.gateways if gateway.id == gateway_id), gateway_id)

    def model_choices(self, lang: Language, *, visitor: str) -> list[tuple[str, str]]:
        """The models as (label, "gateway/model"), by gateway, those without a key marked."""
        choices = []
        for gateway in self.catalog.gateways:
            mark = self._mark(gateway, lang, visitor=visitor)
            group = f"{gateway.name} ({mark})" if mark else gateway.name
            choices += [
                (f"{group} · {_model_label(model)}", f"{gateway.id}/{model.id}") for model in gateway.models
            ]
        return choices

    def _mark(self, gateway: Gateway, lang: Language, *, visitor: str) -> str:
        if not self._needs_visitor_key(gateway):
            return ""
        return t("page.your_key" if self.has_own_key(visitor, gateway) else "page.no_key", lang)

    def _needs_visitor_key(self, gateway: Gateway) -> bool:
        """Whether the gateway asks for a key that the server does not have, or does not give."""
        has_key = gateway.id in self.catalog.gateways_with_key
        return gateway.id in self.closed_gateways or (gateway.needs_key and not has_key)


def _model_label(model: Model) -> str:
    """The model's id, and the name that people call it by where that is another."""
    name = model.label.replace(" (", ", ").removesuffix(")")
    return model.id if name in {"", model.id} else f"{model.id} ({name})"
