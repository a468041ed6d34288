"""Uploads: a file becomes an `InputImage` of a visitor, kept by its content.

A picture of a run becomes one as it is. All of this blocks.
"""

import secrets
from dataclasses import replace
from pathlib import Path
from typing import Final

from formats.image_format import MAX_HEADER_BYTES, read_header
from providers.errors import Damaged
from studio.errors import HugePicture, NotAPicture, SvgPicture, TornPicture
from studio.images import files as pictures
from studio.images import masks
from studio.images import prepare as preparing
from studio.images.opening import MAX_PIXELS
from studio.storage.call_files import read_head
from studio.types import InputImage, Picture

MAX_NAME: Final = 120
"""Characters of a file's own name that are kept."""


def ingest_upload(path: Path, *, data: Path, name: str, painted_for: str = "") -> InputImage:
    """Keeps a file by its content; blocks.

    Raises NotAPicture, SvgPicture, HugePicture, TornPicture or OSError.
    """
    header = read_header(read_head(path, MAX_HEADER_BYTES))
    if header is None:
        raise NotAPicture
    if header.mime == "image/svg+xml":
        raise SvgPicture
    if header.width * header.height > MAX_PIXELS:
        raise HugePicture(params={"width": header.width, "height": header.height})
    try:
        info = _check(path, mime=header.mime, data=data)
    except Damaged as error:
        raise TornPicture(error.gateway_message) from error
    return InputImage(
        id=secrets.token_urlsafe(16),
        name=name[-MAX_NAME:],
        path=pictures.store(path, info, root=data / "uploads"),
        mime=info.mime,
        width=info.width,
        height=info.height,
        size=info.size,
        sha256=info.sha256,
        painted_for=painted_for,
    )


def _check(path: Path, *, mime: str, data: Path) -> pictures.ImageInfo:
    """Decoded to the end, with its thumbnail; what Pillow does not read is read as it will be for sending."""
    info = pictures.check_image(path, mime=mime, thumbs=data / "thumbs")
    if info.checked:
        return info
    shown = preparing.load_normalized(path)
    pictures.save_thumb(shown, pictures.content_path(data / "thumbs", info.sha256, "webp"))
    return replace(info, width=shown.width, height=shown.height, checked=True)


def save_view(path: Path, target: Path) -> None:
    """Keeps a picture as a PNG that any browser shows; blocks. Raises Damaged or OSError."""
    with pictures.atomic_write(target) as temp:
        masks.write_png(preparing.load_normalized(path), temp)


def from_picture(picture: Picture) -> InputImage:
    """A picture of a run, to be used like one that was brought."""
    return InputImage(
        id=picture.id,
        name="",
        path=picture.path,
        mime=picture.mime,
        width=picture.width,
        height=picture.height,
        size=picture.size,
        sha256=picture.sha256,
        made=True,
    )
