"""Set-up of the whole suite: its Hypothesis profile, its order, one trust store for all HTTP clients."""

import functools
import gc
import ssl
from collections.abc import Iterator
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling, Scheduling

from tests.hypothesis_profiles import load_profile
from tests.paths import ROOT

SLOW = ("fronts", "browser", "ui")
"""Folders whose files take the longest each: they go out first, so that no worker is left with one at the end."""
TOGETHER = ("tests/fronts/", "tests/ui/accounts/")
"""Folders whose files share servers, seven of them in `fronts`: one worker gets all files of a folder, so that
they are started once and not by each worker."""


def pytest_configure() -> None:
    """Before Hypothesis' own, so that `--hypothesis-profile` on the command line still decides."""
    load_profile()
    # Every httpx client reads the machine's certificates, 55 ms each, and a suite makes a thousand clients.
    ssl.create_default_context = functools.cache(ssl.create_default_context)


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
