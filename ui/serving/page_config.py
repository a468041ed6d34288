"""Gradio's configuration as the page needs it: without what no script of the page reads.

Gradio goes through every property of every component several times while it builds the page, and holds each twice.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from ui.serving.gradio_chunks import read_config

UNREAD: Final = frozenset(
    {"skip_api", "component_class_id", "api_info", "api_info_as_input", "api_info_as_output", "example_inputs"}
)
"""Of a component: what API clients may ask for, and the class, which is Gradio's own here."""
UNREAD_PROPS: Final = frozenset(
    {"_retryable", "_undoable", "_selectable", "likeable", "streamable", "preserved_by_key", "name"}
)
READ_BY_NAME: Final = frozenset({"tabs"})
"""Types of components that ask what they are called."""


def with_lean_config(page: str) -> str:
    """The page with only what is read of its configuration."""
    config, start, end = read_config(page)
    text = json.dumps(lean_config(config), ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":  # as in Gradio's own: none of them ends a script
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return page[:start] + text + page[end:]


def lean_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration without what is not read, and of the translations those that it names."""
    components = [_lean_component(part) for part in config["components"]]
    used = json.dumps([components, config["layout"]])
    tables = {
        lang: {key: text for key, text in table.items() if f'\\"{key}\\"' in used}
        for lang, table in (config.get("i18n_translations") or {}).items()
    }
    return {**config, "components": components, "i18n_translations": tables}


def _lean_component(part: Mapping[str, Any]) -> dict[str, Any]:
    unread = UNREAD_PROPS - {"name"} if part["type"] in READ_BY_NAME else UNREAD_PROPS
    props = {name: value for name, value in part["props"].items() if name not in unread}
    return {name: value for name, value in part.items() if name not in UNREAD} | {"props": props}
