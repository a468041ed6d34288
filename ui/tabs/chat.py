"""The third tab: a conversation in which pictures are made better turn by turn."""

import gradio as gr

from ui.context import AppContext
from ui.tabs.callbacks import wire
from ui.tabs.layout import TabComponents, TabSpec, press, prompt, scripted, settings

PLACE = TabSpec(prefix="chat", task="chat", called={"prompt": "input", "easel": "log"})


def build(context: AppContext, i18n: gr.I18n, page: gr.Blocks) -> None:
    """The tab's components and what happens when they are used."""
    wire(_parts(context, i18n), PLACE, context, page)


def _parts(context: AppContext, i18n: gr.I18n) -> TabComponents:
    """The conversations and the model at the side; the turns, and below them where the next one is said."""
    with gr.Row(elem_id="chat", elem_classes="form-panel", equal_height=False):
        with gr.Column(**PLACE.named("form"), scale=0, min_width=320):
            scripted(PLACE, "list", "mountConversationList", value={})
            asked = settings(context, i18n, PLACE, folded=True)
        with gr.Column(**PLACE.named("easel-side"), scale=1, min_width=320):
            log = scripted(PLACE, "easel", "mountConversation", value="")
            with gr.Column(**PLACE.named("composer"), min_width=0):
                stands = scripted(PLACE, "stands", "mountNextTurn", value={})
                images = scripted(PLACE, "images", "mountTurnReferences", value={})
                words = prompt(i18n, PLACE, lines=1)
                pressed = press(i18n, PLACE)
    return TabComponents(prompt=words, **asked, **pressed, easel=log, images=images, stands=stands)
