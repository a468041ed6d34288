"""A refusal as a page, for whoever sees it in a browser."""

import html

from starlette.responses import HTMLResponse

from ui.http.plain_page import PagePreferences, plain_page
from ui.i18n import t
from ui.schemas.errors import ErrorView


def refusal_page(preferences: PagePreferences, view: ErrorView, *, home: str, status: int) -> HTMLResponse:
    """The page of an error: the sentence and the advice that scripts get as JSON.

    It links to Easel at `home`.
    """
    link = f'<p class="link"><a href="{html.escape(home)}">{html.escape(t("login.open", preferences.lang))}</a></p>'
    return plain_page(preferences, view.message, f"<p>{html.escape(view.advice)}</p>{link}", status=status)
