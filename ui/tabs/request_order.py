"""Order of a page's requests: whether a newer one came before an older one was answered."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class _Open:
    """What is under way for one page: how many requests, and which is the newest."""

    count: int = 0
    newest: object = None


class RequestOrder:
    """Requests under way, by page. Nothing is held of a page that waits for nothing."""

    def __init__(self) -> None:
        self._pages: dict[str, _Open] = {}

    @contextmanager
    def track(self, page: str) -> Iterator[Callable[[], bool]]:
        """Tracks one request to its end.

        What it yields says whether a newer one of this page came meanwhile.
        """
        here = self._pages.setdefault(page, _Open())
        here.count, here.newest = here.count + 1, (this := object())
        try:
            yield lambda: here.newest is not this
        finally:
            here.count -= 1
            if not here.count:
                del self._pages[page]
