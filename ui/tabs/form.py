"""Form of a tab: options of a model, and the request that the fields make. Pure."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from models.caps import Caps, Choice, Number, Option, TextOption
from providers.request.extra import MAX_LENGTH, parse_extra
from providers.request.options import is_streamed, unmet_dependency
from providers.request.validation import max_images_per_call
from providers.types import JSON, Gateway, ImageRequest, Model, PaintWire, Route, Task
from studio.storage.idempotency import fingerprint
from studio.types import FROM_TEXT, IdempotencyKey, RunRequest
from ui.context import AppContext
from ui.gateway_settings.gateway_list import model_features

OptionValues = Mapping[str, str | int]
CUTOUT: Final = "cutout"
ON: Final = "true"
"""The value of an option that is either chosen or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFields:
    """Values of the form.

    `options` holds only what was chosen, `size`, `route`, `cutout` and `extra` (as JSON text) among it. `pictures`
    are the ids of the input images in their order, `expand` the pixels by which the first of them shall grow,
    `mask` the id of the painted mask, `markup` that of the drawn marks; those in `fit` are to be made smaller where
    need be. Of a turn, `conversation`, `parent` and `based_on` give its position, `history_turns` how many before
    it are sent.
    """

    task: Task = "generate"
    prompt: str = ""
    ratio: str = ""
    resolution: str = ""
    count: int = 1
    options: OptionValues
    pictures: tuple[str, ...] = ()
    expand: tuple[int, ...] = ()
    mask: str = ""
    markup: str = ""
    fit: frozenset[str] = frozenset()
    conversation: str = ""
    parent: str = ""
    based_on: str = ""
    history_turns: int = 0

    @property
    def has_inputs(self) -> bool:
        """Whether pictures go along: always with an edit, with a turn when it changes or brings any."""
        return self.task == "edit" or bool(self.pictures) or self.based_on not in ("", FROM_TEXT)


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
    """The request that the form makes; whether a model can do it is for `validate` to say.

    Raises Unsupported for extra parameters that are no JSON object.
    """
    options = {name: value for name, value in fields.options.items() if name not in ("size", "extra", CUTOUT)}
    return ImageRequest(
        prompt=fields.prompt.strip(),
        task=fields.task,
        aspect_ratio=fields.ratio,
        resolution=fields.resolution,
        size=str(fields.options.get("size", "")).strip(),
        count=fields.count,
        options=options,
        extra=parse_extra(str(fields.options.get("extra", ""))),
        cutout=fields.options.get(CUTOUT) == ON,
        expand=fields.expand if fields.pictures else (),
    )


def run_request_from_form(fields: FormFields) -> RunRequest:
    """The form as a run request, without its model."""
    return RunRequest(
        gateway="",
        model="",
        request=request_from_form(fields),
        pictures=fields.pictures,
        mask=fields.mask,
        markup=fields.markup,
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


def fit_to_model(fields: FormFields, model: Model) -> FormFields:
    """The form for another model: values that it does not have fall back to its own."""
    caps = caps_for_form(fields, model)
    listed = option_specs(model, fields.options, task=fields.task, with_inputs=fields.has_inputs)
    specs = {item["name"]: item for item in listed}
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
        case {"kind": "text" | "json"}:
            return isinstance(value, str)
        case {"kind": "flag"}:
            return value == ON
        case _:
            return False


def option_specs(model: Model, options: OptionValues, *, task: Task, with_inputs: bool) -> list[dict[str, JSON]]:
    """The model's own options and the cut-out, as the page's script draws them.

    Each is {name, label, kind, …}. A default is what will be sent, or what the gateway does, beside the values that
    are chosen: a GIF is not streamed, and of what only a GIF has nothing is sent with a PNG.

    `with_inputs`: for a request with input images.
    """
    route = chosen_route(model, options)
    caps = _caps(route, with_inputs=with_inputs)
    request = ImageRequest(prompt="", options=dict(options))
    items: list[dict[str, JSON]] = []
    if len(model.routes) > 1:
        items.append(_choice("route", tuple(route.name for route in model.routes), default=model.routes[0].name))
    if caps.any_size or caps.free_size or caps.verbatim:
        items.append(
            {"name": "size", "label": "page.size.label", "kind": "text", "max_length": 64, "placeholder": ""}
        )
    if len(caps.streams) > 1:
        values = tuple(str(value).lower() for value in caps.streams)
        unchosen = replace(request, options={name: options[name] for name in options if name != "stream"})
        items.append(_choice("stream", values, default=str(is_streamed(unchosen, caps)).lower()))
    items += [_item(option, request, caps) for option in caps.options]
    if not isinstance(route.wire, PaintWire):
        items.append(
            {
                "name": "extra",
                "label": "page.extra.label",
                "kind": "json",
                "max_length": MAX_LENGTH,
                "placeholder": "{}",
            }
        )
    if task != "chat":
        items.append({"name": CUTOUT, "label": f"option.{CUTOUT}", "kind": "flag"})
    return items


def _choice(name: str, values: tuple[str, ...], *, default: str) -> dict[str, JSON]:
    return {"name": name, "label": f"option.{name}", "kind": "choice", "values": list(values), "default": default}


def _item(option: Option, request: ImageRequest, caps: Caps) -> dict[str, JSON]:
    label = f"option.{option.name}"
    match option:
        case Choice(name=name, values=values):
            return _choice(name, values, default=option.sent or option.default)
        case Number(name=name, minimum=minimum, maximum=maximum):
            default = option.default if option.sent is None else option.sent
            limits: dict[str, JSON] = {
                "minimum": minimum,
                "maximum": maximum,
                "step": option.step,
                "default": default,
                "unused": unmet_dependency(name, str(default), request, caps) is not None,
            }
            return {"name": name, "label": label, "kind": "number", **limits}
        case TextOption(name=name, max_length=max_length):
            return {"name": name, "label": label, "kind": "text", "max_length": max_length, "placeholder": ""}


def model_card(context: AppContext, gateway: Gateway, model: Model) -> dict[str, JSON]:
    """The model as the page's script draws it (ui/static/form/model_card.js)."""
    name, nickname = context.model_names(model)
    return {
        "value": f"{gateway.id}/{model.id}",
        "id": model.id,
        "name": name,
        "nickname": nickname,
        "family": model.family,
        "family_is_guess": model.is_guess,
        "ends": model.ends,
        "ends_by_report": model.ends_by_report,
        "gateway": gateway.name,
        "by_rule": gateway.by_rule,
        "prompt_limit": model.routes[0].caps.prompt_limit,
        "features": model_features(model).model_dump(),
    }


def model_choice(gateway: Gateway, model: Model) -> tuple[str, str]:
    """The model as the dropdown's only choice: its name there, and its value."""
    name = model.label.replace(" (", ", ").removesuffix(")")
    label = model.id if name in {"", model.id} else f"{model.id} ({name})"
    return f"{gateway.name} · {label}", f"{gateway.id}/{model.id}"


def key_state(context: AppContext, gateway: Gateway, *, visitor: str) -> dict[str, JSON]:
    """Whether the form asks for a key of the visitor's, and whose."""
    return {
        "gateway": gateway.id,
        "name": gateway.name,
        "site": gateway.site,
        "need": context.lacks_key(visitor, gateway),
        "kept": context.has_own_key(visitor, gateway),
        "closed": gateway.id in context.closed_gateways,
    }
