"""Set-up of the whole suite: its Hypothesis profile, and one trust store for all HTTP clients."""

import functools
import ssl

from tests.hypothesis_profiles import load_profile


def pytest_configure() -> None:
    """Before Hypothesis' own, so that `--hypothesis-profile` on the command line still decides."""
    load_profile()
    # Every httpx client reads the machine's certificates, 55 ms each, and a suite makes a thousand clients.
    ssl.create_default_context = functools.cache(ssl.create_default_context)
