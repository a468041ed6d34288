"""Gateways and models that visitors add.

Each sees their own, within bounds, by addresses that may be asked.
"""

import gc
import tracemalloc
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
from ui.security.visitor_store import SEEN_LATELY, StoreFull

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
    assert store.choices("anna").changed
    assert sorted(gateway.name for gateway in store.choices("anna").own) == ["Hers", "Mine 1"]
    assert store.choices("anna").added == {"openai": (AddedModel(id="a"),)}
    assert store.choices("browser") == GatewayChoices()


def test_what_is_taken_over_stays_counted_for_its_network() -> None:
    store = VisitorGateways(per_network=2)
    choices = [GatewayChoices(own=(own(number),)) for number in range(4)]
    store.keep("browser", choices[0], network="here")
    store.keep("anna", choices[1], network="here")
    store.move("browser", "anna")
    assert len(store.choices("anna").own) == 2
    store.keep("ben", choices[2], network="here")
    with pytest.raises(StoreFull):
        store.keep("cleo", choices[3], network="here")
    store.move("ben", "dora")
    with pytest.raises(StoreFull):
        store.keep("cleo", choices[3], network="here")


def test_of_too_many_gateways_none_leaves_its_models_behind() -> None:
    full = GatewayChoices(own=tuple(map(own, range(MAX_OWN))))
    tenth = own(99)
    other = GatewayChoices(
        own=(tenth,), added={tenth.id: (AddedModel(id="a"),)}, unticked={tenth.id: frozenset({"b"})}
    )
    assert full.merge(other) == full


def test_of_two_states_the_later_one_holds_and_a_removal_is_one() -> None:
    now = [1_000.0]
    store = VisitorGateways(clock=lambda: now[0])
    store.keep("anna", GatewayChoices())
    assert not store.choices("anna").changed, "nothing was chosen"
    store.keep("anna", GatewayChoices(own=(own(),)))
    stale = store.choices("anna")
    assert stale.changed == 1_000_000
    store.keep("anna", stale.without_gateway(own().id))
    removed = store.choices("anna")
    assert removed == GatewayChoices() and removed.changed > stale.changed
    assert not store.take_up("anna", stale)
    assert not store.take_up("anna", replace(stale, changed=0))
    restarted = VisitorGateways(clock=lambda: now[0] + 1)
    assert restarted.take_up("anna", stale), "nothing is known"
    assert restarted.take_up("anna", removed), "what another browser knows is later"
    assert not restarted.take_up("anna", stale)
    assert restarted.choices("anna").own == ()
    assert not VisitorGateways().take_up("anna", GatewayChoices()), "nothing to keep"


def test_no_catalog_outlives_what_it_was_made_of() -> None:
    store = VisitorGateways()
    for forget in (store.remove_all, lambda visitor: store.keep(visitor, GatewayChoices())):
        store.keep("anna", GatewayChoices(own=(own(),)))
        seen = store.extend("anna", CATALOG)
        assert [holder for holder in gc.get_referrers(seen) if isinstance(holder, tuple)]
        forget("anna")
        assert not [holder for holder in gc.get_referrers(seen) if isinstance(holder, tuple)]


def at_every_limit(number: int) -> GatewayChoices:
    """Choices of one visitor that take as much memory as any may."""
    ids = [own(1000 * number + index).id for index in range(MAX_OWN)]
    return GatewayChoices(
        own=tuple(own(name=f"{name}".ljust(60, "画"), id=name, base_url=name.ljust(2048, "x")) for name in ids),
        added={
            name: tuple(AddedModel(id=f"{number} {index}".ljust(200, "画")) for index in range(MAX_ADDED))
            for name in ids[:3]
        },
        unticked={ids[0]: frozenset(f"{number} {index}".ljust(200, "画") for index in range(MAX_UNTICKED))},
    )


def test_all_choices_together_take_so_much_memory_and_the_longest_unused_go_first() -> None:
    tracemalloc.start()
    try:
        one = at_every_limit(0)
        allocated, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0.9 * allocated < one.byte_count < 1.3 * allocated
    now = [0.0]
    store = VisitorGateways(max_bytes=4.5 * one.byte_count, now=lambda: now[0])
    for number in range(4):
        store.keep(f"visitor {number}", at_every_limit(number))
    with pytest.raises(StoreFull):
        store.keep("late", at_every_limit(9))
    store.keep("small", GatewayChoices(own=(own(),)))
    now[0] = SEEN_LATELY + 1
    store.choices("visitor 0")
    store.keep("late", at_every_limit(9))
    assert [bool(store.choices(f"visitor {number}").own) for number in range(4)] == [True, False, True, True]
    assert store.choices("small").own and store.choices("late").own


def test_one_network_fills_no_more_than_its_part() -> None:
    one = at_every_limit(0)
    store = VisitorGateways(max_bytes=8 * 2.5 * one.byte_count)
    for number in range(2):
        store.keep(f"visitor {number}", at_every_limit(number), network="here")
    with pytest.raises(StoreFull) as caught:
        store.keep("third", at_every_limit(2), network="here")
    assert caught.value.reason == "address"
    store.keep("visitor 1", at_every_limit(1).without_gateway(own(1000).id), network="here")
    store.keep("third", at_every_limit(2), network="elsewhere")
    store.keep("visitor 0", GatewayChoices(own=(own(),)), network="elsewhere")


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
