"""Text to image tab and edit tab: a form at the side, and the pictures that come of it.

The form depends on the caps of the chosen model.
"""

from typing import Final

import gradio as gr

from ui.context import AppContext
from ui.tabs.callbacks import connect
from ui.tabs.layout import TabSpec, build_panel

TEXT_TO_IMAGE: Final = TabSpec(prefix="t2i", task="generate")
EDIT: Final = TabSpec(prefix="edit", task="edit")


def build(tab: TabSpec, context: AppContext, i18n: gr.I18n, *, page: gr.Blocks) -> None:
    """Builds a tab's components and connects their callbacks."""
    connect(build_panel(context, i18n, tab), tab, context, page)
