"""Gradio's page, mounted on the HTTP API.

It leaves out of Gradio all that it can be told to leave out; `gradio_allowlist` keeps the rest shut.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any, Final

import gradio as gr
import gradio.blocks
import gradio.routes
from fastapi import FastAPI

from ui.operations.log import CallbackErrors

MAX_CALLBACKS: Final = 500  # running at once; Gradio's default of 40 lets the 41st wait without a word
MAX_SESSIONS: Final = 1000  # pages whose state is kept: 240 KB each
QUEUE_PAUSE: Final = 60.0  # seconds between two looks for work into a queue by which nothing goes


class NoApp:
    """Stand-in for `gradio.routes.App` that builds no routes."""

    @staticmethod
    def create_app(*_: Any, **__: Any) -> None:
        """Does nothing: the app of a mounted page is the one that mounting makes."""


def mount_page(app: FastAPI, build: Callable[[], gr.Blocks], **looks: Any) -> None:
    """Builds the page and mounts it at the root."""
    with _without_interim_apps():
        blocks = build()
        _set_limits(blocks)
        blocks.queue(api_open=False)  # no callback goes by it (ui/tabs/wiring.py)
    # Gradio looks for work every millisecond, which is 7 % of a core with nobody there.
    blocks._queue.sleep_when_free = QUEUE_PAUSE
    blocks._queue.progress_update_sleep_when_free = QUEUE_PAUSE
    with _own_temp_dir():
        gr.mount_gradio_app(
            app,
            blocks,
            path="/",
            show_error=False,
            ssr_mode=False,
            run_history=False,
            enable_monitoring=False,
            pwa=False,
            mcp_server=False,
            footer_links=[],
            max_file_size="1mb",
            **looks,
        )


def _set_limits(blocks: gr.Blocks) -> None:
    blocks.max_threads = MAX_CALLBACKS
    vars(gradio.routes)["traceback"] = CallbackErrors()
    blocks.space_id = None  # else the page asks the Hub for the Space's state, and Google for fonts
    blocks.state_session_capacity = MAX_SESSIONS
    blocks.delete_cache = (3600, 86400)
    blocks.create_limiter()  # type: ignore[no-untyped-call]


@contextmanager
def _own_temp_dir() -> Iterator[None]:
    """Gives Gradio a folder in which to make the one that its editor of pages needs, which is shut here.

    It would make it in /tmp/gradio, whatever GRADIO_TEMP_DIR says by then, and could not start where another user's
    server had made that for itself alone (docs/gradio.md, G29).
    """
    with TemporaryDirectory() as folder:
        vars(gradio.routes)["DEFAULT_TEMP_DIR"] = folder
        yield


@contextmanager
def _without_interim_apps() -> Iterator[None]:
    """Keeps Gradio from building an app for a page that is not mounted yet (docs/gradio.md, G25)."""
    names = vars(gradio.blocks)
    real, names["App"] = names["App"], NoApp
    try:
        yield
    finally:
        names["App"] = real
