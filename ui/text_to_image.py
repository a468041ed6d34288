"""The first tab: words in, pictures out. The form is a function of the chosen model's caps."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from providers.check import most_pictures
from providers.errors import ProviderError, Unsupported
from providers.model import Gateway, Model
from studio.errors import StudioError
from studio.records import Ask
from ui.assets import when_loaded
from ui.desk import Desk
from ui.easel import easel
from ui.form import Fields, kept, plan, plan_words, request_of, route_of, spec
from ui.problems import of_error
from ui.text import Language, known, language, say
from ui.visitors import visitor_of

TASK = "generate"
NOTE = "<p class='{{cls}}'>{{value}}</p>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The tab's components, by what they are for."""

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
    run: gr.Button
    stop: gr.Button
    easel: gr.HTML

    @property
    def settings(self) -> dict[str, Any]:
        """What a press and a plan are made from, by the names of their parameters."""
        return {
            "prompt": self.prompt,
            "model": self.model,
            "ratio": self.ratio,
            "resolution": self.resolution,
            "count": self.count,
            "options": self.options,
        }

    @property
    def shaped(self) -> list[Any]:
        """What changes with the model, in the order of `shown`."""
        return [self.model, self.ratio, self.resolution, self.count, self.options, self.key, self.demo]


def build(desk: Desk, i18n: gr.I18n, page: gr.Blocks) -> None:
    """The tab's components and what happens when they are used."""
    wire(_components(desk, i18n), desk, page)


def _components(desk: Desk, i18n: gr.I18n) -> Parts:
    gateway, model = desk.catalog.default
    caps = model.routes[0].caps
    with gr.Row(elem_id="t2i", equal_height=False):
        with gr.Column(elem_id="t2i-form", scale=0, min_width=320):
            prompt = gr.Textbox(
                label=i18n("page.prompt.label"),
                placeholder=i18n("page.prompt.placeholder"),
                lines=3,
                max_lines=12,
                elem_id="t2i-prompt",
            )
            chosen = gr.Dropdown(
                choices=desk.choices("en", visitor=""),
                value=f"{gateway.id}/{model.id}",
                label=i18n("page.model.label"),
                elem_id="t2i-model",
            )
            key = _scripted("t2i-key", "key", value={})
            demo = gr.HTML(value="", html_template=NOTE, cls="", js_on_load=None, elem_id="t2i-demo")
            ratio = gr.Radio(
                choices=[(i18n("page.ratio.auto"), ""), *((each, each) for each in caps.aspect_ratios)],
                value="",
                label=i18n("page.ratio.label"),
                elem_id="t2i-ratio",
            )
            with gr.Row(elem_id="t2i-numbers"):
                resolution = gr.Radio(
                    choices=[(i18n("page.resolution.auto"), ""), *((each, each) for each in caps.resolutions)],
                    value="",
                    label=i18n("page.resolution.label"),
                    elem_id="t2i-resolution",
                    min_width=120,
                )
                count = gr.Slider(
                    1, 10, value=1, step=1, label=i18n("page.count.label"), elem_id="t2i-count", min_width=100
                )
            options = _scripted("t2i-options", "options", value={}, spec=spec(model, {}))
            with gr.Row(elem_id="t2i-press"):
                run = gr.Button(i18n("page.run"), variant="primary", elem_id="t2i-run", elem_classes="hotkey-run")
                stop = gr.Button(i18n("page.stop"), elem_id="t2i-stop", scale=0)
            planned = gr.HTML(value="", html_template=NOTE, cls="", js_on_load=None, elem_id="t2i-plan")
            message = gr.HTML(value="", html_template=NOTE, cls="", js_on_load=None, elem_id="t2i-message")
            again = gr.Textbox(visible="hidden", elem_id="t2i-again")
        with gr.Column(elem_id="t2i-easel-side", scale=1, min_width=320):
            shown = easel("t2i-easel", task=TASK)
    return Parts(
        prompt=prompt,
        model=chosen,
        key=key,
        demo=demo,
        ratio=ratio,
        resolution=resolution,
        count=count,
        options=options,
        plan=planned,
        message=message,
        again=again,
        run=run,
        stop=stop,
        easel=shown,
    )


def _scripted(elem_id: str, part: str, **props: Any) -> gr.HTML:
    """A component that the page's script builds and keeps (ui/static/form.js)."""
    return gr.HTML(
        html_template="<div></div>",
        js_on_load=when_loaded(f"EaselForm.{part}(element, props, {{ trigger, watch }})"),
        elem_id=elem_id,
        **props,
    )


def wire(parts: Parts, desk: Desk, page: gr.Blocks) -> None:
    """Which press and which change calls what. Callbacks only submit; the page watches runs by itself."""
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    tab = Tab(desk=desk)
    shaping = gr.on(
        [page.load, parts.model.change, parts.key.change, parts.options.change],
        tab.reshape,
        inputs_kwargs=parts.settings,
        outputs=parts.shaped,
        trigger_mode="always_last",
        **quiet,
    )
    # Only then, with what stands in the form by then: a person may have gone on typing.
    shaping.then(tab.replan, inputs_kwargs=parts.settings, outputs=parts.plan, **quiet)
    gr.on(
        [parts.ratio.change, parts.resolution.change, parts.count.change],
        tab.replan,
        inputs_kwargs=parts.settings,
        outputs=parts.plan,
        trigger_mode="always_last",
        **quiet,
    )
    parts.run.click(
        tab.submit,
        inputs_kwargs={**parts.settings, "again": parts.again},
        outputs=[parts.easel, parts.message, parts.again],
        trigger_mode="once",
        **quiet,
    )
    parts.stop.click(tab.stop, outputs=parts.message, **quiet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """The tab's callbacks. Whatever reaches them may come from anywhere and is checked here and in the studio."""

    desk: Desk

    def _read(self, settings: Mapping[str, Any]) -> tuple[Gateway, Model, Fields]:
        """The form's fields as they came. Raises UnknownModel or Unsupported for what no form of ours sends."""
        gateway_id, _, model_id = str(settings["model"] or "").partition("/")
        gateway = self.desk.catalog.gateway(gateway_id)
        model = self.desk.catalog.model(gateway_id, model_id)
        count, options = settings["count"], settings["options"] or {}
        if not isinstance(count, int | float) or not math.isfinite(count) or not isinstance(options, dict):
            raise Unsupported(field="count", reason="count_range", low=1, high=10)
        fields = Fields(
            prompt=str(settings["prompt"] or ""),
            ratio=str(settings["ratio"] or ""),
            resolution=str(settings["resolution"] or ""),
            count=int(count),
            options={str(name): value for name, value in options.items() if isinstance(value, str | int)},
        )
        return gateway, model, fields

    def reshape(self, request: gr.Request, **settings: Any) -> list[Any]:
        """The form as the chosen model has it. What can stay is not touched: it may have been changed meanwhile."""
        lang, visitor = _language(request), visitor_of(request)
        gateway, model, before = self._read(settings)
        fields = kept(before, model)
        caps = route_of(model, fields.options).caps
        own = self.desk.has_own_key(visitor, gateway)
        auto = (say("page.ratio.auto", lang), "")
        return [
            gr.update(choices=self.desk.choices(lang, visitor=visitor)),
            gr.update(
                choices=[auto, *((each, each) for each in caps.aspect_ratios)],
                visible=bool(caps.aspect_ratios),
                **_changed(fields.ratio, before.ratio),
            ),
            gr.update(
                choices=[auto, *((each, each) for each in caps.resolutions)],
                visible=bool(caps.resolutions),
                **_changed(fields.resolution, before.resolution),
            ),
            gr.update(maximum=most_pictures(caps), **_changed(fields.count, before.count)),
            gr.HTML(spec=spec(model, fields.options), **_changed(dict(fields.options), dict(before.options))),
            gr.HTML(
                value={
                    "gateway": gateway.id,
                    "name": gateway.name,
                    "need": self._needs_key(gateway, visitor),
                    "kept": own,
                }
            ),
            gr.HTML(value=say("page.demo", lang) if gateway.by_rule else ""),
        ]

    def _needs_key(self, gateway: Gateway, visitor: str) -> bool:
        """Whether nobody gave a key that this gateway asks for."""
        keyed = gateway.id in self.desk.catalog.keyed or self.desk.has_own_key(visitor, gateway)
        return gateway.needs_key and not keyed

    def replan(self, request: gr.Request, **settings: Any) -> Any:
        """The sentence beside the button."""
        gateway, model, fields = self._read(settings)
        need = self._needs_key(gateway, visitor_of(request))
        return self._planned(gateway, model, fields, lang=_language(request), need=need)

    def _planned(self, gateway: Gateway, model: Model, fields: Fields, *, lang: Language, need: bool) -> Any:
        if need:
            return _note(say("page.plan.key", lang, gateway=gateway.name, setting=gateway.key_env), problem=True)
        try:
            planned = plan(request_of(fields), route_of(model, fields.options).caps)
        except Unsupported as problem:
            return _note(_told(problem, lang, gateway=gateway.name), problem=True)
        return _note(plan_words(planned, lang, gateway=gateway.name, free=gateway.by_rule))

    async def submit(self, request: gr.Request, *, again: str, **settings: Any) -> list[Any]:
        """One press. A second press while the very same is being made asks first (DESIGN.md, Money)."""
        lang, visitor = _language(request), visitor_of(request)
        try:
            gateway, model, fields = self._read(settings)
            asked = request_of(fields)
            press = (gateway.id, model.id, asked)
            going = self.desk.studio.live(visitor)
            same = next((run.id for run in going if (run.gateway, run.model, run.request) == press), "")
            if same and again != same:
                return [gr.skip(), _note(say("page.again.same", lang), problem=True), same]
            key = self.desk.own_key(visitor, gateway)
            run = await self.desk.studio.submit(
                visitor, Ask(gateway=gateway.id, model=model.id, request=asked, key=key)
            )
        except (ProviderError, StudioError) as problem:
            name = self.desk.name_of(str(settings["model"] or ""))
            return [gr.skip(), _note(_told(problem, lang, gateway=name), problem=True), ""]
        return [gr.HTML(value=run.id), _note(""), ""]

    async def stop(self, request: gr.Request) -> Any:
        """Stops the newest run of this tab that still goes on."""
        visitor = visitor_of(request)
        going = [run for run in self.desk.studio.live(visitor) if run.request.task == TASK]
        if going:
            await self.desk.studio.cancel(visitor, max(going, key=lambda run: run.created).id)
        return _note("")


def _changed(value: Any, before: Any) -> dict[str, Any]:
    """A component's new value, where it needs one."""
    return {} if value == before else {"value": value}


def _note(words: str, *, problem: bool = False) -> Any:
    return gr.HTML(value=words, cls="problem" if problem else "")


def _told(problem: ProviderError | StudioError, lang: Language, *, gateway: str) -> str:
    view = of_error(problem, lang, gateway=gateway)
    more = say("page.nearest", lang, nearest=view.nearest) if view.nearest and known("page.nearest") else ""
    return " ".join(part for part in (view.message, more, view.advice) if part)


def _language(request: gr.Request) -> Language:
    return language(str(request.headers.get("accept-language", "")))
