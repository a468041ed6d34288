"""Easels with the settings that people give them, and an nginx per test.

The Chromium knows their names.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, FrameLocator, Locator, Page, sync_playwright

from tests.browser.conftest import JOURNEY_FLAGS, chromium, wait_until_opened
from tests.easel_process import free_port
from tests.fronts.fleet import fleet
from tests.fronts.nginx import Certificate, make_certificate, nginx, server
from tests.simulator import Simulator

TLS_NAME, PLAIN_NAME, SPACE, HUB = "studio.example", "studio.lan", "team-easel.hf.space", "huggingface.co"
DONE = "img[data-picture][data-state=done]"
NAMES = (TLS_NAME, PLAIN_NAME, SPACE, HUB)


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """Addresses: the ports that nginx takes, and the Easels by the name of their settings."""

    tls: int
    plain: int
    easels: Mapping[str, int]
    certificate: Certificate
    folder: Path

    @property
    def tls_url(self) -> str:
        return f"https://{TLS_NAME}:{self.tls}"

    @property
    def plain_url(self) -> str:
        return f"http://{PLAIN_NAME}:{self.plain}"

    def front(self, body: str, *, tls: bool, beside: Sequence[str] = ()) -> AbstractContextManager[None]:
        """An nginx with one server block on the public port, and others beside it with names of their own.

        `$easel_…` in it is an Easel's address.
        """
        for name, port in self.easels.items():
            body = body.replace(f"$easel_{name}", f"127.0.0.1:{port}")
        port, certificate = (self.tls, self.certificate) if tls else (self.plain, None)
        servers = [server(port, block, certificate=certificate) for block in (body, *beside)]
        return nginx(self.folder / "nginx", *servers)


@pytest.fixture(scope="package")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder: Path = tmp_path_factory.mktemp("street")
    tls, plain = free_port(), free_port()
    environments = {
        "unset": {"EASEL_HOST": "0.0.0.0"},
        "loopback": {},
        "https": {"EASEL_PUBLIC_URL": f"https://{TLS_NAME}:{tls}"},
        "http": {"EASEL_PUBLIC_URL": f"http://{PLAIN_NAME}:{plain}"},
        "path": {"EASEL_PUBLIC_URL": f"https://{TLS_NAME}:{tls}/easel"},
        "login": {"EASEL_ROOT_PATH": "/easel", "EASEL_USERS": "anna:her-password", "EASEL_HOST": "0.0.0.0"},
        "space": {"SPACE_ID": "team/easel", "SYSTEM": "spaces"},
    }
    certificate = make_certificate(folder, *NAMES)
    with Simulator() as simulator:
        gateways = {**simulator.env(), "EASEL_OPEN_TO_ALL": "yes"}
        with fleet(folder, [{**gateways, **settings} for settings in environments.values()]) as ports:
            easels = dict(zip(environments, ports, strict=True))
            yield Street(tls=tls, plain=plain, easels=easels, certificate=certificate, folder=folder)


@pytest.fixture(scope="package")
def browser(street: Street) -> Iterator[BrowserContext]:
    """One profile on disk, which trusts the certificate as people's browsers do: else Chromium caches nothing."""
    rules = f"MAP {TLS_NAME} 127.0.0.1, MAP {PLAIN_NAME} 127.0.0.1, MAP {SPACE} 127.0.0.1:{street.tls}, "
    rules += f"MAP {HUB} 127.0.0.1:{street.tls}"
    flags = [f"--host-resolver-rules={rules}", f"--ignore-certificate-errors-spki-list={street.certificate.pin}"]
    with sync_playwright() as playing:
        context = playing.chromium.launch_persistent_context(
            street.folder / "profile", executable_path=chromium(), args=[*JOURNEY_FLAGS, *flags], locale="en-US"
        )
        context.set_default_timeout(30_000)
        yield context
        context.close()


@pytest.fixture(scope="package")
def tab(browser: BrowserContext) -> Page:
    """One tab for all: one for each, and taking it away, would cost 0.2 s of processor more."""
    return browser.new_page()


@pytest.fixture
def visitor(browser: BrowserContext, tab: Page) -> Iterator[BrowserContext]:
    """A new visitor."""
    yield browser
    tab.goto("about:blank")
    browser.clear_cookies()


@pytest.fixture
def refused_page(visitor: BrowserContext, tab: Page) -> Page:
    """A page whose console may name refused requests."""
    return tab


@pytest.fixture
def page(visitor: BrowserContext, tab: Page) -> Iterator[Page]:
    """A page whose console must stay clean."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def hear_error(error: Error) -> None:
        complaints.append(str(error))

    tab.on("console", hear)
    tab.on("pageerror", hear_error)
    yield tab
    tab.remove_listener("console", hear)
    tab.remove_listener("pageerror", hear_error)
    assert complaints == []


def sentence(page: Page | FrameLocator) -> Locator:
    """The sentence across the page's top."""
    return page.locator("#easel-connection-bar")


def make_picture(page: Page) -> None:
    """Presses and waits until the picture stands whole on the screen."""
    wait_until_opened(page)
    page.locator("#t2i-prompt textarea").fill("a red boat")
    page.locator("#t2i-run").click()
    page.locator(DONE).first.wait_for()
    loaded = (
        "(selector) => { const it = document.querySelector(selector); return it?.complete && it.naturalWidth > 0 }"
    )
    page.wait_for_function(loaded, arg=DONE)
