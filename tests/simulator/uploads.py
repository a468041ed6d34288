"""Checks of the files of a multipart edit: names, number, format, bytes, and the mask."""

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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
    """Files that an endpoint takes. `repeated_field`: the one that may be repeated ("image" or "image[]").

    `markup`: a transparent layer of marks, of the first picture's size. To the formats `without_mask` no mask goes.
    """

    repeated_field: str = "image"
    max_files: int = 16
    kinds: tuple[str, ...] = ("PNG", "JPEG", "WEBP")
    max_bytes: int = 50 * MB
    mask: bool = False
    max_mask_bytes: int = 50 * MB
    markup: bool = False
    without_mask: tuple[str, ...] = ()


def check_files(files: tuple[Upload, ...], rules: FileRules, fields: Mapping[str, Any]) -> None:
    """Raises RequestRejected at the first file that this gateway would not take."""
    names = Counter(file.name for file in files)
    layers = [name for name, is_taken in (("mask", rules.mask), ("markup", rules.markup)) if is_taken]
    field_names = {"image", rules.repeated_field, *layers}
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
    if names["mask"] and fields.get("output_format") in rules.without_mask:
        message = f"'mask' is not supported for output_format '{fields['output_format']}'."
        raise RequestRejected(message, param="mask", code="invalid_mask")
    images = [file for file in files if file.name not in layers]
    for file in images:
        _check_file(file, kinds=rules.kinds, max_bytes=rules.max_bytes)
    for file in files:
        if file.name in layers:
            _check_file(file, kinds=("PNG",), max_bytes=rules.max_mask_bytes)
            _check_layer(file, images[0])


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


def _check_layer(layer: Upload, first: Upload) -> None:
    """A mask or a markup: transparent in places, and as wide and high as the first picture."""
    name = layer.name
    with Image.open(io.BytesIO(layer.data)) as layer_image, Image.open(io.BytesIO(first.data)) as image:
        if "A" not in layer_image.getbands():
            raise RequestRejected(f"Invalid {name}: it has no alpha channel.", param=name, code=f"invalid_{name}")
        if layer_image.size != image.size:
            message = f"Invalid {name}: {layer_image.size} does not fit the image's {image.size}."
            raise RequestRejected(message, param=name, code=f"invalid_{name}")
