"""Which fault is played next: cues from a test, and words in a prompt such as `[fault:cut at=0.4]`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.simulator.faults import ALL, EARLY, Cue
from tests.simulator.refusals import REFUSALS

WORDS = re.compile(r"\[fault:(\w+)((?:\s+\w+=\S+?)*)\s*\]")


@dataclass(slots=True)
class Cues:
    """The cues that wait, in the order given. One request takes every cue that fits it."""

    _waiting: list[Cue] = field(default_factory=list)

    def add(self, cue: Cue) -> None:
        """Raises KeyError for a fault that nobody knows."""
        if cue.fault not in ALL:
            raise KeyError(f"no fault {cue.fault!r}; there are: {', '.join(sorted(ALL))}")
        self._waiting.append(cue)

    def take(self, gateway: str, *, on: str, early: bool = False) -> tuple[Cue, ...]:
        """The cues for this request, each with one play less from now on.

        A fault that answers something else stands alone: what waits behind it is for the next request.
        """
        taken: list[Cue] = []
        for index, cue in enumerate(self._waiting):
            fits = cue.gateway in ("", gateway) and cue.on == on and (cue.fault in EARLY) == early
            alone = cue.fault in REFUSALS
            if not fits or (taken and alone) or any(each.fault == cue.fault for each in taken):
                continue
            taken.append(cue)
            self._waiting[index] = replace(cue, times=cue.times - 1) if cue.times > 0 else cue
            if alone:
                break
        self._waiting = [cue for cue in self._waiting if cue.times]
        return tuple(taken)

    def clear(self) -> None:
        self._waiting.clear()


def cues_in(prompt: str) -> tuple[Cue, ...]:
    """The faults that a prompt names; unknown ones are words like any other."""
    found = [
        (name, numbered(dict(pair.split("=", 1) for pair in pairs.split())))
        for name, pairs in WORDS.findall(prompt)
    ]
    return tuple(Cue(fault=name, params=params) for name, params in found if name in ALL)


def numbered(params: Mapping[str, str]) -> dict[str, Any]:
    """Numbers as numbers."""
    return {name: _number(value) for name, value in params.items()}


def _number(value: str) -> str | int | float:
    if re.fullmatch(r"-?[0-9]+", value):
        return int(value)
    return float(value) if re.fullmatch(r"-?[0-9]*\.[0-9]+", value) else value
