"""Wiring of a tab: the events of its components, connected to its callbacks."""

import json
from typing import Any, Final

import gradio as gr

from ui.context import AppContext
from ui.static_files import module_call
from ui.tabs.callbacks import TabCallbacks
from ui.tabs.layout import TabComponents, TabSpec
from ui.tabs.saved_settings import read_settings_script, save_on_change, take_settings_script

QUIET: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
"""A callback is one request with its answer: Gradio's queue can lose one (docs/gradio.md, G13)."""


def connect(parts: TabComponents, tab: TabSpec, context: AppContext, page: gr.Blocks) -> None:
    """Connects the events of a tab's components to its callbacks.

    Callbacks only submit; the page watches runs by itself.
    """
    callbacks = TabCallbacks(context=context, tab=tab)
    _connect_form(parts, callbacks, page)
    _connect_picker(parts)
    save_on_change(parts, tab, context)
    _connect_plan(parts, callbacks)
    _connect_press(parts, callbacks)


def _connect_form(parts: TabComponents, callbacks: TabCallbacks, page: gr.Blocks) -> None:
    """The events that restore the form or change it with the model; a plan follows each."""
    prefix = callbacks.tab.prefix
    opening = page.load(
        callbacks.restore_form,
        inputs=parts.saved,
        outputs=parts.model_outputs,
        js=read_settings_script(prefix),
        **QUIET,
    )
    # A form that was used before comes back: the page's script has it ready and presses a button that nobody sees.
    restoring = parts.restore.click(
        callbacks.restore_form,
        inputs=parts.saved,
        outputs=parts.model_outputs,
        js=take_settings_script(prefix),
        **QUIET,
    )
    # Of our own components `input`, which is what a person did; `change` would come twice (docs/gradio.md, G15).
    # Whether pictures go along with a turn decides what the model can be asked (ui/static/chat/chat_form.js).
    position = [parts.position.apply] if parts.position is not None else []
    changing = gr.on(
        [parts.model.change, parts.key.input, parts.options.input, *position],
        callbacks.update_form,
        inputs_kwargs=parts.form_inputs,
        outputs=parts.model_outputs,
        js=own_values_script(parts),
        trigger_mode="always_last",
        **QUIET,
    )
    # Only then, with what stands in the form by then: a person may have gone on typing.
    for update in (opening, changing, restoring):
        update.then(
            callbacks.update_plan,
            inputs_kwargs=parts.form_inputs,
            outputs=parts.plan_outputs,
            js=own_values_script(parts),
            trigger_mode="always_last",
            **QUIET,
        )


def _connect_picker(parts: TabComponents) -> None:
    """The choice in our own picker of models, which becomes the value of Gradio's."""
    parts.picker.input(
        None,
        inputs=parts.picker,
        outputs=parts.model,
        js=module_call("chosenModel", "value", parameters="value"),
        api_visibility="private",
        show_progress="hidden",
    )


def _connect_plan(parts: TabComponents, callbacks: TabCallbacks) -> None:
    """The events that change the plan and nothing else of the form."""
    # No change may be in both lists: Gradio 6.31 tells a change that it put off to all who listen again, so that
    # two who put off would call each other for ever (seen: 14 requests a second from a page that nobody touched).
    drawn = (parts.images, parts.expand, parts.mask, parts.markup, parts.position)
    inputs = [part.input for part in drawn if part is not None]
    gr.on(
        [parts.ratio.change, parts.resolution.change, parts.count.change, *inputs],
        callbacks.update_plan,
        inputs_kwargs=parts.form_inputs,
        outputs=parts.plan_outputs,
        js=own_values_script(parts),
        trigger_mode="always_last",
        **QUIET,
    )


def _connect_press(parts: TabComponents, callbacks: TabCallbacks) -> None:
    """The buttons that submit and stop."""
    parts.run.click(
        callbacks.submit,
        inputs_kwargs={"press": parts.press, **parts.form_inputs, "duplicate": parts.duplicate},
        outputs=[parts.run_list, parts.message, parts.duplicate],
        js=module_call(
            "withPressKey", f"'{parts.run.elem_id}', {component_ids(parts)}, inputs", parameters="...inputs"
        ),
        trigger_mode="once",
        **QUIET,
    )
    where: dict[str, Any] = {"position": parts.position} if parts.position is not None else {}
    parts.stop.click(callbacks.stop, inputs_kwargs=where, outputs=parts.message, **QUIET)


def own_values_script(parts: TabComponents) -> str:
    """The JavaScript that puts own values among a form's inputs as they are sent."""
    return module_call("withOwnValues", f"{component_ids(parts)}, inputs", parameters="...inputs")


def component_ids(parts: TabComponents) -> str:
    """The ids of a form's inputs in their order, as a JavaScript array."""
    return json.dumps([part.elem_id or "" for part in parts.form_inputs.values()])
