"""Layer of an edit: a picture's colours, its transparency, and the area that may change."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageFilter, ImageOps

FORMATS: Final = ("PNG", "JPEG", "WEBP")
TRANSPOSES: Final = {
    "flip_h": Image.Transpose.FLIP_LEFT_RIGHT, "flip_v": Image.Transpose.FLIP_TOP_BOTTOM,
    "cw": Image.Transpose.ROTATE_270, "ccw": Image.Transpose.ROTATE_90, "half": Image.Transpose.ROTATE_180,
}  # fmt: skip
INWARD: Final = [max(0, min(255, round((value - 128) * 2.01))) for value in range(256)]

MAX_PIXELS: Final = 8_000_000
"""An edit takes up to 35 bytes for each pixel at work: 280 MB."""

Box = tuple[int, int, int, int]
Size = tuple[int, int]


@dataclass(slots=True, kw_only=True)
class Layer:
    """A picture at work: its colours, transparency, profile, and area that may change.

    `area` is 255 where it may change and 0 where it may not, None when all of it may.
    """

    image: Image.Image
    alpha: Image.Image | None = None
    area: Image.Image | None = None
    profile: bytes | None = None

    @property
    def size(self) -> Size:
        return self.image.size

    @property
    def box(self) -> Box | None:
        """Around all that may change; None when nothing may."""
        return (0, 0, *self.size) if self.area is None else bounds(self.area)

    def lay(self, after: Image.Image) -> None:
        """Take a changed picture over, within the area."""
        self.image = after if self.area is None else Image.composite(after, self.image, self.area)

    def uncover(self, shape: Image.Image | None = None) -> None:
        """Show the area, or a shape (a mask) in it, where the picture was transparent too."""
        masks = [mask for mask in (shape, self.area) if mask is not None]
        if self.alpha is not None and masks:
            self.alpha = ImageChops.lighter(self.alpha, ImageChops.darker(masks[0], masks[-1]))

    def transpose(self, name: str) -> None:
        """Mirror or turn all of it, whatever its area."""
        self.image = self.image.transpose(TRANSPOSES[name])
        self.alpha, self.area = (mask and mask.transpose(TRANSPOSES[name]) for mask in (self.alpha, self.area))

    def fit(self, size: Size) -> None:
        """Crop evenly to the shape of `size` and scale to it."""
        self.image = fit_to(self.image, size)
        self.alpha, self.area = (mask and fit_to(mask, size) for mask in (self.alpha, self.area))

    def to_image(self) -> Image.Image:
        """The picture as it goes out."""
        image = self.image.copy()
        if self.alpha is not None:
            image.putalpha(self.alpha)
        image.info = {"icc_profile": self.profile} if self.profile else {}
        return image


def open_layer(path: Path, *, area: Image.Image | None = None, size: Size | None = None) -> Layer:
    """Read a picture; `area` is where it may change, as large as it.

    `size` crops, never stretches. What has more than MAX_PIXELS is scaled down to them before anything is painted.
    """
    with Image.open(path, formats=FORMATS) as file:
        profile = file.info.get("icc_profile") if file.mode in ("RGB", "RGBA") else None
        within = _size_within(file.size)
        file.draft("RGB", within)
        image = fit_to(_eight_bit(file), within)
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    layer = Layer(image=image.convert("RGB"), alpha=alpha, profile=profile)
    if area is not None:
        layer.area = fit_to(area, within)
    if size is not None:
        layer.fit(size)
    layer.area = layer.area and feather(layer.area)
    return layer


def open_sheet(path: Path) -> Image.Image:
    """A mask or marks over a picture, as RGBA."""
    with Image.open(path, formats=["PNG"]) as file:
        return file.convert("RGBA")


def _size_within(size: Size) -> Size:
    part = min(1.0, (MAX_PIXELS / (size[0] * size[1])) ** 0.5)
    return max(1, round(size[0] * part)), max(1, round(size[1] * part))


def open_small(path: Path, size: Size) -> Image.Image:
    """A picture to be laid into another at about `size`, on white where it is transparent."""
    with Image.open(path, formats=FORMATS) as file:
        file.draft("RGB", size)
        return on_white(fit_to(_eight_bit(file), _size_within(file.size)))


def on_white(image: Image.Image) -> Image.Image:
    """A picture without its transparency."""
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return white


def _eight_bit(file: Image.Image) -> Image.Image:
    if file.mode.startswith("I"):
        deep = np.asarray(file)
        return Image.fromarray((deep >> 8 if int(deep.max()) > 255 else deep).astype(np.uint8)).convert("RGB")
    mode = "RGBA" if file.has_transparency_data else "RGB"
    if file.mode != mode:
        return file.convert(mode)
    file.load()  # to convert it to what it is would copy it: 96 MB of 24 megapixels
    return file


def fit_to(image: Image.Image, size: Size) -> Image.Image:
    """The middle of a picture that fills `size`."""
    return image if image.size == size else ImageOps.fit(image, size, Image.Resampling.LANCZOS)


def bounds(mask: Image.Image) -> Box | None:
    """Around all of a mask that can be seen."""
    return mask.point(lambda value: 255 if value >= 24 else 0).getbbox()


def feather(area: Image.Image) -> Image.Image:
    """A soft edge that lies within the area, so that outside of it nothing changes at all."""
    box = area.getbbox() or (0, 0, 1, 1)
    least = min(box[2] - box[0], box[3] - box[1])
    radius = min(max(1.0, 0.004 * max(area.size)), max(0.5, least / 12))
    soft = ImageChops.darker(area, area.filter(ImageFilter.GaussianBlur(radius)).point(INWARD))
    left, whole = (float(np.asarray(mask.reduce(max(1, least // 32))).mean()) for mask in (soft, area))
    return soft if left > 0.3 * whole else area
