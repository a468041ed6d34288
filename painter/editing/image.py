"""A picture at work: its colours, its transparency, and the area that may change."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageFilter, ImageOps

FORMATS: Final = ("PNG", "JPEG", "WEBP")
_INWARD: Final = [max(0, min(255, round((value - 128) * 2.01))) for value in range(256)]
_FEATHER = 0.004
_SEEN = 24

Box = tuple[int, int, int, int]
Size = tuple[int, int]


@dataclass(slots=True, kw_only=True)
class Sheet:
    """`image` is RGB; `alpha` its transparency, None when it has none; `area` is 255 where it may change and 0
    where it may not, None when all of it may. `profile` is its colour profile."""

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

    def show(self) -> None:
        """What was painted is to be seen where the picture was transparent too."""
        if self.alpha is not None and self.area is not None:
            self.alpha = ImageChops.lighter(self.alpha, self.area)

    def finished(self) -> Image.Image:
        """The picture as it goes out."""
        image = self.image
        if self.alpha is not None:
            image = image.copy()
            image.putalpha(self.alpha)
        image.info = {"icc_profile": self.profile} if self.profile else {}
        return image


def bounds(mask: Image.Image) -> Box | None:
    """Around all of a mask that can be seen."""
    return mask.point(lambda value: 255 if value >= _SEEN else 0).getbbox()


def open_sheet(path: Path, *, mask: Path | None = None, size: Size | None = None) -> Sheet:
    """Read a picture, and its area when there is a mask; `size` crops to that shape and scales, never stretches."""
    with Image.open(path, formats=FORMATS) as file:
        profile = file.info.get("icc_profile") if file.mode in ("RGB", "RGBA") else None
        image = _plain(file)
    alpha = None
    if "A" in image.getbands():
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    area = None
    if mask is not None:
        with Image.open(mask, formats=["PNG"]) as file:
            area = ImageChops.invert(file.convert("RGBA").getchannel("A"))
    sheet = Sheet(image=image, alpha=alpha, area=area, profile=profile)
    if size is not None:
        fit(sheet, size)
    if sheet.area is not None:
        sheet.area = feathered(sheet.area)
    return sheet


def glance(path: Path, size: Size) -> Image.Image:
    """A picture to be laid into another at about `size`, on white where it is transparent."""
    with Image.open(path, formats=FORMATS) as file:
        file.draft("RGB", size)
        image = _plain(file)
    return image if image.mode == "RGB" else on_white(image)


def on_white(image: Image.Image) -> Image.Image:
    """An RGBA picture without its transparency."""
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _plain(file: Image.Image) -> Image.Image:
    """8 bits a channel, RGB or RGBA."""
    if file.mode.startswith("I"):
        deep = np.asarray(file)
        return Image.fromarray((deep >> 8 if int(deep.max()) > 255 else deep).astype(np.uint8)).convert("RGB")
    return file.convert("RGBA" if file.has_transparency_data else "RGB")


def fit(sheet: Sheet, size: Size) -> None:
    """Crop evenly to the shape of `size` and scale to it."""
    sheet.image = covered(sheet.image, size)
    sheet.alpha = None if sheet.alpha is None else covered(sheet.alpha, size)
    sheet.area = None if sheet.area is None else covered(sheet.area, size)


def covered(image: Image.Image, size: Size) -> Image.Image:
    """The middle of a picture that fills `size`."""
    return image if image.size == size else ImageOps.fit(image, size, Image.Resampling.LANCZOS)


def feathered(area: Image.Image) -> Image.Image:
    """A soft edge that lies within the area, so that outside of it nothing changes at all."""
    box = area.getbbox()
    if box is None:
        return area
    least = min(box[2] - box[0], box[3] - box[1])
    soft = inward(area, min(max(1.0, _FEATHER * max(area.size)), max(0.5, least / 12)))
    kept, whole = (float(np.asarray(each.reduce(max(1, least // 32))).mean()) for each in (soft, area))
    return soft if kept > 0.3 * whole else area


def inward(area: Image.Image, radius: float) -> Image.Image:
    """The area fading out over `radius` pixels inside of its edge."""
    return ImageChops.darker(area, area.filter(ImageFilter.GaussianBlur(radius)).point(_INWARD))
