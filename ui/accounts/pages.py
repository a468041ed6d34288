"""Plain pages of accounts: login, account, carrying a gallery; no script."""

import html
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from string import Template
from typing import Final

from starlette.responses import HTMLResponse

from studio.users.passwords import MIN_LENGTH
from studio.users.sessions import Session
from studio.users.user_store import User
from ui.http.plain_page import PagePreferences, plain_page
from ui.i18n import Language, t

BROWSERS: Final = ("Edg", "OPR", "Firefox", "Chrome", "Safari", "curl", "python-httpx")
SYSTEMS: Final = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")
LANGUAGE_NAMES: Final[dict[Language, str]] = {"en": "English", "zh": "中文"}
NAMES: Final = {"Edg": "Edge", "OPR": "Opera", "Mac OS X": "macOS"}


def login_page(
    preferences: PagePreferences, *, typed: str = "", message: str = "", status: int = 200, after: float = 0.0
) -> HTMLResponse:
    """The form for name and password, with what is wrong, and the way to the other language.

    `typed` is the name of the attempt before: a wrong password does not take it away.
    """
    other: Language = "en" if preferences.lang == "zh" else "zh"
    labels = {"other": other, "tag": "zh-CN" if other == "zh" else "en", "language": LANGUAGE_NAMES[other]}
    focus = {"name_focus": "" if typed else "autofocus", "password_focus": "autofocus" if typed else ""}
    texts = {"said": message, "typed": typed, **labels, **focus}
    inside = _fill(LOGIN, preferences.lang, ("name", "password", "submit"), **texts)
    return plain_page(preferences, t("login.title", preferences.lang), inside, status=status, after=after)


def message_page(preferences: PagePreferences, title: str, message: str, *, home: str) -> HTMLResponse:
    """A sentence, and the way to Easel."""
    return plain_page(preferences, title, _fill(MESSAGE, preferences.lang, ("open",), said=message, home=home))


def account_page(
    preferences: PagePreferences,
    user: User,
    sessions: Sequence[Session],
    *,
    current: Session | None,
    home: str,
    message: str = "",
    status: int = 200,
    after: float = 0.0,
) -> HTMLResponse:
    """Page of who one is and where one is logged in, with the form for another password."""
    lang = preferences.lang
    parts = [_fill(ACCOUNT, lang, ("open",), who=t("login.in", lang, name=user.name), said=message, home=home)]
    parts.append(f"<p>{html.escape(t(f'account.role.{user.role}', lang))}</p>")
    if user.role == "admin":
        parts.append(_fill(ADMIN_LINK, lang, ("title",), home=home))
    if current is None:
        parts.append(f"<p>{html.escape(t('account.by_proxy', lang))}</p>")
    else:
        rows = "".join(_session_row(session, lang, is_current=session.id == current.id) for session in sessions)
        parts.append(f"<h2>{html.escape(t('account.sessions', lang))}</h2><ul>{rows}</ul>")
        parts.append(_fill(LOG_OUT, lang, ("out", "out_everywhere"), home=home))
        parts.append(_fill(CHANGE, lang, ("current", "new", "again", "change"), home=home, least=str(MIN_LENGTH)))
    return plain_page(preferences, t("account.title", lang), "".join(parts), status=status, after=after)


def carry_page(
    preferences: PagePreferences,
    *,
    code: str,
    home: str,
    is_user: bool,
    message: str = "",
    status: int = 200,
    after: float = 0.0,
) -> HTMLResponse:
    """The form that brings a gallery of another browser into this one, or to a user's own."""
    lang = preferences.lang
    explain = t("carry.explain.user" if is_user else "carry.explain", lang)
    texts = {"explain": explain, "code_value": code, "said": message, "home": home}
    inside = _fill(CARRY, lang, ("code", "bring", "open"), **texts)
    return plain_page(preferences, t("carry.title", lang), inside, status=status, after=after)


def browser_name(user_agent: str) -> str:
    """A browser as people call it, of what it says of itself."""
    names = (next((name for name in known if name in user_agent), "") for known in (BROWSERS, SYSTEMS))
    shown = ", ".join(NAMES.get(name, name) for name in names if name)
    return shown or re.sub(r"[^\w./ -]", "", user_agent)[:40] or "?"


def _session_row(session: Session, lang: Language, *, is_current: bool) -> str:
    browser = browser_name(session.browser)
    name = t("account.session.this", lang, browser=browser) if is_current else browser
    times = (("account.session.made", session.made), ("account.session.seen", session.seen))
    lines = "".join(f"<br>{t(key, lang, time=_day(time))}" for key, time in times)
    return f"<li><b>{html.escape(name)}</b><small>{lines}</small></li>"


def _fill(template: str, lang: Language, names: Sequence[str], **texts: str) -> str:
    """A template with its labels in a language and texts, none of them markup."""
    group = LABELS[template]
    labels = {name: html.escape(t(f"{group}.{name}", lang)) for name in names}
    return Template(template).substitute(labels | {name: html.escape(text) for name, text in texts.items()})


def _day(time: float) -> str:
    """A time as markup that keeps it in one line, which its hyphens would break."""
    return datetime.fromtimestamp(time, UTC).strftime("<time>%Y-%m-%d %H:%M UTC</time>")


LOGIN: Final = """<form method="post" action="login"><label for="name">$name</label>
<input id="name" name="name" value="$typed" autocomplete="username" autocapitalize="none" required $name_focus>
<label for="password">$password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required $password_focus>
<button>$submit</button></form><p class="said" role="alert">$said</p>
<p class="languages"><a href="?language=$other" lang="$tag">$language</a></p>"""
MESSAGE: Final = """<p role="status">$said</p><p class="link"><a href="$home">$open</a></p>"""
ACCOUNT: Final = """<p class="link">$who <a href="$home">$open</a></p><p class="said" role="alert">$said</p>"""
ADMIN_LINK: Final = """<p class="link"><a href="${home}admin">$title</a></p>"""
LOG_OUT: Final = """<form method="post" action="${home}logout"><button>$out</button></form>
<form method="post" action="${home}account/logout-everywhere"><button class="plain">$out_everywhere</button>
</form>"""
CHANGE: Final = """<h2>$change</h2><form method="post" action="${home}account/password">
<label for="current">$current</label>
<input id="current" name="current" type="password" autocomplete="current-password" required>
<label for="new">$new</label>
<input id="new" name="new" type="password" autocomplete="new-password" minlength="$least" required>
<label for="again">$again</label>
<input id="again" name="again" type="password" autocomplete="new-password" minlength="$least" required>
<button>$change</button></form>"""
CARRY: Final = """<p>$explain</p><form method="post" action="${home}carry"><label for="code">$code</label>
<input id="code" name="code" value="$code_value" autocomplete="off" autocapitalize="characters" required>
<button>$bring</button></form><p class="said" role="alert">$said</p><p class="link"><a href="$home">$open</a></p>"""
LABELS: Final = {
    LOGIN: "login",
    MESSAGE: "login",
    ACCOUNT: "login",
    ADMIN_LINK: "admin",
    LOG_OUT: "account",
    CHANGE: "account",
    CARRY: "carry",
}
"""How the keys of a template's labels begin, in ui/i18n/account.py and ui/i18n/admin.py."""
