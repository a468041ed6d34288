"""The runs of one task as they develop, a component of every tab (drawn by ui/static/run/run_list.js)."""

import gradio as gr

from ui.static_files import module_call


def easel(elem_id: str, *, elem_classes: str, task: str) -> gr.HTML:
    """The visitor's runs of one task, newest first. Its value is the id of a run to bring into view."""
    return gr.HTML(
        value="",
        task=task,
        html_template="<div></div>",
        js_on_load=module_call("mountRunList", "element, props, { watch }"),
        elem_id=elem_id,
        elem_classes=elem_classes,
        min_height=420,
    )
