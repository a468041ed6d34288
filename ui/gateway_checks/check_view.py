"""The JSON of a gateway's check: steps, what is wrong, what mends it, for the reader."""

from dataclasses import replace
from typing import Literal
from urllib.parse import urlsplit

from studio.diagnostics.problems import CheckStep, Diagnosis, MendKind, Problem, StepName, StepState
from ui.i18n import Language, has_string, t
from ui.schemas import View


class CheckStepView(View):
    """A step of a check: `title` and `message` for people, the `problem` it failed by.

    `is_warning`: it works, and its message is of a danger.
    """

    step: StepName
    state: StepState
    title: str
    message: str
    problem: str = ""
    is_warning: bool = False


class MendView(View):
    """The change that mends it.

    `kind` is "address" or "model", which become `value`, "key" for another key, or "none" where `advice` says it.
    """

    kind: MendKind
    value: str = ""


class GatewayCheckView(View):
    """A checked set-up.

    `result` is "works" or "broken". `problem` names the first thing that is wrong, `message` says it, and `advice`
    the one change that mends it; `said` are the gateway's own words. `models` are the ids that it lists.
    """

    result: Literal["works", "broken"]
    address: str
    steps: tuple[CheckStepView, ...]
    problem: str = ""
    message: str
    advice: str = ""
    said: str = ""
    mend: MendView
    models: tuple[str, ...] = ()


def check_view(diagnosis: Diagnosis, lang: Language, *, model: str = "", hidden: str = "") -> GatewayCheckView:
    """The JSON of a diagnosis. `model` is the one that was asked for.

    `hidden`: the name of a gateway whose address is not told; it stands in the place of that.
    """
    diagnosis = _without_address(diagnosis, hidden) if hidden else diagnosis
    problem = diagnosis.problem
    return GatewayCheckView(
        result="broken" if problem else "works",
        address="" if hidden else diagnosis.base_url,
        steps=tuple(_step(step, diagnosis, lang, model=model) for step in diagnosis.steps),
        problem=problem.name if problem else "",
        message=_message(problem, lang) if problem else t("check.works", lang),
        advice=_advice(problem, diagnosis, lang) if problem else "",
        said=str(problem.params.get("said", "")) if problem else "",
        mend=MendView(kind=diagnosis.mend.kind, value=diagnosis.mend.value),
        models=diagnosis.models,
    )


def _without_address(diagnosis: Diagnosis, name: str) -> Diagnosis:
    """The same with a gateway's name for its address, and nothing of what it says, which may repeat that."""
    hidden = {"host": name, "address": name, "location": name, "url": "", "said": ""}

    def hide_address(problem: Problem | None) -> Problem | None:
        return replace(problem, params={**problem.params, **hidden}) if problem else None

    steps = tuple(replace(step, problem=hide_address(step.problem)) for step in diagnosis.steps)
    is_address = diagnosis.mend.kind == "address"
    mend = replace(diagnosis.mend, kind="none", value="") if is_address else diagnosis.mend
    scheme = f"{urlsplit(diagnosis.base_url).scheme}://"
    return replace(diagnosis, base_url=scheme, steps=steps, problem=hide_address(diagnosis.problem), mend=mend)


def _step(step: CheckStep, diagnosis: Diagnosis, lang: Language, *, model: str) -> CheckStepView:
    return CheckStepView(
        step=step.name,
        state=step.state,
        title=t(f"check.step.{step.name}", lang),
        message=_message(step.problem, lang) if step.problem else _state_text(step, diagnosis, lang, model=model),
        problem=step.problem.name if step.problem else "",
        is_warning=_is_unencrypted(step, diagnosis),
    )


def _is_unencrypted(step: CheckStep, diagnosis: Diagnosis) -> bool:
    """Whether a gateway answered in the clear, which is no fault of its set-up."""
    return step.name == "tls" and step.state == "ok" and urlsplit(diagnosis.base_url).scheme == "http"


def _message(problem: Problem, lang: Language) -> str:
    return t(f"check.{problem.name}", lang, **problem.params)


def _advice(problem: Problem, diagnosis: Diagnosis, lang: Language) -> str:
    if diagnosis.mend.kind == "address":
        return t("check.mend.address", lang, address=diagnosis.mend.value)
    if not has_string(f"check.{problem.name}.mend"):
        return t("check.mend.hidden", lang)
    nearest = ".nearest" if diagnosis.mend.kind == "model" else ""
    return t(f"check.{problem.name}.mend{nearest}", lang, **problem.params)


def _state_text(step: CheckStep, diagnosis: Diagnosis, lang: Language, *, model: str) -> str:
    parts = urlsplit(diagnosis.base_url)
    if step.state == "not_reached":
        is_public_list = step.name == "key" and bool(diagnosis.models)
        return t("check.not_reached.key" if is_public_list else "check.not_reached", lang)
    if _is_unencrypted(step, diagnosis):
        return t("check.ok.plain", lang)
    if step.name == "models":
        count = len(diagnosis.models)
        key = "check.ok.model" if model else "check.ok.models.one" if count == 1 else "check.ok.models"
        return t(key, lang, count=count, model=model)
    return t(f"check.ok.{step.name}", lang, host=parts.netloc or t("check.host", lang))
