"""What holds for every test: workers share the cores, so Hypothesis judges what comes out, not how fast."""

from hypothesis import settings


def pytest_configure() -> None:
    """Its 200 ms per example are of the clock: with a Chromium on both cores a sound example may overrun."""
    settings.register_profile("beside-others", parent=settings.default, deadline=None)
    settings.load_profile("beside-others")
