"""Call recorder: applies gateway events to the run state; verifies finished images."""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any, assert_never

from models.caps import Caps
from providers.errors import Damaged, ProviderError
from providers.events import (
    Answered,
    Event,
    Notice,
    PartialPicture,
    PictureDone,
    PictureFailed,
    PictureGrew,
    PictureStarted,
    Progress,
    ReasoningDelta,
    Resending,
    Sent,
    TextDelta,
    Usage,
    WillRetry,
)
from providers.types import ImageRequest
from studio.cutouts.cutout_pictures import cut_out_all
from studio.images.files import ImageInfo
from studio.runs.mask_compositing import composite_all
from studio.runs.outcome import call_error_of, differences
from studio.runs.persister import RunPersister
from studio.runs.run_state import Kind, RunState
from studio.services import Services
from studio.storage.call_files import CallSpool, Meta
from studio.storage.growing_file import GrowingFile
from studio.types import Call, Picture, encodable_text

LOG = logging.getLogger(__name__)


class CallRecorder:
    """Recorder of one call.

    `former` are the call's pictures of before a restart, in their order: what is read again takes
    their places. `failures` are the pictures that did not come; `content_type` is that of the answer.
    """

    def __init__(
        self,
        *,
        state: RunState,
        call: str,
        persister: RunPersister,
        services: Services,
        folder: Path,
        request: ImageRequest,
        caps: Caps,
        base_url: str = "",
        former: Iterable[Picture] = (),
    ) -> None:
        self.spool = CallSpool(folder, on_write=self.mark_received)
        self.failures: list[ProviderError] = []
        self.content_type = ""
        self._state = state
        self._call = call
        self._persister = persister
        self._services = services
        self._growing_files = services.growing_files
        self._request = request
        self._caps = caps
        self._now = services.now
        self._base_url = base_url
        self._earlier = deque(former)
        self._last_byte = 0.0
        self._ids: dict[int, str] = {}
        self._growing: set[str] = set()
        self._checks: dict[str, asyncio.Task[None]] = {}

    @property
    def call(self) -> Call:
        return self._state.call(self._call)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return self._state.pictures(self._call)

    def mark_received(self) -> None:
        """A byte of the answer's body is here."""
        self._last_byte = self._now()
        if self._state.call_state(self._call) in {"sending", "waiting"}:
            self._set(state="receiving", first_byte=self._last_byte)
            self._persister.schedule()

    def call_as_resent(self, event: Resending) -> Call:
        """The call as it is to be written down before it is sent once more."""
        return replace(self.call, state="sending", attempt=event.attempt, resend_at=0.0, resend_error=None)

    def apply(self, event: Event) -> None:
        """Takes in one event."""
        match event:
            case Sent():
                self._set_sent(event)
            case WillRetry():
                self._set_retry(event)
            case Resending():
                self._state.set_call(self.call_as_resent(event))
            case Answered():
                self._set_answered(event)
            case Progress():
                self.mark_received()
                self._set(progress=event.fraction, progress_words=encodable_text(event.message))
            case TextDelta():
                self._append_text("text", event.text)
            case ReasoningDelta():
                self._append_text("reasoning", event.text)
            case PictureStarted():
                self._start_picture(event)
            case PictureGrew():
                self._grow_picture(event)
            case PartialPicture():
                self._complete_picture(event.key, draft=True)
            case PictureDone():
                self._complete_picture(event.key, draft=event.draft, url=event.url)
            case PictureFailed():
                self._fail_picture(event)
            case Notice():
                self._add_notice(event)
            case Usage():
                self._set(
                    usage={**self.call.usage, **event.tokens}, model_named=event.model or self.call.model_named
                )
            case _:
                assert_never(event)

    async def finish(self) -> None:
        """Finishes the call's images: running checks are waited for, what is not whole is broken."""
        self.spool.close()
        for old in self._earlier:
            if old.state == "growing":
                self._start_check(old.id)
        for picture in self._state.pictures(self._call):
            if picture.id in self._growing_files:
                self._growing_files[picture.id].end()
            if picture.state == "growing" and picture.id not in self._checks:
                self._mark_broken(picture.id)
        if self._checks:
            await asyncio.wait(self._checks.values())
        for picture_id, check in self._checks.items():
            if error := check.exception():
                LOG.error("picture %s could not be checked", picture_id, exc_info=error)
                self._mark_broken(picture_id)
        for make in (composite_all, cut_out_all):
            making = make(self._state, self._call, self._services, folder=self.spool.folder)
            async with aclosing(making) as outcomes:
                async for notice in outcomes:
                    self._add_notice(notice)
                    self._persister.schedule()
        self._set(last_byte=self._last_byte)

    def _set_sent(self, event: Sent) -> None:
        self._set(state="waiting", sent=self._now(), attempt=event.attempt, resend_at=0.0, resend_error=None)
        self._persister.schedule()

    def _set_retry(self, event: WillRetry) -> None:
        self._set(
            state="sending",
            resend_at=self._now() + event.after,
            resend_error=call_error_of(event.error, sent=False),
            first_byte=0.0,
        )
        self._persister.schedule()

    def _set_answered(self, event: Answered) -> None:
        self.content_type = event.content_type
        self._set(status=event.status, request_id=event.request_id or self.call.request_id)
        self.spool.note(
            Meta(
                content_type=event.content_type,
                content_encoding=event.content_encoding,
                status=event.status,
                base_url=self._base_url,
            )
        )

    def _append_text(self, kind: Kind, text: str) -> None:
        self.mark_received()
        self._state.append_text(self._call, kind, encodable_text(text))
        self._persister.schedule_debounced()

    def _start_picture(self, event: PictureStarted) -> None:
        self.mark_received()
        if not self.call.first_pixel:
            self._set(first_pixel=self._now())
        picture = self._earlier.popleft() if self._earlier else self._new_picture(event.path)
        self._ids[event.key] = picture.id
        if picture.state == "done":
            return
        self._growing.add(picture.id)
        self._growing_files[picture.id] = GrowingFile(event.path)
        started = replace(picture, path=event.path, mime=event.mime, width=event.width, height=event.height)
        self._state.set_picture(replace(started, state="growing", size=0, expected=event.total or 0))
        self._persister.schedule()

    def _new_picture(self, path: Path) -> Picture:
        return Picture(
            id=secrets.token_urlsafe(16),
            run=self._state.id,
            call=self._call,
            number=self._state.next_number(),
            path=path,
            created=self._now(),
        )

    def _grow_picture(self, event: PictureGrew) -> None:
        self.mark_received()
        picture_id = self._ids[event.key]
        if picture_id in self._growing:
            self._state.picture_grew(picture_id, event.size)
            self._growing_files[picture_id].grew(event.size)

    def _complete_picture(self, key: int, *, draft: bool, url: str = "") -> None:
        """Every byte is there.

        Called again for the same picture, it only tells what the picture counts as.
        """
        picture = self._state.picture(self._ids[key])
        self._state.set_picture(replace(picture, draft=draft, url=url or picture.url))
        if picture.id in self._growing:
            self._growing.remove(picture.id)
            self._growing_files[picture.id].end()
            self._start_check(picture.id)
        self._persister.schedule()

    def _fail_picture(self, event: PictureFailed) -> None:
        self.failures.append(event.error)
        self._add_notice(
            Notice(kind="part_failed", params={"said": event.error.gateway_message, "error": event.error.kind})
        )
        if event.url:
            self._add_notice(Notice(kind="link_kept", params={"url": event.url}))
        if event.key is not None and self._ids.get(event.key) in self._growing:
            picture = self._state.picture(self._ids[event.key])
            self._growing.remove(picture.id)
            self._growing_files[picture.id].end()
            self._state.set_picture(replace(picture, url=event.url or picture.url))
            self._mark_broken(picture.id)
        self._persister.schedule()

    def _start_check(self, picture_id: str) -> None:
        self._checks[picture_id] = asyncio.create_task(self._check_picture(picture_id))

    async def _check_picture(self, picture_id: str) -> None:
        try:
            picture = self._state.picture(picture_id)
            checked = await self._services.examine(picture, visitor=self._state.visitor)
        except Damaged as error:
            LOG.info("picture %s is not whole: %s", picture_id, error.gateway_message)
            self._mark_broken(picture_id)
            self._persister.schedule()
            return
        info = checked.info
        growing = self._state.picture(picture_id)
        picture = replace(
            growing,
            state="done",
            path=checked.path,
            mime=info.mime,
            width=0 if info.is_withheld else info.width or growing.width,
            height=0 if info.is_withheld else info.height or growing.height,
            size=info.size,
            sha256=info.sha256,
        )
        self._state.set_picture(picture)
        for notice in _file_notices(info):
            self._add_notice(notice)
        if not picture.draft:
            for difference in differences(
                self._request, picture, caps=self._caps, has_alpha=info.has_alpha, frames=info.frames
            ):
                self._add_notice(difference)
        self._persister.schedule()

    def _mark_broken(self, picture_id: str) -> None:
        """It is no whole picture. What there is of it stays, and counts by what the disk holds."""
        picture = self._state.picture(picture_id)
        size = picture.path.stat().st_size if picture.path.exists() else 0
        self._state.set_picture(replace(picture, state="broken", size=size))

    def _add_notice(self, notice: Notice) -> None:
        call = self.call
        if notice not in call.notices:
            self._state.set_call(replace(call, notices=(*call.notices, notice)))

    def _set(self, **fields: Any) -> None:
        self._state.set_call(replace(self.call, **fields))


def _file_notices(info: ImageInfo) -> list[Notice]:
    """The notices of a file that is whole."""
    kinds = (
        f"svg_{info.flaw}" if info.flaw else "",
        "svg_active" if info.is_active and not info.is_withheld else "",
    )
    notices = [Notice(kind=kind) for kind in kinds if kind]
    if info.frames > 1 and info.duration_ms:
        seconds = f"{info.duration_ms / 1000:.1f}"
        notices.append(Notice(kind="animated", params={"frames": info.frames, "seconds": seconds}))
    if info.checked or info.flaw:
        return notices
    return [*notices, Notice(kind="unchecked", params={"format": info.mime})]
