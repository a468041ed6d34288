"""Selection of the next fault.

Planned by a test, or in a prompt such as `[fault:cut at=0.4]`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.simulator.faults import ALL, EARLY, PlannedFault
from tests.simulator.refusals import REFUSALS

FAULT_IN_PROMPT = re.compile(r"\[fault:(\w+)((?:\s+\w+=\S+?)*)\s*\]")


@dataclass(slots=True)
class FaultQueue:
    """The planned faults, in the order given. One request takes every one that fits it."""

    _waiting: list[PlannedFault] = field(default_factory=list)

    def add(self, planned: PlannedFault) -> None:
        """Raises KeyError for a fault that nobody knows."""
        if planned.fault not in ALL:
            raise KeyError(f"no fault {planned.fault!r}; there are: {', '.join(sorted(ALL))}")
        self._waiting.append(planned)

    def take(self, gateway: str, *, on: str, early: bool = False) -> tuple[PlannedFault, ...]:
        """Takes the faults for this request, each with one play less from now on.

        A fault that answers something else stands alone: what waits behind it is for the next request.
        """
        selected: list[PlannedFault] = []
        for index, planned in enumerate(self._waiting):
            fits = planned.gateway in ("", gateway) and planned.on == on and (planned.fault in EARLY) == early
            alone = planned.fault in REFUSALS
            if not fits or (selected and alone) or any(earlier.fault == planned.fault for earlier in selected):
                continue
            selected.append(planned)
            self._waiting[index] = replace(planned, times=planned.times - 1) if planned.times > 0 else planned
            if alone:
                break
        self._waiting = [planned for planned in self._waiting if planned.times]
        return tuple(selected)

    def clear(self) -> None:
        self._waiting.clear()


def faults_in_prompt(prompt: str) -> tuple[PlannedFault, ...]:
    """The faults that a prompt names; unknown ones are text like any other."""
    matches = [
        (name, parse_numbers(dict(pair.split("=", 1) for pair in pairs.split())))
        for name, pairs in FAULT_IN_PROMPT.findall(prompt)
    ]
    return tuple(PlannedFault(fault=name, params=params) for name, params in matches if name in ALL)


def parse_numbers(params: Mapping[str, str]) -> dict[str, Any]:
    """Parameters with their numbers as numbers."""
    return {name: _number(value) for name, value in params.items()}


def _number(value: str) -> str | int | float:
    if re.fullmatch(r"-?[0-9]+", value):
        return int(value)
    return float(value) if re.fullmatch(r"-?[0-9]*\.[0-9]+", value) else value
