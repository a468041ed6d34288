"""Store of what visitors gave, kept in this server's memory and told to nobody else."""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Generic, TypeVar

SEEN_LATELY: Final = 3600.0
"""Seconds for which a visitor who used what is kept still counts as here."""

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


class VisitorStore(Generic[Value]):
    """Values by visitor and name.

    They are in this server's memory alone, gone at a restart. It holds `limit` values, and `per_network` of one
    network. Beyond that the one that was not used for the longest time is forgotten, but none of a visitor who used
    one within the hour, or has a run going (`is_busy`): then it is the new one that is refused.
    """

    def __init__(
        self,
        limit: int = 10_000,
        *,
        per_network: int = 100,
        is_busy: Callable[[str], bool] = lambda _: False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = limit
        self._per_network = per_network
        self._is_busy = is_busy
        self._now = now
        self._entries: OrderedDict[tuple[str, str], _Entry[Value]] = OrderedDict()
        self._by_network: Counter[str] = Counter()

    def store(self, visitor: str, name: str, value: Value, *, network: str = "") -> None:
        """Keeps a value in the place of the visitor's former one.

        Raises StoreFull, and then that one stays.
        """
        former = self._entries.get((visitor, name))
        if former is None or former.network != network:
            self._make_room(network, spare=former)
        self.remove(visitor, name)
        self._entries[visitor, name] = _Entry(value=value, network=network, used=self._now())
        self._by_network[network] += 1

    def remove(self, visitor: str, name: str) -> None:
        entry = self._entries.pop((visitor, name), None)
        if entry is not None:
            self._by_network -= Counter([entry.network])

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
                self._entries[target, name] = replace(entry, used=self._now())
                self._by_network[entry.network] += 1

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

    def _make_room(self, network: str, *, spare: _Entry[Value] | None) -> None:
        if network and self._by_network[network] >= self._per_network:
            self._forget_one(network, reason="address")
        if len(self._entries) - (spare is not None) >= self._limit:
            self._forget_one("", reason="")

    def _forget_one(self, network: str, *, reason: str) -> None:
        """Forgets a value of a network, or of any, that was not used for the longest time. Raises StoreFull."""
        before = self._now() - SEEN_LATELY
        for (visitor, name), entry in self._entries.items():
            if entry.used > before:
                break  # those that follow were used later
            if network in ("", entry.network) and not self._is_busy(visitor):
                self.remove(visitor, name)
                return
        raise StoreFull(reason)
