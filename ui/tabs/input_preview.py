"""What would be sent of the pictures that were brought, told before the press: size, bytes, format, and why."""

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
from ui.tabs.form import Fields

CLOSE: Final = 0.03
"""How far a shape may be from the picture's to be taken for it: the gateways' tables are off by up to 2.9 %."""
AREAS: Final = {"": 1_050_000, "1K": 1_050_000, "2K": 4_200_000, "4K": 16_800_000}
"""Pixels that a resolution stands for where the size is free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputPreview:
    """`by_id`: what each tile says. `first` is the first picture; `problem` the first thing that stops a press,
    `hint` what is still to be done before one."""

    by_id: Mapping[str, JSON] = field(default_factory=dict)
    most: int = 0
    first: InputImage | None = None
    count: int = 0
    total: int = 0
    problem: str = ""
    hint: str = ""

    def words(self, lang: Language) -> str:
        """How many pictures go along and how heavy they are, "" when none do."""
        if not self.count:
            return ""
        key = "page.plan.sends_one" if self.count == 1 else "page.plan.sends"
        return t(key, lang, count=self.count, size=f"{self.total / 1e6:.1f}")


async def preview_inputs(studio: Studio, visitor: str, fields: Fields, caps: Caps, lang: Language) -> InputPreview:
    """Lays the pictures out as a press would, and tells of each what comes of it. Raises JournalFailed."""
    inputs = caps.inputs
    if inputs is None or not fields.pictures:
        none = t("page.plan.no_pictures", lang) if inputs else ""
        return InputPreview(most=inputs.max_images if inputs else 0, hint=none if fields.task == "edit" else "")
    by_id: dict[str, JSON] = {}
    problems: list[str] = []
    first: InputImage | None = None
    total = 0
    for number, each in enumerate(fields.pictures, 1):
        try:
            brought = await studio.references.get(visitor, each)
            first = first or brought
            sent = await studio.references.prepare(visitor, each, inputs, fit=each in fields.fit)
        except (ProviderError, StudioError) as error:
            view = error_view(error, lang)
            by_id[each] = {"problem": view.message, "fit": bool(view.nearest), "changes": []}
            problems.append(t("page.plan.picture_problem", lang, number=number, said=view.message))
            continue
        reference = sent.reference
        total += reference.size
        by_id[each] = {
            "mime": reference.mime,
            "width": reference.width,
            "height": reference.height,
            "bytes": reference.size,
            "changes": [t(f"sheet.{said.kind}", lang, **said.params) for said in sent.changes],
            "problem": "",
            "fit": False,
        }
    return InputPreview(
        by_id=by_id,
        most=inputs.max_images,
        first=first,
        count=len(fields.pictures),
        total=total,
        problem=problems[0] if problems else "",
    )


def brought_in(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The tiles, the mask and the place in a conversation as the page's script holds them: ids alone are believed,
    and looked up."""
    images, mask, stands = settings.get("images"), settings.get("mask"), settings.get("stands")
    where = stands if isinstance(stands, dict) else {}
    return {
        **{name: _id(where.get(name)) for name in ("conversation", "parent", "based_on")},
        "pictures": _ids(images, "ids"),
        "fit": frozenset(_ids(images, "fit")),
        "mask": _id(mask.get("id")) if isinstance(mask, dict) else "",
    }


def _id(value: Any) -> str:
    return next(iter(_ids({"ids": [value]}, "ids")), "")


def _ids(value: Any, name: str) -> tuple[str, ...]:
    listed = value.get(name) if isinstance(value, dict) else None
    known = listed if isinstance(listed, list) else []
    return tuple(each for each in known[:64] if isinstance(each, str) and 0 < len(each) <= 64)


def match_first_image(request: ImageRequest, first: InputImage | None, caps: Caps) -> ImageRequest:
    """An edit whose shape was not chosen gets that of the first picture, where the model can be told a shape: a
    model left to itself answers in a shape of its own, and nothing can be pasted back into another shape."""
    if first is None or request.aspect_ratio or request.size or not first.width:
        return request
    if caps.free_size and not caps.free_size.recommended:
        width, height = _sized(first, caps.free_size, area=AREAS.get(request.resolution, AREAS[""]))
        return replace(request, size=f"{width}x{height}", resolution="")
    shape = first.width / first.height
    closest = nearest_ratio(shape, caps.aspect_ratios)
    ratio = parse_ratio(closest)
    if not ratio or abs(ratio / shape - 1) > CLOSE:
        return request
    return replace(request, aspect_ratio=closest)


def _sized(first: InputImage, rule: SizeRule, *, area: int) -> tuple[int, int]:
    """The picture's own size where that is allowed and not larger than the resolution, else one of its shape."""
    shrink = min(1.0, (area / (first.width * first.height)) ** 0.5)
    return nearest_size(max(1, round(first.width * shrink)), max(1, round(first.height * shrink)), rule)
