"""`Accounts`: who asks, and what logging in and out does."""

import asyncio
import logging
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from itsdangerous import BadSignature, TimestampSigner
from starlette.datastructures import Headers
from starlette.types import Scope

from formats.web_address import is_loopback
from studio.errors import JournalFailed
from studio.studio import Studio
from studio.users.passwords import Passwords
from studio.users.sessions import Session
from studio.users.user_store import Role, User, UserRefused, clean_name, name_key
from ui.accounts.audit_record import record_event
from ui.accounts.login_throttle import Key, LoginThrottle
from ui.accounts.proxies import address_of, is_unnamed, take_user_header
from ui.accounts.transfer_codes import TransferCodes
from ui.gateway_settings.visitor_gateways import VisitorGateways
from ui.security.visitor_cookie import (
    MAX_AGE,
    VisitorCookies,
    cookie_name,
    cookie_values,
    public_name,
    set_cookie,
)
from ui.security.visitor_keys import VisitorKeys
from ui.settings import Settings

LOG = logging.getLogger(__name__)
SESSION_COOKIE: Final = "easel_session"
DEVICE_COOKIE: Final = "easel_device"
OWNER_COOKIE: Final = "easel_owner"
MAX_COOKIES: Final = 4
"""Values of one name that are looked at: a sibling host may have set a further one."""
RECHECK: Final = 5.0
"""Seconds until an open server looks again whether a command has made the first user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The user who asks; without a session it is a proxy that knows them."""

    user: User
    session: Session | None = None


class Accounts:
    """Users, sessions and the login throttle of one server.

    Entered, it has brought the settings' users into the database. Every method raises JournalFailed.
    """

    def __init__(
        self,
        studio: Studio,
        settings: Settings,
        *,
        keys: VisitorKeys,
        gateways: VisitorGateways | None = None,
        passwords: Passwords | None = None,
    ) -> None:
        self.studio = studio
        self.settings = settings
        self.keys = keys
        self.gateways = gateways or VisitorGateways()
        self.throttle = LoginThrottle()
        self.codes = TransferCodes()
        self.passwords = passwords or Passwords()
        self._devices = TimestampSigner(settings.secret, salt="easel-device")
        self._is_closed = settings.needs_login
        self._next_check = 0.0
        self._adding = asyncio.Lock()
        self._has_warned = False

    async def __aenter__(self) -> Self:
        given, admins = self.settings.users, self.settings.admins
        await self.studio.seed_users(self.passwords, given=given, admins=admins)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is to be closed."""

    async def needs_login(self) -> bool:
        """Whether a login is needed: once it is, it is until the server ends.

        While the database does not respond, what it said last holds: an open server goes on. JournalFailed where it
        never said anything.
        """
        if not self._is_closed and time.monotonic() >= self._next_check:
            try:
                self._is_closed = await self.studio.users.has_active()
            except JournalFailed:
                if not self._next_check:
                    raise
            self._next_check = time.monotonic() + RECHECK
        return self._is_closed

    async def identify(self, scope: Scope) -> Identity | None:
        """The user who asks, by the proxy's word or the session's cookie. Raises UserRefused."""
        if name := take_user_header(scope, self.settings):
            return Identity(user=await self._user_of_proxy(scope, name))
        for token in self._cookies(scope, SESSION_COOKIE)[:MAX_COOKIES]:
            if login := await self.studio.sessions.find(token):
                return Identity(user=login.user, session=login.session)
        return None

    async def holds_session(self, scope: Scope, user: User) -> bool:
        """Whether a request's session is still the user's.

        Not while nobody can tell: the journal does not answer.
        """
        with suppress(JournalFailed):
            for token in self._cookies(scope, SESSION_COOKIE)[:MAX_COOKIES]:
                if (login := await self.studio.sessions.find(token)) and login.user.id == user.id:
                    return True
        return False

    def anonymous_visitor(self, scope: Scope) -> str:
        """The visitor of this browser without a login, "" where no cookie came that holds."""
        return VisitorCookies(self.settings).read(scope)[0]

    def guess_key(self, scope: Scope, name: str, user: User | None) -> Key:
        """The throttle's key: the name, and the browser that it logged in from, else the address."""
        device = self._device_of(scope, user)
        if not device and is_unnamed(scope, self.settings):
            self._warn_unnamed(scope)
        return name_key(name)[:64], device or address_of(scope, self.settings)

    async def log_in(self, scope: Scope, user: User) -> tuple[str, str]:
        """Begins a session; returns the Set-Cookie lines of it and of the browser."""
        browser = Headers(scope=scope).get("user-agent", "")
        token = await self.studio.sessions.begin(user, browser=browser)
        device = self._device_of(scope, user).removeprefix("device ") or secrets.token_hex(8)
        signed = self._devices.sign(f"{user.id}.{device}").decode()
        await record_event(self.studio, scope, "login", user=user)
        return (
            set_cookie(SESSION_COOKIE, token, scope=scope, settings=self.settings, max_age=30 * 24 * 3600),
            set_cookie(DEVICE_COOKIE, signed, scope=scope, settings=self.settings),
        )

    def log_out_lines(self, scope: Scope) -> list[str]:
        """The Set-Cookie lines that take a session's cookie and the page's owner away."""
        gone = set_cookie(SESSION_COOKIE, "", scope=scope, settings=self.settings, max_age=0)
        return [gone, *self.owner_lines(scope, None)]

    def owner_lines(self, scope: Scope, user: User | None) -> list[str]:
        """The Set-Cookie line that tells the page's scripts whose page it is, none where they know.

        It has the user's public name, under which they keep what was typed and chosen in this browser
        (ui/static/lib/local_storage.js); without a login there is no such cookie.
        """
        name = public_name(user.id) if user else ""
        if self._cookies(scope, OWNER_COOKIE) == ((name,) if name else ()):
            return []
        age = MAX_AGE if name else 0
        return [set_cookie(OWNER_COOKIE, name, scope=scope, settings=self.settings, max_age=age, is_secret=False)]

    async def _user_of_proxy(self, scope: Scope, name: str) -> User:
        async with self._adding:  # a page's first requests come side by side
            user = await self.studio.users.find(name)
            if user is None:
                role: Role = "admin" if name_key(name) in map(name_key, self.settings.admins) else "member"
                user = await self.studio.users.add(clean_name(name), role=role, set_by="none")
                await record_event(self.studio, scope, "user_added", user=user)
        if not user.is_active:
            raise UserRefused(f"{user.name} is {user.state}")
        return user

    def _device_of(self, scope: Scope, user: User | None) -> str:
        """The browser's own name, where this user has logged in from it before."""
        for value in self._cookies(scope, DEVICE_COOKIE)[:MAX_COOKIES]:
            with suppress(BadSignature):
                owner, _, device = self._devices.unsign(value, max_age=MAX_AGE).decode().partition(".")
                if user and owner == user.id:
                    return f"device {device}"
        return ""

    def _cookies(self, scope: Scope, name: str) -> tuple[str, ...]:
        return cookie_values(scope, cookie_name(name, scope=scope, settings=self.settings))

    def _warn_unnamed(self, scope: Scope) -> None:
        host = Headers(scope=scope).get("host", "").rsplit(":", 1)[0].strip("[]")
        if not self._has_warned and (self.settings.public_url or not is_loopback(host)):
            self._has_warned = True
            LOG.warning(
                "The proxy in front does not say whose a request is, so guesses of passwords are not counted by "
                "address: it has to set X-Forwarded-For (nginx: proxy_set_header X-Forwarded-For $remote_addr;)."
            )
