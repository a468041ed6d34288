"""The settings as they were given: the process's environment over what `.env` says."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dotenv import dotenv_values


def environment(folder: Path = Path()) -> dict[str, str]:
    """Settings from os.environ over `.env` in `folder`.

    An empty variable does not hide what .env says.
    """
    written = {name: value for name, value in dotenv_values(folder / ".env").items() if value}
    return written | {name: value for name, value in os.environ.items() if value or name not in written}


@contextmanager
def hidden_proxies() -> Iterator[None]:
    """Hides the environment's proxies for a while."""
    hidden = {name: os.environ.pop(name) for name in [*os.environ] if name.lower().endswith("_proxy")}
    try:
        yield
    finally:
        os.environ.update(hidden)
