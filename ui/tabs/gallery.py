"""Gallery tab: all of a visitor's pictures, drawn by ui/static/gallery/gallery.js."""

from typing import Any

import gradio as gr

from studio.limits import Limits
from ui.static_files import module_call


def retention_days(limits: Limits) -> dict[str, int]:
    """The parameters of the sentence that says for how long which files are kept."""
    return {
        "partials": limits.keep_partials_days,
        "uploads": limits.keep_uploads_days,
        "deleted": limits.keep_deleted_days,
    }


def build(limits: Limits) -> None:
    """Builds the tab's components, which the page's script draws."""
    with gr.Column(elem_id="gallery", min_width=0):
        _script_component("gallery-search", "mountGalleryFilters")
        _script_component("gallery-grid", "mountGallery")
        _script_component("gallery-kept", "mountRetention", days=retention_days(limits))
        _script_component("gallery-owner", "mountGalleryOwner")


def _script_component(elem_id: str, mount: str, **props: Any) -> None:
    script = module_call(mount, "element, props")
    gr.HTML(html_template="<div></div>", js_on_load=script, elem_id=elem_id, **props)
