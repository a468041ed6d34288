"""Token buckets: a burst at once, then a steady rate, each name for itself."""

from studio.limits import TokenBuckets


class Clock:
    def __init__(self) -> None:
        self.now = 5.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_allowed_and_then_the_rate_holds() -> None:
    clock = Clock()
    buckets = TokenBuckets(rate=2, burst=3, now=clock)
    assert [buckets.take("ann") for _ in range(5)] == [0, 0, 0, 0.5, 0.5]
    assert buckets.take("bob") == 0
    clock.now += 0.5
    assert [buckets.take("ann") for _ in range(2)] == [0, 0.5]
    clock.now += 60
    assert [buckets.take("ann") for _ in range(4)] == [0, 0, 0, 0.5]


def test_so_many_names_are_remembered() -> None:
    buckets = TokenBuckets(rate=1, burst=1, limit=2, now=Clock())
    assert [buckets.take(name) for name in ("ann", "bob", "cid", "ann", "cid")] == [0, 0, 0, 0, 1]


def test_a_network_pays_a_part_for_each_of_its_visitors() -> None:
    clock = Clock()
    buckets = TokenBuckets(rate=4 / 3600, burst=4, now=clock)
    for _ in range(16):
        assert buckets.wait("network", cost=0.25) == 0
        assert buckets.take("network", cost=0.25) == 0
    assert buckets.wait("network", cost=0.25) == 225
    assert buckets.wait("network", cost=0.25) == 225, "nothing is taken by asking"
    clock.now += 225
    assert buckets.take("network", cost=0.25) == 0


def test_a_clock_that_is_put_back_shuts_nobody_out() -> None:
    clock = Clock()
    buckets = TokenBuckets(rate=2, burst=3, now=clock)
    buckets.take("ann")
    clock.now -= 3600
    assert [buckets.take("ann") for _ in range(3)] == [0, 0, 0.5]
    clock.now += 0.5
    assert buckets.take("ann") == 0
