"""GET /api/gateways/behaviour: what calls showed that the gateways honour and what not."""

from collections.abc import Iterator
from typing import Literal

from fastapi import APIRouter, Request, Response

from studio.observing.behaviour import Tally, Trait, TraitSubject
from ui.context import AppContext
from ui.gateway_checks.behaviour_text import honoured_text, missed_text
from ui.i18n import Language
from ui.responses import json_response
from ui.schemas import View
from ui.schemas.errors import lang_of
from ui.security.visitor_cookie import visitor_of


class BehaviourView(View):
    """One trait of a model, by the calls of the key that would be used.

    `scope` is what was asked for: a resolution, a ratio, a format; of `wait` whether it was "streamed" or "whole".
    `honoured` calls got it, the latest `missed` in a row did not; only three of those make it "fails", and one that
    gets it takes that back. `seconds`: after how many the line is cut; `at`: the latest call, in seconds since the
    epoch. `message` says it in words.
    """

    gateway: str
    model: str
    trait: Trait
    scope: str
    state: Literal["works", "fails"]
    honoured: int
    missed: int
    seconds: float | None
    at: float
    message: str


class BehaviourList(View):
    """All that is known."""

    behaviour: tuple[BehaviourView, ...]


def routes(context: AppContext) -> APIRouter:
    """GET /api/gateways/behaviour."""
    router = APIRouter(prefix="/api", tags=["models and keys"], default_response_class=Response)

    @router.get(
        "/gateways/behaviour",
        responses={200: {"model": BehaviourList}},
        summary="What ordinary requests showed that each model honours: sizes, counts, masks, streams",
    )
    async def list_behaviour(request: Request) -> Response:
        seen = context.seen_by(request)
        return json_response(
            BehaviourList(behaviour=tuple(_rows(seen, visitor_of(request), lang_of(request.scope))))
        )

    return router


def _rows(context: AppContext, visitor: str, lang: Language) -> Iterator[BehaviourView]:
    for gateway in context.catalog.gateways:
        owner = context.behaviour_owner(visitor, gateway)
        for model in gateway.models:
            known = context.studio.behaviour.tallies_of(gateway.id, model.id, owner=owner)
            for subject, tally in sorted(known.items()):
                if tally.is_proven or not tally.missed:
                    yield _view(gateway.id, model.id, subject, tally, lang)


def _view(gateway: str, model: str, subject: TraitSubject, tally: Tally, lang: Language) -> BehaviourView:
    is_cut = tally.is_proven and subject[0] == "wait"
    return BehaviourView(
        gateway=gateway,
        model=model,
        trait=subject[0],
        scope=subject[1],
        state="fails" if tally.is_proven else "works",
        honoured=tally.honoured,
        missed=tally.missed,
        seconds=tally.shortest if is_cut else None,
        at=tally.at,
        message=(missed_text if tally.is_proven else honoured_text)(subject, tally, lang),
    )
