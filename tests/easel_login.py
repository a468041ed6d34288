"""A person at a login.

A browser of its own address on a server behind a trusted proxy, and what it sends.
"""

from collections.abc import Mapping

import httpx

from tests.easel_process import Easel, run_command


def browser(easel: Easel, *, address: str = "198.51.100.7", **headers: str) -> httpx.AsyncClient:
    """A browser that the proxy says is at `address`."""
    named = {"x-forwarded-for": address} if address else {}
    return httpx.AsyncClient(base_url=easel.url, timeout=30, headers={**named, **headers})


async def log_in(browser: httpx.AsyncClient, name: str, password: str) -> httpx.Response:
    """Sends the form of the login page."""
    return await browser.post("/login", data={"name": name, "password": password})


async def is_in(browser: httpx.AsyncClient) -> bool:
    """Whether the server knows who asks."""
    return (await browser.get("/api/visitor")).status_code == 200


def users_command(easel: Easel, *arguments: str, typed: str = "", env: Mapping[str, str] | None = None) -> str:
    """Runs `python -m studio.users` beside the server. → what it printed, its refusals too"""
    settings = {"EASEL_DATA_DIR": str(easel.data), **(env or {})}
    _, printed = run_command(("-m", "studio.users", *arguments), settings, folder=easel.out.parent, typed=typed)
    assert "Traceback" not in printed, printed
    return printed
