"""What visitors add: each sees their own, within bounds, by addresses that may be asked."""

from dataclasses import replace
from typing import Any

import pytest

from providers.catalog import Catalog, discover
from providers.errors import UnknownModel
from ui.gateway_settings.visitor_gateways import (
    MAX_ADDED,
    MAX_OWN,
    MAX_UNTICKED,
    AddedModel,
    GatewayChoices,
    OwnGateway,
    UnusableAddress,
    VisitorGateways,
)

CATALOG = Catalog(gateways=discover())


def own(number: int = 1, **fields: Any) -> OwnGateway:
    return OwnGateway(
        **{"id": f"own-{number:016x}", "name": f"Mine {number}", "base_url": "https://a.example/v1", **fields}
    )


def test_a_visitor_sees_what_they_added_and_nobody_else_does() -> None:
    store = VisitorGateways()
    added = {"openai": (AddedModel(id="gpt-image-9", family="images"),), own().id: (AddedModel(id="flux-9"),)}
    store.keep("anna", GatewayChoices(own=(own(),), added=added))
    seen = store.extend("anna", CATALOG)
    assert seen.gateway(own().id).public_only
    assert [route.name for route in seen.model(own().id, "flux-9").routes] == ["images", "chat"]
    assert [route.name for route in seen.model("openai", "gpt-image-9").routes] == ["images"]
    assert store.extend("anna", CATALOG) is seen, "made once"
    assert store.extend("ben", CATALOG) is CATALOG
    with pytest.raises(UnknownModel):
        store.extend("ben", CATALOG).gateway(own().id)
    assert "a.example" not in repr(store.choices("anna"))


def test_a_model_of_a_gateway_that_is_gone_is_passed_over() -> None:
    store = VisitorGateways()
    store.keep("anna", GatewayChoices(added={"gone": (AddedModel(id="x"),)}))
    assert [gateway.id for gateway in store.extend("anna", CATALOG).gateways] == [
        gateway.id for gateway in CATALOG.gateways
    ]


def test_what_is_taken_over_goes_beside_what_is_there() -> None:
    store = VisitorGateways()
    store.keep("browser", GatewayChoices(own=(own(1), own(2)), added={"openai": (AddedModel(id="b"),)}))
    store.keep("anna", GatewayChoices(own=(own(2, name="Hers"),), added={"openai": (AddedModel(id="a"),)}))
    store.move("browser", "anna")
    assert sorted(gateway.name for gateway in store.choices("anna").own) == ["Hers", "Mine 1"]
    assert store.choices("anna").added == {"openai": (AddedModel(id="a"),)}
    assert store.choices("browser") == GatewayChoices()


def test_what_is_unticked_is_left_out_of_the_lists_alone() -> None:
    store, (gateway, model) = VisitorGateways(), CATALOG.default
    store.keep("anna", GatewayChoices(unticked={gateway.id: frozenset({model.id})}))
    assert store.extend("anna", CATALOG) is CATALOG, "it can still be named"
    offered = store.offered_catalog("anna", CATALOG)
    assert model not in offered.gateway(gateway.id).models and offered.default != (gateway, model)
    wished = replace(CATALOG, preferred=(gateway.id, model.id))
    assert store.offered_catalog("anna", wished).default == offered.default, "the server's wish, but not hers"
    assert store.offered_catalog("ben", CATALOG) is CATALOG
    everything = {known.id: frozenset(model.id for model in known.models) for known in CATALOG.gateways}
    store.keep("anna", GatewayChoices(unticked=everything))
    assert store.offered_catalog("anna", CATALOG) is CATALOG, "a gateway that went must leave no empty list"
    added = GatewayChoices(added={gateway.id: (AddedModel(id=model.id),)}, unticked=everything)
    assert added.offers(gateway.id, model.id), "a tick counts"


def test_a_gateway_that_moves_keeps_its_place() -> None:
    moved = GatewayChoices(own=(own(1), own(2))).with_gateway(own(1, base_url="https://b.example/v1"))
    assert [(gateway.id[-1], gateway.base_url) for gateway in moved.own] == [
        ("1", "https://b.example/v1"),
        ("2", "https://a.example/v1"),
    ]


def test_a_visitor_adds_only_so_many() -> None:
    assert GatewayChoices(own=tuple(map(own, range(MAX_OWN)))).is_within_limits
    assert not GatewayChoices(own=tuple(map(own, range(MAX_OWN + 1)))).is_within_limits
    many = tuple(AddedModel(id=f"m{number}") for number in range(MAX_ADDED))
    assert not GatewayChoices(added={f"g{number}": many for number in range(4)}).is_within_limits
    ids = frozenset(f"m{number}" for number in range(MAX_UNTICKED))
    both = GatewayChoices(unticked={"a": ids}).merge(GatewayChoices(unticked={"b": ids}))
    assert both.unticked == {"a": ids}
    merged = GatewayChoices(own=(own(99),)).merge(GatewayChoices(own=tuple(map(own, range(MAX_OWN)))))
    assert merged.is_within_limits and merged.own[0] == own(99)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", ""),
        ("https://", ""),
        ("ftp://a.example", ""),
        ("https://anna:secret@a.example/v1", ""),
        ("https://a.example/sk-0123456789abcdef/v1", "key"),
        ("http://127.0.0.1:1234/v1", "private"),
        ("http://localhost:1234", "private"),
        ("http://[::1]:1234/v1", "private"),
        ("http://2130706433/v1", ""),
        ("http://0x7f.1/v1", ""),
        ("http://169.254.169.254/latest", "private"),
        ("http://metadata.google.internal/", "private"),
        ("http://10.1.2.3/v1", "private"),
        ("nas:8080", "private"),
    ],
)
def test_an_address_that_may_not_be_asked_is_refused_and_not_repeated(address: str, reason: str) -> None:
    with pytest.raises(UnusableAddress) as caught:
        VisitorGateways().usable_address(address)
    assert caught.value.reason == reason
    assert "secret" not in str(caught.value)


def test_the_operator_may_open_the_servers_own_network() -> None:
    store = VisitorGateways(allow_private=True)
    assert store.usable_address("127.0.0.1:1234") == "http://127.0.0.1:1234/v1"
    store.keep("anna", GatewayChoices(own=(own(),)))
    assert not store.extend("anna", CATALOG).gateway(own().id).public_only
    assert store.usable_address("https://a.example/v1/images/generations?key=sk-x") == "https://a.example/v1"
