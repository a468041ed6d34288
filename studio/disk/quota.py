"""Disk quota: refuses uploads and runs for which there is no room.

That is before anything is taken or sent.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Final

from sqlalchemy import func, select, union

from formats.web_address import network_of
from studio.disk.byte_size import format_size
from studio.errors import DiskFloor, StorageFull, TooManyUploads
from studio.limits import NETWORK_SHARE, Limits, TokenBuckets
from studio.storage.database import Database
from studio.storage.tables import MARKS, PICTURES, UPLOADS

HOUR: Final = 3600.0


def check_free(folder: Path, *, floor: int, needed: int = 0) -> None:
    """Checks the free space; blocks.

    Raises DiskFloor where less than `floor` bytes would be free once `needed` are written.
    """
    free = shutil.disk_usage(folder).free
    if free - needed < floor:
        raise DiskFloor(params={"reason": "floor", "free": format_size(free), "floor": format_size(floor)})


def upload_buckets(limits: Limits) -> TokenBuckets:
    """The uploads of an hour, by visitor and by network."""
    return TokenBuckets(rate=limits.uploads_per_hour / HOUR, burst=limits.uploads_per_hour, limit=20_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskQuota:
    """Refusals for want of room: of everybody at the floor, of a visitor at their quota."""

    data: Path
    database: Database
    limits: Limits
    uploads: TokenBuckets
    arriving: Counter[str] = field(default_factory=Counter)
    """Bytes of what each visitor is bringing just now."""

    async def admit_run(self, visitor: str) -> None:
        """Raises DiskFloor, StorageFull or JournalFailed."""
        await asyncio.to_thread(check_free, self.data, floor=self.limits.keep_free)
        await self._check_storage(visitor)

    @asynccontextmanager
    async def admit_upload(self, visitor: str, *, address: str, size: int) -> AsyncIterator[None]:
        """Counts an upload of `size` bytes for the visitor and their network.

        Its room counts until it is stored, or is not. Raises DiskFloor, StorageFull, TooManyUploads or
        JournalFailed.
        """
        self.arriving[visitor] += size
        needed = self.arriving[visitor]  # side by side they would all find the room of before
        try:
            await asyncio.to_thread(check_free, self.data, floor=self.limits.keep_free, needed=size)
            await self._check_storage(visitor, needed=needed)
            if self.limits.uploads_per_hour:
                self._count_upload(visitor, network_of(address))
            yield
        finally:
            self.arriving[visitor] -= size
            if not self.arriving[visitor]:
                del self.arriving[visitor]

    def _count_upload(self, visitor: str, network: str) -> None:
        costs = {f"visitor {visitor}": 1.0} | ({f"network {network}": 1 / NETWORK_SHARE} if network else {})
        wait = max(self.uploads.wait(name, cost=cost) for name, cost in costs.items())
        if wait:
            raise TooManyUploads(params={"limit": self.limits.uploads_per_hour, "minutes": max(1, ceil(wait / 60))})
        for name, cost in costs.items():
            self.uploads.take(name, cost=cost)

    async def used_by(self, visitor: str) -> int:
        """Bytes of a visitor's pictures: brought, or made and not deleted. Raises JournalFailed."""
        uploads = select(UPLOADS.c.sha256, UPLOADS.c.size).where(UPLOADS.c.visitor == visitor)
        pictures = (
            select(PICTURES.c.sha256, PICTURES.c.size)
            .outerjoin(MARKS, MARKS.c.picture == PICTURES.c.id)
            .where(PICTURES.c.visitor == visitor, PICTURES.c.gone == 0.0)
            .where(func.coalesce(MARKS.c.deleted, 0.0) == 0.0)
        )
        # What is there twice is kept once, under its hash.
        contents = union(uploads, pictures).subquery()
        rows = await self.database.rows(select(func.coalesce(func.sum(contents.c.size), 0).label("size")))
        return int(rows[0]["size"])

    async def _check_storage(self, visitor: str, *, needed: int = 0) -> None:
        limit = self.limits.storage_per_visitor
        if not limit:
            return
        used = await self.used_by(visitor)
        if used + needed > limit:
            raise StorageFull(params={"used": format_size(used), "limit": format_size(limit)})
