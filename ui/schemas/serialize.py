"""Serialises records to the JSON of the HTTP API, in the reader's language. Pure."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter

from providers.events import Notice
from studio.storage.gallery_store import PictureMarks
from studio.types import ENDED, Call, CallError, Conversation, GalleryItem, InputImage, Picture, Run, RunChange
from ui.i18n import Language, has_string, t
from ui.schemas.errors import ErrorView, call_error_view
from ui.schemas.runs import (
    AskedView,
    CallView,
    ConversationView,
    ExpandView,
    GalleryItemView,
    InputImageView,
    PictureView,
    RunView,
    TimingsView,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewContext:
    """Context of a response: its language, and what the catalog knows of a run.

    `gateway_name` gives the gateway's name by its id; `root_path` begins each link. `typical_seconds` gives how
    long a call of a run usually takes. `marks` are those of pictures, by id, where they were looked up.
    """

    lang: Language
    root_path: str = ""
    gateway_name: Callable[[str], str] = str
    by_rule: Callable[[Run], bool] = lambda _: False
    typical_seconds: Callable[[Run], float | None] = lambda _: None
    now: Callable[[], float] = time.time
    marks: Mapping[str, PictureMarks] | None = None


ANYTHING: Final = TypeAdapter(Any)
DISPLAYABLE: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/x-icon": "ico",
    "image/svg+xml": "svg",
}
"""What every browser shows, and the ending of a file of it."""
SHOWN_AS_IS: Final = DISPLAYABLE.keys() - {"image/webp", "image/gif", "image/svg+xml"}
"""A browser shows these as they go along. It does not turn a WebP by its EXIF, as other programs do; of a GIF the
first frame goes along, and of an SVG its pixels."""
DOWNLOAD_ONLY: Final = {"image/tiff": "tiff", "image/heic": "heic", "image/jxl": "jxl"}


def file_suffix(mime: str) -> str:
    """The ending of a file's name by what the file is."""
    return (DISPLAYABLE | DOWNLOAD_ONLY).get(mime, "bin")


def dumps(value: object) -> bytes:
    """Compact JSON of views, records, mappings and tuples."""
    return ANYTHING.dump_json(value, fallback=_mapping)


UNMARKED: Final = PictureMarks(favourite=False, deleted=False)


def picture_view(
    record: Picture, *, root_path: str = "", marks: Mapping[str, PictureMarks] | None = None
) -> PictureView:
    """A picture as the API tells it; without `marks` it does not tell those."""
    url = f"{root_path}/pictures/{record.id}"
    own_marks = marks.get(record.id, UNMARKED) if marks is not None else None
    return PictureView(
        id=record.id,
        url=url,
        thumb_url=f"{url}/thumb",
        view_url=_view_url(record, url=url, root_path=root_path),
        state=record.state,
        kind=record.kind,
        width=record.width,
        height=record.height,
        mime=record.mime,
        bytes=record.size,
        sha256=record.sha256,
        draft=record.draft,
        parent=record.parent,
        number=record.number,
        expected=record.expected,
        call=record.call,
        created=record.created,
        gone=record.gone or None,
        favourite=own_marks.favourite if own_marks else None,
        deleted=own_marks.deleted if own_marks else None,
    )


def input_image_view(record: InputImage, *, root_path: str = "") -> InputImageView:
    """A picture that goes along; one that was made here keeps its own address."""
    url = f"{root_path}/{'pictures' if record.made else 'references'}/{record.id}"
    return InputImageView(
        id=record.id,
        url=url,
        thumb_url=f"{url}/thumb",
        view_url=_view_url(record, url=url, root_path=root_path),
        name=record.name,
        width=record.width,
        height=record.height,
        mime=record.mime,
        bytes=record.size,
        sha256=record.sha256,
    )


def _view_url(record: Picture | InputImage, *, url: str, root_path: str) -> str:
    return url if record.mime in SHOWN_AS_IS else f"{root_path}/references/{record.id}/view"


def notice_view(notice: Notice, lang: Language, *, gateway: str) -> dict[str, str | int]:
    """The JSON of a notice: its params, its kind, and the sentence.

    One that tells of an `error` says why in its words.
    """
    key, why = f"notice.{notice.kind}", f"error.{notice.params.get('error', '')}.message"
    reason = t(why, lang, gateway=gateway, **notice.params) if has_string(why) else ""
    message = t(key, lang, why=reason, **notice.params) if has_string(key) else notice.kind
    return {**notice.params, "kind": notice.kind, "message": message}


def call_view(record: Call, lang: Language, *, gateway: str) -> CallView:
    """A call as the API tells it; `gateway` is the name that stands in its sentences."""
    return CallView(
        id=record.id,
        number=record.number,
        count=record.count,
        state=record.state,
        attempt=record.attempt,
        text=record.text,
        reasoning=record.reasoning,
        progress=record.progress,
        progress_words=record.progress_words,
        received=record.received,
        resend_at=record.resend_at or None,
        resend_error=_optional_error(record.resend_error, lang, gateway=gateway),
        error=_optional_error(record.error, lang, gateway=gateway),
        status=record.status,
        request_id=record.request_id,
        model_named=record.model_named,
        usage=dict(record.usage),
        notices=tuple(notice_view(notice, lang, gateway=gateway) for notice in record.notices),
        timings=_timings((record,), created=record.created, ended=record.ended),
        readable=record.state in ENDED - {"done"} and record.first_byte > 0,
    )


def run_view(record: Run, context: ViewContext) -> RunView:
    """A run as the API tells it."""
    name = context.gateway_name(record.gateway)
    calls = tuple(call_view(call, context.lang, gateway=name) for call in record.calls)
    notices = [
        notice_view(notice, context.lang, gateway=name)
        for notice in (*record.notices, *(notice for call in record.calls for notice in call.notices))
    ]
    return RunView(
        id=record.id,
        task=record.request.task,
        state=record.state,
        gateway=record.gateway,
        gateway_name=name,
        by_rule=context.by_rule(record),
        model=record.model,
        route=record.route,
        prompt=record.request.prompt,
        asked=_asked_view(record, root_path=context.root_path),
        pictures=tuple(
            picture_view(picture, root_path=context.root_path, marks=context.marks) for picture in record.pictures
        ),
        text="\n\n".join(call.text for call in record.calls if call.text),
        reasoning="\n\n".join(call.reasoning for call in record.calls if call.reasoning),
        notices=tuple(notice for index, notice in enumerate(notices) if notice not in notices[:index]),
        usage=_usage(record.calls),
        error=_run_error(record, calls),
        calls=calls,
        timings=_timings(record.calls, created=record.created, ended=record.ended),
        created=record.created,
        now=context.now(),
        parent=record.parent,
        conversation=record.conversation,
        based_on=record.based_on,
        queue_position=record.queue_position,
        typical_seconds=context.typical_seconds(record),
    )


def _sides_view(sides: tuple[int, ...]) -> ExpandView | None:
    if not sides:
        return None
    left, top, right, bottom = sides
    return ExpandView(left=left, top=top, right=right, bottom=bottom)


def _asked_view(record: Run, *, root_path: str) -> AskedView:
    request = record.request
    return AskedView(
        aspect_ratio=request.aspect_ratio,
        resolution=request.resolution,
        size=request.size,
        count=request.count,
        options=dict(request.options),
        extra=dict(request.extra),
        images=tuple(input_image_view(image, root_path=root_path) for image in record.brought),
        mask=input_image_view(record.painted, root_path=root_path) if record.painted else None,
        markup=input_image_view(record.markup, root_path=root_path) if record.markup else None,
        cutout=request.cutout,
        expand=_sides_view(request.expand),
        padding=_sides_view(request.images[0].padding if request.images else ()),
    )


def gallery_item_view(record: GalleryItem, context: ViewContext) -> GalleryItemView:
    """A picture of the gallery as the API tells it."""
    return GalleryItemView(
        picture=picture_view(record.picture, root_path=context.root_path),
        run=record.run.id,
        task=record.run.request.task,
        gateway=record.run.gateway,
        gateway_name=context.gateway_name(record.run.gateway),
        model=record.run.model,
        by_rule=context.by_rule(record.run),
        prompt=record.run.request.prompt,
        created=record.run.created,
        favourite=record.favourite,
    )


def conversation_view(record: Conversation, *, root_path: str) -> ConversationView:
    """A conversation as the list tells it."""
    return ConversationView(
        id=record.id,
        title=record.title,
        head=record.head,
        turns=record.turns,
        cover_url=f"{root_path}/pictures/{record.cover}/thumb" if record.cover else "",
        created=record.created,
        changed=record.changed,
        deleted=bool(record.deleted),
    )


def change_view(record: RunChange, context: ViewContext) -> dict[str, object]:
    """The JSON of a change: `id`, `state`, and only what is new.

    Of a run the changed fields, of its pictures and calls those that changed. Words that were appended are in
    `append`; a run's own `text` and `reasoning` are left to them, and so are those of its calls.
    """
    body: dict[str, object] = {"id": record.run.id, "state": record.run.state, "now": context.now()}
    changed = body.keys() | (record.fields - {"calls", "pictures"})
    if record.calls or "ended" in changed:
        changed |= {"error", "usage", "notices", "timings"}
    if changed != body.keys():  # words come many times a second, and need no view of the whole run
        body = {name: value for name, value in run_view(record.run, context) if name in changed}
    if record.pictures:
        body["pictures"] = tuple(picture_view(picture, root_path=context.root_path) for picture in record.pictures)
    if record.calls:
        name = context.gateway_name(record.run.gateway)
        body["calls"] = [_without_text(call_view(call, context.lang, gateway=name)) for call in record.calls]
    if record.appended:
        body["append"] = record.appended
    return body


def _without_text(view: CallView) -> dict[str, object]:
    return {name: value for name, value in view if name not in {"text", "reasoning"}}


def _mapping(value: object) -> dict[str, object]:
    """A mapping that is no dict, for the serialiser."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


def _optional_error(failure: CallError | None, lang: Language, *, gateway: str) -> ErrorView | None:
    return call_error_view(failure, lang, gateway=gateway) if failure else None


def _run_error(record: Run, calls: Iterable[CallView]) -> ErrorView | None:
    """The error that made a run what it is; a run that brought a picture has none, though a call of it may."""
    if record.state not in ENDED - {"done"}:
        return None
    errors = [(call.state != record.state, call.number, call.error) for call in calls if call.error]
    return min(errors, key=lambda error: error[:2])[2] if errors else None


def _usage(calls: Iterable[Call]) -> dict[str, int]:
    total: dict[str, int] = {}
    for call in calls:
        for name, count in call.usage.items():
            total[name] = total.get(name, 0) + count
    return total


def _timings(calls: Iterable[Call], *, created: float, ended: float) -> TimingsView:
    """The first call's start, the first byte and pixel of any, and the last byte of all."""
    known_calls = tuple(calls)
    return TimingsView(
        created=created or None,
        sent=min((call.sent for call in known_calls if call.sent), default=None),
        first_byte=min((call.first_byte for call in known_calls if call.first_byte), default=None),
        first_pixel=min((call.first_pixel for call in known_calls if call.first_pixel), default=None),
        last_byte=max((call.last_byte for call in known_calls if call.last_byte), default=None),
        ended=ended or None,
    )
