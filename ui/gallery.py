"""The fourth tab: all of a visitor's pictures, and what can be done with each."""

import gradio as gr

from ui.assets import when_loaded


def build(i18n: gr.I18n) -> None:
    """The tab's components: built and kept true by the page's script (ui/static/gallery.js)."""
    with gr.Column(elem_id="gallery", min_width=0):
        _scripted("gallery-search", "EaselGallery.search(element)")
        _scripted("gallery-grid", "EaselGallery.grid(element)")


def _scripted(elem_id: str, script: str) -> None:
    gr.HTML(html_template="<div></div>", js_on_load=when_loaded(script), elem_id=elem_id)
