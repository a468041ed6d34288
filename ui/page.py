"""The page: its head, its tabs, and what the browser needs to run it."""

import json
from typing import Any, Final

import gradio as gr

from ui.context import AppContext
from ui.i18n import LANGUAGES, STRINGS, strings_for
from ui.static_files import file_names, url
from ui.tabs import chat, edit, gallery, text_to_image
from ui.theme import theme

SPOKEN: Final = ("card.", "page.", "option.")
SHEETS: Final = (
    "base",
    "form",
    "run",
    "references",
    "reference_item",
    "compare",
    "mask",
    "chat",
    "gallery",
)


def words() -> gr.I18n:
    """The page's labels in every language, chosen by the browser."""
    said = {lang: {key: words[place] for key, words in STRINGS.items()} for place, lang in enumerate(LANGUAGES)}
    return gr.I18n(**said, **{"zh-CN": said["zh"], "zh-TW": said["zh"]})


def head() -> str:
    """What goes into the page's head: our own strings and scripts, from this host alone."""
    spoken = {lang: strings_for(SPOKEN, lang) for lang in LANGUAGES}
    data = json.dumps(spoken, ensure_ascii=False).replace("<", "\\u003c")
    tags = [f'<script type="application/json" id="easel-words">{data}</script>']
    # Gradio would put its own selectors before every rule of a css_paths file and lose some media queries.
    tags += [f'<link rel="stylesheet" href="{url(f"css/{name}.css")}">' for name in SHEETS]
    # A browser would find the modules import by import, one round trip after the other.
    scripts = [name for name in file_names() if name.endswith(".js")]
    tags += [f'<link rel="modulepreload" href="{url(name)}">' for name in scripts]
    tags.append(f'<script type="module" src="{url("main.js")}"></script>')
    return "\n".join(tags)


def build(context: AppContext) -> gr.Blocks:
    """The page, ready to be mounted. Nothing in it belongs to one visitor."""
    i18n = words()
    page = gr.Blocks(title="Easel", analytics_enabled=False, fill_width=True)
    with page, gr.Column(elem_id="easel"):  # the root of the style sheets, and where scripts put dialogs
        with gr.Row(elem_id="easel-head"):
            gr.HTML(
                html_template="<h1>Easel<span>${value}</span></h1>",
                value=i18n("page.tagline"),
                js_on_load=None,
                elem_id="easel-title",
            )
        with gr.Tabs(overflow_behavior="wrap"):
            with gr.Tab(i18n("page.tab.text_to_image"), id="text-to-image"):
                text_to_image.build(context, i18n, page)
            with gr.Tab(i18n("page.tab.edit"), id="edit"):
                edit.build(context, i18n, page)
            with gr.Tab(i18n("page.tab.chat"), id="chat"):
                chat.build(context, i18n, page)
            with gr.Tab(i18n("page.tab.gallery"), id="gallery"):
                gallery.build(context.limits)
    return page


def mount_kwargs() -> dict[str, Any]:
    """What `gr.mount_gradio_app` needs of the page's looks."""
    return {"theme": theme(), "head": head(), "i18n": words()}
