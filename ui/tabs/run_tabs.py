"""The tabs that make pictures: text to image, edit, chat.

Each is a form and, at its side, the pictures that come of it; in the chat, a conversation in which they are made
better turn by turn. The form depends on the caps of the chosen model.
"""

from typing import Final

import gradio as gr

from ui.context import AppContext
from ui.tabs.callbacks import TabCallbacks
from ui.tabs.layout import (
    TabComponents,
    TabSpec,
    build_panel,
    model_settings,
    prompt_box,
    script_component,
    submit_row,
)
from ui.tabs.wiring import TabForm, connect

TEXT_TO_IMAGE: Final = TabSpec(prefix="t2i", task="generate")
EDIT: Final = TabSpec(prefix="edit", task="edit")
CHAT: Final = TabSpec(prefix="chat", task="chat", element_names={"prompt": "input", "easel": "log"})


def build(tab: TabSpec, context: AppContext, i18n: gr.I18n, *, script_value: gr.JSON) -> TabForm:
    """Builds a tab's components and connects their callbacks."""
    parts = _build_conversation(context, i18n) if tab is CHAT else build_panel(context, i18n, tab)
    form = TabForm(parts=parts, callbacks=TabCallbacks(context=context, tab=tab))
    connect(form, script_value)
    return form


def _build_conversation(context: AppContext, i18n: gr.I18n) -> TabComponents:
    """Conversations at the side; the turns, and docked below them the composer of the next one."""
    with gr.Row(elem_id="chat", elem_classes="form-panel", equal_height=False):
        with gr.Column(**CHAT.element("conversations"), scale=0, min_width=0):
            script_component(CHAT, "list", "mountConversationList", value={})
        with gr.Column(**CHAT.element("easel-side"), scale=1, min_width=320):
            turns = script_component(CHAT, "easel", "mountConversation", shown="")
            with gr.Column(**CHAT.element("composer"), min_width=0):
                position = script_component(CHAT, "stands", "mountNextTurn", value={})
                images = script_component(CHAT, "images", "mountTurnReferences", value={})
                prompt = prompt_box(i18n, CHAT, lines=1)
                settings = model_settings(context, i18n, CHAT, collapsed=True)
                script_component(CHAT, "settings", "mountTurnSettings", value="")
                submit = submit_row(i18n, CHAT)
    return TabComponents(prompt=prompt, **settings, **submit, run_list=turns, images=images, position=position)
