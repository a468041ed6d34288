"""The visitors' own keys, kept in memory and told to nobody."""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

SEEN_LATELY: Final = 3600.0
"""Seconds for which a visitor who used their key still counts as here."""


class KeysFull(Exception):
    """As many keys are kept as may, all of visitors who are here.

    `reason`: "address" where those of one network are counted, or "".
    """

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    key: str = field(repr=False)
    network: str
    used: float


class VisitorKeys:
    """The visitors' own keys, each under its visitor.

    They are in this server's memory alone, gone at a restart. It holds `limit` keys, and `per_network` of one
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
        self._entries: OrderedDict[tuple[str, str], _Entry] = OrderedDict()
        self._by_network: Counter[str] = Counter()

    def store(self, visitor: str, gateway: str, key: str, *, network: str = "") -> None:
        """Keeps a key in the place of the visitor's former one.

        Raises KeysFull, and then that one stays.
        """
        former = self._entries.get((visitor, gateway))
        if former is None or former.network != network:
            self._make_room(network, spare=former)
        self.remove(visitor, gateway)
        self._entries[visitor, gateway] = _Entry(key=key, network=network, used=self._now())
        self._by_network[network] += 1

    def remove(self, visitor: str, gateway: str) -> None:
        entry = self._entries.pop((visitor, gateway), None)
        if entry is not None:
            self._by_network -= Counter([entry.network])

    def get(self, visitor: str, gateway: str) -> str:
        """The visitor's key for that gateway, "" when none is kept."""
        entry = self._entries.get((visitor, gateway))
        if entry is None:
            return ""
        self._entries[visitor, gateway] = replace(entry, used=self._now())
        self._entries.move_to_end((visitor, gateway))
        return entry.key

    def _make_room(self, network: str, *, spare: _Entry | None) -> None:
        if network and self._by_network[network] >= self._per_network:
            self._forget_one(network, reason="address")
        if len(self._entries) - (spare is not None) >= self._limit:
            self._forget_one("", reason="")

    def _forget_one(self, network: str, *, reason: str) -> None:
        """Forgets the key of a network, or of any, that was not used for the longest time. Raises KeysFull."""
        before = self._now() - SEEN_LATELY
        for (visitor, gateway), entry in self._entries.items():
            if entry.used > before:
                break  # those that follow were used later
            if network in ("", entry.network) and not self._is_busy(visitor):
                self.remove(visitor, gateway)
                return
        raise KeysFull(reason)
