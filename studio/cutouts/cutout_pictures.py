"""Cut-outs of a call: each of its pictures measured, or keyed out of its flat background.

The model's own answer stays as well.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, cast

from PIL import Image, ImageColor

from providers.errors import Damaged, Unsupported
from providers.events import Notice
from studio.cutouts.alpha_figures import AlphaFigures, measure_alpha
from studio.cutouts.backdrop import CannotCutOut, Colour
from studio.cutouts.keying import cut_out
from studio.cutouts.transparency import wants_transparency
from studio.images import masks
from studio.images.decode import load_normalized
from studio.images.files import atomic_write
from studio.memory.costs import cost_of_cutout
from studio.memory.probe import probe_file
from studio.runs.run_state import RunState
from studio.services import Services
from studio.types import Picture

LOG = logging.getLogger(__name__)
STILL: Final = frozenset({"image/png", "image/jpeg", "image/webp"})
"""What is cut out. A GIF moves, and what is drawn by lines has no pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The figures of an answer, or of what was made of it: then `is_keyed`."""

    figures: AlphaFigures
    is_keyed: bool = False


async def cut_out_all(
    state: RunState, call: str, services: Services, *, folder: Path
) -> AsyncGenerator[Notice, None]:
    """Measures each whole picture of the call that is to be transparent, or keys it out.

    The notices are cutout_native and cutout_keyed (clear, soft, fringe: in percent), cutout_tinted (tint) where
    some of the background's colour is left in the subject, cutout_hardened (hardened) where an edge looked softer
    than can be keyed, or why it could not be cut out.
    """
    if not wants_transparency(state.run.request):
        return
    for raw in state.whole_answers(call, without="cutout"):
        if raw.mime in STILL:
            for notice in await _cut_out_one(state, raw, services, folder=folder):
                yield notice


async def _cut_out_one(state: RunState, raw: Picture, services: Services, *, folder: Path) -> tuple[Notice, ...]:
    request, into = state.run.request, folder / f"cutout-{raw.number}.png"
    asked = cast(Colour, ImageColor.getcolor(request.backdrop, "RGB")) if request.backdrop else None
    work = partial(measure_or_cut_out, raw.path, into=into if request.cutout else None, asked=asked)
    try:
        probe = await asyncio.to_thread(probe_file, raw.path)
        cost = cost_of_cutout(probe.pixels)
        measured = await services.workers.run(work, cost=cost, visitor=state.visitor, in_background=True)
        if measured.is_keyed:
            checked = await services.examine(replace(raw, path=into, mime="image/png"), visitor=state.visitor)
    except CannotCutOut as error:
        return (Notice(kind=f"cutout_not_{error.reason}", params={"percent": f"{error.percent:.0f}"}),)
    except (Damaged, Unsupported, OSError) as error:
        LOG.error("picture %s could not be cut out", raw.id, exc_info=error)
        return (Notice(kind="cutout_failed"),)
    if not measured.is_keyed:
        return (_notice("cutout_native", measured, raw, state),) if measured.figures.is_transparent else ()
    number, now = state.next_number(), services.now()
    state.set_picture(checked.made_of(raw, kind="cutout", number=number, created=now))
    keyed = _notice("cutout_keyed", measured, raw, state)
    if measured.figures.is_tinted:
        return keyed, _notice("cutout_tinted", measured, raw, state)
    if measured.figures.is_hardened:
        return keyed, _notice("cutout_hardened", measured, raw, state)
    return (keyed,)


def _notice(kind: str, measured: Measured, raw: Picture, state: RunState) -> Notice:
    """The figures; of several pictures, with the number of the one that they are of."""
    finals = [picture.id for picture in state.run.pictures if picture.kind == "final" and not picture.draft]
    if state.run.request.count == 1:
        return Notice(kind=kind, params=dict(measured.figures.params))
    return Notice(kind=f"{kind}_of", params={**measured.figures.params, "number": finals.index(raw.id) + 1})


def measure_or_cut_out(path: Path, *, into: Path | None, asked: Colour | None) -> Measured:
    """Measures a picture; where it is opaque, writes it without its background `into` a file.

    `asked` is the colour of the background that was asked for; without `into` it only measures. Blocks. Raises
    CannotCutOut, Damaged, Unsupported and OSError.
    """
    picture = load_normalized(path)
    figures = measure_alpha(picture)
    if figures.is_transparent or into is None:
        return Measured(figures=figures)
    keyed = cut_out(_opaque(picture), asked=asked)
    figures = replace(measure_alpha(keyed.image, backdrop=keyed.backdrop), hardened=keyed.hardened)
    if profile := picture.info.get("icc_profile"):
        keyed.image.info["icc_profile"] = profile
    with atomic_write(into) as beside:
        masks.write_png(keyed.image, beside)
    return Measured(figures=figures, is_keyed=True)


def _opaque(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground
