"""Memory of the parameters that gateways refused: by address and model, bounded."""

from typing import Final

from providers.request.body import Body
from providers.request.parameters import ParameterChange, revise_fields

MAX_MODELS: Final = 256


class ParameterMemory:
    """Changes by endpoint and model, for as long as the process lives.

    Nobody's key or visit counts: what a gateway does not know, it knows for no one. The model that was asked for
    the longest ago is forgotten first.
    """

    def __init__(self, *, max_models: int = MAX_MODELS) -> None:
        self._max_models = max_models
        self._changes: dict[tuple[str, str], tuple[ParameterChange, ...]] = {}

    def remember(self, url: str, body: Body, change: ParameterChange) -> None:
        """Keeps a change for the model that the body asks."""
        place = (url, str(body.fields.get("model", "")))
        others = (known for known in self._changes.pop(place, ()) if known.name != change.name)
        self._changes[place] = (*others, change)
        if len(self._changes) > self._max_models:
            del self._changes[next(iter(self._changes))]

    def changes_for(self, url: str, body: Body) -> tuple[ParameterChange, ...]:
        """The remembered changes that this body needs: what it does not have is none."""
        place = (url, str(body.fields.get("model", "")))
        known = self._changes.pop(place, ())
        if known:
            self._changes[place] = known
        return tuple(change for change in known if revise_fields(body.fields, (change,)) != dict(body.fields))
