"""Wiring of the tabs: the events of their components, connected to their callbacks.

The page's load is one event for all tabs, and one for their plans: each event has the page go through all of its
components several times (docs/gradio.md, G27). What the page is built with is not sent again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import gradio as gr

from ui.i18n import LANGUAGES, Language
from ui.static_files import module_call
from ui.tabs.callbacks import Properties, TabCallbacks, form_updates, language_of
from ui.tabs.layout import TabComponents
from ui.tabs.saved_settings import read_settings_script, save_on_change, take_settings_script

QUIET: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
"""A callback is one request with its answer: Gradio's queue can lose one (docs/gradio.md, G13)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TabForm:
    """A tab's components with its callbacks."""

    parts: TabComponents
    callbacks: TabCallbacks

    @property
    def prefix(self) -> str:
        """The prefix of the tab's elements."""
        return self.callbacks.tab.prefix

    def input_name(self, name: str) -> str:
        """The name of one of its inputs among those of all tabs."""
        return f"{self.prefix}_{name}"


def connect(form: TabForm, script_value: gr.JSON) -> None:
    """Connects the events of a tab's components to its callbacks.

    Callbacks only submit; the page watches runs by itself. `script_value` is what a script alone puts among the
    inputs of an event as it is sent, and where its progress is shown, which is nowhere (docs/gradio.md, G27).
    """
    parts, callbacks = form.parts, form.callbacks
    quiet = {**QUIET, "show_progress_on": script_value}
    _connect_form(form, script_value, quiet)
    _connect_picker(parts)
    save_on_change(parts, callbacks.tab, callbacks.context)
    _connect_plan(form, quiet)
    _connect_press(form, script_value, quiet)


def _connect_form(form: TabForm, script_value: gr.JSON, quiet: dict[str, Any]) -> None:
    """The events that restore the form or change it with the model; a plan follows each."""
    parts, callbacks = form.parts, form.callbacks
    # A form that was used before comes back: the page's script has it ready and presses a button that nobody sees.
    restoring = parts.restore.click(
        callbacks.restore_form,
        inputs=script_value,
        outputs=parts.model_outputs,
        js=take_settings_script(form.prefix),
        **quiet,
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
        **quiet,
    )
    # Only then, with what stands in the form by then: a person may have gone on typing.
    for update in (changing, restoring):
        update.then(
            callbacks.update_plan,
            inputs_kwargs=parts.form_inputs,
            outputs=parts.plan_outputs,
            js=own_values_script(parts),
            trigger_mode="always_last",
            **quiet,
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


def _connect_plan(form: TabForm, quiet: dict[str, Any]) -> None:
    """The events that change the plan and nothing else of the form."""
    parts, callbacks = form.parts, form.callbacks
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
        **quiet,
    )


def _connect_press(form: TabForm, script_value: gr.JSON, quiet: dict[str, Any]) -> None:
    """The buttons that submit and stop."""
    parts, callbacks = form.parts, form.callbacks
    pressed = parts.run.click(
        callbacks.submit,
        inputs_kwargs={"press": script_value, **parts.form_inputs, "duplicate": parts.duplicate},
        outputs=[parts.run_list, parts.message, parts.duplicate],
        js=module_call(
            "withPressKey", f"'{parts.run.elem_id}', {component_ids(parts)}, inputs", parameters="...inputs"
        ),
        trigger_mode="once",
        **quiet,
    )
    for ended in (pressed.then, pressed.failure):
        ended(
            None,
            js=module_call("endPress", f"'{parts.run.elem_id}'", parameters=""),
            api_visibility="private",
            show_progress="hidden",
        )
    where: dict[str, Any] = {"position": parts.position} if parts.position is not None else {}
    parts.stop.click(callbacks.stop, inputs_kwargs=where, outputs=parts.message, **quiet)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLoad:
    """Callbacks of the page's load event.

    `built` has each form as the page is built with it, by language.
    """

    forms: Sequence[TabForm]
    built: Mapping[Language, Sequence[Sequence[Properties]]]

    def restore_forms(self, request: gr.Request, saved: Any) -> list[Any]:
        """The forms as the browser stored them, by the prefixes of their tabs."""
        settings = saved if isinstance(saved, dict) else {}
        updates: list[Any] = []
        for form, built in zip(self.forms, self.built[language_of(request)], strict=True):
            restored = form.callbacks.restored_form(request, settings.get(form.prefix))
            updates += form_updates(restored, built=built)
        return updates

    async def update_plans(self, request: gr.Request, **settings: Any) -> list[Any]:
        """The plans of the forms; `settings` are those of all tabs, named with their prefixes."""
        updates: list[Any] = []
        for form in self.forms:
            own = {name: settings[form.input_name(name)] for name in form.parts.form_inputs}
            plan = await form.callbacks.update_plan(request, **own)
            updates += plan if isinstance(plan, list) else [plan]
        return updates


def connect_page_load(page: gr.Blocks, forms: Sequence[TabForm], script_value: gr.JSON) -> None:
    """Connects the page's load event. `script_value` as in `callbacks.connect`."""
    page_load = PageLoad(
        forms=forms, built={lang: [form.callbacks.built_form(lang) for form in forms] for lang in LANGUAGES}
    )
    quiet: dict[str, Any] = {**QUIET, "show_progress_on": script_value}
    # Only then the plans, with what stands in the forms by then: a person may have gone on typing.
    page.load(
        page_load.restore_forms,
        inputs=script_value,
        outputs=[part for form in forms for part in form.parts.model_outputs],
        js=read_settings_script(),
        **quiet,
    ).then(
        page_load.update_plans,
        inputs_kwargs={
            form.input_name(name): part for form in forms for name, part in form.parts.form_inputs.items()
        },
        outputs=[part for form in forms for part in form.parts.plan_outputs],
        js=own_values_script(*(form.parts for form in forms)),
        **quiet,
    )


def own_values_script(*forms: TabComponents) -> str:
    """The JavaScript that puts own values among the inputs of forms as they are sent."""
    return module_call("withOwnValues", f"{component_ids(*forms)}, inputs", parameters="...inputs")


def component_ids(*forms: TabComponents) -> str:
    """The ids of the forms' inputs in their order, as a JavaScript array."""
    return json.dumps([part.elem_id or "" for form in forms for part in form.form_inputs.values()])
