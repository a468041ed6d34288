"""Typing delay: from a key to the frame in which its letter is seen."""

from statistics import median, quantiles

from playwright.sync_api import Page

from bench.report import Line

TEXT = "A lighthouse on a cliff above a rough sea, seen from a boat. "
EVERY = 60
"""Milliseconds between two keys of a quick typist: what the one sets off delays the other."""
LIMIT = 50
WATCH = """() => {
  const isWatched = Boolean(window.delays);
  window.delays = [];
  if (isWatched) return;
  addEventListener('keydown', ({ timeStamp }) => {
    requestAnimationFrame(() => setTimeout(() => delays.push(performance.now() - timeStamp)));
  }, { capture: true });
}"""


def measure_typing(page: Page, field: str, *, behind: str) -> Line:
    """Types into `field`; `behind` says what the page holds meanwhile."""
    page.locator(field).focus()
    page.evaluate(WATCH)
    page.keyboard.type(TEXT, delay=EVERY)
    page.wait_for_function("(count) => window.delays.length === count", arg=len(TEXT))
    delays = [float(delay) for delay in page.evaluate("window.delays")]
    return Line(
        name=f"a key → the screen, {behind}, p95",
        value=quantiles(delays, n=20)[18],
        limit=LIMIT,
        unit="ms",
        note=f"median {median(delays):.0f} ms, max {max(delays):.0f} ms, n={len(delays)}",
    )
