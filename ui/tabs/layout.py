"""The parts of a tab that asks for pictures: its form, the button with what a press will do, and the easel."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, Final

import gradio as gr

from providers.types import Caps, Model, Task
from ui.context import AppContext
from ui.static_files import module_call
from ui.tabs.form import spec
from ui.tabs.run_list import easel

NOTE: Final = "<p class='{{cls}}'>{{value}}</p>"


@dataclass(frozen=True, slots=True, kw_only=True)
class TabSpec:
    """Which tab it is: `prefix` begins every element's id, `task` is what a press asks for. `called` gives
    the parts that have another name in this tab."""

    prefix: str
    task: Task
    called: Mapping[str, str] = field(default_factory=dict)

    def named(self, part: str) -> dict[str, Any]:
        """The part's own id, and the class by which the style sheet knows it in every tab."""
        return {"elem_id": f"{self.prefix}-{self.called.get(part, part)}", "elem_classes": f"panel-{part}"}

    def text(self, part: str) -> str:
        """The name of the tab's own word for a part."""
        return f"page.{part}.{self.task}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TabComponents:
    """A tab's components, by what they are for. `images` and `mask` are there where pictures go along, `stands`
    where a press goes on with a conversation."""

    prompt: gr.Textbox
    model: gr.Dropdown
    key: gr.HTML
    demo: gr.HTML
    ratio: gr.Radio
    resolution: gr.Radio
    count: gr.Slider
    options: gr.HTML
    plan: gr.HTML
    message: gr.HTML
    again: gr.Textbox
    kept: gr.JSON
    bring: gr.Button
    run: gr.Button
    stop: gr.Button
    easel: gr.HTML
    images: gr.HTML | None = None
    mask: gr.HTML | None = None
    stands: gr.HTML | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """What a press and a plan are made from, by the names of their parameters."""
        told = {
            "prompt": self.prompt,
            "model": self.model,
            "ratio": self.ratio,
            "resolution": self.resolution,
            "count": self.count,
            "options": self.options,
        }
        brought = {"images": self.images, "mask": self.mask, "stands": self.stands}
        return told | {name: part for name, part in brought.items() if part is not None}

    @property
    def shaped(self) -> list[Any]:
        """What changes with the model, in the order of `Tab.reshape`."""
        return [self.model, self.ratio, self.resolution, self.count, self.options, self.key, self.demo]

    @property
    def planned(self) -> list[Any]:
        """What says beforehand what a press will do, in the order of `Tab.replan`."""
        return [self.plan] if self.images is None else [self.plan, self.images]


def parts(context: AppContext, i18n: gr.I18n, place: TabSpec) -> TabComponents:
    """Lays the tab out: the form at the side, the easel as the largest thing."""
    with gr.Row(elem_id=place.prefix, elem_classes="form-panel", equal_height=False):
        with gr.Column(**place.named("form"), scale=0, min_width=320):
            form = _form(context, i18n, place)
        with gr.Column(**place.named("easel-side"), scale=1, min_width=320):
            shown = easel(**place.named("easel"), task=place.task)
    return TabComponents(**form, easel=shown)


def _form(context: AppContext, i18n: gr.I18n, place: TabSpec) -> dict[str, Any]:
    pictures = place.task == "edit"
    brought = {"images": scripted(place, "images", "mountEditReferences", value={})} if pictures else {}
    words = prompt(i18n, place)
    if pictures:
        brought["mask"] = scripted(place, "mask", "mountMaskField", value={})
    return {"prompt": words, **settings(context, i18n, place), **press(i18n, place), **brought}


def prompt(i18n: gr.I18n, place: TabSpec, *, lines: int = 3) -> gr.Textbox:
    """Where the words are typed."""
    return gr.Textbox(
        label=i18n(place.text("prompt")),
        placeholder=i18n(place.text("placeholder")),
        lines=lines,
        max_lines=12,
        **place.named("prompt"),
    )


def settings(context: AppContext, i18n: gr.I18n, place: TabSpec, *, folded: bool = False) -> dict[str, Any]:
    """The model, and what is a function of it; `folded`: behind one line until it is asked for."""
    gateway, model = context.catalog.default
    route = model.routes[0]
    caps = route.edits if place.task == "edit" and route.edits else route.caps
    chosen = gr.Dropdown(
        choices=context.model_choices("en", visitor=""),
        value=f"{gateway.id}/{model.id}",
        label=i18n("page.model.label"),
        **place.named("model"),
    )
    key = scripted(place, "key", "mountApiKey", value={})
    demo = note(place, "demo")
    fold = gr.Accordion(i18n("page.fold"), open=False, **place.named("fold")) if folded else nullcontext()
    with fold:
        shape = _shape(caps, model, i18n, place)
    return {"model": chosen, "key": key, "demo": demo, **shape}


def _shape(caps: Caps, model: Model, i18n: gr.I18n, place: TabSpec) -> dict[str, Any]:
    auto = "page.ratio.like" if place.task == "edit" else "page.ratio.auto"
    ratio = gr.Radio(
        choices=[(i18n(auto), ""), *((each, each) for each in caps.aspect_ratios)],
        value="",
        label=i18n("page.ratio.label"),
        **place.named("ratio"),
    )
    with gr.Row(**place.named("numbers")):
        resolution = gr.Radio(
            choices=[(i18n("page.resolution.auto"), ""), *((each, each) for each in caps.resolutions)],
            value="",
            label=i18n("page.resolution.label"),
            **place.named("resolution"),
            min_width=120,
        )
        count = gr.Slider(
            1, 10, value=1, step=1, label=i18n("page.count.label"), **place.named("count"), min_width=100
        )
    options = scripted(
        place, "options", "mountModelOptions", value={}, spec=spec(model, {}, brings=place.task == "edit")
    )
    return {"ratio": ratio, "resolution": resolution, "count": count, "options": options}


def press(i18n: gr.I18n, place: TabSpec) -> dict[str, Any]:
    """The button, Stop, and what is said of a press before and after it."""
    with gr.Column(**place.named("foot"), min_width=0):
        with gr.Row(**place.named("press")):
            run = gr.Button(i18n(place.text("run")), variant="primary", **place.named("run"))
            stop = gr.Button(i18n("page.stop"), **place.named("stop"), scale=0)
        heard = module_call("watchMessage", "element")
        plan, message = note(place, "plan", script=heard), note(place, "message", script=heard)
        again = gr.Textbox(visible="hidden", **place.named("again"))
        kept = gr.JSON(value={}, visible=False)
        bring = gr.Button(visible="hidden", **place.named("bring"))
    return {
        "run": run,
        "stop": stop,
        "plan": plan,
        "message": message,
        "again": again,
        "kept": kept,
        "bring": bring,
    }


def note(place: TabSpec, part: str, *, script: str | None = None) -> gr.HTML:
    """A sentence that callbacks set, as text."""
    return gr.HTML(value="", html_template=NOTE, cls="", js_on_load=script, **place.named(part))


def scripted(place: TabSpec, part: str, mount: str, **props: Any) -> gr.HTML:
    """A component that the page's script builds and keeps (ui/static)."""
    return gr.HTML(
        html_template="<div></div>",
        js_on_load=module_call(mount, "element, props, { trigger, watch }"),
        **place.named(part),
        **props,
    )
