"""Chat tab: a conversation in which pictures are made better turn by turn."""

import gradio as gr

from ui.context import AppContext
from ui.tabs.callbacks import connect
from ui.tabs.layout import TabComponents, TabSpec, model_settings, prompt_box, script_component, submit_row

TAB = TabSpec(prefix="chat", task="chat", element_names={"prompt": "input", "easel": "log"})


def build(context: AppContext, i18n: gr.I18n, page: gr.Blocks) -> None:
    """Builds the tab's components and connects their callbacks."""
    connect(_build_panel(context, i18n), TAB, context, page)


def _build_panel(context: AppContext, i18n: gr.I18n) -> TabComponents:
    """Conversations at the side; the turns, and docked below them the composer of the next one."""
    with gr.Row(elem_id="chat", elem_classes="form-panel", equal_height=False):
        with gr.Column(**TAB.element("conversations"), scale=0, min_width=0):
            script_component(TAB, "list", "mountConversationList", value={})
        with gr.Column(**TAB.element("easel-side"), scale=1, min_width=320):
            turns = script_component(TAB, "easel", "mountConversation", shown="")
            with gr.Column(**TAB.element("composer"), min_width=0):
                position = script_component(TAB, "stands", "mountNextTurn", value={})
                images = script_component(TAB, "images", "mountTurnReferences", value={})
                prompt = prompt_box(i18n, TAB, lines=1)
                settings = model_settings(context, i18n, TAB, collapsed=True)
                script_component(TAB, "settings", "mountTurnSettings", value="")
                submit = submit_row(i18n, TAB)
    return TabComponents(prompt=prompt, **settings, **submit, run_list=turns, images=images, position=position)
