"""Preview of the input images as they will be sent: size, bytes, format, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from providers.errors import ProviderError
from providers.request.sizing import nearest_ratio, nearest_size, parse_ratio
from providers.types import JSON, Caps, ImageRequest, SizeRule
from studio.errors import StudioError
from studio.studio import Studio
from studio.types import InputImage
from ui.i18n import Language, t
from ui.schemas.errors import error_view
from ui.tabs.form import FormFields

SAME_RATIO: Final = 0.03
"""How far a shape may be from the picture's to be taken for it: the gateways' tables are off by up to 2.9 %."""
AREAS: Final = {"": 1_050_000, "1K": 1_050_000, "2K": 4_200_000, "4K": 16_800_000}
"""Pixels that a resolution stands for where the size is free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputPreview:
    """Preview of all input images.

    `by_id`: what each image shows. `first` is the first image; `problem` the first thing that stops a press, `hint`
    what is still to be done before one.
    """

    by_id: Mapping[str, JSON] = field(default_factory=dict)
    max_images: int = 0
    first: InputImage | None = None
    count: int = 0
    total: int = 0
    problem: str = ""
    hint: str = ""

    def summary(self, lang: Language) -> str:
        """The sentence with number and size of the input images, "" when there are none."""
        if not self.count:
            return ""
        key = "page.plan.sends_one" if self.count == 1 else "page.plan.sends"
        return t(key, lang, count=self.count, size=f"{self.total / 1e6:.1f}")


async def preview_inputs(
    studio: Studio, visitor: str, fields: FormFields, caps: Caps, lang: Language
) -> InputPreview:
    """Prepares the input images as a press would, and describes each. Raises JournalFailed."""
    inputs = caps.inputs
    if inputs is None or not fields.pictures:
        hint = t("page.plan.no_pictures", lang) if inputs and fields.task == "edit" else ""
        return InputPreview(max_images=inputs.max_images if inputs else 0, hint=hint)
    by_id: dict[str, JSON] = {}
    problems: list[str] = []
    first: InputImage | None = None
    total = 0
    for number, image_id in enumerate(fields.pictures, 1):
        try:
            image = await studio.references.get(visitor, image_id)
            first = first or image
            prepared = await studio.references.prepare(visitor, image_id, inputs, fit=image_id in fields.fit)
        except (ProviderError, StudioError) as error:
            view = error_view(error, lang)
            by_id[image_id] = {"problem": view.message, "fit": bool(view.nearest), "changes": []}
            problems.append(t("page.plan.picture_problem", lang, number=number, said=view.message))
            continue
        reference = prepared.reference
        total += reference.size
        by_id[image_id] = {
            "mime": reference.mime,
            "width": reference.width,
            "height": reference.height,
            "bytes": reference.size,
            "changes": [t(f"sheet.{notice.kind}", lang, **notice.params) for notice in prepared.changes],
            "problem": "",
            "fit": False,
        }
    return InputPreview(
        by_id=by_id,
        max_images=inputs.max_images,
        first=first,
        count=len(fields.pictures),
        total=total,
        problem=problems[0] if problems else "",
    )


def parse_inputs(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The input images, the mask and the position in a conversation, from the page's script.

    Ids alone are believed, and looked up.
    """
    images, mask, position = settings.get("images"), settings.get("mask"), settings.get("position")
    turn = position if isinstance(position, dict) else {}
    return {
        **{name: _id(turn.get(name)) for name in ("conversation", "parent", "based_on")},
        "pictures": _ids(images, "ids"),
        "fit": frozenset(_ids(images, "fit")),
        "mask": _id(mask.get("id")) if isinstance(mask, dict) else "",
    }


def _id(value: Any) -> str:
    return next(iter(_ids({"ids": [value]}, "ids")), "")


def _ids(value: Any, name: str) -> tuple[str, ...]:
    listed = value.get(name) if isinstance(value, dict) else None
    items = listed if isinstance(listed, list) else []
    return tuple(item for item in items[:64] if isinstance(item, str) and 0 < len(item) <= 64)


def match_first_image(request: ImageRequest, first: InputImage | None, caps: Caps) -> ImageRequest:
    """Gives an edit without a chosen ratio that of its first image, where the model takes one.

    A model left to itself answers in a shape of its own, and nothing can be pasted back into another shape.
    """
    if first is None or request.aspect_ratio or request.size or not first.width:
        return request
    if caps.free_size and not caps.free_size.recommended:
        width, height = _size_like(first, caps.free_size, area=AREAS.get(request.resolution, AREAS[""]))
        return replace(request, size=f"{width}x{height}", resolution="")
    shape = first.width / first.height
    closest = nearest_ratio(shape, caps.aspect_ratios)
    ratio = parse_ratio(closest)
    if not ratio or abs(ratio / shape - 1) > SAME_RATIO:
        return request
    return replace(request, aspect_ratio=closest)


def _size_like(first: InputImage, rule: SizeRule, *, area: int) -> tuple[int, int]:
    """The image's own size where that is allowed and not above the resolution, else one of its shape."""
    shrink = min(1.0, (area / (first.width * first.height)) ** 0.5)
    return nearest_size(max(1, round(first.width * shrink)), max(1, round(first.height * shrink)), rule)
