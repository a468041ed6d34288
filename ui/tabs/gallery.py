"""The fourth tab: all of a visitor's pictures, and what can be done with each."""

from typing import Any

import gradio as gr

from studio.limits import Limits
from ui.static_files import module_call


def build(limits: Limits) -> None:
    """The tab's components: built and kept true by the page's script (ui/static/gallery/gallery.js)."""
    days = {
        "partials": limits.keep_partials_days,
        "uploads": limits.keep_uploads_days,
        "deleted": limits.keep_deleted_days,
    }
    with gr.Column(elem_id="gallery", min_width=0):
        _scripted("gallery-search", "mountGalleryFilters")
        _scripted("gallery-grid", "mountGallery")
        _scripted("gallery-kept", "mountRetention", days=days)


def _scripted(elem_id: str, mount: str, **props: Any) -> None:
    script = module_call(mount, "element, props")
    gr.HTML(html_template="<div></div>", js_on_load=script, elem_id=elem_id, **props)
