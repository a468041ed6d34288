"""Roles: every route of the app's own table for everybody.

Guests' own keys, and who a proxy says somebody is.
"""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.routing import Mount, Route

from providers.catalog import load_catalog
from studio.storage.database import Database
from studio.users.user_store import UserStore
from tests.easel_login import browser, log_in, users_command
from tests.easel_process import Easel
from tests.simulator import Simulator
from tests.ui.conftest import OWN_KEY
from tests.ui.run_helpers import IMAGES, listening, start, until
from ui.accounts.proxies import MAX_LOGIN_AGE, ProxyLogin
from ui.server import create_app
from ui.settings import Settings

PUBLIC = {"/healthz", "/readyz", "/robots.txt", "/favicon.ico", "/login", "/logout"}
"""What a probe, or a browser before any login, asks for; and the login itself."""
OWN_DOORS = ("/metrics",)
"""Routes that ask for a token or for this machine instead of a role."""
ADMINS = ("/admin", "/api/admin")
PEOPLE = {"admin": ("anna", "correct horse"), "member": ("ben", "p:a ss"), "guest": ("gus", "guest pass")}


def table(tmp_path: Path) -> list[tuple[str, str]]:
    """(method, path) of every route there is, Gradio's own too, an "x" in each place that is to be filled."""
    catalog, keys = load_catalog({})
    apps = list(_apps(create_app(Settings(secret="s" * 32, data=tmp_path), catalog=catalog, keys=keys).app))
    pairs = {
        (method, prefix + re.sub(r"{[^}]*}", "x", route.path))
        for app in apps[:1]
        for prefix, route in _routes(app.routes, "")
        for method in route.methods or {"GET"}
    }
    return sorted(pair for pair in pairs if not pair[1].startswith("/static/"))


def _apps(part: Any, depth: int = 0) -> Iterator[FastAPI]:
    """The application inside its middleware, which are closures and objects around it."""
    if isinstance(part, FastAPI):
        yield part
    elif depth < 12:
        cells = [cell.cell_contents for cell in getattr(part, "__closure__", None) or ()]
        inner = [*cells, *(getattr(part, name, None) for name in ("app", "_app"))]
        for each in inner:
            if callable(each):
                yield from _apps(each, depth + 1)


def _routes(routes: Any, prefix: str, inner_prefix: str = "") -> Iterator[tuple[str, Route]]:
    """The routes below an application, those of routers and of mounted parts with their prefix."""
    for route in routes:
        if (router := getattr(route, "original_router", None)) is not None:
            yield from _routes(router.routes, inner_prefix, inner_prefix + router.prefix)
        elif isinstance(route, Mount):
            yield from _routes(route.routes, prefix + route.path)
        elif isinstance(route, Route):
            yield prefix, route


async def ask(client: httpx.AsyncClient, method: str, path: str) -> int:
    """The status of an answer, of which no more is read: some never end."""
    async with client.stream(method, path) as answer:
        return answer.status_code


async def test_every_route_for_everybody(team: Easel, tmp_path: Path) -> None:
    pairs = table(tmp_path)
    known = {
        ("GET", "/api/runs/x/events"),
        ("POST", "/api/runs"),
        ("POST", "/gradio_api/upload"),
        ("GET", "/admin"),
    }
    assert known <= set(pairs)
    async with browser(team) as nobody:
        seen = {pair: await ask(nobody, *pair) for pair in pairs}
    open_doors = {pair for pair, status in seen.items() if status != 401}
    assert {path for _, path in open_doors if not path.startswith(OWN_DOORS)} <= PUBLIC
    for role, (name, password) in PEOPLE.items():
        async with browser(team) as person:
            assert (await log_in(person, name, password)).status_code == 303
            seen = {pair: await ask(person, *pair) for pair in pairs}
        shut = {path for (_, path), status in seen.items() if status == 401 and not path.startswith(OWN_DOORS)}
        assert shut <= {"/login"}, "where an empty form is a wrong password"
        assert [pair for pair, status in seen.items() if status >= 500] == []
        admins = {pair: status for pair, status in seen.items() if pair[1].startswith(ADMINS)}
        assert role == "admin" or all(status in {403, 404, 405} for status in admins.values())
        assert role != "admin" or all(status != 403 for status in admins.values())


async def test_a_guest_uses_their_own_key_only(team: Easel, gates: Simulator) -> None:
    gates.reset()
    async with browser(team) as guest, browser(team) as member:
        await log_in(guest, *PEOPLE["guest"])
        await log_in(member, *PEOPLE["member"])
        seen = {
            who: next(
                each for each in (await who.get("/api/gateways")).json()["gateways"] if each["id"] == "custom"
            )
            for who in (guest, member)
        }
        assert (seen[guest]["key"], seen[member]["key"]) == ("none", "server")
        refused = await guest.post("/api/runs", json={**IMAGES, "prompt": "a lighthouse"})
        assert (refused.status_code, refused.json()["error"]["kind"]) == (403, "server_key_closed")
        assert "You're a guest here" in refused.json()["error"]["advice"]
        assert gates.posts == 0
        await guest.post("/api/keys", json={"gateway": "custom", "key": OWN_KEY})
        run = (await guest.post("/api/runs", json={**IMAGES, "prompt": "a lighthouse"})).json()
        await until(guest, run["id"], lambda run: run["state"] in {"done", "failed"})
        assert [OWN_KEY in str(request.headers) for request in gates.requests if request.method == "POST"] == [True]


async def test_the_first_requests_of_a_proxys_new_user_all_answer(team: Easel) -> None:
    """A page's come side by side, and one of them makes the user."""
    async with browser(team, **{"remote-user": "Paula"}) as paula:
        answers = await asyncio.gather(*(paula.get("/api/runs") for _ in range(10)))
    assert [answer.status_code for answer in answers] == [200] * 10


async def test_a_named_proxy_says_who_somebody_is(team: Easel) -> None:
    async with browser(team, **{"remote-user": "Olivia"}) as olivia, browser(team, **{"remote-user": "ben"}) as ben:
        assert (await olivia.get("/api/visitor")).json()["name"] == "Olivia"
        assert (await olivia.get("/api/visitor")).json()["role"] == "member"
        assert (await ben.get("/api/visitor")).json()["name"] == "ben"
        assert "through the proxy" in (await olivia.get("/account")).text
        assert "Olivia" in users_command(team, "list")
        users_command(team, "remove", "olivia")
        assert (await olivia.get("/api/visitor")).status_code == 403
        twice = [("remote-user", "ben"), ("remote-user", "anna")]
        async with browser(team) as both:
            assert (await both.get("/api/visitor", headers=twice)).status_code == 401


async def test_an_open_line_ends_with_a_user_whom_a_proxy_named(team: Easel, gates: Simulator) -> None:
    """A picture goes on growing, and of all that there is to tell nothing is told any more."""
    gates.reset()
    gates.pace(rate=2000, chunk=500)
    async with browser(team, **{"remote-user": "Oskar"}) as oskar, listening(oskar, "/api/events") as heard:
        run = await start(oskar, "a secret")
        assert await anext(event async for event in heard if event.data.get("state") == "receiving")
        users_command(team, "remove", "oskar")
        async with asyncio.timeout(20):
            assert "done" not in [event.data.get("state") async for event in heard]
        users_command(team, "add", "oskar", "--restore", typed="a password\n")
        assert (await oskar.post(f"/api/runs/{run['id']}/cancel")).json()["state"] == "cancelled"
    gates.reset()


async def test_a_proxys_word_is_asked_for_again(tmp_path: Path) -> None:
    """One who logged out there is not named any more; a line that stays open would not hear of it."""
    now = 100.0
    async with Database("", data=tmp_path) as database:
        users = UserStore(database)
        olivia = await users.add("olivia")
        word = ProxyLogin(users, olivia.id, clock=lambda: now)
        now += MAX_LOGIN_AGE - 1
        assert await word.still_holds()
        now += 3
        assert not await word.still_holds()
        word = ProxyLogin(users, olivia.id, clock=lambda: now)
        await users.set_state(olivia, "removed")
        now += 3
        assert not await word.still_holds()


async def test_nobody_else_says_who_they_are(team: Easel) -> None:
    """From an address that is not the proxy's, whatever else is claimed."""
    transport = httpx.AsyncHTTPTransport(local_address="127.0.0.2")
    claims = {"remote-user": "anna", "x-forwarded-for": "127.0.0.1"}
    async with httpx.AsyncClient(base_url=team.url, transport=transport, headers=claims) as mallory:
        assert (await mallory.get("/api/visitor")).status_code == 401
        assert (await mallory.get("/api/runs")).status_code == 401

    async with browser(team) as anybody:
        assert (await anybody.get("/api/visitor")).status_code == 401
