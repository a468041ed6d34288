"""A form as a function of what a model can do: the settings to show, and the request that they make. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from providers.request.sizing import expected_size
from providers.request.validation import max_images_per_call, split_into_calls, validate
from providers.types import JSON, Caps, Choice, ImageRequest, Model, Number, Option, Route, Task, TextOption
from studio.types import FROM_TEXT
from ui.i18n import Language, t

Chosen = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What stands in the form. `options` holds only what was chosen, `size` and `route` among it.

    `pictures` are the ids of the tiles in their order, `mask` that of the painted mask; those in `fit` are to be
    made smaller where need be. Of a turn, `conversation`, `parent` and `based_on` say where it stands, and
    `recalls` how many turns before it are told of again.
    """

    task: Task = "generate"
    prompt: str = ""
    ratio: str = ""
    resolution: str = ""
    count: int = 1
    options: Chosen
    pictures: tuple[str, ...] = ()
    mask: str = ""
    fit: frozenset[str] = frozenset()
    conversation: str = ""
    parent: str = ""
    based_on: str = ""
    recalls: int = 0

    @property
    def brings(self) -> bool:
        """Whether pictures go along: always with an edit, with a turn when it changes or brings any."""
        return self.task == "edit" or bool(self.pictures) or self.based_on not in ("", FROM_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a press would do: how many calls, and the pixels to expect where they are promised."""

    calls: int
    count: int
    pixels: tuple[int, int] | None


def route_of(model: Model, options: Chosen) -> Route:
    """The route that is chosen, or the model's first."""
    return next((route for route in model.routes if route.name == options.get("route")), model.routes[0])


def caps_in(fields: Fields, model: Model) -> Caps:
    """What the model can do by the chosen route with what the form brings; nothing where it takes no pictures."""
    return _caps(route_of(model, fields.options), brings=fields.brings)


def _caps(route: Route, *, brings: bool) -> Caps:
    return (route.edits or Caps()) if brings else route.caps


def request_from_form(fields: Fields) -> ImageRequest:
    """The form read into a request; whether the model can do it is for `check` to say."""
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


def planned_calls(request: ImageRequest, caps: Caps) -> Plan:
    """What a press on the button would do. Raises Unsupported, but not for a prompt that is still to be written,
    nor for pictures, which have a plan of their own (ui/tabs/input_preview.py)."""
    validate(replace(request, prompt=request.prompt or "…", images=()), replace(caps, inputs=None))
    return Plan(
        calls=len(split_into_calls(request, caps)), count=request.count, pixels=expected_size(request, caps)
    )


def kept(fields: Fields, model: Model) -> Fields:
    """What of the form another model can do as well; the rest falls back to the model's own."""
    caps = caps_in(fields, model)
    offered = {item["name"]: item for item in spec(model, fields.options, brings=fields.brings)}
    return replace(
        fields,
        ratio=fields.ratio if fields.ratio in caps.aspect_ratios else "",
        resolution=fields.resolution if fields.resolution in caps.resolutions else "",
        count=min(fields.count, max_images_per_call(caps)),
        options={name: value for name, value in fields.options.items() if _fits(offered.get(name), value)},
    )


def _fits(item: dict[str, JSON] | None, value: str | int) -> bool:
    match item:
        case {"kind": "choice", "values": list(values)}:
            return value in values
        case {"kind": "number", "low": int(low), "high": int(high)}:
            return isinstance(value, int) and low <= value <= high
        case {"kind": "words"}:
            return isinstance(value, str)
        case _:
            return False


def spec(model: Model, options: Chosen, *, brings: bool) -> list[dict[str, JSON]]:
    """The model's own options as the page's script builds them: {name, label, kind, …}; `brings`: for a request
    with pictures."""
    caps = _caps(route_of(model, options), brings=brings)
    items: list[dict[str, JSON]] = []
    if len(model.routes) > 1:
        items.append(_choice("route", tuple(route.name for route in model.routes), default=model.routes[0].name))
    if caps.any_size or caps.free_size or caps.verbatim:
        items.append(
            {"name": "size", "label": "page.size.label", "kind": "words", "longest": 64, "placeholder": ""}
        )
    if len(caps.streams) > 1:
        words = tuple(str(value).lower() for value in caps.streams)
        items.append(_choice("stream", words, default=words[0]))
    return items + [_item(option) for option in caps.options]


def _choice(name: str, values: tuple[str, ...], *, default: str) -> dict[str, JSON]:
    return {"name": name, "label": f"option.{name}", "kind": "choice", "values": list(values), "default": default}


def _item(option: Option) -> dict[str, JSON]:
    label = f"option.{option.name}"
    match option:
        case Choice(name=name, values=values):
            return _choice(name, values, default=option.sent or option.default)
        case Number(name=name, minimum=low, maximum=high):
            default = option.default if option.sent is None else option.sent
            return {"name": name, "label": label, "kind": "number", "low": low, "high": high, "default": default}
        case TextOption(name=name, max_length=longest):
            return {"name": name, "label": label, "kind": "words", "longest": longest, "placeholder": ""}


def recalls_words(count: int, lang: Language) -> str:
    """That a turn tells of those before it, "" when there are none."""
    if not count:
        return ""
    key = "page.plan.recalls_one" if count == 1 else "page.plan.recalls"
    return ("" if lang == "zh" else " ") + t(key, lang, count=count)


def plan_words(planned: Plan, lang: Language, *, gateway: str, free: bool, sent: str = "") -> str:
    """The sentence beside the button: what the press will do, before it is made. `sent` tells of the pictures."""
    match planned.calls, planned.count:
        case _ if free:
            told = t("page.plan.free", lang)
        case 1, 1:
            told = t("page.plan.one", lang, gateway=gateway)
        case 1, count:
            told = t("page.plan.one_many", lang, gateway=gateway, count=count)
        case calls, _:
            told = t("page.plan.many", lang, gateway=gateway, calls=calls)
    if sent:
        told += f" · {sent}"
    if planned.pixels:
        told += " · " + t("page.plan.size", lang, width=planned.pixels[0], height=planned.pixels[1])
    return told
