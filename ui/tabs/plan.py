"""Plan of a press: its calls, its sentence, and the order in which a page asks for plans."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from models.caps import Caps
from providers.catalog import Catalog
from providers.errors import Unsupported
from providers.events import Notice
from providers.request.extra import validate_extra
from providers.request.sizing import expected_size
from providers.request.validation import split_into_calls, validate, validate_mask_options
from providers.types import Gateway, ImageRequest, Model
from studio.cutouts.transparency import ask_for_transparency
from studio.observing.behaviour_store import Known
from studio.references.shape import shape_edit
from ui.gateway_checks.behaviour_text import plan_warnings
from ui.i18n import Language, t
from ui.schemas.errors import error_text
from ui.tabs.form import FormFields, caps_for_form, chosen_route, request_from_form
from ui.tabs.input_preview import InputPreview

MAX_NAMES, MAX_NAME = 4, 32
"""Extra parameters that are named beside the button, and characters of each."""
LONG_WAIT: Final = 90.0
"""Seconds from which on a duration is told in minutes."""
FORETOLD: Final = frozenset({"frames_charged", "rounded", "svg_tokens"})
"""The kinds of notices that change what is paid or sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Plan of a press: how many calls, and the pixels to expect where they are promised.

    `notices` tell what the choice means, before it is paid.
    """

    calls: int
    count: int
    pixels: tuple[int, int] | None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """Experience with a model: how many `seconds` such a call takes, what calls showed.

    `seconds_at` are those of this very resolution, None where none was made.
    """

    seconds: float | None = None
    seconds_at: float | None = None
    known: Known = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanMessage:
    """The line beside the submit button; `problem` where the form as it is cannot be sent.

    `size`: the nearest that can be had, where it is the size that hinders.
    """

    text: str
    problem: bool = False
    size: str = ""


def plan_calls(request: ImageRequest, caps: Caps) -> Plan:
    """The plan of a press. Raises Unsupported.

    Not for a prompt that is still to be written, nor for pictures, which have a preview of their own
    (ui/tabs/input_preview.py).
    """
    notices = validate(replace(request, prompt=request.prompt or "…", images=()), replace(caps, inputs=None))
    return Plan(
        calls=len(split_into_calls(request, caps)),
        count=request.count,
        pixels=expected_size(request, caps),
        notices=tuple(notice for notice in notices if notice.kind in FORETOLD),
    )


def initial_plan(catalog: Catalog, lang: Language) -> str:
    """The plan of the form that the page opens with; "" where its model needs a key first."""
    gateway, model = catalog.default
    if gateway.key_env and gateway.id not in catalog.gateways_with_key:
        return ""
    fields = FormFields(options={})
    plan = plan_calls(request_from_form(fields), caps_for_form(fields, model))
    return plan_text(plan, lang, gateway=gateway.name, free=gateway.by_rule)


def history_text(count: int, lang: Language) -> str:
    """The phrase that a turn sends those before it, "" when there are none."""
    if not count:
        return ""
    return t("page.plan.recalls_one" if count == 1 else "page.plan.recalls", lang, count=count)


def extra_text(request: ImageRequest, lang: Language) -> str:
    """The phrase that names the extra parameters, which are folded away; "" without any."""
    if not request.extra:
        return ""
    names = ", ".join(name[:MAX_NAME] for name in (*request.extra,)[:MAX_NAMES])
    more = "…" if len(request.extra) > MAX_NAMES else ""
    return t("page.plan.extra", lang, names=names + more)


def duration_text(seconds: float | None, lang: Language) -> str:
    """The time that a picture takes, in words as in form/model_list.js; "" where it is unknown."""
    if seconds is None:
        return ""
    if seconds < LONG_WAIT:
        return t("page.picker.seconds", lang, seconds=max(1, round(seconds)))
    return t("page.picker.minutes", lang, minutes=round(seconds / 60))


def plan_text(
    plan: Plan, lang: Language, *, gateway: str, free: bool, inputs: Iterable[str] = (), duration: str = ""
) -> str:
    """The sentence beside the submit button.

    `inputs` are phrases on what is sent along with the prompt; a free run sends nothing. `duration` says about how
    long it takes.
    """
    gateway = gateway.replace("-", "-\N{WORD JOINER}")  # a narrow window would break a name at its hyphen
    match plan.calls, plan.count:
        case _ if free:
            text = t("page.plan.free", lang)
        case 1, 1:
            text = t("page.plan.one", lang, gateway=gateway)
        case 1, count:
            text = t("page.plan.one_many", lang, gateway=gateway, count=count)
        case calls, _:
            text = t("page.plan.many", lang, gateway=gateway, calls=calls)
    size = t("page.plan.size", lang, width=plan.pixels[0], height=plan.pixels[1]) if plan.pixels else ""
    notes = (t(f"page.plan.{notice.kind}", lang, **notice.params) for notice in plan.notices)
    unbroken = (fact.replace(" ", "\N{NO-BREAK SPACE}") for fact in (duration, size))
    return " · ".join(filter(None, (text, *notes, *(() if free else inputs), *unbroken)))


def plan_message(
    gateway: Gateway,
    model: Model,
    fields: FormFields,
    preview: InputPreview,
    *,
    experience: Experience,
    lang: Language,
) -> PlanMessage:
    """The line beside the submit button: the plan, or what hinders or is still to be done first."""
    if preview.problem or preview.hint:
        return PlanMessage(preview.problem or preview.hint, problem=bool(preview.problem))
    caps = caps_for_form(fields, model)
    try:
        request = ask_for_transparency(request_from_form(fields), caps)
        validate_extra(request, chosen_route(model, fields.options), caps)
        if request.cutout and preview.masked:
            raise Unsupported(field="cutout", reason="cutout_masked")
        shaped = shape_edit(request, preview.first, caps, masked=preview.masked)
        validate_mask_options(shaped.request, caps, masked=preview.masked)
        plan = plan_calls(shaped.request, caps)
    except Unsupported as problem:
        size = str(problem.params.get("nearest", "")) if problem.params.get("field") == "size" else ""
        return PlanMessage(error_text(problem, lang, gateway=gateway.name), problem=True, size=size)
    inputs = preview.summary(lang), history_text(fields.history_turns, lang), extra_text(request, lang)
    text = plan_text(
        plan,
        lang,
        gateway=gateway.name,
        free=gateway.by_rule,
        inputs=inputs,
        duration=duration_text(experience.seconds, lang),
    )
    warnings = plan_warnings(
        shaped.request,
        caps,
        experience.known,
        seconds=experience.seconds_at,
        masked=preview.masked,
        lang=lang,
    )
    return PlanMessage(" · ".join((text, *warnings)))


@dataclass(slots=True)
class _Open:
    """Requests under way for one page: how many, and which is the newest."""

    count: int = 0
    newest: object = None


class RequestOrder:
    """Requests under way, by page. Nothing is held of a page that waits for nothing."""

    def __init__(self) -> None:
        self._pages: dict[str, _Open] = {}

    @contextmanager
    def track(self, page: str) -> Iterator[Callable[[], bool]]:
        """Tracks one request to its end.

        What it yields says whether a newer one of this page came meanwhile.
        """
        here = self._pages.setdefault(page, _Open())
        here.count, here.newest = here.count + 1, (this := object())
        try:
            yield lambda: here.newest is not this
        finally:
            here.count -= 1
            if not here.count:
                del self._pages[page]
