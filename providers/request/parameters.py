"""Changes to a request's parameters that a gateway refused by name. Pure.

docs/gateways.md, Q37: what may be left out, and how that is told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from providers.events import Notice
from providers.request.body import Body, JsonBodyValue

INDISPENSABLE: Final = frozenset({"model", "prompt", "messages", "image", "mask", "markup", "n", "stream"})
"""Without one of these something else would be asked for, and paid for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterChange:
    """A parameter that goes out in another way than it was asked for.

    `name` is its path in the body ("image_config.image_size"). `values` is the list that is sent instead; () leaves
    the parameter out.
    """

    name: str
    values: tuple[str, ...] = ()

    @property
    def notice(self) -> Notice:
        if not self.values:
            return Notice(kind="parameter_left_out", params={"parameter": self.name})
        return Notice(kind="parameter_replaced", params={"parameter": self.name, "value": " ".join(self.values)})


def changes_of(notices: Iterable[Notice]) -> tuple[ParameterChange, ...]:
    """The changes that a call's notices tell of."""
    return tuple(
        ParameterChange(
            name=str(notice.params["parameter"]), values=tuple(str(notice.params.get("value", "")).split())
        )
        for notice in notices
        if notice.kind in ("parameter_left_out", "parameter_replaced")
    )


def optional_parameters(fields: Mapping[str, JsonBodyValue]) -> tuple[str, ...]:
    """The paths of all that may be left out, those inside an object included."""
    names = [name for name in fields if name not in INDISPENSABLE]
    inner = [
        f"{name}.{path}"
        for name in names
        if isinstance(value := fields[name], Mapping)
        for path in optional_parameters(value)
    ]
    return (*names, *inner)


def revise_fields(
    fields: Mapping[str, JsonBodyValue], changes: Iterable[ParameterChange]
) -> dict[str, JsonBodyValue]:
    """The fields with these changes; an object of which nothing is left is left out with it."""
    revised = dict(fields)
    for change in changes:
        revised = _revise(revised, change.name.split("."), values=list(change.values))
    return revised


def revise_body(body: Body, changes: Sequence[ParameterChange]) -> Body:
    """The same request with these changes."""
    return body.with_fields(revise_fields(body.fields, changes)) if changes else body


def _revise(
    fields: Mapping[str, JsonBodyValue], path: list[str], *, values: list[JsonBodyValue]
) -> dict[str, JsonBodyValue]:
    name, rest = path[0], path[1:]
    inner = fields.get(name)
    if name not in fields or (rest and not isinstance(inner, Mapping)):
        return dict(fields)
    value = _revise(inner, rest, values=values) if rest and isinstance(inner, Mapping) else values
    return {
        other: value if other == name else other_value
        for other, other_value in fields.items()
        if other != name or value
    }
