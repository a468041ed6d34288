"""A press becomes a run: which calls it makes, by which key, and what is told before any of them leaves. Pure."""

import secrets
from dataclasses import replace

from providers.catalog import Catalog
from providers.errors import NoKey, UnknownModel, Unsupported
from providers.events import Notice
from providers.request.validation import capabilities_for, split_into_calls, validate
from providers.types import Caps, ImageRequest
from studio.references.attach import PreparedInputs
from studio.runs.live_run import CallPlan
from studio.types import FROM_TEXT, Call, KeyLookup, Run, RunRequest


def caps_for_request(
    catalog: Catalog, gateway: str, model: str, request: ImageRequest, *, pictures: bool = False
) -> Caps:
    """What the chosen route can do with the request; `pictures`: some go along that are not in it yet.

    Raises UnknownModel, or Unsupported where no pictures are taken.
    """
    route = catalog.route(catalog.model(gateway, model), str(request.options.get("route", "")))
    return capabilities_for(route, replace(request, task="edit") if pictures else request)


def caps_of_run(catalog: Catalog, run: Run) -> Caps:
    """What the run's model can do; of one that is no longer offered, nothing is known."""
    try:
        return caps_for_request(catalog, run.gateway, run.model, replace(run.request, options={"route": run.route}))
    except (UnknownModel, Unsupported):
        return Caps()


def plan_calls(
    ask: RunRequest, *, catalog: Catalog, keys: KeyLookup
) -> tuple[tuple[CallPlan, ...], tuple[Notice, ...]]:
    """The calls that this press makes, and what is to be told beforehand. Raises Refused's classes."""
    gateway = catalog.gateway(ask.gateway)
    model = catalog.model(ask.gateway, ask.model)
    caps = caps_for_request(catalog, ask.gateway, ask.model, ask.request)
    notices = validate(ask.request, caps)
    key = ask.key or keys.get(gateway.id)
    if gateway.needs_key and not key:
        raise NoKey(params={"gateway": gateway.name, "setting": gateway.key_env})
    calls = split_into_calls(ask.request, caps)
    orders = tuple(CallPlan(gateway=gateway, model=model, request=each, caps=caps, key=key) for each in calls)
    return orders, notices


def new_run(
    visitor: str,
    ask: RunRequest,
    *,
    laid: PreparedInputs,
    orders: tuple[CallPlan, ...],
    notices: tuple[Notice, ...],
    now: float,
    conversation: str = "",
) -> Run:
    """The run as it is written down before anything is sent."""
    run_id = secrets.token_urlsafe(12)
    calls = (
        Call(id=secrets.token_urlsafe(12), run=run_id, number=number, count=order.request.count, created=now)
        for number, order in enumerate(orders, 1)
    )
    named = str(ask.request.options.get("route", ""))
    route = next(each for each in orders[0].model.routes if named in ("", each.name))
    return Run(
        id=run_id,
        visitor=visitor,
        gateway=ask.gateway,
        model=ask.model,
        route=route.name,
        request=laid.request,
        calls=tuple(calls),
        notices=(*laid.notices, *notices),
        created=now,
        parent=ask.parent,
        brought=laid.inputs,
        painted=laid.mask,
        conversation=conversation,
        based_on=ask.based_on,
    )


def is_duplicate(run: Run, ask: RunRequest) -> bool:
    """Whether a run was asked for in the very same words and pictures, at the same place of a conversation."""
    asked = replace(run.request, images=(), mask=None, marked=None, before=())
    brought = tuple(each.id for each in run.brought)
    # Before what a turn brings stands what the studio puts along with it.
    beside = brought[len(brought) - len(ask.pictures) :] if run.conversation else brought
    return (
        (run.gateway, run.model, run.parent, asked) == (ask.gateway, ask.model, ask.parent, ask.request)
        and (bool(run.parent) or run.conversation == ask.conversation or not run.conversation)
        and beside == ask.pictures
        and ask.based_on in ("", run.based_on or FROM_TEXT)
    )
