"""Store of what visitors gave, kept in this server's memory and told to nobody else."""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import inf
from typing import Final, Generic, TypeVar

SEEN_LATELY: Final = 3600.0
"""Seconds for which a visitor who used what is kept still counts as here."""

NETWORKS: Final = 8
"""Networks that together may fill a store: none has more than this part of its bytes."""

Value = TypeVar("Value")


class StoreFull(Exception):
    """As much is kept as may be, all of it of visitors who are here.

    `reason`: "address" where that of one network is counted, or "".
    """

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry(Generic[Value]):
    value: Value = field(repr=False)
    network: str
    used: float
    size: int


class VisitorStore(Generic[Value]):
    """Values by visitor and name.

    They are in this server's memory alone, gone at a restart. It holds `limit` values, and `per_network` of one
    network; `max_bytes` of memory by `size_of`, and an eighth of that of one network. Beyond that those that were
    not used for the longest time are forgotten, but none of a visitor who used one within the hour, or has a run
    going (`is_busy`): then it is the new one that is refused.
    """

    def __init__(
        self,
        limit: int = 10_000,
        *,
        per_network: int = 100,
        max_bytes: float = inf,
        size_of: Callable[[Value], int] = lambda _: 0,
        is_busy: Callable[[str], bool] = lambda _: False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = limit
        self._per_network = per_network
        self._max_bytes = max_bytes
        self._size_of = size_of
        self._is_busy = is_busy
        self._now = now
        self._entries: OrderedDict[tuple[str, str], _Entry[Value]] = OrderedDict()
        self._by_network: Counter[str] = Counter()
        self._bytes_by_network: Counter[str] = Counter()

    def store(self, visitor: str, name: str, value: Value, *, network: str = "") -> None:
        """Keeps a value in the place of the visitor's former one.

        Raises StoreFull, and then that one stays.
        """
        size, former = self._size_of(value), self._entries.get((visitor, name))
        if former is None or former.network != network or size > former.size:
            self._make_room((visitor, name), size=size, network=network)
        self.remove(visitor, name)
        self._put((visitor, name), _Entry(value=value, network=network, used=self._now(), size=size))

    def update(self, visitor: str, name: str, value: Value) -> None:
        """Puts another value in the place of a visitor's.

        It is counted for the network where that one was, and no room is made for it.
        """
        former = self._entries[visitor, name]
        self.remove(visitor, name)
        self._put((visitor, name), replace(former, value=value, used=self._now(), size=self._size_of(value)))

    def remove(self, visitor: str, name: str) -> None:
        entry = self._entries.pop((visitor, name), None)
        if entry is not None:
            self._by_network -= Counter([entry.network])
            self._bytes_by_network -= Counter({entry.network: entry.size})

    def remove_all(self, visitor: str) -> None:
        """Forgets all that a visitor gave."""
        for name in self._names_of(visitor):
            self.remove(visitor, name)

    def move(self, source: str, target: str) -> None:
        """Makes the values of one visitor another's, who keeps their own where they have one."""
        for name in self._names_of(source):
            entry = self._entries[source, name]
            self.remove(source, name)
            if (target, name) not in self._entries:
                self._put((target, name), replace(entry, used=self._now()))

    def find(self, visitor: str, name: str) -> Value | None:
        """The visitor's value of that name, None when none is kept."""
        entry = self._entries.get((visitor, name))
        if entry is None:
            return None
        self._entries[visitor, name] = replace(entry, used=self._now())
        self._entries.move_to_end((visitor, name))
        return entry.value

    def _names_of(self, visitor: str) -> list[str]:
        return [name for owner, name in self._entries if owner == visitor]

    def _put(self, key: tuple[str, str], entry: _Entry[Value]) -> None:
        self._entries[key] = entry
        self._by_network[entry.network] += 1
        self._bytes_by_network[entry.network] += entry.size

    def _make_room(self, key: tuple[str, str], *, size: int, network: str) -> None:
        """Forgets what has to go for a value of that size, which takes the place of its former one.

        Raises StoreFull, and then nothing is forgotten.
        """
        former = self._entries.get(key)
        count, more = int(former is None), size - (former.size if former else 0)
        if network:
            is_here = former is not None and former.network == network
            self._forget(
                key,
                network=network,
                count=self._by_network[network] + (count if is_here else 1) - self._per_network,
                size=self._bytes_by_network[network] + (more if is_here else size) - self._max_bytes / NETWORKS,
                reason="address",
            )
        self._forget(
            key,
            network="",
            count=len(self._entries) + count - self._limit,
            size=self._bytes_by_network.total() + more - self._max_bytes,
            reason="",
        )

    def _forget(self, but: tuple[str, str], *, network: str, count: int, size: float, reason: str) -> None:
        """Forgets so many values, and so many bytes, of a network or of any, those unused for the longest time."""
        going, before = [], self._now() - SEEN_LATELY
        for key, entry in self._entries.items():
            if (count <= 0 and size <= 0) or entry.used > before:
                break  # those that follow were used later
            if key != but and network in ("", entry.network) and not self._is_busy(key[0]):
                going.append(key)
                count, size = count - 1, size - entry.size
        if count > 0 or size > 0:
            raise StoreFull(reason)
        for key in going:
            self.remove(*key)
