"""Preview of the input images as they will be sent: size, bytes, format, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from models.caps import Caps
from providers.errors import ProviderError
from providers.events import Notice
from providers.types import JSON
from studio.disk.byte_size import format_size
from studio.errors import StudioError
from studio.images.prepare import PreparedImage
from studio.references.shape import ShapedEdit, shape_edit, validate_expansion_alone
from studio.studio import Studio
from studio.types import InputImage
from ui.i18n import Language, t
from ui.schemas.errors import error_text, error_view
from ui.tabs.form import FormFields, request_from_form

CHANGE_LABELS: Final = {
    "expanded": {"sent_expanded"},
    "resized": {"sent_scaled", "sent_padded"},
    "converted": {
        "sent_turned",
        "sent_repaired",
        "sent_preview",
        "sent_mode",
        "sent_format",
        "sent_first_frame",
        "sent_recompressed",
    },
    "metadata": {"sent_private_removed"},
}
"""The kinds of notices by the word that stands for them on a tile, the most telling first."""


MAX_SIDE: Final = 100_000
"""Pixels of one side of an expansion that are read at all."""


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
        return t(key, lang, count=self.count, size=format_size(self.total).replace(" ", "\N{NO-BREAK SPACE}"))


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
                request = request_from_form(fields)
                validate_expansion_alone(request, mask=fields.mask, markup=fields.markup)
                shaped = shape_edit(request, image, caps, masked=masked)
            prepared = await studio.references.prepare(
                visitor, image_id, inputs, fit=image_id in fields.fit, shaped=shaped if number == 1 else None
            )
        except (ProviderError, StudioError) as error:
            sentence, preview = _problem_preview(error, number, lang)
            problems.append(sentence)
            if preview is not None:
                by_id[image_id] = preview
            continue
        total += prepared.reference.size
        by_id[image_id] = _image_preview(prepared, image, lang)
    return InputPreview(
        by_id=by_id,
        max_images=inputs.max_images,
        first=first,
        masked=masked,
        count=len(fields.pictures),
        total=total,
        problem=problems[0] if problems else "",
    )


def _problem_preview(error: ProviderError | StudioError, number: int, lang: Language) -> tuple[str, JSON]:
    """The sentence that stops a press, and the image's preview of it; None where it is no fault of the image."""
    if error.params.get("field") == "expand":  # no size of the image would cure that
        return error_text(error, lang, gateway=""), None
    view = error_view(error, lang)
    sentence = t("page.plan.picture_problem", lang, number=number, said=view.message)
    return sentence, {"problem": view.message, "fit": bool(view.nearest), "changes": []}


def _image_preview(prepared: PreparedImage, image: InputImage, lang: Language) -> JSON:
    """An image as it will be sent: its facts, and what was changed."""
    changes = [notice for notice in prepared.changes if _concerns(notice, image)]
    return {
        "mime": prepared.reference.mime,
        "width": prepared.reference.width,
        "height": prepared.reference.height,
        "bytes": prepared.reference.size,
        "changes": [t(f"sheet.{notice.kind}", lang, **notice.params) for notice in changes],
        "label": _changes_label(changes, lang),
        "problem": "",
        "fit": False,
    }


def _concerns(notice: Notice, image: InputImage) -> bool:
    """Whether a change concerns who brought the image. What was made here holds nothing of theirs."""
    return not (image.made and notice.kind == "sent_private_removed")


def _changes_label(changes: Iterable[Notice], lang: Language) -> str:
    """The most telling of what happens to an image, as there is room for one word; "" where nothing does."""
    kinds = {notice.kind for notice in changes}
    labels = (t(f"card.tiles.changed.{label}", lang) for label, known in CHANGE_LABELS.items() if kinds & known)
    return next(labels, "")


async def _is_masked(studio: Studio, visitor: str, mask: str, first: InputImage) -> bool:
    """Whether the mask will hold the picture; what is wrong with it is told where it is pressed."""
    try:
        return await studio.references.has_mask(visitor, mask, first)
    except (ProviderError, StudioError):
        return False


def parse_inputs(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The input images, mask, markup and position in a conversation, from the page's script.

    Ids alone are believed, and looked up.
    """
    images, position = settings.get("images"), settings.get("position")
    chosen = position if isinstance(position, dict) else {}
    return {
        **{name: _id(chosen.get(name)) for name in ("conversation", "parent", "based_on")},
        "pictures": _ids(images, "ids"),
        "fit": frozenset(_ids(images, "fit")),
        **{name: _id(_field(settings.get(name), "id")) for name in ("mask", "markup")},
        "expand": _sides(settings.get("expand")),
    }


def _field(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _sides(value: Any) -> tuple[int, ...]:
    """Left, top, right and bottom; () for none, and for what no page of ours sends."""
    sides = [value.get(name, 0) for name in ("left", "top", "right", "bottom")] if isinstance(value, dict) else []
    known = all(type(side) is int and 0 <= side <= MAX_SIDE for side in sides)
    return tuple(sides) if known and any(sides) else ()


def _id(value: Any) -> str:
    return next(iter(_ids({"ids": [value]}, "ids")), "")


def _ids(value: Any, name: str) -> tuple[str, ...]:
    listed = value.get(name) if isinstance(value, dict) else None
    items = listed if isinstance(listed, list) else []
    return tuple(
        item for item in items[:64] if isinstance(item, str) and 0 < len(item) <= 64 and item.isprintable()
    )
