"""The JSON of the admin's overview.

No prompt, picture, key or visitor is in it. A `person` or `account` is a user's name; "" stands for all browsers
without a login.
"""

from studio.observing.audit_log import AuditEvent
from ui.schemas import View


class GatewayLoadView(View):
    """Calls of one gateway: those that it has, and those that wait for a slot."""

    gateway: str
    active: int
    waiting: int


class FailureCountView(View):
    """Failures of one kind at one gateway, in the last 24 hours and in seven days."""

    gateway: str
    kind: str
    day: int
    week: int


class PersonUsageView(View):
    """One person's calls on one day (UTC).

    `failed` of them brought nothing, `maybe_charged` may have been paid for all the same; `tokens` where gateways
    told them.
    """

    day: str
    person: str
    calls: int
    failed: int
    maybe_charged: int
    tokens: int


class PersonStorageView(View):
    """One person's pictures, and the bytes of those and of their uploads."""

    person: str
    pictures: int
    size: int


class StorageView(View):
    """Bytes on the disk as they were `measured`, in seconds since the epoch.

    `floor` stay free; `database` is 0 where it is no file; `people` are those with the most.
    """

    measured: float
    pictures: int
    picture_bytes: int
    upload_bytes: int
    spool: int
    database: int
    free: int
    floor: int
    people: tuple[PersonStorageView, ...]


class AuditEntryView(View):
    """A log-in or a deletion.

    `at` is in seconds since the epoch, `network` the /24 or /48 that it came from.
    """

    at: float
    event: AuditEvent
    account: str
    network: str
    count: int


class AdminOverview(View):
    """Overview of the server: load, failures, usage, storage, log-ins and deletions.

    `runs` are the unfinished ones by state; `uptime` in seconds.
    """

    time: float
    version: str
    uptime: float
    runs: dict[str, int]
    gateways: tuple[GatewayLoadView, ...]
    event_streams: int
    failures: tuple[FailureCountView, ...]
    usage: tuple[PersonUsageView, ...]
    storage: StorageView
    events: tuple[AuditEntryView, ...]
