"""Mask compositing of a call: pastes masked edits back over the original.

The model's own answer stays as well.
"""

import logging
import secrets
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

from providers.errors import Damaged
from providers.events import Notice
from studio.images.compositing import CannotComposite
from studio.runs.run_state import RunState
from studio.services import Services
from studio.types import InputImage, Picture

LOG = logging.getLogger(__name__)


async def composite_all(
    state: RunState, call: str, services: Services, *, folder: Path
) -> AsyncGenerator[Notice, None]:
    """Composites each whole picture of the call that has no composite yet, yielding notices.

    The notices are held(percent: how much the model changed outside) and unchanged where that is true of what was
    painted, or why a picture could not be composited.
    """
    painted = state.run.painted
    if painted is None:
        return
    pictures = state.pictures(call)
    done = {picture.parent for picture in pictures if picture.kind == "held"}
    for raw in pictures:
        if raw.state == "done" and raw.kind == "final" and not raw.draft and raw.id not in done:
            for notice in await _composite_one(state, raw, painted, services, folder=folder):
                yield notice


async def _composite_one(
    state: RunState, raw: Picture, painted: InputImage, services: Services, *, folder: Path
) -> tuple[Notice, ...]:
    into = folder / f"held-{raw.number}.png"
    run = state.run
    original, padding = run.brought[0].path, run.request.images[0].padding
    try:
        composited = await services.composite(
            original=original,
            painted=painted.path,
            answer=raw.path,
            into=into,
            visitor=state.visitor,
            padding=padding,
        )
        checked = await services.examine(replace(raw, path=into, mime="image/png"), visitor=state.visitor)
    except CannotComposite as error:
        return (Notice(kind=f"not_held_{error.reason}", params=dict(error.params)),)
    except (Damaged, OSError) as error:
        LOG.error("picture %s could not be held to its mask", raw.id, exc_info=error)
        return (Notice(kind="not_held"),)
    state.set_picture(
        Picture(
            id=secrets.token_urlsafe(16),
            run=raw.run,
            call=raw.call,
            number=state.next_number(),
            path=checked.path,
            state="done",
            kind="held",
            width=checked.info.width,
            height=checked.info.height,
            mime=checked.info.mime,
            size=checked.info.size,
            sha256=checked.info.sha256,
            parent=raw.id,
            created=services.now(),
        )
    )
    held = Notice(kind="held", params={"percent": f"{100 * composited.drift:.1f}"})
    if not composited.unchanged:
        return (held,)
    return held, Notice(kind="unchanged" if run.request.marked is None else "unchanged_marked")
