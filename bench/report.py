"""Report lines: the measure, its limit, and whether it is met."""

from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`value` and `limit` in `unit`; a limit of 0 only informs. `note` says where it comes from."""

    name: str
    value: float
    limit: float = 0.0
    unit: str = ""
    note: str = field(default="")

    @property
    def is_met(self) -> bool:
        return not self.limit or self.value <= self.limit

    def text(self) -> str:
        limit = f"{self.limit:g} {self.unit}" if self.limit else ""
        verdict = "" if not self.limit else "  ok" if self.is_met else "  MISSED"
        return f"{self.name:<62}{f'{self.value:.3g} {self.unit}':>16}{limit:>12}{verdict}  {self.note}"


def spread(values: list[float]) -> str:
    """The median and the extremes, in seconds, for a line's note."""
    return f"median {median(values):.3f} s, {min(values):.3f}–{max(values):.3f}, n={len(values)}"
