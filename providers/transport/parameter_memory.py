"""Memory of the parameters that gateways refused: by address, model and key, bounded."""

import time
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from providers.request.body import Body
from providers.request.parameters import ParameterChange, revise_fields

MAX_MODELS: Final = 256
KEEP_SECONDS: Final = 6 * 3600.0  # seconds; a gateway may have learnt the parameter since


class ParameterMemory:
    """Changes by endpoint, model and a hash of the key, each for `KEEP_SECONDS` seconds.

    One account may be refused what others may ask for. What was asked for the longest ago is forgotten first.
    """

    def __init__(self, *, max_models: int = MAX_MODELS, clock: Callable[[], float] = time.monotonic) -> None:
        self._max_models = max_models
        self._clock = clock
        self._changes: dict[tuple[str, str, str], tuple[tuple[ParameterChange, float], ...]] = {}

    def remember(self, url: str, body: Body, change: ParameterChange, *, key: str) -> None:
        """Keeps a change for the model that the body asks."""
        memory_key = _cache_key(url, body, key)
        others = (known for known in self._changes.pop(memory_key, ()) if known[0].name != change.name)
        self._changes[memory_key] = (*others, (change, self._clock()))
        if len(self._changes) > self._max_models:
            del self._changes[next(iter(self._changes))]

    def changes_for(self, url: str, body: Body, *, key: str) -> tuple[ParameterChange, ...]:
        """The remembered changes that this body needs: what it does not have is none."""
        memory_key = _cache_key(url, body, key)
        known = tuple(one for one in self._changes.pop(memory_key, ()) if self._clock() - one[1] < KEEP_SECONDS)
        if known:
            self._changes[memory_key] = known
        return tuple(change for change, _ in known if revise_fields(body.fields, (change,)) != dict(body.fields))


def _cache_key(url: str, body: Body, key: str) -> tuple[str, str, str]:
    return url, str(body.fields.get("model", "")), sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
