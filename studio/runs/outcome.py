"""Outcome of runs and calls: states, errors, requested versus delivered. Pure."""

import errno
from collections.abc import Sequence
from dataclasses import replace

from formats.dimensions import SAME_RATIO, parse_ratio
from models.caps import Caps
from providers.errors import Damaged, ProviderError
from providers.events import Notice
from providers.request.options import frame_count
from providers.request.sizing import promised_size
from providers.response.outcome import empty_error
from providers.types import ImageRequest
from studio.errors import StudioError
from studio.types import ENDED, Call, CallError, Picture, Run, State

RUNNING_STATES: tuple[State, ...] = ("receiving", "waiting", "sending", "queued")
ENDED_STATES: tuple[State, ...] = ("done", "unknown")
SAME_AREA = 0.1


def run_state(calls: Sequence[Call]) -> State:
    """State of a run by its calls.

    The most advanced live one; else done, unknown, cancelled (all), or failed.
    """
    states = {call.state for call in calls}
    for state in (*RUNNING_STATES, *ENDED_STATES):
        if state in states:
            return state
    return "cancelled" if states == {"cancelled"} else "failed"


def head_of(run: Run, calls: Sequence[Call]) -> Run:
    """Run with the state and end that follow from `calls`; its own records stay as they are."""
    state = run_state(calls)
    ended = max(call.ended for call in calls) if state in ENDED else 0.0
    return replace(run, state=state, ended=ended)


def with_call(run: Run, call: Call) -> Run:
    """The run with that call in its place."""
    calls = tuple(call if other.id == call.id else other for other in run.calls)
    return replace(head_of(run, calls), calls=calls)


def revision_of(run: Run) -> int:
    """The revision of a run that ended: the same in memory and in the journal."""
    return int(run.ended * 1e6)


def call_error_of(error: BaseException, *, sent: bool) -> CallError:
    """An error as a record.

    What is no ProviderError may have cost money exactly when the call was `sent`.
    """
    match error:
        case ProviderError():
            return CallError(
                kind=error.kind,
                said=error.gateway_message,
                params=dict(error.params),
                may_be_charged=error.may_be_charged,
                status=error.status,
                request_id=error.request_id,
                retry_after=error.retry_after,
            )
        case StudioError():
            return CallError(kind=error.kind, params=dict(error.params), may_be_charged=sent)
        case OSError() if not isinstance(error, ConnectionError | TimeoutError):
            code = errno.errorcode.get(error.errno or 0, "")
            return CallError(kind="disk", params={"code": code}, may_be_charged=sent)
        case _:
            return CallError(kind="internal", may_be_charged=sent)


def as_ended(call: Call, *, error: CallError | None, pictures: Sequence[Picture], asked: str) -> Call:
    """The call as it ends, with its notices.

    `pictures` are the call's own, checked; `asked` is the model's id.

    When all pictures that were asked for are whole, an error that came after them is told as a notice.
    """
    named = (*call.notices, *_model_notices(call, asked=asked))
    whole = [image for image in pictures if image.state == "done" and image.kind == "final" and not image.draft]
    if error and len(whole) >= call.count:
        after = Notice(kind="error_after_picture", params={"said": error.said or error.kind})
        return replace(call, state="done", notices=_unique((*named, after)))
    if error is None and whole:
        return replace(call, state="done", notices=_unique((*named, *_count_notices(call, got=len(whole)))))
    broken = any(picture.state == "broken" for picture in pictures)
    if error is None and not broken and (call.text.strip() or _has_notice(call, "answered_in_words")):
        return replace(call, state="done", notices=_unique(named))
    nothing = Damaged(request_id=call.request_id) if broken else empty_error(call.usage, request_id=call.request_id)
    failure = error or call_error_of(nothing, sent=True)
    return replace(
        call, state="unknown" if failure.may_be_charged else "failed", error=failure, notices=_unique(named)
    )


def as_cancelled(call: Call) -> Call:
    """Call as it ends when the person stopped it.

    Whatever may have begun to leave may be charged.
    """
    charged = may_have_left(call)
    return replace(call, state="cancelled", error=CallError(kind="cancelled", may_be_charged=charged))


def as_interrupted(call: Call) -> Call:
    """The call as it ends when the server went down under it."""
    charged = may_have_left(call)
    failure = CallError(kind="interrupted", may_be_charged=charged, status=call.status, request_id=call.request_id)
    return replace(call, state="unknown" if charged else "failed", error=failure)


def as_free(call: Call) -> Call:
    """The call as it ends where nobody charges for it: whatever went wrong, it failed at worst."""
    error = replace(call.error, may_be_charged=False) if call.error else None
    return replace(call, state="failed" if call.state == "unknown" else call.state, error=error)


def may_have_left(call: Call) -> bool:
    """Whether a byte of the request may have reached the gateway and be worked on there.

    While `resend_at` stands, the gateway has refused and nothing has left since: it is cleared, in the journal
    too, before the call is sent again (CallTask).
    """
    return call.state != "queued" and not call.resend_at


def differences(
    request: ImageRequest, picture: Picture, *, caps: Caps, has_alpha: bool, frames: int = 1
) -> tuple[Notice, ...]:
    """Notices of what was delivered but not asked for, from the pixels to the frames."""
    pixels = _size_notices(request, picture, caps=caps) if picture.width and picture.height else []
    asked = frame_count(request, caps) if picture.mime == "image/gif" else 0
    moving = (
        [Notice(kind="frames_differ", params={"asked": asked, "got": frames})] if asked not in {0, frames} else []
    )
    return (*pixels, *_format_notices(request, picture, has_alpha=has_alpha), *moving)


def _size_notices(request: ImageRequest, picture: Picture, *, caps: Caps) -> list[Notice]:
    """A size of the model's table may be off by 3 %: the gateways' tables are rounded themselves."""
    sizes, ratio = promised_size(request, caps), parse_ratio(request.aspect_ratio)
    got = (picture.width, picture.height)
    if any(
        _difference(got[0], width) <= SAME_RATIO and _difference(got[1], height) <= SAME_RATIO
        for width, height in sizes
    ):
        return []
    asked = request.size or " ".join(filter(None, (request.resolution, request.aspect_ratio)))
    if len(sizes) == 1:
        width, height = next(iter(sizes))
        ratio, asked = width / height, f"{asked} ({width}×{height})"
    params = {"asked": asked, "got": f"{got[0]}×{got[1]}"}
    # Of about the promised area, or with no area promised at all, only the shape can have been missed.
    is_scalable = picture.mime == "image/svg+xml"
    right_area = (
        not sizes
        or is_scalable
        or any(_difference(got[0] * got[1], width * height) <= SAME_AREA for width, height in sizes)
    )
    if ratio and right_area and _difference(got[0] / got[1], ratio) > SAME_RATIO:
        return [Notice(kind="ratio_differs", params=params)]
    return [Notice(kind="size_differs", params=params)] if sizes and not is_scalable else []


def _difference(got: float, asked: float) -> float:
    return abs(got - asked) / asked


def _format_notices(request: ImageRequest, picture: Picture, *, has_alpha: bool) -> list[Notice]:
    notices = []
    asked = str(request.options.get("output_format", "")).removeprefix("image/").replace("jpg", "jpeg")
    got = picture.mime.removeprefix("image/").partition("+")[0]
    if asked and got and asked != got:
        notices.append(Notice(kind="format_differs", params={"asked": asked, "got": got}))
    if request.options.get("background") == "transparent" and picture.mime and not has_alpha:
        notices.append(Notice(kind="opaque"))
    return notices


def _count_notices(call: Call, *, got: int) -> list[Notice]:
    return [Notice(kind="fewer_pictures", params={"asked": call.count, "got": got})] if got < call.count else []


def _model_notices(call: Call, *, asked: str) -> list[Notice]:
    """A gateway may leave its own prefix out of the name ("turing/x" answers as "x") and add a date to it."""
    plain, named = asked.rpartition("/")[2], call.model_named.rpartition("/")[2]
    added = named.removeprefix(plain) if named.startswith(plain) else named
    if not named or not added or (added[0] in "-@" and added[1:].replace("-", "").isdigit()):
        return []
    return [Notice(kind="model_differs", params={"asked": asked, "got": call.model_named})]


def _has_notice(call: Call, kind: str) -> bool:
    return any(notice.kind == kind for notice in call.notices)


def _unique(notices: Sequence[Notice]) -> tuple[Notice, ...]:
    return tuple(notice for index, notice in enumerate(notices) if notice not in notices[:index])
