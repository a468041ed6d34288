"""Run state: the current records, and what changed since any revision of them."""

import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Literal

from providers.events import Notice
from studio.runs.outcome import head_of, revision_of
from studio.types import ENDED, Call, Picture, PictureKind, Run, RunChange, TextAppend

Kind = Literal["text", "reasoning"]
KINDS: tuple[Kind, Kind] = ("text", "reasoning")
RUN_FIELDS = frozenset(field.name for field in fields(Run)) - {"calls", "pictures"}


@dataclass(slots=True, kw_only=True)
class _GrowingText:
    """Words that only grow: the pieces, and after which revision they were how long."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    revs: list[int] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)

    def add(self, text: str, rev: int) -> None:
        self.pieces.append(text)
        self.length += len(text)
        self.revs.append(rev)
        self.lengths.append(self.length)

    def whole(self) -> str:
        """All of it; the pieces are joined once, so that asking often costs nothing."""
        if len(self.pieces) > 1:
            self.pieces = ["".join(self.pieces)]
        return self.pieces[0] if self.pieces else ""

    def length_at(self, rev: int) -> int:
        index = bisect_right(self.revs, rev)
        return self.lengths[index - 1] if index else 0


class RunState:
    """Holds a run's newest records and the revision at which each part last changed.

    Revisions start at the microsecond of the clock and grow by one with every change, so that one from before a
    restart is known to be old; the last is `outcome.revision_of(run)`, which the journal's copy has as well.
    `on_change(at_once)` is called after each change.
    """

    def __init__(
        self,
        run: Run,
        *,
        on_change: Callable[[bool], None] = lambda _: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._on_change = on_change
        self._now = now
        self._first = self.rev = int(now() * 1e6)
        self._head = replace(run, calls=(), pictures=())
        self._head_revs: dict[str, int] = {}
        self._calls: dict[str, Call] = {}
        self._call_revs: dict[str, int] = {}
        self._texts: dict[tuple[str, Kind], _GrowingText] = {}
        self._pictures: dict[str, Picture] = {picture.id: picture for picture in run.pictures}
        self._picture_revs: dict[str, int] = {}
        self._sizes: dict[str, int] = {}
        self._queue_positions: dict[str, int] = {}
        self._run: Run | None = None
        self._changes: dict[int, RunChange] = {}
        for call in run.calls:
            self._add_call(call)

    @property
    def run(self) -> Run:
        """The run as it is now."""
        self._apply_growth()
        if self._run is None:
            calls = tuple(self.call(id) for id in self._calls)
            self._run = replace(self._head, calls=calls, pictures=tuple(self._pictures.values()))
        return self._run

    @property
    def visitor(self) -> str:
        return self._head.visitor

    @property
    def id(self) -> str:
        return self._head.id

    @property
    def ended(self) -> bool:
        return self._head.state in ENDED

    def call(self, call_id: str) -> Call:
        """The call with all its words."""
        self._apply_growth()
        text, reasoning = (self._texts[call_id, kind].whole() for kind in KINDS)
        return replace(self._calls[call_id], text=text, reasoning=reasoning)

    def call_state(self, call_id: str) -> str:
        """The call's state, without the cost of joining its words."""
        return self._calls[call_id].state

    def pictures(self, call_id: str) -> tuple[Picture, ...]:
        """The pictures of one call, in their order."""
        self._apply_growth()
        return tuple(picture for picture in self._pictures.values() if picture.call == call_id)

    def whole_answers(self, call_id: str, *, without: PictureKind) -> tuple[Picture, ...]:
        """The model's own whole pictures of one call of which none of that kind was made yet."""
        pictures = self.pictures(call_id)
        made = {picture.parent for picture in pictures if picture.kind == without}
        return tuple(
            picture
            for picture in pictures
            if picture.state == "done" and picture.kind == "final" and not picture.draft and picture.id not in made
        )

    def picture(self, picture_id: str) -> Picture:
        self._apply_growth()
        return self._pictures[picture_id]

    def has_picture(self, picture_id: str) -> bool:
        return picture_id in self._pictures

    def next_number(self) -> int:
        """The number of the next picture of this run."""
        return 1 + max((picture.number for picture in self._pictures.values()), default=0)

    def set_call(self, call: Call) -> None:
        """Sets the call, text apart.

        Text only grows by `append_text`, or starts anew by `reset_text`.
        """
        self._apply_growth()
        if replace(call, text="", reasoning="") == self._calls[call.id]:
            return
        self._step()
        self._calls[call.id] = replace(call, text="", reasoning="")
        self._call_revs[call.id] = self.rev
        self._follow_calls()

    def append_text(self, call_id: str, kind: Kind, text: str) -> None:
        if text:
            self._step()
            self._texts[call_id, kind].add(text, self.rev)
            self._on_change(False)

    def reset_text(self, call_id: str) -> None:
        """The call's words are to be read again from the start; to every watcher all is fresh."""
        self._step()
        for kind in KINDS:
            self._texts[call_id, kind] = _GrowingText()
        self._first = self.rev
        self._on_change(False)

    def set_picture(self, picture: Picture) -> None:
        """The picture is new, or is now this."""
        self._apply_growth()
        if self._pictures.get(picture.id) == picture:
            return
        self._step()
        self._pictures[picture.id] = picture
        self._picture_revs[picture.id] = self.rev
        self._on_change(False)

    def picture_grew(self, picture_id: str, size: int) -> None:
        """Notes that the picture's file holds `size` bytes now.

        Called thousands of times: the records follow when looked at.
        """
        self._step()
        self._sizes[picture_id] = size
        self._picture_revs[picture_id] = self._call_revs[self._pictures[picture_id].call] = self.rev
        self._on_change(False)

    def set_queue_position(self, call_id: str, position: int) -> None:
        """Notes a call's position in the line, 0 when it has its turn.

        The run's is that of its first call.
        """
        self._queue_positions[call_id] = position
        first = min(self._queue_positions.values())
        if first != self._head.queue_position and self._head.state == "queued":
            self._step()
            self._set_head(replace(self._head, queue_position=first))
            self._on_change(False)

    def set_notices(self, notices: tuple[Notice, ...]) -> None:
        """The run's own notices are now these."""
        self._step()
        self._set_head(replace(self._head, notices=notices))
        self._on_change(False)

    def changes_since(self, since: int) -> RunChange:
        """All that changed after revision `since`; worked out once, however many ask."""
        if since not in self._changes:
            known = self._first <= since <= self.rev
            self._changes[since] = self._partial(since) if known else full_change(self.run, self.rev)
        return self._changes[since]

    def _partial(self, since: int) -> RunChange:
        self._apply_growth()
        return RunChange(
            run=self.run,
            rev=self.rev,
            fresh=False,
            fields=frozenset(name for name, rev in self._head_revs.items() if rev > since),
            pictures=tuple(self._pictures[id] for id, rev in self._picture_revs.items() if rev > since),
            calls=tuple(self.call(id) for id, rev in self._call_revs.items() if rev > since),
            appended=tuple(
                TextAppend(call=call, field=kind, at=start, text=text.whole()[start:])
                for (call, kind), text in self._texts.items()
                if (start := text.length_at(since)) < text.length
            ),
        )

    def _add_call(self, call: Call) -> None:
        self._calls[call.id] = replace(call, text="", reasoning="")
        for kind in KINDS:
            self._texts[call.id, kind] = _GrowingText()
        self._texts[call.id, "text"].add(call.text, self.rev)
        self._texts[call.id, "reasoning"].add(call.reasoning, self.rev)

    def _apply_growth(self) -> None:
        for picture_id, size in self._sizes.items():
            picture = self._pictures[picture_id]
            call = self._calls[picture.call]
            self._pictures[picture_id] = replace(picture, size=size)
            self._calls[call.id] = replace(call, received=call.received + size - picture.size)
        self._sizes.clear()

    def _step(self) -> None:
        self.rev += 1
        self._run = None
        self._changes.clear()

    def _follow_calls(self) -> None:
        """The run's state and end follow from its calls."""
        was = self._head
        head = head_of(self._head, tuple(self._calls.values()))
        self._set_head(head if head.state == "queued" else replace(head, queue_position=0))
        if self.ended and was.state not in ENDED:
            self.rev = max(self.rev, revision_of(self._head))
        self._on_change(self.ended)

    def _set_head(self, head: Run) -> None:
        for name in RUN_FIELDS:
            if getattr(head, name) != getattr(self._head, name):
                self._head_revs[name] = self.rev
        self._head = head


def full_change(run: Run, rev: int) -> RunChange:
    """Everything of a run, for whoever knows nothing of it."""
    return RunChange(run=run, rev=rev, fresh=True, fields=RUN_FIELDS, pictures=run.pictures, calls=run.calls)
