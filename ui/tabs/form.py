"""Form of a tab: options of a model, the request that the fields make, its plan. Pure."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from providers.request.sizing import expected_size
from providers.request.validation import max_images_per_call, split_into_calls, validate
from providers.types import JSON, Caps, Choice, ImageRequest, Model, Number, Option, Route, Task, TextOption
from studio.storage.idempotency import fingerprint
from studio.types import FROM_TEXT, IdempotencyKey, RunRequest
from ui.i18n import Language, t

OptionValues = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFields:
    """Values of the form.

    `options` holds only what was chosen, `size` and `route` among it. `pictures` are the ids of the input images in
    their order, `mask` that of the painted mask; those in `fit` are to be made smaller where need be. Of a turn,
    `conversation`, `parent` and `based_on` give its position, `history_turns` how many before it are sent.
    """

    task: Task = "generate"
    prompt: str = ""
    ratio: str = ""
    resolution: str = ""
    count: int = 1
    options: OptionValues
    pictures: tuple[str, ...] = ()
    mask: str = ""
    fit: frozenset[str] = frozenset()
    conversation: str = ""
    parent: str = ""
    based_on: str = ""
    history_turns: int = 0

    @property
    def has_inputs(self) -> bool:
        """Whether pictures go along: always with an edit, with a turn when it changes or brings any."""
        return self.task == "edit" or bool(self.pictures) or self.based_on not in ("", FROM_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Plan of a press: how many calls, and the pixels to expect where they are promised."""

    calls: int
    count: int
    pixels: tuple[int, int] | None


def chosen_route(model: Model, options: OptionValues) -> Route:
    """The route that is chosen, or the model's first."""
    return next((route for route in model.routes if route.name == options.get("route")), model.routes[0])


def caps_for_form(fields: FormFields, model: Model) -> Caps:
    """The caps of the chosen route for the form's inputs.

    Empty caps where the form has input images and the model takes none.
    """
    return _caps(chosen_route(model, fields.options), with_inputs=fields.has_inputs)


def _caps(route: Route, *, with_inputs: bool) -> Caps:
    return (route.edits or Caps()) if with_inputs else route.caps


def request_from_form(fields: FormFields) -> ImageRequest:
    """The request that the form makes; whether a model can do it is for `validate` to say."""
    options = {name: value for name, value in fields.options.items() if name != "size"}
    return ImageRequest(
        prompt=fields.prompt.strip(),
        task=fields.task,
        aspect_ratio=fields.ratio,
        resolution=fields.resolution,
        size=str(fields.options.get("size", "")).strip(),
        count=fields.count,
        options=options,
    )


def run_request_from_form(fields: FormFields) -> RunRequest:
    """The form as a run request, without its model."""
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


def press_key(press: Any, asked: RunRequest) -> IdempotencyKey:
    """The key of a press, as the page's script made it.

    With one that no page of ours makes it is a press of its own. Whose key pays, or from where, does not count.
    """
    usable = isinstance(press, str) and re.fullmatch(r"[0-9a-f]{32}", press)
    content = asdict(replace(asked, key=""))
    del content["origin"]
    return IdempotencyKey(key=press if usable else secrets.token_hex(16), fingerprint=fingerprint(content))


def plan_calls(request: ImageRequest, caps: Caps) -> Plan:
    """The plan of a press. Raises Unsupported.

    Not for a prompt that is still to be written, nor for pictures, which have a preview of their own
    (ui/tabs/input_preview.py).
    """
    validate(replace(request, prompt=request.prompt or "…", images=()), replace(caps, inputs=None))
    return Plan(
        calls=len(split_into_calls(request, caps)), count=request.count, pixels=expected_size(request, caps)
    )


def fit_to_model(fields: FormFields, model: Model) -> FormFields:
    """The form for another model: values that it does not have fall back to its own."""
    caps = caps_for_form(fields, model)
    specs = {item["name"]: item for item in option_specs(model, fields.options, with_inputs=fields.has_inputs)}
    return replace(
        fields,
        ratio=fields.ratio if fields.ratio in caps.aspect_ratios else "",
        resolution=fields.resolution if fields.resolution in caps.resolutions else "",
        count=min(fields.count, max_images_per_call(caps)),
        options={name: value for name, value in fields.options.items() if _fits(specs.get(name), value)},
    )


def _fits(item: dict[str, JSON] | None, value: str | int) -> bool:
    match item:
        case {"kind": "choice", "values": list(values)}:
            return value in values
        case {"kind": "number", "minimum": int(minimum), "maximum": int(maximum)}:
            return isinstance(value, int) and minimum <= value <= maximum
        case {"kind": "text"}:
            return isinstance(value, str)
        case _:
            return False


def option_specs(model: Model, options: OptionValues, *, with_inputs: bool) -> list[dict[str, JSON]]:
    """The model's own options as the page's script draws them: {name, label, kind, …}.

    `with_inputs`: for a request with input images.
    """
    caps = _caps(chosen_route(model, options), with_inputs=with_inputs)
    items: list[dict[str, JSON]] = []
    if len(model.routes) > 1:
        items.append(_choice("route", tuple(route.name for route in model.routes), default=model.routes[0].name))
    if caps.any_size or caps.free_size or caps.verbatim:
        items.append(
            {"name": "size", "label": "page.size.label", "kind": "text", "max_length": 64, "placeholder": ""}
        )
    if len(caps.streams) > 1:
        values = tuple(str(value).lower() for value in caps.streams)
        items.append(_choice("stream", values, default=values[0]))
    return items + [_item(option) for option in caps.options]


def _choice(name: str, values: tuple[str, ...], *, default: str) -> dict[str, JSON]:
    return {"name": name, "label": f"option.{name}", "kind": "choice", "values": list(values), "default": default}


def _item(option: Option) -> dict[str, JSON]:
    label = f"option.{option.name}"
    match option:
        case Choice(name=name, values=values):
            return _choice(name, values, default=option.sent or option.default)
        case Number(name=name, minimum=minimum, maximum=maximum):
            default = option.default if option.sent is None else option.sent
            limits: dict[str, JSON] = {"minimum": minimum, "maximum": maximum, "default": default}
            return {"name": name, "label": label, "kind": "number", **limits}
        case TextOption(name=name, max_length=max_length):
            return {"name": name, "label": label, "kind": "text", "max_length": max_length, "placeholder": ""}


def history_text(count: int, lang: Language) -> str:
    """The sentence that a turn sends those before it, "" when there are none."""
    if not count:
        return ""
    key = "page.plan.recalls_one" if count == 1 else "page.plan.recalls"
    return ("" if lang == "zh" else " ") + t(key, lang, count=count)


def plan_text(plan: Plan, lang: Language, *, gateway: str, free: bool, inputs: str = "") -> str:
    """The sentence beside the submit button. `inputs` describes the input images."""
    match plan.calls, plan.count:
        case _ if free:
            text = t("page.plan.free", lang)
        case 1, 1:
            text = t("page.plan.one", lang, gateway=gateway)
        case 1, count:
            text = t("page.plan.one_many", lang, gateway=gateway, count=count)
        case calls, _:
            text = t("page.plan.many", lang, gateway=gateway, calls=calls)
    if inputs:
        text += f" · {inputs}"
    if plan.pixels:
        text += " · " + t("page.plan.size", lang, width=plan.pixels[0], height=plan.pixels[1])
    return text
