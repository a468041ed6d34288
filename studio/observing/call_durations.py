"""Typical durations of calls: the median of a model's last ones.

All visitors' calls count together. Nothing of a request is in them but its model and its resolution.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from sqlalchemy import select

from studio.errors import JournalFailed
from studio.storage.database import Database
from studio.storage.tables import CALLS, RUNS

LOG = logging.getLogger(__name__)
RECENT: Final = 500
"""Calls that are looked at, the newest of all gateways."""
AGE: Final = 60.0
"""Seconds for which what was read holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypicalDurations:
    """Medians by gateway, model and resolution.

    Under the resolution None stands that of all of a model's calls.
    """

    medians: Mapping[tuple[str, str, str | None], float] = field(default_factory=dict)

    def seconds(self, gateway: str, model: str, resolution: str | None = None) -> float | None:
        """Seconds from the request's last byte to the call's end.

        Of the model at any resolution where none was made at this one; None where none is known.
        """
        at_resolution = self.medians.get((gateway, model, resolution))
        return self.medians.get((gateway, model, None)) if at_resolution is None else at_resolution

    def seconds_at(self, gateway: str, model: str, resolution: str) -> float | None:
        """The same of this resolution alone, "" for none; None where no call of it is known."""
        return self.medians.get((gateway, model, resolution))


class CallDurations:
    """Reads the durations of the last calls that went well, at most once a minute."""

    def __init__(self, database: Database, *, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now
        self._read_at = float("-inf")
        self._typical = TypicalDurations()

    @property
    def latest(self) -> TypicalDurations:
        """The typical durations as they were read last, empty before the first time."""
        return self._typical

    async def typical(self) -> TypicalDurations:
        """Typical durations as of the last minute, or as read last without a database that responds.

        What asks for them can do without: a list of models, the plan of a press, the state of a run.
        """
        if not 0 <= self._now() - self._read_at < AGE:
            try:
                self._typical = TypicalDurations(medians=await self._read())
                self._read_at = self._now()
            except JournalFailed as error:
                LOG.warning("typical durations stay as they were read last: %s", error)
        return self._typical

    async def _read(self) -> Mapping[tuple[str, str, str | None], float]:
        subject = RUNS.c.gateway, RUNS.c.model, RUNS.c.request["resolution"].as_string().label("resolution")
        query = (
            select(*subject, (CALLS.c.ended - CALLS.c.sent).label("seconds"))
            .join(RUNS, RUNS.c.id == CALLS.c.run)
            .where(CALLS.c.state == "done", CALLS.c.sent > 0, CALLS.c.ended >= CALLS.c.sent)
            .order_by(CALLS.c.created.desc())
            .limit(RECENT)
        )
        durations: defaultdict[tuple[str, str, str | None], list[float]] = defaultdict(list)
        for row in await self._database.rows(query):
            model = row["gateway"], row["model"]
            durations[*model, None].append(row["seconds"])
            durations[*model, row["resolution"] or ""].append(row["seconds"])
        return {key: median(seconds) for key, seconds in durations.items()}
