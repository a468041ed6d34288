"""Overview of the server for its admins: load, failures, usage, storage, audit log."""

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from studio.studio import Studio
from ui.operations.version import program_version
from ui.schemas.admin_overview import AdminOverview, GatewayLoadView

MAX_EVENTS: Final = 50


class OverviewQuery:
    """Reads the overview of one server, whose uptime counts from here."""

    def __init__(self, studio: Studio, *, open_streams: Callable[[], int]) -> None:
        self._studio = studio
        self._open_streams = open_streams
        self._version = program_version()
        self._started = time.monotonic()

    async def read(self) -> AdminOverview:
        """All of it as it is now. Raises JournalFailed or OSError."""
        studio = self._studio
        failures, usage, storage, events = await asyncio.gather(
            studio.statistics.failures(),
            studio.statistics.usage(),
            studio.statistics.storage(),
            studio.audit.latest(MAX_EVENTS),
        )
        parts: dict[str, Any] = {
            "time": studio.now(),
            "version": self._version,
            "uptime": time.monotonic() - self._started,
            "runs": studio.unfinished_counts(),
            "gateways": tuple(self._loads()),
            "event_streams": self._open_streams(),
            "failures": failures,
            "usage": usage,
            "storage": storage,
            "events": events,
        }
        return AdminOverview.model_validate(parts, from_attributes=True)

    def _loads(self) -> Iterable[GatewayLoadView]:
        active, waiting = self._studio.active_counts(), self._studio.waiting_counts()
        for gateway in sorted(active | waiting):
            load = GatewayLoadView(gateway=gateway, active=active.get(gateway, 0), waiting=waiting.get(gateway, 0))
            if load.active or load.waiting:
                yield load
