"""The second tab: pictures and words in, an edit out. What a model takes along is a function of its caps."""

import gradio as gr

from ui.context import AppContext
from ui.tabs.callbacks import wire
from ui.tabs.layout import TabSpec, parts

PLACE = TabSpec(prefix="edit", task="edit")


def build(context: AppContext, i18n: gr.I18n, page: gr.Blocks) -> None:
    """The tab's components and what happens when they are used."""
    wire(parts(context, i18n, PLACE), PLACE, context, page)
