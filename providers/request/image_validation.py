"""Validates the input images of a request before anything is sent.

Reasons of `Unsupported` (field "images" or "mask"): pictures_none, images_too_many(limit), image_format(offered),
image_too_heavy(limit), image_too_many_pixels(limit), mask_alone, mask_size(nearest), mask_too_heavy(limit). `value`
and `number` tell which picture, counted from 1."""

from models.caps import Caps, Inputs
from providers.errors import Unsupported
from providers.events import Notice
from providers.types import Attachment, ImageRequest


def validate_images(request: ImageRequest, caps: Caps) -> None:
    """Raises Unsupported for the first input image that cannot be sent."""
    inputs = caps.inputs
    if inputs is not None and not request.images:
        raise Unsupported(field="images", reason="pictures_none")
    if inputs is None:
        if request.mask is not None:
            raise Unsupported(field="mask", reason="mask_alone")
        return
    if len(request.images) > inputs.max_images:
        count = str(len(request.images))
        raise Unsupported(field="images", reason="images_too_many", value=count, limit=inputs.max_images)
    for number, picture in enumerate(request.images, 1):
        _validate_image(picture, inputs, number=number)
    if request.mask is not None:
        _validate_mask(request.mask, request.images[0], inputs)


def image_notices(request: ImageRequest, caps: Caps) -> tuple[Notice, ...]:
    """Notices about input images that can be sent all the same.

    images_many(limit), image_heavy(number, limit), pictures_unsure, mask_marked.
    """
    inputs = caps.inputs
    if inputs is None:
        return ()
    notices = []
    if inputs.recommended_images and len(request.images) > inputs.recommended_images:
        notices.append(Notice(kind="images_many", params={"limit": inputs.recommended_images}))
    heavy = [
        number for number, picture in enumerate(request.images, 1) if picture.size > inputs.recommended_bytes > 0
    ]
    if heavy:
        limit = inputs.recommended_bytes // 1_000_000
        notices.append(Notice(kind="image_heavy", params={"number": heavy[0], "limit": limit}))
    if inputs.unconfirmed:
        notices.append(Notice(kind="pictures_unsure"))
    if request.marked is not None:
        notices.append(Notice(kind="mask_marked"))
    return tuple(notices)


def _validate_image(picture: Attachment, inputs: Inputs, *, number: int) -> None:
    if picture.mime not in inputs.formats:
        offered = ", ".join(mime.removeprefix("image/").upper() for mime in inputs.formats)
        raise Unsupported(field="images", reason="image_format", value=picture.mime, number=number, offered=offered)
    if inputs.max_bytes and picture.size > inputs.max_bytes:
        raise Unsupported(
            field="images",
            reason="image_too_heavy",
            value=f"{picture.size / 1e6:.1f} MB",
            number=number,
            limit=inputs.max_bytes // 1_000_000,
        )
    if inputs.max_pixels and picture.width * picture.height > inputs.max_pixels:
        raise Unsupported(
            field="images",
            reason="image_too_many_pixels",
            value=f"{picture.width}x{picture.height}",
            number=number,
            limit=inputs.max_pixels,
        )


def _validate_mask(mask: Attachment, first: Attachment, inputs: Inputs) -> None:
    size, expected = f"{mask.width}x{mask.height}", f"{first.width}x{first.height}"
    if mask.mime != "image/png" or size != expected:
        raise Unsupported(field="mask", reason="mask_size", value=size, nearest=expected)
    if inputs.mask and inputs.mask_max_bytes and mask.size > inputs.mask_max_bytes:
        limit = inputs.mask_max_bytes // 1_000_000
        raise Unsupported(field="mask", reason="mask_too_heavy", value=f"{mask.size / 1e6:.1f} MB", limit=limit)
