"""Error tree of the studio itself; `kind` names the sentence in ui/i18n.

StudioError
├── NotFound         no such run or picture, or it is another visitor's
├── NotAPicture      the bytes are of no picture
├── SvgPicture       an SVG that cannot be drawn as pixels, or not safely
├── HugePicture      it declares more pixels than are opened here
├── HeavyPicture     to open it takes more memory than there is for pictures
├── TornPicture      it is no whole picture
├── NoRecipe         a file or a text that holds no recipe, or a file that can hold none
├── TurnRunning      the turn of a conversation from which another shall go on has not ended
├── NothingToRead    no answer of the run is stored that could be read again
├── KeyReused        the idempotency key stands for another request
├── RunDeleted       the run that the idempotency key stands for is not kept any more
├── TooManyRuns      the visitor has as many unfinished runs as the server allows, or the network they come from
├── ServerKeyClosed  the server's own key is not open to visitors, and the visitor gave none
├── NoCookie         the visitor is not known yet, and asks for the server's own key, or brings files
├── BudgetSpent      the server's own keys have made as many calls today as they may
├── LineFull         as many calls wait for the gateway as may
├── TooManyUploads   the visitor or their network brought as many pictures as the server takes in an hour
├── StorageFull      the visitor's pictures take as much room as the server gives to one
├── RunsUnfinished   runs go on whose owner is to become another
├── GalleryMoved     the visitor's gallery has just become another's, or its user is gone
├── DiskFailed       the disk did not take what is to be sent, or brought
│   └── DiskFloor    less room is free on it than the server keeps free
├── JournalFailed    the database did not take it; a call that cannot be written down is not sent
└── Closing          the server is going down and starts nothing any more
"""

from collections.abc import Mapping
from typing import ClassVar


class StudioError(Exception):
    """The root; all but Interrupted say that nothing was sent.

    `params` fill the sentence; `retry_after` is in seconds.
    """

    kind: ClassVar[str] = "studio"

    def __init__(
        self,
        message: str = "",
        *,
        params: Mapping[str, str | int] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message or self.kind)
        self.params: Mapping[str, str | int] = dict(params or {})
        self.retry_after = retry_after


class NotFound(StudioError):
    kind = "not_found"


class NotAPicture(StudioError):
    kind = "not_a_picture"


class SvgPicture(StudioError):
    """`reason` is "entities", "complex", "slow", "missing" (the library) or "failed"."""

    kind = "svg_picture"


class HugePicture(StudioError):
    kind = "huge_picture"


class HeavyPicture(StudioError):
    kind = "heavy_picture"


class TornPicture(StudioError):
    kind = "torn_picture"


class NoRecipe(StudioError):
    """No recipe in a file or text, or none can be put in.

    `reason`, where there is one: `format` and `unwritable` of a file, `too_long`, `unfinished` of a picture.
    """

    kind = "no_recipe"


class TurnRunning(StudioError):
    kind = "turn_running"


class NothingToRead(StudioError):
    kind = "nothing_to_read"


class KeyReused(StudioError):
    kind = "key_reused"


class RunDeleted(StudioError):
    kind = "run_deleted"


class TooManyRuns(StudioError):
    """`reason`: "address" when those of the visitor's network are counted."""

    kind = "too_many_runs"


class ServerKeyClosed(StudioError):
    """`reason`: "guest" when it is open to others here."""

    kind = "server_key_closed"


class NoCookie(StudioError):
    kind = "no_cookie"


class BudgetSpent(StudioError):
    """`reason`: "calls" or "tokens"; `retry_after`: until the next day begins."""

    kind = "budget_spent"


class LineFull(StudioError):
    kind = "line_full"


class TooManyUploads(StudioError):
    kind = "too_many_uploads"


class StorageFull(StudioError):
    kind = "storage_full"


class RunsUnfinished(StudioError):
    kind = "runs_unfinished"


class GalleryMoved(StudioError):
    """A press whose visitor's gallery becomes another's: it would belong to nobody."""

    kind = "gallery_moved"


class DiskFailed(StudioError):
    kind = "disk"


class DiskFloor(DiskFailed):
    """`reason`: "floor"."""


class JournalFailed(StudioError):
    """`reason`: "reading" when something was only asked for."""

    kind = "journal_failed"


class Interrupted(StudioError):
    kind = "interrupted"


class Closing(StudioError):
    kind = "closing"
