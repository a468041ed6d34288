"""Masked compositing with a soft inner edge: outside the mask every pixel stays.

All of this blocks.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from math import hypot
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageCms, ImageFilter

from formats.dimensions import SAME_RATIO
from studio.images import masks
from studio.images.decode import normalize
from studio.images.files import atomic_write

MAX_SHIFT: Final = 0.02
"""How far an answer is moved at most, as a share of the short side."""
MIN_PEAK: Final = 40.0
"""By how many standard deviations a true shift stands out. Tried: the same picture as a JPEG, moved, in other
colours, or from a third of its size 90 to 320; zoomed by 3 % 34 to 61; mirrored up to 32; another one up to 14."""
MAX_REMAINDER: Final = 0.95
"""A move must leave at most this share of the difference."""
MIN_UNPAINTED: Final = 0.02
"""With less than this share of the picture to stay, where it moved is a guess."""
SHIFT_CELLS: Final = 512
"""The longest side, in cells, at which a shift is looked for."""
COMPARE_CELLS: Final = 1024
"""The longest side, in cells, at which pictures are compared."""
VISIBLE_DIFFERENCE: Final = 16
"""More than this in any channel, of 255, counts as changed."""
UNCHANGED_BLOCK: Final = 16
"""The side of the blocks in which an answer is held against the original, in the answer's pixels: a JPEG's."""
UNCHANGED_DIFFERENCE: Final = 6
"""Up to this in every channel of every painted block, of 255, an answer is the original once more. Tried with the
photographs in tests/images: as a JPEG of quality 85 or more up to 4, in a quarter to twice its size up to 5."""
SAME_COLOUR: Final = 2
"""Two profiles that differ by no more than this in any channel, of 255, are one."""

Cells = NDArray[np.float32]
Area = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels and parts of them."""


class CannotComposite(Exception):
    """The answer cannot be laid over the original.

    `reason` is "ratio" or "shift"; `params` has the `percent`.
    """

    def __init__(self, reason: str, percent: float) -> None:
        super().__init__(f"{reason}: {percent:.1f} %")
        self.reason = reason
        self.params: Mapping[str, str | int] = {"percent": f"{percent:.1f}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """A composited image with what was measured.

    `image` has the original's size and profile, in RGB or RGBA. `drift`: the share, 0 to 1, of what should stay
    that the model visibly changed. `shift`: the pixels to the right and down by which the answer was moved.
    `unchanged`: what was painted looks as before.
    """

    image: Image.Image
    drift: float
    shift: tuple[int, int]
    unchanged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeFile:
    """A held picture that was written to its file."""

    width: int
    height: int
    drift: float
    shift: tuple[int, int]
    unchanged: bool


def composite_file(
    *,
    original: Path,
    strength: Path,
    answer: Path,
    into: Path,
    load: Callable[[Path], Image.Image],
    padding: masks.Padding = (),
) -> CompositeFile:
    """Holds an answer to its mask and writes the held picture as PNG.

    `original` and `answer` are read by `upright`; `strength` is the mask as it was painted. Raises CannotComposite,
    Damaged, Unsupported and OSError.
    """
    # Not at once: while Pillow makes room for a picture all other threads wait. Two together took 0.3 s less of
    # 1.5 (4096×4096), but held the event loop up for 57 ms instead of 33.
    composited = composite(load(original), masks.read(strength), load(answer), padding=padding)
    save_composite(composited, into)
    return CompositeFile(
        width=composited.image.width,
        height=composited.image.height,
        drift=composited.drift,
        shift=composited.shift,
        unchanged=composited.unchanged,
    )


def save_composite(composited: Composite, into: Path) -> None:
    """Writes a held picture as PNG. Raises OSError."""
    with atomic_write(into) as beside:
        masks.write_png(composited.image, beside)


def composite(
    original: Image.Image, strength: Image.Image, answer: Image.Image, *, padding: masks.Padding = ()
) -> Composite:
    """The original, with the answer in it where the mask was painted.

    `original` is upright, in RGB or RGBA, and may have an `icc_profile`; `strength` is in "L"; `answer` is in any
    mode and size, and is an answer to the original with `padding` around it. Raises CannotComposite when the
    answer's shape is another one, or when it is moved too far.
    """
    if strength.size != original.size:
        strength = strength.resize(original.size, Image.Resampling.BILINEAR)
    plain = answer if answer.mode in {"RGB", "RGBA"} else normalize(answer)
    profile = original.info.get("icc_profile") or b""
    fitted = _fit_to(convert_colours(plain, profile), original.size, padding or (0, 0, 0, 0))
    aligned, differences, shift = _align(fitted, _unpainted_cells(original, strength))
    coarser = min(16, max(1, round((original.width + sum(padding[::2])) / answer.width)))
    drift = float((differences > VISIBLE_DIFFERENCE).mean()) if differences.size else 0.0
    return Composite(
        image=_paste(original, aligned, strength),
        drift=drift,
        shift=shift,
        unchanged=_is_unchanged(original, aligned, strength, coarser=coarser),
    )


def answer_box(answer: tuple[int, int], size: tuple[int, int], padding: masks.Padding) -> Area:
    """The part of an answer that shows a picture of `size`, sent with `padding` around it.

    `answer` is the answer's size. What one shape has more of than the other is cut off on both sides. Raises
    CannotComposite where they differ by too much.
    """
    left, top, right, bottom = padding
    frame = left + size[0] + right, top + size[1] + bottom
    wide, tall = answer[0] / frame[0], answer[1] / frame[1]
    scale = min(wide, tall)
    if (off := max(wide, tall) / scale - 1) > SAME_RATIO:
        raise CannotComposite("ratio", 100 * off)
    # Rounding may give a little less than 0 or more than there is, which Pillow refuses.
    x = max(0, answer[0] - scale * frame[0]) / 2 + scale * left
    y = max(0, answer[1] - scale * frame[1]) / 2 + scale * top
    return x, y, min(answer[0], x + scale * size[0]), min(answer[1], y + scale * size[1])


def _fit_to(answer: Image.Image, size: tuple[int, int], padding: masks.Padding) -> Image.Image:
    """The answer in the original's size, without the padding that was sent around it."""
    box = answer_box(answer.size, size, padding)
    left, top, right, bottom = padding
    frame = left + size[0] + right, top + size[1] + bottom
    if answer.size == frame:
        return answer.crop((left, top, left + size[0], top + size[1])) if frame != size else answer
    return answer.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def convert_colours(answer: Image.Image, own: bytes) -> Image.Image:
    """The answer in the colour space of the profile `own`: a held picture keeps the original's."""
    given = answer.info.get("icc_profile") or b""
    if own == given:
        return answer
    with suppress(ImageCms.PyCMSError, OSError):  # a torn profile costs the exact colours, not the picture
        transform = ImageCms.buildTransform(
            _profile(given),
            _profile(own),
            answer.mode,
            answer.mode,
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        probe = _sample_colours().convert(answer.mode)
        same = ImageChops.difference(probe, ImageCms.applyTransform(probe, transform) or probe)
        if np.asarray(same).max() > SAME_COLOUR:
            return ImageCms.applyTransform(answer, transform) or answer
    return answer


def _profile(data: bytes) -> ImageCms.ImageCmsProfile:
    """The colour profile; sRGB where none is named, as everywhere on the web."""
    return ImageCms.ImageCmsProfile(BytesIO(data) if data else ImageCms.createProfile("sRGB"))


def _sample_colours() -> Image.Image:
    """216 colours, spread over all there are."""
    steps = np.arange(0, 256, 51, dtype=np.uint8)
    return Image.fromarray(np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(36, 6, 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpaintedCells:
    """The original in cells of `step` × `step` pixels, and those of them that must stay."""

    step: int
    cells: Image.Image
    unpainted: NDArray[np.bool_]

    def differences(self, cells: Image.Image) -> NDArray[np.uint8]:
        """Differences of the unpainted cells, in their most different channel."""
        red, green, blue = ImageChops.difference(self.cells, cells).split()
        return np.asarray(ImageChops.lighter(ImageChops.lighter(red, green), blue))[self.unpainted]


def _unpainted_cells(original: Image.Image, strength: Image.Image) -> UnpaintedCells:
    step = -(-max(original.size) // COMPARE_CELLS)
    # What is painted shines through the blur into the cells around it.
    painted = strength.reduce(step).point(masks.NONZERO).filter(ImageFilter.BoxBlur(2))
    return UnpaintedCells(step=step, cells=_cells(original, step), unpainted=np.asarray(painted) == 0)


def _cells(picture: Image.Image, step: int) -> Image.Image:
    """Reduced and blurred a little, so that the noise of a JPEG is no change; what is see-through lies on grey."""
    return on_grey(picture.reduce(step)).filter(ImageFilter.BoxBlur(1))


def on_grey(picture: Image.Image) -> Image.Image:
    """A picture on grey where it is see-through."""
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, (128, 128, 128))
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _is_unchanged(original: Image.Image, aligned: Image.Image, strength: Image.Image, *, coarser: int) -> bool:
    """Whether the answer looks as the original does wherever it was painted.

    In blocks of a JPEG's size in the pixels of the answer, which are `coarser` times as wide as the original's.
    """
    side = UNCHANGED_BLOCK * coarser
    box = strength.getbbox()
    if box is None:
        return False
    left, top = box[0] // side * side, box[1] // side * side
    right, bottom = min(original.width, -(-box[2] // side) * side), min(original.height, -(-box[3] // side) * side)
    area = (left, top, right, bottom)
    first, second = (on_grey(picture.crop(area).reduce(side)) for picture in (original, aligned))
    # In two steps, each of which rounds no painted pixel away.
    painted = strength.crop(area).point(masks.NONZERO).reduce(UNCHANGED_BLOCK).point(masks.NONZERO).reduce(coarser)
    differences = np.asarray(ImageChops.difference(first, second)).max(axis=2)
    return bool(differences[np.asarray(painted) > 0].max(initial=0) <= UNCHANGED_DIFFERENCE)


def _align(fitted: Image.Image, outside: UnpaintedCells) -> tuple[Image.Image, NDArray[np.uint8], tuple[int, int]]:
    """The answer moved back to where the original's pixels are, what still differs, and the move."""
    cells = _cells(fitted, outside.step)
    differences = outside.differences(cells)
    shift = find_shift(outside, cells)
    if shift == (0, 0):
        return fitted, differences, shift
    moved = fitted.copy()
    moved.paste(fitted, shift)  # where that uncovers an edge, the answer stays as it lay
    closer = outside.differences(_cells(moved, outside.step))
    if closer.mean() > MAX_REMAINDER * differences.mean():
        return fitted, differences, (0, 0)
    if (far := hypot(*shift) / min(fitted.size)) > MAX_SHIFT:
        raise CannotComposite("shift", 100 * far)
    return moved, closer, shift


def find_shift(outside: UnpaintedCells, cells: Image.Image) -> tuple[int, int]:
    """Shift of an answer: the pixels by which it must be moved right and down.

    (0, 0) where nothing says so clearly. Phase correlation (Kuglin and Hines, 1975) of what must stay, less its own
    blur.
    """
    if outside.unpainted.mean() < MIN_UNPAINTED:
        return 0, 0
    more = -(-max(cells.size) // SHIFT_CELLS)
    keep = np.asarray(Image.fromarray(outside.unpainted).convert("L").reduce(more)).astype(np.float32) // 255
    first, second = (_spectrum(image.convert("L").reduce(more), keep) for image in (outside.cells, cells))
    both = first * second.conj()
    size = np.abs(both)
    down, right = np.fft.fftfreq(keep.shape[0])[:, None], np.fft.rfftfreq(keep.shape[1])
    # The finest detail is a JPEG's or a scaler's own; without it the peak is some cells wide, and can be measured.
    both *= np.exp(-(down**2 + right**2) / 0.065) / np.maximum(size, 1e-9 * size.max() + 1e-12)
    peaks = np.fft.irfft2(both, s=keep.shape)
    y, x = divmod(int(peaks.argmax()), keep.shape[1])
    if peaks[y, x] <= MIN_PEAK * peaks.std():
        return 0, 0
    scale = outside.step * more
    return round(scale * _peak_position(peaks[y], x)), round(scale * _peak_position(peaks[:, x], y))


def _spectrum(grey: Image.Image, keep: Cells) -> NDArray[np.complex128]:
    """Of what is kept, less what is coarser than a few cells, fading towards the borders."""
    height, width = keep.shape
    down, right = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)
    coarse = np.exp(-316 * (down**2 + right**2))  # a Gaussian of 4 cells

    def blur(cells: Cells) -> NDArray[np.float64]:
        return np.fft.irfft2(np.fft.rfft2(cells) * coarse, s=keep.shape)

    cells = np.asarray(grey, np.float32)
    detail = (cells - blur(cells * keep) / np.maximum(blur(keep), 1e-3)) * keep
    return np.fft.rfft2(detail * np.outer(np.hanning(height + 2)[1:-1], np.hanning(width + 2)[1:-1]))


def _peak_position(line: NDArray[np.float64], index: int) -> float:
    """The position of a line's peak, by the parabola through it and its neighbours; beyond half, it is negative."""
    before, middle, after = float(line[index - 1]), float(line[index]), float(line[(index + 1) % len(line)])
    bend = before - 2 * middle + after
    turned = index - len(line) if 2 * index > len(line) else index
    return turned + ((before - after) / (2 * bend) if bend else 0.0)


def _paste(original: Image.Image, new: Image.Image, strength: Image.Image) -> Image.Image:
    """The original with what is new where it was painted; see-through where either of the two is."""
    clear = "RGBA" in {original.mode, new.mode}
    image = original.convert("RGBA") if clear else original.copy()
    box = strength.getbbox()
    if box is None:
        return image
    weight, part = masks.feather(strength, box), new.crop(box)
    if clear:
        # Mixed with their colours weighed by alpha: what lies hidden under alpha 0 must not shine through.
        mixed = image.crop(box).convert("RGBa")
        mixed.paste(part.convert("RGBA").convert("RGBa"), mask=weight)
        weight, part = weight.point(masks.NONZERO), mixed.convert("RGBA")
    image.paste(part, box[:2], weight)
    return image
