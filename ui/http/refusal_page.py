"""A refusal as a page, for whoever sees it in a browser."""

import html

from starlette.responses import HTMLResponse

from ui.http.plain_page import Reader, plain_page
from ui.schemas.errors import ErrorView


def refusal_page(reader: Reader, view: ErrorView, *, status: int) -> HTMLResponse:
    """The page of an error: the sentence and the advice that scripts get as JSON."""
    return plain_page(reader, view.message, f"<p>{html.escape(view.advice)}</p>", status=status)
