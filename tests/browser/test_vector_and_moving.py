"""SVG and GIF on the page.

Hostile ones run nothing and ask nobody, a GIF stands still where that is wished.
"""

import base64
import hashlib
import io
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.browser.conftest import expose
from tests.easel_process import Easel
from tests.hostile_svgs import harmless_svgs, loading_svgs, withheld_svgs
from tests.simulator import Simulator

pytestmark = pytest.mark.shares_page

RUN = {"task": "generate", "gateway": "custom", "model": "gpt-image-1", "prompt": "a fox"}
TRACES = "[window.ran ?? null, document.documentElement.getAttribute('data-ran')]"


def answer_with(simulator: Simulator, *files: bytes) -> None:
    simulator.play("give_files", files=[base64.b64encode(file).decode() for file in files])


def start(visitor: BrowserContext) -> str:
    made = visitor.request.post("/api/runs", data={**RUN, "options": {"response_format": "b64_json"}})
    assert made.status == 202, made.text()
    return str(made.json()["id"])


def run_of(visitor: BrowserContext, run_id: str) -> dict[str, Any]:
    return dict(visitor.request.get(f"/api/runs/{run_id}").json())


def moving_gif() -> bytes:
    out = io.BytesIO()
    first, *others = [Image.new("RGB", (96, 64), (30 * number, 90, 120)) for number in range(9)]
    first.save(out, "GIF", save_all=True, append_images=others, duration=200, loop=0)
    return out.getvalue()


GRID = """async (urls) => {
  const grid = document.createElement('div');
  grid.id = 'grid';
  grid.style = 'position:fixed;inset:0 auto auto 0;z-index:9999;width:320px;line-height:0;background:#fff';
  const images = urls.map((src) => Object.assign(new Image(32, 32), { src }));
  grid.append(...images);
  document.body.append(grid);
  await Promise.all(images.map((image) => image.decode()));
}"""


def test_hostile_svgs_run_nothing_and_ask_nobody(
    page: Page, visitor: BrowserContext, simulator: Simulator, easel: Easel
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answered: list[str] = []
    visitor.on("requestfinished", lambda request: answered.append(request.url))
    with socket.create_server(("127.0.0.1", 0)) as server:
        outside = f"http://127.0.0.1:{server.getsockname()[1]}"
        files = loading_svgs(outside=outside, file=Path("/etc/hostname"))
        files["utf-16"] = harmless_svgs()["utf-16"][0]
        withheld = [withheld_svgs()[name][0] for name in ("escaped-name", "laughs")]
        answer_with(simulator, *files.values(), *withheld)
        run_id = start(visitor)
        images = page.locator(f'[data-run="{run_id}"] .frame img[data-state="done"]')
        expect(images).to_have_count(len(files) + len(withheld), timeout=60_000)
        facts = page.locator(f'[data-run="{run_id}"] .frame').filter(has_text="Not displayed")
        expect(facts).to_have_count(len(withheld))
        pictures = {picture["sha256"]: picture["url"] for picture in run_of(visitor, run_id)["pictures"]}
        urls = {name: pictures[hashlib.sha256(data).hexdigest()] for name, data in files.items()}
        page.evaluate(GRID, list(urls.values()))
        grid = page.locator("#grid")
        with Image.open(io.BytesIO(grid.screenshot())) as shot:
            middles = [
                shot.convert("RGB").getpixel((32 * (index % 10) + 16, 32 * (index // 10) + 16))
                for index in range(len(urls))
            ]
        assert dict(zip(urls, middles, strict=True)) == dict.fromkeys(urls, (0, 128, 128))
        grid.evaluate("grid => grid.remove()")
        tab = visitor.new_page()
        tab.goto(urls["together"])
        assert tab.evaluate(TRACES) == [None, None]
        for data in withheld:
            with tab.expect_download(), suppress(Error):  # the page stays where it is
                tab.goto(pictures[hashlib.sha256(data).hexdigest()])
        tab.close()
        assert page.evaluate(TRACES) == [None, None]
        host = urlsplit(easel.url).netloc
        # In a tab of its own the policy stops what the file asks for: it is a request to the page's tools alone.
        assert {urlsplit(url).netloc for url in (*asked, *answered)} <= {host, ""}
        server.settimeout(0.05)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_gif_stands_still_until_it_is_told_to_play(
    page: Page, visitor: BrowserContext, simulator: Simulator
) -> None:
    answer_with(simulator, moving_gif())
    run_id = start(visitor)
    card = page.locator(f'[data-run="{run_id}"]')
    picture, play = card.locator(".canvas img"), card.get_by_role("button", name="Play")
    play.wait_for()
    (known,) = run_of(visitor, run_id)["pictures"]
    expect(picture).to_have_attribute("src", known["view_url"])
    play.click()
    expect(picture).to_have_attribute("src", known["url"])
    card.get_by_role("button", name="Pause").click()
    expect(picture).to_have_attribute("src", known["view_url"])
    card.locator(".canvas").click()
    viewer = page.locator(".viewer")
    expect(viewer.locator(".viewer-picture")).to_have_attribute("src", known["view_url"])
    viewer.get_by_role("button", name="Play").click()
    expect(viewer.locator(".viewer-picture")).to_have_attribute("src", known["url"])
    viewer.get_by_text("Request details").click()
    expect(viewer.locator(".viewer-record")).to_contain_text("9 frames, 1.8 s")
    page.keyboard.press("Escape")


GROW = """(mime) => {
  const frame = new PictureFrame({ ratio: 1.5 });
  document.querySelector('#easel').prepend(frame.root);
  const about = { id: mime, url: `/pictures/${mime}`, view_url: `/references/${mime}/view`, kind: 'final', mime };
  const sources = () => [...frame.canvas.querySelectorAll('img')].map((img) => img.getAttribute('src'));
  frame.update({ picture: { ...about, state: 'growing', bytes: 9 }, prompt: '', live: true });
  const before = sources();
  frame.update({ picture: { ...about, state: 'done', width: 3, height: 2, bytes: 99 }, prompt: '' });
  const after = sources();
  frame.root.remove();
  return [...before, ...after];
}"""


def test_half_an_svg_is_not_asked_for_and_no_frame_breaks(bare: Page) -> None:
    expose(bare, "run/picture_frame.js")
    assert bare.evaluate(GROW, "image/svg+xml") == [None, "/pictures/image/svg+xml"]
    bare.emulate_media(reduced_motion="reduce")
    assert bare.evaluate(GROW, "image/gif") == [None, "/references/image/gif/view"]
