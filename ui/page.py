"""The Gradio page: its head, its tabs, its theme."""

import json
from typing import Any, Final

import gradio as gr

from ui.context import AppContext
from ui.i18n import LANGUAGES, STRINGS, strings_for
from ui.operations.version import program_version
from ui.static_files import BOOT_SCRIPT, file_names, module_call, page_url
from ui.tabs import chat, gallery, run_tabs

SCRIPT_STRINGS: Final = ("card.", "page.", "option.")
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
# The system's fonts, so that no other host is asked for any.
FONTS: Final = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Noto Sans CJK SC", "sans-serif"]
MONO: Final = ["ui-monospace", "SFMono-Regular", "Menlo", "monospace"]


def gradio_strings() -> gr.I18n:
    """The page's labels in every language, chosen by the browser."""
    tables = {
        lang: {key: sentences[column] for key, sentences in STRINGS.items()}
        for column, lang in enumerate(LANGUAGES)
    }
    return gr.I18n(**tables, **{"zh-CN": tables["zh"], "zh-TW": tables["zh"]})


def head() -> str:
    """The page's head: strings, style sheets and scripts, from this host alone."""
    strings = {lang: strings_for(SCRIPT_STRINGS, lang) for lang in LANGUAGES}
    data = json.dumps(strings, ensure_ascii=False).replace("<", "\\u003c")
    tags = [f'<script type="application/json" id="easel-words">{data}</script>']
    # Gradio would put its own selectors before every rule of a css_paths file and lose some media queries.
    tags += [f'<link rel="stylesheet" href="{page_url(f"css/{name}.css")}">' for name in SHEETS]
    # A browser would find the modules import by import, one round trip after the other.
    scripts = [name for name in file_names() if name.endswith(".js") and name != BOOT_SCRIPT.name]
    tags += [f'<link rel="modulepreload" href="{page_url(name)}">' for name in scripts]
    tags.append(f'<script type="module" src="{page_url("main.js")}"></script>')
    return "\n".join(tags)


def build(context: AppContext) -> gr.Blocks:
    """Builds the page for `gr.mount_gradio_app`. Nothing in it belongs to one visitor."""
    i18n = gradio_strings()
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
                run_tabs.build(run_tabs.TEXT_TO_IMAGE, context, i18n, page=page)
            with gr.Tab(i18n("page.tab.edit"), id="edit"):
                run_tabs.build(run_tabs.EDIT, context, i18n, page=page)
            with gr.Tab(i18n("page.tab.chat"), id="chat"):
                chat.build(context, i18n, page)
            with gr.Tab(i18n("page.tab.gallery"), id="gallery"):
                gallery.build(context.limits)
        account = module_call("mountAccount", "element")
        gr.HTML(html_template="<div></div>", js_on_load=account, elem_id="easel-account")
        gr.HTML(
            html_template="<p>Easel ${value}</p>", value=program_version(), js_on_load=None, elem_id="easel-foot"
        )
    return page


def mount_kwargs() -> dict[str, Any]:
    """The keyword arguments of `gr.mount_gradio_app`: theme, head, strings."""
    return {"theme": theme(), "head": head(), "i18n": gradio_strings()}


def theme() -> gr.themes.Base:
    """Gradio's plain theme on Easel's variables, which css/base.css gives for light and dark."""
    pairs = {
        "body_background_fill": "var(--wall)",
        "body_text_color": "var(--ink)",
        "body_text_color_subdued": "var(--soft)",
        "background_fill_primary": "var(--wall)",
        "background_fill_secondary": "var(--sheet)",
        "block_background_fill": "transparent",
        "block_label_text_color": "var(--soft)",
        "block_title_text_color": "var(--soft)",
        "block_info_text_color": "var(--soft)",
        "border_color_primary": "var(--line)",
        "border_color_accent": "var(--accent)",
        "color_accent_soft": "var(--accent-wash)",
        "input_background_fill": "var(--sheet)",
        "input_border_color": "var(--line)",
        "input_border_color_focus": "var(--accent)",
        "input_placeholder_color": "var(--soft)",
        "slider_color": "var(--accent)",
        "button_secondary_background_fill": "var(--sheet)",
        "button_secondary_text_color": "var(--ink)",
        "button_primary_background_fill": "var(--accent)",
        "button_primary_text_color": "var(--accent-ink)",
    }
    both = {name: value for key, value in pairs.items() for name, value in ((key, value), (f"{key}_dark", value))}
    return gr.themes.Base(font=FONTS, font_mono=MONO).set(color_accent="var(--accent)", **both)
