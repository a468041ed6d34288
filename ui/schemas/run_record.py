"""The JSON of a run's record: what was asked, what was sent, what came. Pure."""

from collections.abc import Sequence

from formats.encodings.gif_blocks import GifTiming
from ui.exports.code_samples import CodeSamples
from ui.schemas import View
from ui.schemas.errors import ErrorView
from ui.schemas.runs import AskedView, CallView, RunView, TimingsView


class CredentialsRecord(View):
    """Content credentials (C2PA) of a file, in its own words and not verified.

    `generator` and `signer` are "" where they cannot be read.
    `dropped`: what a picture was made of here carries credentials, which do not apply to it.
    """

    present: bool
    generator: str
    signer: str
    dropped: bool


class PictureRecord(View):
    """A picture as it was delivered.

    `call` is the number of the call that brought it; `alpha`: something in it is see-through, null where that
    is not known. `credentials` are null where there is no file to read. `frames` and `duration_ms` are those of a
    GIF, as a browser plays it once; null of other formats.
    """

    number: int
    call: int
    state: str
    kind: str
    draft: bool
    width: int
    height: int
    mime: str
    bytes: int
    sha256: str
    alpha: bool | None
    credentials: CredentialsRecord | None
    frames: int | None = None
    duration_ms: int | None = None


class DeliveredRecord(View):
    """The delivered pictures, the model that the answers name, the tokens of all calls.

    `count` is that of whole final pictures.
    """

    count: int
    pictures: tuple[PictureRecord, ...]
    model: str
    tokens: dict[str, int]


class CallRecord(View):
    """One call, and when it was where."""

    number: int
    count: int
    state: str
    attempt: int
    status: int | None
    request_id: str
    timings: TimingsView


class SentRecord(View):
    """The first call as curl, as SDK code and as JSON; every field is "" where nothing was sent."""

    curl: str
    sdk: str
    body: str


class RunRecord(View):
    """The record of a run: asked, sent and delivered.

    `sent` is the first call in words, its texts "" where nothing was sent or the model is not offered any
    more; it names the key by its setting.
    """

    id: str
    task: str
    state: str
    gateway: str
    gateway_name: str
    by_rule: bool
    model: str
    route: str
    prompt: str
    asked: AskedView
    sent: SentRecord
    delivered: DeliveredRecord
    timeline: TimingsView
    calls: tuple[CallRecord, ...]
    request_ids: tuple[str, ...]
    notices: tuple[dict[str, str | int], ...]
    errors: tuple[ErrorView, ...]


def run_record(
    view: RunView,
    *,
    sent: CodeSamples,
    alphas: Sequence[bool | None],
    credentials: Sequence[CredentialsRecord | None],
    motions: Sequence[GifTiming | None],
) -> RunRecord:
    """The record of a run.

    `alphas`, `credentials` and `motions` are those of its pictures, in their order.
    """
    errors = [error for call in view.calls for error in (call.resend_error, call.error) if error]
    request_ids = [*(call.request_id for call in view.calls), *(error.request_id for error in errors)]
    return RunRecord(
        id=view.id,
        task=view.task,
        state=view.state,
        gateway=view.gateway,
        gateway_name=view.gateway_name,
        by_rule=view.by_rule,
        model=view.model,
        route=view.route,
        prompt=view.prompt,
        asked=view.asked,
        sent=SentRecord(curl=sent.curl, sdk=sent.sdk, body=sent.body),
        delivered=_delivered_record(view, alphas, credentials, motions),
        timeline=view.timings,
        calls=tuple(map(_call, view.calls)),
        request_ids=tuple(dict.fromkeys(filter(None, request_ids))),
        notices=view.notices,
        errors=tuple(errors),
    )


def _delivered_record(
    view: RunView,
    alphas: Sequence[bool | None],
    credentials: Sequence[CredentialsRecord | None],
    motions: Sequence[GifTiming | None],
) -> DeliveredRecord:
    numbers = {call.id: call.number for call in view.calls}
    pictures = tuple(
        PictureRecord(
            number=picture.number,
            call=numbers[picture.call],
            state=picture.state,
            kind=picture.kind,
            draft=picture.draft,
            width=picture.width,
            height=picture.height,
            mime=picture.mime,
            bytes=picture.bytes,
            sha256=picture.sha256,
            alpha=alpha,
            credentials=credential,
            frames=motion.frames if motion else None,
            duration_ms=motion.duration_ms if motion else None,
        )
        for picture, alpha, credential, motion in zip(view.pictures, alphas, credentials, motions, strict=True)
    )
    whole = [picture for picture in pictures if _is_whole(picture)]
    models = dict.fromkeys(call.model_named for call in view.calls if call.model_named)
    return DeliveredRecord(count=len(whole), pictures=pictures, model=", ".join(models), tokens=view.usage)


def _is_whole(picture: PictureRecord) -> bool:
    return picture.state == "done" and picture.kind == "final" and not picture.draft


def _call(call: CallView) -> CallRecord:
    return CallRecord(
        number=call.number,
        count=call.count,
        state=call.state,
        attempt=call.attempt,
        status=call.status,
        request_id=call.request_id,
        timings=call.timings,
    )
