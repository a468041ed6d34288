"""One-time codes that carry a gallery to another browser; in memory, for minutes."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

LIFETIME: Final = 600.0
SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that people take for one another."""
LENGTH: Final = 10
"""49 bits: with a thousand codes in the world, a guess each second finds one in 18,000 years."""


class TransferCodes:
    """Codes by visitor: one each, which works once, for `LIFETIME` seconds. Holds `limit`."""

    def __init__(self, *, limit: int = 1000, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._codes: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def issue(self, visitor: str) -> str:
        """A new code, which ends the visitor's one of before."""
        for code in [code for code, (owner, _) in self._codes.items() if owner == visitor]:
            del self._codes[code]
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        self._codes[code] = visitor, self._clock() + LIFETIME
        if len(self._codes) > self._limit:
            self._codes.popitem(last=False)
        return f"{code[:5]}-{code[5:]}"

    def find(self, text: str) -> str:
        """The visitor whose gallery a code stands for, "" for none."""
        owner, until = self._codes.get(_normalize(text), ("", 0.0))
        return owner if self._clock() < until else ""

    def redeem(self, text: str) -> None:
        """Ends a code."""
        self._codes.pop(_normalize(text), None)


def _normalize(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign in SIGNS)
