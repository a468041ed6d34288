"""Layout of a tab that asks for pictures: its form, the submit row, the run list."""

import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, Final

import gradio as gr

from models.caps import Caps
from providers.request.validation import max_images_per_call
from providers.types import Model, Task
from ui.context import AppContext
from ui.static_files import module_call
from ui.tabs.form import CUTOUT, key_state, model_card, model_choice, option_specs

INITIAL_PLAN: Final = "initial_plan"
"""The key of the plan with which the page opens: a callback's comes a third of a second later."""
MESSAGE: Final = (
    "<p class='{{cls}}' data-press='{{press}}'>{{#if text}}{{text}}{{else}}{{value}}{{/if}}"
    "{{#if size}} <button type='button' class='button' data-use-size='{{size}}'>{{use}}</button>{{/if}}</p>"
)
"""The text that a callback set; before that the opening value, of which alone Gradio translates the words. And a
button for the size that can be had instead of the one that was chosen (ui/static/form/model_options.js)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TabSpec:
    """Identity of a tab and the names of its elements.

    `prefix` begins every element's id, `task` is the task of its requests. `element_names`: the parts that have
    another name in this tab.
    """

    prefix: str
    task: Task
    element_names: Mapping[str, str] = field(default_factory=dict)

    def element(self, part: str) -> dict[str, Any]:
        """The id of a part, and its class, which is the same in every tab."""
        return {"elem_id": f"{self.prefix}-{self.element_names.get(part, part)}", "elem_classes": f"panel-{part}"}

    def string_key(self, part: str) -> str:
        """The key of a part's text in this tab."""
        return f"page.{part}.{self.task}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TabComponents:
    """The Gradio components of a tab.

    `images`, `expand`, `mask` and `markup` are there where pictures go along, `position` where a press goes on
    with a conversation. `duplicate` holds the id of a live run that is the very same, once the visitor was asked
    about it.
    """

    prompt: gr.Textbox
    model: gr.Dropdown
    picker: gr.HTML
    key: gr.HTML
    ratio: gr.Radio
    resolution: gr.Radio
    count: gr.Slider
    options: gr.HTML
    plan: gr.HTML
    message: gr.HTML
    duplicate: gr.Textbox
    restore: gr.Button
    run: gr.Button
    stop: gr.Button
    run_list: gr.HTML
    images: gr.HTML | None = None
    expand: gr.HTML | None = None
    mask: gr.HTML | None = None
    markup: gr.HTML | None = None
    position: gr.HTML | None = None

    @property
    def form_inputs(self) -> dict[str, Any]:
        """The inputs of a request and of its plan, by the names of their parameters."""
        always = {
            "prompt": self.prompt,
            "model": self.model,
            "ratio": self.ratio,
            "resolution": self.resolution,
            "count": self.count,
            "options": self.options,
        }
        optional = {
            "images": self.images,
            "expand": self.expand,
            "mask": self.mask,
            "markup": self.markup,
            "position": self.position,
        }
        return always | {name: part for name, part in optional.items() if part is not None}

    @property
    def model_outputs(self) -> list[Any]:
        """The components that change with the model, in the order of `TabCallbacks.update_form`."""
        return [self.model, self.ratio, self.resolution, self.count, self.options, self.key, self.picker, self.run]

    @property
    def plan_outputs(self) -> list[Any]:
        """The components that show the plan, in the order of `TabCallbacks.update_plan`."""
        return [self.plan] if self.images is None else [self.plan, self.images]


def build_panel(context: AppContext, i18n: gr.I18n, tab: TabSpec) -> TabComponents:
    """Lays out a tab: the form at the side, its pictures as the largest thing."""
    with gr.Row(elem_id=tab.prefix, elem_classes="form-panel", equal_height=False):
        inputs = _edit_inputs(tab) if tab.task == "edit" else {}
        with gr.Column(**tab.element("form"), scale=0, min_width=320):
            prompt = prompt_box(i18n, tab)
            library_button(tab)
            script_component(tab, "sheet", "mountComposerSheet")
            form = {"prompt": prompt, **model_settings(context, i18n, tab), **submit_row(i18n, tab)}
        with gr.Column(**tab.element("easel-side"), scale=1, min_width=320):
            runs = run_list(**tab.element("easel"), task=tab.task)
    return TabComponents(**form, **inputs, run_list=runs)


def _edit_inputs(tab: TabSpec) -> dict[str, Any]:
    """The pictures to edit, and the first of them at full size with its mask and its markup."""
    with gr.Column(**tab.element("pictures"), min_width=320):
        return {
            "images": script_component(tab, "images", "mountEditReferences", value={}),
            "expand": script_component(tab, "expand", "mountExpandField", value={}),
            "mask": script_component(tab, "mask", "mountMaskField", value={}),
            "markup": script_component(tab, "markup", "mountMarkupField", value={}),
        }


def prompt_box(i18n: gr.I18n, tab: TabSpec, *, lines: int = 5) -> gr.Textbox:
    """The text box of the prompt."""
    return gr.Textbox(
        label=i18n(tab.string_key("prompt")),
        placeholder=i18n(tab.string_key("placeholder")),
        lines=lines,
        max_lines=12,
        **tab.element("prompt"),
    )


def library_button(tab: TabSpec) -> None:
    """The button that opens the library of prompts and styles for the tab's prompt."""
    script = module_call("mountLibrary", f"element, '{tab.prefix}-prompt'")
    gr.HTML(html_template="<div></div>", js_on_load=script, **tab.element("library"))


def model_settings(context: AppContext, i18n: gr.I18n, tab: TabSpec, *, collapsed: bool = False) -> dict[str, Any]:
    """The model and its settings.

    The dropdown holds the value, which the picker shows and sets. `collapsed`: in a column of their own, of which
    a script makes a panel (ui/static/chat/turn_settings.js).
    """
    gateway, model = context.catalog.default
    route = model.routes[0]
    caps = route.edits if tab.task == "edit" and route.edits else route.caps
    with gr.Column(**tab.element("picker-box"), min_width=0):
        picker = script_component(
            tab,
            "picker",
            "mountModelPicker",
            placeholder="model-placeholder demo" if gateway.by_rule else "model-placeholder",
            value="",
            card=model_card(context, gateway, model),
        )
        dropdown = gr.Dropdown(
            choices=[model_choice(gateway, model)],  # all 60 models, in three tabs, took time with each update
            value=f"{gateway.id}/{model.id}",
            allow_custom_value=True,
            label=i18n("page.model.label"),
            **tab.element("model"),
        )
    key = script_component(tab, "key", "mountApiKey", state=key_state(context, gateway, visitor=""))
    with gr.Column(**tab.element("fold"), min_width=0) if collapsed else nullcontext():
        options = _option_components(caps, model, i18n, tab)
    return {"model": dropdown, "picker": picker, "key": key, **options}


def _option_components(caps: Caps, model: Model, i18n: gr.I18n, tab: TabSpec) -> dict[str, Any]:
    auto = "page.ratio.like" if tab.task == "edit" else "page.ratio.auto"
    ratio = gr.Radio(
        choices=[(i18n(auto), ""), *((value, value) for value in caps.aspect_ratios)],
        value="",
        label=i18n("page.ratio.label"),
        visible=bool(caps.aspect_ratios),
        **tab.element("ratio"),
    )
    with gr.Row(**tab.element("numbers")):
        resolution = gr.Radio(
            choices=[(i18n("page.resolution.auto"), ""), *((value, value) for value in caps.resolutions)],
            value="",
            label=i18n("page.resolution.label"),
            visible=bool(caps.resolutions),
            **tab.element("resolution"),
            min_width=120,
        )
        with gr.Column(**tab.element("counter"), min_width=0):
            count = gr.Slider(
                1, 10, value=1, step=1, label=i18n("page.count.label"), **tab.element("count"), min_width=100
            )
            count.maximum = max_images_per_call(caps)  # which the constructor refuses where it is 1
            script_component(tab, "stepper", "mountCountStepper")
    specs = option_specs(model, {}, task=tab.task, with_inputs=tab.task == "edit")
    shown = {item["name"] for item in specs}
    classes = ["options-placeholder", *(f"with-{name}" for name in ("quality", CUTOUT) if name in shown)]
    options = script_component(
        tab,
        "options",
        "mountModelOptions",
        placeholder=" ".join(classes),
        value={},
        spec=specs,
    )
    return {"ratio": ratio, "resolution": resolution, "count": count, "options": options}


def submit_row(i18n: gr.I18n, tab: TabSpec) -> dict[str, Any]:
    """The submit button, Stop, the plan before a press and the message after it."""
    with gr.Column(**tab.element("foot"), min_width=0):
        with gr.Row(**tab.element("press")):
            run = gr.Button(i18n(tab.string_key("run")), variant="primary", **tab.element("run"))
            stop = gr.Button(i18n("page.stop"), **tab.element("stop"), scale=0)
        script = module_call("watchMessage", "element")
        opening = i18n(INITIAL_PLAN) if tab.task == "generate" else ""
        plan = message_line(tab, "plan", script=script, value=opening)
        message = message_line(tab, "message", script=script)
        duplicate = gr.Textbox(visible="hidden", **tab.element("again"))
        restore = gr.Button(visible="hidden", **tab.element("bring"))
    return {
        "run": run,
        "stop": stop,
        "plan": plan,
        "message": message,
        "duplicate": duplicate,
        "restore": restore,
    }


def message_line(tab: TabSpec, part: str, *, script: str | None = None, value: Any = "") -> gr.HTML:
    """A line of text that callbacks set.

    The text is a prop and not the value, which Gradio takes back at times (docs/gradio.md, G16).
    `press` tells the answers to two presses apart that say the same.
    """
    return gr.HTML(
        value=value,
        text="",
        html_template=MESSAGE,
        cls="",
        press="",
        size="",
        use="",
        js_on_load=script,
        **tab.element(part),
    )


def message_update(text: str, *, problem: bool = False, size: str = "", use: str = "") -> Any:
    """The update of a line of text; `size` is offered by a button that says `use`."""
    return gr.HTML(text=text, cls="problem" if problem else "", size=size, use=use)


def answer_update(text: str, *, problem: bool = False) -> Any:
    """The message to one press. Said twice it is two answers: the first may be hidden by now."""
    return gr.HTML(text=text, cls="problem" if problem else "", press=str(time.monotonic_ns()))


def script_component(tab: TabSpec, part: str, mount: str, *, placeholder: str = "", **props: Any) -> gr.HTML:
    """A component that a script of the page draws (ui/static).

    Until it does, an empty element of the class `placeholder` keeps its place.
    """
    return gr.HTML(
        html_template=f"<div class='{placeholder}'></div>",
        js_on_load=module_call(mount, "element, props, { trigger, watch }"),
        **tab.element(part),
        **props,
    )


def run_list(elem_id: str, *, elem_classes: str, task: str) -> gr.HTML:
    """The visitor's runs of one task, newest first (drawn by ui/static/run/run_list.js).

    `shown` is the id of a run to bring into view.
    """
    return gr.HTML(
        shown="",
        task=task,
        html_template="<div></div>",
        js_on_load=module_call("mountRunList", "element, props, { watch }"),
        elem_id=elem_id,
        elem_classes=elem_classes,
        min_height=420,
    )
