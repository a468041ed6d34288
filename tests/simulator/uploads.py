"""Checks of the files of a multipart edit: names, number, format, bytes, and the mask."""

import io
from collections import Counter
from dataclasses import dataclass, field

from PIL import Image

from tests.simulator.strict import RequestRejected, kind_of

MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file of a form."""

    name: str
    filename: str
    content_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRules:
    """Files that an endpoint takes. `repeated_field`: the one that may be repeated ("image" or "image[]")."""

    repeated_field: str = "image"
    max_files: int = 16
    kinds: tuple[str, ...] = ("PNG", "JPEG", "WEBP")
    max_bytes: int = 50 * MB
    mask: bool = False
    max_mask_bytes: int = 50 * MB


def check_files(files: tuple[Upload, ...], rules: FileRules) -> None:
    """Raises RequestRejected at the first file that this gateway would not take."""
    names = Counter(file.name for file in files)
    field_names = {"image", rules.repeated_field, *(("mask",) if rules.mask else ())}
    for name in names:
        if name not in field_names:
            raise RequestRejected(f"Unknown parameter: '{name}'.", param=name, code="unknown_parameter")
    if not names["image"] and not names[rules.repeated_field]:
        raise RequestRejected("image is required", param="image", code="missing_required_parameter")
    if len({"image", "image[]"} & set(names)) > 1:
        raise RequestRejected("'image' and 'image[]' do not go together.", param="image")
    for name, count in names.items():
        if count > (rules.max_files if name == rules.repeated_field else 1):
            raise RequestRejected(
                f"Duplicate parameter: '{name}'. Use '{rules.repeated_field}', at most {rules.max_files}.",
                param=name,
            )
    images = [file for file in files if file.name != "mask"]
    for file in images:
        _check_file(file, kinds=rules.kinds, max_bytes=rules.max_bytes)
    for file in files:
        if file.name == "mask":
            _check_file(file, kinds=("PNG",), max_bytes=rules.max_mask_bytes)
            _check_mask(file, images[0])


def _check_file(file: Upload, *, kinds: tuple[str, ...], max_bytes: int) -> None:
    kind = kind_of(file.data)
    if kind not in kinds:
        message = f"Unsupported file: {file.filename!r} is {kind or 'no picture'}; supported: {', '.join(kinds)}."
        raise RequestRejected(message, param=file.name, code="unsupported_file")
    # new-api derives the type from the file's name (docs/gateways.md, Q27), so a wrong name is a wrong type there.
    endings = {"PNG": (".png",), "JPEG": (".jpg", ".jpeg"), "WEBP": (".webp",)}[kind]
    if not file.filename.lower().endswith(endings):
        message = f"Unsupported mimetype: the name {file.filename!r} does not fit {kind}."
        raise RequestRejected(message, param=file.name, code="unsupported_file_mimetype")
    if len(file.data) >= max_bytes:
        message = f"{file.filename!r} is too large: {len(file.data)} bytes."
        raise RequestRejected(message, status=413, param=file.name, code="file_too_large")


def _check_mask(mask: Upload, first: Upload) -> None:
    with Image.open(io.BytesIO(mask.data)) as mask_image, Image.open(io.BytesIO(first.data)) as image:
        if "A" not in mask_image.getbands():
            raise RequestRejected("Invalid mask: it has no alpha channel.", param="mask", code="invalid_mask")
        if mask_image.size != image.size:
            message = f"Invalid mask: {mask_image.size} does not fit the image's {image.size}."
            raise RequestRejected(message, param="mask", code="invalid_mask")
