"""The first tab: words in, pictures out. The form is a function of the chosen model's caps."""

import gradio as gr

from ui.context import AppContext
from ui.tabs.callbacks import wire
from ui.tabs.layout import TabSpec, parts

PLACE = TabSpec(prefix="t2i", task="generate")


def build(context: AppContext, i18n: gr.I18n, page: gr.Blocks) -> None:
    """The tab's components and what happens when they are used."""
    wire(parts(context, i18n, PLACE), PLACE, context, page)
