"""A run's record over HTTP: what was asked, what was sent, what came; and as a bundle for a gateway's help desk."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from providers.catalog import Catalog
from providers.errors import UnknownModel, Unsupported
from providers.types import JSON
from studio.errors import NotFound
from studio.images.files import has_transparency
from studio.studio import Studio
from studio.types import KeyLookup, Picture, Run
from ui.api.event_stream import in_threads
from ui.api.pictures import ClosingStreamingResponse, content_disposition
from ui.api.runs import json_response, viewer_of
from ui.context import AppContext
from ui.exports.code_samples import CodeSamples, code_samples
from ui.exports.support_bundle import SupportBundle, redact_json, secret_keys, strip_signatures
from ui.exports.zip_stream import stream_zip
from ui.schemas.errors import ErrorResponse, ErrorView, lang_of
from ui.schemas.runs import AskedView, CallView, RunView, TimingsView
from ui.schemas.serialize import dumps, run_view
from ui.security.visitor_cookie import visitor_of

NO: Final[dict[int | str, dict[str, Any]]] = {404: {"model": ErrorResponse}}


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRecord:
    """A picture as it was delivered. `call` is the number of the call that brought it; `alpha`: something in it is
    see-through, null where that is not known."""

    number: int
    call: int
    state: str
    kind: str
    draft: bool
    width: int
    height: int
    mime: str
    bytes: int
    sha256: str
    alpha: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredRecord:
    """What came: `count` whole final pictures, the model that the answers name, the tokens of all calls."""

    count: int
    pictures: tuple[PictureRecord, ...]
    model: str
    tokens: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """One call, and when it was where."""

    number: int
    count: int
    state: str
    attempt: int
    status: int | None
    request_id: str
    timings: TimingsView


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """Asked and delivered. `sent` is the first call in words, its texts "" where nothing was sent or the model is
    not offered any more; it names the key by its setting."""

    id: str
    task: str
    state: str
    gateway: str
    gateway_name: str
    by_rule: bool
    model: str
    route: str
    prompt: str
    asked: AskedView
    sent: CodeSamples
    delivered: DeliveredRecord
    timeline: TimingsView
    calls: tuple[CallRecord, ...]
    request_ids: tuple[str, ...]
    notices: tuple[Mapping[str, str | int], ...]
    errors: tuple[ErrorView, ...]


def routes(context: AppContext, *, keys: KeyLookup) -> APIRouter:
    """The record of a run and its bundle; the owner's alone. `keys` are the server's, to be struck out."""
    router = APIRouter(prefix="/api", tags=["runs"], default_response_class=Response)

    async def told(request: Request, found: Run) -> dict[str, JSON]:
        visitor = visitor_of(request)
        view = run_view(found, viewer_of(request, context))
        alphas = [await _alpha(context.studio, visitor, each) for each in found.pictures]
        record = _record(view, sent=_sent(context.catalog, found), alphas=alphas)
        return _plain(record, _secrets(context, keys, visitor))

    @router.get(
        "/runs/{run_id}/record",
        responses={200: {"model": RunRecord}, **NO},
        summary="What was asked, what was sent (as curl, as SDK code), and what came: no key is in it",
    )
    async def record(request: Request, run_id: str) -> Response:
        return json_response(await told(request, await context.studio.get(visitor_of(request), run_id)))

    @router.get(
        "/runs/{run_id}/helpdesk",
        responses={200: {"content": {"application/zip": {}}}, **NO},
        summary="For a gateway's help desk: a zip of the record, the request and the raw answer, without keys",
    )
    async def helpdesk(request: Request, run_id: str) -> Response:
        visitor, lang = visitor_of(request), lang_of(request.scope)
        found = await context.studio.get(visitor, run_id)
        bundle = SupportBundle(
            run=found,
            record=await told(request, found),
            folders=await context.studio.stored_answers(visitor, run_id),
            keys=_secrets(context, keys, visitor),
            gateway=viewer_of(request, context).gateway_name(found.gateway),
            lang=lang,
        )
        headers = {
            "content-type": "application/zip",
            "content-disposition": content_disposition(f"easel {found.gateway} {found.id}", "zip"),
            "cache-control": "no-store",
        }
        return ClosingStreamingResponse(in_threads(stream_zip(bundle.entries())), headers=headers)

    return router


def _secrets(context: AppContext, keys: KeyLookup, visitor: str) -> tuple[str, ...]:
    """Every key that this visitor's calls can have gone out with."""
    gateways = context.catalog.gateways
    return secret_keys(
        [*(keys.get(each.id) for each in gateways), *(context.own_key(visitor, each) for each in gateways)]
    )


def _plain(record: RunRecord, keys: tuple[str, ...]) -> dict[str, JSON]:
    """The record as JSON, without keys, and without what gateways sign their links with."""
    told: dict[str, JSON] = json.loads(dumps(record))
    told |= {name: strip_signatures(told[name]) for name in ("notices", "errors")}
    return {name: redact_json(value, keys) for name, value in told.items()}


def _sent(catalog: Catalog, found: Run) -> CodeSamples:
    """The run's first call as the catalog has it now; nothing of a model that is not offered any more."""
    try:
        gateway = catalog.gateway(found.gateway)
        model = catalog.model(found.gateway, found.model)
        return code_samples(gateway, model, route=catalog.route(model, found.route), request=found.request)
    except (UnknownModel, Unsupported):
        return CodeSamples()


async def _alpha(studio: Studio, visitor: str, picture: Picture) -> bool | None:
    """Its preview has alpha exactly where something in the picture is see-through (studio/images/files.py)."""
    try:
        return await asyncio.to_thread(has_transparency, await studio.thumbnail(visitor, picture.id))
    except (NotFound, OSError):
        return None


def _record(view: RunView, *, sent: CodeSamples, alphas: list[bool | None]) -> RunRecord:
    failures = [error for each in view.calls for error in (each.resend_error, each.error) if error]
    named = [*(each.request_id for each in view.calls), *(each.request_id for each in failures)]
    return RunRecord(
        id=view.id,
        task=view.task,
        state=view.state,
        gateway=view.gateway,
        gateway_name=view.gateway_name,
        by_rule=view.by_rule,
        model=view.model,
        route=view.route,
        prompt=view.prompt,
        asked=view.asked,
        sent=sent,
        delivered=_delivered(view, alphas),
        timeline=view.timings,
        calls=tuple(map(_call, view.calls)),
        request_ids=tuple(dict.fromkeys(filter(None, named))),
        notices=view.notices,
        errors=tuple(failures),
    )


def _delivered(view: RunView, alphas: list[bool | None]) -> DeliveredRecord:
    numbers = {each.id: each.number for each in view.calls}
    pictures = tuple(
        PictureRecord(
            number=each.number,
            call=numbers[each.call],
            state=each.state,
            kind=each.kind,
            draft=each.draft,
            width=each.width,
            height=each.height,
            mime=each.mime,
            bytes=each.bytes,
            sha256=each.sha256,
            alpha=alpha,
        )
        for each, alpha in zip(view.pictures, alphas, strict=True)
    )
    whole = [each for each in pictures if each.state == "done" and each.kind == "final" and not each.draft]
    models = dict.fromkeys(each.model_named for each in view.calls if each.model_named)
    return DeliveredRecord(count=len(whole), pictures=pictures, model=", ".join(models), tokens=view.usage)


def _call(call: CallView) -> CallRecord:
    return CallRecord(
        number=call.number,
        count=call.count,
        state=call.state,
        attempt=call.attempt,
        status=call.status,
        request_id=call.request_id,
        timings=call.timings,
    )
