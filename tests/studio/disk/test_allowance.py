"""The hourly allowance: a burst of an hour's worth, then one after the other, each network for itself."""

import pytest

from studio.disk.allowance import HourlyAllowance, network_of


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_an_hours_worth_goes_at_once_and_then_waits() -> None:
    clock = Clock()
    allowance = HourlyAllowance(now=clock)
    for _ in range(4):
        assert allowance.wait("anna", per_hour=4) == 0.0
        allowance.take("anna", per_hour=4)
    assert allowance.wait("anna", per_hour=4) == 900.0
    assert allowance.wait("ben", per_hour=4) == 0.0
    clock.seconds += 899
    assert allowance.wait("anna", per_hour=4) > 0.0
    clock.seconds += 1
    assert allowance.wait("anna", per_hour=4) == 0.0


def test_many_names_do_not_grow_the_memory() -> None:
    allowance = HourlyAllowance(capacity=2)
    for name in ("anna", "ben", "carl"):
        allowance.take(name, per_hour=1)
    assert allowance.wait("anna", per_hour=1) == 0.0
    assert allowance.wait("carl", per_hour=1) > 0.0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_a_household_is_one_network(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same
