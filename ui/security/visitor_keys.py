"""The visitors' own keys, kept in memory and told to nobody."""

from collections import OrderedDict


class VisitorKeys:
    """The visitors' own keys, each under its visitor.

    They are in this server's memory alone, gone at a restart. It holds `limit` keys; beyond that the one that
    was not used for the longest time is forgotten.
    """

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = limit
        self._keys: OrderedDict[tuple[str, str], str] = OrderedDict()

    def store(self, visitor: str, gateway: str, key: str) -> None:
        self._keys[visitor, gateway] = key
        self._keys.move_to_end((visitor, gateway))
        if len(self._keys) > self._limit:
            self._keys.popitem(last=False)

    def remove(self, visitor: str, gateway: str) -> None:
        self._keys.pop((visitor, gateway), None)

    def get(self, visitor: str, gateway: str) -> str:
        """The visitor's key for that gateway, "" when none is kept."""
        if (visitor, gateway) not in self._keys:
            return ""
        self._keys.move_to_end((visitor, gateway))
        return self._keys[visitor, gateway]
