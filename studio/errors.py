"""Error tree of the studio itself; `kind` names the sentence in ui/i18n.

StudioError
├── NotFound         no such run or picture, or it is another visitor's
├── NotAPicture      the bytes are of no picture
├── SvgPicture       a drawing in words, which no model reads
├── HugePicture      it declares more pixels than are ever decoded
├── TornPicture      it is no whole picture
├── NoRecipe         a file or a text that holds no recipe, or a file that can hold none
├── TurnRunning      the turn of a conversation from which another shall go on has not ended
├── NothingToRead    no answer of the run is stored that could be read again
├── KeyReused        the idempotency key stands for another request
├── RunDeleted       the run that the idempotency key stands for is not kept any more
├── TooManyRuns      the visitor has as many unfinished runs as the server allows
├── DiskFailed       the disk did not take what is to be sent, or brought
├── JournalFailed    the database did not take it; a call that cannot be written down is not sent
└── Closing          the server is going down and starts nothing any more
"""

from collections.abc import Mapping
from typing import ClassVar


class StudioError(Exception):
    """The root. `params` fill the sentence. All but Interrupted say that nothing was sent."""

    kind: ClassVar[str] = "studio"

    def __init__(self, message: str = "", *, params: Mapping[str, str | int] | None = None) -> None:
        super().__init__(message or self.kind)
        self.params: Mapping[str, str | int] = dict(params or {})


class NotFound(StudioError):
    kind = "not_found"


class NotAPicture(StudioError):
    kind = "not_a_picture"


class SvgPicture(StudioError):
    kind = "svg_picture"


class HugePicture(StudioError):
    kind = "huge_picture"


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
    kind = "too_many_runs"


class DiskFailed(StudioError):
    kind = "disk"


class JournalFailed(StudioError):
    """`reason`: "reading" when something was only asked for."""

    kind = "journal_failed"


class Interrupted(StudioError):
    kind = "interrupted"


class Closing(StudioError):
    kind = "closing"
