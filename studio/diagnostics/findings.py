"""Findings of a gateway's check: answers become problems, steps, and a change. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import inf
from typing import Final, assert_never

from providers.errors import ProviderError
from providers.transport.redaction import redact
from studio.diagnostics.address_forms import AddressReading, Candidate
from studio.diagnostics.failure_names import CheckSubject, failure_name, key_owner
from studio.diagnostics.problems import (
    ANSWERED,
    OF_AN_API,
    STEP_OF,
    STEPS,
    UNSENT,
    CheckStep,
    Diagnosis,
    Mend,
    Problem,
)

SIMILAR_MODEL: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Finding of a base URL that listed models.

    `with_key`: the key was sent there. `balance` is what its account has left, without end where that is not told.
    """

    models: tuple[str, ...]
    with_key: bool
    balance: float = inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Finding of a base URL that did not. `with_key`: the key was sent there."""

    error: ProviderError
    with_key: bool


Finding = Listed | Failed


def problem_of(finding: Finding, subject: CheckSubject) -> Problem | None:
    """The problem that a finding tells of, None where all is well."""
    match finding:
        case Listed(balance=balance) if balance <= 0:
            return Problem(name="no_balance", params={"host": subject.host})
        case Listed(models=models):
            return _model_problem(models, subject)
        case Failed(error=error):
            name = failure_name(error, subject)
            params = {"host": subject.host, "setting": subject.proxy, **error.params, "status": error.status or ""}
            message = redact(error.gateway_message, subject.key) if subject.key else error.gateway_message
            return Problem(name=name, params={**params, "said": message, **key_owner(subject.key)})
        case _:
            assert_never(finding)


def is_an_api(finding: Finding, subject: CheckSubject) -> bool:
    """Whether a finding shows that an API answers there."""
    match finding:
        case Listed(models=models):
            return bool(models)
        case Failed(error=error):
            return failure_name(error, subject) in OF_AN_API
        case _:
            assert_never(finding)


def diagnose(
    reading: AddressReading,
    finding: Finding,
    subject: CheckSubject,
    *,
    candidate: Candidate | None = None,
    at_candidate: Finding | None = None,
) -> Diagnosis:
    """The diagnosis of an address.

    `finding` is what its base URL showed, `at_candidate` what the base URL did that was found to work instead.
    """
    problem = problem_of(finding, subject)
    if candidate is not None and at_candidate is not None:
        params = {"address": candidate.base_url, **(problem.params if problem else {})}
        mended = Problem(name=candidate.problem, params=params)
        return _with_mended(candidate.base_url, mended, problem_of(at_candidate, subject), at_candidate)
    if reading.problem and is_an_api(finding, subject):
        mended = Problem(name=reading.problem, params={"address": reading.base_url, "host": subject.host})
        return _with_mended(reading.base_url, mended, problem, finding)
    return Diagnosis(
        base_url=reading.base_url,
        steps=_steps(problem, with_key=finding.with_key),
        problem=problem,
        mend=_mend(problem),
        models=finding.models if isinstance(finding, Listed) else (),
    )


def unreadable(reading: AddressReading) -> Diagnosis:
    """The diagnosis of what is no address."""
    problem = Problem(name=reading.problem)
    return Diagnosis(base_url="", steps=_steps(problem, with_key=False), problem=problem, mend=_mend(problem))


def _with_mended(base_url: str, mended: Problem, later: Problem | None, finding: Finding) -> Diagnosis:
    """The diagnosis where another address works: the steps behind it as they are there."""
    index = STEP_OF[mended.name]
    steps = {step.name: step for step in _steps(later, with_key=finding.with_key)}
    steps[index] = CheckStep(name=index, state="failed", problem=mended)
    return Diagnosis(
        base_url=base_url,
        steps=tuple(steps[name] for name in STEPS),
        problem=mended,
        mend=Mend(kind="address", value=base_url),
        models=finding.models if isinstance(finding, Listed) else (),
    )


def _steps(problem: Problem | None, *, with_key: bool) -> tuple[CheckStep, ...]:
    """The steps up to a problem; a key that was not sent is neither right nor wrong."""
    failed = STEPS.index(STEP_OF[problem.name]) if problem else len(STEPS)
    over = 3 if problem and problem.name in ANSWERED else 1 if problem and problem.name == UNSENT else failed
    return tuple(
        CheckStep(name=name, state="failed", problem=problem)
        if index == failed and (with_key or name != "key" or (problem and problem.name == "key_missing"))
        else CheckStep(name=name, state="ok" if index < over and (with_key or name != "key") else "not_reached")
        for index, name in enumerate(STEPS)
    )


def _mend(problem: Problem | None) -> Mend:
    match problem:
        case Problem(name="model_missing", params=params) if params.get("nearest"):
            return Mend(kind="model", value=str(params["nearest"]))
        case Problem(name=name) if name.startswith("key_"):
            return Mend(kind="key")
    return Mend()


def _model_problem(models: Sequence[str], subject: CheckSubject) -> Problem | None:
    params: dict[str, str | int] = {"host": subject.host, "model": subject.model, "count": len(models)}
    if not models:
        return Problem(name="key_without_models", params=params)
    if not subject.model or subject.model in models:
        return None
    return Problem(name="model_missing", params={**params, "nearest": nearest_model(subject.model, models)})


def nearest_model(model: str, models: Sequence[str]) -> str:
    """Listed id most like a model's, "" where none is: prefixes and capitals count little."""
    plain = {name.rpartition("/")[2].lower(): name for name in reversed(models)}
    plain_name = model.rpartition("/")[2].lower()
    return next((plain[name] for name in get_close_matches(plain_name, list(plain), n=1, cutoff=SIMILAR_MODEL)), "")


def balance_of(subscription: bytes, usage: bytes) -> float:
    """Balance by `hard_limit_usd` and a use in hundredths; without end where one is missing."""
    try:
        limit, used = json.loads(subscription)["hard_limit_usd"], json.loads(usage)["total_usage"]
        return float(limit) - float(used) / 100
    except (ValueError, TypeError, LookupError):
        return inf
