"""Middleware of the login, with the plain pages /login, /logout, /account and /carry."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from studio.errors import JournalFailed, RunsUnfinished
from studio.users.passwords import MAX_LENGTH, MIN_LENGTH, TooManyLogins
from studio.users.user_store import UserRefused
from ui.accounts.account_service import Accounts, Identity
from ui.accounts.audit_record import record_event
from ui.accounts.pages import account_page, carry_page, login_page, message_page
from ui.accounts.proxies import ProxyLogin, address_of
from ui.http.plain_page import page_preferences
from ui.http.root_path import wants_page
from ui.i18n import Language, chosen_language, t
from ui.schemas.errors import LANGUAGE_COOKIE, ApiError, lang_of
from ui.security.request_guard import error_response
from ui.security.visitor_cookie import MAX_AGE, VisitorCookies, identify_visitor, with_headers

PUBLIC_PATHS: Final = ("/healthz", "/favicon.ico", "/robots.txt")
LOGIN_PATHS: Final = frozenset({"/login", "/logout", "/account", "/account/password", "/account/logout-everywhere"})
CARRY_PATH: Final = "/carry"
PAGE_PATH: Final = "/"


def authenticate(app: ASGIApp, *, accounts: Accounts) -> ASGIApp:
    """Middleware that knows users by their login, and visitors by their cookie elsewhere.

    Puts `visitor` into the scope's state, and `user` where there is one. `anonymous_visitor` is the one that this
    browser was, or is, without a login: "" where its cookie did not come. `still_holds` asks again whether a login
    does.
    """
    settings = accounts.settings
    anonymous = identify_visitor(app, settings=settings)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in PUBLIC_PATHS:
            await anonymous(scope, receive, send)
            return
        try:
            reply = await _respond(Request(scope, receive), accounts)
        except JournalFailed as error:
            reply = error_response(error, scope)
        except UserRefused:
            reply = error_response(ApiError("login_shut", status=403), scope)
        if reply is not None:
            await reply(scope, receive, send)
            return
        user = scope["state"].get("user")
        if scope["path"] == PAGE_PATH:
            send = with_headers(send, partial(_append_cookies, accounts.owner_lines(scope, user)))
        await (app if user else anonymous)(scope, receive, send)

    return answer


def _append_cookies(lines: Sequence[str], headers: MutableHeaders) -> None:
    for line in lines:
        headers.append("set-cookie", line)


async def _respond(request: Request, accounts: Accounts) -> Response | None:
    """The answer of a page of ours, or the refusal of who is not logged in; None for all else."""
    scope, path = request.scope, request.scope["path"]
    state = scope.setdefault("state", {})
    state["address"] = address_of(scope, accounts.settings)
    needs_login = await accounts.needs_login()
    who = await accounts.identify(scope) if needs_login else None
    state["anonymous_visitor"] = accounts.anonymous_visitor(scope)
    if state["anonymous_visitor"]:
        with suppress(JournalFailed):
            # What needs the database says so itself, and the next request notes the visit.
            await accounts.studio.visits.note(state["anonymous_visitor"])
    if who:
        state |= {"user": who.user, "visitor": who.user.id, "returning": True}
        state["still_holds"] = (
            partial(accounts.holds_session, scope, who.user)
            if who.session
            else ProxyLogin(accounts.studio.users, who.user.id).still_holds
        )
    if path == CARRY_PATH and (who or not needs_login):
        return await _carry(request, accounts)
    if not needs_login:
        return None
    if path in LOGIN_PATHS:
        return await _account_pages(request, accounts, who)
    return None if who else _login_needed(scope, accounts)


async def _account_pages(request: Request, accounts: Accounts, who: Identity | None) -> Response:
    path, preferences = request.scope["path"], page_preferences(request.scope)
    if request.method != "POST":
        if chosen := chosen_language(request.query_params.getlist("language")):
            return _keep_language(request, accounts, chosen)
        if who:
            return await _show_account(request, accounts, who)
        return (
            login_page(preferences)
            if path == "/login"
            else RedirectResponse(_home(request, "login"), status_code=303)
        )
    if path == "/login":
        return await _log_in(request, accounts)
    if who is None or who.session is None:
        return RedirectResponse(_home(request, "login"), status_code=303)
    if path == "/account/password":
        return await _change_password(request, accounts, who)
    if path == "/account/logout-everywhere":
        await accounts.studio.sessions.end_all(who.user.id)
        await record_event(accounts.studio, request.scope, "logout_everywhere")
    else:
        await accounts.studio.sessions.end(who.session)
        await record_event(accounts.studio, request.scope, "logout")
    answer = RedirectResponse(_home(request, "login"), status_code=303)
    _append_cookies(accounts.log_out_lines(request.scope), answer.headers)
    return answer


def _keep_language(request: Request, accounts: Accounts, lang: Language) -> Response:
    """The login in a language, kept in the cookie that the page's own switch sets."""
    flags = "SameSite=None; Secure; Partitioned" if accounts.settings.framed else "SameSite=Lax"
    line = f"{LANGUAGE_COOKIE}={lang}; Path={_home(request)}; Max-Age={MAX_AGE}; {flags}"
    return RedirectResponse(_home(request, "login"), status_code=303, headers={"set-cookie": line})


async def _log_in(request: Request, accounts: Accounts) -> Response:
    scope, preferences = request.scope, page_preferences(request.scope)
    lang = preferences.lang
    form = await _form(request)
    name, password = form.get("name", "").strip(), form.get("password", "")
    user = await accounts.studio.users.find(name)
    key = accounts.guess_key(scope, name, user)
    if wait := accounts.throttle.wait(key):
        return login_page(preferences, typed=name, message=_wait_text(wait, lang), status=429, after=wait)
    accounts.throttle.begin(key)
    stored = user.password if user and user.is_active and len(password) <= MAX_LENGTH else ""
    try:
        is_right = await accounts.passwords.verify(stored, password[:MAX_LENGTH])
    except TooManyLogins:
        accounts.throttle.clear(key)
        return login_page(preferences, typed=name, message=t("login.busy", lang), status=503, after=5)
    if not is_right or user is None:
        await record_event(accounts.studio, scope, "login_failed", user=user, typed=name)
        return login_page(preferences, typed=name, message=t("login.wrong", lang), status=401)
    accounts.throttle.clear(key)
    answer = RedirectResponse(_home(request), status_code=303)
    _append_cookies(await accounts.log_in(scope, user), answer.headers)
    return answer


async def _show_account(
    request: Request, accounts: Accounts, who: Identity, *, message: str = "", status: int = 200, after: float = 0.0
) -> Response:
    sessions = await accounts.studio.sessions.of_user(who.user.id)
    return account_page(
        page_preferences(request.scope),
        who.user,
        sessions,
        current=who.session,
        home=_home(request),
        message=message,
        status=status,
        after=after,
    )


async def _change_password(request: Request, accounts: Accounts, who: Identity) -> Response:
    """A new password ends all sessions but this one."""
    lang = lang_of(request.scope)
    form = await _form(request)
    current, new, again = (form.get(name, "") for name in ("current", "new", "again"))
    key = "password", who.user.id
    if wait := accounts.throttle.wait(key):
        return await _show_account(request, accounts, who, message=_wait_text(wait, lang), status=429, after=wait)
    if not MIN_LENGTH <= len(new) <= MAX_LENGTH:
        text = t("account.length", lang, least=MIN_LENGTH, most=MAX_LENGTH)
        return await _show_account(request, accounts, who, message=text, status=422)
    if new != again:
        return await _show_account(request, accounts, who, message=t("account.differ", lang), status=422)
    accounts.throttle.begin(key)
    try:
        is_right = await accounts.passwords.verify(who.user.password, current[:MAX_LENGTH])
        stored = await accounts.passwords.hash(new) if is_right else ""
    except TooManyLogins:
        accounts.throttle.clear(key)
        return await _show_account(request, accounts, who, message=t("login.busy", lang), status=503, after=5)
    if not is_right:
        await record_event(accounts.studio, request.scope, "login_failed")
        return await _show_account(request, accounts, who, message=t("account.wrong", lang), status=403)
    accounts.throttle.clear(key)
    keep = who.session.id if who.session else ""
    await accounts.studio.users.set_password(who.user, stored, by="self", keep=keep)
    accounts.studio.sessions.forget()
    await record_event(accounts.studio, request.scope, "password_changed")
    return await _show_account(request, accounts, who, message=t("account.changed", lang))


async def _carry(request: Request, accounts: Accounts) -> Response:
    """A gallery of another browser, by its code: this browser becomes that visitor, or its user gets it all."""
    scope, preferences, home = request.scope, page_preferences(request.scope), _home(request)
    lang = preferences.lang
    user, here = scope["state"].get("user"), scope["state"]["anonymous_visitor"]
    show = partial(carry_page, preferences, home=home, is_user=bool(user))
    if request.method != "POST":
        return show(code=request.query_params.get("code", "")[:20])
    code = (await _form(request)).get("code", "")[:20]
    key = "code", address_of(scope, accounts.settings)
    if wait := accounts.throttle.wait(key):
        return show(code=code, message=_wait_text(wait, lang), status=429, after=wait)
    source = accounts.codes.find(code)
    if not source:
        accounts.throttle.begin(key)
        return show(code=code, message=t("carry.wrong", lang), status=404)
    try:
        if user and source != user.id:
            await accounts.studio.give(source, user.id)
        elif not user and here and here != source:
            await accounts.studio.give(here, source)
            accounts.keys.remove_all(here)  # they are not for whoever made the code
            accounts.gateways.remove_all(here)
    except RunsUnfinished:
        return show(code=code, message=t("carry.unfinished", lang), status=409)
    accounts.codes.redeem(code)
    answer = message_page(preferences, t("carry.title", lang), t("carry.done", lang), home=home)
    if not user:
        scope["state"]["visitor"] = source
        _append_cookies(VisitorCookies(accounts.settings).lines(scope), answer.headers)
    return answer


def _login_needed(scope: Scope, accounts: Accounts) -> Response:
    """A page goes to the login, and is nobody's any more; anything else is told that one is needed."""
    if wants_page(scope):
        answer = RedirectResponse(_root(scope) + "/login", status_code=303)
        _append_cookies(accounts.owner_lines(scope, None), answer.headers)
        return answer
    return error_response(ApiError("login_needed", status=401), scope)


async def _form(request: Request) -> dict[str, str]:
    try:
        fields = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=32)
    except ValueError:  # more fields than any form of ours has
        return {}
    return {name: values[0] for name, values in fields.items()}


def _home(request: Request, path: str = "") -> str:
    return _root(request.scope) + "/" + path


def _root(scope: Scope) -> str:
    """The path under which a proxy shows Easel."""
    return str(scope.get("state", {}).get("root_path", ""))


def _wait_text(seconds: float, lang: Language) -> str:
    return t("login.wait", lang, seconds=int(seconds) + 1)
