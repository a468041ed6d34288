"""The form as it was left: kept by the browser (form/saved_settings.js), brought back when the page opens."""

from typing import Any, Final

import gradio as gr

from ui.context import AppContext
from ui.static_files import module_call
from ui.tabs.layout import TabComponents, TabSpec

KEPT: Final = ("model", "ratio", "resolution", "count", "options")


def opened(tab: str) -> str:
    """The expression by which the page says what was left in a tab, for `settings_of`."""
    return module_call("readSettings", f"'{tab}'")


def wanted(tab: str) -> str:
    """The function by which the page says what a tab's form is to become, for `settings_of`."""
    return "() => " + module_call("takeSettings", f"'{tab}'")


def settings_of(kept: Any) -> dict[str, Any]:
    """The settings among what a browser kept; whether any of them can still be is for the form to find out."""
    found = {name: kept[name] for name in KEPT if name in kept} if isinstance(kept, dict) else {}
    return {"options": {}} | {name: value for name, value in found.items() if value}


def keep(parts: TabComponents, place: TabSpec, context: AppContext) -> None:
    """Has the browser keep what is chosen. The model that a new page opens with is not a choice: it may change."""
    gateway, model = context.catalog.default
    usual = f"{gateway.id}/{model.id}"
    names = ", ".join(KEPT)
    saving = module_call("saveSettings", f"'{place.prefix}', {{ {names} }}, '{usual}'")
    gr.on(
        [parts.settings[name].change for name in KEPT],
        None,
        inputs=[parts.settings[name] for name in KEPT],
        js=f"({names}) => {saving}",
        api_visibility="private",
        show_progress="hidden",
    )
