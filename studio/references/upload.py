"""Uploads: a file becomes an `InputImage` of a visitor, kept by its content.

A picture of a run becomes one as it is. All of this blocks.
"""

import secrets
from dataclasses import replace
from pathlib import Path
from typing import Final

from formats.image_format import MAX_HEADER_BYTES, read_header
from providers.errors import Damaged
from studio.canvas.cropping import Crop, crop_file
from studio.errors import HeavyPicture, HugePicture, NotAPicture, SvgPicture, TornPicture
from studio.images import files as pictures
from studio.images import masks
from studio.images.decode import FORMAT_NAMES, load_normalized
from studio.memory.costs import Cost
from studio.memory.probe import Probe
from studio.storage.call_files import read_head
from studio.types import InputImage, Picture
from studio.vectors.drawing import SVG, pixel_size

MAX_NAME: Final = 120
"""Characters of a file's own name that are kept."""


def cost_of_upload(probe: Probe, *, max_pixels: int, memory: int) -> Cost:
    """The cost of taking a file in.

    Raises NotAPicture, HugePicture or HeavyPicture. Pure.
    """
    size: dict[str, str | int] = {"width": probe.width, "height": probe.height}
    megapixels = f"{probe.pixels / 1e6:.1f}".removesuffix(".0")
    if not probe.mime:
        raise NotAPicture
    if probe.pixels > max_pixels:
        raise HugePicture(params={**size, "megapixels": megapixels, "limit": f"{max_pixels / 1e6:g}"})
    cost = probe.cost_of_check()
    if cost.memory > memory:
        # What is larger than the whole budget would run alone, and take more than all of it.
        needed, limit = round(cost.memory / 1e6), memory // 1_000_000
        name = FORMAT_NAMES.get(probe.mime, probe.mime)
        raise HeavyPicture(params={**size, "format": name, "needed": needed, "limit": limit})
    return cost


def ingest_upload(path: Path, *, data: Path, name: str, painted_for: str = "") -> InputImage:
    """Keeps a file by its content; blocks.

    Raises NotAPicture, TornPicture, SvgPicture or OSError.
    """
    header = read_header(read_head(path, MAX_HEADER_BYTES))
    if header is None or header.mime in pictures.UNREAD:
        raise NotAPicture
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


def crop_and_ingest(image: InputImage, crop: Crop, *, data: Path, incoming: Path) -> InputImage:
    """Keeps a part of an image by its content; blocks. Raises Damaged, Unsupported or OSError."""
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = incoming / f"crop-{secrets.token_hex(8)}"
    try:
        ending = crop_file(image.path, crop, into=beside)
        name = f"{Path(image.name).stem}.{ending}" if image.name else ""
        return ingest_upload(beside, data=data, name=name)
    finally:
        beside.unlink(missing_ok=True)


def _check(path: Path, *, mime: str, data: Path) -> pictures.ImageInfo:
    """Decoded to the end, with its thumbnail; what Pillow does not read is read as it will be for sending."""
    info = pictures.check_image(path, mime=mime, thumbs=data / "thumbs")
    if info.flaw and not info.checked:
        raise SvgPicture(params={"reason": info.flaw})
    if info.mime == SVG:
        width, height = pixel_size(info.width, info.height)
        return replace(info, width=width, height=height)
    if info.checked:
        return info
    shown = load_normalized(path)
    pictures.save_thumb(shown, pictures.content_path(data / "thumbs", info.sha256, "webp"))
    return replace(info, width=shown.width, height=shown.height, checked=True)


def save_view(path: Path, target: Path) -> None:
    """Keeps a picture as a PNG that any browser shows; blocks. Raises Damaged or OSError."""
    with pictures.atomic_write(target) as temp:
        masks.write_png(load_normalized(path), temp)


def from_picture(picture: Picture) -> InputImage:
    """A picture of a run, to be used like one that was brought. An SVG goes on as pixels."""
    size = picture.width, picture.height
    width, height = pixel_size(*size) if picture.mime == SVG else size
    return InputImage(
        id=picture.id,
        name="",
        path=picture.path,
        mime=picture.mime,
        width=width,
        height=height,
        size=picture.size,
        sha256=picture.sha256,
        made=True,
    )
