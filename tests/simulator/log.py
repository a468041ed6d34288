"""Request log with times, so that the rules about money can be checked from outside."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.simulator.uploads import Upload


@dataclass(slots=True, kw_only=True)
class LoggedRequest:
    """One request.

    `at`, `first_at` and `last_at` are time.time(); `last_mono` is time.monotonic() (the same
    clock in every process of a machine) when the answer's last byte was handed to the system. `gone`: the
    client left before the answer's end."""

    number: int
    gateway: str
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    at: float
    request_id: str = ""
    body: Any = None
    files: tuple[Upload, ...] = ()
    body_bytes: int = 0
    faults: tuple[str, ...] = ()
    status: int = 0
    sent_bytes: int = 0
    first_at: float = 0.0
    last_at: float = 0.0
    last_mono: float = 0.0
    done: bool = False
    gone: bool = False

    @property
    def key(self) -> str:
        """The Authorization header, "" when there is none."""
        return self.headers.get("authorization", "")

    def to_json(self) -> dict[str, Any]:
        """For JSON: long strings shortened, files as their sizes."""
        names = (
            "number gateway method path query at request_id body_bytes faults status sent_bytes first_at last_at"
        )
        times = {name: getattr(self, name) for name in f"{names} last_mono done gone".split()}
        files = [{"name": file.name, "filename": file.filename, "bytes": len(file.data)} for file in self.files]
        return {**times, "headers": dict(self.headers), "body": shorten(self.body), "files": files}


@dataclass(slots=True)
class Log:
    """All requests since the start or the last reset. Written by the server's thread, read by any."""

    entries: list[LoggedRequest] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    _number: int = 0

    def begin(self, **fields: Any) -> LoggedRequest:
        with self.changed:
            self._number += 1
            number = self._number
            stamp = time.strftime("%Y%m%d%H%M%S")
            entry = LoggedRequest(number=number, at=time.time(), request_id=f"{stamp}sim{number:06}", **fields)
            self.entries.append(entry)
            self.changed.notify_all()
            return entry

    def note(self, entry: LoggedRequest, **news: Any) -> None:
        """Write down what became known of a request, and wake whoever waits for it."""
        with self.changed:
            for name, value in news.items():
                setattr(entry, name, value)
            self.changed.notify_all()

    def clear(self) -> None:
        with self.changed:
            self.entries.clear()
            self.changed.notify_all()

    def wait_for(self, condition: Callable[[], bool], timeout: float) -> bool:
        with self.changed:
            return self.changed.wait_for(condition, timeout)


def shorten(value: Any) -> Any:
    """The same with no string longer than 200 characters."""
    match value:
        case str() if len(value) > 200:
            return f"{value[:160]}…({len(value)} characters)"
        case list():
            return [shorten(item) for item in value]
        case dict():
            return {name: shorten(item) for name, item in value.items()}
        case _:
            return value
