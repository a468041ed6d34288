"""The second tab: pictures and words in, an edit out. What a model takes along is a function of its caps."""

import gradio as gr

from ui.context import Desk
from ui.tabs.callbacks import wire
from ui.tabs.layout import Place, parts

PLACE = Place(prefix="edit", task="edit")


def build(desk: Desk, i18n: gr.I18n, page: gr.Blocks) -> None:
    """The tab's components and what happens when they are used."""
    wire(parts(desk, i18n, PLACE), PLACE, desk, page)
