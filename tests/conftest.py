"""Set-up of the whole suite: its Hypothesis profile, its order, one trust store for all HTTP clients."""

import functools
import gc
import ssl
from collections.abc import Iterator

import pytest

from tests.hypothesis_profiles import load_profile
from tests.paths import ROOT

SLOW = ("fronts", "browser", "ui")
"""Folders whose files take the longest each: they go out first, so that no worker is left with one at the end."""


def pytest_configure() -> None:
    """Before Hypothesis' own, so that `--hypothesis-profile` on the command line still decides."""
    load_profile()
    # Every httpx client reads the machine's certificates, 55 ms each, and a suite makes a thousand clients.
    ssl.create_default_context = functools.cache(ssl.create_default_context)


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
