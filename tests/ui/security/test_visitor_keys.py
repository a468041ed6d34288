"""The visitors' own keys.

Bounded, each visitor's own, and never pushed out while somebody works with one.
"""

import pytest

from ui.security.visitor_keys import SEEN_LATELY, KeysFull, VisitorKeys, key_tail


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_keys_of_visitors_are_bounded_and_each_visitors_own() -> None:
    clock = Clock()
    ring = VisitorKeys(limit=2, now=clock)
    ring.store("a", "tuzi", "sk-a")
    ring.store("b", "tuzi", "sk-b")
    clock.now += SEEN_LATELY + 1
    assert ring.get("a", "tuzi") == "sk-a"
    ring.store("c", "tuzi", "sk-c")
    assert (ring.get("a", "tuzi"), ring.get("b", "tuzi"), ring.get("c", "tuzi")) == ("sk-a", "", "sk-c")
    ring.remove("a", "tuzi")
    ring.remove("a", "tuzi")
    assert ring.get("a", "tuzi") == ""
    assert "sk-c" not in repr(ring)


def test_keys_go_along_with_a_takeover_and_push_none_out() -> None:
    ring = VisitorKeys(limit=3, per_network=2, now=Clock())
    ring.store("browser", "tuzi", "sk-of-browser", network="here")
    ring.store("browser", "dmxapi", "sk-b", network="here")
    ring.store("anna", "tuzi", "sk-of-anna")
    ring.move("browser", "anna")
    assert [ring.get("anna", name) for name in ("tuzi", "dmxapi")] == ["sk-of-anna", "sk-b"]
    assert [ring.get("browser", name) for name in ("tuzi", "dmxapi")] == ["", ""]
    ring.store("ben", "tuzi", "sk-c", network="here")
    with pytest.raises(KeysFull):
        ring.store("cleo", "tuzi", "sk-d", network="here")
    ring.remove_all("anna")
    assert [ring.get("anna", name) for name in ("tuzi", "dmxapi")] == ["", ""]
    ring.store("cleo", "tuzi", "sk-d", network="here")


def test_a_key_that_was_used_lately_is_not_pushed_out() -> None:
    ring = VisitorKeys(limit=2, now=Clock())
    ring.store("a", "tuzi", "sk-a")
    ring.store("a", "dmxapi", "sk-b")
    for number in range(50):
        with pytest.raises(KeysFull):
            ring.store(f"stranger {number}", "tuzi", "sk-x")
    assert (ring.get("a", "tuzi"), ring.get("a", "dmxapi")) == ("sk-a", "sk-b")
    ring.store("a", "tuzi", "sk-new")
    assert ring.get("a", "tuzi") == "sk-new"


def test_a_key_is_not_pushed_out_while_its_visitor_has_a_run() -> None:
    clock = Clock()
    ring = VisitorKeys(limit=2, now=clock, is_busy=lambda visitor: visitor == "a")
    ring.store("a", "tuzi", "sk-a")
    ring.store("b", "tuzi", "sk-b")
    clock.now += SEEN_LATELY + 1
    ring.store("c", "tuzi", "sk-c")
    assert (ring.get("a", "tuzi"), ring.get("b", "tuzi")) == ("sk-a", "")


def test_one_network_keeps_so_many_and_pushes_out_its_own_alone() -> None:
    clock = Clock()
    ring = VisitorKeys(limit=100, per_network=2, now=clock)
    ring.store("other", "tuzi", "sk-o", network="198.51.100.0/24")
    for visitor in "ab":
        ring.store(visitor, "tuzi", "sk-1", network="203.0.113.0/24")
    with pytest.raises(KeysFull) as caught:
        ring.store("c", "tuzi", "sk-2", network="203.0.113.0/24")
    assert caught.value.reason == "address"
    clock.now += SEEN_LATELY + 1
    ring.store("c", "tuzi", "sk-2", network="203.0.113.0/24")
    assert [ring.get(visitor, "tuzi") for visitor in ("other", "a", "b", "c")] == ["sk-o", "", "sk-1", "sk-2"]
    ring.remove("b", "tuzi")
    ring.store("d", "tuzi", "sk-3", network="203.0.113.0/24")
    for number in range(5):
        ring.store(f"here {number}", "tuzi", "sk-4")


def test_of_a_key_its_owner_is_shown_the_tail() -> None:
    assert key_tail("sk-0123456789abcdef4f2a") == "sk-…4f2a"
    assert key_tail("AIza0123456789abcd") == "…abcd"
    assert key_tail("sk-short") == "…"
    assert key_tail("") == ""
