"""The runs of one task as they develop, a component of every tab (drawn by ui/static/run/run_list.js)."""

import gradio as gr

from ui.static_files import when_loaded


def easel(elem_id: str, *, elem_classes: str, task: str) -> gr.HTML:
    """The visitor's runs of one task, newest first. Its value is the id of a run to bring into view."""
    script = (
        f"const easel = Easel.mount(element, {{ task: '{task}' }}); watch('value', () => easel.show(props.value));"
    )
    return gr.HTML(
        value="",
        html_template="<div></div>",
        js_on_load=when_loaded(script),
        elem_id=elem_id,
        elem_classes=elem_classes,
        min_height=420,
    )
