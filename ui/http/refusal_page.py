"""A refusal as a page, for whoever sees it in a browser."""

import html
from string import Template
from typing import Final

from ui.i18n import Language
from ui.schemas.errors import ErrorView

PAGE: Final = Template("""<!doctype html>
<html lang="$lang"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Easel: $status</title><style>
:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,sans-serif;min-height:90vh;display:grid;place-items:center;margin:0}
main{width:min(34rem,88vw);overflow-wrap:anywhere}h1{font-size:1.3rem;font-weight:600}
</style></head><body><main><h1>$message</h1><p>$advice</p></main></body></html>""")


def refusal_page(view: ErrorView, lang: Language, *, status: int) -> str:
    """The HTML of an error: the sentence and the advice that scripts get as JSON."""
    return PAGE.substitute(
        lang="zh-CN" if lang == "zh" else "en",
        status=status,
        message=html.escape(view.message),
        advice=html.escape(view.advice),
    )
