"""Frozen records: `Run`, `Call`, `Picture`, `RunRequest`, `RunChange`.

They are shown to people and written to the journal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from providers.events import Notice
from providers.types import ImageRequest

State = Literal["queued", "sending", "waiting", "receiving", "done", "failed", "unknown", "cancelled"]
PictureKind = Literal["final", "held", "cutout"]
ENDED: frozenset[State] = frozenset({"done", "failed", "unknown", "cancelled"})
FROM_TEXT = "none"
"""What a turn is based on that shall begin anew, from its words alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallError:
    """The reason why a call ended without what was asked; `said`: the gateway's words, cleaned."""

    kind: str
    said: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    may_be_charged: bool = False
    status: int | None = None
    request_id: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture of a call.

    `path` is where its bytes are; `size` grows while `state` is growing.

    `kind`: "held" was pasted back into its original outside the mask, "cutout" had its background taken away
    here; both were made of `parent`. `draft`: no result (docs/gateways.md, Q16). `number` orders the pictures of
    a run as they came. `expected` is the size in bytes that the answer announced, 0 when it did not. `gone` is
    when its file was removed, since its visitor had deleted it; 0.0 while it is there.
    """

    id: str
    run: str
    call: str
    number: int
    path: Path
    state: Literal["growing", "done", "broken"] = "growing"
    kind: PictureKind = "final"
    draft: bool = False
    width: int = 0
    height: int = 0
    mime: str = ""
    size: int = 0
    expected: int = 0
    sha256: str = ""
    parent: str = ""
    url: str = ""
    created: float = 0.0
    gone: float = 0.0

    @property
    def is_withheld(self) -> bool:
        """Whether it is whole but only to be downloaded.

        An SVG that a browser might choke on: it has no size.
        """
        return self.mime == "image/svg+xml" and self.state == "done" and not self.width


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request to a gateway. Times are seconds since the epoch, 0.0 while not reached.

    `progress` is the gateway's own 0..1 or None; `progress_words` its last status line; `resend_at` the time
    of an announced resend, 0.0 when none; `received` the picture bytes so far.
    """

    id: str
    run: str
    number: int
    count: int = 1
    state: State = "queued"
    attempt: int = 1
    text: str = ""
    reasoning: str = ""
    progress: float | None = None
    progress_words: str = ""
    received: int = 0
    resend_at: float = 0.0
    resend_error: CallError | None = None
    error: CallError | None = None
    status: int | None = None
    request_id: str = ""
    model_named: str = ""
    usage: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    created: float = 0.0
    sent: float = 0.0
    first_byte: float = 0.0
    first_pixel: float = 0.0
    last_byte: float = 0.0
    ended: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class InputImage:
    """Input image that a visitor brought, untouched.

    `width` and `height` are its pixels as they are shown.

    `name` is the file's own, for people. `painted_for`: of a mask or markup, the id of the picture it belongs to.
    `made`: it is a picture of one of the visitor's runs.
    """

    id: str
    name: str
    path: Path
    mime: str
    width: int
    height: int
    size: int
    sha256: str
    painted_for: str = ""
    made: bool = False
    created: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One press of the button. `state` follows from its calls (`studio.outcome.run_state`).

    `brought` are the pictures as they stood on the tiles, `painted` the mask as it was painted, `markup` the
    marks as they were drawn; what was made of them to be sent stands in `request`. A turn of a conversation has
    its id in `conversation`, the turn that it goes on from in `parent`, and in `based_on` the picture that it is
    to change, the first of those `brought`. `queue_position`: while none of its calls has its turn, that of the
    first in the line of its gateway; else 0. It is not written down.
    """

    id: str
    visitor: str
    gateway: str
    model: str
    route: str
    request: ImageRequest
    state: State = "queued"
    calls: tuple[Call, ...] = ()
    pictures: tuple[Picture, ...] = ()
    notices: tuple[Notice, ...] = ()
    created: float = 0.0
    ended: float = 0.0
    parent: str = ""
    brought: tuple[InputImage, ...] = ()
    painted: InputImage | None = None
    markup: InputImage | None = None
    conversation: str = ""
    based_on: str = ""
    queue_position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Tree of turns, each a run.

    A tree of turns, each a run. `head` is the run at which it stands: the last one of the branch on show.

    `changed` is when it was last gone on with; `deleted` when it was deleted, 0.0 while it is not. `turns` and
    `cover` (a picture's id, or "") are counted when it is listed.
    """

    id: str
    visitor: str
    title: str
    head: str = ""
    created: float = 0.0
    changed: float = 0.0
    deleted: float = 0.0
    turns: int = 0
    cover: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryItem:
    """Picture in the gallery, with its run, and whether it is a favourite."""

    picture: Picture
    run: Run
    favourite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryFilter:
    """Filter of the gallery; an empty field asks for nothing.

    `search` are words of prompts; `since` and `until` are seconds since the epoch, the end not included; `least`
    is the least of the longer side, in pixels.
    """

    search: str = ""
    gateway: str = ""
    model: str = ""
    task: str = ""
    since: float = 0.0
    until: float = 0.0
    least: int = 0
    favourites: bool = False


def encodable_text(text: str) -> str:
    """Text that can be written as UTF-8.

    JSON may hold half a surrogate pair, which becomes U+FFFD.
    """
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Origin of a press: the network that it came from, "" where those are not counted.

    `is_known`: its visitor came back with the cookie that they had been given, or logged in.
    """

    network: str = ""
    is_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """A press of the button.

    `key` is the visitor's own key or ""; it is used for this run and kept nowhere. `own_key_only`: who asks is a
    guest, and uses no key of the server's.

    `parent` is the id of the visitor's run that this one continues, or "". `pictures` are the ids of what goes
    along, in its order, `mask` that of a painted mask, `markup` that of drawn marks; those named in `fit` are
    made smaller where they are over the model's limits. `based_on`, of a turn of a conversation: the id of the
    picture that it is to change, "" for the newest, FROM_TEXT for none; `conversation` is where a turn without a
    parent begins a branch.
    """

    gateway: str
    model: str
    request: ImageRequest
    key: str = field(default="", repr=False)
    own_key_only: bool = False
    parent: str = ""
    pictures: tuple[str, ...] = ()
    mask: str = ""
    markup: str = ""
    fit: frozenset[str] = frozenset()
    based_on: str = ""
    conversation: str = ""
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotencyKey:
    """A visitor's key of one press: a request that comes twice with it makes one run.

    `fingerprint` is a hash of what is asked for; a key stands for nothing else.
    """

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAppend:
    """Appended text of a call: from offset `at` (in characters) on, `field` now reads `text`."""

    call: str
    field: Literal["text", "reasoning"]
    at: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChange:
    """Changes of a run since a revision.

    `run` is the whole run as it is now, at revision `rev`.

    `fresh`: the revision was 0 or unknown, so everything counts as changed and `appended` is empty. `fields` names
    the changed fields of the run itself; a call whose words only grew is in `appended`, not in `calls`.
    """

    run: Run
    rev: int
    fresh: bool
    fields: frozenset[str] = frozenset()
    pictures: tuple[Picture, ...] = ()
    calls: tuple[Call, ...] = ()
    appended: tuple[TextAppend, ...] = ()


class KeyLookup(Protocol):
    """The server's own keys."""

    def get(self, gateway_id: str, /) -> str:
        """The key of that gateway, "" when none is set."""
        ...
