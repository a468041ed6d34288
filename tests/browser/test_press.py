"""One gesture is one run, whatever becomes of its request on the way."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CLEAR_CARDS, english_context, wait_until_opened
from tests.browser.test_text_to_image import press
from tests.easel_process import Easel
from tests.simulator.server import Simulator


@dataclass(slots=True, kw_only=True)
class DyingConnections:
    """A proxy before Easel. A request with the word in it that was told last goes through, and its connection ends
    without an answer; once. `seen` counts how often such a request came."""

    upstream: tuple[str, int]
    word: bytes | None = None
    seen: int = 0
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}/"

    def doom(self, word: str) -> None:
        """Tells the word."""
        self.seen, self.word = 0, word.encode()

    def serve(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.relay, args=(client,), daemon=True).start()

    def relay(self, client: socket.socket) -> None:
        with closing(client), socket.create_connection(self.upstream) as server:
            is_doomed = threading.Event()
            back = threading.Thread(target=self.relay_back, args=(server, client, is_doomed), daemon=True)
            back.start()
            try:
                while data := client.recv(2**16):
                    if self.word is not None and self.word in data:
                        self.seen += 1
                        if self.seen == 1:
                            is_doomed.set()
                    server.sendall(data)
                    if is_doomed.is_set():
                        break
            except OSError:
                pass
            if not is_doomed.is_set():
                return
            back.join(20)

    def relay_back(self, server: socket.socket, client: socket.socket, is_doomed: threading.Event) -> None:
        try:
            while data := server.recv(2**16):
                if is_doomed.is_set():
                    client.shutdown(socket.SHUT_RDWR)
                    return
                client.sendall(data)
            client.shutdown(socket.SHUT_WR)
        except OSError:
            pass


@pytest.fixture(scope="module")
def opened(browser: Browser, easel: Easel) -> Iterator[tuple[Page, DyingConnections]]:
    """The page behind connections that die."""
    address = urlsplit(easel.url)
    proxy = DyingConnections(upstream=(str(address.hostname), int(address.port or 0)))
    threading.Thread(target=proxy.serve, daemon=True).start()
    with closing(proxy.listener), english_context(browser, easel) as context:
        page = context.new_page()
        page.goto(proxy.url)
        wait_until_opened(page)
        yield page, proxy


@pytest.fixture
def page(opened: tuple[Page, DyingConnections], simulator: Simulator) -> Page:
    simulator.reset()
    opened[0].evaluate(CLEAR_CARDS)
    return opened[0]


@pytest.fixture
def proxy(opened: tuple[Page, DyingConnections]) -> DyingConnections:
    return opened[1]


def run_ids(page: Page) -> set[str]:
    return {run["id"] for run in page.request.get(f"{page.url}api/runs").json()["runs"]}


def test_a_press_that_the_browser_sends_again_is_one_run(
    page: Page, proxy: DyingConnections, simulator: Simulator
) -> None:
    """Chromium sends a POST anew, by itself, when a connection that was used before ends without an answer."""
    proxy.doom("told twice")
    press(page, "told twice")
    expect(page.locator("#t2i-easel .strip-item")).to_have_count(1)
    expect(page.locator("#t2i-easel .run")).to_have_attribute("data-state", "done")
    expect(page.locator("#t2i-message")).to_have_text("")
    assert (proxy.seen, len(run_ids(page)), simulator.posts) == (2, 1, 1)


def test_a_repeat_that_the_browser_sends_again_is_one_more_run(
    page: Page, proxy: DyingConnections, simulator: Simulator
) -> None:
    before = run_ids(page)
    proxy.doom("Idempotency-Key")
    press(page, "a lighthouse")
    expect(page.locator("#t2i-easel .run")).to_have_attribute("data-state", "done")
    page.get_by_role("button", name="Regenerate").click()
    expect(page.locator("#t2i-easel .strip-item[data-state=done]")).to_have_count(2)
    assert (proxy.seen, len(run_ids(page) - before), simulator.posts) == (2, 2, 2)
