"""The first tab: words in, pictures out. The form is a function of the chosen model's caps."""

import gradio as gr

from ui.context import Desk
from ui.tabs.callbacks import wire
from ui.tabs.layout import Place, parts

PLACE = Place(prefix="t2i", task="generate")


def build(desk: Desk, i18n: gr.I18n, page: gr.Blocks) -> None:
    """The tab's components and what happens when they are used."""
    wire(parts(desk, i18n, PLACE), PLACE, desk, page)
