"""Attachments: turns the chosen input images, mask and marks into what the model takes."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.caps import Caps, Inputs
from providers.errors import Unsupported
from providers.events import Notice
from providers.types import Attachment, ImageRequest
from studio.credentials.carriers import has_credentials
from studio.images.prepare import PreparedImage
from studio.references.edit_mask import attach_canvas_mask, attach_mask, is_masked
from studio.references.markup import attach_markup
from studio.references.outgoing import prepare_input
from studio.references.shape import ShapedEdit, shape_edit, validate_expansion_alone
from studio.services import Services
from studio.types import InputImage, RunRequest

FindImage = Callable[[str], Awaitable[InputImage]]
"""One of the visitor's pictures by its id. Raises NotFound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedInputs:
    """Request with its images prepared, what it was made of, and the notices."""

    request: ImageRequest
    inputs: tuple[InputImage, ...]
    mask: InputImage | None
    markup: InputImage | None = None
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """Files that a press names: the images in their order, what was painted and drawn over the first of them.

    `masked`: what was painted leaves some of it to stay.
    """

    images: tuple[InputImage, ...]
    painted: InputImage | None
    drawn: InputImage | None
    masked: bool


async def attach_inputs(
    services: Services, ask: RunRequest, caps: Caps, *, visitor: str, find: FindImage
) -> PreparedInputs:
    """Attaches the chosen images, mask and marks as the model takes them.

    Raises Unsupported, Damaged, NotFound.
    """
    inputs = caps.inputs
    _validate_choice(ask, inputs)
    if inputs is None or not ask.pictures:
        return PreparedInputs(request=ask.request, inputs=(), mask=None, notices=())
    chosen = await _find_chosen(services, ask, visitor=visitor, find=find)
    shaped = shape_edit(ask.request, chosen.images[0], caps, masked=chosen.masked)
    _validate_copies(shaped.request, inputs, chosen)
    sent, notices = await _prepare_all(services, ask, inputs, chosen=chosen, shaped=shaped, visitor=visitor)
    request = await _attach_overlays(
        services, replace(shaped.request, images=sent), inputs, chosen=chosen, visitor=visitor
    )
    if request.annotated:
        notices.append(Notice(kind="markup_drawn"))
    if chosen.painted and not chosen.masked:
        notices.append(Notice(kind="mask_everything"))
    return PreparedInputs(
        request=request,
        inputs=chosen.images,
        mask=chosen.painted if chosen.masked else None,
        markup=chosen.drawn,
        notices=tuple(notices),
    )


def _validate_choice(ask: RunRequest, inputs: Inputs | None) -> None:
    """Raises Unsupported where what was chosen cannot go together, whatever it holds."""
    if ask.markup and not ask.pictures:
        raise Unsupported(field="markup", reason="markup_alone")
    if ask.request.expand and not ask.pictures:
        raise Unsupported(field="expand", reason="expand_alone")
    validate_expansion_alone(ask.request, mask=ask.mask, markup=ask.markup)
    if inputs is not None and len(ask.pictures) > inputs.max_images:
        count = str(len(ask.pictures))
        raise Unsupported(field="images", reason="images_too_many", value=count, limit=inputs.max_images)


async def _find_chosen(services: Services, ask: RunRequest, *, visitor: str, find: FindImage) -> _Chosen:
    images = tuple([await find(picture) for picture in ask.pictures])
    painted = await find(ask.mask) if ask.mask else None
    drawn = await find(ask.markup) if ask.markup else None
    files = [*((image, "image_gone") for image in images), (painted, "mask_gone"), (drawn, "markup_gone")]
    await asyncio.to_thread(_touch, [(file.path, reason) for file, reason in files if file])
    masked = painted is not None and await is_masked(services, painted, images[0], visitor=visitor)
    if ask.request.cutout and masked:
        raise Unsupported(field="cutout", reason="cutout_masked")
    return _Chosen(images=images, painted=painted, drawn=drawn, masked=masked)


def _validate_copies(request: ImageRequest, inputs: Inputs, chosen: _Chosen) -> None:
    """Raises Unsupported where the copies that show mask and marks to this model are more than it takes."""
    has_area = chosen.masked or bool(request.expand)
    copies = bool(chosen.drawn and not inputs.markup) + bool(has_area and not inputs.mask)
    if len(chosen.images) + copies > inputs.max_images:
        raise Unsupported(field="images", reason="copies_too_many", limit=inputs.max_images)


async def _prepare_all(
    services: Services, ask: RunRequest, inputs: Inputs, *, chosen: _Chosen, shaped: ShapedEdit, visitor: str
) -> tuple[tuple[Attachment, ...], list[Notice]]:
    """The images as they are sent, and what was changed of each, by its number."""
    sent: list[Attachment] = []
    notices: list[Notice] = []
    for number, image in enumerate(chosen.images, 1):
        first = shaped if number == 1 else None
        prepared = await _with_number(
            prepare_input(services, image, inputs, visitor=visitor, fit=image.id in ask.fit, shaped=first),
            number=number,
        )
        sent.append(prepared.reference)
        notices += [replace(notice, params={**notice.params, "number": number}) for notice in prepared.changes]
        if prepared.reference.path != image.path and await asyncio.to_thread(has_credentials, image.path):
            notices.append(Notice(kind="sent_credentials", params={"number": number}))
    return tuple(sent), notices


async def _attach_overlays(
    services: Services, request: ImageRequest, inputs: Inputs, *, chosen: _Chosen, visitor: str
) -> ImageRequest:
    """The request with the marks, and with the mask of what was painted or of what is new."""
    first = chosen.images[0]
    if chosen.drawn:
        request = await attach_markup(services, request, inputs, first=first, drawn=chosen.drawn, visitor=visitor)
    if request.expand:
        return await attach_canvas_mask(services, request, inputs, first=first, visitor=visitor)
    if chosen.painted and chosen.masked:
        return await attach_mask(services, request, inputs, first=first, painted=chosen.painted, visitor=visitor)
    return request


def _touch(files: Sequence[tuple[Path, str]]) -> None:
    """They are young again, so that none is swept between the look for it and the run that is written down. Raises
    Unsupported with the reason beside a file that is not there, and OSError."""
    for path, reason in files:
        try:
            os.utime(path)
        except FileNotFoundError as error:
            raise Unsupported(field=reason.removesuffix("_gone"), reason=reason) from error


async def _with_number(work: Awaitable[PreparedImage], *, number: int) -> PreparedImage:
    """Tells which of the pictures it was that does not go."""
    try:
        return await work
    except Unsupported as error:
        # A new one: others may have waited for the same preparation, and hear the same error.
        params: dict[str, Any] = {**error.params, "number": number}
        raise Unsupported(**params) from error
