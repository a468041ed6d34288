"""Preview of the input images as they will be sent: size, bytes, format, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from providers.errors import ProviderError
from providers.types import JSON, Caps
from studio.errors import StudioError
from studio.references.shape import ShapedEdit, shape_edit
from studio.studio import Studio
from studio.types import InputImage
from ui.i18n import Language, t
from ui.schemas.errors import error_view
from ui.tabs.form import FormFields, request_from_form


@dataclass(frozen=True, slots=True, kw_only=True)
class InputPreview:
    """Preview of all input images.

    `by_id`: what each image shows. `first` is the first image, `masked` whether it is held to a mask; `problem` the
    first thing that stops a press, `hint` what is still to be done before one.
    """

    by_id: Mapping[str, JSON] = field(default_factory=dict)
    max_images: int = 0
    first: InputImage | None = None
    masked: bool = False
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
    shaped: ShapedEdit | None = None
    masked = False
    total = 0
    for number, image_id in enumerate(fields.pictures, 1):
        try:
            image = await studio.references.get(visitor, image_id)
            first = first or image
            if number == 1:
                masked = await _is_masked(studio, visitor, fields.mask, image)
                shaped = shape_edit(request_from_form(fields), image, caps, masked=masked)
            prepared = await studio.references.prepare(
                visitor, image_id, inputs, fit=image_id in fields.fit, shaped=shaped if number == 1 else None
            )
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
        masked=masked,
        count=len(fields.pictures),
        total=total,
        problem=problems[0] if problems else "",
    )


async def _is_masked(studio: Studio, visitor: str, mask: str, first: InputImage) -> bool:
    """Whether the mask will hold the picture; what is wrong with it is told where it is pressed."""
    try:
        return await studio.references.has_mask(visitor, mask, first)
    except (ProviderError, StudioError):
        return False


def parse_inputs(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The input images, the mask and the position in a conversation, from the page's script.

    Ids alone are believed, and looked up.
    """
    images, mask, position = settings.get("images"), settings.get("mask"), settings.get("position")
    chosen = position if isinstance(position, dict) else {}
    return {
        **{name: _id(chosen.get(name)) for name in ("conversation", "parent", "based_on")},
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
