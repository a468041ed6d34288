"""What a gateway says during one call, event by event, taken into the live run; and the pictures' checks."""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any, assert_never

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
from providers.types import Caps, ImageRequest
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
    """One call's ear. `former` are the call's pictures of before a restart, in their order: what is read again
    takes their places. `failures` are the pictures that did not come."""

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
        self._live = state
        self._call = call
        self._keeper = persister
        self._tools = services
        self._growths = services.growing_files
        self._request = request
        self._caps = caps
        self._now = services.now
        self._base_url = base_url
        self._former = deque(former)
        self._last_byte = 0.0
        self._ids: dict[int, str] = {}
        self._open: set[str] = set()
        self._checks: dict[str, asyncio.Task[None]] = {}

    @property
    def call(self) -> Call:
        return self._live.call(self._call)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return self._live.pictures(self._call)

    def mark_received(self) -> None:
        """A byte of the answer's body is here."""
        self._last_byte = self._now()
        if self._live.call_state(self._call) in {"sending", "waiting"}:
            self._put(state="receiving", first_byte=self._last_byte)
            self._keeper.schedule()

    def call_as_resent(self, event: Resending) -> Call:
        """The call as it is to be written down before it is sent once more."""
        return replace(self.call, state="sending", attempt=event.attempt, resend_at=0.0, resend_error=None)

    def apply(self, event: Event) -> None:
        """Takes in one event."""
        match event:
            case Sent():
                self._sent(event)
            case WillRetry():
                self._will_retry(event)
            case Resending():
                self._live.set_call(self.call_as_resent(event))
            case Answered():
                self._answered(event)
            case Progress():
                self.mark_received()
                self._put(progress=event.fraction, progress_words=encodable_text(event.message))
            case TextDelta():
                self._words("text", event.text)
            case ReasoningDelta():
                self._words("reasoning", event.text)
            case PictureStarted():
                self._started(event)
            case PictureGrew():
                self._grew(event)
            case PartialPicture():
                self._whole(event.key, draft=True)
            case PictureDone():
                self._whole(event.key, draft=event.draft, url=event.url)
            case PictureFailed():
                self._failed(event)
            case Notice():
                self._tell(event)
            case Usage():
                self._put(
                    usage={**self.call.usage, **event.tokens}, model_named=event.model or self.call.model_named
                )
            case _:
                assert_never(event)

    async def finish(self) -> None:
        """Nothing more will be said: the checks that run are waited for, what is not whole is broken."""
        self.spool.close()
        for old in self._former:
            if old.state == "growing":
                self._check(old.id)
        for picture in self._live.pictures(self._call):
            if picture.id in self._growths:
                self._growths[picture.id].end()
            if picture.state == "growing" and picture.id not in self._checks:
                self._break(picture.id)
        if self._checks:
            await asyncio.wait(self._checks.values())
        for picture_id, check in self._checks.items():
            if error := check.exception():
                LOG.error("picture %s could not be checked", picture_id, exc_info=error)
                self._break(picture_id)
        held = composite_all(self._live, self._call, self._tools, folder=self.spool.folder)
        async with aclosing(held) as outcomes:
            async for said in outcomes:
                self._tell(said)
                self._keeper.schedule()
        self._put(last_byte=self._last_byte)

    def _sent(self, event: Sent) -> None:
        self._put(state="waiting", sent=self._now(), attempt=event.attempt, resend_at=0.0, resend_error=None)
        self._keeper.schedule()

    def _will_retry(self, event: WillRetry) -> None:
        self._put(
            state="sending",
            resend_at=self._now() + event.after,
            resend_error=call_error_of(event.error, sent=False),
            first_byte=0.0,
        )
        self._keeper.schedule()

    def _answered(self, event: Answered) -> None:
        self._put(status=event.status, request_id=event.request_id or self.call.request_id)
        self.spool.note(Meta(content_type=event.content_type, status=event.status, base_url=self._base_url))

    def _words(self, kind: Kind, text: str) -> None:
        self.mark_received()
        self._live.append_text(self._call, kind, encodable_text(text))
        self._keeper.schedule_debounced()

    def _started(self, event: PictureStarted) -> None:
        self.mark_received()
        if not self.call.first_pixel:
            self._put(first_pixel=self._now())
        picture = self._former.popleft() if self._former else self._new_picture(event.path)
        self._ids[event.key] = picture.id
        if picture.state == "done":
            return
        self._open.add(picture.id)
        self._growths[picture.id] = GrowingFile(event.path)
        told = replace(picture, path=event.path, mime=event.mime, width=event.width, height=event.height)
        self._live.set_picture(replace(told, state="growing", size=0, expected=event.total or 0))
        self._keeper.schedule()

    def _new_picture(self, path: Path) -> Picture:
        return Picture(
            id=secrets.token_urlsafe(16),
            run=self._live.id,
            call=self._call,
            number=self._live.next_number(),
            path=path,
            created=self._now(),
        )

    def _grew(self, event: PictureGrew) -> None:
        self.mark_received()
        picture_id = self._ids[event.key]
        if picture_id in self._open:
            self._live.picture_grew(picture_id, event.size)
            self._growths[picture_id].grew(event.size)

    def _whole(self, key: int, *, draft: bool, url: str = "") -> None:
        """Every byte is there. Called again for the same picture, it only tells what the picture counts as."""
        picture = self._live.picture(self._ids[key])
        self._live.set_picture(replace(picture, draft=draft, url=url or picture.url))
        if picture.id in self._open:
            self._open.remove(picture.id)
            self._growths[picture.id].end()
            self._check(picture.id)
        self._keeper.schedule()

    def _failed(self, event: PictureFailed) -> None:
        self.failures.append(event.error)
        self._tell(
            Notice(kind="part_failed", params={"said": event.error.gateway_message, "error": event.error.kind})
        )
        if event.url:
            self._tell(Notice(kind="link_kept", params={"url": event.url}))
        if event.key is not None and self._ids.get(event.key) in self._open:
            picture = self._live.picture(self._ids[event.key])
            self._open.remove(picture.id)
            self._growths[picture.id].end()
            self._live.set_picture(replace(picture, url=event.url or picture.url))
            self._break(picture.id)
        self._keeper.schedule()

    def _check(self, picture_id: str) -> None:
        self._checks[picture_id] = asyncio.create_task(self._examined(picture_id))

    async def _examined(self, picture_id: str) -> None:
        try:
            checked = await self._tools.examine(self._live.picture(picture_id))
        except Damaged as error:
            LOG.info("picture %s is not whole: %s", picture_id, error.gateway_message)
            self._break(picture_id)
            self._keeper.schedule()
            return
        found = checked.info
        growing = self._live.picture(picture_id)
        picture = replace(
            growing,
            state="done",
            path=checked.path,
            mime=found.mime,
            width=found.width or growing.width,
            height=found.height or growing.height,
            size=found.size,
            sha256=found.sha256,
        )
        self._live.set_picture(picture)
        if not found.checked:
            self._tell(Notice(kind="unchecked", params={"format": found.mime}))
        if not picture.draft:
            for said in differences(self._request, picture, caps=self._caps, has_alpha=found.has_alpha):
                self._tell(said)
        self._keeper.schedule()

    def _break(self, picture_id: str) -> None:
        """It is no whole picture. What there is of it stays, and counts by what the disk holds."""
        picture = self._live.picture(picture_id)
        size = picture.path.stat().st_size if picture.path.exists() else 0
        self._live.set_picture(replace(picture, state="broken", size=size))

    def _tell(self, said: Notice) -> None:
        call = self.call
        if said not in call.notices:
            self._live.set_call(replace(call, notices=(*call.notices, said)))

    def _put(self, **fields: Any) -> None:
        self._live.set_call(replace(self.call, **fields))
