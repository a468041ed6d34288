"""All strings in one table: name → (English, Chinese). Sentences say what happened, its cost, what to do next."""

from ui.strings_chat import CHAT
from ui.strings_edit import EDIT, PICTURES, SHEETS
from ui.strings_errors import ERRORS
from ui.strings_library import LIBRARY
from ui.strings_mask import MASK
from ui.strings_notices import NOTICES, UNSUPPORTED
from ui.strings_page import CARD, OPTIONS, PAGE
from ui.strings_record import RECORD
from ui.strings_server import SERVER
from ui.strings_tiles import TILES

STRINGS: dict[str, tuple[str, str]] = {
    **PAGE,
    **OPTIONS,
    **CARD,
    **CHAT,
    **LIBRARY,
    **EDIT,
    **PICTURES,
    **SHEETS,
    **MASK,
    **TILES,
    **RECORD,
    **ERRORS,
    **UNSUPPORTED,
    **NOTICES,
    **SERVER,
}
