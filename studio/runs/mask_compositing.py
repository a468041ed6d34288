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
    live: RunState, call: str, tools: Services, *, folder: Path
) -> AsyncGenerator[Notice, None]:
    """Composites each whole picture of the call that has no composite yet, yielding notices.

    The notices are held(percent: how much the model changed outside), or why a picture could not be composited.
    """
    painted = live.run.painted
    if painted is None:
        return
    here = live.pictures(call)
    done = {each.parent for each in here if each.kind == "held"}
    for raw in here:
        if raw.state == "done" and raw.kind == "final" and not raw.draft and raw.id not in done:
            yield await _composite_one(live, raw, painted, tools, folder=folder)


async def _composite_one(
    live: RunState, raw: Picture, painted: InputImage, tools: Services, *, folder: Path
) -> Notice:
    into = folder / f"held-{raw.number}.png"
    original = live.run.brought[0].path
    try:
        held = await tools.composite(original=original, painted=painted.path, answer=raw.path, into=into)
        checked = await tools.examine(replace(raw, path=into, mime="image/png"))
    except CannotComposite as error:
        return Notice(kind=f"not_held_{error.reason}", params=dict(error.params))
    except (Damaged, OSError) as error:
        LOG.error("picture %s could not be held to its mask", raw.id, exc_info=error)
        return Notice(kind="not_held")
    live.set_picture(
        Picture(
            id=secrets.token_urlsafe(16),
            run=raw.run,
            call=raw.call,
            number=live.next_number(),
            path=checked.path,
            state="done",
            kind="held",
            width=checked.info.width,
            height=checked.info.height,
            mime=checked.info.mime,
            size=checked.info.size,
            sha256=checked.info.sha256,
            parent=raw.id,
            created=tools.now(),
        )
    )
    return Notice(kind="held", params={"percent": f"{100 * held.drift:.1f}"})
