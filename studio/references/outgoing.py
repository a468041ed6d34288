"""Preparation of input images for sending, the first one on its expanded canvas."""

import asyncio
from dataclasses import replace
from functools import partial
from typing import Any

from models.caps import Inputs
from providers.events import Notice
from studio.canvas.expansion import SENT_PIXELS, canvas_size
from studio.images import prepare as preparing
from studio.memory.costs import CANVAS, Cost
from studio.memory.probe import probe_file
from studio.references.shape import ShapedEdit
from studio.services import Services
from studio.types import InputImage


async def prepare_input(
    services: Services,
    image: InputImage,
    inputs: Inputs,
    *,
    visitor: str,
    fit: bool,
    shaped: ShapedEdit | None = None,
) -> preparing.PreparedImage:
    """Prepares one input image for sending, the first one of an edit padded as `shaped` says.

    Raises Unsupported, Damaged.
    """
    if shaped and shaped.request.expand:
        return await _prepare_expanded(services, image, inputs, visitor=visitor, shaped=shaped)
    padding = shaped.padding if shaped else ()
    probe = await asyncio.to_thread(probe_file, image.path)
    cost = probe.cost_of_load(max_pixels=0 if padding else inputs.max_pixels)
    prepared = await _prepare(services, image, inputs, visitor=visitor, cost=cost, fit=fit, padding=padding)
    if not shaped or not padding:
        return prepared
    padded = Notice(
        kind="sent_padded",
        params={
            "shape": shaped.shape,
            "before": _size_text((image.width, image.height)),
            "after": _size_text(canvas_size((image.width, image.height), padding)),
        },
    )
    reference = replace(prepared.reference, padding=padding)
    return replace(prepared, reference=reference, changes=(padded, *prepared.changes))


async def _prepare_expanded(
    services: Services, image: InputImage, inputs: Inputs, *, visitor: str, shaped: ShapedEdit
) -> preparing.PreparedImage:
    """The picture on its larger canvas, mirrored into what is new: a copy to work on, within the model's limits."""
    size, expand, padding = (image.width, image.height), shaped.request.expand, shaped.padding
    canvas, sent = canvas_size(size, expand), min(SENT_PIXELS, inputs.max_pixels or SENT_PIXELS)
    frame = canvas_size(size, padding)
    probe = await asyncio.to_thread(probe_file, image.path)
    cost = probe.cost_of_rows(beside=CANVAS * min(sent, frame[0] * frame[1]))
    prepared = await _prepare(
        services, image, inputs, visitor=visitor, cost=cost, fit=True, padding=padding, max_canvas=sent
    )
    reference = replace(prepared.reference, padding=padding)
    notices = [Notice(kind="sent_expanded", params={"before": _size_text(size), "after": _size_text(canvas)})]
    if canvas != frame:
        params = {"shape": shaped.shape, "before": _size_text(canvas), "after": _size_text(frame)}
        notices.append(Notice(kind="sent_padded", params=params))
    if (reference.width, reference.height) != frame:
        params = {"before": _size_text(frame), "after": f"{reference.width}x{reference.height}"}
        notices.append(Notice(kind="sent_scaled", params=params))
    made = [notice for notice in prepared.changes if notice.kind != "sent_scaled"]
    return replace(prepared, reference=reference, changes=(*notices, *made))


async def _prepare(
    services: Services, image: InputImage, inputs: Inputs, *, visitor: str, cost: Cost, **how: Any
) -> preparing.PreparedImage:
    """Prepares the file in a thread, once for all who ask for the same; `how` is what `prepare` takes beside it."""
    root = services.data / "prepared"
    work = partial(
        preparing.prepare, image.path, mime=image.mime, sha256=image.sha256, inputs=inputs, root=root, **how
    )
    return await services.workers.share(
        f"prepare {image.path} {inputs} {how}", lambda: services.workers.run(work, cost=cost, visitor=visitor)
    )


def _size_text(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"
