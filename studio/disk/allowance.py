"""Hourly allowance: uploads an hour by visitor and by network, counted in memory."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

HOUR: Final = 3600.0
IPV6_PREFIX: Final = 64
"""Bits of an IPv6 address that one household has; the rest it chooses as it likes."""


def network_of(address: str) -> str:
    """The network that an address counts for: IPv4 as it is, IPv6 by its first 64 bits."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, IPV6_PREFIX), strict=False))


class HourlyAllowance:
    """A bucket for each name, which holds an hour's worth and fills steadily.

    It holds `capacity` buckets; beyond that the one that was not used for the longest time is forgotten.
    """

    def __init__(self, *, capacity: int = 20_000, now: Callable[[], float] = time.monotonic) -> None:
        self._capacity = capacity
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, name: str, *, per_hour: int) -> float:
        """Seconds until `name` may take one, 0.0 when now."""
        missing = 1.0 - self._level(name, per_hour=per_hour)
        return max(0.0, missing * HOUR / per_hour)

    def take(self, name: str, *, per_hour: int) -> None:
        """Takes one."""
        self._buckets[name] = (self._level(name, per_hour=per_hour) - 1.0, self._now())
        self._buckets.move_to_end(name)
        if len(self._buckets) > self._capacity:
            self._buckets.popitem(last=False)

    def _level(self, name: str, *, per_hour: int) -> float:
        level, since = self._buckets.get(name, (float(per_hour), 0.0))
        return min(float(per_hour), level + (self._now() - since) * per_hour / HOUR)
