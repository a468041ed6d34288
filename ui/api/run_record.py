"""/api/runs/{id}/record and /helpdesk: what was asked, sent and received.

As JSON, and as a bundle for a gateway's help desk; no key is in either.
"""

import asyncio
import json
from pathlib import Path

from fastapi import APIRouter, Request, Response

from formats.encodings.gif_blocks import GifTiming, read_gif_timing
from providers.catalog import Catalog
from providers.errors import UnknownModel, Unsupported
from providers.request.parameters import changes_of
from providers.types import JSON
from studio.credentials.carriers import has_credentials
from studio.credentials.manifest_store import read_credentials
from studio.errors import NotFound
from studio.images.files import has_transparency
from studio.studio import Studio
from studio.types import KeyLookup, Picture, Run
from ui.context import AppContext
from ui.exports.code_samples import CodeSamples, code_samples
from ui.exports.support_bundle import SupportBundle, redact_json, secret_keys, strip_signatures
from ui.responses import NOT_FOUND, json_response, view_context_of, zip_response
from ui.schemas.errors import lang_of
from ui.schemas.run_record import CredentialsRecord, RunRecord, run_record
from ui.schemas.serialize import dumps, run_view
from ui.security.visitor_cookie import visitor_of


def routes(context: AppContext, *, keys: KeyLookup) -> APIRouter:
    """The record of a run and its support bundle.

    They are the owner's alone. `keys` are the server's, to be struck out.
    """
    router = APIRouter(prefix="/api", tags=["runs"], default_response_class=Response)

    async def redacted_record(request: Request, run: Run) -> dict[str, JSON]:
        visitor, seen = visitor_of(request), context.seen_by(request)
        view = run_view(run, view_context_of(request, context))
        alphas = [await _has_alpha(context.studio, visitor, picture) for picture in run.pictures]
        credentials = [await asyncio.to_thread(_credentials, run, picture) for picture in run.pictures]
        motions = [await asyncio.to_thread(_motion, picture) for picture in run.pictures]
        record = run_record(
            view,
            sent=_samples(seen.catalog, run),
            alphas=alphas,
            credentials=credentials,
            motions=motions,
        )
        return _redact(record, _keys_of(seen, keys, visitor))

    @router.get(
        "/runs/{run_id}/record",
        responses={200: {"model": RunRecord}, **NOT_FOUND},
        summary="What was asked, what was sent (as curl, as SDK code), and what came: no key is in it",
    )
    async def get_record(request: Request, run_id: str) -> Response:
        run = await context.studio.get(visitor_of(request), run_id)
        return json_response(await redacted_record(request, run))

    @router.get(
        "/runs/{run_id}/helpdesk",
        responses={200: {"content": {"application/zip": {}}}, **NOT_FOUND},
        summary="For a gateway's help desk: a zip of the record, the request and the raw answer, without keys",
    )
    async def get_support_bundle(request: Request, run_id: str) -> Response:
        visitor = visitor_of(request)
        run = await context.studio.get(visitor, run_id)
        bundle = SupportBundle(
            run=run,
            record=await redacted_record(request, run),
            folders=await context.studio.stored_answers(visitor, run_id),
            keys=_keys_of(context.seen_by(request), keys, visitor),
            gateway=view_context_of(request, context).gateway_name(run.gateway),
            lang=lang_of(request.scope),
        )
        return zip_response(bundle.entries(), name=f"easel {run.gateway} {run.id}")

    return router


def _keys_of(context: AppContext, keys: KeyLookup, visitor: str) -> tuple[str, ...]:
    """Every key that this visitor's calls can have gone out with."""
    gateways = context.catalog.gateways
    own = [context.own_key(visitor, gateway) for gateway in gateways]
    return secret_keys([*(keys.get(gateway.id) for gateway in gateways), *own])


def _redact(record: RunRecord, keys: tuple[str, ...]) -> dict[str, JSON]:
    """The record as JSON, without keys, and without what gateways sign their links with."""
    fields: dict[str, JSON] = json.loads(dumps(record))
    fields |= {name: strip_signatures(fields[name]) for name in ("notices", "errors")}
    return {name: redact_json(value, keys) for name, value in fields.items()}


def _samples(catalog: Catalog, run: Run) -> CodeSamples:
    """The run's first call as the catalog has it now; nothing of a model that is not offered any more."""
    try:
        gateway = catalog.gateway(run.gateway)
        model = catalog.model(run.gateway, run.model)
        route, changes = catalog.route(model, run.route), changes_of(run.calls[0].notices)
        return code_samples(gateway, model, route=route, request=run.request, changes=changes)
    except (UnknownModel, Unsupported):
        return CodeSamples()


def _motion(picture: Picture) -> GifTiming | None:
    """Read when the record is asked for. Blocks."""
    if picture.mime != "image/gif":
        return None
    try:
        with picture.path.open("rb") as file:
            return read_gif_timing(file)
    except (OSError, ValueError):
        return None


def _credentials(run: Run, picture: Picture) -> CredentialsRecord | None:
    """Read from the file when the record is asked for; that takes a millisecond. Blocks."""
    try:
        credentials = read_credentials(picture.path)
    except OSError:
        return None
    dropped = picture.kind != "final" and any(map(_carries_credentials, _sources(run, picture)))
    return CredentialsRecord(
        present=credentials.present,
        generator=credentials.generator,
        signer=credentials.signer,
        dropped=dropped and not credentials.present,
    )


def _sources(run: Run, made: Picture) -> tuple[Path, ...]:
    """The original and the answer that a picture was made of here."""
    answers = (picture.path for picture in run.pictures if picture.id == made.parent)
    return (*(image.path for image in run.brought[:1]), *answers)


def _carries_credentials(path: Path) -> bool:
    try:
        return has_credentials(path)
    except OSError:
        return False


async def _has_alpha(studio: Studio, visitor: str, picture: Picture) -> bool | None:
    """Its preview has alpha exactly where something in the picture is see-through (studio/images/files.py)."""
    try:
        return await asyncio.to_thread(has_transparency, await studio.thumbnail(visitor, picture.id))
    except (NotFound, OSError):
        return None
