"""One gesture is one run, whatever becomes of its request on the way."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import english_context, wait_until_opened
from tests.browser.test_text_to_image import press
from tests.easel_process import Easel
from tests.simulator.server import Simulator


@dataclass(slots=True, kw_only=True)
class DyingConnections:
    """A proxy before Easel. A request with `word` in it goes through, and its connection ends without an answer;
    once. `seen` counts how often such a request came."""

    upstream: tuple[str, int]
    word: bytes
    seen: int = 0
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}/"

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
                    if self.word in data:
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


@contextmanager
def dying_connections(easel: Easel, word: str) -> Iterator[DyingConnections]:
    address = urlsplit(easel.url)
    proxy = DyingConnections(upstream=(str(address.hostname), int(address.port or 0)), word=word.encode())
    threading.Thread(target=proxy.serve, daemon=True).start()
    with closing(proxy.listener):
        yield proxy


Visit = Callable[[str], tuple[Page, DyingConnections]]


@pytest.fixture
def visit(browser: Browser, easel: Easel, simulator: Simulator) -> Iterator[Visit]:
    """Opens the page behind connections that die."""
    simulator.reset()
    with ExitStack() as stack:

        def visit(word: str) -> tuple[Page, DyingConnections]:
            proxy = stack.enter_context(dying_connections(easel, word))
            page = stack.enter_context(english_context(browser, easel)).new_page()
            page.goto(proxy.url)
            wait_until_opened(page)
            return page, proxy

        yield visit


def run_ids(page: Page) -> set[str]:
    return {run["id"] for run in page.request.get(f"{page.url}api/runs").json()["runs"]}


def test_a_press_that_the_browser_sends_again_is_one_run(visit: Visit, simulator: Simulator) -> None:
    """Chromium sends a POST anew, by itself, when a connection that was used before ends without an answer."""
    page, proxy = visit("told twice")
    press(page, "told twice")
    expect(page.locator("#t2i-easel .strip-item")).to_have_count(1)
    expect(page.locator("#t2i-easel .run")).to_have_attribute("data-state", "done")
    expect(page.locator("#t2i-message")).to_have_text("")
    assert (proxy.seen, len(run_ids(page)), simulator.posts) == (2, 1, 1)


def test_a_repeat_that_the_browser_sends_again_is_one_more_run(visit: Visit, simulator: Simulator) -> None:
    page, proxy = visit("Idempotency-Key")
    press(page, "a lighthouse")
    expect(page.locator("#t2i-easel .run")).to_have_attribute("data-state", "done")
    page.get_by_role("button", name="Regenerate").click()
    expect(page.locator("#t2i-easel .strip-item[data-state=done]")).to_have_count(2)
    assert (proxy.seen, len(run_ids(page)), simulator.posts) == (2, 2, 2)
