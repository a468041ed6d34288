"""The fourth tab: all of a visitor's pictures, and what can be done with each."""

import json

import gradio as gr

from studio.limits import Limits
from ui.static_files import when_loaded


def build(limits: Limits) -> None:
    """The tab's components: built and kept true by the page's script (ui/static/gallery/gallery.js)."""
    days = json.dumps(
        {
            "partials": limits.keep_partials_days,
            "uploads": limits.keep_uploads_days,
            "deleted": limits.keep_deleted_days,
        }
    )
    kept = f"EaselWords.el('p', {{ class: 'small' }}, EaselWords.say('card.gallery.kept', {days}))"
    with gr.Column(elem_id="gallery", min_width=0):
        _scripted("gallery-search", "EaselGallery.search(element)")
        _scripted("gallery-grid", "EaselGallery.grid(element)")
        _scripted("gallery-kept", f"element.querySelector('div').replaceChildren({kept})")


def _scripted(elem_id: str, script: str) -> None:
    gr.HTML(html_template="<div></div>", js_on_load=when_loaded(script), elem_id=elem_id)
