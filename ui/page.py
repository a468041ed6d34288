"""The Gradio page: its head, its tabs, its theme."""

import copy
import inspect
import json
from collections.abc import Mapping
from typing import Any, Final

import gradio as gr

from providers.catalog import Catalog
from ui.context import AppContext
from ui.i18n import LANGUAGES, strings_for
from ui.operations.version import program_version
from ui.static_files import SCRIPT_BUNDLE, SHEET_BUNDLE, module_call, page_url
from ui.tabs import gallery, run_tabs
from ui.tabs.layout import INITIAL_PLAN
from ui.tabs.plan import initial_plan
from ui.tabs.wiring import connect_page_load

SCRIPT_STRINGS: Final = ("card.", "page.", "option.")
# The system's fonts, so that no other host is asked for any.
FONTS: Final = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Noto Sans CJK SC", "sans-serif"]
HTML_PARAMETERS: Final = frozenset(inspect.signature(gr.HTML.__init__).parameters)
MONO: Final = ["ui-monospace", "SFMono-Regular", "Menlo", "monospace"]


class Page(gr.Blocks):
    """Gradio's page, in which not every update of a component builds it anew.

    Gradio does so for each, and keeps it with the session (docs/gradio.md, G32). It needs that for the choices and
    limits against which it holds values: a gr.HTML has none, and what is skipped keeps its own.
    """

    async def postprocess_data(self, block_fn: Any, predictions: Any, state: Any) -> list[Any]:
        """The updates that the page is sent for a callback's values."""
        values = [predictions] if len(block_fn.outputs) == 1 else predictions
        if not isinstance(values, list):
            return await super().postprocess_data(block_fn, predictions, state)
        sent = [plain_update(block, value) for block, value in zip(block_fn.outputs, values, strict=True)]
        others = [index for index, update in enumerate(sent) if update is None]
        if others:
            rest = copy.copy(block_fn)
            rest.outputs = [block_fn.outputs[index] for index in others]
            changed = [values[index] for index in others]
            built = await super().postprocess_data(rest, changed[0] if len(changed) == 1 else changed, state)
            for index, update in zip(others, built, strict=True):
                sent[index] = update
        return sent


def plain_update(block: Any, value: Any) -> Mapping[str, Any] | None:
    """The update as the page is sent it, None where Gradio has to make it."""
    if value == gr.skip():
        return {"__type__": "update"}
    if not (isinstance(block, gr.HTML) and isinstance(value, gr.HTML)):
        return None
    given = value.constructor_args
    props = {name: one for name, one in given.items() if name not in HTML_PARAMETERS}
    if given.keys() - props.keys() - {"value", "render"}:
        return None
    own = {"value": given["value"]} if "value" in given else {}
    return {"__type__": "update", "props": props, **own}


def gradio_strings(catalog: Catalog) -> gr.I18n:
    """The labels of Gradio's own components in every language, chosen by the browser."""
    tables = {
        lang: {**strings_for(("page.",), lang), INITIAL_PLAN: initial_plan(catalog, lang)} for lang in LANGUAGES
    }
    return gr.I18n(**tables, **{"zh-CN": tables["zh"], "zh-TW": tables["zh"]})


def string_tags() -> str:
    """The strings of the page's scripts, one table for each language, of which one is read."""
    tags = []
    for lang in LANGUAGES:
        table = json.dumps(strings_for(SCRIPT_STRINGS, lang), ensure_ascii=False).replace("<", "\\u003c")
        tags.append(f'<script type="application/json" id="easel-words-{lang}">{table}</script>')
    return "\n".join(tags)


def head() -> str:
    """The page's head: style sheets and scripts, from this host alone."""
    # Gradio would put its own selectors before every rule of a css_paths file and lose some media queries.
    sheet = f'<link rel="stylesheet" href="{page_url(SHEET_BUNDLE)}">'
    return f'{sheet}\n<script type="module" src="{page_url(SCRIPT_BUNDLE)}"></script>'


def build(context: AppContext) -> gr.Blocks:
    """Builds the page for `gr.mount_gradio_app`. Nothing in it belongs to one visitor."""
    i18n = gradio_strings(context.studio.catalog)
    page = Page(title="Easel", analytics_enabled=False, fill_width=True)
    with page, gr.Column(elem_id="easel"):  # the root of the style sheets, and where scripts put dialogs
        gr.HTML(
            html_template="<div></div>",
            js_on_load=module_call("mountHead", "element, props"),
            elem_id="easel-head",
            version=program_version(),
            days=gallery.retention_days(context.limits),
        )
        script_value = gr.JSON(visible=False)  # the first part: Gradio searches for one from the front
        with gr.Tabs(overflow_behavior="wrap"):
            with gr.Tab(i18n("page.tab.text_to_image"), id="text-to-image"):
                text_to_image = run_tabs.build(run_tabs.TEXT_TO_IMAGE, context, i18n, script_value=script_value)
            with gr.Tab(i18n("page.tab.edit"), id="edit"):
                edit = run_tabs.build(run_tabs.EDIT, context, i18n, script_value=script_value)
            with gr.Tab(i18n("page.tab.chat"), id="chat"):
                chat = run_tabs.build(run_tabs.CHAT, context, i18n, script_value=script_value)
            with gr.Tab(i18n("page.tab.gallery"), id="gallery"):
                gallery.build(context.limits)
        connect_page_load(page, (text_to_image, edit, chat), script_value)
    return page


def mount_kwargs(context: AppContext) -> dict[str, Any]:
    """The keyword arguments of `gr.mount_gradio_app`: theme, head, strings."""
    return {"theme": theme(), "head": head(), "i18n": gradio_strings(context.studio.catalog)}


def theme() -> gr.themes.Base:
    """Gradio's plain theme on Easel's variables, which css/base.css gives for light and dark."""
    pairs = {
        "body_background_fill": "var(--background)",
        "body_text_color": "var(--ink)",
        "body_text_color_subdued": "var(--soft)",
        "background_fill_primary": "var(--background)",
        "background_fill_secondary": "var(--surface)",
        "block_background_fill": "transparent",
        "block_label_text_color": "var(--soft)",
        "block_title_text_color": "var(--soft)",
        "block_info_text_color": "var(--soft)",
        "border_color_primary": "var(--line)",
        "border_color_accent": "var(--accent)",
        "color_accent_soft": "var(--accent-wash)",
        "input_background_fill": "var(--surface)",
        "input_border_color": "var(--line)",
        "input_border_color_focus": "var(--accent)",
        "input_placeholder_color": "var(--soft)",
        "slider_color": "var(--accent)",
        "button_secondary_background_fill": "var(--surface)",
        "button_secondary_text_color": "var(--ink)",
        "button_primary_background_fill": "var(--accent)",
        "button_primary_text_color": "var(--accent-ink)",
    }
    both = {name: value for key, value in pairs.items() for name, value in ((key, value), (f"{key}_dark", value))}
    return gr.themes.Base(font=FONTS, font_mono=MONO).set(color_accent="var(--accent)", **both)
