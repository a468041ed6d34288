"""Run planner: a request becomes the calls that it makes. Pure.

Which calls, by which key, and the notices before any of them leaves.
"""

import secrets
from dataclasses import replace

from models.caps import Caps
from providers.catalog import Catalog, missing_key
from providers.errors import UnknownModel, Unsupported
from providers.events import Notice
from providers.request.extra import validate_extra
from providers.request.validation import capabilities_for, split_into_calls, validate
from providers.types import ImageRequest
from studio.cutouts.transparency import ask_for_transparency
from studio.errors import NoCookie, ServerKeyClosed
from studio.references.attach import PreparedInputs
from studio.references.shape import shape_edit
from studio.runs.live_run import CallPlan
from studio.services import RereadKeys
from studio.types import FROM_TEXT, Call, KeyLookup, Run, RunRequest


def caps_for_request(
    catalog: Catalog, gateway: str, model: str, request: ImageRequest, *, pictures: bool = False
) -> Caps:
    """Capabilities of the chosen route for a request.

    `pictures`: some go along that are not in it yet.

    Raises UnknownModel, or Unsupported where no pictures are taken.
    """
    route = catalog.route(catalog.model(gateway, model), str(request.options.get("route", "")))
    return capabilities_for(route, replace(request, task="edit") if pictures else request)


def max_images_for(catalog: Catalog, ask: RunRequest) -> int:
    """Number of pictures that the asked model takes.

    1 for one that takes none or is none: that is refused where it is planned.
    """
    try:
        caps = caps_for_request(catalog, ask.gateway, ask.model, ask.request, pictures=True)
    except (UnknownModel, Unsupported):
        return 1
    return caps.inputs.max_images if caps.inputs else 1


def caps_of_run(catalog: Catalog, run: Run) -> Caps:
    """Capabilities of the run's model; of one no longer offered, nothing is known."""
    try:
        return caps_for_request(catalog, run.gateway, run.model, replace(run.request, options={"route": run.route}))
    except (UnknownModel, Unsupported):
        return Caps()


def is_by_rule(catalog: Catalog, run: Run) -> bool:
    """Whether the run is painted here by rule, so that nobody charges for it."""
    return any(gateway.id == run.gateway and gateway.by_rule for gateway in catalog.gateways)


def reread_keys(
    run: Run, *, catalog: Catalog, keys: KeyLookup, own_key: str = "", used: frozenset[str] = frozenset()
) -> RereadKeys:
    """Keys for reading the run's stored answers again.

    One for its gateway as it is today, and all that the answers may repeat: those `used` for its calls, too.
    """
    address = next((gateway.base_url for gateway in catalog.gateways if gateway.id == run.gateway), "")
    server_key = keys.get(run.gateway)
    return RereadKeys(base_url=address, key=own_key or server_key, secrets=used | {own_key, server_key})


def plan_calls(
    ask: RunRequest, *, catalog: Catalog, keys: KeyLookup, server_keys_open: bool = True
) -> tuple[tuple[CallPlan, ...], tuple[Notice, ...]]:
    """Plans the calls of a request, with the notices beforehand.

    Raises Refused's classes, ServerKeyClosed or NoCookie.

    This check decides: with the pictures as they will be sent, and before anything is written. The page checks for
    its sentence beside the button only, and `providers.catalog.generate` whoever else calls it.
    """
    gateway = catalog.gateway(ask.gateway)
    model = catalog.model(ask.gateway, ask.model)
    caps = caps_for_request(catalog, ask.gateway, ask.model, ask.request)
    notices = validate(ask.request, caps)
    validate_extra(ask.request, catalog.route(model, str(ask.request.options.get("route", ""))), caps)
    server_key = "" if ask.key else keys.get(gateway.id)
    if server_key and (ask.own_key_only or not server_keys_open):
        reason = {"reason": "guest"} if ask.own_key_only else {}
        raise ServerKeyClosed(params={"gateway": gateway.name, **reason})
    if server_key and not ask.origin.is_known:
        raise NoCookie
    key = ask.key or server_key
    if gateway.needs_key and not key:
        raise missing_key(gateway)
    calls = split_into_calls(ask.request, caps)
    plans = tuple(
        CallPlan(gateway=gateway, model=model, request=call, caps=caps, key=key, on_server_key=bool(server_key))
        for call in calls
    )
    return plans, notices


def new_run(
    visitor: str,
    ask: RunRequest,
    *,
    prepared: PreparedInputs,
    plans: tuple[CallPlan, ...],
    notices: tuple[Notice, ...],
    now: float,
    conversation: str = "",
) -> Run:
    """The run as it is written down before anything is sent."""
    run_id = secrets.token_urlsafe(12)
    calls = (
        Call(id=secrets.token_urlsafe(12), run=run_id, number=number, count=plan.request.count, created=now)
        for number, plan in enumerate(plans, 1)
    )
    named = str(ask.request.options.get("route", ""))
    route = next(candidate for candidate in plans[0].model.routes if named in ("", candidate.name))
    return Run(
        id=run_id,
        visitor=visitor,
        gateway=ask.gateway,
        model=ask.model,
        route=route.name,
        request=prepared.request,
        calls=tuple(calls),
        notices=(*prepared.notices, *notices),
        created=now,
        parent=ask.parent,
        brought=prepared.inputs,
        painted=prepared.mask,
        markup=prepared.markup,
        conversation=conversation,
        based_on=ask.based_on,
    )


def is_duplicate(run: Run, ask: RunRequest, catalog: Catalog) -> bool:
    """Whether a run was asked for in the very same way.

    That is in the same words and pictures, at the same point of a conversation.

    Raises UnknownModel or Unsupported.
    """
    inputs = tuple(image.id for image in run.brought)
    # Before what a turn brings stands what the studio puts along with it.
    own_inputs = inputs[len(inputs) - len(ask.pictures) :] if run.conversation else inputs
    return (
        (run.gateway, run.model, run.parent) == (ask.gateway, ask.model, ask.parent)
        and (bool(run.parent) or run.conversation == ask.conversation or not run.conversation)
        and own_inputs == ask.pictures
        and ask.based_on in ("", run.based_on or FROM_TEXT)
        and (run.markup.id if run.markup else "") == ask.markup
        and _as_asked(run.request) == _with_shape(run, ask, catalog)
    )


def _as_asked(request: ImageRequest) -> ImageRequest:
    """The request without what was made of the pictures and told of the conversation."""
    return replace(
        request, images=(), mask=None, marked=None, markup=None, annotated=None, backdrop="", added=(), before=()
    )


def _with_shape(run: Run, ask: RunRequest, catalog: Catalog) -> ImageRequest:
    """The request as it would become with the run's own pictures: its shape, and what asks for transparency."""
    if not run.brought and not ask.request.cutout:
        return ask.request
    caps = caps_for_request(catalog, ask.gateway, ask.model, ask.request, pictures=bool(run.brought))
    request = ask_for_transparency(ask.request, caps)
    if not run.brought:
        return request
    return shape_edit(request, run.brought[0], caps, masked=run.painted is not None).request
