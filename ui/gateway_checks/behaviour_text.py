"""Sentences on what calls showed of a model, before a press and on the gateways' page."""

from typing import Final

from models.caps import Caps, Choice
from providers.request.options import is_streamed
from providers.types import ImageRequest
from studio.observing.behaviour import Tally, Trait, TraitSubject, warnings_for
from studio.observing.behaviour_store import Known
from ui.i18n import Language, t

RESTORED: Final[Trait] = "mask_kept"
"""What Easel mends by itself (studio/images/compositing.py) is no reason to do anything before a press."""


def missed_text(subject: TraitSubject, tally: Tally, lang: Language) -> str:
    """Sentence on what enough calls show that a model does not honour."""
    return t(f"behaviour.missed.{_key(subject)}", lang, **_params(subject, tally))


def honoured_text(subject: TraitSubject, tally: Tally, lang: Language) -> str:
    """Sentence on what a model was seen to honour."""
    return t(f"behaviour.honoured.{_key(subject)}", lang, **_params(subject, tally))


def plan_warnings(
    request: ImageRequest, caps: Caps, known: Known, *, seconds: float | None, masked: bool, lang: Language
) -> tuple[str, ...]:
    """Warnings of what a request asks for in vain, each with the way out.

    `seconds`: how long such a call typically takes. `masked`: a mask goes along.
    """
    native = masked and caps.inputs is not None and caps.inputs.mask
    warnings = warnings_for(request, caps, known, seconds=seconds, masked=native)
    return tuple(
        ("" if lang == "zh" else " ").join(
            filter(None, (missed_text(subject, tally, lang), _advice(subject[0], request, caps, lang)))
        )
        for subject, tally in warnings
        if subject[0] != RESTORED
    )


def _key(subject: TraitSubject) -> str:
    """The end of a sentence's key; a size in pixels has one beside that of a resolution."""
    trait, scope = subject
    return "size.exact" if trait == "size" and not scope else trait


def _params(subject: TraitSubject, tally: Tally) -> dict[str, str | int]:
    trait, scope = subject
    detail = tally.detail
    if trait == "format":
        scope, detail = scope.upper(), detail.upper()
    return {"scope": scope, "count": tally.missed, "detail": detail, "seconds": int(tally.shortest)}


def _advice(trait: Trait, request: ImageRequest, caps: Caps, lang: Language) -> str:
    match trait:
        case "link" if _offers_inline(caps):
            return t("behaviour.advice.link", lang)
        case "wait":
            lower = _lower_resolution(request, caps)
            can_stream = True in caps.streams and not is_streamed(request, caps)
            names = ("stream" if can_stream else "", "resolution" if lower else "")
            way_out = "_or_".join(filter(None, names))
            return t(f"behaviour.advice.{way_out}", lang, resolution=lower) if way_out else ""
    return ""


def _offers_inline(caps: Caps) -> bool:
    """Whether a picture can come in the answer instead of by a link."""
    return any(
        isinstance(option, Choice) and option.name == "response_format" and "b64_json" in option.values
        for option in caps.options
    )


def _lower_resolution(request: ImageRequest, caps: Caps) -> str:
    """The next resolution below the one that is asked for, "" where there is none."""
    if request.size or request.resolution not in caps.resolutions:
        return ""
    index = caps.resolutions.index(request.resolution)
    return caps.resolutions[index - 1] if index else ""
