"""Plain page of the server's own, in its reader's language and colours; no script.

Login, account, the admin's overview and refusals are such pages.
"""

import html
from dataclasses import dataclass
from string import Template
from typing import Final, Literal

from starlette.responses import HTMLResponse
from starlette.types import Scope

from ui.i18n import Language
from ui.schemas.errors import lang_of
from ui.security.visitor_cookie import cookie_values

Theme = Literal["light", "dark", ""]
THEME_COOKIE: Final = "easel_theme"
"""The colours that were chosen on the page (ui/static/app/preferences.js)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePreferences:
    """Language and colours of a plain page; `theme` is "" for those of the reader's system."""

    lang: Language
    theme: Theme = ""


def page_preferences(scope: Scope) -> PagePreferences:
    """The language and colours by the reader's cookies and their browser's wishes."""
    chosen = next(iter(cookie_values(scope, THEME_COOKIE)), "")
    theme: Theme = "dark" if chosen == "dark" else "light" if chosen == "light" else ""
    return PagePreferences(lang=lang_of(scope), theme=theme)


def plain_page(
    preferences: PagePreferences, title: str, inside: str, *, status: int = 200, after: float = 0.0, style: str = ""
) -> HTMLResponse:
    """A page around `inside`, which is markup.

    `after` are seconds to wait before a next try, `style` is more CSS.
    """
    lang = "zh-CN" if preferences.lang == "zh" else "en"
    text = {"lang": lang, "theme": preferences.theme, "title": html.escape(title), "inside": inside, "style": style}
    headers = {"cache-control": "no-store"} | ({"retry-after": str(int(after) + 1)} if after else {})
    return HTMLResponse(Template(PAGE).substitute(text), status_code=status, headers=headers)


# The colours are those of css/base.css, the mark that of app/mark.svg.
PAGE: Final = """<!doctype html>
<html lang="$lang" data-theme="$theme"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>$title</title><style>
:root{color-scheme:light dark;--background:light-dark(#f3f1ec,#151517);--surface:light-dark(#fbfaf7,#1d1d20);
--line:light-dark(#dcd8cf,#34343a);--ink:light-dark(#1f1e1b,#edebe6);--soft:light-dark(#5e5b53,#a5a29b);
--accent:light-dark(#2b4fc4,#8ea6ff);--accent-ink:light-dark(#fff,#10131f);--bad:light-dark(#a3261b,#ff9d90);
--bad-wash:light-dark(#fbeae7,#3a2220)}
:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;min-height:100vh;display:grid;place-items:center;margin:0;padding:1rem;
color:var(--ink);background:var(--background)}
main{width:min(25rem,100%);padding:2rem;background:var(--surface);border:1px solid var(--line);border-radius:14px;
overflow-wrap:anywhere}
.mark{display:block;width:44px;height:44px;margin-bottom:.75rem;fill:none;stroke:var(--accent);stroke-width:1.8;
stroke-linecap:round;stroke-linejoin:round}
h1{font-size:1.35rem;line-height:1.3;letter-spacing:-.01em;margin:0 0 1rem}h2{font-size:1.05rem;margin:2rem 0 .5rem}
a{color:var(--accent)}label{display:block;margin:1rem 0 .25rem;font-size:.9rem;font-weight:560;color:var(--soft)}
ul{padding:0;list-style:none}li+li{margin-top:.6rem}b{font-weight:560}small{color:var(--soft)}time{white-space:nowrap}
main>:last-child{margin-bottom:0}
input,button{font:inherit;width:100%;min-height:44px;padding:.5rem .75rem;border-radius:10px;
border:1px solid var(--line);color:var(--ink);background:var(--background)}
button{margin-top:1.25rem;font-weight:620;color:var(--accent-ink);background:var(--accent);border:0;cursor:pointer}
button.plain{color:var(--ink);background:none;border:1px solid var(--line);margin-top:.6rem;font-weight:540}
:is(input,button,a):focus-visible{outline:2px solid var(--accent);outline-offset:2px}
p.said{margin:1rem 0 0;padding:.6rem .75rem;color:var(--bad);background:var(--bad-wash);border-radius:8px}
p.said:empty{display:none}.languages{margin:.75rem 0 0;font-size:.9rem;text-align:center}
:is(.languages,.links,.link) a{display:inline-flex;align-items:center;min-width:44px;min-height:44px}
$style</style></head><body><main><svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
<path d="M12 2v3M5 5h14v10H5zM3 15h18M8 15 5 22M16 15l3 7M12 15v6"/></svg>
<h1>$title</h1>$inside</main></body></html>"""
