"""Delivery time.

Last upstream byte → picture decoded, beside the same file from a static server.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

from bench.processes import Gateways, easel, gateways, static, submit_run, visitor, wait_for_end
from bench.report import Line, spread
from tests.browser.conftest import FLAGS, chromium, wait_until_opened
from tests.easel_process import Easel

HUNDRED_MBIT = 12_500_000  # bytes per second

# As the reference does, each <img> is asked at once to say when it is whole and decoded, by the machine's clock.
WATCH = """
window.decoded = {};
const seen = new WeakSet();
new MutationObserver(() => document.querySelectorAll('img[data-picture]').forEach((img) => {
  if (seen.has(img) || !img.src) return;
  seen.add(img);
  img.decode().then(() => {
    window.decoded[img.dataset.picture] = (performance.timeOrigin + performance.now()) / 1000;
  });
})).observe(document, { childList: true, subtree: true, attributes: true });
"""

KNOWN = """() => JSON.stringify([
  EaselRuns.all().map((run) => [run.id, run.state]), document.hidden, 'offline' in document.body.dataset,
  [...document.querySelectorAll('img[data-picture]')].map((img) => [img.outerHTML, img.complete, img.naturalWidth]),
  performance.getEntriesByType('resource').filter((entry) => entry.name.includes('/api/'))
    .map((entry) => [entry.name, entry.responseStatus]),
])"""

FETCH = """
async (url) => {
  const begun = performance.now();
  const img = new Image();
  img.src = url;
  document.body.replaceChildren(img);
  await img.decode();
  return (performance.now() - begun) / 1000;
}
"""

LARGE = {"gateway": "tuzi", "model": "gemini-3-pro-image-preview", "aspect_ratio": "1:1", "resolution": "4K"}
WAYS: dict[str, dict[str, Any]] = {
    "base64": {**LARGE, "options": {"response_format": "b64_json"}},
    "url": {**LARGE, "options": {"response_format": "url"}},
}


@contextmanager
def browsing() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


def measure(folder: Path, rounds: int) -> list[Line]:
    """For base64 and url, at 100 Mbit/s and as fast as the gateway can."""
    with gateways() as upstream, easel(folder, upstream.env()) as server, browsing() as browser:
        client = visitor(server)
        upstream.tell("pace", noise=True)
        reference = _save_reference(client, folder)
        with static(folder / "static") as plain:
            lines = []
            for way in WAYS:
                for rate, limit in ((HUNDRED_MBIT, 0.8), (0, 1.3)):
                    upstream.tell("pace", noise=True, rate=rate)
                    ours, theirs = [], []
                    for _ in range(rounds):
                        ours.append(_time_easel(browser, server, upstream, way))
                        theirs.append(_time_static(browser, f"{plain}/{reference}"))
                    speed = "100 Mbit/s" if rate else "full speed"
                    note = f"Easel {spread(ours)}; static {spread(theirs)}"
                    what = f"last byte → decoded, 4096×4096 PNG by {way}, {speed}"
                    lines.append(
                        Line(name=what, value=median(ours) / median(theirs), limit=limit, unit="×", note=note)
                    )
        return lines


def _save_reference(client: httpx.Client, folder: Path) -> str:
    """The very file that will be delivered, for the static server."""
    run = wait_for_end(client, submit_run(client, prompt="warm", **WAYS["base64"]))
    picture = run["pictures"][0]
    data = client.get(picture["url"]).content
    (folder / "static").mkdir()
    (folder / "static" / "picture.png").write_bytes(data)
    print(f"  the picture: {picture['width']}×{picture['height']}, {len(data) / 1e6:.1f} MB")
    return "picture.png"


def _page(browser: Browser, url: str, cookies: Mapping[str, str] = MappingProxyType({})) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(url)
    return page


def _time_easel(browser: Browser, server: Easel, upstream: Gateways, way: str) -> float:
    client = visitor(server)
    page = _page(browser, server.url, dict(client.cookies))
    wait_until_opened(page)
    before = len(upstream.log())
    run = wait_for_end(client, submit_run(client, prompt="noise", **WAYS[way]))
    picture = run["pictures"][0]["id"]
    try:
        page.wait_for_function("(id) => window.decoded[id]", arg=picture)
    except TimeoutError as error:
        raise RuntimeError(f"{picture} was never decoded; the page knows {page.evaluate(KNOWN)}") from error
    decoded = page.evaluate("(id) => window.decoded[id]", picture)
    last = max(entry["last_at"] for entry in upstream.log()[before:])
    page.context.close()
    return float(decoded) - last


def _time_static(browser: Browser, url: str) -> float:
    page = _page(browser, url.rsplit("/", 1)[0] + "/")
    taken = float(page.evaluate(FETCH, url))
    page.context.close()
    return taken
