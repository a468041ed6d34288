"""Plain pages of the server's own: login, account, carrying a gallery; no script."""

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
from ui.i18n import Language, t

BROWSERS: Final = ("Edg", "OPR", "Firefox", "Chrome", "Safari", "curl", "python-httpx")
SYSTEMS: Final = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")
NAMES: Final = {"Edg": "Edge", "OPR": "Opera", "Mac OS X": "macOS"}


def plain_page(title: str, inside: str, lang: Language, *, status: int = 200, after: float = 0.0) -> HTMLResponse:
    """A page around `inside`, which is markup; `after` are seconds to wait before a next try."""
    text = {"lang": "zh-CN" if lang == "zh" else "en", "title": html.escape(title), "inside": inside}
    headers = {"cache-control": "no-store"} | ({"retry-after": str(int(after) + 1)} if after else {})
    return HTMLResponse(Template(PAGE).substitute(text), status_code=status, headers=headers)


def login_page(lang: Language, *, message: str = "", status: int = 200, after: float = 0.0) -> HTMLResponse:
    """The form for name and password, with what is wrong."""
    inside = _fill(LOGIN, lang, ("name", "password", "submit"), said=message)
    return plain_page(t("login.title", lang), inside, lang, status=status, after=after)


def message_page(title: str, message: str, lang: Language, *, home: str, status: int = 200) -> HTMLResponse:
    """A sentence, and the way to Easel."""
    inside = _fill(MESSAGE, lang, ("open",), said=message, home=home)
    return plain_page(title, inside, lang, status=status)


def account_page(
    lang: Language,
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
    parts = [_fill(ACCOUNT, lang, ("open",), who=t("login.in", lang, name=user.name), said=message, home=home)]
    parts.append(f"<p>{html.escape(t(f'account.role.{user.role}', lang))}</p>")
    if current is None:
        parts.append(f"<p>{html.escape(t('account.by_proxy', lang))}</p>")
    else:
        rows = "".join(_session_row(session, lang, is_current=session.id == current.id) for session in sessions)
        parts.append(f"<h2>{html.escape(t('account.sessions', lang))}</h2><ul>{rows}</ul>")
        parts.append(_fill(LOG_OUT, lang, ("out", "out_everywhere"), home=home))
        parts.append(_fill(CHANGE, lang, ("current", "new", "again", "change"), home=home, least=str(MIN_LENGTH)))
    return plain_page(t("account.title", lang), "".join(parts), lang, status=status, after=after)


def carry_page(
    lang: Language, *, code: str, home: str, message: str = "", status: int = 200, after: float = 0.0
) -> HTMLResponse:
    """The form that brings a gallery of another browser into this one."""
    inside = _fill(CARRY, lang, ("explain", "code", "bring", "open"), code_value=code, said=message, home=home)
    return plain_page(t("carry.title", lang), inside, lang, status=status, after=after)


def browser_name(user_agent: str) -> str:
    """A browser as people call it, of what it says of itself."""
    names = (next((name for name in known if name in user_agent), "") for known in (BROWSERS, SYSTEMS))
    shown = ", ".join(NAMES.get(name, name) for name in names if name)
    return shown or re.sub(r"[^\w./ -]", "", user_agent)[:40] or "?"


def _session_row(session: Session, lang: Language, *, is_current: bool) -> str:
    text = t(
        "account.session.this" if is_current else "account.session",
        lang,
        browser=browser_name(session.browser),
        made=_day(session.made),
        seen=_day(session.seen),
    )
    return f"<li>{html.escape(text)}</li>"


def _fill(template: str, lang: Language, names: Sequence[str], **texts: str) -> str:
    """A template with its labels in a language and texts, none of them markup."""
    group = LABELS[template]
    labels = {name: html.escape(t(f"{group}.{name}", lang)) for name in names}
    return Template(template).substitute(labels | {name: html.escape(text) for name, text in texts.items()})


def _day(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M UTC")


PAGE: Final = """<!doctype html>
<html lang="$lang"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>$title</title><style>
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;min-height:90vh;display:grid;place-items:center;margin:0}
main{width:min(22rem,88vw);padding:1rem 0}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
label{display:block;margin:1rem 0 .25rem}ul{padding-left:1.2rem}
input,button{font:inherit;width:100%;box-sizing:border-box;padding:.6rem;border-radius:.5rem;border:1px solid #8888}
button{margin-top:1.25rem;background:#b4532a;color:#fff;border:0;cursor:pointer}
button.plain{background:none;color:inherit;border:1px solid #8888;margin-top:.6rem}
p.said{color:light-dark(#a11,#f99)}
</style></head><body><main><h1>$title</h1>$inside</main></body></html>"""
LOGIN: Final = """<form method="post" action="login"><label for="name">$name</label>
<input id="name" name="name" autocomplete="username" autocapitalize="none" required autofocus>
<label for="password">$password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>$submit</button></form><p class="said" role="alert">$said</p>"""
MESSAGE: Final = """<p role="status">$said</p><p><a href="$home">$open</a></p>"""
ACCOUNT: Final = """<p>$who <a href="$home">$open</a></p><p class="said" role="alert">$said</p>"""
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
<button>$bring</button></form><p class="said" role="alert">$said</p><p><a href="$home">$open</a></p>"""
LABELS: Final = {
    LOGIN: "login",
    MESSAGE: "login",
    ACCOUNT: "login",
    LOG_OUT: "account",
    CHANGE: "account",
    CARRY: "carry",
}
"""Where the labels of a template stand in ui/i18n/account.py."""
