"""The Gradio theme: system fonts, so that no other host is asked for any, and the colours of css/base.css."""

import gradio as gr

FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Noto Sans CJK SC", "sans-serif"]
MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "monospace"]


def theme() -> gr.themes.Base:
    """Gradio's plain theme on Easel's own variables, which css/base.css gives for light and dark."""
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
