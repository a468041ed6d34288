"""Hypothesis profile of the whole suite."""

from tests.hypothesis_profiles import load_profile


def pytest_configure() -> None:
    """Before Hypothesis' own, so that `--hypothesis-profile` on the command line still decides."""
    load_profile()
