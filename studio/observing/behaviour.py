"""Behaviour of gateways: witnesses for and against what a model honours. Pure.

Nothing is held against a model without `PROOF` calls in a row that show it, and one that shows the contrary takes
it back. No prompt, key or visitor is in any of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from formats.dimensions import parse_ratio
from models.caps import Caps
from providers.errors import LinkDead, ProviderError
from providers.request.options import chosen_options, is_streamed
from providers.request.sizing import promised_size
from providers.types import ImageRequest
from studio.types import Call, Picture

Trait = Literal[
    "size", "ratio", "count", "mask_used", "mask_kept", "stream", "format", "transparent", "link", "wait"
]
TraitSubject = tuple[Trait, str]
"""A trait, and what of it was asked for: a resolution, a ratio, a format; "" where there is one only."""

PROOF: Final = 3
"""Calls in a row that it takes to say something against a model."""
SHORTEST_WAIT: Final = 3.0
"""A line that breaks earlier was not cut for its length, in seconds."""
SAME_WAIT: Final = 1.25
"""Lines that are cut by a rule are cut after about the same time: none takes longer than another by more."""
WAIT_MARGIN: Final = 2.0
"""Seconds by which short ones may differ besides; calls that end so close together witness one event."""
MAX_CHANGE_OUTSIDE: Final = 5.0
"""The percentage outside of a mask that may change, of what was to stay."""
CUT: Final = frozenset({"connection_lost", "cut_off", "gateway_timeout"})
"""Errors of a line that was cut."""
DEAD_LINK: Final = frozenset({"status", "network", "no_picture", "slow", "changed"})
"""Why a link cannot be read that is not our own guard's doing."""
NOTICES: Final[Mapping[Trait, str]] = {"size": "size_differs", "ratio": "ratio_differs", "format": "format_differs"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """One call's word on one trait. `seconds`: how long it took; `detail`: what came instead."""

    trait: Trait
    scope: str = ""
    honoured: bool
    seconds: float = 0.0
    detail: str = ""

    @property
    def subject(self) -> TraitSubject:
        return self.trait, self.scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Count of one subject's witnesses: `honoured` in all, `missed` in a row since then.

    `at` is when the latest came. Of those missed, `shortest` and `longest` took that many seconds, and the latest
    brought `detail` instead.
    """

    honoured: int = 0
    missed: int = 0
    at: float = 0.0
    shortest: float = 0.0
    longest: float = 0.0
    detail: str = ""

    @property
    def is_proven(self) -> bool:
        """Whether enough calls in a row show that it is not honoured."""
        return self.missed >= PROOF


def count_witness(tally: Tally, witness: Witness, *, at: float) -> Tally:
    """The tally with one more witness."""
    if witness.trait == "wait":
        return _count_wait(tally, witness, at=at)
    if witness.honoured:
        return Tally(honoured=tally.honoured + 1, at=at)
    return replace(tally, missed=tally.missed + 1, at=at, detail=witness.detail)


def _count_wait(tally: Tally, witness: Witness, *, at: float) -> Tally:
    """Only a call that took as long as those that were cut shows that they need not be."""
    seconds = witness.seconds
    if witness.honoured:
        takes_back = tally.missed == 0 or seconds >= tally.shortest
        return Tally(honoured=tally.honoured + 1, at=at) if takes_back else tally
    if tally.missed and abs(at - tally.at) < WAIT_MARGIN:
        return replace(tally, at=at)
    shortest, longest = min(seconds, tally.shortest or seconds), max(seconds, tally.longest)
    if tally.missed and longest <= SAME_WAIT * shortest + WAIT_MARGIN:
        return replace(tally, missed=tally.missed + 1, at=at, shortest=shortest, longest=longest)
    return replace(tally, missed=1, at=at, shortest=seconds, longest=seconds)


def subjects_of(request: ImageRequest, caps: Caps, *, masked: bool = False) -> tuple[TraitSubject, ...]:
    """Subjects of a request: what it asks for that a model may honour or not.

    `masked`: a mask goes along that is not in the request yet.
    """
    return tuple(_subjects(request, caps, masked=masked or request.mask is not None))


def _subjects(request: ImageRequest, caps: Caps, *, masked: bool) -> Iterator[TraitSubject]:
    options = chosen_options(request)
    if promised_size(request, caps) and (request.size or request.resolution):
        yield "size", "" if request.size else request.resolution
    if parse_ratio(request.aspect_ratio):
        yield "ratio", request.aspect_ratio
    if request.count > 1:
        yield "count", ""
    if masked:
        yield from (("mask_used", ""), ("mask_kept", ""))
    if is_streamed(request, caps):
        yield "stream", ""
    if output_format := options.get("output_format"):
        yield "format", output_format
    if options.get("background") == "transparent":
        yield "transparent", ""
    yield "link", ""
    yield "wait", "streamed" if is_streamed(request, caps) else "whole"


def witnesses_of(
    request: ImageRequest,
    caps: Caps,
    call: Call,
    *,
    pictures: Sequence[Picture],
    failures: Iterable[ProviderError],
    content_type: str,
) -> tuple[Witness, ...]:
    """Witnesses that a call which ended gives.

    `pictures` are its own, `failures` those that did not come; `content_type` is its answer's, "" without one.
    """
    finals = [image for image in pictures if image.state == "done" and image.kind == "final" and not image.draft]
    shown = [
        witness
        for trait, scope in subjects_of(request, caps)
        for witness in _witness(trait, scope, call, finals=finals, failures=failures, content_type=content_type)
    ]
    return tuple(shown)


def _witness(
    trait: Trait,
    scope: str,
    call: Call,
    *,
    finals: Sequence[Picture],
    failures: Iterable[ProviderError],
    content_type: str,
) -> Iterator[Witness]:
    notices = {notice.kind: notice for notice in call.notices}
    match trait:
        case "wait":
            yield from _wait(scope, call)
        case "link":
            yield from _links(call, finals, failures)
        case "stream" if call.state == "done" and content_type:
            yield Witness(trait=trait, honoured="event-stream" in content_type.lower())
        case "count" if call.state == "done" and finals:
            missed = notices.get("fewer_pictures")
            detail = str(missed.params.get("got", "")) if missed else ""
            yield Witness(trait=trait, honoured=missed is None, detail=detail)
        case "transparent" if finals:
            yield Witness(trait=trait, honoured="opaque" not in notices)
        case "mask_used" if "held" in notices:
            is_ignored = "unchanged" in notices
            yield Witness(trait=trait, honoured=not is_ignored)
        case "mask_kept" if "held" in notices:
            percent = float(notices["held"].params.get("percent", 0))
            yield Witness(trait=trait, honoured=percent <= MAX_CHANGE_OUTSIDE, detail=f"{percent:.0f}")
        case "size" | "ratio" | "format" if finals:
            yield from _differences(trait, scope, {kind: notice.params for kind, notice in notices.items()})


def _differences(trait: Trait, scope: str, notices: Mapping[str, Mapping[str, str | int]]) -> Iterator[Witness]:
    """A size that is wrong says nothing of the ratio, nor the other way round."""
    kind = NOTICES[trait]
    other = {"size": "ratio_differs", "ratio": "size_differs"}.get(trait, "")
    if kind in notices:
        yield Witness(trait=trait, scope=scope, honoured=False, detail=str(notices[kind].get("got", "")))
    elif other not in notices:
        yield Witness(trait=trait, scope=scope, honoured=True)


def _wait(scope: str, call: Call) -> Iterator[Witness]:
    seconds = call.ended - call.sent
    if not call.sent or seconds < SHORTEST_WAIT:
        return
    if call.state == "done":
        yield Witness(trait="wait", scope=scope, honoured=True, seconds=seconds)
    elif call.error is not None and call.error.kind in CUT:
        yield Witness(trait="wait", scope=scope, honoured=False, seconds=seconds)


def _links(call: Call, finals: Sequence[Picture], failures: Iterable[ProviderError]) -> Iterator[Witness]:
    dead = [error for error in failures if isinstance(error, LinkDead)]
    if any(error.params.get("reason") in DEAD_LINK for error in dead):
        yield Witness(trait="link", honoured=False)
    elif not dead and any(picture.url for picture in finals):
        yield Witness(trait="link", honoured=True)


def warnings_for(
    request: ImageRequest,
    caps: Caps,
    known: Mapping[TraitSubject, Tally],
    *,
    seconds: float | None,
    masked: bool = False,
) -> tuple[tuple[TraitSubject, Tally], ...]:
    """Subjects of a request that are proven not to be honoured.

    `seconds`: how long such a call typically takes, None where that is unknown. A short one is not cut.
    """
    asked = subjects_of(request, caps, masked=masked)
    known_subjects = ((subject, known[subject]) for subject in asked if subject in known)
    return tuple(
        (subject, tally)
        for subject, tally in known_subjects
        if tally.is_proven and (subject[0] != "wait" or seconds is None or seconds >= tally.shortest / SAME_WAIT)
    )
