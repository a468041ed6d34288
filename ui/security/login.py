"""The optional login (EASEL_USERS): page, signed cookie, throttle."""

import hashlib
import hmac
import html
import time
from collections import OrderedDict
from string import Template
from typing import Final
from urllib.parse import parse_qs

from itsdangerous import BadSignature, TimestampSigner
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.i18n import Language, t
from ui.schemas.errors import ApiError, lang_of
from ui.security.request_guard import error_response
from ui.security.visitor_cookie import cookie_name, cookie_values, set_cookie
from ui.settings import Settings

COOKIE: Final = "easel_session"
MAX_AGE: Final = 30 * 24 * 3600  # seconds
PUBLIC_PATHS: Final = ("/healthz", "/favicon.ico", "/robots.txt")
WINDOW: Final = 300.0  # seconds
PER_ADDRESS, PER_NAME = 10, 50  # wrong attempts in one window


class LoginThrottle:
    """Counts wrong attempts by who made them, for `window` seconds from the first.

    Holds `limit` counters.
    """

    def __init__(self, *, window: float = WINDOW, limit: int = 10_000) -> None:
        self._window = window
        self._limit = limit
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def wait(self, who: str, *, limit: int) -> float:
        """Seconds until `who` may try again, 0.0 when now."""
        since, count = self._counts.get(who, (0.0, 0))
        return max(0.0, since + self._window - time.monotonic()) if count >= limit else 0.0

    def count_failure(self, who: str) -> None:
        since, count = self._counts.pop(who, (0.0, 0))
        if time.monotonic() - since > self._window:
            since, count = time.monotonic(), 0
        self._counts[who] = (since, count + 1)
        if len(self._counts) > self._limit:
            self._counts.popitem(last=False)


class LoginSessions:
    """The users, and the signed cookies of their sessions.

    A cookie ends with the password it was given for.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._throttle = LoginThrottle()

    def user(self, cookie: str) -> str:
        """The user that a cookie names, "" when its signature does not hold."""
        name = cookie.split(".")[0]
        user = next((user for user in self._settings.users if _visitor_id(user) == name), "")
        try:
            self._signer(user).unsign(cookie, max_age=MAX_AGE)
        except BadSignature:
            return ""
        return user

    def cookie(self, user: str) -> str:
        return self._signer(user).sign(_visitor_id(user)).decode()

    def wait(self, name: str, address: str) -> float:
        """Seconds until this name may be tried from this address."""
        return max(
            self._throttle.wait(f"address {address}", limit=PER_ADDRESS),
            self._throttle.wait(f"name {name}", limit=PER_NAME),
        )

    def check_password(self, name: str, password: str, address: str) -> bool:
        """Whether the password is the user's.

        Compared in constant time, also for a name that nobody has.
        """
        right = _digest(self._settings.users.get(name, ""))
        if hmac.compare_digest(_digest(password), right) and name in self._settings.users:
            return True
        self._throttle.count_failure(f"address {address}")
        self._throttle.count_failure(f"name {name}")
        return False

    def _signer(self, user: str) -> TimestampSigner:
        password = _digest(self._settings.users.get(user, "")).hex()
        return TimestampSigner(self._settings.secret, salt=f"easel-session {password}")


def require_login(app: ASGIApp, *, settings: Settings) -> ASGIApp:
    """Middleware: only who is logged in gets in; /login and /logout are answered here."""
    door = LoginSessions(settings)

    async def authenticate(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in PUBLIC_PATHS:
            await app(scope, receive, send)
            return
        values = cookie_values(scope, cookie_name(COOKIE, scope=scope, settings=settings))
        user = next(filter(None, map(door.user, values)), "")
        if scope["path"] in {"/login", "/logout"}:
            answer = await _login_or_logout(Request(scope, receive), sessions=door, settings=settings, user=user)
            await answer(scope, receive, send)
        elif user:
            scope.setdefault("state", {}).update(visitor=_visitor_id(user), returning=True)
            await app(scope, receive, send)
        else:
            await _login_needed(scope)(scope, receive, send)

    return authenticate


async def _login_or_logout(request: Request, *, sessions: LoginSessions, settings: Settings, user: str) -> Response:
    lang = lang_of(request.scope)
    if request.method != "POST":
        return _login_page(lang, user=user)
    if request.url.path == "/logout":
        gone = set_cookie(COOKIE, "", scope=request.scope, settings=settings, max_age=0)
        return RedirectResponse("login", status_code=303, headers={"set-cookie": gone})
    form = {name: values[0] for name, values in parse_qs((await request.body()).decode("utf-8", "replace")).items()}
    name, password = form.get("name", "").strip(), form.get("password", "")
    address = request.client.host if request.client else ""
    if wait := sessions.wait(name, address):
        return _login_page(lang, message=t("login.wait", lang, minutes=int(wait // 60) + 1), status=429, after=wait)
    if not sessions.check_password(name, password, address):
        return _login_page(lang, message=t("login.wrong", lang), status=401)
    line = set_cookie(COOKIE, sessions.cookie(name), scope=request.scope, settings=settings, max_age=MAX_AGE)
    return RedirectResponse("./", status_code=303, headers={"set-cookie": line})


def _login_needed(scope: Scope) -> Response:
    """A page goes to the login; anything else is told that one is needed."""
    accepts = next((value for name, value in scope["headers"] if name == b"accept"), b"")
    if scope["method"] in {"GET", "HEAD"} and b"text/html" in accepts:
        return RedirectResponse(f"{scope['state']['root_path']}/login", status_code=303)
    return error_response(ApiError("login_needed", status=401), scope)


def _login_page(
    lang: Language, *, message: str = "", user: str = "", status: int = 200, after: float = 0.0
) -> Response:
    names = ("title", "name", "password", "submit", "out", "open")
    text = {name: html.escape(t(f"login.{name}", lang)) for name in names}
    inside = PAGE_IN if user else PAGE_OUT
    text |= {"lang": "zh-CN" if lang == "zh" else "en", "said": html.escape(message or "")}
    text["who"] = html.escape(t("login.in", lang, name=user))
    body = Template(PAGE).substitute(text, inside=Template(inside).substitute(text))
    headers = {"cache-control": "no-store"} | ({"retry-after": str(int(after) + 1)} if after else {})
    return HTMLResponse(body, status_code=status, headers=headers)


def _visitor_id(user: str) -> str:
    """The visitor's id of a user: the same on all their machines, and no anonymous visitor's."""
    return "user-" + hashlib.sha256(user.encode()).hexdigest()[:32]


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


PAGE: Final = """<!doctype html>
<html lang="$lang"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>$title</title><style>
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;min-height:90vh;display:grid;place-items:center;margin:0}
main{width:min(20rem,88vw)}h1{font-size:1.4rem}
label{display:block;margin:1rem 0 .25rem}
input,button{font:inherit;width:100%;box-sizing:border-box;padding:.6rem;border-radius:.5rem;border:1px solid #8888}
button{margin-top:1.25rem;background:#b4532a;color:#fff;border:0;cursor:pointer}
p.said{color:light-dark(#a11,#f99)}
</style></head><body><main><h1>$title</h1>$inside</main></body></html>"""
PAGE_OUT: Final = """<form method="post" action="login"><label for="name">$name</label>
<input id="name" name="name" autocomplete="username" autocapitalize="none" required autofocus>
<label for="password">$password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>$submit</button></form><p class="said" role="alert">$said</p>"""
PAGE_IN: Final = """<p>$who</p><p><a href="./">$open</a></p>
<form method="post" action="logout"><button>$out</button></form>"""
