"""Set-up of the whole suite.

Hypothesis profile, order, files in memory, one trust store for HTTP clients.
"""

import functools
import gc
import os
import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from xdist.scheduler import LoadFileScheduling, Scheduling

from tests.hypothesis_profiles import load_profile
from tests.paths import ROOT

SLOW = ("fronts", "browser", "ui")
"""Folders whose files take the longest each: they go out first, so that no worker is left with one at the end."""
TOGETHER = ("tests/fronts/", "tests/ui/accounts/", "tests/house/")
"""Folders whose files share servers, seven of them in `fronts`, or the parsed source: one worker gets all files of
a folder, so that it is done once and not by each worker."""
MEMORY: Final = Path("/dev/shm")
ROOM: Final = 6 * 2**30
"""Free bytes from which on files go there: of 2 GB that Easel keeps free, and those of all workers."""


def pytest_configure() -> None:
    """Before Hypothesis' own, so that `--hypothesis-profile` on the command line still decides."""
    load_profile()
    keep_files_in_memory()
    # Every httpx client reads the machine's certificates, 55 ms each, and a suite makes a thousand clients.
    ssl.create_default_context = functools.cache(ssl.create_default_context)


def keep_files_in_memory() -> None:
    """Has pytest make its folders in memory, where there is plenty of it.

    Easel waits for the disk at each commit and each picture: a third of the processor's time in many a test, and on
    a disk that others use three quarters of the clock's.
    """
    if MEMORY.is_dir() and min(shutil.disk_usage(MEMORY).free, available_memory()) > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def available_memory() -> int:
    """Bytes that are not taken, by Linux's own estimate."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))


class FolderScheduling(LoadFileScheduling):
    """Gives each file to one worker, and all files of a folder whose servers they share."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling | None:
    """Ours in the place of `--dist loadfile`; any other that is asked for stays what it is."""
    return FolderScheduling(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collects without looking for garbage: six thousand tests and Gradio stay to the end, and each look at all of
    them costs half a second."""
    gc.disable()
    result = yield
    gc.freeze()
    gc.enable()
    return result


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the slow folders first, and leaves the order within each as it is."""
    ranks = {name: rank for rank, name in enumerate(SLOW)}
    items.sort(key=lambda item: ranks.get(item.path.relative_to(ROOT / "tests").parts[0], len(SLOW)))
