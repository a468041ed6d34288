"""Text to image tab: a prompt in, pictures out.

The form depends on the caps of the chosen model.
"""

import gradio as gr

from ui.context import AppContext
from ui.tabs.callbacks import connect
from ui.tabs.layout import TabSpec, build_panel

TAB = TabSpec(prefix="t2i", task="generate")


def build(context: AppContext, i18n: gr.I18n, page: gr.Blocks) -> None:
    """Builds the tab's components and connects their callbacks."""
    connect(build_panel(context, i18n, TAB), TAB, context, page)
