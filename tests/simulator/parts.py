"""The files of a multipart edit: names, number, kind, weight, and the mask that must fit the first picture."""

import io
from collections import Counter
from dataclasses import dataclass, field

from PIL import Image

from tests.simulator.strict import Wrong, kind_of

MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file of a form."""

    name: str
    filename: str
    content_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What files an endpoint takes. `several` names the field that may be repeated ("image" or "image[]")."""

    several: str = "image"
    most: int = 16
    kinds: tuple[str, ...] = ("PNG", "JPEG", "WEBP")
    heaviest: int = 50 * MB
    mask: bool = False
    mask_heaviest: int = 50 * MB


def checked_files(files: tuple[Upload, ...], parts: Parts) -> None:
    """Raise Wrong at the first file that this gateway would not take."""
    names = Counter(file.name for file in files)
    allowed = {"image", parts.several, *(("mask",) if parts.mask else ())}
    for name in names:
        if name not in allowed:
            raise Wrong(f"Unknown parameter: '{name}'.", param=name, code="unknown_parameter")
    if not names["image"] and not names[parts.several]:
        raise Wrong("image is required", param="image", code="missing_required_parameter")
    if len({"image", "image[]"} & set(names)) > 1:
        raise Wrong("'image' and 'image[]' do not go together.", param="image")
    for name, count in names.items():
        if count > (parts.most if name == parts.several else 1):
            raise Wrong(f"Duplicate parameter: '{name}'. Use '{parts.several}', at most {parts.most}.", param=name)
    images = [file for file in files if file.name != "mask"]
    for file in images:
        _checked_file(file, kinds=parts.kinds, heaviest=parts.heaviest)
    for file in files:
        if file.name == "mask":
            _checked_file(file, kinds=("PNG",), heaviest=parts.mask_heaviest)
            _checked_mask(file, images[0])


def _checked_file(file: Upload, *, kinds: tuple[str, ...], heaviest: int) -> None:
    kind = kind_of(file.data)
    if kind not in kinds:
        said = f"Unsupported file: {file.filename!r} is {kind or 'no picture'}; supported: {', '.join(kinds)}."
        raise Wrong(said, param=file.name, code="unsupported_file")
    # new-api derives the type from the file's name (docs/gateways.md, Q27), so a wrong name is a wrong type there.
    endings = {"PNG": (".png",), "JPEG": (".jpg", ".jpeg"), "WEBP": (".webp",)}[kind]
    if not file.filename.lower().endswith(endings):
        said = f"Unsupported mimetype: the name {file.filename!r} does not fit {kind}."
        raise Wrong(said, param=file.name, code="unsupported_file_mimetype")
    if len(file.data) >= heaviest:
        said = f"{file.filename!r} is too large: {len(file.data)} bytes."
        raise Wrong(said, status=413, param=file.name, code="file_too_large")


def _checked_mask(mask: Upload, first: Upload) -> None:
    with Image.open(io.BytesIO(mask.data)) as painted, Image.open(io.BytesIO(first.data)) as image:
        if "A" not in painted.getbands():
            raise Wrong("Invalid mask: it has no alpha channel.", param="mask", code="invalid_mask")
        if painted.size != image.size:
            said = f"Invalid mask: {painted.size} does not fit the image's {image.size}."
            raise Wrong(said, param="mask", code="invalid_mask")
