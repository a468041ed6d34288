"""Callbacks of a tab: form restored, model changed, plan before the press, submit, stop."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self, cast

import gradio as gr
from fastapi import Request

from providers.errors import ProviderError, UnknownModel, Unsupported
from providers.request.validation import max_images_per_call
from providers.types import Gateway, Model
from studio.errors import StudioError, TurnRunning
from ui.accounts.roles import is_guest
from ui.context import AppContext
from ui.i18n import Language, t
from ui.schemas.errors import error_text, lang_of
from ui.security.visitor_cookie import origin_of, visitor_of
from ui.tabs.form import (
    FormFields,
    caps_for_form,
    fit_to_model,
    key_state,
    model_card,
    model_choice,
    option_specs,
    press_key,
    run_request_from_form,
)
from ui.tabs.input_preview import InputPreview, parse_inputs, preview_inputs
from ui.tabs.layout import TabSpec, answer_update, message_update
from ui.tabs.plan import Experience, RequestOrder, plan_message
from ui.tabs.saved_settings import parse_saved

Properties = Mapping[str, Any]
"""What is to change of a component, by name."""
MODEL_OUTPUTS: Final[tuple[Callable[..., Any], ...]] = (
    gr.update,
    gr.update,
    gr.update,
    gr.update,
    gr.HTML,
    gr.HTML,
    gr.HTML,
    gr.update,
)
"""What makes the update of each of `TabComponents.model_outputs`: `gr.update` removes every None."""


def form_updates(form: Sequence[Properties], *, built: Sequence[Properties] = ({},) * 8) -> list[Any]:
    """The updates of `TabComponents.model_outputs`, but for what the page is built with.

    A gr.HTML is told whole: an empty update takes away what it was built with, where its tab was not opened yet.
    """
    updates = zip(MODEL_OUTPUTS, form, built, strict=True)
    return [gr.skip() if make is gr.update and own == there else make(**own) for make, own, there in updates]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContext:
    """Context of a callback: who asks, their language, and the server as they see it."""

    lang: Language
    visitor: str
    app: AppContext

    @classmethod
    def of(cls, request: gr.Request, context: AppContext) -> Self:
        """The context of Gradio's request."""
        return cls(lang=language_of(request), visitor=visitor_of(request), app=context.seen_by(request))


@dataclass(frozen=True, slots=True, kw_only=True)
class TabCallbacks:
    """Callbacks of one tab.

    Whatever reaches them may come from anywhere and is checked here and in the studio.
    """

    context: AppContext
    tab: TabSpec
    plans: RequestOrder = field(default_factory=RequestOrder)

    def _parse(self, request: gr.Request, settings: Mapping[str, Any]) -> tuple[Gateway, Model, FormFields]:
        """The form's fields. Raises UnknownModel or Unsupported for values that no form of ours sends."""
        gateway_id, _, model_id = str(settings["model"] or "").partition("/")
        catalog = self.context.seen_by(request).catalog
        gateway, model = catalog.gateway(gateway_id), catalog.model(gateway_id, model_id)
        count, options = settings["count"], settings["options"] or {}
        if not isinstance(count, int | float) or not math.isfinite(count) or not isinstance(options, dict):
            raise Unsupported(field="count", reason="count_range", low=1, high=10)
        fields = FormFields(
            task=self.tab.task,
            prompt=str(settings["prompt"] or ""),
            ratio=str(settings["ratio"] or ""),
            resolution=str(settings["resolution"] or ""),
            count=int(count),
            options={str(name): value for name, value in options.items() if isinstance(value, str | int)},
            **parse_inputs(settings),
        )
        return gateway, model, fields

    def _parse_nearest(self, request: gr.Request, settings: Mapping[str, Any]) -> tuple[Gateway, Model, FormFields]:
        """The form's fields, of the default model where its own is gone. Raises Unsupported."""
        try:
            return self._parse(request, settings)
        except UnknownModel:
            gateway, model = self.context.seen_by(request).offered_catalog.default
            return self._parse(request, {**settings, "model": f"{gateway.id}/{model.id}"})

    def restore_form(self, request: gr.Request, saved: Any) -> list[Any]:
        """The form as the browser stored it."""
        return form_updates(self.restored_form(request, saved))

    def restored_form(self, request: gr.Request, saved: Any) -> list[Properties]:
        """The form as the browser stored it, as far as that can be; else the default model's."""
        request_context = RequestContext.of(request, self.context)
        gateway, model = request_context.app.offered_catalog.default
        blank = {"prompt": "", "model": f"{gateway.id}/{model.id}", "ratio": "", "resolution": "", "count": 1}
        try:
            gateway, model, fields = self._parse(request, blank | parse_saved(saved))
        except ProviderError:
            gateway, model, fields = self._parse(request, blank | {"options": {}})
        return self._form(request_context, gateway, model, fields, FormFields(options={}), model_before="")

    def built_form(self, lang: Language) -> list[Properties]:
        """The form of the page as it is built, for the default model, as `restored_form` has it."""
        request_context = RequestContext(lang=lang, visitor="", app=self.context)
        gateway, model = self.context.catalog.default
        blank = FormFields(task=self.tab.task, options={})
        return self._form(request_context, gateway, model, blank, FormFields(options={}), model_before="")

    def update_form(self, request: gr.Request, **settings: Any) -> list[Any]:
        """The form of the chosen model.

        What can stay is not touched: it may have been changed meanwhile. A model that is gone, as those of a
        provider are that was removed, gives way to the default one.
        """
        gateway, model, before = self._parse_nearest(request, settings)
        request_context = RequestContext.of(request, self.context)
        return form_updates(
            self._form(request_context, gateway, model, before, before, model_before=settings["model"])
        )

    def _form(
        self,
        request_context: RequestContext,
        gateway: Gateway,
        model: Model,
        requested: FormFields,
        before: FormFields,
        *,
        model_before: Any,
    ) -> list[Properties]:
        """The part of `requested` that the model can do; `before` and `model_before` stand in the form."""
        lang, visitor, seen = request_context.lang, request_context.visitor, request_context.app
        fields = fit_to_model(requested, model)
        caps = caps_for_form(fields, model)
        auto = (t("page.ratio.like" if self.tab.task == "edit" else "page.ratio.auto", lang), "")
        choice = model_choice(gateway, model)
        return [
            {"choices": [choice], **_value_update(choice[1], model_before)},
            {
                "choices": [auto, *((value, value) for value in caps.aspect_ratios)],
                "visible": bool(caps.aspect_ratios),
                **_value_update(fields.ratio, before.ratio),
            },
            {
                "choices": [(t("page.resolution.auto", lang), ""), *((value, value) for value in caps.resolutions)],
                "visible": bool(caps.resolutions),
                **_value_update(fields.resolution, before.resolution),
            },
            {"maximum": max_images_per_call(caps), **_value_update(fields.count, before.count)},
            {
                "spec": option_specs(model, fields.options, task=fields.task, with_inputs=fields.has_inputs),
                **_value_update(dict(fields.options), dict(before.options)),
            },
            {"state": key_state(seen, gateway, visitor=visitor)},
            {"card": model_card(seen, gateway, model) | ({"asked": model_before} if model_before else {})},
            {"value": self._run_label(lang, gateway if seen.lacks_key(visitor, gateway) else None)},
        ]

    def _run_label(self, lang: Language, missing: Gateway | None) -> str:
        """The text of the submit button; `missing` is the gateway whose key must be given first."""
        return t("page.run.key", lang, gateway=missing.name) if missing else t(self.tab.string_key("run"), lang)

    async def update_plan(self, request: gr.Request, **settings: Any) -> Any:
        """The plan beside the submit button, and the preview of each input image.

        A page may ask again before it has its answer (docs/gradio.md, G17). What was asked for in between is not
        shown any more: it may take longer than what was asked for last, and would stand there instead of it.
        """
        with self.plans.track(str(request.session_hash)) as is_superseded:
            updates = await self._plan(request, settings)
            return self._plan_updates(gr.skip(), None) if is_superseded() else updates

    async def _plan(self, request: gr.Request, settings: Mapping[str, Any]) -> Any:
        lang, visitor = language_of(request), visitor_of(request)
        try:
            gateway, model, fields = self._parse(request, settings)
        except UnknownModel as problem:
            message = message_update(error_text(problem, lang, gateway=""), problem=True)
            return self._plan_updates(message, InputPreview())
        try:
            fields = await self._with_conversation(visitor, fields)
            typical = await self.context.studio.durations.typical()
        except TurnRunning:
            return self._plan_updates(message_update(t("page.plan.turn_running", lang)), InputPreview())
        except Unsupported as problem:
            message = message_update(error_text(problem, lang, gateway=gateway.name), problem=True)
            return self._plan_updates(message, InputPreview())
        except StudioError as problem:
            return self._plan_updates(
                message_update(error_text(problem, lang, gateway=gateway.name)), InputPreview()
            )
        caps = caps_for_form(fields, model)
        preview = await preview_inputs(self.context.studio, visitor, fields, caps, lang)
        if key := self.context.seen_by(request).key_sentence(visitor, gateway):
            text = t(key, lang, gateway=gateway.name, setting=gateway.key_env)
            return self._plan_updates(message_update(text), preview)
        owner = self.context.behaviour_owner(visitor, gateway)
        experience = Experience(
            seconds=typical.seconds(gateway.id, model.id, fields.resolution),
            seconds_at=typical.seconds_at(gateway.id, model.id, fields.resolution),
            known=self.context.studio.behaviour.tallies_of(gateway.id, model.id, owner=owner),
        )
        message = plan_message(gateway, model, fields, preview, experience=experience, lang=lang)
        use = t("page.plan.use_size", lang, size=message.size.replace("x", "×")) if message.size else ""
        update = message_update(message.text, problem=message.problem, size=message.size, use=use)
        return self._plan_updates(update, preview)

    def _plan_updates(self, message: Any, preview: InputPreview | None) -> Any:
        if self.tab.task == "generate":
            return message
        return [message, gr.HTML(previews=preview.by_id, max_images=preview.max_images) if preview else gr.skip()]

    async def _with_conversation(self, visitor: str, fields: FormFields) -> FormFields:
        """The fields with the pictures and history of a conversation. Raises StudioError."""
        if fields.task != "chat":
            return fields
        turn, _ = await self.context.studio.conversations.resolve_turn(visitor, run_request_from_form(fields))
        return replace(fields, pictures=turn.pictures, history_turns=len(turn.request.before))

    async def submit(self, request: gr.Request, *, press: Any, duplicate: str, **settings: Any) -> list[Any]:
        """Submits the form as a run. A second press while the very same is being made asks first.

        `press` is the key of the gesture: a request that the browser sent twice is no second press.
        """
        lang, visitor, studio = language_of(request), visitor_of(request), self.context.studio
        try:
            gateway, model, fields = self._parse(request, settings)
            asked = run_request_from_form(fields)
            run_request = replace(
                asked,
                request=replace(asked.request, language=lang),
                gateway=gateway.id,
                model=model.id,
                key=self.context.own_key(visitor, gateway),
                origin=origin_of(request),
                own_key_only=is_guest(request),
            )
            key = press_key(press, run_request)
            live = studio.duplicate_of(visitor, run_request)
            if live and duplicate != live and not await studio.run_of_key(visitor, key):
                return [gr.skip(), answer_update(t("page.again.same", lang), problem=True), live]
            run, _ = await studio.submit_once(visitor, run_request, key)
        except (ProviderError, StudioError) as problem:
            gateway_id = str(settings["model"] or "").partition("/")[0]
            name = self.context.seen_by(request).gateway_name(gateway_id, lang)
            return [gr.skip(), answer_update(error_text(problem, lang, gateway=name), problem=True), ""]
        return [gr.HTML(shown=run.id), answer_update(""), ""]

    async def stop(self, request: gr.Request, **settings: Any) -> Any:
        """Stops the newest run of this tab that still goes on; of a conversation, where one is open."""
        visitor, conversation = visitor_of(request), parse_inputs(settings)["conversation"]
        live = [
            run
            for run in self.context.studio.live_runs(visitor)
            if run.request.task == self.tab.task and conversation in ("", run.conversation)
        ]
        if live:
            await self.context.studio.cancel(visitor, max(live, key=lambda run: run.created).id)
        return message_update("")


def _value_update(value: Any, before: Any) -> dict[str, Any]:
    """The update of a component's value, where it changed."""
    return {} if value == before else {"value": value}


def language_of(request: gr.Request) -> Language:
    return lang_of(cast(Request, request.request).scope)
