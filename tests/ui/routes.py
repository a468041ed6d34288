"""Routes to models as the page has them, all and one of those that send pictures alike."""

from dataclasses import dataclass
from typing import Final

from providers.catalog import load_catalog
from providers.types import Gateway, Model, PaintWire, Route
from tests.hypothesis_profiles import is_thorough

CATALOG: Final = load_catalog(
    {"CUSTOM_BASE_URL": "http://127.0.0.1:9/v1", "CUSTOM_MODELS": "gpt-image-1@images, gemini-3-pro-image@chat"}
)[0]


@dataclass(frozen=True, slots=True)
class RouteCase:
    """One route to a model of a gateway."""

    gateway: Gateway
    model: Model
    route: Route

    def __str__(self) -> str:
        return "-".join(self.key)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.gateway.id, self.model.id, self.route.name

    @property
    def is_painted(self) -> bool:
        return isinstance(self.route.wire, PaintWire)

    @property
    def way(self) -> tuple[str, str, str]:
        """The properties by which pictures and turns are sent: its gateway, its wire, what it takes along."""
        return self.gateway.id, repr(self.route.wire), repr(self.route.edits and self.route.edits.inputs)


EVERY_ROUTE: Final = [
    RouteCase(gateway, model, route)
    for gateway in CATALOG.gateways
    for model in gateway.models
    for route in model.routes
]


def first_of_each_way() -> list[RouteCase]:
    """The first of the routes that send pictures the same way: 13 of 22."""
    first: dict[tuple[str, str, str], RouteCase] = {}
    for case in EVERY_ROUTE:
        first.setdefault(case.way, case)
    return [*first.values()]


ROUTES: Final = EVERY_ROUTE if is_thorough() else first_of_each_way()
