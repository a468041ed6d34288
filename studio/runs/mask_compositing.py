"""Paste-back of a call: its pictures are laid over their original, or around it.

The model's own answer stays as well.
"""

import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from pathlib import Path

from providers.errors import Damaged, Unsupported
from providers.events import Notice
from studio.images.compositing import CannotComposite
from studio.runs.run_state import RunState
from studio.services import Services
from studio.types import Picture

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Measured:
    """The share that an answer changed of what should stay, and whether it changed nothing where it should."""

    drift: float
    unchanged: bool


async def composite_all(
    state: RunState, call: str, services: Services, *, folder: Path
) -> AsyncGenerator[Notice, None]:
    """Composites each whole picture of the call that has no composite yet, yielding notices.

    The notices are held or expanded (percent: how much the model changed outside) and unchanged where that is true
    of what was painted, or why a picture could not be composited.
    """
    if state.run.painted is None and not state.run.request.expand:
        return
    for raw in state.whole_answers(call, without="held"):
        for notice in await _composite_one(state, raw, services, folder=folder):
            yield notice


async def _composite_one(state: RunState, raw: Picture, services: Services, *, folder: Path) -> tuple[Notice, ...]:
    into = folder / f"held-{raw.number}.png"
    run = state.run
    kind = "expanded" if run.request.expand else "held"
    try:
        composited = await _paste_back(state, raw, services, into=into)
        checked = await services.examine(replace(raw, path=into, mime="image/png"), visitor=state.visitor)
    except CannotComposite as error:
        return (Notice(kind=f"not_{kind}_{error.reason}", params=dict(error.params)),)
    except (Damaged, Unsupported, OSError) as error:
        LOG.error("picture %s could not be pasted back", raw.id, exc_info=error)
        return (Notice(kind=f"not_{kind}"),)
    number, now = state.next_number(), services.now()
    state.set_picture(checked.made_of(raw, kind="held", number=number, created=now))
    drift = Notice(kind=kind, params={"percent": f"{100 * composited.drift:.1f}"})
    if not composited.unchanged:
        return (drift,)
    if run.request.expand:
        return drift, Notice(kind="unchanged_expanded")
    return drift, Notice(kind="unchanged" if run.request.marked is None else "unchanged_marked")


async def _paste_back(state: RunState, raw: Picture, services: Services, *, into: Path) -> _Measured:
    """Raises CannotComposite, Damaged, OSError."""
    run = state.run
    original, padding, sides = run.brought[0].path, run.request.images[0].padding, run.request.expand
    if sides:
        around = tuple(total - side for total, side in zip(padding, sides, strict=True))
        expanded = await services.expand(
            original=original, answer=raw.path, into=into, visitor=state.visitor, sides=sides, padding=around
        )
        return _Measured(expanded.drift, expanded.unchanged)
    if run.painted is None:
        raise TypeError(run.id)
    composited = await services.composite(
        original=original,
        painted=run.painted.path,
        answer=raw.path,
        into=into,
        visitor=state.visitor,
        padding=padding,
    )
    return _Measured(composited.drift, composited.unchanged)
