"""Input image preparation: fits a picture to the model's limits. All of it blocks.

A picture that the model can read as it is goes out as it is.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from math import ceil, sqrt
from pathlib import Path
from typing import Final

from PIL import Image

from models.caps import Inputs
from providers.errors import Unsupported
from providers.events import Notice
from providers.types import Attachment
from studio.canvas.upright_rows import shown_size, upright_rows
from studio.images import masks
from studio.images.containers import SEGMENT_READERS, strip_metadata
from studio.images.decode import (
    FORMAT_NAMES,
    JPEG,
    PNG,
    WEBP,
    SourceTraits,
    inspect,
    normalize,
    open_image,
)
from studio.images.encode import Encoding, choose_encoding, encode, lighter_encodings, scale, scaled_size
from studio.images.files import atomic_write, content_path, temp_path

FORMAT_VERSION: Final = 3
"""Counts up when this room makes other bytes than before: what was kept until then is not used any more."""
ENDINGS: Final = {JPEG: "jpg", PNG: "png", WEBP: "webp"}
MAX_ROUNDS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedImage:
    """Input image as it is sent.

    `reference` is the file with the bytes to send. `changes` are the notices of what was changed, () when the
    original goes out untouched.
    """

    reference: Attachment
    changes: tuple[Notice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A file as a person brought it, and `note`: where it is written down what became of it.

    `padding` is to be around its picture; with both together scaled down to `max_canvas` pixels, 0 for any number.
    """

    path: Path
    mime: str
    sha256: str
    note: Path
    padding: masks.Padding
    max_canvas: int = 0

    def normalize(self, image: Image.Image, *, max_pixels: int = 0) -> Image.Image:
        """The opened picture as it is sent, but for its size.

        One of over `max_pixels` may come smaller, but not below them.
        """
        if self.max_canvas:
            return self._draw_canvas(image)
        into = scaled_size(image.size, 1.0, 0 if self.padding else max_pixels)
        if into != image.size:
            image.draft(None, into)
        picture = normalize(image, path=self.path, into=into)
        return masks.pad_mirrored(picture, self.padding) if self.padding else picture

    def _draw_canvas(self, image: Image.Image) -> Image.Image:
        """Scaled down while it is read, and only then padded: all of a large canvas is never in memory."""
        left, top, right, bottom = self.padding
        whole = shown_size(image)
        canvas = left + whole[0] + right, top + whole[1] + bottom
        scale = min(1.0, sqrt(self.max_canvas / (canvas[0] * canvas[1])))
        image.draft(None, (ceil(scale * image.width), ceil(scale * image.height)))
        rows = upright_rows(image, self.path)
        inner = max(1, round(scale * whole[0])), max(1, round(scale * whole[1]))
        picture = rows.reduce_to(inner)
        if picture.mode == "RGBA" and picture.getchannel("A").getextrema()[0] == 255:
            picture = picture.convert("RGB")
        picture.info = {"icc_profile": rows.profile} if rows.profile else {}
        return masks.pad_mirrored(picture, tuple(round(scale * side) for side in self.padding))


def prepare(
    path: Path,
    *,
    mime: str,
    sha256: str,
    inputs: Inputs,
    root: Path,
    fit: bool = False,
    padding: masks.Padding = (),
    max_canvas: int = 0,
) -> PreparedImage:
    """Prepares an input image for a model: upright, 8 bits, without private notes, padded.

    With `max_canvas` the padded picture is a copy to work on, of at most so many pixels.

    `mime` is what its first bytes say. Where the original will do, it is returned itself. Results are kept by
    content below `root`, so asking again is cheap. Over a limit of the model it raises Unsupported, or with `fit`
    makes the picture as small as needed. Raises Damaged when the file is no whole picture, and OSError when the
    disk does not take the result.
    """
    note = _note_path(root, sha256, replace(inputs, max_bytes=0, max_pixels=0), padding, max_canvas)
    source = _Source(path=path, mime=mime, sha256=sha256, note=note, padding=padding, max_canvas=max_canvas)
    whole = _load_or_make(source, lambda: _make_readable(source, inputs))
    if not _has_too_many_pixels(whole.reference, inputs) and not _has_too_many_bytes(whole.reference.size, inputs):
        return whole
    limited = replace(source, note=_note_path(root, sha256, inputs, padding, max_canvas))
    fitted = _load_or_make(limited, lambda: _fit_to_limits(limited, inputs, whole.reference))
    if fit:
        return fitted
    raise _limit_error(whole.reference, inputs, fitted.reference)


def _make_readable(source: _Source, inputs: Inputs) -> PreparedImage:
    """The picture in a format that the model reads, whatever its size."""
    with open_image(source.path, source.mime) as image:
        traits, (width, height) = inspect(image, path=source.path, mime=source.mime), image.size
        plain = traits.orientation == 1 and not traits.mode and traits.frames == 1 and not source.padding
        # A JPEG without its end is given one; of a PNG the data itself may have no end.
        repairable = not traits.flawed or traits.mime == JPEG
        as_is = plain and repairable and traits.mime in SEGMENT_READERS and traits.mime in inputs.formats
        picture = None if as_is else source.normalize(image)
    if picture:
        encoding = choose_encoding(picture, traits, inputs.formats)
        with temp_path(source.note) as beside:
            encode(picture, encoding, beside)
            made = _store_result(beside, source.note, mime=encoding.mime, size=picture.size)
        return PreparedImage(reference=made, changes=tuple(_conversion_notices(traits, encoding, picture)))
    if traits.notes or traits.flawed:
        with temp_path(source.note) as beside:
            strip_metadata(source.path, traits.mime, beside)
            made = _store_result(beside, source.note, mime=traits.mime, size=(width, height))
        return PreparedImage(reference=made, changes=tuple(_file_notices(traits)))
    size = source.path.stat().st_size
    same = Attachment(
        path=source.path, mime=traits.mime, width=width, height=height, size=size, sha256=source.sha256
    )
    return PreparedImage(reference=same, changes=tuple(_file_notices(traits)))


def _fit_to_limits(source: _Source, inputs: Inputs, whole: Attachment) -> PreparedImage:
    """The picture within the model's limits: first less fine, then smaller.

    `whole` is what is over them.
    """
    with open_image(source.path, source.mime) as image:
        traits = inspect(image, path=source.path, mime=source.mime)
        picture = source.normalize(image, max_pixels=inputs.max_pixels)
    first, shrink = choose_encoding(picture, traits, inputs.formats), 1.0
    encodings = lighter_encodings(first, picture, inputs.formats)
    with temp_path(source.note) as beside:
        for _ in range(MAX_ROUNDS):
            small = scale(picture, shrink, inputs.max_pixels)
            for encoding in encodings:
                encode(small, encoding, beside)
                weight = beside.stat().st_size
                if not _has_too_many_bytes(weight, inputs):
                    made = _store_result(beside, source.note, mime=encoding.mime, size=small.size)
                    notices = (
                        *_conversion_notices(traits, encoding, picture),
                        *_reduction_notices(whole, made, inputs),
                    )
                    return PreparedImage(reference=made, changes=notices)
            # Where the coarsest was too heavy, what is without loss will be again, and takes seconds to write.
            encodings = tuple(encoding for encoding in encodings if encoding.quality) or encodings
            shrink *= min(0.9, 0.98 * sqrt(inputs.max_bytes / weight))
    raise _limit_error(whole, inputs, None)


def _has_too_many_pixels(picture: Attachment, inputs: Inputs) -> bool:
    return 0 < inputs.max_pixels < picture.width * picture.height


def _has_too_many_bytes(size: int, inputs: Inputs) -> bool:
    return 0 < inputs.max_bytes < size


def _limit_error(whole: Attachment, inputs: Inputs, fitted: Attachment | None) -> Unsupported:
    """`fitted` is what fitting would give, None when nothing fits."""
    nearest = _size_text(fitted) if fitted else ""
    if _has_too_many_pixels(whole, inputs):
        return Unsupported(
            field="images",
            reason="image_too_many_pixels",
            value=_size_text(whole),
            nearest=nearest,
            limit=inputs.max_pixels,
        )
    return Unsupported(
        field="images",
        reason="image_too_heavy",
        value=f"{whole.size / 1e6:.1f} MB",
        nearest=nearest,
        nearest_bytes=fitted.size if fitted else 0,
        limit=inputs.max_bytes // 1_000_000,
    )


def _size_text(picture: Attachment) -> str:
    return f"{picture.width}x{picture.height}"


def _conversion_notices(traits: SourceTraits, encoding: Encoding, picture: Image.Image) -> Iterator[Notice]:
    if traits.orientation != 1:
        yield Notice(kind="sent_turned")
    yield from _file_notices(traits)
    if traits.mode:
        yield Notice(kind="sent_mode", params={"mode": traits.mode})
    if encoding.mime == JPEG and picture.mode == "RGBA":
        yield Notice(kind="sent_mode", params={"mode": "transparent"})
    if traits.mime != encoding.mime:
        yield Notice(
            kind="sent_format", params={"before": FORMAT_NAMES[traits.mime], "after": FORMAT_NAMES[encoding.mime]}
        )
    if traits.frames > 1:
        yield Notice(kind="sent_first_frame", params={"frames": traits.frames})


def _file_notices(traits: SourceTraits) -> Iterator[Notice]:
    if traits.notes:
        yield Notice(kind="sent_private_removed")
    if traits.flawed:
        yield Notice(kind="sent_repaired")
    if traits.larger:
        yield Notice(kind="sent_preview", params={"size": "{}x{}".format(*traits.larger)})


def _reduction_notices(whole: Attachment, made: Attachment, inputs: Inputs) -> Iterator[Notice]:
    if _size_text(whole) != _size_text(made):
        yield Notice(kind="sent_scaled", params={"before": _size_text(whole), "after": _size_text(made)})
    if _has_too_many_bytes(whole.size, inputs):
        yield Notice(kind="sent_recompressed", params={"before": whole.size, "after": made.size})


def _note_path(root: Path, sha256: str, inputs: Inputs, padding: masks.Padding, max_canvas: int) -> Path:
    notices = f"{FORMAT_VERSION} {sorted(inputs.formats)} {inputs.max_bytes} {inputs.max_pixels}"
    notices += f" {padding}" if padding else ""
    notices += f" within {max_canvas}" if max_canvas else ""
    return content_path(root, f"{sha256}-{hashlib.sha256(notices.encode()).hexdigest()[:12]}", "json")


def _load_or_make(source: _Source, make: Callable[[], PreparedImage]) -> PreparedImage:
    """Loads the picture that was made before, or makes it and writes that down."""
    with suppress(OSError, ValueError, KeyError, TypeError):  # a note that is missing or torn costs time only
        known = json.loads(source.note.read_text())
        path = source.note.with_name(known["file"]) if known["file"] else source.path
        reference = Attachment(path=path, **known["reference"])
        if path.stat().st_size == reference.size:
            os.utime(source.note)  # what is in use is not swept
            return PreparedImage(
                reference=reference, changes=tuple(Notice(**notice) for notice in known["changes"])
            )
    made = make()
    record = asdict(made)
    path = record["reference"].pop("path")
    del record["reference"]["padding"]  # told by whoever asked for it
    with atomic_write(source.note) as beside:
        beside.write_text(json.dumps({"file": "" if path == source.path else path.name, **record}))
    return made


def _store_result(beside: Path, note: Path, *, mime: str, size: tuple[int, int]) -> Attachment:
    """Gives a written picture its name beside its note."""
    target = note.with_suffix(f".{ENDINGS[mime]}")
    with beside.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    weight = beside.stat().st_size
    beside.replace(target)
    return Attachment(path=target, mime=mime, width=size[0], height=size[1], size=weight, sha256=sha256)
