"""Saved settings: the browser stores the form (form/saved_settings.js) and restores it."""

from typing import Any, Final

import gradio as gr

from ui.context import AppContext
from ui.static_files import module_call
from ui.tabs.layout import TabComponents, TabSpec

SAVED: Final = ("model", "ratio", "resolution", "count", "options")


def read_settings_script() -> str:
    """The JavaScript function that reads the stored settings of all tabs, by their prefixes."""
    return module_call("readSavedSettings", "", parameters="")


def take_settings_script(tab: str) -> str:
    """The JavaScript function that takes the settings given to a tab, for `parse_saved`."""
    return module_call("takeSettings", f"'{tab}'", parameters="")


def parse_saved(saved: Any) -> dict[str, Any]:
    """The settings in the browser's stored value.

    Whether a model still has them is for the form to find out.
    """
    values = {name: saved[name] for name in SAVED if name in saved} if isinstance(saved, dict) else {}
    return {"options": {}} | {name: value for name, value in values.items() if value}


def save_on_change(parts: TabComponents, tab: TabSpec, context: AppContext) -> None:
    """Lets the browser store what is chosen.

    The model that a new page opens with is not a choice: it may change.
    """
    gateway, model = context.catalog.default
    default = f"{gateway.id}/{model.id}"
    names = ", ".join(SAVED)
    script = module_call("saveSettings", f"'{tab.prefix}', {{ {names} }}, '{default}'", parameters=names)
    gr.on(
        [parts.form_inputs[name].change for name in SAVED],
        None,
        inputs=[parts.form_inputs[name] for name in SAVED],
        js=script,
        api_visibility="private",
        show_progress="hidden",
    )
