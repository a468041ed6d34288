"""What happens when a tab's form is used: shown as the model has it, planned before the press, submitted."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from providers.errors import ProviderError, Unsupported
from providers.request.validation import max_images_per_call
from providers.types import Gateway, Model
from studio.errors import StudioError, TurnRunning
from studio.types import RunRequest
from ui.context import AppContext
from ui.i18n import Language, language, t
from ui.schemas.errors import error_view
from ui.security.visitor_cookie import visitor_of
from ui.tabs.form import Fields, caps_in, kept, plan_words, planned_calls, recalls_words, request_from_form, spec
from ui.tabs.input_preview import InputPreview, brought_in, match_first_image, preview_inputs
from ui.tabs.layout import TabComponents, TabSpec
from ui.tabs.saved_settings import keep, opened, settings_of, wanted

QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def wire(parts: TabComponents, place: TabSpec, context: AppContext, page: gr.Blocks) -> None:
    """Which press and which change calls what. Callbacks only submit; the page watches runs by itself."""
    tab = TabCallbacks(context=context, place=place)
    opening = page.load(
        tab.opened, inputs=parts.kept, outputs=parts.shaped, js=f"(kept) => {opened(place.prefix)}", **QUIET
    )
    # A form that was used before comes back: the page's script has it ready and presses a button that nobody sees.
    bringing = parts.bring.click(
        tab.opened, inputs=parts.kept, outputs=parts.shaped, js=wanted(place.prefix), **QUIET
    )
    # Whether pictures go along with a turn decides what the model can be asked (ui/static/chat/chat_form.js).
    stands = [parts.stands.apply] if parts.stands is not None else []
    shaping = gr.on(
        [parts.model.change, parts.key.change, parts.options.change, *stands],
        tab.reshape,
        inputs_kwargs=parts.settings,
        outputs=parts.shaped,
        trigger_mode="always_last",
        **QUIET,
    )
    # Only then, with what stands in the form by then: a person may have gone on typing.
    for shaped in (opening, shaping, bringing):
        shaped.then(
            tab.replan, inputs_kwargs=parts.settings, outputs=parts.planned, trigger_mode="always_last", **QUIET
        )
    keep(parts, place, context)
    # No change may be in both lists: Gradio 6.31 tells a change that it put off to all who listen again, so that
    # two who put off would call each other for ever (seen: 14 requests a second from a page that nobody touched).
    brought = [part.change for part in (parts.images, parts.mask, parts.stands) if part is not None]
    gr.on(
        [parts.ratio.change, parts.resolution.change, parts.count.change, *brought],
        tab.replan,
        inputs_kwargs=parts.settings,
        outputs=parts.planned,
        trigger_mode="always_last",
        **QUIET,
    )
    parts.run.click(
        tab.submit,
        inputs_kwargs={**parts.settings, "again": parts.again},
        outputs=[parts.easel, parts.message, parts.again],
        trigger_mode="once",
        **QUIET,
    )
    stopped: dict[str, Any] = {"stands": parts.stands} if parts.stands is not None else {}
    parts.stop.click(tab.stop, inputs_kwargs=stopped, outputs=parts.message, **QUIET)


@dataclass(frozen=True, slots=True, kw_only=True)
class TabCallbacks:
    """The tab's callbacks. Whatever reaches them may come from anywhere and is checked here and in the studio."""

    context: AppContext
    place: TabSpec

    def _read(self, settings: Mapping[str, Any]) -> tuple[Gateway, Model, Fields]:
        """The form's fields as they came. Raises UnknownModel or Unsupported for what no form of ours sends."""
        gateway_id, _, model_id = str(settings["model"] or "").partition("/")
        gateway = self.context.catalog.gateway(gateway_id)
        model = self.context.catalog.model(gateway_id, model_id)
        count, options = settings["count"], settings["options"] or {}
        if not isinstance(count, int | float) or not math.isfinite(count) or not isinstance(options, dict):
            raise Unsupported(field="count", reason="count_range", low=1, high=10)
        fields = Fields(
            task=self.place.task,
            prompt=str(settings["prompt"] or ""),
            ratio=str(settings["ratio"] or ""),
            resolution=str(settings["resolution"] or ""),
            count=int(count),
            options={str(name): value for name, value in options.items() if isinstance(value, str | int)},
            **brought_in(settings),
        )
        return gateway, model, fields

    def opened(self, request: gr.Request, kept: Any) -> list[Any]:
        """The form as the browser kept it, as far as that can be; else as the model that comes first has it."""
        gateway, model = self.context.catalog.default
        blank = {"prompt": "", "model": f"{gateway.id}/{model.id}", "ratio": "", "resolution": "", "count": 1}
        try:
            gateway, model, fields = self._read(blank | settings_of(kept))
        except ProviderError:
            gateway, model, fields = self._read(blank | {"options": {}})
        chosen, *rest = self._shaped(request, gateway, model, fields, Fields(options={}))
        return [{**chosen, "value": f"{gateway.id}/{model.id}"}, *rest]

    def reshape(self, request: gr.Request, **settings: Any) -> list[Any]:
        """The form as the chosen model has it. What can stay is not touched: it may have been changed meanwhile."""
        gateway, model, before = self._read(settings)
        return self._shaped(request, gateway, model, before, before)

    def _shaped(
        self, request: gr.Request, gateway: Gateway, model: Model, wanted: Fields, before: Fields
    ) -> list[Any]:
        """What of `wanted` the model can do; `before` stands in the form."""
        lang, visitor = _language(request), visitor_of(request)
        fields = kept(wanted, model)
        caps = caps_in(fields, model)
        own = self.context.has_own_key(visitor, gateway)
        auto = (t("page.ratio.like" if self.place.task == "edit" else "page.ratio.auto", lang), "")
        return [
            gr.update(choices=self.context.model_choices(lang, visitor=visitor)),
            gr.update(
                choices=[auto, *((each, each) for each in caps.aspect_ratios)],
                visible=bool(caps.aspect_ratios),
                **_changed(fields.ratio, before.ratio),
            ),
            gr.update(
                choices=[(t("page.resolution.auto", lang), ""), *((each, each) for each in caps.resolutions)],
                visible=bool(caps.resolutions),
                **_changed(fields.resolution, before.resolution),
            ),
            gr.update(maximum=max_images_per_call(caps), **_changed(fields.count, before.count)),
            gr.HTML(
                spec=spec(model, fields.options, brings=fields.brings),
                **_changed(dict(fields.options), dict(before.options)),
            ),
            gr.HTML(
                value={
                    "gateway": gateway.id,
                    "name": gateway.name,
                    "need": self._needs_key(gateway, visitor),
                    "may": bool(gateway.key_env),
                    "kept": own,
                }
            ),
            gr.HTML(value=t(f"page.demo.{self.place.task}", lang) if gateway.by_rule else ""),
        ]

    def _needs_key(self, gateway: Gateway, visitor: str) -> bool:
        """Whether nobody gave a key that this gateway asks for."""
        keyed = gateway.id in self.context.catalog.gateways_with_key or self.context.has_own_key(visitor, gateway)
        return gateway.needs_key and not keyed

    async def replan(self, request: gr.Request, **settings: Any) -> Any:
        """The sentence beside the button, and what would be sent of each picture."""
        lang, visitor = _language(request), visitor_of(request)
        gateway, model, fields = self._read(settings)
        try:
            fields = await self._along(visitor, fields)
        except TurnRunning:
            return self._replanned(_note(t("page.plan.turn_running", lang)), InputPreview())
        except StudioError as problem:
            return self._replanned(_note(_told(problem, lang, gateway=gateway.name)), InputPreview())
        told = await preview_inputs(self.context.studio, visitor, fields, caps_in(fields, model), lang)
        words = self._planned(gateway, model, fields, told, lang=lang, need=self._needs_key(gateway, visitor))
        return self._replanned(words, told)

    def _replanned(self, words: Any, told: InputPreview) -> Any:
        return words if self.place.task == "generate" else [words, gr.HTML(sheets=told.by_id, most=told.most)]

    async def _along(self, visitor: str, fields: Fields) -> Fields:
        """With all that goes along of a conversation. Raises StudioError."""
        if fields.task != "chat":
            return fields
        turn, _ = await self.context.studio.conversations.resolve_turn(visitor, _turn(fields))
        return replace(fields, pictures=turn.pictures, recalls=len(turn.request.before))

    def _planned(
        self, gateway: Gateway, model: Model, fields: Fields, told: InputPreview, *, lang: Language, need: bool
    ) -> Any:
        if need:
            return _note(t("page.plan.key", lang, gateway=gateway.name, setting=gateway.key_env), problem=True)
        if told.problem or told.hint:
            return _note(told.problem or told.hint, problem=bool(told.problem))
        caps = caps_in(fields, model)
        try:
            planned = planned_calls(match_first_image(request_from_form(fields), told.first, caps), caps)
        except Unsupported as problem:
            return _note(_told(problem, lang, gateway=gateway.name), problem=True)
        sent = told.words(lang) + ("" if gateway.by_rule else recalls_words(fields.recalls, lang))
        return _note(plan_words(planned, lang, gateway=gateway.name, free=gateway.by_rule, sent=sent))

    async def submit(self, request: gr.Request, *, again: str, **settings: Any) -> list[Any]:
        """One press. A second press while the very same is being made asks first."""
        lang, visitor = _language(request), visitor_of(request)
        studio = self.context.studio
        try:
            gateway, model, fields = self._read(settings)
            along = (await self._along(visitor, fields)).pictures
            first = await studio.references.get(visitor, along[0]) if along else None
            ask = replace(
                _turn(fields),
                gateway=gateway.id,
                model=model.id,
                request=match_first_image(request_from_form(fields), first, caps_in(fields, model)),
                key=self.context.own_key(visitor, gateway),
            )
            same = studio.duplicate_of(visitor, ask)
            if same and again != same:
                return [gr.skip(), _note(t("page.again.same", lang), problem=True), same]
            run = await studio.submit(visitor, ask)
        except (ProviderError, StudioError) as problem:
            name = self.context.gateway_name(str(settings["model"] or ""))
            return [gr.skip(), _note(_told(problem, lang, gateway=name), problem=True), ""]
        return [gr.HTML(value=run.id), _note(""), ""]

    async def stop(self, request: gr.Request, **settings: Any) -> Any:
        """Stops the newest run of this tab that still goes on; of a conversation, where one is open."""
        visitor, open_now = visitor_of(request), brought_in(settings)["conversation"]
        going = [
            run
            for run in self.context.studio.live_runs(visitor)
            if run.request.task == self.place.task and open_now in ("", run.conversation)
        ]
        if going:
            await self.context.studio.cancel(visitor, max(going, key=lambda run: run.created).id)
        return _note("")


def _turn(fields: Fields) -> RunRequest:
    """What the form asks for, of no model yet."""
    return RunRequest(
        gateway="",
        model="",
        request=request_from_form(fields),
        pictures=fields.pictures,
        mask=fields.mask,
        fit=fields.fit,
        conversation=fields.conversation,
        parent=fields.parent,
        based_on=fields.based_on,
    )


def _changed(value: Any, before: Any) -> dict[str, Any]:
    """A component's new value, where it needs one."""
    return {} if value == before else {"value": value}


def _note(words: str, *, problem: bool = False) -> Any:
    return gr.HTML(value=words, cls="problem" if problem else "")


def _told(problem: ProviderError | StudioError, lang: Language, *, gateway: str) -> str:
    view = error_view(problem, lang, gateway=gateway)
    more = t("page.nearest", lang, nearest=view.nearest) if view.nearest else ""
    return ("" if lang == "zh" else " ").join(part for part in (view.message, more, view.advice) if part)


def _language(request: gr.Request) -> Language:
    return language(str(request.headers.get("accept-language", "")))
